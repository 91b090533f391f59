"""供需市场 Market: which needs and offerings there are, in what state, as of any position.

A row is one posting from `since` to before `until`; the row without an end stands today. Also kept:
which matching model each track had, from when on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar, cast

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    func,
    or_,
    select,
    update,
)

from domain.core.canonical import canonical
from domain.core.event import EVENTS
from domain.log.entry import Entry
from domain.matching.model import MatcherFitted
from domain.matching.ranking import OrderDropped, OrderLearned
from domain.postings.content import Content
from domain.postings.posting import Posting, Side
from domain.postings.tracks import SIDES
from domain.postings.visibility import is_public
from projections.core.database import reading
from projections.core.lists import count_of, ordered
from projections.core.search import document
from projections.core.temporal import insert_all, rows_at, succeed
from projections.core.view import View
from projections.postings.posting_search import asked_for, keep_words
from projections.postings.posting_table import (
    BY_IDS,
    HEAD,
    HEADS,
    META,
    MODEL,
    OF_PARTIES,
    ORDERS,
    POSTING,
    SUBMITTED,
    TITLES,
    PostingHead,
    PostingRow,
    read,
)
from projections.postings.public_text import NAMING, name_owners, owners_of, public_text

ALL_TRACKS = "*"  # the learned weights stand where a track's model would

STANDING = select(POSTING).where(
    POSTING.c.until.is_(None),
    POSTING.c.side == bindparam("of"),
    POSTING.c.id.in_(bindparam("ids", expanding=True)),
)
END = update(POSTING).where(POSTING.c.since == bindparam("row")).values(until=bindparam("end"))
TOGETHER = 500


@dataclass(frozen=True)
class MarketPosting:
    """A posting as it stands while a page is read, with its content as it is stored."""

    since: int
    posting: Posting
    content: str
    worded: int


class Market(View):
    name: ClassVar = "market"
    version: ClassVar = 7
    tables: ClassVar = META
    listens: ClassVar = NAMING | frozenset(
        name for name in EVENTS if name.startswith(("need.", "offering.", "matcher."))
    )

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        for naming, entries in groupby(page, lambda entry: entry.event.name in NAMING):
            (name_owners if naming else self._apply)(db, list(entries))

    def _apply(self, db: Connection, page: Sequence[Entry]) -> None:
        postings = [e for e in page if not e.event.name.startswith("matcher.")]
        standing = self._standing(db, {_key(entry) for entry in postings})
        ended: list[dict[str, int]] = []
        rows: dict[int, dict[str, Any]] = {}
        public: dict[int, Content] = {}
        texts: dict[int, tuple[str, Content]] = {}
        for entry in postings:
            side, id = key = _key(entry)
            before = standing.get(key)
            posting = before.posting if before else Posting(cast("Side", side))
            after = posting.after(entry.event)
            if before and before.since in rows:
                rows[before.since]["until"] = entry.position
            elif before:
                ended.append({"row": before.since, "end": entry.position})
            same = before and after.content is posting.content
            text = before.content if before and same else _text(entry.stream, after)
            worded = before.worded if before and same else entry.position
            if worded == entry.position and after.content:
                texts[worded] = (id, after.content)
            standing[key] = MarketPosting(entry.position, after, text, worded)
            row = rows[entry.position] = _row(id, standing[key])
            if row["public"] and after.content:
                public[entry.position] = after.content
        owners = owners_of(db, {rows[position]["party"] for position in public})
        for position, content in public.items():
            row = rows[position]
            text = public_text(row["side"], content, owners.get(row["party"]))
            row |= {"public_text": text, "public_words": document(text)}
        if ended:
            db.execute(END, ended)
        insert_all(db, POSTING, list(rows.values()))
        keep_words(db, texts)
        for entry in page:
            match entry.event:
                case MatcherFitted() as new:
                    self._model(db, entry.position, new.track, new.digest, new.model)
                case OrderLearned() as new:
                    order = {"weights": new.weights, "partners": new.partners}
                    self._model(db, entry.position, ALL_TRACKS, "", order)
                case OrderDropped():
                    self._model(db, entry.position, ALL_TRACKS, "", {})

    def postings(
        self,
        *,
        track: str | None = None,
        side: str | None = None,
        status: str | None = None,
        party: str | None = None,
        as_of: int | None = None,
    ) -> list[PostingRow]:
        """Postings in the order of their ids; `as_of` a log position, None for now."""
        parties = None if party is None else (party,)
        with reading(self.engine) as db:
            query = _of(db, parties, side, track, status, "", as_of)
            return [read(row) for row in db.execute(query.order_by(POSTING.c.id, POSTING.c.side))]

    def by_id(
        self,
        *,
        parties: Iterable[str] | None = None,
        side: str | None = None,
        track: str | None = None,
        status: str | None = None,
        text: str = "",
        after: str = "",
        limit: int = 50,
        as_of: int | None = None,
    ) -> list[PostingRow]:
        """Some postings in the order of their ids, those behind `after`; of these parties only,
        where any are given; with the words of a `text` (`posting_search.py`)."""
        with reading(self.engine) as db:
            query = _of(db, parties, side, track, status, text, as_of).where(POSTING.c.id > after)
            query = query.order_by(POSTING.c.id, POSTING.c.side).limit(limit)
            return [read(row) for row in db.execute(query)]

    def page(
        self,
        *,
        parties: Iterable[str] | None = None,
        side: str | None = None,
        track: str | None = None,
        status: str | None = None,
        text: str = "",
        ends: tuple[str, str] = ("", ""),
        sort: str = "-since",
        after: int = 0,
        limit: int = 50,
        as_of: int | None = None,
    ) -> tuple[list[PostingHead], int]:
        """The same in an order of `ORDERS`, those behind the first `after`, and how many there are
        (`count_of`), without what they say; `ends`: valid until between these days."""
        first, last = ends
        with reading(self.engine) as db:
            query = _of(db, parties, side, track, status, text, as_of)
            if first:
                query = query.where(POSTING.c.valid_through >= first)
            if last:
                query = query.where(POSTING.c.valid_through <= last)
            heads = query.with_only_columns(*HEAD).limit(limit).offset(after)
            rows = db.execute(ordered(heads, ORDERS, sort, POSTING.c.id, POSTING.c.side))
            return [PostingHead(*row) for row in rows], count_of(db, query)

    def heads(self, parties: Iterable[str], as_of: int | None = None) -> list[PostingHead]:
        """All postings of these parties, in the order of their ids."""
        with reading(self.engine) as db:
            rows = db.execute(*OF_PARTIES(as_of, parties=sorted(parties)))
            return [PostingHead(*row) for row in rows]

    def during(self, track: str, first: int, last: int | None, most: int) -> list[PostingRow]:
        """Needs that stood published at any time between two positions, each as it stood last, the
        latest first; up to the log's end where no last one is given."""
        span = or_(POSTING.c.until.is_(None), POSTING.c.until > first)
        if last is not None:
            span &= POSTING.c.since <= last
        query = select(POSTING).where(
            span,
            POSTING.c.track == track,
            POSTING.c.side == "need",
            POSTING.c.status == "published",
        )
        rows: dict[str, PostingRow] = {}
        with reading(self.engine) as db:
            for row in db.execute(query.order_by(POSTING.c.since.desc()).limit(2 * most)):
                if row.id not in rows:
                    rows[row.id] = read(row)
        return list(rows.values())[:most]

    def submitted(self, limit: int, as_of: int | None = None) -> list[PostingRow]:
        """Some of those that wait for the office, by their ids."""
        then: Any = POSTING.c.until.is_(None)
        if as_of is not None:
            then = or_(then, POSTING.c.until > as_of) & (POSTING.c.since + 0 <= as_of)
        query = select(POSTING).where(SUBMITTED, then)
        # By no index but the narrow one: all ids or positions would be walked for a few rows.
        query = query.order_by(POSTING.c.id.concat("")).limit(limit)
        with reading(self.engine) as db:
            return [read(row) for row in db.execute(query)]

    def waiting(self) -> int:
        """How many wait for the office now (`count_of`)."""
        query = select(POSTING).where(SUBMITTED, POSTING.c.until.is_(None))
        with reading(self.engine) as db:
            return count_of(db, query)

    def counts(self, status: str, as_of: int | None = None) -> dict[str, int]:
        """How many postings each track has in a state."""
        query = select(POSTING.c.track, func.count().label("many")).group_by(POSTING.c.track)
        query = query.where(rows_at(POSTING, as_of), POSTING.c.status == status)
        with reading(self.engine) as db:
            return {row.track: row.many for row in db.execute(query)}

    def posting(self, side: str, id: str, as_of: int | None = None) -> PostingRow | None:
        return self.some(side, [id], as_of).get(id)

    def some(
        self, side: str, ids: Iterable[str], as_of: int | None = None
    ) -> dict[str, PostingRow]:
        """Some postings of one side, by id; a few hundred in one question."""
        rows, wanted = {}, sorted(set(ids))
        with reading(self.engine) as db:
            for start in range(0, len(wanted), TOGETHER):
                these = BY_IDS(as_of, of=side, ids=wanted[start : start + TOGETHER])
                rows.update({row.id: read(row) for row in db.execute(*these)})
        return rows

    def heads_of(
        self, side: str, ids: Iterable[str], as_of: int | None = None
    ) -> dict[str, PostingHead]:
        """Some postings of one side, by id; a few hundred at most."""
        query = HEADS(as_of, of=side, ids=sorted(set(ids)))
        with reading(self.engine) as db:
            return {row.id: PostingHead(*row) for row in db.execute(*query)}

    def titles_of(
        self, editions: Iterable[tuple[str, str, int]]
    ) -> dict[tuple[str, str, int], str]:
        """What these editions (side, id, number) of postings were called, whatever they say by
        now."""
        wanted = set(editions)
        ids = {side: sorted({id for of, id, _ in wanted if of == side}) for side in SIDES}
        with reading(self.engine) as db:
            rows = db.execute(TITLES, ids)
            titles = {(row.side, row.id, row.edition): row.title for row in rows}
        return {edition: titles[edition] for edition in wanted}

    def overdue(self, today: str) -> list[tuple[str, str]]:
        """(side, id) of what is still published or paused though its validity is over."""
        query = select(POSTING.c.side, POSTING.c.id).where(
            POSTING.c.until.is_(None),
            POSTING.c.status.in_(("published", "paused")),
            POSTING.c.valid_through < today,
        )
        with reading(self.engine) as db:
            return [(row.side, row.id) for row in db.execute(query.order_by(POSTING.c.since))]

    def changed(self, db: Connection, after: int, through: int) -> set[str]:
        """Tracks in which anything happened after one position, up to and with another."""
        tracks: set[str] = set()
        for table in (POSTING, MODEL):
            span = (table.c.since > after) & (table.c.since <= through)
            tracks |= set(db.execute(select(table.c.track).where(span).distinct()).scalars())
        return tracks

    def moves(self, track: str, after: int, through: int) -> list[tuple[bool, PostingRow]]:
        """What went from among the published and what came, in its order: (gone, row).

        After one position, up to and with another.
        """
        ends = (POSTING.c.until > after) & (POSTING.c.until <= through) & (POSTING.c.since <= after)
        begins = (POSTING.c.since > after) & (POSTING.c.since <= through)
        query = select(POSTING).where(
            POSTING.c.track == track, POSTING.c.status == "published", ends | begins
        )
        moves: list[tuple[int, int, bool, PostingRow]] = []
        with reading(self.engine) as db:
            for row in db.execute(query):
                if row.since > after:
                    moves.append((row.since, 1, False, read(row)))
                if row.until is not None and row.until <= through:
                    moves.append((row.until, 0, True, read(row)))
        return [(gone, row) for *_, gone, row in sorted(moves, key=lambda move: move[:2])]

    def model(self, track: str, as_of: int | None = None) -> tuple[str, str] | None:
        """(digest, data as JSON) of the model in force on a track."""
        query = select(MODEL).where(rows_at(MODEL, as_of), MODEL.c.track == track)
        with reading(self.engine) as db:
            row = db.execute(query).first()
            return (row.digest, row.data) if row else None

    def model_digest(self, track: str, as_of: int | None = None) -> str | None:
        """Which model that is: its data may be a megabyte."""
        query = select(MODEL.c.digest).where(rows_at(MODEL, as_of), MODEL.c.track == track)
        with reading(self.engine) as db:
            return db.execute(query).scalar()

    def _standing(
        self, db: Connection, keys: set[tuple[str, str]]
    ) -> dict[tuple[str, str], MarketPosting]:
        """What stands before this page, of the postings that it is about."""
        standing = {}
        for side in SIDES:
            ids = sorted(id for of, id in keys if of == side)
            for row in db.execute(STANDING, {"of": side, "ids": ids}) if ids else ():
                standing[side, row.id] = _read(row)
        return standing

    def _model(
        self, db: Connection, position: int, track: str, digest: str, data: dict[str, Any]
    ) -> None:
        row = {"since": position, "digest": digest, "data": canonical(data).decode()}
        succeed(db, MODEL, {"track": track}, row)


def _of(
    db: Connection,
    parties: Iterable[str] | None,
    side: str | None,
    track: str | None,
    status: str | None,
    text: str,
    as_of: int | None,
) -> Select[Any]:
    query = select(POSTING).where(rows_at(POSTING, as_of))
    for column, value in (("side", side), ("track", track), ("status", status)):
        if value:
            query = query.where(POSTING.c[column] == value)
    if parties is not None:
        query = query.where(POSTING.c.party.in_(sorted(parties)))
    return query.where(asked_for(db, text, as_of)) if text else query


def _key(entry: Entry) -> tuple[str, str]:
    side, _, id = entry.stream.partition("-")
    return side, id


def _text(stream: str, posting: Posting) -> str:
    if posting.content is None:
        raise ValueError(f"{stream} changed before it was drafted")
    return posting.content.model_dump_json()


def _row(id: str, standing: MarketPosting) -> dict[str, Any]:
    posting, content = standing.posting, cast("Content", standing.posting.content)
    return {
        "since": standing.since,
        "until": None,
        "side": posting.side,
        "id": id,
        "party": posting.party,
        "track": content.track,
        "status": posting.status,
        "edition": posting.edition,
        "title": content.title,
        "valid_through": content.valid_through.isoformat(),
        "content": standing.content,
        "public": int(posting.status == "published" and is_public(content)),
        "public_text": "",
        "public_words": "",
        "worded": standing.worded,
    }


def _read(row: Any) -> MarketPosting:
    content = Content.model_validate_json(row.content)
    posting = Posting(row.side, row.status, row.party, content, row.edition)
    return MarketPosting(row.since, posting, row.content, row.worded)
