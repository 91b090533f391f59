"""What an offering is worth: the needs of the past months that it would have matched, and what a
receiver made of its leads."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.trial import TrialMade, Trials, TryOffering
from domain.core.command import Role
from domain.core.streams import stream
from domain.leads.codes import REJECTION_REASONS
from domain.postings.tracks import TRACKS
from domain.values.dates import end_of_day
from projections.figures.performance import Month
from projections.matching.backtest import Bench, MergedBench, bench, merged
from projections.postings.posting_table import PostingRow
from services.house.parameters import parameters
from services.web.lanes import costly
from services.web.menu import MenuEntry
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.selectors.postings import visible_posting

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(270, "/performance", "办理统计", "feed", "target", but=(Role.ENTERPRISE,)),)
DAYS, MOST, LOOKED_AT = 92, 40, 3000  # days back; fits that are shown; needs that are tried
ANSWER, LONGEST = "answer", 10  # in the address: the log position of a question, and its digits
Looking = Annotated[PageRequest, Depends(Sees("posting"))]
Doing = Annotated[Submission, Depends(Does("posting"))]


@router.get("/bench/{id}")
@costly
def tried(request: Looking, id: str) -> Response:
    """Which needs this offering would match. Who sees all needs sees those of last quarter, each of
    them; its owner asks for counts, a few times a day, and looks at an answer as often as he likes:
    it is of the moment when he asked."""
    row = visible_posting(request, "offering", id)
    if request.actor.sees("posting") is None:
        return _whole(request, row)
    return _asking(request, row)


@router.post("/bench/{id}")
@costly
def ask(submission: Doing, id: str) -> Response:
    request = submission.request
    row = visible_posting(request, "offering", id)
    return submission.do(
        lambda: TryOffering(offering=id, party=row.party),
        then=lambda answer: f"/bench/{id}?{urlencode({ANSWER: answer.position})}",
        again=lambda refusal: _asking(request, row, refusal),
        flash="试算完成",
        party=row.party if row.party in request.actor.parties else None,
    )


def _asking(request: PageRequest, row: PostingRow, refusal: Rejected | None = None) -> Response:
    """The last answer, if one is looked at, and the button for another."""
    desk, today = request.house.desk, request.house.today
    trials = desk.state(stream("trial", row.party), Trials())
    answer = _answered(request, row)
    return request.page(
        "matching/trial.html",
        status_of(refusal) if refusal else 200,
        row=row,
        refusal=refusal,
        answer=answer,
        left=trials.left(parameters(desk).on("trials_a_day", today), today),
        asks=row.status == "published" and request.at is None,
    )


def _answered(request: PageRequest, row: PostingRow) -> MergedBench | None:
    """What was answered where the log has such a question of this very offering. Raises `NotHere`
    where it has none."""
    asked = request.http.query_params.get(ANSWER, "")
    if not asked:
        return None
    position = int(asked) if asked.isdecimal() and len(asked) < LONGEST else 0
    line = request.house.log.at([position]).get(position)
    event = line.entry().event if line and line.stream == stream("trial", row.party) else None
    if not isinstance(event, TrialMade) or event.offering != row.id:
        raise NotHere
    market = request.house.views.market
    then = market.posting("offering", row.id, position)
    model = request.house.views.proposals.model(row.track, position)
    if then is None or model is None:
        raise NotHere
    live = {"track": row.track, "side": "need", "status": "published"}
    needs = market.postings(**live, as_of=position)
    return merged(bench(then, needs, model), (rule.title for rule in TRACKS[row.track].rules))


def _whole(request: PageRequest, row: PostingRow) -> Response:
    model = request.house.views.proposals.model(row.track, request.at)
    if model is None:
        raise NotHere
    result = bench(row, _needs(request, row.track), model)
    fits = result.fits[:MOST]
    request.names(fit.need.party for fit in fits)
    return request.page(
        "matching/backtest.html",
        row=row,
        bench=result,
        obstacles=_obstacles(result),
        fits=fits,
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
    first = request.house.views.times.position_at(begin)
    return request.house.views.market.during(track, first, request.at, LOOKED_AT)
