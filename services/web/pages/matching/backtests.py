"""What an offering is worth: the needs of the past months that it would have matched, and what a
receiver made of its leads."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Role
from domain.leads.codes import REJECTION_REASONS
from domain.values.dates import end_of_day
from projections.figures.performance import Month
from projections.leads.teasers import Crowd, teaser
from projections.matching.backtest import Bench, bench
from projections.postings.posting_table import PostingRow
from services.house.parameters import parameters
from services.web.menu import MenuEntry
from services.web.request import NotHere, PageRequest, Sees, SnapshotRoute
from services.web.selectors.postings import visible_posting

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(270, "/performance", "办理统计", "feed", "target", but=(Role.ENTERPRISE,)),)
DAYS, MOST, LOOKED_AT = 92, 40, 3000  # days back; fits that are shown; needs that are tried


@router.get("/bench/{id}")
def tried(request: Annotated[PageRequest, Depends(Sees("posting"))], id: str) -> Response:
    """Which of last quarter's needs this offering would have matched, by today's model."""
    row, house = visible_posting(request, "offering", id), request.house
    model = house.views.proposals.model(row.track, request.at)
    if model is None:
        raise NotHere
    needs = _needs(request, row.track)
    result = bench(row, needs, model)
    least = parameters(house.desk).on("teaser_crowd", request.today)
    crowd, whole = Crowd(needs), request.actor.sees("posting") is None
    request.names({fit.need.party for fit in result.fits[:MOST]} if whole else ())
    return request.page(
        "matching/backtest.html",
        row=row,
        bench=result,
        obstacles=_obstacles(result),
        fits=[
            (fit, None if whole else teaser(fit.need, crowd, least)) for fit in result.fits[:MOST]
        ],
        first=request.today - timedelta(days=DAYS),
        most=max([1, *result.failed.values(), *result.unknown.values()]),
    )


@router.get("/performance")
def performance(request: Annotated[PageRequest, Depends(Sees("feed"))]) -> Response:
    """What became of the leads, month by month."""
    months = request.house.views.performance.months(
        str(request.actor.duty.party), request.today.isoformat(), request.at
    )
    total, reasons = Month(), Counter[str]()
    for month in months.values():
        reasons += month.reasons
        for name in vars(total):
            if name != "reasons":
                setattr(total, name, getattr(total, name) + getattr(month, name))
    return request.page(
        "matching/performance.html",
        months=months,
        total=total,
        reasons=[(REJECTION_REASONS.get(code, code), n) for code, n in reasons.most_common()],
        most=max([1, *reasons.values()]),
    )


def _obstacles(result: Bench) -> list[tuple[str, int, int]]:
    """By condition how many needs it turns away, and how many don't tell; the most first."""
    failed, unknown = Counter(result.failed), Counter(result.unknown)
    rows = ((title, failed[title], unknown[title]) for title in failed | unknown)
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))


def _needs(request: PageRequest, track: str) -> list[PostingRow]:
    """The needs that stood published on any of the days, each as it was last."""
    begin = end_of_day(request.today - timedelta(days=DAYS))
    first = request.house.views.seals.position_at(begin)
    return request.house.views.market.during(track, first, request.at, LOOKED_AT)
