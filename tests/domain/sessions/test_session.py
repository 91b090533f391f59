"""对接会: places are never given twice, and no timetable breaks a rule that stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.core.command import Role
from domain.parties.party import PartyRegistered
from domain.sessions.guests import CheckIn, Leave, Register, TurnDown
from domain.sessions.meetings import RecordOutcome, ReleaseTimetable
from domain.sessions.office import (
    CancelSession,
    CloseSession,
    HoldSession,
    OpenSession,
    PlanSession,
    PostponeSession,
    ReviseSession,
)
from domain.sessions.outcomes import OutcomeRecorded
from domain.sessions.session import (
    CheckedIn,
    Invited,
    Left,
    Meet,
    MovedUp,
    SessionCancelled,
    SessionHeld,
    SessionPlanned,
    SessionPostponed,
    SessionRevised,
    TimetableReleased,
    TurnedDown,
)
from tests.examples import FACTORY, RURAL_BANK
from tests.sessions import (
    SOON,
    came,
    closed,
    details,
    full,
    meets,
    open_,
    opened,
    planned,
    ready,
    released,
)
from tests.spec import DAY, OFFICE, asks, given

enterprise, bank = PartyRegistered(profile=FACTORY), PartyRegistered(profile=RURAL_BANK)
university = PartyRegistered(profile=RURAL_BANK.model_copy(update={"roles": ("university",)}))
OWN = asks(Role.ENTERPRISE, "e1")
ON_THE_DAY = asks(Role.ORGANIZER, on=SOON)


def timetable(*meetings, version=1, worth=900, bound=900):
    return ReleaseTimetable(id="s1", version=version, meetings=meetings, worth=worth, bound=bound)


# --- the office ----------------------------------------------------------------------------------


def test_a_session_is_planned_opened_and_closed():
    given().when(PlanSession(id="s1", details=details())).then(planned)
    given(planned).when(PlanSession(id="s1", details=details())).then()
    given(planned).when(OpenSession(id="s1")).then(opened)
    given(*open_).when(CloseSession(id="s1")).then(closed)


def test_another_session_under_the_same_number_is_refused():
    given(planned).when(PlanSession(id="s1", details=details(title="另一场"))).refused(
        "session.known"
    )


@pytest.mark.parametrize("who", [Role.ENTERPRISE, Role.BANK, Role.ADMIN, Role.LEADER])
def test_only_the_office_plans(who):
    given().when(PlanSession(id="s1", details=details()), asks(who, "e1")).refused("session.role")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"track": "moon"}, "code.unknown", "track"),
        ({"kind": "party"}, "code.unknown", "kind"),
        ({"title": "会"}, "text.too_short", "title"),
        ({"day": DAY - timedelta(days=1)}, "day.past", "day"),
        ({"slots": 0}, "number.range", "slots"),
        ({"tables": 1000}, "number.range", "tables"),
        ({"starts": "23:30"}, "day.over", "slots"),
    ],
)
def test_what_cannot_be_announced_is_named(changes, code, field):
    given().when(PlanSession(id="s1", details=details(**changes))).malformed(code, field)


def test_a_session_that_is_not_there_does_nothing():
    given().when(OpenSession(id="s1")).refused("session.absent", "id")


def test_more_places_let_those_in_who_have_waited_longest():
    waiting = (*full, came("e3", waits=True), came("e4", waits=True), came("e5", waits=True))
    larger = details(capacity=5)
    given(*waiting).when(ReviseSession(id="s1", details=larger)).then(
        SessionRevised(details=larger), MovedUp(party="e3"), MovedUp(party="e4")
    )


def test_places_that_were_given_stay_given():
    given(*full).when(ReviseSession(id="s1", details=details(capacity=2))).refused("session.taken")
    given(*full).when(ReviseSession(id="s1", details=details(slots=3))).refused("session.slots")


def test_a_session_is_postponed_and_cancelled():
    later = date(2026, 4, 1)
    given(*ready).when(PostponeSession(id="s1", day=later, starts="14:00")).then(
        SessionPostponed(day=later, starts="14:00")
    )
    given(*ready).when(CancelSession(id="s1", reason="天气原因")).then(
        SessionCancelled(reason="天气原因")
    )
    gone = (*ready, SessionCancelled(reason="天气原因"))
    given(*gone).when(OpenSession(id="s1")).refused("session.state", "state")


def test_a_session_counts_only_if_somebody_was_there():
    given(*ready).when(HoldSession(id="s1"), OFFICE).refused("session.ahead")
    given(*ready).when(HoldSession(id="s1"), ON_THE_DAY).refused("session.nobody")
    given(*ready, CheckedIn(party="e1")).when(HoldSession(id="s1"), ON_THE_DAY).then(SessionHeld())


# --- guests --------------------------------------------------------------------------------------


def test_an_enterprise_and_a_bank_register():
    given(*open_, party=[enterprise]).when(Register(id="s1", party="e1"), OWN).then(came("e1"))
    command = Register(id="s1", party="b1", free=(2, 0, 2))
    given(*open_, party=[bank]).when(command, asks(Role.BANK, "b1")).then(
        came("b1", "partner", (0, 2))
    )


def test_only_who_deals_on_its_track_registers():
    command = Register(id="s1", party="u1")
    given(*open_, party=[university]).when(command, asks(Role.UNIVERSITY, "u1")).refused(
        "session.track", "party"
    )


def test_by_invitation_the_invited_come_and_whom_the_office_registers():
    invited = SessionPlanned(details=details(by_invitation=True))
    command = Register(id="s1", party="e1")
    given(invited, opened, party=[enterprise]).when(command, OWN).refused(
        "session.by_invitation", "party"
    )
    given(invited, opened, party=[enterprise]).when(command).then(came("e1"))
    asked = Invited(parties=("e1",))
    given(invited, asked, opened, party=[enterprise]).when(command, OWN).then(came("e1"))


def test_the_registration_says_whether_it_was_told_to_whom_the_name_goes():
    command = Register(id="s1", party="e1", informed=True)
    given(*open_, party=[enterprise]).when(command, OWN).then(
        came("e1").model_copy(update={"informed": True})
    )


def test_the_same_again_changes_nothing_and_other_slots_do():
    given(*full, party=[enterprise]).when(Register(id="s1", party="e1"), OWN).then()
    fewer = Register(id="s1", party="e1", free=(3,))
    given(*full, party=[enterprise]).when(fewer, OWN).then(came("e1", free=(3,)))


def test_beyond_capacity_one_waits_and_moves_up_when_somebody_leaves():
    late = Register(id="s1", party="e9")
    given(*full, party=[enterprise]).when(late, asks(Role.ENTERPRISE, "e9")).then(
        came("e9", waits=True)
    )
    waiting = (*full, came("e9", waits=True))
    given(*waiting).when(Leave(id="s1", party="e1"), OWN).then(
        Left(party="e1"), MovedUp(party="e9")
    )
    given(*waiting).when(Leave(id="s1", party="e9"), asks(Role.ENTERPRISE, "e9")).then(
        Left(party="e9")
    )
    given(*full).when(Leave(id="s1", party="e1"), OWN).then(Left(party="e1"))


def test_nobody_registers_another_or_when_it_is_closed():
    other = asks(Role.ENTERPRISE, "e2")
    given(*open_, party=[enterprise]).when(Register(id="s1", party="e1"), other).refused(
        "session.not_yours"
    )
    given(*ready, party=[enterprise]).when(Register(id="s1", party="e1"), OWN).refused(
        "session.state"
    )
    given(*open_).when(Register(id="s1", party="e1"), OWN).refused("party.not_active")


def test_slots_that_are_none_are_malformed():
    command = Register(id="s1", party="e1", free=(4,))
    given(*open_, party=[enterprise]).when(command, OWN).malformed("slot.unknown", "free")


def test_checking_in_is_once_on_the_day_and_for_those_who_have_a_place():
    day = asks(Role.ENTERPRISE, "e1", on=SOON)
    given(*ready).when(CheckIn(id="s1", party="e1"), day).then(CheckedIn(party="e1"))
    given(*ready, CheckedIn(party="e1")).when(CheckIn(id="s1", party="e1"), day).then()
    given(*ready).when(CheckIn(id="s1", party="e1"), OWN).refused("session.other_day")
    given(*ready).when(CheckIn(id="s1", party="e7"), ON_THE_DAY).refused("session.unregistered")
    waiting = (*full, came("e9", waits=True), closed)
    given(*waiting).when(CheckIn(id="s1", party="e9"), ON_THE_DAY).refused("session.unregistered")


# --- the timetable -------------------------------------------------------------------------------


def test_a_timetable_that_keeps_the_rules_is_released():
    given(*ready).when(timetable(*meets)).then(released)
    given(*ready, released).when(timetable(*meets)).then()


def test_who_planned_on_an_older_version_is_told_so():
    other = meets[:1]
    given(*ready, released).when(timetable(*other)).refused("session.version", "version")
    given(*ready, released).when(timetable(*other, version=3)).refused("session.version", "version")
    given(*ready, released).when(timetable(*other, version=2)).then(
        TimetableReleased(number=2, meetings=other, worth=900, bound=900, seed=0)
    )


BROKEN = {
    "nobody": (Meet(slot=0, table=0, enterprise="e7", partner="b1"),),
    "two enterprises": (Meet(slot=0, table=0, enterprise="e1", partner="e2"),),
    "no such slot": (Meet(slot=9, table=0, enterprise="e1", partner="b1"),),
    "no such table": (Meet(slot=0, table=2, enterprise="e1", partner="b1"),),
    "twice in a slot": (meets[0], Meet(slot=0, table=1, enterprise="e2", partner="b1")),
    "one pair twice": (meets[0], Meet(slot=2, table=0, enterprise="e1", partner="b1")),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_timetable_that_breaks_a_rule_is_refused(what):
    given(*ready).when(timetable(*BROKEN[what])).refused("session.timetable", "meetings")


def test_a_no_thanks_is_absolute():
    given(*ready).when(TurnDown(id="s1", party="e1", other="b1"), OWN).then(
        TurnedDown(party="e1", other="b1")
    )
    history = (*ready, TurnedDown(party="b1", other="e1"))
    given(*history).when(timetable(*meets)).refused("session.timetable")
    given(*history).when(TurnDown(id="s1", party="e1", other="b1"), OWN).then()


def test_who_waits_or_is_not_free_is_not_in_a_timetable():
    away = (*open_, came("e1", free=(1,)), came("b1", "partner"), closed)
    given(*away).when(timetable(meets[0])).refused("session.timetable")
    waits = (*open_, came("e1", waits=True), came("b1", "partner"), closed)
    given(*waits).when(timetable(meets[0])).refused("session.timetable")


def test_nobody_has_more_meetings_than_each_may_have():
    two = (*full, came("b2", "partner"), came("b3", "partner"), closed)
    three = tuple(Meet(slot=n, table=0, enterprise="e1", partner=f"b{n + 1}") for n in range(3))
    given(*two).when(timetable(*three)).refused("session.timetable")
    given(*two).when(timetable(*three[:2])).then(
        TimetableReleased(number=1, meetings=three[:2], worth=900, bound=900, seed=0)
    )


def test_a_plan_is_not_worth_more_than_its_bound():
    given(*ready).when(timetable(*meets, worth=901)).refused("session.bound", "bound")


# --- what came of it -----------------------------------------------------------------------------

held = (*ready, released, CheckedIn(party="e1"), SessionHeld())


def outcome(by, code="intent_signed", amount=5_000_000):
    return OutcomeRecorded(
        slot=0, enterprise="e1", partner="b1", by=by, code=code, amount_fen=amount
    )


def test_one_side_says_what_came_of_a_meeting_and_the_other_confirms():
    said = {"id": "s1", "slot": 0, "code": "intent_signed", "amount_fen": 5_000_000}
    first = RecordOutcome(party="e1", other="b1", **said)
    own = asks(Role.ENTERPRISE, "e1", on=SOON)
    given(*held).when(first, own).then(outcome("e1"))
    given(*ready, released).when(first, own).then(outcome("e1"))  # on the spot
    given(*held, outcome("e1")).when(first, own).then()
    second = RecordOutcome(party="b1", other="e1", **said)
    given(*held, outcome("e1")).when(second, asks(Role.BANK, "b1", on=SOON)).then(outcome("b1"))


def test_an_amount_far_from_what_the_other_side_wrote_is_asked_about():
    said = {"id": "s1", "slot": 0, "code": "intent_signed", "party": "b1", "other": "e1"}
    far = RecordOutcome(amount_fen=50_000_000, **said)
    bank = asks(Role.BANK, "b1", on=SOON)
    given(*held, outcome("e1")).when(far, bank).refused("amount.unlikely", "amount_fen")
    given(*held).when(far, bank).then(outcome("b1", amount=50_000_000))  # nobody said otherwise
    sure = far.model_copy(update={"confirmed": True})
    given(*held, outcome("e1")).when(sure, bank).then(outcome("b1", amount=50_000_000))
    near = RecordOutcome(amount_fen=5_500_000, **said)
    given(*held, outcome("e1")).when(near, bank).then(outcome("b1", amount=5_500_000))


def test_what_both_have_said_is_changed_with_a_reason():
    both = (*held, outcome("e1"), outcome("b1"))
    command = RecordOutcome(
        id="s1", slot=0, code="intent_signed", party="e1", other="b1", amount_fen=4_500_000
    )
    own = asks(Role.ENTERPRISE, "e1", on=SOON)
    given(*both).when(command, own).malformed("code.unknown", "reason_code")
    given(*held, outcome("e1")).when(command, own).then(outcome("e1", amount=4_500_000))
    why = {"reason_code": "typing", "note": "多写了"}
    corrected = outcome("e1", amount=4_500_000).model_copy(update=why)
    given(*both).when(command.model_copy(update=why), own).then(corrected)


def test_an_outcome_is_of_a_meeting_that_was_planned():
    command = RecordOutcome(id="s1", party="e1", other="b1", slot=3, code="no_interest")
    given(*held).when(command, asks(Role.ENTERPRISE, "e1", on=SOON)).refused(
        "session.no_meeting", "slot"
    )
    early = RecordOutcome(id="s1", party="e1", other="b1", slot=0, code="no_interest")
    given(*ready, released).when(early, OWN).refused("session.ahead")
    given(*ready).when(early, OWN).refused("session.state")


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"code": "wonderful"}, "code.unknown", "code"),
        ({"code": "no_interest", "amount_fen": 1}, "amount.unwanted", "amount_fen"),
        ({"code": "intent_signed", "amount_fen": 0}, "amount.unwanted", "amount_fen"),
    ],
)
def test_an_outcome_that_makes_no_sense_is_named(said, code, field):
    command = RecordOutcome(id="s1", party="e1", other="b1", slot=0, **said)
    given(*held).when(command, OWN).malformed(code, field)
