"""激活码: one slip for each subject lets one person in, once, until a moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.administration.activation import (
    IssueSlip,
    SlipIssued,
    SlipUsed,
    SlipVoided,
    UseSlip,
    VoidSlip,
)
from domain.administration.user import Duty, UserAdded, UserClosed, UserRevised
from domain.core.command import Role
from domain.core.personal import Personal
from domain.parties.party import PartyStatusChanged
from tests.examples import factory
from tests.spec import NOON, OFFICE, asks, given

ADMIN, HOUSE = asks(Role.ADMIN), asks(Role.SYSTEM)
UNTIL = NOON + timedelta(days=30)
ISSUE = IssueSlip(kind="party", id="e001", slip="s2", role="enterprise", until=UNTIL)
RESET = IssueSlip(kind="user", id="zhang", slip="s2", role="bank", until=UNTIL)
USE = UseSlip(kind="party", id="e001", slip="s1", user="zhang")
first = SlipIssued(slip="s1", role="enterprise", until=UNTIL)
second = SlipIssued(slip="s2", role="enterprise", until=UNTIL)


def user(role, party=None):
    person = Personal(subject="person-1", value="张三")
    return UserAdded(duty=Duty(role=role, party=party), person=person)


@pytest.mark.parametrize("before", [(), (first,), (first, SlipUsed(user="li"))])
def test_the_office_issues_one_also_in_the_place_of_another(before):
    given(*before, party=[factory]).when(ISSUE).then(second)


def test_a_slip_lets_in_once():
    given(first, party=[factory]).when(USE, HOUSE).then(SlipUsed(user="zhang"))
    given(first, SlipUsed(user="zhang")).when(USE, HOUSE).refused("activation.used", "code")


def test_it_lets_nobody_in_any_more_once_what_it_was_issued_for_is_gone():
    for status in ("deregistered", "merged"):
        gone = PartyStatusChanged(status=status)
        given(first, party=[factory, gone]).when(USE, HOUSE).refused("activation.party", "code")
    as_bank = first.model_copy(update={"role": "bank"})
    given(as_bank, party=[factory]).when(USE, HOUSE).refused("activation.party", "code")


def test_nor_a_user_who_was_closed_or_belongs_to_the_office_since():
    issued, zhang = first.model_copy(update={"role": "bank"}), user("bank", "b01")
    use = UseSlip(kind="user", id="zhang", slip="s1", user="zhang")
    given(issued, user=[zhang]).when(use, HOUSE).then(SlipUsed(user="zhang"))
    given(issued, user=[zhang, UserClosed()]).when(use, HOUSE).refused("user.closed", "code")
    risen = UserRevised(duty=Duty(role="admin"), person=zhang.person)
    given(issued, user=[zhang, risen]).when(use, HOUSE).refused("activation.not_yours", "code")


def test_the_one_before_is_void_and_so_is_one_that_was_made_so():
    given(first, second).when(USE, HOUSE).refused("activation.voided", "code")
    given(first).when(VoidSlip(kind="party", id="e001")).then(SlipVoided())
    given(first, SlipVoided()).when(USE, HOUSE).refused("activation.voided", "code")
    given(first, SlipUsed(user="li")).when(VoidSlip(kind="party", id="e001")).then()


def test_a_slip_ends():
    over = first.model_copy(update={"until": NOON - timedelta(seconds=1)})
    given(over).when(USE, HOUSE).refused("activation.expired", "code")
    last = first.model_copy(update={"until": NOON})
    given(last, party=[factory]).when(USE, HOUSE).then(SlipUsed(user="zhang"))
    long = ISSUE.model_copy(update={"until": NOON + timedelta(days=94)})
    given(party=[factory]).when(long).refused("activation.until", "until")


def test_only_a_party_that_stands_gets_one_and_only_as_what_it_is():
    gone = PartyStatusChanged(status="deregistered")
    given().when(ISSUE).refused("party.not_active", "id")
    given(party=[factory, gone]).when(ISSUE).refused("party.not_active", "id")
    as_bank = ISSUE.model_copy(update={"role": "bank"})
    given(party=[factory]).when(as_bank).refused("user.party", "role")


def test_a_user_gets_one_for_a_new_password_while_they_may_sign_in():
    issued = second.model_copy(update={"role": "bank"})
    given(user=[user("bank", "b01")]).when(RESET).then(issued)
    given(user=[user("bank", "b01"), UserClosed()]).when(RESET).refused("user.absent", "id")
    given().when(RESET).refused("user.absent", "id")


@pytest.mark.parametrize("role", ["admin", "organizer"])
def test_the_offices_own_passwords_are_the_administrators_affair(role):
    given(user=[user(role)]).when(RESET, OFFICE).refused("activation.not_yours", "id")
    issued = second.model_copy(update={"role": "bank"})
    given(user=[user(role)]).when(RESET, ADMIN).then(issued)


def test_nobody_else_issues_or_uses_one():
    bank = asks(Role.BANK, "b01")
    given(party=[factory]).when(ISSUE, bank).refused("activation.role")
    given(first).when(VoidSlip(kind="party", id="e001"), bank).refused("activation.role")
    given(first).when(USE, ADMIN).refused("activation.witness")
