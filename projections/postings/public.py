"""公开 Public: the needs and offerings that anybody may read, as of any position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, exists, func, literal_column, or_, select

from projections.core.database import reading
from projections.core.lists import count_of
from projections.core.search import each, holds, words
from projections.core.temporal import rows_at
from projections.postings.market import Market
from projections.postings.posting_table import POSTING, PUBLIC, PostingRow, read


def public_postings(
    market: Market,
    *,
    text: str = "",
    parties: Mapping[str, Iterable[str]] = MappingProxyType({}),
    side: str = "",
    track: str = "",
    after: int = 0,
    limit: int = 50,
    as_of: int | None = None,
    seen: Iterable[str] | None = None,
) -> tuple[list[PostingRow], int]:
    """The latest first, those behind the first `after`, and how many there are (`count_of`). Every
    word of `text` stands in what anybody may read, or is of the name of one of these `parties`, by
    word, which are named with what they offer. `seen`: as in `_public`."""
    query = _public(as_of, seen)
    for column, value in ((POSTING.c.side, side), (POSTING.c.track, track)):
        query = query.where(column == value) if value else query
    if text:
        offered = POSTING.c.side == "offering"
        query = query.where(
            each(
                holds(POSTING.c.public_words, word)
                | (offered & POSTING.c.party.in_(sorted(parties.get(word, ()))))
                for word in words(text)
            )
        )
    page = query.order_by(POSTING.c.since.desc()).limit(limit).offset(after)
    with reading(market.engine) as db:
        return [read(row) for row in db.execute(page)], count_of(db, query)


def public_counts(
    market: Market, as_of: int | None = None, seen: Iterable[str] | None = None
) -> dict[tuple[str, str], int]:
    """How many there are, by track and side."""
    kinds = (POSTING.c.track, POSTING.c.side)
    query = (
        _public(as_of, seen).with_only_columns(*kinds, func.count().label("many")).group_by(*kinds)
    )
    with reading(market.engine) as db:
        return {(row.track, row.side): row.many for row in db.execute(query)}


def _public(as_of: int | None, seen: Iterable[str] | None) -> Select[Any]:
    """What was public then, and is so now or is of one of the parties that are seen, None for all:
    no past day brings back what its owner has made private."""
    query = select(POSTING).where(rows_at(POSTING, as_of), PUBLIC)
    if as_of is None or seen is None:
        return query
    now = POSTING.alias()
    still = exists().where(
        now.c.side == POSTING.c.side,
        now.c.id == POSTING.c.id,
        now.c.until.is_(None),
        now.c.public == literal_column("1"),
    )
    return query.where(or_(still, POSTING.c.party.in_(sorted(seen))))
