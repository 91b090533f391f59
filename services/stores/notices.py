"""Notices: what people mark and choose, kept beside the log: who read what, where they want to be
told. What is sent is in `notice_queue.py`.

Not made from the log, so never rebuilt. Read marks and choices are a person's own convenience, and
an address or a telephone is gone once its owner removes it. Lost, everything of the last weeks is
unread, and everybody states an address anew. Moments are whole seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
)

from projections.core.database import SECRETS, reading, writing
from projections.notices.notices import NOTICE, Notice, Unread
from services.stores.store import Store

META = MetaData(schema=SECRETS)
SEEN = Table(
    "notice_seen",
    META,
    Column("user", String(64), primary_key=True),
    Column("upto", BigInteger, nullable=False),  # everything up to this moment was read
)
READ = Table(
    "notice_read",
    META,
    Column("user", String(64), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("at", BigInteger, nullable=False),
)
ADDRESS = Table(
    "notice_address",
    META,
    Column("user", String(64), primary_key=True),
    Column("channel", String(10), primary_key=True),
    Column("address", String(200), nullable=False),
    Column("since", BigInteger, nullable=False),
)
OFF = Table(
    "notice_off",
    META,
    Column("user", String(64), primary_key=True),
    Column("channel", String(10), primary_key=True),
    Column("group", String(20), primary_key=True),
)
READER = bindparam("reader", type_=String)
UNREAD = (
    (NOTICE.c.at > bindparam("lately", type_=BigInteger))
    & (
        NOTICE.c.at
        > func.coalesce(select(SEEN.c.upto).where(SEEN.c.user == READER).scalar_subquery(), 0)
    )
    & ~exists().where(
        READ.c.user == READER,
        (READ.c.position == NOTICE.c.position) & (READ.c.kind == NOTICE.c.kind),
    )
)
LATELY_S = 30 * 86_400  # what is older counts as read: a new user isn't told the past


@dataclass(frozen=True)
class Address:
    """Where somebody is told by a channel, and since when."""

    address: str
    since: int


@dataclass(frozen=True)
class Choices:
    """What somebody wants: by channel an address, and the groups of kinds that are off there."""

    addresses: Mapping[str, Address] = field(default_factory=dict)
    off: frozenset[tuple[str, str]] = frozenset()

    def wants(self, channel: str, group: str) -> bool:
        return channel in self.addresses and (channel, group) not in self.off


class NoticeMarks(Store):
    """The tables, beside the log."""

    tables: ClassVar = META
    typed: ClassVar = True

    def __init__(self, database: Engine, views: Engine) -> None:
        super().__init__(database)
        self._views = views

    # --- who read what ---------------------------------------------------------------------------

    def unread(self, user: str, now: int) -> Unread:
        """The condition for notices that somebody hasn't read: for `Notices.unread` and `count`,
        who read both at once."""
        self.make_tables()
        return Unread(UNREAD, {"reader": user, "lately": now - LATELY_S})

    def unread_of(self, user: str, notices: Sequence[Notice], now: int) -> frozenset[str]:
        """The ids of those among some notices that somebody hasn't read."""
        positions = sorted({notice.position for notice in notices})
        query = select(NOTICE.c.position, NOTICE.c.kind).where(NOTICE.c.position.in_(positions))
        condition, values = self.unread(user, now)
        with reading(self._views) as db:
            rows = db.execute(query.where(condition), values) if positions else ()
            return frozenset(f"{position}-{kind}" for position, kind in rows)

    def read(self, user: str, position: int, kind: str, now: int) -> None:
        with writing(self.engine) as db:
            condition = (
                (READ.c.user == user) & (READ.c.position == position) & (READ.c.kind == kind)
            )
            db.execute(delete(READ).where(condition))
            row = {"user": user, "position": position, "kind": kind}
            db.execute(insert(READ).values(at=now, **row))

    def read_all(self, user: str, now: int) -> None:
        with writing(self.engine) as db:
            db.execute(delete(SEEN).where(SEEN.c.user == user))
            db.execute(insert(SEEN).values(user=user, upto=now))
            db.execute(delete(READ).where(READ.c.user == user))

    # --- what people want ------------------------------------------------------------------------

    def choices(self, users: Iterable[str]) -> dict[str, Choices]:
        """Of all of them; who never chose has no address and nothing off."""
        wanted = sorted(set(users))
        addresses: dict[str, dict[str, Address]] = {user: {} for user in wanted}
        off: dict[str, set[tuple[str, str]]] = {user: set() for user in wanted}
        with reading(self.engine) as db:
            for row in db.execute(select(ADDRESS).where(ADDRESS.c.user.in_(wanted))):
                addresses[row.user][row.channel] = Address(row.address, row.since)
            for row in db.execute(select(OFF).where(OFF.c.user.in_(wanted))):
                off[row.user].add((row.channel, row.group))
        return {user: Choices(addresses[user], frozenset(off[user])) for user in wanted}

    def keep_address(self, user: str, channel: str, address: str, now: int) -> None:
        """In the place of the one before; "" for none. What happened before `now` isn't told
        there."""
        here = (ADDRESS.c.user == user) & (ADDRESS.c.channel == channel)
        with writing(self.engine) as db:
            known = db.execute(select(ADDRESS.c.address).where(here)).scalar() or ""
            if known == address:
                return
            db.execute(delete(ADDRESS).where(here))
            if address:
                row = {"user": user, "channel": channel, "address": address}
                db.execute(insert(ADDRESS).values(since=now, **row))

    def forget_people(self, users: Iterable[str], addresses: Iterable[str]) -> None:
        """Nobody of these is told anything by mail or telephone, nor at these addresses."""
        theirs = ADDRESS.c.user.in_(sorted(users)) | ADDRESS.c.address.in_(sorted(addresses))
        with writing(self.engine) as db:
            db.execute(delete(ADDRESS).where(theirs))

    def keep_off(self, user: str, off: Sequence[tuple[str, str]]) -> None:
        """The (channel, group) that somebody wants nothing of, in the place of those before."""
        with writing(self.engine) as db:
            db.execute(delete(OFF).where(OFF.c.user == user))
            for channel, group in sorted(set(off)):
                db.execute(insert(OFF).values(user=user, channel=channel, group=group))
