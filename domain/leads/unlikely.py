"""可疑 Unlikely: which figures are asked about before they count, beside what each was looked at.

How far is far is the county's to say (`domain/administration/parameter.py`), what is usual stands
in `domain/values/usual.py`. What is asked about may still be right: it is taken when it is
confirmed. What can't be right at all is refused instead (`domain/leads/told.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from domain.administration.parameter import Parameters
from domain.administration.unlikely import FEN_PER_WAN
from domain.core.unlikely import Objection, refuse_unlikely
from domain.leads.lead import Lead, LeadDelivered
from domain.leads.money import TITLES, Money
from domain.values.usual import FIGURES, Figure, factor, far_from, unusual

ANY_MORE = float("inf")
USUAL = {  # by figure: the codes of what is below and above what is usual
    "rate_bp": ("under_usual_rate", "over_usual_rate"),
    "tenor_days": ("under_usual_tenor", "over_usual_tenor"),
}


class Bound(NamedTuple):
    """What a figure is held against: whether it is doubted above it, and what that is called."""

    field: str
    over: bool
    title: str


BOUNDS = {  # by the code of the doubt
    "over_need": Bound("amount_fen", True, "需求金额"),
    "under_need": Bound("amount_fen", False, "需求金额"),
    "over_product": Bound("amount_fen", True, "产品最高金额"),
    "under_product": Bound("amount_fen", False, "产品最低金额"),
    "over_intent": Bound("amount_fen", True, "意向金额"),
    "under_approval": Bound("amount_fen", False, "授信金额"),
    "over_need_rate": Bound("rate_bp", True, "企业可接受的最高年利率"),
    "under_product_rate": Bound("rate_bp", False, "产品的最低年利率"),
    "over_need_tenor": Bound("tenor_days", True, "需求期限"),
    "under_need_tenor": Bound("tenor_days", False, "需求期限"),
    "over_product_tenor": Bound("tenor_days", True, "产品最长期限"),
    "under_product_tenor": Bound("tenor_days", False, "产品最短期限"),
    **{
        codes[over]: Bound(field, over, FIGURES[field].bounds[over])
        for field, codes in USUAL.items()
        for over in (False, True)
    },
}


@dataclass(frozen=True)
class Doubt:
    """A figure that is far from another."""

    code: str
    value: int
    beside_value: int

    @property
    def over(self) -> bool:
        return BOUNDS[self.code].over

    @property
    def field(self) -> str:
        return BOUNDS[self.code].field

    @property
    def figure(self) -> Figure:
        return FIGURES[self.field]

    @property
    def beside(self) -> str:
        return BOUNDS[self.code].title

    @property
    def factor(self) -> str:
        return factor(self.value, self.beside_value)

    @property
    def text(self) -> str:
        """是需求金额150万元的10倍"""
        return far_from(self.figure, self.value, self.beside, self.beside_value)


class Comparison(NamedTuple):
    """A figure and the other, with the least and the most percent of it that nobody asks about."""

    code: str
    value: int
    beside: int
    least: float
    most: float

    @property
    def is_far(self) -> bool:
        """Whether it lies outside; or is just the least of a need, for one zero too few is a
        tenth."""
        percent, least, most = self.value * 100, self.beside * self.least, self.beside * self.most
        return not least <= percent <= most or (self.code == "under_need" and percent == least)


def doubts(
    what: str, money: Money, lead: Lead, parameters: Parameters, on: date
) -> tuple[Doubt, ...]:
    """What speaks against these figures on a day, with what each was held against."""
    over, under = (
        parameters.on(name, on) for name in ("amount_over_percent", "amount_under_percent")
    )
    return tuple(
        Doubt(each.code, each.value, each.beside)
        for each in _comparisons(what, money, lead, over, under)
        if each.is_far
    )


def doubts_named(codes: Iterable[str], what: str, money: Money, lead: Lead) -> tuple[Doubt, ...]:
    """Those doubts again that were named when an amount was told, whatever is far today."""
    by_code = {
        each.code: Doubt(each.code, each.value, each.beside)
        for each in _comparisons(what, money, lead, 0, 0)
    }
    return tuple(by_code[code] for code in codes if code in by_code)


def _comparisons(
    what: str, money: Money, lead: Lead, over: int, under: int
) -> Iterator[Comparison]:
    """Of each figure with all that it is held against; with nothing that is zero."""
    sent, fen = lead.sent, money.amount_fen
    if sent is None:
        return
    if fen:
        for code, beside, least, most in _amounts(what, lead, sent, over, under):
            if beside:
                yield Comparison(code, fen, beside, least, most)
    for field in USUAL:
        value = getattr(money, field)
        if value is not None:
            for code, beside, least, most in _terms(field, value, sent, over, under):
                if beside:
                    yield Comparison(code, value, beside, least, most)


def _amounts(
    what: str, lead: Lead, sent: LeadDelivered, over: int, under: int
) -> Iterator[tuple[str, int | None, float, float]]:
    if what == "disbursement":  # never more than was approved, often a part of it
        yield "under_approval", lead.approved.amount_fen if lead.approved else None, under, ANY_MORE
        return
    need = needed_fen(sent)
    yield "over_need", need, 0, over
    yield "under_need", need, under, ANY_MORE
    yield "over_product", sent.product_most_fen, 0, 100
    yield "under_product", sent.product_least_fen, 100, ANY_MORE
    if what == "approval" and lead.intent:
        yield "over_intent", lead.intent.amount_fen, 0, over


def _terms(
    field: str, value: int, sent: LeadDelivered, over: int, under: int
) -> Iterator[tuple[str, int | None, float, float]]:
    """A rate or a term beside what the two sides stated. The need's term counts where the product
    states none: a longer line than was asked for is often granted."""
    terms: Any = sent.content.terms
    if field == "rate_bp":
        yield "over_need_rate", getattr(terms, "max_rate_bp", None), 0, over
        yield "under_product_rate", sent.product_least_rate_bp, 100, ANY_MORE
    else:
        need, most = getattr(terms, "tenor_days", None), sent.product_most_days
        least = sent.product_least_days
        yield "over_need_tenor", need if most is None else None, 0, over
        yield "under_need_tenor", need if least is None else None, under, ANY_MORE
        yield "over_product_tenor", most, 0, 100
        yield "under_product_tenor", least, 100, ANY_MORE
    bound = unusual(field, value)
    if bound is not None:
        yield USUAL[field][value > bound], bound, 100, 100


def needed_fen(sent: LeadDelivered) -> int | None:
    """What the need states: what is to be lent, or what may be spent."""
    terms = sent.content.terms
    amount: int | None = getattr(terms, "amount_fen", None) or getattr(terms, "budget_fen", None)
    return amount


def needs_a_second(doubts: Iterable[Doubt], fen: int, parameters: Parameters, on: date) -> bool:
    """Whether another person has to confirm an amount before it counts. A rate or a term that was
    confirmed is taken: no figure of the county adds it up."""
    high = any(doubt.over and doubt.field == "amount_fen" for doubt in doubts)
    return high or fen >= large_from(parameters, on)


def large_from(parameters: Parameters, on: date) -> int:
    """From which amount on another person has to confirm any."""
    return parameters.on("second_person_wan", on) * FEN_PER_WAN


def check_doubts(what: str, doubts: Iterable[Doubt]) -> None:
    """Raises the question where there are any."""
    refuse_unlikely(
        Objection(doubt.figure.code, doubt.field, _figure_of(what, doubt), doubt.text)
        for doubt in doubts
    )


def _figure_of(what: str, doubt: Doubt) -> str:
    title = "" if doubt.field == "amount_fen" else f"的{doubt.figure.title}"
    return f"{TITLES[what]}{title}{doubt.figure.shows(doubt.value)}"
