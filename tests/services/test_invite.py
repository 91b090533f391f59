"""Invitations: the best guests, by an exhaustive look at small cases; edits cost what they cost."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from services.planner.invite import Candidate, Cover, Wanted, _Asked, _greedy, invite


def case(seed):
    draw = random.Random(seed)
    owners, partners = [f"e{n}" for n in range(5)], [f"b{n}" for n in range(4)]
    candidates = [Candidate(id, "enterprise", draw.random() < 0.5) for id in owners]
    candidates += [Candidate(id, "partner") for id in partners]
    covers = [
        Cover(f"n{owner}-{k}", owner, partner, draw.randrange(1, 100))
        for owner in owners
        for k in range(draw.randrange(3))
        for partner in draw.sample(partners, draw.randrange(1, 4))
    ]
    return candidates, covers, Wanted({"enterprise": 3, "partner": 2})


def worth(candidates, covers, guests):
    new = {one.id for one in candidates if one.new}
    best = {}
    for cover in covers:
        if {cover.owner, cover.partner} <= guests:
            value = cover.score * (2 if cover.owner in new else 1)
            best[cover.need] = max(value, best.get(cover.need, 0))
    return sum(best.values())


def exhaustive(candidates, covers, wanted):
    sides = {side: [one.id for one in candidates if one.side == side] for side in wanted.most}
    return max(
        worth(candidates, covers, {*some, *others})
        for some in combinations(sides["enterprise"], wanted.most["enterprise"])
        for others in combinations(sides["partner"], wanted.most["partner"])
    )


@pytest.mark.parametrize("seed", range(60))
def test_no_other_guests_cover_more(seed):
    candidates, covers, wanted = case(seed)
    made = invite(candidates, covers, wanted)
    assert made.worth == exhaustive(candidates, covers, wanted) == made.bound
    assert made.worth == worth(candidates, covers, set(made.guests))
    sides = {one.id: one.side for one in candidates}
    for side, most in wanted.most.items():
        assert sum(sides[id] == side for id in made.guests) <= most


@pytest.mark.parametrize("seed", range(20))
def test_an_edit_costs_what_it_takes_away(seed):
    candidates, covers, wanted = case(seed)
    made = invite(candidates, covers, wanted)
    for gone in made.guests:
        edited = invite(candidates, covers, Wanted(wanted.most, never=frozenset({gone})))
        others = [one for one in candidates if one.id != gone]
        assert edited.worth == exhaustive(
            [*others, Candidate("x", {c.id: c.side for c in candidates}[gone])],
            covers,
            wanted,
        )
        assert gone not in edited.guests
    stays = invite(candidates, covers, Wanted(wanted.most, surely=frozenset({"b3"})))
    assert "b3" in stays.guests
    assert stays.worth <= made.worth


def test_whoever_was_never_invited_comes_first():
    covers = [Cover("n1", "e1", "b1", 60), Cover("n2", "e2", "b1", 50)]
    candidates = [Candidate("e1", "enterprise", new=False), Candidate("e2", "enterprise")]
    candidates.append(Candidate("b1", "partner"))
    made = invite(candidates, covers, Wanted({"enterprise": 1, "partner": 1}))
    assert made.guests == ("b1", "e2")


def test_the_greedy_choice_keeps_to_the_room_there_is():
    candidates, covers, wanted = case(3)
    asked = _Asked({one.id: one for one in candidates}, covers, wanted)
    asked.weights = [cover.score for cover in covers]
    guests = _greedy(asked)
    assert len([id for id in guests if id.startswith("e")]) <= 3
    assert len([id for id in guests if id.startswith("b")]) <= 2


def test_nothing_to_cover_invites_nobody():
    assert invite([], [], Wanted({"enterprise": 3, "partner": 2})).guests == ()
