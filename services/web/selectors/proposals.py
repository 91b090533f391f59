"""Which proposals somebody may see, and how much of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.postings.tracks import TRACKS
from projections.leads.teasers import Teaser, teaser
from projections.matching.decisions import Decision
from services.house.parameters import parameters
from services.web.request import Look, NotHere

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
    look: Look, track: str = "", *, limit: int = MOST, of: Mapping[str, str] | None = None
) -> tuple[list[dict[str, Any]], int]:
    """The best proposals that somebody may see, and how many there are; `of` one posting, or on one
    track. Of the whole county's, one track at a time."""
    seen = look.actor.sees("proposal")
    if of or seen is None:
        track = track or next(iter(TRACKS))
    parties = None if of else seen
    return look.house.proposals.page(
        parties=parties, track=track or None, limit=limit, as_of=look.at, **(of or {})
    )


def visible_pairs(look: Look, rows: list[dict[str, Any]]) -> list[Pair]:
    """The rows of a page as somebody may see them, with everything looked up at once."""
    look.names(row[f"{end}_party"] for row in rows for end in ("need", "offering"))
    decided = look.house.decisions.some([row["id"] for row in rows], look.at)
    told = {row["need"] for row in rows if not sees_whole(look, row)}
    needs = look.house.market.some("need", told, look.at) if told else {}
    least = parameters(look.house).on("teaser_crowd", look.today) if told else 0
    tracks = {need.track for need in needs.values()}
    crowds = {track: look.house.crowds.of(track, look.at) for track in tracks}

    def pair(row: dict[str, Any]) -> Pair:
        need = needs.get(row["need"])
        shown = teaser(need, crowds[need.track], least) if need else None
        return Pair(row, decided.get(row["id"]), shown)

    return [pair(row) for row in rows if row["need"] not in told or row["need"] in needs]


def visible_proposals(look: Look, track: str) -> list[dict[str, Any]]:
    parties = look.actor.sees("proposal")
    find = look.house.proposals.all
    wanted = track or None
    if parties is None:
        return find(track=track or next(iter(TRACKS)), as_of=look.at)
    mine = (find(party=party, track=wanted, as_of=look.at) for party in sorted(parties))
    return [row for rows in mine for row in rows]


def visible_proposal(look: Look, id: str, *, reasoned: bool = False) -> dict[str, Any]:
    """The proposal as it was shown, or as it stands; if so wanted, in any case with its reasons."""
    known = look.house.decisions.one(id, look.at)
    if known is not None:
        shown = known.shown
        row = {**shown.model_dump(mode="json"), "rank_for_need": None, "rank_for_offering": None}
        standing = look.house.proposals.row(id) if look.at is None else None
        row |= {k: standing[k] for k in ("rank_for_need", "rank_for_offering")} if standing else {}
    else:
        find = look.house.proposals.one if reasoned else look.house.proposals.row
        found = find(id) if look.at is None else None
        if found is None:
            raise NotHere
        row = found
    look.sees("proposal", (row["need_party"], row["offering_party"]))
    return row


def sees_whole(look: Look, row: dict[str, Any]) -> bool:
    """Whether somebody sees both sides: the need's own side, and the office."""
    seen = look.actor.sees("proposal")
    return seen is None or row["need_party"] in seen


def visible_pair(look: Look, row: dict[str, Any]) -> Pair:
    found = visible_pairs(look, [row])
    if not found:
        raise NotHere
    return found[0]
