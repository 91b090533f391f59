"""The rows that figures are counted from: their tables, and how they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    select,
)

from domain.results.codes import ENTERED, RESULT_KINDS
from projections.core.temporal import rows_at

META = MetaData()
COUNTED = Table(
    "counted",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer),
    Column("key", String(330), primary_key=True),
    Column("part", String(180), nullable=False, index=True),  # what is worked out together
    Column("kind", String(40), nullable=False),  # as long as any code
    Column("track", String(20), nullable=False),
    Column("day", String(10), nullable=False),
    Column("party", String(64), nullable=False),
    Column("partner", String(64), nullable=False),
    Column("session", String(64), nullable=False),
    Column("slot", Integer, nullable=False),
    Column("seat", Integer, nullable=False),  # the table, from 0
    Column("value", BigInteger, nullable=False),  # fen, people, or 1
    Column("about", String(80), nullable=False),  # a kind of session, an industry, a qualifier …
    Column("event", Integer, nullable=False),  # the position of the event behind it
)
Index("counted_by_day", COUNTED.c.kind, COUNTED.c.day)
Index("counted_by_pair", COUNTED.c.party, COUNTED.c.partner)
EARLIER = Table(  # the streams whose rows are worked out from all that was told
    "counted_told",
    META,
    Column("stream", String(90), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(60), nullable=False),
    Column("data", Text, nullable=False),
)


@dataclass(frozen=True)
class FactRow:
    """One thing that counts."""

    kind: str
    track: str
    day: str
    party: str
    partner: str
    session: str
    slot: int
    seat: int
    value: int
    about: str
    event: int
    part: str  # the stream or the pair that it belongs to

    @property
    def result(self) -> str:
        """Of a result, its kind, whoever entered it."""
        return self.kind.removeprefix(ENTERED)

    @property
    def is_entered(self) -> bool:
        """By the office, whatever was said of it since."""
        return self.result in RESULT_KINDS and " entered" in self.about

    @property
    def answers(self) -> frozenset[str]:
        """Of a result, what was said of it since: `confirmed`, `disputed`, and of its partner
        `partner_confirmed`, `partner_disputed`."""
        return frozenset(self.about.split(" ")[1:]) - {"entered", "scarce"}

    @property
    def id(self) -> str:
        """Of the stream, without its kind."""
        return self.part.partition("-")[2]


def fact_rows(kinds: Iterable[str], first: str, last: str, as_of: int | None) -> Select[Any]:
    """What counts of these kinds from one day through another (YYYY-MM-DD)."""
    c = COUNTED.c
    return select(*(c[name] for name in FactRow.__dataclass_fields__)).where(
        rows_at(COUNTED, as_of), c.kind.in_(sorted(kinds)), c.day >= first, c.day <= last
    )
