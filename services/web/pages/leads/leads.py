"""Leads: the inbox of a bank or another receiver, and what became of an enterprise's needs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.postings.tracks import TRACKS
from services.web.export import MOST_ROWS, exported, in_wan
from services.web.listing import PAGE, Listing, Lists
from services.web.menu import MenuEntry
from services.web.request import Does, PageRequest, Sees, SnapshotRoute, Submission
from services.web.selectors.leads import (
    lead_colours,
    lead_turn,
    names_shown,
    need_titles,
    product_titles,
    visible_leads,
)
from services.web.selectors.parties import parties_called

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(230, "/leads", "线索", "lead", "inbox", enterprise="对接进度"),)
Looking = Annotated[PageRequest, Depends(Sees("lead"))]
Doing = Annotated[Submission, Depends(Does("lead"))]

EXPORTED = (
    *("编号", "期限", "企业", "对接单位", "赛道", "状态"),
    *("意向（万元）", "授信（万元）", "放款（万元）", "客户经理"),
)
COLOURS = {"red": "逾期", "yellow": "今天到期", "green": "按期"}


LIST = Lists(
    "/leads",
    ("party", "status", "track", "colour", "first", "last"),
    {
        "due": "期限最近",
        "-sent": "最近送达",
        "-intent": "意向金额",
        "-approved": "授信金额",
        "-drawn": "放款金额",
    },
)
Asked = Annotated[Listing, Depends(LIST)]


@router.get("/leads")
def inbox(request: Looking, asked: Asked) -> Response:
    """What is due first at the top, or in another order, a page at a time."""
    colour, wanted = _colour(asked), _wanted(request, asked)
    leads = visible_leads(
        request, **wanted, colour=colour, sort=asked.sort, after=asked.after, limit=PAGE
    )
    counts = lead_colours(request, **wanted)
    return request.page(
        "leads/leads.html",
        leads=leads,
        many=counts.get(colour, 0) if colour else sum(counts.values()),
        names=names_shown(request, leads),
        needs=need_titles(request, leads),
        products=product_titles(request, leads),
        turn=lambda lead: lead_turn(request, lead),
        counts=counts,
        colours=COLOURS,
        asked=asked,
        all=request.actor.sees("lead") is None,
    )


def _colour(asked: Listing) -> str:
    return asked["colour"] if asked["colour"] in COLOURS else ""


def _wanted(request: PageRequest, asked: Listing) -> dict[str, Any]:
    return {
        "status": asked["status"],
        "track": asked["track"],
        "of": parties_called(request, "lead", asked["party"]),
        "sent": (asked.day("first"), asked.day("last")),
    }


@router.post("/leads/export")
def export(submission: Doing, asked: Asked) -> Response:
    request = submission.as_shown()
    wanted = _wanted(request, asked)
    leads = visible_leads(
        request, **wanted, colour=_colour(asked), sort=asked.sort, limit=MOST_ROWS
    )
    names = names_shown(request, leads)
    rows = (
        (
            lead.id,
            lead.due,
            names[lead.id],
            request.name(lead.receiver),
            TRACKS[lead.track].title,
            lead.title,
            *(in_wan(fen) for fen in (lead.intent_fen, lead.approved_fen, lead.drawn_fen)),
            lead.manager,
        )
        for lead in leads
    )
    return exported(request, "leads", "线索", EXPORTED, rows)
