"""Needs and offerings: the list, one with its state and what it lacks, and what is done with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.publications import Publish
from domain.core.command import COMMANDS, Command, Refusal
from domain.core.malformed import Malformed
from domain.core.streams import stream
from domain.leads.codes import DISTRIBUTION
from domain.leads.route import ChooseRoute, Route
from domain.postings.codes import FULFILMENT_REASONS, WITHDRAWAL_REASONS
from domain.postings.posting import LIFECYCLE, PostingCommand
from domain.postings.reading.heading import heading
from domain.postings.tracks import SIDES, TRACKS
from domain.values.dates import civil_date
from projections.postings.posting_table import PostingHead, PostingRow
from services.files.cells.column import Column
from services.files.exports.listings import posting_sheets
from services.files.tables.columns import SIDE_TITLES, columns
from services.stores.drafts import KeptDraft
from services.web import forms
from services.web.display import said_of
from services.web.export import MOST_ROWS, exported_sheets
from services.web.forms import Form, column
from services.web.listing import PAGE, Listing, Lists
from services.web.losses import LOSSES
from services.web.menu import MenuEntry
from services.web.posting_form import lacks
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
from services.web.selectors.drafts import own_drafts
from services.web.selectors.openings import explained
from services.web.selectors.parties import parties_called
from services.web.selectors.postings import (
    allowed_steps,
    changes_left,
    published,
    publishes_several,
    visible_posting,
    visible_postings,
)
from services.web.selectors.proposals import best_proposals
from services.web.timeline import timeline

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(210, "/postings", "需求与供给", "posting", "file-text", own="我的发布"),)
Looking = Annotated[PageRequest, Depends(Sees("posting"))]
Doing = Annotated[Submission, Depends(Does("posting"))]

FORMS: dict[str, tuple[Column, ...]] = {  # by step: what it asks for, where a click isn't enough
    "return": (column("reason", "退回原因", "paragraphs"),),
    "renew": (column("valid_through", "有效期到", "date"),),
    "withdraw": (column("reason_code", "原因", "choice", choices=WITHDRAWAL_REASONS),),
    "fulfil": (column("reason_code", "怎样办成的", "choice", choices=FULFILMENT_REASONS),),
}
ASKED_OF_ALL = set(PostingCommand.model_fields)
STEPS = FORMS | {
    name: ()
    for name, command in COMMANDS.items()
    if issubclass(command, PostingCommand) and set(command.model_fields) == ASKED_OF_ALL
}
SOME = "能发布的已经发布，其余的还在等待"
MODE = (column("mode", "分发方式", "choice", choices=DISTRIBUTION),)


LIST = Lists(
    "/postings",
    ("text", "party", "side", "track", "status", "first", "last"),
    {"-since": "最近变动", "end": "最先到期"},
)
Asked = Annotated[Listing, Depends(LIST)]


@router.get("/postings")
def postings(request: Looking, asked: Asked) -> Response:
    """What changed last at the top, or what ends first, a page at a time."""
    return _list(request, asked)


def _list(request: PageRequest, asked: Listing, refusal: Rejected | None = None) -> Response:
    rows, many = _rows(request, asked, asked.after, PAGE)
    return request.page(
        "postings/postings.html",
        status_of(refusal) if refusal else 200,
        rows=rows,
        many=many,
        asked=asked,
        all=request.actor.sees("posting") is None,
        sides=SIDE_TITLES,
        writes=request.at is None and bool(request.actor.parties),
        drafts=[_begun(draft) for draft in own_drafts(request)],
        publishes=asked["status"] == "submitted" and publishes_several(request),
        refusal=refusal,
    )


class Begun(NamedTuple):
    """A draft as it is listed, and where it is gone on with."""

    id: str
    path: str
    title: str
    kind: str
    revises: str
    on: date


def _begun(draft: KeptDraft) -> Begun:
    track, _, side = draft.kind.partition(".")
    path = f"/publish/{side}/{track}/{draft.id}/words" if track else f"/publish?draft={draft.id}"
    if draft.revises:
        path = f"/postings/{'/'.join(draft.revises.split('-', 1))}/edit"
    return Begun(
        draft.id,
        path,
        draft.field("title") or heading(draft.field("text")),
        TRACKS[track].title + SIDE_TITLES[side] if track in TRACKS else "",
        draft.revises,
        civil_date(datetime.fromtimestamp(draft.at, UTC)),
    )


def _rows(
    request: PageRequest, asked: Listing, after: int, limit: int
) -> tuple[list[PostingHead], int]:
    rows, many = visible_postings(
        request,
        of=parties_called(request, "posting", asked["party"]),
        **{name: asked[name] for name in ("text", "side", "track", "status")},
        ends=(asked.day("first"), asked.day("last")),
        sort=asked.sort,
        after=after,
        limit=limit,
    )
    request.names(row.party for row in rows)
    return rows, many


@router.post("/postings/export")
def export(submission: Doing, asked: Asked) -> Response:
    request = submission.as_shown()
    heads, _ = _rows(request, asked, 0, MOST_ROWS)
    some = request.house.views.market.some
    postings = {
        side: some(side, (head.id for head in heads if head.side == side), request.at)
        for side in SIDES
    }
    rows = [postings[head.side][head.id] for head in heads]
    sheets = posting_sheets(rows, request.name)
    return exported_sheets(request, "postings", "需求与供给", sheets)


@router.post("/postings/publish")
def publish(submission: Doing, asked: Asked) -> Response:
    """Of the ticked ones, `side/id`, all that can be published now; the others wait as they did."""
    request = submission.request
    if not publishes_several(request):
        raise NotHere
    chosen = [ticked.partition("/")[::2] for ticked in submission.many("posting")[:PAGE]]
    rows = [visible_posting(request, side, id) for side, id in chosen]
    return submission.do(
        lambda: _publishable(request, rows),
        then=request.link("/postings", **asked.address()),
        again=lambda refusal: _list(request, asked, refusal),
        flash=lambda answer: "已发布" if published(answer) == len(rows) else SOME,
    )


def _publishable(request: PageRequest, rows: list[PostingRow]) -> list[Command]:
    """What is published of these; raises what is said to the first where nothing is."""
    ask, desk = request.ask(), request.house.desk
    commands: list[Command] = [Publish(side=row.side, id=row.id) for row in rows]
    outcomes = desk.outcomes([(command, ask) for command in commands])
    good = [each for each, n in zip(commands, outcomes, strict=True) if isinstance(n, int)]
    for refusal in outcomes:
        if not good and isinstance(refusal, (Refusal, Malformed)):
            raise refusal
    return good


@router.get("/postings/{side}/{id}")
def posting(request: Looking, side: str, id: str) -> Response:
    return _page(request, visible_posting(request, side, id))


@router.get("/postings/{side}/{id}/{step}")
def stepping(request: Looking, side: str, id: str, step: str) -> Response:
    """The form of a step that asks for more than a click."""
    row = visible_posting(request, side, id)
    if step not in _offered(request, row) or not STEPS[step]:
        raise NotHere
    return _form(request, row, step, forms.blank(STEPS[step]))


@router.post("/postings/{side}/{id}/route")
def route(submission: Doing, side: str, id: str) -> Response:
    row, form = visible_posting(submission.request, side, id), forms.read(MODE, submission)
    if side != "need":
        raise NotHere
    if form.refusals:
        return _page(submission.request, row, form.refusals["mode"])
    return submission.do(
        lambda: ChooseRoute(need=id, **form.values),
        then=f"/postings/{side}/{id}",
        again=lambda refusal: _page(
            submission.request, visible_posting(submission.request, side, id), refusal
        ),
        party=row.party,
    )


@router.post("/postings/{side}/{id}/{step}")
def take(submission: Doing, side: str, id: str, step: str) -> Response:
    request, row = submission.request, visible_posting(submission.request, side, id)
    if step not in STEPS:
        raise NotHere
    kind: type[Any] = COMMANDS[step]
    fields = STEPS[step]
    if submission.field("since") not in {"", str(row.since)}:  # of an undo
        return _page(request, row, Refusal("undo.late", "之后又有变动，没有撤销", "since"))
    form = forms.read(fields, submission)
    if form.refusals:
        return _form(request, row, step, form)

    def again(refusal: Rejected) -> Response:
        now = visible_posting(request, side, id)
        return _form(request, now, step, form, refusal) if fields else _page(request, now, refusal)

    return submission.do(
        lambda: kind(side=side, id=id, **form.values),
        then=f"/postings/{side}/{id}",
        again=again,
        flash=LIFECYCLE.titles.get(LIFECYCLE.step(step).to or "", "已办理"),
        undo=_undo(request, row, step),
        party=row.party,
    )


def _undo(request: PageRequest, row: PostingRow, step: str) -> str:
    """The way back from a step that asks for nothing, by one that asks for nothing either."""
    back = LIFECYCLE.undo(step, request.actor.role, row.side)
    plain = STEPS[step] == () == STEPS.get(back)
    return f"/postings/{row.side}/{row.id}/{back}" if plain else ""


def _offered(request: PageRequest, row: PostingRow) -> list[str]:
    """The steps that this page has a form for and whoever looks may take."""
    return [step for step in allowed_steps(request, row) if step in STEPS]


def _page(request: PageRequest, row: PostingRow, refusal: Rejected | None = None) -> Response:
    steps = _offered(request, row)
    until = request.shown_until(request.house.views.market)
    mode = request.house.desk.state(stream("route", row.id), Route(), until)
    views = request.house.views
    finished = row.side == "need" and bool(views.finished.of([row.id], request.at))
    alone = row.status == "published" and request.actor.knows("proposal")
    alone = alone and not best_proposals(request, of=row, limit=1)[0]
    return request.page(
        "postings/posting.html",
        status_of(refusal) if refusal else 200,
        row=row,
        refusal=refusal,
        title=SIDE_TITLES[row.side],
        facts=said_of(columns(f"{row.track}.{row.side}"), row.content),
        lacks=lacks(row.side, row.content),
        steps=[(LIFECYCLE.step(step), bool(STEPS[step])) for step in steps],
        left=changes_left(request, row) if row.status == "submitted" else None,
        revisable="revise" in allowed_steps(request, row),
        route=mode.mode if row.side == "need" else "",
        modes=DISTRIBUTION,
        explained=explained(request, row) if alone else None,
        finished=finished,
        unsettled=views.finished.unsettled([row.id], request.at).get(row.id) if finished else None,
        timeline=timeline(request, f"{row.side}-{row.id}", request.house.views.market),
        track=TRACKS[row.track],
    )


def _form(
    request: PageRequest, row: PostingRow, step: str, form: Form, refusal: Rejected | None = None
) -> Response:
    back = f"/postings/{row.side}/{row.id}"
    return forms.page(
        request,
        form,
        refusal,
        heading=LIFECYCLE.step(step).title,
        about=row.content.title,
        action=f"{back}/{step}",
        back=back,
        warning=LOSSES[step].lost if step in LOSSES else "",
    )
