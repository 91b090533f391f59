"""A lead's money in words: what was told, what of it was changed, by whom it waits to be confirmed.

For flashes, questions and timelines, in the language of whoever reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from domain.leads.lead import LIFECYCLE, IntentSigned, Lead, LeadApproved, LeadDisbursed
from domain.leads.money import (
    TITLES,
    Money,
    MoneyCorrected,
    MoneyProposed,
    MoneyTurnedDown,
    ReceiptConfirmed,
    ReceiptDisputed,
    StepTakenBack,
)
from domain.log.entry import Entry
from domain.values.corrections import CORRECTION_REASONS
from domain.values.dates import show_days
from domain.values.money import round_money
from domain.values.rate import show_rate
from services.web.filters import DAYS
from services.web.translation import translations


class MoneyWords:
    """In one language."""

    def __init__(self, language: str) -> None:
        self.text = translations(language).gettext
        self.day = DAYS[language]

    def money(self, what: str, money: Money) -> str:
        """授信 150万元 · 年利率 4.35% · 期限 1年"""
        _ = self.text
        amount = round_money(money.amount_fen) if money.amount_fen else ""
        return " · ".join(
            part
            for part in (
                f"{_(TITLES[what])} {amount}".strip(),
                _("年利率 %s") % show_rate(money.rate_bp) if money.rate_bp is not None else "",
                _("期限 %s") % show_days(money.tenor_days) if money.tenor_days else "",
                _("额度到期 %s") % self.day(money.through) if money.through else "",
                _("凭证 %s") % money.voucher if money.voucher else "",
            )
            if part
        )

    def after(self, events: Iterable[Any]) -> str:
        """What a command led to, for the flash; "" where it told nothing of money."""
        _ = self.text
        for event in events:
            match event:
                case MoneyProposed():
                    waiting = self.money(event.what, event.money)
                    return _("%s：等另一人复核，复核以后才计入") % waiting
                case MoneyCorrected():
                    return _("已更正为 %s") % self.money(event.what, event.money)
                case IntentSigned() | LeadApproved() | LeadDisbursed():
                    return _("已登记 %s") % self.money(*plain(event))
        return ""

    def change(self, lead: Lead, event: Any) -> str:
        """What an event says of the money, beside what was told before; "" for others."""
        _ = self.text
        match event:
            case IntentSigned() | LeadApproved() | LeadDisbursed():
                what, money = plain(event)
                return f"{self.money(what, money)} · {self.day(money.day)}"
            case MoneyProposed():
                return f"{self.money(event.what, event.money)} · {self.day(event.money.day)}"
            case MoneyCorrected():
                before = money_before(lead, event)
                change = self.money(event.what, event.money)
                if before is not None:
                    change = f"{self.money(event.what, before)} → {change}"
                    if before.day != event.money.day:
                        change += f" · {self.day(before.day)} → {self.day(event.money.day)}"
                return f"{change} · {self.reason(event.correction)}"
            case StepTakenBack():
                states = (LIFECYCLE.titles[state] for state in (event.undone, event.status))
                return f"{' → '.join(map(_, states))} · {self.reason(event)}"
            case MoneyTurnedDown():
                return str(event.note)
            case ReceiptConfirmed() | ReceiptDisputed():
                drawn = lead.drawn.get(event.voucher)
                drawdown = self.money(*plain(drawn)) if drawn else event.voucher
                note = getattr(event, "note", "")
                return f"{drawdown} · {note}" if note else drawdown
        return ""

    def reason(self, why: Any) -> str:
        """原因：金额输错（多写了一个零）"""
        reason = self.text(CORRECTION_REASONS.get(why.reason_code, why.reason_code))
        return self.text("原因：%s") % (f"{reason}（{why.note}）" if why.note else reason)

    def timeline(self, entries: Sequence[Entry]) -> list[str]:
        """What each event of a lead says of its money."""
        lead, lines = Lead(), []
        for entry in entries:
            lines.append(self.change(lead, entry.event))
            lead = lead.after(entry.event)
        return lines


def plain(event: Any) -> tuple[str, Money]:
    """What a plain step tells."""
    terms = {name: value for name, value in event if name != "on"}
    what = {"intent_signed": "intent", "approved": "approval"}.get(event.verb, "disbursement")
    return what, Money(day=event.on, **terms)


def money_before(lead: Lead, event: MoneyCorrected) -> Money | None:
    """What stood where a correction was made."""
    standing = {
        "intent": lead.intent,
        "approval": lead.approved,
        "disbursement": lead.drawn.get(event.correction.voucher),
    }[event.what]
    return plain(standing)[1] if standing else None
