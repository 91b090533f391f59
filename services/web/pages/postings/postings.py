"""Needs and offerings: the list, one with its state and what it lacks, and what is done with it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.command import recall
from domain.leads.codes import DISTRIBUTION
from domain.leads.route import ChooseRoute, Route
from domain.postings.codes import FULFILMENT_REASONS, WITHDRAWAL_REASONS
from domain.postings.posting import (
    LIFECYCLE,
    Archive,
    Fulfil,
    Pause,
    Publish,
    Renew,
    Resume,
    Return,
    Submit,
    Withdraw,
)
from domain.postings.tracks import TRACKS
from projections.postings.market import Row
from services.files.columns import SIDE_TITLES, Column, columns
from services.web import forms
from services.web.display import said_of
from services.web.export import MOST_ROWS, exported
from services.web.forms import Form, column
from services.web.posting_form import lacks
from services.web.request import Deed, Does, Look, NotHere, Said, Sees, status_of
from services.web.selectors.postings import visible_posting, visible_postings
from services.web.timeline import timeline

router = APIRouter()
Looking = Annotated[Look, Depends(Sees("posting"))]
Doing = Annotated[Deed, Depends(Does("posting"))]
PAGE = 50

STEPS: dict[str, tuple[type[Any], tuple[Column, ...]]] = {  # by step: the command and its form
    "submit": (Submit, ()),
    "publish": (Publish, ()),
    "return": (Return, (column("reason", "退回原因", "paragraphs"),)),
    "pause": (Pause, ()),
    "resume": (Resume, ()),
    "renew": (Renew, (column("valid_through", "有效期到", "date"),)),
    "withdraw": (
        Withdraw,
        (column("reason_code", "原因", "choice", choices=WITHDRAWAL_REASONS),),
    ),
    "fulfil": (Fulfil, (column("reason_code", "怎样达成", "choice", choices=FULFILMENT_REASONS),)),
    "archive": (Archive, ()),
}
EXPORTED = ("编号", "标题", "赛道", "类别", "单位", "状态", "有效期至", "内容")
MODE = (column("mode", "分发方式", "choice", choices=DISTRIBUTION),)


@router.get("/postings")
def postings(
    look: Looking,
    side: str = "",
    track: str = "",
    status: str = "",
    text: str = "",
    after: str = "",
) -> Response:
    wanted = {"side": side, "track": track, "status": status, "text": text}
    found = visible_postings(look, **wanted, after=after[:64], limit=PAGE + 1)
    shown = found[:PAGE]
    look.names(row.party for row in shown)
    return look.page(
        "postings/postings.html",
        rows=shown,
        more=shown[-1].id if len(found) > PAGE else "",
        chosen=wanted,
        sides=SIDE_TITLES,
        writes=look.at is None and look.actor.role in WRITES,
    )


@router.post("/postings/export")
def export(
    deed: Doing, side: str = "", track: str = "", status: str = "", text: str = ""
) -> Response:
    look = deed.as_shown()
    found = visible_postings(
        look, side=side, track=track, status=status, text=text, limit=MOST_ROWS
    )
    look.names({row.party for row in found})
    rows = (
        (
            row.id,
            row.content.title,
            TRACKS[row.track].title,
            SIDE_TITLES[row.side],
            look.name(row.party),
            LIFECYCLE.titles[row.status],
            row.content.valid_through.isoformat(),
            row.content.text,
        )
        for row in found
    )
    return exported(look, "postings", "需求与供给", EXPORTED, rows)


@router.get("/postings/{side}/{id}")
def posting(look: Looking, side: str, id: str) -> Response:
    return _page(look, visible_posting(look, side, id))


@router.get("/postings/{side}/{id}/{step}")
def asked(look: Looking, side: str, id: str, step: str) -> Response:
    """The form of a step that asks for more than a click."""
    row = visible_posting(look, side, id)
    if step not in may(look, row) or not STEPS[step][1]:
        raise NotHere
    return _form(look, row, step, forms.blank(STEPS[step][1]))


@router.post("/postings/{side}/{id}/route")
def route(deed: Doing, side: str, id: str) -> Response:
    row, form = visible_posting(deed.look, side, id), forms.read(MODE, deed)
    if side != "need":
        raise NotHere
    if form.said:
        return _page(deed.look, row, form.said["mode"])
    return deed.do(
        lambda: ChooseRoute(need=id, **form.values),
        then=f"/postings/{side}/{id}",
        again=lambda said: _page(deed.look, row, said),
        party=row.party,
    )


@router.post("/postings/{side}/{id}/{step}")
def take(deed: Doing, side: str, id: str, step: str) -> Response:
    look, row = deed.look, visible_posting(deed.look, side, id)
    if step not in STEPS:
        raise NotHere
    kind, fields = STEPS[step]
    form = forms.read(fields, deed)
    if form.said:
        return _form(look, row, step, form)

    def again(said: Said) -> Response:
        return _form(look, row, step, form, said) if fields else _page(look, row, said)

    return deed.do(
        lambda: kind(side=side, id=id, **form.values),
        then=f"/postings/{side}/{id}",
        again=again,
        flash=f"{LIFECYCLE.step(step).title}：已办理",
        party=row.party,
    )


def may(look: Look, row: Row) -> list[str]:
    """The steps that whoever looks may take now."""
    role, seen = look.actor.role, look.actor.sees("posting")
    if look.at is not None or role not in WRITES or (seen is not None and row.party not in seen):
        return []
    return [
        step.command
        for step in LIFECYCLE.steps_of(row.side)
        if step.command in STEPS and row.status in step.origins and role in step.by
    ]


def _page(look: Look, row: Row, said: Said | None = None) -> Response:
    steps = may(look, row)
    mode: Route = recall(
        Route(), (line.entry().event for line in look.house.ledger.read(f"route-{row.id}"))
    )
    return look.page(
        "postings/posting.html",
        status_of(said) if said else 200,
        row=row,
        said=said,
        title=SIDE_TITLES[row.side],
        facts=said_of(columns(f"{row.track}.{row.side}"), row.content),
        lacks=lacks(row.track, row.side, row.content.terms),
        steps=[(LIFECYCLE.step(step), bool(STEPS[step][1])) for step in steps],
        revisable=bool(steps) and row.status in LIFECYCLE.step("revise").origins,
        route=mode.mode if row.side == "need" else "",
        modes=DISTRIBUTION,
        timeline=timeline(look, f"{row.side}-{row.id}"),
        track=TRACKS[row.track],
    )


def _form(look: Look, row: Row, step: str, form: Form, said: Said | None = None) -> Response:
    back = f"/postings/{row.side}/{row.id}"
    return forms.page(
        look,
        form,
        said,
        heading=LIFECYCLE.step(step).title,
        about=row.content.title,
        action=f"{back}/{step}",
        back=back,
    )
