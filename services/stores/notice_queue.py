"""The queue of notices: what waits to be sent by e-mail and SMS, what was, and what was given up.

What is queued is one notice for one person by one channel; that it is there keeps it from being
queued again. Those of one person that come within a minute make one message, whose id is worked out
from them: what is sent twice has the same. Beside the log, never rebuilt. Moments are whole seconds
since 1970.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from projections.core.database import SECRETS, alone, reading, writing
from services.stores.store import Store

META = MetaData(schema=SECRETS)
FOLLOWED = Table(  # a channel that is set up: notices from `since` on are sent by it
    "notice_channel",
    META,
    Column("channel", String(10), primary_key=True),
    Column("since", BigInteger, nullable=False),
    Column("looked", BigInteger, nullable=False),  # up to which moment notices were looked at
)
QUEUED = Table(
    "notice_slip",
    META,
    Column("channel", String(10), primary_key=True),
    Column("user", String(64), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("made", BigInteger, nullable=False),
    Column("message", String(64), nullable=False, index=True),  # "" until it is part of one
    Index("notice_slip_at", "position"),
)
MESSAGE = Table(
    "notice_message",
    META,
    Column("id", String(64), primary_key=True),
    Column("channel", String(10), nullable=False),
    Column("user", String(64), nullable=False),
    Column("state", String(10), nullable=False, index=True),  # waiting, sent, dropped, dead
    Column("made", BigInteger, nullable=False),
    Column("tried", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("held_until", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
)
LOOKED_S = 600  # between two notes of how far was looked, where nothing is new
KEPT_S = 90 * 86_400  # what was sent longer ago is forgotten


class Lately(NamedTuple):
    """How a channel does: when the last message that went out was written; and one that was written
    later and hasn't gone out, with the reason of its last try. 0 and "" where there is none."""

    sent: int = 0
    failed: int = 0
    reason: str = ""


class QueuedNotice(NamedTuple):
    """One notice for one person by one channel."""

    channel: str
    user: str
    position: int
    kind: str

    @property
    def id(self) -> str:
        """That of the notice (`Notice.id`)."""
        return f"{self.position}-{self.kind}"


@dataclass(frozen=True)
class Message:
    """What goes out as one, and how it stands; `tried` so many times."""

    id: str
    channel: str
    user: str
    state: str
    made: int
    tried: int
    next_at: int
    reason: str


FIELDS = [MESSAGE.c[name] for name in Message.__dataclass_fields__]


class NoticeQueue(Store):
    """The tables, beside the log."""

    tables: ClassVar = META

    def follow(self, channels: Iterable[str], now: int) -> dict[str, tuple[int, int]]:
        """The channels that are set up, by name: since when, and up to when was looked. One that is
        set up for the first time, or again, begins now."""
        wanted = set(channels)
        with reading(self.engine) as db:
            known = {row.channel: (row.since, row.looked) for row in db.execute(select(FOLLOWED))}
        if known.keys() != wanted:
            with writing(self.engine) as db:
                alone(db)
                known = {r.channel: (r.since, r.looked) for r in db.execute(select(FOLLOWED))}
                db.execute(delete(FOLLOWED).where(FOLLOWED.c.channel.not_in(sorted(wanted))))
                for channel in sorted(wanted - known.keys()):
                    known[channel] = (now, now)
                    db.execute(insert(FOLLOWED).values(channel=channel, since=now, looked=now))
        return {channel: known[channel] for channel in sorted(wanted)}

    def put(self, channels: Iterable[str], notices: Sequence[QueuedNotice], now: int) -> int:
        """Queue those that aren't known; returns how many. These channels were looked at up to now,
        which is noted with them, or once in a while."""
        here = FOLLOWED.c.channel.in_(sorted(channels)) & (FOLLOWED.c.looked < now)
        with reading(self.engine) as db:
            late = exists().where(here, FOLLOWED.c.looked < now - LOOKED_S)
            if not _unknown(db, notices) and not db.execute(select(late)).scalar():
                return 0
        with writing(self.engine) as db:
            alone(db)
            new = _unknown(db, notices)
            if new:
                rows = [notice._asdict() | {"made": now, "message": ""} for notice in new]
                db.execute(insert(QUEUED), rows)
            db.execute(update(FOLLOWED).where(here).values(looked=now))
        return len(new)

    def bundle(self, now: int, wait_s: int) -> int:
        """Make messages for all whose first notice has waited so long; how many there are."""
        ready = select(QUEUED.c.channel, QUEUED.c.user).where(QUEUED.c.message == "")
        ready = ready.group_by(QUEUED.c.channel, QUEUED.c.user)
        ready = ready.having(func.min(QUEUED.c.made) <= now - wait_s)
        with reading(self.engine) as db:
            if not db.execute(ready.limit(1)).first():
                return 0
        with writing(self.engine) as db:
            alone(db)
            whose = db.execute(ready).all()
            for channel, user in whose:
                _make(db, channel, user, now)
        return len(whose)

    def due(self, now: int, limit: int) -> list[Message]:
        """What may be tried now, what has waited longest first."""
        query = select(*FIELDS).where(MESSAGE.c.state == "waiting", MESSAGE.c.next_at <= now)
        query = query.where(MESSAGE.c.held_until <= now).order_by(MESSAGE.c.next_at, MESSAGE.c.id)
        with reading(self.engine) as db:
            return [Message(*row) for row in db.execute(query.limit(limit))]

    def hold(self, message: Message, now: int, lease_s: int) -> bool:
        """Whether it is ours alone until it is settled or the lease is over."""
        here = (MESSAGE.c.id == message.id) & (MESSAGE.c.state == "waiting")
        free = here & (MESSAGE.c.held_until <= now) & (MESSAGE.c.tried == message.tried)
        with writing(self.engine) as db:
            held = db.execute(update(MESSAGE).where(free).values(held_until=now + lease_s))
            return bool(held.rowcount)

    def settle(
        self, id: str, state: str, *, reason: str = "", next_at: int = 0, tried: int = 1
    ) -> None:
        """What became of a try: sent, dropped, dead, or waiting until another."""
        values = {"state": state, "reason": reason, "next_at": next_at, "held_until": 0}
        change = update(MESSAGE).where(MESSAGE.c.id == id)
        with writing(self.engine) as db:
            db.execute(change.values(tried=MESSAGE.c.tried + tried, **values))

    def notices(self, message: str) -> list[QueuedNotice]:
        """What a message is about, in the order in which it happened."""
        columns = [QUEUED.c[name] for name in QueuedNotice._fields]
        query = select(*columns).where(QUEUED.c.message == message)
        with reading(self.engine) as db:
            rows = db.execute(query.order_by(QUEUED.c.position, QUEUED.c.kind))
            return [QueuedNotice._make(row) for row in rows]

    def counts(self) -> dict[tuple[str, str], int]:
        """How many there are, by channel and state; "new" are notices that aren't bundled yet."""
        many = select(MESSAGE.c.channel, MESSAGE.c.state, func.count())
        many = many.group_by(MESSAGE.c.channel, MESSAGE.c.state)
        new = select(QUEUED.c.channel, func.count()).where(QUEUED.c.message == "")
        with reading(self.engine) as db:
            counts = {(channel, state): n for channel, state, n in db.execute(many)}
            for channel, n in db.execute(new.group_by(QUEUED.c.channel)):
                counts[channel, "new"] = n
        return counts

    def lately(self, channel: str) -> Lately:
        query = select(MESSAGE.c.made, MESSAGE.c.reason).where(MESSAGE.c.channel == channel)
        query = query.order_by(MESSAGE.c.made.desc()).limit(1)
        tried = MESSAGE.c.state.in_(["waiting", "dead"]) & (MESSAGE.c.reason != "")
        with reading(self.engine) as db:
            sent = db.execute(query.where(MESSAGE.c.state == "sent")).first()
            failed = db.execute(query.where(tried)).first()
        last = sent.made if sent else 0
        if failed is None or failed.made < last:
            return Lately(last)
        return Lately(last, failed.made, failed.reason)

    def dead(self) -> list[Message]:
        query = select(*FIELDS).where(MESSAGE.c.state == "dead")
        with reading(self.engine) as db:
            return [Message(*row) for row in db.execute(query.order_by(MESSAGE.c.made))]

    def again(self, id: str, now: int) -> bool:
        """Let a dead one be tried from the beginning; whether there is one."""
        here = (MESSAGE.c.id == id) & (MESSAGE.c.state == "dead")
        values = {"state": "waiting", "tried": 0, "next_at": now, "held_until": 0}
        with writing(self.engine) as db:
            return bool(db.execute(update(MESSAGE).where(here).values(**values)).rowcount)

    def forget(self, now: int) -> None:
        """What is long over. What is looked for again is never that old."""
        over = (MESSAGE.c.state != "waiting") & (MESSAGE.c.made < now - KEPT_S)
        with writing(self.engine) as db:
            ids = select(MESSAGE.c.id).where(over)
            db.execute(delete(QUEUED).where(QUEUED.c.message.in_(ids)))
            db.execute(delete(MESSAGE).where(over))


def _unknown(db: Connection, notices: Sequence[QueuedNotice]) -> list[QueuedNotice]:
    """Those of which there is none yet, each once."""
    columns = [QUEUED.c[name] for name in QueuedNotice._fields]
    positions = sorted({notice.position for notice in notices})
    query = select(*columns).where(QUEUED.c.position.in_(positions))
    known = {QueuedNotice._make(row) for row in db.execute(query)} if notices else set()
    return [notice for notice in dict.fromkeys(notices) if notice not in known]


def _make(db: Connection, channel: str, user: str, now: int) -> None:
    here = (QUEUED.c.channel == channel) & (QUEUED.c.user == user) & (QUEUED.c.message == "")
    rows = db.execute(select(QUEUED.c.position, QUEUED.c.kind).where(here)).all()
    name = json.dumps([channel, user, sorted([row.position, row.kind] for row in rows)])
    id = hashlib.sha256(name.encode()).hexdigest()[:32]
    row = {"id": id, "channel": channel, "user": user, "state": "waiting", "made": now}
    db.execute(insert(MESSAGE).values(tried=0, next_at=now, held_until=0, reason="", **row))
    db.execute(update(QUEUED).where(here).values(message=id))
