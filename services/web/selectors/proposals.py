"""Which proposals somebody may see, and how much of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.postings.tracks import TRACKS
from projections.leads.teasers import Teaser, teaser
from projections.matching.decisions import Decision
from services.house.parameters import parameters
from services.web.request import NotHere, PageRequest

MOST = 40  # pairs on a page


@dataclass(frozen=True)
class Pair:
    """One proposal as somebody may see it: the whole need, or only what is told of it."""

    row: dict[str, Any]
    decision: Decision | None
    teaser: Teaser | None

    @property
    def status(self) -> str:
        return self.decision.status if self.decision else "absent"


def best_proposals(
    request: PageRequest, track: str = "", *, limit: int = MOST, of: Mapping[str, str] | None = None
) -> tuple[list[dict[str, Any]], int]:
    """The best proposals that somebody may see, and how many there are; `of` one posting, or on one
    track. Of the whole county's, one track at a time."""
    seen = request.actor.sees("proposal")
    if of or seen is None:
        track = track or next(iter(TRACKS))
    parties = None if of else seen
    return request.house.views.proposals.page(
        parties=parties, track=track or None, limit=limit, as_of=request.at, **(of or {})
    )


def visible_pairs(request: PageRequest, rows: list[dict[str, Any]]) -> list[Pair]:
    """The rows of a page as somebody may see them, with everything looked up at once."""
    request.names(row[f"{end}_party"] for row in rows for end in ("need", "offering"))
    decided = request.house.views.decisions.some([row["id"] for row in rows], request.at)
    told = {row["need"] for row in rows if not sees_whole(request, row)}
    needs = request.house.views.market.some("need", told, request.at) if told else {}
    least = parameters(request.house.desk).on("teaser_crowd", request.today) if told else 0
    tracks = {need.track for need in needs.values()}
    crowds = {track: request.house.views.crowds.of(track, request.at) for track in tracks}

    def pair(row: dict[str, Any]) -> Pair:
        need = needs.get(row["need"])
        shown = teaser(need, crowds[need.track], least) if need else None
        return Pair(row, decided.get(row["id"]), shown)

    return [pair(row) for row in rows if row["need"] not in told or row["need"] in needs]


def visible_proposals(request: PageRequest, track: str) -> list[dict[str, Any]]:
    parties = request.actor.sees("proposal")
    find = request.house.views.proposals.all
    wanted = track or None
    if parties is None:
        return find(track=track or next(iter(TRACKS)), as_of=request.at)
    mine = (find(party=party, track=wanted, as_of=request.at) for party in sorted(parties))
    return [row for rows in mine for row in rows]


def visible_proposal(request: PageRequest, id: str, *, reasoned: bool = False) -> dict[str, Any]:
    """The proposal as it was shown, or as it stands; if so wanted, in any case with its reasons."""
    known = request.house.views.decisions.one(id, request.at)
    if known is not None:
        shown = known.shown
        row = {**shown.model_dump(mode="json"), "rank_for_need": None, "rank_for_offering": None}
        standing = request.house.views.proposals.row(id) if request.at is None else None
        row |= {k: standing[k] for k in ("rank_for_need", "rank_for_offering")} if standing else {}
    else:
        find = request.house.views.proposals.one if reasoned else request.house.views.proposals.row
        found = find(id) if request.at is None else None
        if found is None:
            raise NotHere
        row = found
    request.sees("proposal", (row["need_party"], row["offering_party"]))
    return row


def sees_whole(request: PageRequest, row: dict[str, Any]) -> bool:
    """Whether somebody sees both sides: the need's own side, and the office."""
    seen = request.actor.sees("proposal")
    return seen is None or row["need_party"] in seen


def visible_pair(request: PageRequest, row: dict[str, Any]) -> Pair:
    found = visible_pairs(request, [row])
    if not found:
        raise NotHere
    return found[0]
