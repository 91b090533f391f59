"""The rows that needs and offerings are shown from: their tables, and how they are read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    literal_column,
    or_,
    select,
)

from domain.postings.content import Content
from domain.postings.posting import Side
from domain.postings.tracks import SIDES
from projections.core.rows import as_row
from projections.core.temporal import CachedQuery, any_of, index_ends

META = MetaData()
POSTING = Table(
    "posting",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer),
    Column("side", String(10), nullable=False),
    Column("id", String(64), nullable=False),
    Column("party", String(64), nullable=False, index=True),
    Column("track", String(20), nullable=False, index=True),
    Column("status", String(12), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("valid_through", String(10), nullable=False),
    Column("content", Text, nullable=False),  # JSON in the order of its fields
    Column("public", Integer, nullable=False),  # whether anybody may read it now
    Column("public_text", Text, nullable=False),  # what they read then (`public_text.py`)
    Column("public_words", Text, nullable=False),  # the same, as it is searched
    Column("worded", Integer, nullable=False, index=True),  # since when it says what it says: WORDS
    UniqueConstraint("side", "id", "since"),
    Index("posting_by_id", "id", "side", "since"),  # a page of the list as of any position
)
STANDS = POSTING.c.until.is_(None)
Index(
    "posting_standing", POSTING.c.id, POSTING.c.side, sqlite_where=STANDS, postgresql_where=STANDS
)
Index(
    "posting_by_end",
    POSTING.c.valid_through,
    POSTING.c.id,
    sqlite_where=STANDS,
    postgresql_where=STANDS,
)
PUBLIC = POSTING.c.public == literal_column("1")  # as a partial index wants it
Index("posting_public", POSTING.c.since, sqlite_where=PUBLIC, postgresql_where=PUBLIC)
index_ends(POSTING)
ORDERS = {"since": POSTING.c.since, "end": POSTING.c.valid_through}
SUBMITTED = POSTING.c.status == literal_column("'submitted'")  # as a partial index wants it
Index("posting_submitted", POSTING.c.until, sqlite_where=SUBMITTED, postgresql_where=SUBMITTED)
MODEL = Table(
    "model",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer),
    Column("track", String(20), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("data", Text, nullable=False),
)


@dataclass(frozen=True)
class PostingHead:
    """What a posting is called and how it stands, without what it says."""

    side: Side
    id: str
    party: str
    track: str
    status: str
    title: str
    valid_through: str


@dataclass(frozen=True)
class PostingRow:
    """One need or offering as it stood."""

    side: Side
    id: str
    party: str
    track: str
    status: str
    edition: int
    content: Content
    since: int

    @property
    def text(self) -> str:
        """Title and text, as its owner wrote them."""
        return f"{self.content.title}\n{self.content.text}"

    @property
    def head(self) -> PostingHead:
        end = self.content.valid_through.isoformat()
        about = (self.side, self.id, self.party, self.track, self.status)
        return PostingHead(*about, self.content.title, end)


WORDS = Table(  # what a posting says, as it is searched, from this position on
    "posting_words",
    META,
    Column("since", Integer, primary_key=True),
    Column("words", Text, nullable=False),
)
GRAM = Table(  # in which of these a pair of letters stands
    "posting_gram",
    META,
    Column("gram", BigInteger, primary_key=True),
    Column("since", Integer, primary_key=True),
    info={"index": True},
    sqlite_with_rowid=False,
)


HEAD = [POSTING.c[field.name] for field in fields(PostingHead)]
OF_PARTIES = CachedQuery(
    lambda at: (
        select(*HEAD)
        .where(at(POSTING), POSTING.c.party.in_(any_of("parties")))
        .order_by(POSTING.c.id, POSTING.c.side)
    )
)
BY_IDS = CachedQuery(
    lambda at: select(POSTING).where(
        at(POSTING), POSTING.c.side == bindparam("of"), POSTING.c.id.in_(any_of("ids"))
    )
)
HEADS = CachedQuery(
    lambda at: select(*HEAD).where(
        at(POSTING), POSTING.c.side == bindparam("of"), POSTING.c.id.in_(any_of("ids"))
    )
)
TITLES = select(POSTING.c.side, POSTING.c.id, POSTING.c.edition, POSTING.c.title).where(
    or_(*((POSTING.c.side == side) & POSTING.c.id.in_(any_of(side)) for side in SIDES))
)


def read(row: Any) -> PostingRow:
    return as_row(PostingRow, row, content=Content.model_validate_json(row.content))
