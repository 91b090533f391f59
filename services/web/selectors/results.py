"""Which results somebody may see."""

from __future__ import annotations

from domain.results.codes import RESULT_KINDS
from projections.figures.facts import FactRow
from services.web.request import PageRequest


def visible_results(request: PageRequest) -> list[FactRow]:
    """The latest first."""
    seen = request.actor.sees("result")
    rows = request.house.views.facts.rows(RESULT_KINDS, as_of=request.at)
    return [row for row in rows if seen is None or row.party in seen][::-1]
