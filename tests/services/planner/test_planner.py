"""The planner: as good as an exact solver that knows nothing of it, and never against a rule."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from services.planner import Guest, Meeting, PossibleMeeting, Problem, again, faults, solve, worth
from services.planner.bound import bound
from services.planner.slots import Timetable, slotted
from services.planner.tidy import idle

pytestmark = pytest.mark.slow

EVERY = frozenset(range(8))


def small(seed):
    """Three enterprises at most, three partners, four slots; busy, rivals, few tables."""
    dice = Random(seed)
    slots = dice.randint(1, 4)

    def guests(letter):
        there = 1.0 if seed % 3 == 0 else 0.7
        return tuple(
            Guest(
                f"{letter}{n}",
                dice.randint(1, 3),
                frozenset(slot for slot in range(slots) if dice.random() < there),
            )
            for n in range(dice.randint(1, 3))
        )

    ones, others = guests("e"), guests("b")
    possible = tuple(
        PossibleMeeting(one.id, other.id, dice.randint(1, 1000))
        for one in ones
        for other in others
        if dice.random() < 0.8
    )
    apart = ((ones[0].id, ones[1].id),) if seed % 4 == 1 and len(ones) > 1 else ()
    tables = (dice.randint(1, 3),) * slots
    if seed % 5 == 2:
        tables = tuple(dice.randint(0, 3) for _ in range(slots))
    return Problem(ones, others, tables, possible, apart)


def by_trying(problem):
    """The best there is: slot by slot every set of meetings that may be held at once, kept by who
    has met so far."""
    free = {guest.id: guest.free for guest in (*problem.enterprises, *problem.partners)}
    most = {guest.id: guest.most for guest in (*problem.enterprises, *problem.partners)}
    scores = {(meeting.enterprise, meeting.partner): meeting.score for meeting in problem.possible}
    rivals = {frozenset(pair) for pair in problem.apart}

    def at_once(slot, pairs):
        """Every set of pairs for one slot."""
        if not pairs:
            yield ()
            return
        (one, other), *rest = pairs
        for some in at_once(slot, rest):
            yield some
            busy = {id for pair in some for id in pair}
            fits = slot in free[one] and slot in free[other] and not {one, other} & busy
            peace = all(frozenset((one, id)) not in rivals for id in busy)
            if fits and peace and len(some) < problem.tables[slot]:
                yield ((one, other), *some)

    def value(met):
        many = {guest.id: sum(one == guest.id for one, _ in met) for guest in problem.enterprises}
        return sum(scores[p] for p in met) + sum(sum(problem.fair[:n]) for n in many.values())

    @cache
    def best(slot, met):
        if slot == problem.slots:
            return value(met)
        left = [pair for pair in scores if pair not in met]
        found = []
        for some in at_once(slot, left):
            now = met | set(some)
            many = [id for pair in now for id in pair]
            if all(many.count(id) <= most[id] for id in set(many)):
                found.append(best(slot + 1, frozenset(now)))
        return max(found)

    return best(0, frozenset())


@pytest.mark.parametrize("tenth", range(10))
def test_five_hundred_small_plans_are_the_best_there_is(tenth):
    for seed in range(50 * tenth, 50 * tenth + 50):
        problem = small(seed)
        plan = solve(problem)
        assert faults(problem, plan.meetings) == [], seed
        assert (plan.worth, plan.bound, plan.proved) == (by_trying(problem), plan.worth, True), seed
        assert plan.worth == worth(problem, plan.meetings)


def fair(enterprises=30, partners=8, slots=8, tables=6, seed=3, busy=0.0):
    """A session of some size; `busy` is how often somebody isn't there in a slot."""
    dice = Random(seed)

    def free():
        return frozenset(slot for slot in range(slots) if dice.random() >= busy)

    ones = tuple(Guest(f"e{n:03}", dice.randint(2, 4), free()) for n in range(enterprises))
    others = tuple(Guest(f"b{n:02}", slots, free()) for n in range(partners))
    possible = tuple(
        PossibleMeeting(one.id, other.id, dice.randint(1, 1000))
        for one in ones
        for other in others
        if dice.random() < 0.4
    )
    apart = ((ones[0].id, ones[1].id),) if busy else ()
    return Problem(ones, others, (tables,) * slots, possible, apart)


@pytest.mark.parametrize("busy", [0.0, 0.15, 0.4])
@pytest.mark.parametrize("seed", range(4))
def test_a_session_is_planned_and_proved_and_breaks_no_rule(seed, busy):
    problem = fair(seed=seed, busy=busy)
    plan = solve(problem)
    assert faults(problem, plan.meetings) == []
    assert (plan.proved, plan.gap, plan.unmet) == (True, 0.0, ())


def test_the_same_problem_and_seed_give_the_same_plan():
    assert solve(fair(busy=0.2), seed=7) == solve(fair(busy=0.2), seed=7)


def test_everybody_gets_a_first_meeting_before_anybody_gets_a_second():
    free = frozenset(range(4))
    ones = tuple(Guest(f"e{n}", 4, free) for n in range(4))
    others = tuple(Guest(f"b{n}", 4, free) for n in range(2))
    dear = tuple(PossibleMeeting("e0", other.id, 500) for other in others)
    cheap = tuple(PossibleMeeting(one.id, "b0", 5) for one in ones[1:])
    plan = solve(Problem(ones, others, (1,) * 4, dear + cheap))
    assert {meeting.enterprise for meeting in plan.meetings} == {"e0", "e1", "e2", "e3"}
    greedy = solve(Problem(ones, others, (1,) * 4, dear + cheap, fair=()))
    assert sum(meeting.enterprise == "e0" for meeting in greedy.meetings) == 2


def test_what_must_be_held_is_held_whatever_it_costs():
    problem = fair()
    least = min(problem.possible, key=lambda meeting: meeting.score)
    plain = {(m.enterprise, m.partner) for m in solve(problem).meetings}
    assert (least.enterprise, least.partner) not in plain
    musts = tuple(replace(meeting, must=meeting == least) for meeting in problem.possible)
    plan = solve(replace(problem, possible=musts))
    assert (least.enterprise, least.partner) in {(m.enterprise, m.partner) for m in plan.meetings}
    assert (faults(problem, plan.meetings), plan.proved) == ([], True)


def test_a_must_that_has_no_room_is_named():
    guests = Guest("e0", 2, frozenset({0})), Guest("b0", 2, frozenset({1}))
    plan = solve(
        Problem(guests[:1], guests[1:], (1, 1), (PossibleMeeting("e0", "b0", 5, must=True),))
    )
    assert (plan.meetings, plan.unmet) == ((), (("e0", "b0"),))


def test_a_partner_keeps_a_table_all_day_where_there_are_enough():
    plan = solve(fair(tables=8))
    tables = {}
    for meeting in plan.meetings:
        tables.setdefault(meeting.partner, set()).add(meeting.table)
    assert {len(mine) for mine in tables.values()} == {1}


def test_meetings_lie_close_together():
    problem = fair(enterprises=12, partners=4, tables=4, seed=9)
    plan = solve(problem)
    slots = {}
    for meeting in plan.meetings:
        for guest in (meeting.enterprise, meeting.partner):
            slots.setdefault(guest, []).append(meeting.slot)
    assert plan.idle == sum(max(own) - min(own) + 1 - len(own) for own in slots.values())
    untidy = Timetable(problem)
    for place, slot in slotted(problem, bound(problem).chosen, 0).slot.items():
        untidy.put(place, slot)
    assert plan.idle < sum(map(idle, untidy.busy.values()))


# --- again ---------------------------------------------------------------------------------------


def test_a_bank_that_leaves_at_noon_changes_nothing_for_those_it_did_not_meet():
    problem = fair(busy=0.1)
    before = solve(problem).meetings
    gone = replace(problem.partners[0], free=problem.partners[0].free & set(range(4)))
    after = replace(problem, partners=(gone, *problem.partners[1:]))
    kept = [m for m in before if m.partner != gone.id or m.slot < 4]
    lost = [m for m in before if m not in kept]
    assert lost
    plan = again(after, kept)
    assert faults(after, plan.meetings) == []
    assert set(kept) <= set(plan.meetings)
    assert plan.worth <= plan.bound
    assert plan.worth >= worth(after, kept)
    new = set(plan.meetings) - set(kept)
    assert all(m.partner != gone.id or m.slot < 4 for m in new)


def test_again_with_nothing_changed_is_the_same_plan():
    problem = fair(busy=0.1)
    plan = solve(problem)
    same = again(problem, plan.meetings)
    assert (same.meetings, same.worth, same.idle) == (plan.meetings, plan.worth, plan.idle)
    assert same.proved


def test_again_from_nothing_is_a_new_plan():
    problem = fair()
    assert again(problem, ()).worth == solve(problem).worth


# --- the checker, and what is no problem ---------------------------------------------------------

BREAKS = {
    "meet 2 times": lambda m: (*m, replace(m[0], slot=(m[0].slot + 1) % 8)),
    "were never to meet": lambda m: (*m, Meeting(0, "e000", "nobody")),
    "there is no slot": lambda m: (replace(m[0], slot=99), *m[1:]),
    "sits twice": lambda m: (
        *m,
        replace(next(x for x in m if x.slot == m[0].slot and x != m[0]), partner=m[0].partner),
    ),
    "is taken twice": lambda m: tuple(replace(x, table=0) for x in m),
}


@pytest.mark.parametrize("said", BREAKS)
def test_control_the_checker_finds_what_is_broken(said):
    problem = fair()
    meetings = BREAKS[said](solve(problem).meetings)
    guests = (*problem.partners, Guest("nobody", 1, EVERY))
    found = faults(replace(problem, partners=guests), meetings)
    assert any(said in fault for fault in found), found


def test_control_the_checker_finds_the_absent_the_rivals_the_tired_and_the_full_room():
    problem = fair()
    meetings = solve(problem).meetings
    first, second = (m for m in meetings if m.slot == meetings[0].slot and m in meetings[:2])
    absent = replace(problem.partners[0], free=frozenset())
    for said, changed in {
        "isn't there": replace(problem, partners=(absent, *problem.partners[1:])),
        "are both in slot": replace(problem, apart=((first.enterprise, second.enterprise),)),
        "wants 0": replace(
            problem, enterprises=tuple(replace(g, most=0) for g in problem.enterprises)
        ),
        "meetings at 1 tables": replace(problem, tables=(1,) * 8),
    }.items():
        assert any(said in fault for fault in faults(changed, meetings)), said


@pytest.mark.parametrize(
    "changes",
    [
        {"possible": (PossibleMeeting("e000", "b00", 0),)},
        {"possible": (PossibleMeeting("e000", "nobody", 5),)},
        {"possible": (PossibleMeeting("e000", "b00", 5), PossibleMeeting("e000", "b00", 6))},
        {"apart": (("e000", "b00"),)},
        {"tables": (-1,) * 8},
        {"fair": (1, 2)},
        {"partners": (Guest("e000", 1, EVERY),)},
        {"partners": (Guest("b00", 1, frozenset({8})),)},
    ],
)
def test_what_is_no_problem_is_refused(changes):
    with pytest.raises(ValueError, match=r"."):
        solve(replace(fair(), **changes))
