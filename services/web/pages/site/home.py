"""Home: what waits for somebody, by role: a party's own things, or the county's six tracks."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.leads.codes import REJECTION_REASONS
from domain.postings.tracks import TRACKS
from projections.figures.funnel import DEFINITIONS, STAGES, TITLES
from projections.postings.market import Row
from services.web.request import Look, NotHere, Sees
from services.web.selectors.leads import names_shown, visible_leads
from services.web.selectors.proposals import Pair, best_proposals, visible_pairs

router = APIRouter()
SOON = timedelta(days=7)
MOST = 6
PAGE = 50


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
        "site/figure.html",
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
        "site/overview.html",
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
    leads = visible_leads(look, limit=MOST)
    return look.page(
        "site/home.html",
        position=position,
        pairs=_new(look),
        soon=_soon(look, rows),
        states=_states(rows),
        leads=leads,
        sessions=look.house.sessions.ahead(parties, look.today.isoformat(), look.at),
        names=names_shown(look, leads),
        asked=_asked(look, rows),
        reasons=REJECTION_REASONS,
        day=look.today.isoformat(),
    )


def _new(look: Look) -> list[Pair]:
    """The best suggestions that nobody on this side has answered."""
    answered = {"mutual", "declined", "expired"}
    rows, _ = best_proposals(look)
    return [pair for pair in visible_pairs(look, rows) if pair.status not in answered][:MOST]


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
