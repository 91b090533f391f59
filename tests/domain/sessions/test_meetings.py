"""对接会: invitations, requests for meetings, must-meets, follow-ups, and a day that has begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.core.command import Role, recall
from domain.parties.party import PartyRegistered
from domain.sessions.guests import Leave
from domain.sessions.meetings import AnswerRequest, AskForMeeting, FollowUp, ReleaseTimetable
from domain.sessions.office import Insist, Invite, PlanSession
from domain.sessions.outcomes import FollowedUp, OutcomeRecorded
from domain.sessions.session import (
    CheckedIn,
    Insisted,
    Invited,
    Left,
    Meet,
    MeetingRequested,
    RequestAnswered,
    Session,
    SessionHeld,
    SessionPlanned,
    TimetableReleased,
    TurnedDown,
)
from tests.examples import RURAL_BANK
from tests.sessions import SOON, came, closed, details, meets, opened, ready, released
from tests.spec import NOON, OFFICE, asks, given

supplier = PartyRegistered(profile=RURAL_BANK.model_copy(update={"roles": ("supplier",)}))
ENTERPRISE, BANK = asks(Role.ENTERPRISE, "e1"), asks(Role.BANK, "b1")
asking = (
    SessionPlanned(details=details(request_quota=1, request_hours=24)),
    opened,
    came("e1"),
    came("e2"),
    came("b1", "partner"),
    came("b2", "partner"),
)
TOMORROW = NOON + timedelta(hours=24)
asked = MeetingRequested(by="e1", other="b1", until=TOMORROW)
accepted = RequestAnswered(by="e1", other="b1", accepted=True)
wish = AskForMeeting(id="s1", party="e1", other="b1")
held = (*ready, released, CheckedIn(party="e1"), CheckedIn(party="b1"), SessionHeld())


def later(ask, hours):
    return replace(ask, at=NOON + timedelta(hours=hours))


def test_who_was_invited_is_not_invited_again():
    command = Invite(id="s1", parties=("e2", "e1"))
    given(asking[0]).when(command).then(Invited(parties=("e1", "e2")))
    given(asking[0], Invited(parties=("e1",))).when(command).then(Invited(parties=("e2",)))
    given(*asking[:4]).when(command).then()  # they came by themselves
    given(asking[0]).when(Invite(id="s1", parties=())).malformed("session.invites", "parties")


def test_a_meeting_is_asked_for_and_accepted():
    given(*asking).when(wish, ENTERPRISE).then(asked)
    given(*asking, asked).when(wish, ENTERPRISE).then()
    answer = AnswerRequest(id="s1", party="b1", other="e1", accepted=True)
    given(*asking, asked).when(answer, BANK).then(accepted)
    given(*asking, asked, accepted).when(answer, BANK).then()
    given(*asking).when(answer, BANK).refused("session.no_request", "other")


def test_a_request_expires_and_makes_room_for_another():
    second = AskForMeeting(id="s1", party="e1", other="b2")
    given(*asking, asked).when(second, ENTERPRISE).refused("session.quota", "other")
    answer = AnswerRequest(id="s1", party="b1", other="e1", accepted=True)
    given(*asking, asked).when(answer, later(BANK, 25)).refused("session.expired", "other")
    until = TOMORROW + timedelta(hours=25)
    again = MeetingRequested(by="e1", other="b2", until=until)
    given(*asking, asked).when(second, later(ENTERPRISE, 25)).then(again)


def test_a_no_thanks_stands_against_requests_and_the_office():
    no = TurnedDown(party="b1", other="e1")
    given(*asking, no).when(wish, ENTERPRISE).refused("session.apart", "other")
    insist = Insist(id="s1", enterprise="e1", partner="b1")
    given(*asking, no).when(insist).refused("session.apart", "partner")


def test_meetings_are_between_an_enterprise_and_a_partner_who_both_come():
    for other in ("e2", "e9", "b9"):  # who comes on one's own side is nobody's to know
        given(*asking).when(AskForMeeting(id="s1", party="e1", other=other), ENTERPRISE).refused(
            "session.unregistered", "other"
        )


def test_a_firm_that_offers_is_asked_for_by_the_office_alone():
    firm = (*asking, came("s1", "partner"))
    command = AskForMeeting(id="s1", party="e1", other="s1")
    given(*firm, party=[supplier]).when(command, ENTERPRISE).refused(
        "session.unregistered", "other"
    )
    given(*firm, party=[supplier]).when(command).then(
        MeetingRequested(by="e1", other="s1", until=TOMORROW)
    )


def test_who_offers_asks_for_nobody_by_name():
    for other in ("e1", "e9"):
        command = AskForMeeting(id="s1", party="b1", other=other)
        given(*asking).when(command, BANK).refused("session.enterprise_asks", "party")


def test_musts_are_what_was_insisted_on_and_what_was_accepted():
    said = Insisted(enterprise="e2", partner="b2", wanted=True)
    given(*asking).when(Insist(id="s1", enterprise="e2", partner="b2")).then(said)
    state = recall(Session(), [*asking, asked, accepted, said])
    assert state.musts() == {("e1", "b1"), ("e2", "b2")}
    off = Insisted(enterprise="e2", partner="b2", wanted=False)
    given(*asking, said).when(Insist(id="s1", enterprise="e2", partner="b2", wanted=False)).then(
        off
    )
    assert recall(Session(), [*asking, said, off]).musts() == frozenset()


def test_what_has_begun_stays_as_it_was_even_when_a_bank_leaves():
    begun = replace(OFFICE, on=SOON, at=details().when(0)[0])
    history = (*ready, released, Left(party="b1"))
    morning = ReleaseTimetable(id="s1", version=2, meetings=meets[:1], worth=500, bound=500)
    given(*history).when(morning, begun).then(
        TimetableReleased(number=2, meetings=meets[:1], worth=500, bound=500, seed=0)
    )
    nothing = ReleaseTimetable(id="s1", version=2, meetings=(), worth=0, bound=500)
    given(*history).when(nothing, begun).refused("session.begun", "meetings")
    given(*history).when(nothing).then(  # the day before, all may go
        TimetableReleased(number=2, meetings=(), worth=0, bound=500, seed=0)
    )


def test_a_partner_has_its_own_most():
    few = (SessionPlanned(details=details(most_partner=1)), *ready[1:])
    both = ReleaseTimetable(id="s1", version=1, meetings=meets, worth=9, bound=9)
    given(*few).when(both).refused("session.timetable")
    given(*few).when(both.model_copy(update={"meetings": meets[:1]})).then(
        TimetableReleased(number=1, meetings=meets[:1], worth=9, bound=9, seed=0)
    )


def test_only_what_is_promising_is_followed_up():
    intent = OutcomeRecorded(
        slot=0, enterprise="e1", partner="b1", by="b1", code="intent_signed", amount_fen=100
    )
    command = FollowUp(id="s1", party="e1", other="b1", slot=0, code="landed", amount_fen=80)
    told = FollowedUp(
        on=ENTERPRISE.on,
        slot=0,
        enterprise="e1",
        partner="b1",
        by="e1",
        code="landed",
        amount_fen=80,
    )
    given(*held).when(command, ENTERPRISE).refused("session.nothing_to_follow", "slot")
    given(*held, intent).when(command, ENTERPRISE).then(told)
    given(*held, intent, told).when(command, ENTERPRISE).then()


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"code": "wonderful"}, "code.unknown", "code"),
        ({"code": "closed", "amount_fen": 1}, "amount.unwanted", "amount_fen"),
        ({"code": "landed", "amount_fen": 0}, "amount.unwanted", "amount_fen"),
    ],
)
def test_a_follow_up_that_makes_no_sense_is_named(said, code, field):
    command = FollowUp(id="s1", party="e1", other="b1", slot=0, **said)
    given(*held).when(command, ENTERPRISE).malformed(code, field)


@pytest.mark.parametrize(
    "field", ["change_minutes", "least_each", "most_partner", "request_quota", "request_hours"]
)
def test_what_is_announced_keeps_its_limits(field):
    wrong = details(**{field: 9999})
    given().when(PlanSession(id="s1", details=wrong)).malformed("number.range", field)


def test_a_slot_ends_in_time_to_change_tables():
    began, ended = details(change_minutes=5).when(1)
    assert (began.strftime("%H:%M"), ended.strftime("%H:%M")) == ("09:15", "09:25")


def test_a_closed_session_takes_requests_and_a_draft_does_not():
    given(*asking, closed).when(wish, ENTERPRISE).then(asked)
    given(asking[0]).when(wish, ENTERPRISE).refused("session.state")
    assert Meet(slot=0, table=0, enterprise="e1", partner="b1") == meets[0]


def test_whoever_leaves_takes_its_meetings_along_and_says_whose():
    leave = Leave(id="s1", party="b1")
    given(*ready, released).when(leave, OFFICE).then(Left(party="b1", meets=("e1", "e2")))
    given(*ready).when(leave, OFFICE).then(Left(party="b1"))
