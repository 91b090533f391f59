"""What is beside the figures of a lead that are asked about, for their form and for the second
person who confirms them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from domain.core.streams import stream
from domain.leads.lead import Lead
from domain.leads.money import Money
from domain.leads.receipts import confirmed_fen
from domain.leads.unlikely import Doubt, doubts, doubts_named, large_from
from projections.leads.leads import LeadRow
from services.house.parameters import parameters
from services.web.forms import AskedFigure, Form
from services.web.request import PageRequest


def asked_beside(request: PageRequest, lead: LeadRow, what: str, form: Form) -> None:
    """Put beside each figure that is asked about what it is held against, with how far it is. What
    the enterprise has confirmed stands in the words of the refusal."""
    question, values = form.question, form.values
    if question is None or question.code == "receipt.confirmed":
        return
    money = Money(
        day=request.today,
        amount_fen=values.get("amount_fen"),
        rate_bp=values.get("rate_bp"),
        tenor_days=values.get("tenor_days"),
    )
    desk = request.house.desk
    far = doubts(what, money, _state(request, lead), parameters(desk), request.today)
    form.question = replace(question, figures=beside(far))


def receipt_at_stake(request: PageRequest, lead: LeadRow, voucher: str, becomes_fen: int) -> str:
    """What the enterprise has confirmed of a drawdown that is to become another amount, for a
    form's token; "" where nothing lapses."""
    state = _state(request, lead)
    fen = confirmed_fen(state, voucher, becomes_fen) if voucher in state.drawn else 0
    return f"receipt={fen}" if fen else ""


@dataclass(frozen=True)
class WhyWaiting:
    """Why an amount waits for its second person: `figures` were asked about, each beside what it is
    held against; `large_fen` is from where on any amount waits, 0 where it is below; `receipt_fen`
    what the enterprise has confirmed of the drawdown that it corrects."""

    figures: tuple[AskedFigure, ...]
    large_fen: int
    receipt_fen: int


def why_it_waits(request: PageRequest, lead: LeadRow) -> WhyWaiting | None:
    state = _state(request, lead)
    pending = state.pending
    if pending is None:
        return None
    fen, correction = pending.money.amount_fen or 0, pending.correction
    large = large_from(parameters(request.house.desk), request.today)
    draws = correction is not None and pending.what == "disbursement"
    return WhyWaiting(
        beside(doubts_named(pending.doubts, pending.what, pending.money, state)),
        large if fen >= large else 0,
        confirmed_fen(state, correction.voucher, fen) if correction and draws else 0,
    )


def returned(
    request: PageRequest, lead: LeadRow, what: str, corrected: str | None = None
) -> dict[str, Any]:
    """The fields of what was told and turned down, as they were told; of a correction where
    `corrected` is the voucher that it was about, "" but for a drawdown."""
    last = _state(request, lead).returned
    if last is None or last.what != what:
        return {}
    if (last.correction.voucher if last.correction else None) != corrected:
        return {}
    fields = last.money.model_dump()
    return {"on": fields.pop("day"), **fields}


def beside(far: Iterable[Doubt]) -> tuple[AskedFigure, ...]:
    figures: dict[tuple[str, int], list[tuple[str, int, str]]] = {}
    for doubt in far:
        rows = figures.setdefault((doubt.field, doubt.value), [])
        rows.append((doubt.beside, doubt.beside_value, doubt.factor))
    return tuple(AskedFigure(*figure, tuple(rows)) for figure, rows in figures.items())


def _state(request: PageRequest, lead: LeadRow) -> Lead:
    until = request.shown_until(request.house.views.leads)
    return request.house.desk.state(stream("lead", lead.id), Lead(), until)
