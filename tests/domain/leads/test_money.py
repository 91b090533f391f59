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
from domain.leads.lead import DisbursementVoided, Lead, LeadApproved, LeadDisbursed, LeadWon
from tests.leads import LEAD, delivered
from tests.spec import DAY, asks

pytestmark = pytest.mark.slow

FEN = st.integers(-1, 12)
DAYS = st.integers(-1, 5).map(lambda n: DAY + timedelta(days=n))
VOUCHERS = st.sampled_from(["v1", "v2", "v3", "v4"])


class Money(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.events = [delivered]
        self.today = DAY

    def ask(self, kind, **said):
        """Refused or not, only what the ruling yields is added."""
        state = recall(Lead(), self.events)
        try:
            self.events += kind(id=LEAD, **said).decide(
                state, ask=asks(Role.BANK, "b01", on=self.today)
            )
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
        self.ask(SignIntent, on=on, amount_fen=fen)

    @rule(on=DAYS, fen=FEN, through=st.none() | DAYS)
    def approve(self, on, fen, through):
        self.ask(Approve, on=on, amount_fen=fen, through=through)

    @rule(on=DAYS, fen=FEN, voucher=VOUCHERS)
    def draw(self, on, fen, voucher):
        self.ask(Disburse, on=on, amount_fen=fen, voucher=voucher)

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
        line = next((e for e in self.events if isinstance(e, LeadApproved)), None)
        for event in self.events:
            if isinstance(event, LeadDisbursed):
                assert line.on <= event.on <= min(self.today, line.through or self.today)

    @invariant()
    def what_is_won_landed(self):
        if any(isinstance(event, LeadWon) for event in self.events):
            assert recall(Lead(), self.events).drawn_fen > 0


Money.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
TestMoney = Money.TestCase
