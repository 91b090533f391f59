"""Relay: what stands in the outbox goes into Redis, one stream for each receiver.

The log is the truth, Redis a transport that may be lost and is filled again. The receiver's n-th
message has the entry id `n-0` in `docking:{receiver}:leads`: the last id of a stream says how far
it was relayed, whoever relayed it. A message is added only directly behind the one before it, and
that is decided inside Redis; so any number of relays may run, be killed at any moment, and race
with a flush: a stream still holds each number once, in order, without a gap.

Nothing is dropped behind a reader's back: no `maxlen`; `trim` drops what all groups acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, repeat
from time import monotonic
from typing import Any

from redis import Redis, RedisCluster
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from services.house.house import House
from services.outbound.messages import ENDINGS, as_bytes, messages
from services.outbound.withholding import withhold

BATCH = 500  # messages in one call: about half a megabyte
KEEP = 10_000  # messages that stay in a stream for whoever wants to read them again
TRIM_S = 60.0  # between looks at what may be trimmed
PAUSES_S = (1, 2, 4, 8, 15)  # between attempts to reach a server; the last again and again
PATIENCE_S = 5.0

# (stream; first number, messages …) → {the stream's last number, how many of these were added}
SEND = """
local last, added = 0, 0
if redis.call('EXISTS', KEYS[1]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[1])
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then last = tonumber(string.match(info[i + 1], '^%d+')) end
  end
end
for i = 2, #ARGV do
  if ARGV[1] + i - 2 == last + 1 then
    last, added = last + 1, added + 1
    redis.call('XADD', KEYS[1], string.format('%.0f-0', last), '__data__', ARGV[i])
  end
end
return {last, added}
"""

Client = Redis | RedisCluster
Say = Callable[[str], object]


def stream(receiver: str) -> str:
    """The key of a receiver's stream; all keys of one receiver lie in one slot of a cluster."""
    return f"docking:{{{receiver}}}:leads"


def connect(url: str) -> Client:
    """A client for one Redis or for a whole cluster, whichever answers there.

    Raises redis's `RedisError` where nobody does.
    """
    options: dict[str, Any] = {
        "socket_connect_timeout": 2.0,
        "socket_timeout": PATIENCE_S,
        "retry": Retry(NoBackoff(), 1),  # a connection of before a restart; sending twice is safe
    }
    client = Redis.from_url(url, **options)
    if client.info("cluster").get("cluster_enabled"):
        client.close()
        return RedisCluster.from_url(url, **options)
    return client


@dataclass
class Relay:
    """One process's hand in the work. `marks` is where it believes the streams to be; what Redis
    answers corrects it."""

    house: House
    client: Client
    batch: int = BATCH
    marks: dict[str, int] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=dict)  # up to where consents were looked at
    refused: dict[str, str] = field(default_factory=dict)

    def relay(self) -> int:
        """Send all that is missing; returns how many messages were added.

        Raises `Unavailable`, and redis's `RedisError`.
        """
        total = 0
        while True:
            added, missing = self._round()
            total += added
            if not missing:
                return total

    def ahead(self) -> list[str]:
        """Receivers whose streams hold more than the log has for them: another log's, or this one
        was set back. Nothing is sent to them."""
        ends = self.house.views.outbox.ends()
        return [receiver for receiver, mark in self.marks.items() if mark > ends.get(receiver, 0)]

    def trim(self, keep: int = KEEP) -> int:
        """Drop what every group of a stream has acknowledged, but for the last `keep` messages;
        returns how many were dropped. A stream without groups stays whole, as does one that we
        haven't relayed to."""
        relayed = self.marks.keys() - self.refused.keys()
        return sum(self._trim(stream(receiver), keep) for receiver in relayed)

    def _round(self) -> tuple[int, bool]:
        """One page to each receiver; how many were added, and whether anything is missing still."""
        views = self.house.views
        position = views.fresh(views.market, views.consents, views.outbox)
        ends = views.outbox.ends()
        pages = {}
        for receiver, end in ends.items():
            mark = min(self.marks.get(receiver, end), end)  # unknown: send nothing, and be told
            pages[receiver] = mark + 1, self._made(receiver, mark) if mark < end else []
        if self._ended_since(position):
            return 0, True
        self._withhold(ends)
        answers = self._send(pages)
        self.marks |= {receiver: last for receiver, (last, _) in answers.items()}
        missing = any(self.marks[receiver] < ends[receiver] for receiver in answers)
        return sum(added for _, added in answers.values()), missing

    def _made(self, receiver: str, mark: int) -> list[bytes]:
        items = self.house.views.outbox.after(receiver, mark, self.batch)
        day = self.house.today.isoformat()
        return [as_bytes(made) for made in messages(self.house.log, self.house.views, items, day)]

    def _ended_since(self, position: int) -> bool:
        """Whether a consent has ended since the messages were made: then they are made again."""
        while page := self.house.log.after(position):
            if any(line.name in ENDINGS for line in page):
                return True
            position = page[-1].position
        return False

    def _withhold(self, ends: Mapping[str, int]) -> None:
        """What consents covered that have ended since leaves the streams. A process that begins
        looks at all of them: it doesn't know what a stream of before holds."""
        for receiver, end in ends.items():
            seen = self.withheld.get(receiver, 0)
            if seen < end:
                with suppress(ResponseError):  # Redis says no to this stream: `_send` names it
                    if withhold(self.house, self.client, stream(receiver), receiver, seen, end):
                        self.withheld[receiver] = end

    def _send(self, pages: Mapping[str, tuple[int, Sequence[bytes]]]) -> dict[str, tuple[int, int]]:
        """By receiver, the stream's last number and how many of the page were added to it.

        Receivers to whose stream Redis says no are left out and named in `refused`; where it says
        no to all, that is raised.
        """
        with self.client.pipeline(transaction=False) as pipe:
            for receiver, (first, page) in pages.items():
                pipe.execute_command("EVAL", SEND, 1, stream(receiver), first, *page)
            answers = dict(zip(pages, pipe.execute(raise_on_error=False), strict=True))
        failed = {who: no for who, no in answers.items() if isinstance(no, Exception)}
        for no in failed.values():
            if len(failed) == len(answers) or not isinstance(no, ResponseError):
                raise no
        self.refused = {receiver: str(no) for receiver, no in failed.items()}
        return {who: (answer[0], answer[1]) for who, answer in answers.items() if who not in failed}

    def _trim(self, key: str, keep: int) -> int:
        client: Any = self.client  # redis-py's types are of both its clients, sync and async
        if not client.exists(key):  # flushed meanwhile
            return 0
        needed = _number(client.xinfo_stream(key)["last-generated-id"]) - keep + 1
        groups = client.xinfo_groups(key)
        for group in groups:
            pending = client.xpending(key, group["name"])["min"]
            read = _number(group["last-delivered-id"])
            needed = min(needed, _number(pending) if pending else read + 1)
        if not groups or needed <= 1:
            return 0
        return int(client.xtrim(key, minid=f"{needed}-0", approximate=False))


class Streams:
    """A relay as a process runs it: Redis may be away when it begins, and go away at any time. Then
    it is said once and tried again after pauses, while everything else goes on.

    `address` gives the URL; where the server is our own child, it starts it. `reach` makes the
    client.
    """

    def __init__(
        self,
        house: House,
        address: Callable[[], str],
        say: Say,
        *,
        batch: int = BATCH,
        clock: Callable[[], float] = monotonic,
        reach: Callable[[str], Client] = connect,
    ) -> None:
        self.house, self.say, self.batch = house, say, batch
        self.away = ""  # why; "" while it is there
        self._address, self._clock, self._reach = address, clock, reach
        self._relay: Relay | None = None
        self._pauses = chain(PAUSES_S, repeat(PAUSES_S[-1]))
        self._not_before = self._trim_at = clock()
        self._reported: set[str] = set()

    def pass_on(self) -> int:
        """Send what is missing, unless Redis is away. Raises `Unavailable` as the house does."""
        if self._clock() < self._not_before:
            return 0
        try:
            if self._relay is None:
                self._relay = Relay(self.house, self._reach(self._address()), self.batch)
            sent = self._relay.relay()
            self._look_after(self._relay)
        except (RedisError, OSError) as problem:
            self._went(problem)
            return 0
        if self.away:
            self.away, self._pauses = "", chain(PAUSES_S, repeat(PAUSES_S[-1]))
            self.say("消息流已恢复，继续")
        return sent

    @property
    def client(self) -> Client | None:
        """None where it is away."""
        return self._relay.client if self._relay else None

    def close(self) -> None:
        if self._relay:
            self._relay.client.close()

    def _look_after(self, relay: Relay) -> None:
        if self._clock() >= self._trim_at:
            relay.trim()
            self._trim_at = self._clock() + TRIM_S
        problems = [
            f"消息流比日志还新，不再送给 {who}（这是另一份日志的流？）" for who in relay.ahead()
        ]
        problems += [f"消息流不收给 {who} 的消息：{why}" for who, why in relay.refused.items()]
        for problem in problems:
            if problem not in self._reported:
                self._reported.add(problem)
                self.say(problem)

    def _went(self, problem: Exception) -> None:
        reason = str(problem).partition("\n")[0] or type(problem).__name__
        if not self.away:
            self.say(f"消息流连不上，会一直重试，其余照常：{reason}")
        self.away = reason
        self._not_before = self._clock() + next(self._pauses)
        self.close()
        self._relay = None  # another server may answer next time, alone or as a cluster


def _number(id: bytes | str) -> int:
    return int((id if isinstance(id, str) else id.decode()).partition("-")[0])
