"""可信 Plausible: which amounts are asked about before they count, beside what each was looked at.

How far is far is the county's to say (`domain/administration/parameter.py`). What is asked about
may still be right: it is taken when it is confirmed. What can't be right at all is refused instead
(`domain/leads/told.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.administration.parameter import Parameters
from domain.administration.plausible import FEN_PER_WAN, factor, unlikely
from domain.leads.lead import Lead, LeadDelivered
from domain.leads.money import TITLES, Money
from domain.values.money import show_money

BESIDE = {  # what an amount is held against, by the code of the doubt
    "over_need": "需求金额",
    "under_need": "需求金额",
    "over_product": "产品最高金额",
    "under_product": "产品最低金额",
    "over_intent": "意向金额",
    "under_approval": "授信金额",
}


@dataclass(frozen=True)
class Doubt:
    """An amount that is far from another."""

    code: str
    fen: int
    beside_fen: int

    @property
    def over(self) -> bool:
        return self.code.startswith("over_")

    @property
    def beside(self) -> str:
        return BESIDE[self.code]

    @property
    def text(self) -> str:
        """是需求金额150万元的10倍"""
        beside = f"{self.beside}{show_money(self.beside_fen)}"
        return f"{'是' if self.over else '只有'}{beside}的{factor(self.fen, self.beside_fen)}"


def doubts(
    what: str, money: Money, lead: Lead, parameters: Parameters, on: date
) -> tuple[Doubt, ...]:
    """What speaks against this amount on a day, with what it was held against."""
    fen = money.amount_fen
    if not fen or lead.sent is None:
        return ()
    over, under = (
        parameters.on(name, on) for name in ("amount_over_percent", "amount_under_percent")
    )
    return tuple(
        Doubt(code, fen, beside)
        for code, beside, least, most in _held_against(what, lead, lead.sent, over, under)
        if beside and _unlikely(code, fen * 100, beside * least, beside * most)
    )


def _unlikely(code: str, amount: int, least: int, most: float) -> bool:
    """Whether it lies outside; or is just the least of a need, for one zero too few is a tenth."""
    return not least <= amount <= most or (code == "under_need" and amount == least)


def _held_against(
    what: str, lead: Lead, sent: LeadDelivered, over: int, under: int
) -> Iterator[tuple[str, int | None, int, float]]:
    """(code, the other amount, the least and the most percent of it that nobody asks about)."""
    any_more = float("inf")
    if what == "disbursement":  # never more than was approved, often a part of it
        yield "under_approval", lead.approved.amount_fen if lead.approved else None, under, any_more
        return
    need = needed_fen(sent)
    yield "over_need", need, 0, over
    yield "under_need", need, under, any_more
    yield "over_product", sent.product_most_fen, 0, 100
    yield "under_product", sent.product_least_fen, 100, any_more
    if what == "approval" and lead.intent:
        yield "over_intent", lead.intent.amount_fen, 0, over


def needed_fen(sent: LeadDelivered) -> int | None:
    """What the need states: what is to be lent, or what may be spent."""
    terms = sent.content.terms
    amount: int | None = getattr(terms, "amount_fen", None) or getattr(terms, "budget_fen", None)
    return amount


def needs_a_second(doubts: Iterable[Doubt], fen: int, parameters: Parameters, on: date) -> bool:
    """Whether another person has to confirm an amount before it counts."""
    large = parameters.on("second_person_wan", on) * FEN_PER_WAN
    return fen >= large or any(doubt.over for doubt in doubts)


def check_doubts(what: str, fen: int, doubts: Iterable[Doubt]) -> None:
    """Raises `amount.unlikely` where there are any."""
    unlikely(f"{TITLES[what]}{show_money(fen)}", [doubt.text for doubt in doubts])
