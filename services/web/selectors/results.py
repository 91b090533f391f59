"""Which results somebody may see."""

from __future__ import annotations

from domain.results.codes import COUNTED_KINDS, ENTERED, RESULT_KINDS
from projections.figures.fact_table import FactRow
from services.web.request import PageRequest


def visible_results(
    request: PageRequest, *, kind: str = "", days: tuple[str, str], after: int, limit: int
) -> tuple[list[FactRow], int]:
    """The latest behind the first `after`, and how many there are; between two days, of one kind
    or all."""
    return request.house.views.facts.page(
        [kind, f"{ENTERED}{kind}"] if kind in RESULT_KINDS else COUNTED_KINDS,
        days,
        parties=request.actor.sees("result"),
        after=after,
        limit=limit,
        as_of=request.at,
    )


def answerable(request: PageRequest, row: FactRow) -> bool:
    """Whether somebody's own party is asked whether what the office entered is so: a partner once,
    an enterprise until it has confirmed it."""
    own = request.actor.duty.party
    if request.at is not None or not own or not row.is_entered:
        return False
    if own == row.party:
        return "confirmed" not in row.answers
    return own == row.partner and row.answers.isdisjoint({"partner_confirmed", "partner_disputed"})


def results_to_answer(request: PageRequest, limit: int) -> list[FactRow]:
    """What was entered of one's own party, of which it has said nothing."""
    own = request.actor.duty.party
    if request.at is not None or not own:
        return []
    kinds = [f"{ENTERED}{kind}" for kind in RESULT_KINDS]
    rows, _ = request.house.views.facts.page(kinds, parties=[own], limit=limit)
    return [row for row in rows if answerable(request, row) and not _is_disputed(row, own)]


def _is_disputed(row: FactRow, own: str) -> bool:
    return own == row.party and "disputed" in row.answers
