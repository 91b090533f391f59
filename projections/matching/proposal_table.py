"""The rows that proposals are shown from: their table, how they are found, ordered and stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, Select, String, Table, Text, or_

from domain.core.canonical import canonical
from domain.postings.tracks import TRACKS
from projections.matcher import Model, millionths
from projections.matching.pairing import ProposedPair

META = MetaData()
PROPOSAL = Table(
    "proposal",
    META,
    Column("id", String(16), primary_key=True),
    Column("track", String(20), nullable=False, index=True),
    Column("need", String(64), nullable=False, index=True),
    Column("need_edition", Integer, nullable=False),
    Column("need_party", String(64), nullable=False, index=True),
    Column("need_title", Text, nullable=False),
    Column("offering", String(64), nullable=False, index=True),
    Column("offering_edition", Integer, nullable=False),
    Column("offering_party", String(64), nullable=False, index=True),
    Column("offering_title", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("score", Integer, nullable=False),  # millionths
    Column("worth", BigInteger, nullable=False),  # what it is ordered by
    Column("rank_for_need", Integer),
    Column("rank_for_offering", Integer),
    Column("model", String(64), nullable=False),
    Column("order", Text, nullable=False),  # canonical JSON: the parts of a learned worth
)


def row_of(proposal: ProposedPair, model: Model) -> dict[str, Any]:
    need, offering = proposal.need, proposal.offering
    return {
        "id": proposal.id,
        "track": proposal.track,
        "need": need.id,
        "need_edition": need.edition,
        "need_party": need.party,
        "need_title": need.content.title,
        "offering": offering.id,
        "offering_edition": offering.edition,
        "offering_party": offering.party,
        "offering_title": offering.content.title,
        "points": proposal.points,
        "score": millionths(proposal.points),
        "worth": proposal.points,
        "order": {},
        "rank_for_need": proposal.rank_for_need,
        "rank_for_offering": proposal.rank_for_offering,
        "model": model.digest,
    }


def read(row: Any) -> dict[str, Any]:
    return dict(row) | {"order": json.loads(row["order"])}


def written(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"order": _text(row["order"])}


def _text(value: Any) -> str:
    return canonical(value).decode()


def wanted(query: Select[Any], parties: Sequence[str] | None, **said: str | None) -> Select[Any]:
    """Those that are said, by column; of these parties only, where any are given."""
    track, of = said.pop("track", None), {k: v for k, v in said.items() if v is not None}
    query = query.where(*(PROPOSAL.c[column] == value for column, value in of.items()))
    if track is not None:
        # A posting's or a party's index is narrower than the track's: that one is then not offered.
        narrow = bool(of) or parties is not None
        query = query.where((PROPOSAL.c.track.concat("") if narrow else PROPOSAL.c.track) == track)
    if parties is not None:
        ends = (PROPOSAL.c.need_party, PROPOSAL.c.offering_party)
        query = query.where(or_(*(end.in_(parties) for end in ends)))
    return query


def best_first(row: dict[str, Any]) -> tuple[int, str]:
    return (-row["worth"], row["id"])


def in_order(row: dict[str, Any]) -> tuple[int, int, str, str]:
    return (list(TRACKS).index(row["track"]), -row["worth"], row["need"], row["offering"])
