"""An amount that waits for its second person is answered before the lead goes on or ends."""

from __future__ import annotations

from datetime import date

import pytest

from domain.core.command import On, Role, recall
from domain.leads.answers import Contact, Lapse, NoteLead, Reject, Win, WithdrawLead
from domain.leads.corrections import Reopen, TakeBackStep
from domain.leads.lead import (
    LIFECYCLE,
    Lead,
    LeadAcknowledged,
    LeadContacted,
    LeadDisbursed,
    LeadNoted,
    LeadRejected,
    LeadWithdrawn,
)
from domain.leads.money import Money, MoneyProposed, MoneyTurnedDown, waits_bar
from domain.leads.route import RouteClosed
from tests.examples import offered
from tests.leads import LEAD, approved, delivered, granted
from tests.spec import DAY, asks, given

ID = {"id": LEAD}
BANK, FACTORY = asks(Role.BANK, "b01"), asks(Role.ENTERPRISE, "e001")
acknowledged, contacted = LeadAcknowledged(), LeadContacted(on=DAY)
rejected = LeadRejected(reasons=("leverage",), note="")
waits = MoneyProposed(
    by="bank-1",
    what="intent",
    money=Money(day=DAY, amount_fen=10**11),
    correction=None,
    doubts=("need",),
)
drawn = LeadDisbursed(on=DAY, amount_fen=100_000_000, voucher="v1")
CONTACTED, APPROVED = (delivered, contacted), (delivered, contacted, approved)
back = {"reason_code": "never"}
TURNS = [
    ((delivered, acknowledged), Contact(**ID, on=DAY), BANK),
    (CONTACTED, Reject(**ID, reasons=("leverage",)), BANK),
    (CONTACTED, Lapse(**ID), asks(Role.CLOCK, on=date(2026, 5, 1))),
    (APPROVED, TakeBackStep(**ID, undone="approved", **back), BANK),
    ((*APPROVED, drawn), Win(**ID), BANK),
    (
        (*CONTACTED, rejected),
        Reopen(**ID, need="n1", offering="o1", receiver="b01", **back),
        BANK,
    ),
]


@pytest.mark.parametrize(
    ("history", "command", "ask"), TURNS, ids=lambda value: type(value).__name__
)
def test_no_step_goes_over_an_amount_that_waits(history, command, ask):
    others = {"consent": [granted], "offering": [offered]}
    given(*history, waits, **others).when(command, ask).refused("amount.pending", "amount_fen")
    turned_down = MoneyTurnedDown(note="多写了一个零")
    events = given(*history, waits, turned_down, **others).when(command, ask)._decide()
    lead = recall(Lead(), [*history, *(e for e in events if not isinstance(e, On))])
    assert lead.status != recall(Lead(), history).status


def test_what_a_waiting_amount_bars_is_what_is_refused():
    barred = {step.command for step in LIFECYCLE.steps if waits_bar(step)}
    assert {"contact", "reject", "lapse", "win"} < barred
    assert barred.isdisjoint({"note", "assign", "withdraw", "confirm_money", "turn_down_money"})


def test_what_leaves_the_lead_where_it_is_is_done_all_the_same():
    given(*CONTACTED, waits).when(NoteLead(**ID, kind="no_answer"), BANK).then(
        LeadNoted(on=DAY, kind="no_answer", text=None, next_on=None)
    )


def test_an_enterprise_takes_its_lead_back_and_that_turns_the_amount_down():
    """What the receiver waits for doesn't bind it."""
    given(*CONTACTED, waits).when(WithdrawLead(**ID, need="n1", reason_code="terms"), FACTORY).then(
        MoneyTurnedDown(note="企业已撤回线索"),
        LeadWithdrawn(reason_code="terms"),
        On("route-n1", RouteClosed(lead=LEAD, rerouted=True, on=DAY)),
    )
