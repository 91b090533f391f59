"""Leads: the inbox of a bank or another receiver, and what became of an enterprise's needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Role
from domain.leads.lead import LIFECYCLE
from domain.leads.sides import RECEIVERS
from domain.leads.state_titles import state_title
from domain.postings.track_words import Words
from domain.postings.tracks import TRACKS, Track
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
EXPORTED = (
    *("编号", "期限", "企业", "对接单位", "赛道", "状态"),
    *("意向（万元）", "授信（万元）", "放款（万元）", "客户经理", "需求", "需要金额（万元）"),
)
AMOUNTS = {"-intent", "-approved", "-drawn"}
LENDING = {"授信（万元）", "放款（万元）"}
LENT = {step.to for step in LIFECYCLE.steps if step.money and step.to}  # states of money
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
    asked = _in_words(asked, tracks)
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
        states=_states(tracks),
        manager=_manager(tracks),
    )


def _states(tracks: Sequence[Track]) -> dict[str, str]:
    """What leads of these tracks may be in, as they call it."""
    states = (s for s in LIFECYCLE.titles if _lends(tracks) or s not in LENT)
    code = tracks[0].code
    alone = len({track.words.signed for track in tracks}) == 1
    return {s: state_title(code, s) if alone else LIFECYCLE.titles[s] for s in states}


def _manager(tracks: Sequence[Track]) -> str:
    """What its receiver's person is called, on one track or on several."""
    managers = {track.words.manager for track in tracks}
    return managers.pop() if len(managers) == 1 else Words().manager


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
    names, tracks = labels(request, leads), tracks_of(request)
    people = colleagues(request)
    heads = tuple(_manager(tracks) if head == "客户经理" else head for head in EXPORTED)
    places = [n for n, head in enumerate(heads) if _exports(head, tracks)]
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
    columns = tuple(heads[n] for n in places)
    return exported(
        request, "leads", "线索", columns, (tuple(row[n] for n in places) for row in rows)
    )


def _exports(head: str, tracks: Sequence[Track]) -> bool:
    """Whether an export of leads of these tracks has this column."""
    if head == "意向（万元）":
        return any(track.words.amount for track in tracks)
    return head not in LENDING or _lends(tracks)


def _in_words(asked: Listing, tracks: Sequence[Track]) -> Listing:
    """The list with the orders of these tracks, without those of amounts that they don't have."""
    if _lends(tracks):
        return asked
    amounts = {track.words.amount for track in tracks} - {""}
    amount = amounts.pop() if len(amounts) == 1 else Words().amount if amounts else ""
    sorts = {code: title for code, title in asked.sorts.items() if code not in AMOUNTS}
    sorts |= {"-intent": amount} if amount else {}
    known = {code.removeprefix("-") for code in sorts}
    sort = asked.sort if asked.sort.removeprefix("-") in known else next(iter(sorts))
    return replace(asked, sorts=sorts, sort=sort)


def _lends(tracks: Sequence[Track]) -> bool:
    return any(track.money for track in tracks)
