"""Leads: the inbox of a bank or another receiver, and what became of an enterprise's needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Role
from domain.leads.sides import RECEIVERS
from domain.postings.lead_terms import ELSE
from domain.postings.tracks import TRACKS, Track
from projections.leads.inbox import NOBODY
from projections.leads.leads import LeadRow
from services.web.export import MOST_ROWS, exported, in_wan
from services.web.listing import PAGE, Listing, Lists
from services.web.menu import MenuEntry
from services.web.request import Does, PageRequest, Sees, SnapshotRoute, Submission
from services.web.selectors.inbox import inbox_rows
from services.web.selectors.leads import (
    Label,
    amount_titles,
    colleagues,
    labels,
    lead_stages,
    lead_states,
    lends,
    manager_title,
    own_offerings,
    tracks_of,
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
AMOUNTS = {"-intent", "-approved", "-drawn"}
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
    tracks = tracks_of(request)
    asked = _sorts_for(asked, tracks)
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
        states=lead_states(tracks),
        manager=manager_title(tracks),
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
    names, people = labels(request, leads), colleagues(request)
    columns = _columns(tracks_of(request))
    exports = (
        ExportedLead(
            lead,
            names[lead.id],
            request.name(lead.receiver),
            people.get(lead.user) or lead.manager,
        )
        for lead in leads
    )
    rows = (tuple(value(row) for value in columns.values()) for row in exports)
    return exported(request, "leads", "线索", tuple(columns), rows)


class ExportedLead(NamedTuple):
    lead: LeadRow
    label: Label
    receiver: str
    manager: str


def _columns(tracks: Sequence[Track]) -> dict[str, Callable[[ExportedLead], Any]]:
    """By its heading each column of an export of leads of these tracks: what it has of a lead."""
    lending, amounts = lends(tracks), bool(amount_titles(tracks))
    columns: tuple[tuple[str, Callable[[ExportedLead], Any], bool], ...] = (
        ("编号", lambda row: row.lead.id, True),
        ("期限", lambda row: row.lead.due, True),
        ("企业", lambda row: row.label.enterprise, True),
        ("对接单位", lambda row: row.receiver, True),
        ("赛道", lambda row: TRACKS[row.lead.track].title, True),
        ("状态", lambda row: row.lead.title, True),
        ("意向（万元）", lambda row: in_wan(row.lead.intent_fen), amounts),
        ("授信（万元）", lambda row: in_wan(row.lead.approved_fen), lending),
        ("放款（万元）", lambda row: in_wan(row.lead.drawn_fen), lending),
        (manager_title(tracks), lambda row: row.manager, True),
        ("需求", lambda row: row.label.need, True),
        (
            "需要金额（万元）",
            lambda row: in_wan(row.lead.wanted_fen) if row.label.need else None,
            True,
        ),
    )
    return {heading: value for heading, value, shown in columns if shown}


def _sorts_for(asked: Listing, tracks: Sequence[Track]) -> Listing:
    """The list with the orders of these tracks, without those of amounts that they don't have."""
    if lends(tracks):
        return asked
    amounts = amount_titles(tracks)
    amount = amounts.pop() if len(amounts) == 1 else ELSE.amount if amounts else ""
    sorts = {code: title for code, title in asked.sorts.items() if code not in AMOUNTS}
    sorts |= {"-intent": amount} if amount else {}
    known = {code.removeprefix("-") for code in sorts}
    sort = asked.sort if asked.sort.removeprefix("-") in known else next(iter(sorts))
    return replace(asked, sorts=sorts, sort=sort)
