"""Invitations: the best guests, by an exhaustive look at small cases; edits cost what they cost."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations

import pytest

from services.planner.invite import (
    Candidate,
    Cover,
    Wanted,
    _above,
    _Asked,
    _assigned,
    _by_turns,
    invite,
    worth,
)

MOST, MEETINGS = {"enterprise": 2, "partner": 2}, {"enterprise": 2, "partner": 2}


def case(seed):
    draw = random.Random(seed)
    owners, partners = [f"e{n}" for n in range(4)], [f"b{n}" for n in range(3)]
    candidates = [Candidate(id, "enterprise", draw.random() < 0.5) for id in owners]
    candidates += [Candidate(id, "partner") for id in partners]
    pairs = [(owner, k, partner) for owner in owners for k in range(2) for partner in partners]
    covers = [
        Cover(f"n{owner}-{k}", owner, partner, draw.randrange(1, 100))
        for owner, k, partner in draw.sample(pairs, 9)
    ]
    return candidates, covers, Wanted(MOST, MEETINGS)


def exhaustive(candidates, covers, *, never=frozenset()):
    """The best of all sets of covers that keep to the limits."""
    new = {one.id for one in candidates if one.new}
    best = 0
    for size in range(len(covers) + 1):
        for some in combinations(covers, size):
            many = Counter(id for cover in some for id in (cover.owner, cover.partner))
            sides = Counter(id[0] for id in many)
            if max(many.values(), default=0) > 2 or max(sides.values(), default=0) > 2:
                continue
            if not never & many.keys():
                best = max(best, worth(some, new))
    return best


@pytest.mark.parametrize("seed", range(60))
def test_no_other_guests_cover_more(seed):
    candidates, covers, wanted = case(seed)
    made = invite(candidates, covers, wanted)
    assert made.worth == exhaustive(candidates, covers) == made.bound
    assert max(Counter(id[0] for id in made.guests).values()) <= 2
    many = Counter(id for cover in made.covered for id in (cover.owner, cover.partner))
    assert max(many.values()) <= 2
    assert set(many) == set(made.guests)


@pytest.mark.parametrize("seed", range(20))
def test_an_edit_costs_what_it_takes_away(seed):
    candidates, covers, wanted = case(seed)
    made = invite(candidates, covers, wanted)
    for gone in made.guests:
        edited = invite(candidates, covers, Wanted(MOST, MEETINGS, never=frozenset({gone})))
        assert edited.worth == exhaustive(candidates, covers, never={gone}) <= made.worth
        assert gone not in edited.guests
    stays = invite(candidates, covers, Wanted(MOST, MEETINGS, surely=frozenset({"b2"})))
    assert "b2" in stays.guests
    assert stays.worth <= made.worth


def test_whoever_was_never_invited_comes_first():
    covers = [Cover("n1", "e1", "b1", 60), Cover("n2", "e2", "b1", 50)]
    candidates = [Candidate("e1", "enterprise", new=False), Candidate("e2", "enterprise")]
    candidates.append(Candidate("b1", "partner"))
    made = invite(
        candidates, covers, Wanted({"enterprise": 1, "partner": 1}, {"enterprise": 1, "partner": 1})
    )
    assert made.guests == ("b1", "e2")


@pytest.mark.parametrize("seed", range(40))
def test_out_of_time_a_choice_by_turns_keeps_to_the_limits_and_to_the_bound(seed):
    candidates, covers, wanted = case(seed)
    made = invite(candidates, covers, wanted, seconds=0.0)
    many = Counter(id for cover in made.covered for id in (cover.owner, cover.partner))
    assert max(many.values(), default=0) <= 2
    assert max(Counter(id[0] for id in many).values(), default=0) <= 2
    assert made.worth <= exhaustive(candidates, covers) <= made.bound


@pytest.mark.parametrize("seed", range(40))
def test_what_nothing_exceeds_is_not_exceeded(seed):
    candidates, covers, wanted = case(seed)
    asked = _Asked({one.id: one for one in candidates}, covers, wanted)
    new = {one.id for one in candidates if one.new}
    assert exhaustive(candidates, covers) <= _above(asked)
    guests = _by_turns(asked)
    assert max(Counter(id[0] for id in guests).values()) <= 2
    turns = _assigned(asked, guests, 5.0)
    assert worth(turns, new) * 2 >= exhaustive(candidates, covers)


def test_nothing_to_cover_invites_nobody():
    assert invite([], [], Wanted(MOST, MEETINGS)).guests == ()
