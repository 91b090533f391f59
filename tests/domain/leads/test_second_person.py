"""The second person of large amounts, attacked: nobody gets by alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.administration.parameter import ParameterSet
from domain.core.command import Role
from domain.leads.answers import Disburse
from domain.leads.corrections import CorrectDisbursement
from domain.leads.lead import LeadDisbursed
from domain.leads.money import Money, MoneyConfirmed, MoneyProposed
from domain.leads.review import ConfirmMoney
from tests.domain.leads.test_corrections import APPROVED, CONTACTED, unlikely
from tests.leads import LEAD
from tests.spec import DAY, asks, given

WAN, ID = 1_000_000, {"id": LEAD}
BANK = asks(Role.BANK, "b01")
LARGE = {"parameters": [ParameterSet(parameter="second_person_wan", value=40, since=DAY)]}


def drawn(wan, voucher, days=0):
    return LeadDisbursed(on=DAY + timedelta(days=days), amount_fen=wan * WAN, voucher=voucher)


def draws(wan, voucher, days=0):
    return Disburse(
        **ID, on=DAY + timedelta(days=days), amount_fen=wan * WAN, voucher=voucher, confirmed=True
    )


def on_day(days):
    return asks(Role.BANK, "b01", on=DAY + timedelta(days=days))


@pytest.mark.parametrize("other", ["key-2", "bank-2", "b01"])
def test_two_keys_of_one_user_are_no_two_people(other):
    """Nor a key and its owner: behind a program may be anybody of the receiver's."""
    told = unlikely.model_copy(update={"by": "key-1"})
    source = "web" if other == "bank-2" else "api"
    second = replace(BANK, actor=other, source=source)
    given(*CONTACTED, told).when(ConfirmMoney(**ID), second).refused("amount.second_person")


def test_one_person_in_two_roles_is_no_two_people():
    """Who told it as the bank's, and was made one of the office since."""
    office = replace(asks(Role.ORGANIZER), actor=BANK.actor)
    given(*CONTACTED, unlikely).when(ConfirmMoney(**ID), office).refused("amount.second_person")


def test_an_amount_that_is_split_within_days_waits_as_a_whole_would():
    first, rest = draws(30, "v2"), draws(30, "v3", days=3)
    given(*APPROVED, **LARGE).when(first, BANK).then(drawn(30, "v2"))
    waits = MoneyProposed(
        by=BANK.actor,
        what="disbursement",
        money=Money(day=DAY + timedelta(days=3), amount_fen=30 * WAN, voucher="v3"),
        correction=None,
        doubts=(),
    )
    told = (*APPROVED, drawn(30, "v2"))
    given(*told, **LARGE).when(rest, on_day(3)).then(waits)
    second = replace(on_day(3), actor="bank-2")
    given(*told, waits).when(ConfirmMoney(**ID), second).then(MoneyConfirmed(), drawn(30, "v3", 3))


def test_control_what_is_drawn_weeks_later_is_another_amount():
    later = draws(30, "v3", days=8)
    told = (*APPROVED, drawn(30, "v2"))
    given(*told, **LARGE).when(later, on_day(8)).then(drawn(30, "v3", 8))


def test_a_correction_is_held_against_the_others_and_not_against_itself():
    told = (*APPROVED, drawn(15, "v2"), drawn(20, "v3"))
    why = {"reason_code": "typing", "note": "", "confirmed": True}
    small = CorrectDisbursement(**ID, voucher="v3", on=DAY, amount_fen=24 * WAN, **why)
    large = CorrectDisbursement(**ID, voucher="v3", on=DAY, amount_fen=26 * WAN, **why)
    [corrected] = given(*told, **LARGE).when(small, BANK)._decide()
    [waits] = given(*told, **LARGE).when(large, BANK)._decide()
    assert (corrected.name, waits.name) == ("lead.money_corrected", "lead.money_proposed")
