"""Two voices: what counts of a meeting is what each side's own people told."""

from __future__ import annotations

import pytest

from domain.core.command import Role, recall
from domain.sessions.meetings import FollowUp, RecordOutcome
from domain.sessions.session import Meet, Session
from tests.domain.sessions.test_session import SOON, held, outcome
from tests.spec import asks, given

OFFICE, OFFICER = asks(Role.ORGANIZER, on=SOON), asks(Role.OFFICER, on=SOON, on_behalf_of="e1")
OWN, BANK = asks(Role.ENTERPRISE, "e1", on=SOON), asks(Role.BANK, "b1", on=SOON)
SAID = {"id": "s1", "slot": 0, "code": "intent_signed", "amount_fen": 5_000_000}
FOR_E1 = RecordOutcome(party="e1", other="b1", **SAID)
FOR_B1 = RecordOutcome(party="b1", other="e1", **SAID)
MEET = Meet(slot=0, table=0, enterprise="e1", partner="b1")


def entered(by, role="organizer"):
    return outcome(by).model_copy(update={"entered_by": role})


def agreed(*told):
    return recall(Session(), [*held, *told]).agreed(MEET)


@pytest.mark.parametrize(("ask", "role"), [(OFFICE, "organizer"), (OFFICER, "officer")])
def test_what_somebody_else_enters_for_a_side_is_marked_with_who(ask, role):
    given(*held).when(FOR_E1, ask).then(entered("e1", role))


def test_what_one_office_enters_for_both_is_no_agreement():
    assert agreed(entered("e1"), entered("b1")) is None
    assert agreed(outcome("e1"), entered("b1")) is None
    assert agreed(entered("e1", "officer"), outcome("b1")) is None
    assert agreed(outcome("e1"), outcome("b1")) == ("intent_signed", 5_000_000)


def test_the_side_itself_makes_it_count_by_saying_the_same():
    told = (outcome("b1"), entered("e1"))
    given(*held, *told).when(FOR_E1, OWN).then(outcome("e1"))
    assert agreed(*told, outcome("e1")) == ("intent_signed", 5_000_000)
    given(*held, outcome("e1")).when(FOR_E1, OFFICE).then()  # their own word stays theirs


def test_what_followed_is_marked_too_and_confirmed_by_the_side_itself():
    command = FollowUp(id="s1", party="b1", other="e1", slot=0, code="landed", amount_fen=4_000_000)
    [by_office] = given(*held, outcome("e1")).when(command, OFFICE)._decide()
    [own] = given(*held, outcome("e1"), by_office).when(command, BANK)._decide()
    assert (by_office.entered_by, own.entered_by) == ("organizer", "")
    given(*held, outcome("e1"), by_office, own).when(command, OFFICE).then()
