"""A lead's money, whatever is asked in whatever order: drawn stays within approved, never below
nothing, and what the ruling remembers is what the events add up to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.core.command import Refusal, Role, recall
from domain.core.malformed import Malformed
from domain.leads.answers import Approve, Contact, Disburse, SignIntent, VoidDisbursement, Win
from domain.leads.corrections import CorrectApproval, CorrectDisbursement, TakeBackStep
from domain.leads.lead import DisbursementVoided, Lead, LeadApproved, LeadDisbursed
from domain.leads.money import MoneyCorrected, StepTakenBack
from projections.leads.lead_money import drawdowns
from projections.leads.leads import LEAD as LEAD_TABLE
from projections.leads.leads import change_of
from tests.leads import LEAD, delivered
from tests.logbook import entry
from tests.spec import DAY, asks

pytestmark = pytest.mark.slow

FEN = st.integers(-1, 12)
DAYS = st.integers(-1, 5).map(lambda n: DAY + timedelta(days=n))
WHY = {"reason_code": "typing"}
VOUCHERS = st.sampled_from(["v1", "v2", "v3", "v4"])


class Money(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.events = [delivered]
        self.today = DAY

    def ask(self, kind, **said):
        """Refused or not, only what the ruling yields is added."""
        state = recall(Lead(), self.events)
        command = kind(id=LEAD, **said)
        others = list(command.about().values())[1:]
        try:
            self.events += command.decide(state, *others, ask=asks(Role.BANK, "b01", on=self.today))
        except (Refusal, Malformed):
            assert recall(Lead(), self.events) == state

    @initialize(begun=st.booleans(), through=st.none() | DAYS)
    def a_line_may_stand_already(self, begun, through):
        if begun:
            self.contact(DAY)
            self.approve(DAY, 10, through)

    @rule(days=st.integers(0, 3))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    @rule(on=DAYS)
    def contact(self, on):
        self.ask(Contact, on=on)

    @rule(on=DAYS, fen=FEN)
    def sign(self, on, fen):
        self.ask(SignIntent, on=on, amount_fen=fen, confirmed=True)

    @rule(on=DAYS, fen=FEN, through=st.none() | DAYS)
    def approve(self, on, fen, through):
        self.ask(Approve, on=on, amount_fen=fen, through=through, confirmed=True)

    @rule(on=DAYS, fen=FEN, voucher=VOUCHERS)
    def draw(self, on, fen, voucher):
        self.ask(Disburse, on=on, amount_fen=fen, voucher=voucher, confirmed=True)

    @rule(on=DAYS, fen=FEN, through=st.none() | DAYS)
    def correct_the_approval(self, on, fen, through):
        self.ask(CorrectApproval, on=on, amount_fen=fen, through=through, confirmed=True, **WHY)

    @rule(on=DAYS, fen=FEN, voucher=VOUCHERS, to=VOUCHERS)
    def correct_a_drawdown(self, on, fen, voucher, to):
        more = {"new_voucher": to, "confirmed": True, **WHY}
        self.ask(CorrectDisbursement, voucher=voucher, on=on, amount_fen=fen, **more)

    @rule(undone=st.sampled_from(["intent_signed", "approved", "disbursed", "won"]))
    def take_back(self, undone):
        self.ask(TakeBackStep, undone=undone, **WHY)

    @rule(voucher=VOUCHERS)
    def void(self, voucher):
        self.ask(VoidDisbursement, voucher=voucher, reason="录入有误")

    @rule()
    def win(self):
        self.ask(Win)

    @invariant()
    def drawn_is_within_what_was_approved(self):
        drawn = {}
        approved = 0
        for event in self.events:
            match event:
                case LeadApproved():
                    approved = event.amount_fen
                case StepTakenBack() if event.undone == "approved":
                    approved = 0
                case MoneyCorrected() if event.what == "approval":
                    approved = event.money.amount_fen
                case MoneyCorrected():
                    del drawn[event.correction.voucher]
                    drawn[event.money.voucher] = event.money.amount_fen
                case LeadDisbursed():
                    drawn[event.voucher] = event.amount_fen
                case DisbursementVoided():
                    del drawn[event.voucher]
            assert 0 <= sum(drawn.values()) <= approved
        state = recall(Lead(), self.events)
        assert (state.drawn_fen, state.left_fen) == (
            sum(drawn.values()),
            approved - sum(drawn.values()),
        )

    @invariant()
    def days_follow_one_another(self):
        lead = recall(Lead(), self.events)
        for drawdown in lead.drawn.values():
            assert lead.approved.on <= drawdown.on
            assert drawdown.on <= min(self.today, lead.approved.through or self.today)

    @invariant()
    def what_is_won_landed(self):
        lead = recall(Lead(), self.events)
        assert lead.status != "won" or lead.drawn_fen > 0

    @invariant()
    def every_view_of_it_says_the_same(self):
        """The row of the list, folded event by event, has the money that a ruling remembers."""
        lead, row = recall(Lead(), self.events), folded(self.events)
        assert {d.voucher: d.fen for d in drawdowns(row["drawdowns"])} == {
            voucher: drawdown.amount_fen for voucher, drawdown in lead.drawn.items()
        }
        assert (row["status"], row["approved_fen"]) == (
            lead.status,
            lead.approved.amount_fen if lead.approved else 0,
        )


def folded(events):
    row = dict.fromkeys((column.name for column in LEAD_TABLE.columns), "")
    row |= {"approved_fen": 0, "disputed": 0, "unconfirmed": 0}
    for place, event in enumerate(events, 1):
        row |= change_of(entry(place, f"lead-{LEAD}", place, event), row)
    return row


Money.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
TestMoney = Money.TestCase
