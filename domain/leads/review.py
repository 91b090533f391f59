"""金额复核: a second person of the receiver, or the office, confirms an amount before it counts."""

from __future__ import annotations

from collections.abc import Iterable

from domain.administration.access_key import ACTOR
from domain.core.command import Ask, Refusal, Role
from domain.core.event import Event
from domain.leads.lead import Lead, LeadCommand
from domain.leads.money import MoneyConfirmed, MoneyProposed, MoneyTurnedDown
from domain.leads.told import check_told, counted
from domain.values.text import check_text

PROGRAMS = frozenset({"api", "stream"})  # where asks come from behind which no person is known


class ConfirmMoney(LeadCommand, name="confirm_money", title="复核金额"):
    """By any person of the receiver but who told it, or by the office."""

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("confirm_money", lead, ask)
        pending = waiting(lead)
        assert lead.sent is not None
        office = ask.role is Role.ORGANIZER
        second = is_another(ask.actor, pending.by, lead.sent.receiver, office)
        if ask.source in PROGRAMS or not second:
            message = "登记的人和程序都不能复核：请本单位另一人登录复核；程序登记的，请助企办复核"
            raise Refusal("amount.second_person", message, "id")
        check_told(pending.what, pending.money, lead, ask, pending.correction)
        yield MoneyConfirmed()
        yield from counted(pending.what, pending.money, lead, pending.correction, ask.on)


class TurnDownMoney(LeadCommand, name="turn_down_money", title="退回金额"):
    """By the same people, and by who told it."""

    note: str

    def decide(self, lead: Lead, ask: Ask) -> Iterable[Event]:
        self.check("turn_down_money", lead, ask)
        waiting(lead)
        check_text(self.note, field="note", least=2, most=200)
        yield MoneyTurnedDown(note=self.note)


def is_another(actor: str, by: str, receiver: str, office: bool) -> bool:
    """Whether somebody of the receiver, or of the office, is surely another person than who told an
    amount. Behind what a program told may be any of the receiver's people."""
    program = by.startswith(ACTOR) or by == receiver
    return office if program else actor != by


def waiting(lead: Lead) -> MoneyProposed:
    if lead.pending is None:
        raise Refusal("amount.nothing_waits", "没有等待复核的金额", "id")
    return lead.pending
