"""Which results somebody may see."""

from __future__ import annotations

from domain.results.codes import RESULT_KINDS
from projections.figures.fact_table import FactRow
from services.web.request import PageRequest


def visible_results(
    request: PageRequest, *, kind: str = "", days: tuple[str, str], after: int, limit: int
) -> tuple[list[FactRow], int]:
    """The latest behind the first `after`, and how many there are; between two days, of one kind
    or all."""
    return request.house.views.facts.page(
        [kind] if kind in RESULT_KINDS else RESULT_KINDS,
        days,
        parties=request.actor.sees("result"),
        after=after,
        limit=limit,
        as_of=request.at,
    )
