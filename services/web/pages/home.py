"""Home: what waits for somebody, by role: a party's own things, or the county's six tracks."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.codes import REJECTION_REASONS
from domain.tracks import TRACKS
from projections.funnel import STAGES
from projections.market import Row
from services.web.look import Look, NotHere, Sees
from services.web.pages.leads import mine, names_of
from services.web.pages.proposals import Pair, best, pairs_of

router = APIRouter()
SOON = timedelta(days=7)
MOST = 6
PAGE = 50
TITLES = {
    "published": "发布过的需求",
    "proposed": "有建议送达",
    "mutual": "双方有意",
    "lead": "线索送出",
    "intent": "签订意向",
    "landed": "已落地",
}
DEFINITIONS = {
    "published": "到这一天为止曾经发布过的需求，每条只计一次，不论现在是否还在发布。",
    "proposed": "其中至少有一条建议送达双方的需求。",
    "mutual": "其中至少有一条建议双方都表示有意的需求。",
    "lead": "其中至少有一条线索经企业授权送给接收方的需求。",
    "intent": "其中至少有一条线索签订了意向的需求，后来未落地的也计入。",
    "landed": "其中至少有一条线索落地的需求；贷款以第一笔放款为落地。",
}


@router.get("/")
def home(look: Annotated[Look, Depends(Sees(""))]) -> Response:
    return _county(look) if look.actor.knows("overview") else _own(look)


@router.get("/figures/{stage}/{track}")
def figure(
    look: Annotated[Look, Depends(Sees("overview"))], stage: str, track: str, after: str = ""
) -> Response:
    """A figure's definition, and the needs behind it."""
    if stage not in STAGES or track not in TRACKS:
        raise NotHere
    found = look.house.funnel.needs(stage, track, after[:64], PAGE + 1, look.at)
    rows = look.house.market.some("need", found[:PAGE], look.at)
    look.names(row.party for row in rows.values())
    return look.page(
        "figure.html",
        stage=stage,
        track=TRACKS[track],
        title=TITLES[stage],
        definition=DEFINITIONS[stage],
        count=look.house.funnel.counts(look.at)[stage].get(track, 0),
        rows=[rows[id] for id in found[:PAGE] if id in rows],
        more=found[PAGE - 1] if len(found) > PAGE else "",
    )


def _county(look: Look) -> Response:
    counts = look.house.funnel.counts(look.at)
    day = look.today.isoformat()
    red = look.house.leads.page(day, colour="red", limit=MOST, as_of=look.at)
    look.names({party for lead in red for party in (lead.enterprise, lead.receiver)})
    review = look.house.market.submitted("need", MOST, look.at)
    return look.page(
        "overview.html",
        stages=[(stage, TITLES[stage]) for stage in STAGES],
        counts=counts,
        most=max([1, *(n for stage in STAGES for n in counts[stage].values())]),
        red=red,
        open=sum(counts["open"].values()),
        drawn=sum(counts["drawn_fen"].values()),
        intent=sum(counts["intent_fen"].values()),
        review=review,
        day=day,
    )


def _own(look: Look) -> Response:
    position = look.house.proposals.position
    parties, market = look.actor.sees("posting") or frozenset(), look.house.market
    rows = [row for p in sorted(parties) for row in market.postings(party=p, as_of=look.at)]
    leads = mine(look, limit=MOST)
    return look.page(
        "home.html",
        position=position,
        pairs=_new(look),
        soon=_soon(look, rows),
        states=_states(rows),
        leads=leads,
        sessions=look.house.sessions.ahead(parties, look.today.isoformat(), look.at),
        names=names_of(look, leads),
        asked=_asked(look, rows),
        reasons=REJECTION_REASONS,
        day=look.today.isoformat(),
    )


def _new(look: Look) -> list[Pair]:
    """The best suggestions that nobody on this side has answered."""
    answered = {"mutual", "declined", "expired"}
    rows, _ = best(look)
    return [pair for pair in pairs_of(look, rows) if pair.status not in answered][:MOST]


def _soon(look: Look, rows: list[Row]) -> list[Row]:
    last = look.today + SOON
    return [r for r in rows if r.status == "published" and r.content.valid_through <= last]


def _states(rows: list[Row]) -> dict[tuple[str, str], int]:
    """How many of each side stand in each state."""
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        found[row.side, row.status] = found.get((row.side, row.status), 0) + 1
    return dict(sorted(found.items()))


def _asked(look: Look, rows: list[Row]) -> list[Any]:
    """Consents that somebody waits for."""
    own = {row.id: row for row in rows if row.side == "need"}
    waiting = look.house.consents.all(status="requested", as_of=look.at)
    found = [(own[one.need], one.receiver) for one in waiting if one.need in own]
    look.names(receiver for _, receiver in found)
    return found
