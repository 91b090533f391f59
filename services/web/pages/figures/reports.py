"""The county's figures by period, the rows behind each, and the big screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import dropwhile
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.postings.tracks import TRACKS
from domain.values.periods import KINDS, Period, period, periods
from projections.figures.figure_table import FIGURES
from projections.figures.figures import Value, figures
from projections.figures.funnel import TITLES
from projections.figures.funnel_lines import LINES, line_counts
from services.files.period.paper import IN_FEN, SIDES
from services.web import forms
from services.web.export import exported, in_wan
from services.web.forms import Form, column
from services.web.menu import MenuEntry
from services.web.request import Does, NotHere, PageRequest, Sees, SnapshotRoute, Submission
from services.web.selectors.picks import pick
from services.web.selectors.sessions import visible_sessions
from services.web.selectors.spans import asked_span
from services.web.unnamed import REASON, shows_names

router = APIRouter(route_class=SnapshotRoute)
MENU = (
    MenuEntry(710, "/report", "指标", "report", "chart-column"),
    MenuEntry(720, "/screen", "大屏", "report", "presentation"),
)
Looking = Annotated[PageRequest, Depends(Sees("report"))]
COLUMNS, MOST = 12, 500
PARTNER = column("partner", "对接单位", "party")
EXPORTED = (
    "日期",
    "单位编号",
    "单位",
    "对接单位",
    "对接会",
    "数值（金额为万元）",
    "登记人",
    "事件",
)
ON_SCREEN = (
    "sessions_held",
    "enterprises_reached",
    "organizations_trained",
    "meetings_held",
    "attendance",
    "intents",
    "intent_amount",
    "approved_amount",
    "drawn_amount",
    "landed_amount",
    "conversion",
    "local_purchases",
    "hires",
    "transfers",
)


@router.get("/report")
def report(
    request: Looking,
    kind: str = "month",
    track: str = "",
    partner: str = "",
    session: str = "",
    figure: str = "",
) -> Response:
    """Every figure of the period that the shown day is in; one of them over twelve periods, from
    the first that has anything."""
    kind, track = kind if kind in KINDS else "month", track if track in TRACKS else ""
    picked = pick(request, PARTNER, partner, request.http.query_params.getlist("partner-picked"))
    partner = "".join(picked.codes)
    chosen = figure if figure in FIGURES else "sessions_held"
    span = period(kind, request.today)
    values = _figures(request, list(FIGURES), span, track, partner, session)
    series = [
        (past, _figures(request, [chosen], past, track, partner, session)[chosen])
        for past in periods(kind, request.today, COLUMNS)
    ]
    series = list(dropwhile(lambda past: not past[1].rows, series)) or series[-1:]
    most = max([value.value or 0 for _, value in series])
    return request.page(
        "figures/report.html",
        span=span,
        kind=kind,
        kinds=KINDS,
        track=track,
        partner=partner,
        picker=PARTNER,
        picked=picked,
        session=session,
        sessions={row.id: row.details.title for row in visible_sessions(request)},
        values=values,
        chosen=FIGURES[chosen],
        series=series,
        most=most or 1,
    )


@dataclass(frozen=True)
class Behind:
    """Which rows of a figure are asked for: of which days and which track, of one partner or one
    session. `kind` may be "all", as the home counts: since the beginning."""

    kind: str = "month"
    first: str = ""
    last: str = ""
    track: str = ""
    partner: str = ""
    session: str = ""

    def figure(self, request: PageRequest, code: str) -> tuple[Period, Value]:
        span = asked_span(request, self.kind, self.first, self.last)
        values = _figures(request, [code], span, self.track, self.partner, self.session)
        return span, values[code]


@router.get("/report/{code}")
def behind(
    request: Looking,
    code: str,
    asked: Annotated[Behind, Depends()],
) -> Response:
    """The rows that a figure is made of, each with the event that it comes from."""
    _check(code)
    return _rows(request, code, asked)


@router.post("/report/{code}/names")
def behind_with_names(
    submission: Annotated[Submission, Depends(Does("report"))],
    code: str,
    asked: Annotated[Behind, Depends()],
) -> Response:
    """The same with the names, for whoever says why."""
    _check(code)
    request, form = submission.as_shown(), shows_names(submission, f"figure {code}"[:80])
    return _rows(request, code, asked, form)


def _check(code: str) -> None:
    if code not in FIGURES:
        raise NotHere


def _rows(request: PageRequest, code: str, asked: Behind, form: Form | None = None) -> Response:
    span, value = asked.figure(request, code)
    rows = value.rows[:MOST]
    request.names({party for row in rows for party in (row.party, row.partner) if party})
    form = form or forms.blank(REASON)
    return forms.page(
        request,
        form,
        None,
        "figures/report_rows.html",
        code=code,
        first=asked.first,
        last=asked.last,
        partner=asked.partner,
        session=asked.session,
        figure=FIGURES[code],
        span=span,
        kind=span.kind,
        value=value,
        rows=rows,
        more=len(value.rows) - len(rows),
        sessions={row.id: row.details.title for row in visible_sessions(request)},
        track=asked.track,
    )


@router.post("/report/{code}/export")
def export(
    submission: Annotated[Submission, Depends(Does("report"))],
    code: str,
    asked: Annotated[Behind, Depends()],
) -> Response:
    """All the rows that a figure is made of."""
    request = submission.as_shown()
    if code not in FIGURES:
        raise NotHere
    figure, rows = FIGURES[code], asked.figure(request, code)[1].rows
    request.names({p for row in rows for p in (row.party, row.partner) if p and p not in SIDES})
    sessions = {row.id: row.details.title for row in visible_sessions(request)}
    lines = (
        (
            *(row.day, "" if request.unnamed else row.party),
            request.name(row.party) if row.party else "",
            request.name(row.partner) if row.partner not in {"", *SIDES} else "",
            sessions.get(row.session, row.session) if row.kind != "member" else "",
            in_wan(row.value) if figure.unit == "元" or row.kind in IN_FEN else row.value,
            "助企办登记" if row.is_entered else "",
            row.event,
        )
        for row in rows
    )
    return exported(request, f"figure {code}", figure.title, EXPORTED, lines)


@router.get("/screen")
def screen(request: Looking) -> Response:
    """For a wall of 1920 × 1080: the year so far, each tile with its definition and its day."""
    span = period("year", request.today)
    by_track = {
        code: _figures(request, ["sessions_held", "meetings_held"], span, code) for code in TRACKS
    }
    week = period("week", request.today)
    soon = [
        row
        for row in request.house.views.sessions.all(as_of=request.at)
        if week.first <= row.details.day <= week.last + timedelta(days=7)
        and row.status not in {"draft", "cancelled"}
    ]
    views = request.house.views
    counts = line_counts(views.funnel, views.unmatched, request.at)
    clocks = request.house.views.inbox.colours(request.today.isoformat(), as_of=request.at)
    return request.page(
        "figures/screen.html",
        span=span,
        values=_figures(request, list(ON_SCREEN), span),
        by_track=by_track,
        stages=[(stage, TITLES[stage], sum(counts[stage].values())) for stage in LINES],
        soon=soon[:8],
        clocks={colour: clocks.get(colour, 0) for colour in ("green", "yellow", "red")},
    )


def _figures(
    request: PageRequest,
    codes: list[str],
    span: Period,
    track: str = "",
    partner: str = "",
    session: str = "",
) -> dict[str, Value]:
    return figures(
        request.house.views.facts,
        codes,
        span.first.isoformat(),
        min(span.last, request.today).isoformat(),
        track=track or None,
        partner=partner or None,
        session=session or None,
        as_of=request.at,
    )
