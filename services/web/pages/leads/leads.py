"""Leads: the inbox of a bank or another receiver, and what became of an enterprise's needs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Role
from domain.leads.sides import RECEIVERS
from domain.postings.tracks import TRACKS
from projections.leads.inbox import NOBODY
from services.web.export import MOST_ROWS, exported, in_wan
from services.web.listing import PAGE, Listing, Lists
from services.web.menu import MenuEntry
from services.web.request import Does, PageRequest, Sees, SnapshotRoute, Submission
from services.web.selectors.inbox import inbox_rows
from services.web.selectors.leads import (
    colleagues,
    labels,
    lead_stages,
    own_offerings,
    visible_leads,
)

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(230, "/leads", "线索", "lead", "inbox", enterprise="对接进度"),)
Looking = Annotated[PageRequest, Depends(Sees("lead"))]
Doing = Annotated[Submission, Depends(Does("lead"))]

ALL = "all"
RECEIVING = frozenset(RECEIVERS) - {Role.ENTERPRISE}
TABS = {"todo": "待我处理", "going": "办理中", "over": "已结束", "all": "全部"}
OTHERS = {"all": "全部", "todo": "待处理", "going": "办理中", "over": "已结束"}  # who look on
EXPORTED = (
    *("编号", "期限", "企业", "对接单位", "赛道", "状态"),
    *("意向（万元）", "授信（万元）", "放款（万元）", "客户经理", "需求", "需要金额（万元）"),
)
COLOURS = {"red": "逾期", "yellow": "今天到期", "green": "按期"}
ASSIGNED = {"me": "我的", NOBODY: "未分派"}


LIST = Lists(
    "/leads",
    (
        *("tab", "text", "status", "track", "colour", "assignee", "product", "read"),
        *("first", "last"),
    ),
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
    """What waits for whoever looks, what is due first at the top, a page at a time."""
    receives = request.actor.role in RECEIVING
    tabs, tab = (TABS if receives else OTHERS), _tab(request, asked)
    people = colleagues(request) if receives else {}
    wanted = _wanted(request, asked)
    stage = "" if tab == ALL else tab
    leads = visible_leads(
        request, **wanted, stage=stage, sort=asked.sort, after=asked.after, limit=PAGE
    )
    counts = lead_stages(request, **wanted)
    counts[ALL] = sum(counts.values())
    return request.page(
        "leads/leads.html",
        rows=inbox_rows(request, leads, people),
        many=counts.get(tab, 0),
        tab=tab,
        tabs=tabs,
        counts=counts,
        colours=COLOURS,
        assigned=ASSIGNED | people,
        products=own_offerings(request) if receives else {},
        asked=asked,
        receives=receives,
    )


def _tab(request: PageRequest, asked: Listing) -> str:
    """The tab that is asked for: a receiver's usual one is what waits for it, unless a state is
    asked for, which may be of any."""
    usual = next(iter(TABS if request.actor.role in RECEIVING else OTHERS))
    return asked["tab"] if asked["tab"] in TABS else ALL if asked["status"] else usual


def _wanted(request: PageRequest, asked: Listing) -> dict[str, Any]:
    colour, assignee, user = asked["colour"], asked["assignee"], request.actor.user
    unread = asked["read"] == "unread"
    return {
        "text": asked["text"],
        "status": asked["status"],
        "track": asked["track"],
        "offering": asked["product"],
        "colour": colour if colour in COLOURS else "",
        "assignee": user if assignee == "me" else assignee,
        "but": request.house.stores.lead_marks.all_of(user) if unread else None,
        "sent": (asked.day("first"), asked.day("last")),
    }


@router.post("/leads/export")
def export(submission: Doing, asked: Asked) -> Response:
    request = submission.as_shown()
    tab = _tab(request, asked)
    leads = visible_leads(
        request,
        **_wanted(request, asked),
        stage="" if tab == ALL else tab,
        sort=asked.sort,
        limit=MOST_ROWS,
    )
    names = labels(request, leads)
    people = colleagues(request)
    rows = (
        (
            lead.id,
            lead.due,
            names[lead.id].enterprise,
            request.name(lead.receiver),
            TRACKS[lead.track].title,
            lead.title,
            *(in_wan(fen) for fen in (lead.intent_fen, lead.approved_fen, lead.drawn_fen)),
            people.get(lead.user) or lead.manager,
            names[lead.id].need,
            in_wan(lead.wanted_fen) if names[lead.id].need else None,
        )
        for lead in leads
    )
    return exported(request, "leads", "线索", EXPORTED, rows)
