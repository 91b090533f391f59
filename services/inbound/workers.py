"""Workers: parties' commands are taken from their streams, done, and answered.

Each party that is known and has written has a stream `docking:{party}:commands`; the answers are in
`docking:{party}:replies`. Any number of workers share the work. One party's commands are done in
the order in which they were written, whoever does them; what a worker leaves behind when it dies is
claimed by another. Answering takes an entry out of its stream in the same step: it is answered
once, and what it led to is in the log once, whatever is repeated on the way.

While a database is away a command waits, for as long as it takes. What can't be done for another
reason is tried a few times; that, and what can't be answered at all, is parked in
`docking:{party}:commands:dead` with its reason (`services/outbound/dead_letters.py`).
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from threading import Thread
from typing import Any

from faststream import AckPolicy
from faststream.exceptions import NackMessage
from faststream.redis import RedisBroker, RedisClusterBroker, StreamSub
from faststream.redis.annotations import RedisStreamMessage
from faststream.redis.parser import MessageFormat
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from services.house.heartbeat import beat
from services.house.house import House
from services.house.views import reaching
from services.inbound.cloudevents import Nameless, reply
from services.inbound.settling import GROUP, MOST_WAITING, SETTLE, marks, put, remains, take_back
from services.ledger.group_commit import GroupCommit
from services.ledger.ledger import Conflict, Unavailable
from services.outbound.dead_letters import COMMANDS, DEAD, REPLIES, key
from services.outbound.messages import FIELD
from services.outbound.relay import Say

REPORT = "docking:workers:"
MOST_AT_ONCE = 32  # entries that a worker takes of one stream
MOST_TIMES = 8  # an entry is begun; then it is parked
CLAIM_AFTER_S = 30.0
LOOK_S = 2.0  # between looks for new streams
FINISH_S = 10.0  # what was begun may take when told to stop
FORGET_MS = 24 * 3600 * 1000  # without a sign of life: the names of workers that are gone
GLANCE_S = 0.01  # at what comes before an entry
CLAIMER_WAITS_S = 1.0  # for it; whoever got an entry first waits on
PAUSE_S = 0.5  # between attempts to reach the database


class Plain(MessageFormat):
    """One field with the bytes as they are: what any client reads and writes."""

    @classmethod
    async def encode(cls, *, message: Any, **_: Any) -> bytes:
        return message if isinstance(message, bytes) else str(message).encode()

    @classmethod
    def parse(cls, data: bytes) -> tuple[bytes, dict[str, Any]]:
        return data, {}


@dataclass(frozen=True)
class StreamMessage:
    """One message as it stands in a party's stream; `times` it was begun, this time included."""

    party: str
    id: str
    fields: Mapping[bytes, bytes]
    times: int
    consumer: str


@dataclass
class Workers:
    """One process's hands. `name` is its own among all processes of this Redis."""

    house: House
    url: str
    name: str
    say: Say
    claim_after_s: float = CLAIM_AFTER_S
    look_s: float = LOOK_S
    most_waiting: int = MOST_WAITING  # of each party
    away: str = "not begun"  # why Redis or the database can't be reached; "" while they can
    expected: frozenset[str] = frozenset()  # parties whose streams are there
    _listening: dict[str, list[Any]] = field(default_factory=dict)
    _reported: dict[str, str] = field(default_factory=dict)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop. What has been begun by then is finished."""
        self._stop = stop
        broker = await self._broker(stop)
        if broker is None:
            return
        self._client: Any = await broker.connect()
        alone = self.house
        with closing(GroupCommit(alone.log)) as group:  # what parties send at once is kept at once
            self.house = replace(alone, desk=alone.desk.writing_by(group.append))
            try:
                while not stop.is_set():
                    await self._look(broker)
                    await self._report()
                    if not self.faults():
                        beat(self.house.settings)
                    await _either(stop, self.look_s)
            finally:
                await broker.stop()
                self.house = alone

    def faults(self) -> list[str]:
        """Why this worker isn't ready; empty when every stream is listened to."""
        silent = [f"{party}: nobody listens" for party in self.expected if not self._alive(party)]
        return ([self.away] if self.away else []) + sorted(silent)

    async def _report(self) -> None:
        """For `docking work --check`, for a while: silence is bad news."""
        life = max(1, round(5 * self.look_s))
        with suppress(RedisError, OSError):
            await self._client.set(REPORT + self.name, "\n".join(self.faults()), ex=life)

    async def _broker(self, stop: asyncio.Event) -> RedisBroker | None:
        """As soon as Redis answers; None when told to stop before."""
        while not stop.is_set():
            try:
                async with Redis.from_url(self.url, socket_connect_timeout=2) as client:
                    cluster = (await client.info("cluster")).get("cluster_enabled")
                kind = RedisClusterBroker if cluster else RedisBroker
                options: dict[str, Any] = {"logger": None, "message_format": Plain}
                options |= {"graceful_timeout": FINISH_S, "socket_connect_timeout": 2.0}
                broker: RedisBroker = kind(self.url, **options)
                await broker.connect()
                await broker.start()
            except (RedisError, OSError) as problem:
                self._went(problem)
                await _either(stop, self.look_s)
            else:
                return broker
        return None

    async def _look(self, broker: RedisBroker) -> None:
        """Listen to every stream that is there; begin anew where listening has ended."""
        try:
            parties = await asyncio.to_thread(self._parties)
            async with self._client.pipeline(transaction=False) as pipe:
                for party in parties:
                    pipe.exists(key(party, COMMANDS))
                there = await pipe.execute()
            self.expected = frozenset(p for p, yes in zip(parties, there, strict=True) if yes)
            await self._bound()
            for party in sorted(self.expected):
                if not self._alive(party):
                    await self._listen(broker, party)
        except (RedisError, OSError, TimeoutError, Unavailable) as problem:
            self._went(problem)
        else:
            if self.away:
                self.say(f"收取命令：{len(self.expected)} 条消息流")
            self.away = ""

    async def _bound(self) -> None:
        """What a party writes on top of what may wait is taken back."""
        for party in sorted(self.expected):
            with suppress(ResponseError):  # what is no stream is told of where it is listened to
                over = await self._client.xlen(key(party, COMMANDS)) - self.most_waiting
                if over > 0:
                    await take_back(self.house, self._client, party, over)

    def _went(self, problem: Exception) -> None:
        why = str(problem).partition("\n")[0] or type(problem).__name__
        if self.away != why:
            self.say(f"命令暂时收不了，会一直重试：{why}")
        self.away = why

    def _parties(self) -> list[str]:
        with reaching():
            self.house.views.fresh(self.house.views.parties)
            return list(self.house.views.parties.titles())

    def _alive(self, party: str) -> bool:
        """Whether its tasks run: a process whose tasks have ended looks well and does nothing."""
        subscribers = self._listening.get(party, [])
        return bool(subscribers) and all(
            subscriber.running and any(not task.done() for task in subscriber.tasks)
            for subscriber in subscribers
        )

    async def _listen(self, broker: RedisBroker, party: str) -> None:
        """One function, two subscriptions: to new entries, and to those that somebody left."""
        for old in self._listening.pop(party, []):
            await old.stop()
        stream = key(party, COMMANDS)
        try:
            await self._client.xgroup_create(stream, GROUP, id="0")
        except ResponseError as known:
            if "BUSYGROUP" not in str(known):
                if self._reported.get(party) != str(known):
                    self._reported[party] = str(known)
                    self.say(f"{party} 的命令流用不了：{known}")
                return
        await self._forget(stream)
        idle = round(self.claim_after_s * 1000)
        for consumer, claims in ((self.name, None), (self._claimer, idle)):
            sub = StreamSub(
                stream,
                group=GROUP,
                consumer=consumer,
                max_records=MOST_AT_ONCE,
                polling_interval=min(1000, claims or 1000),
                min_idle_time=claims,
            )
            subscriber: Any = broker.subscriber(
                stream=sub,
                ack_policy=AckPolicy.NACK_ON_ERROR,
                parser=_parsed,
                decoder=_bytes,
                persistent=False,
            )
            subscriber(self._hand(subscriber, consumer))
            self._listening.setdefault(party, []).append(subscriber)
            await subscriber.start()

    @property
    def _claimer(self) -> str:
        return f"{self.name}:claims"

    async def _forget(self, stream: str) -> None:
        for member in await self._client.xinfo_consumers(stream, GROUP):
            if not member["pending"] and member["idle"] > FORGET_MS:
                await self._client.xgroup_delconsumer(stream, GROUP, member["name"])

    def _hand(
        self, subscriber: Any, consumer: str
    ) -> Callable[[RedisStreamMessage], Awaitable[None]]:
        async def take(message: RedisStreamMessage) -> None:
            """Do one entry. To return is to have settled it; else it stays and is claimed again."""
            raw = message.raw_message
            party = raw["channel"].partition("{")[2].partition("}")[0]
            id = raw["message_ids"][0].decode()
            try:
                if times := await self._turn(party, id, consumer):
                    await self._settle(StreamMessage(party, id, raw["data"], times, consumer))
            finally:
                # The next to be claimed is the first there is: all others wait for it.
                subscriber.autoclaim_start_id = b"0-0"

        return take

    async def _turn(self, party: str, id: str, consumer: str) -> int:
        """How often it was begun, once everything before it is settled; 0 when it is settled too.

        A claimer must not wait for long: what it waits for may be waiting for a claimer.
        """
        clock = asyncio.get_running_loop().time
        until = clock() + (CLAIMER_WAITS_S if consumer == self._claimer else math.inf)
        while True:
            first = await self._client.xpending_range(key(party, COMMANDS), GROUP, "-", id, 1)
            if not first:
                return 0
            if first[0]["message_id"].decode() == id:
                if first[0]["consumer"].decode() != consumer:
                    raise NackMessage  # somebody has claimed it
                return int(first[0]["times_delivered"])
            if self._stop.is_set() or clock() > until:
                await self._leave(party, id, consumer)
            await asyncio.sleep(GLANCE_S)

    async def _settle(self, entry: StreamMessage) -> None:
        if entry.times > MOST_TIMES:
            await self._park(entry, "每次都没有处理完 (a worker died over it each time)")
            return
        try:
            answer = await self._answer(entry)
        except (Nameless, UnicodeError) as nobody:
            await self._park(entry, f"没有可以答复的编号 (no id to answer to): {nobody}")
        except Unavailable:
            await self._leave(entry.party, entry.id, entry.consumer)
        except Conflict as busy:
            if entry.times >= MOST_TIMES:
                await self._park(entry, f"Conflict: {busy}")
                return
            raise NackMessage from busy
        except Exception as bug:  # noqa: BLE001 (parked with its reason; the others go on)
            await self._park(entry, f"{type(bug).__name__}: {bug}")
        else:
            await self._put(entry, REPLIES, {FIELD: answer})

    async def _answer(self, entry: StreamMessage) -> bytes:
        """Waits for a database that is away, as long as an entry may take."""
        raw = entry.fields.get(FIELD.encode())
        if raw is None:
            raise Nameless(f"no field {FIELD}")
        until = asyncio.get_running_loop().time() + self.claim_after_s
        while True:
            try:
                return await asyncio.to_thread(self._reply, entry, raw)
            except Unavailable:
                if asyncio.get_running_loop().time() > until:
                    raise
                await asyncio.sleep(PAUSE_S)

    def _reply(self, entry: StreamMessage, raw: bytes) -> bytes:
        with reaching():
            return reply(self.house, entry.party, entry.id, raw)

    async def _leave(self, party: str, id: str, consumer: str) -> None:
        """To whoever claims it next, without counting this time: none of it was its fault."""
        stream = key(party, COMMANDS)
        pending = await self._client.xpending_range(stream, GROUP, id, id, 1, consumer)
        if pending:
            once_less = max(0, int(pending[0]["times_delivered"]) - 1)
            idle = round(self.claim_after_s * 1000)
            left = {"idle": idle, "retrycount": once_less, "justid": True}
            await self._client.xclaim(stream, GROUP, consumer, 0, [id], **left)
        raise NackMessage

    async def _park(self, entry: StreamMessage, reason: str) -> None:
        fields = remains(entry.fields)
        about = marks(self.house, entry.id, entry.times, reason)
        await self._put(entry, DEAD, fields | about)
        self.say(f"搁置 {entry.party} 的消息 {entry.id}：{reason[:200]}")

    async def _put(self, entry: StreamMessage, where: str, fields: Mapping[str, bytes]) -> None:
        await put(self._client, SETTLE, entry.party, entry.id, where, fields)


async def _parsed(message: Any, parse: Callable[[Any], Awaitable[Any]]) -> Any:
    """FastStream reads our field alone: whatever else stands in an entry comes to our hands as it
    is, and is parked there; what fails on the way to them would come again for ever."""
    field = FIELD.encode()
    parsed = await parse({**message, "data": {field: message["data"].get(field, b"")}})
    parsed.raw_message = message
    return parsed


async def _bytes(message: RedisStreamMessage) -> bytes:
    """Nothing is decoded on the way: `decode.py` is stricter."""
    return message.body


async def _either(stop: asyncio.Event, seconds: float) -> None:
    """Until told to stop, or until so many seconds have passed."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


@contextmanager
def at_work(workers: Workers) -> Iterator[Workers]:
    """They work in a thread while the block runs."""
    begun: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def run() -> None:
        stop = asyncio.Event()
        begun.set_result((asyncio.get_running_loop(), stop))
        await workers.run(stop)

    # Whoever is told to stop while it begins waits for nobody at the end.
    thread = Thread(target=lambda: asyncio.run(run()), name="workers", daemon=True)
    thread.start()
    loop, stop = begun.result()
    try:
        yield workers
    finally:
        with suppress(RuntimeError):  # it has ended by itself
            loop.call_soon_threadsafe(stop.set)
        thread.join()
