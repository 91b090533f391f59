"""The world of one seed: a county, two processes on its folder, a clock, and who is next."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from traceback import format_exc
from typing import Any

from redis import Redis

from domain.administration.clock import ConfirmClock
from domain.core.command import Refusal, Role
from domain.core.malformed import Malformed
from domain.log.entry import Line
from domain.values.dates import civil_date
from projections.core.restored import OtherLog
from services.automation.runner import run
from services.house.house import House
from services.house.settings import Settings
from services.house.views import reaching
from services.house.watch import Watch, doubted
from services.ledger.ledger import Conflict, Ledger, Patience, Recorder, Unavailable
from services.outbound.relay import Client, Streams, stream
from services.outbound.sender import Sender
from tests.promises import all_lines
from tests.simulation import oracles
from tests.simulation.county import BEGIN, POSTED, counted_ids
from tests.simulation.faults import Bank, Crash, FaultyRecorder, Trouble, faulty_redis
from tests.simulation.people import BANKS, People, Wish

BELIEVED_AHEAD = timedelta(hours=2)  # a clock that is wrong by so little is believed
JUMPS = (BELIEVED_AHEAD, *(timedelta(hours=hours) for hours in (-2, 40 * 24, 365 * 24, -30 * 24)))


class Whole:
    """Nothing is broken. A control breaks one thing, which an oracle must find."""

    def recorder(self, inner: Recorder, trouble: Trouble) -> Recorder:
        return FaultyRecorder(inner, trouble)

    def watch(self, house: House, clock: Callable[[], float]) -> Watch:
        return Watch(house, clock)

    def redis(self, trouble: Trouble) -> Callable[[str], Client]:
        return faulty_redis(trouble)

    def streams_clock(self, clock: Callable[[], float]) -> Callable[[], float]:
        return clock

    def opened(self, house: House, trouble: Trouble) -> None:
        """A process has opened the house."""

    def repeats_as(self, wish: Wish) -> str:
        """The id under which a wish is repeated."""
        return wish.id

    def meddles(self, world: World) -> None:
        """Somebody does something to the files that nobody may."""


@dataclass(frozen=True)
class Outcome:
    seed: int
    faults: tuple[str, ...]
    steps: int
    events: int
    trace: tuple[str, ...]
    counted: Counter[str]


class World:
    """`folder` is this seed's own; `redis` is the URL of an empty keyspace."""

    def __init__(self, seed: int, folder: Path, redis: str, broken: Whole | None = None) -> None:
        self.seed, self.folder, self.redis = seed, folder, redis
        self.broken = broken or Whole()
        self.chance = random.Random(seed)
        self.true, self.skew, self.seconds = BEGIN + timedelta(minutes=1), timedelta(), 0.0
        self.trouble = Trouble(self.chance, lambda: self.seconds, self.passes, self._meanwhile)
        self.people = People(self.chance)
        self.bank = Bank(self.trouble)
        self.wishes: list[Wish] = []
        self.waits: list[float] = []
        self.seen: list[Line] = []
        self.true_days: dict[int, date] = {}
        self.trace: list[str] = []
        self._working = "up"
        self._new_id = counted_ids(f"s{seed}")
        self._open("up")
        self._open("web")

    # --- the clock ---------------------------------------------------------------------------

    def now(self) -> datetime:
        return self.true + self.skew

    def passes(self, seconds: float) -> None:
        self.true += timedelta(seconds=seconds)
        self.seconds += seconds

    # --- the processes -----------------------------------------------------------------------

    def _open(self, name: str) -> None:
        """A process begins; while it does, nothing goes wrong."""
        on, self.trouble.on = self.trouble.on, False
        house = House.open(
            Settings(data=self.folder, webhook_networks=""),
            now=self.now,
            new_id=self._new_id,
            open_log=lambda url: Ledger.open(
                url,
                patience=Patience(lambda: self.seconds, self.passes),
                through=lambda inner: self.broken.recorder(inner, self.trouble),
            ),
        )
        for engine in _databases(house):
            self.trouble.watch(engine)
        self.broken.opened(house, self.trouble)
        if name == "web":
            self.web = house
        else:
            self.up = house
            self.watch = self.broken.watch(house, lambda: self.seconds)
            self.streams = Streams(
                house,
                lambda: self.redis,
                lambda _: None,
                clock=self.broken.streams_clock(lambda: self.seconds),
                reach=self.broken.redis(self.trouble),
            )
            self.sender = Sender(
                house, lambda _: None, clock=lambda: self.seconds, network=self.bank.transport
            )
        self.trouble.on = on

    def _ends(self, name: str) -> None:
        """A process is gone, and another one comes."""
        on, self.trouble.on = self.trouble.on, False
        self.trouble.dead = False
        if name == "up":
            self.streams.close()
            self.up.close()
        else:
            self.web.close()
        self.trouble.on = on
        self._open(name)

    # --- who is next -------------------------------------------------------------------------

    def run(self, steps: int) -> Outcome:
        """The story of this seed, and what the oracles say of it."""
        actors = (
            (self._person, 50),
            (self._round, 16),
            (self._repeat, 8),
            (self._reads, 6),
            (self._ticks, 12),
            (self._jumps, 1),
            (self._is_put_right, 3),
            (self._outage, 2),
            (self._dies, 1),
            (self._holiday, 0.5),
        )
        self.trouble.on = True
        done = 0
        try:
            for _ in range(steps):
                [actor] = self.chance.choices([a for a, _ in actors], [w for _, w in actors])
                self.trace.append(actor.__name__)
                self._let(actor)
                done += 1
            self.trouble.on = False
            self._settle()
            faults = tuple(self._faults())
        except Exception as bug:  # noqa: BLE001 (whatever it is, it is what this seed found)
            faults = (f"{type(bug).__name__}: {bug}"[:300] + "".join(format_exc()),)
        events = self.up.log.last()
        self.trouble.on = False
        self.streams.close()
        self.up.close()
        self.web.close()
        counted = self.trouble.counted
        return Outcome(self.seed, faults, done, events, tuple(self.trace), counted)

    def _let(self, actor: Callable[[], object]) -> None:
        self._working = "web" if actor in {self._person, self._repeat} else "up"
        try:
            actor()
        except (Unavailable, OtherLog) as away:
            self.trace.append(type(away).__name__)
        except Crash as end:
            self.trace.append(f"crash: {end}")
            self._ends(self._working)

    def _meanwhile(self) -> None:
        """The other process goes on between two calls of this one; where it ends, another one comes
        in its place."""
        waiting = self._working
        of_web, of_up = (self._person, self._repeat), (self._round, self._follows, self._follows)
        others = of_web if self._working == "up" else of_up
        self.trace.append("meanwhile")
        self._working = "web" if waiting == "up" else "up"
        try:
            self.chance.choice(others)()
        except (Unavailable, OtherLog):
            pass
        except Crash as end:
            self.trace.append(f"crash meanwhile: {end}")
            self._ends(self._working)
        finally:
            self._working = waiting

    def _person(self) -> None:
        began = self.seconds
        try:
            with reaching():
                self.web.views.fresh()
                wish = self.people.next(self.web)
        finally:
            self.waits.append(self.seconds - began)
        if wish:
            self.wishes.append(wish)
            self._asks(wish)

    def _repeat(self) -> None:
        """Who got no answer asks again, under the same id."""
        waiting = [wish for wish in self.wishes if not wish.answer]
        if waiting:
            wish = self.chance.choice(waiting)
            wish.repeats += 1
            self._asks(wish)

    def _asks(self, wish: Wish) -> None:
        began = self.seconds
        wish.asked_as = id = self.broken.repeats_as(wish)
        try:
            answer = self.web.desk.do_all(wish.asks(self.web), id=id)
        except (Refusal, Malformed) as no:
            kept = getattr(no, "code", "") != "command.conflict" and isinstance(no, Refusal)
            wish.answer = "refused" if kept else "malformed"
        except Conflict:
            return
        else:
            if self.trouble.network("an answer was cut"):
                return  # it was kept, and nobody was told
            wish.answer = "accepted"
            wish.kept = [(entry.position, entry.id) for entry in answer.entries]
        finally:
            self.waits.append(self.seconds - began)
        self.trace.append(f"{wish.id} {wish.answer}")

    def _round(self) -> None:
        """One round of all that `docking up` does by itself."""
        before = self.up.log.last()
        try:
            run(
                self.up,
                once=True,
                say=lambda _: None,
                pause=lambda _: None,
                streams=self.streams,
                clock=lambda: self.seconds,
                watch=self.watch,
            )
            self.sender.go()
        finally:
            on, self.trouble.on = self.trouble.on, False
            day = civil_date(self.true + BELIEVED_AHEAD)
            lines = self.up.log.after(before, 100_000)
            self.true_days |= {line.position: day for line in lines}
            self.trouble.on = on

    def _follows(self) -> None:
        self.up.views.fresh()

    def _reads(self) -> None:
        """Somebody outside follows the log, a few lines at a time."""
        after = self.seen[-1].position if self.seen else 0
        self.seen += self.up.log.after(after, self.chance.randrange(1, 40))

    def _ticks(self) -> None:
        self.passes(self.chance.choice((1, 60, 3600, 24 * 3600)))

    def _jumps(self) -> None:
        self.skew = self.chance.choice(JUMPS)

    def _is_put_right(self) -> None:
        self.skew = timedelta()

    def _outage(self) -> None:
        self.trouble.out_until = self.seconds + self.chance.choice((1, 20, 600))
        self.trouble.out = self.chance.choice(("the log", "everything"))

    def _dies(self) -> None:
        self._ends(self.chance.choice(("up", "web")))

    def _holiday(self) -> None:
        """Everything is switched off for three weeks, and an administrator says that it is so."""
        self.passes(21 * 24 * 3600)
        self.skew = timedelta()
        self._ends("up")
        self._ends("web")
        self._round()
        self._confirm()

    def _confirm(self) -> None:
        self._working = "web"
        if doubted(self.web):
            ask = self.web.ask("admin-1", Role.ADMIN, source="test")
            self.web.desk.do(ConfirmClock(day=self.web.today), ask)

    # --- the end -----------------------------------------------------------------------------

    def _settle(self) -> None:
        """Nothing goes wrong any more; everybody gets his answer, and what is due is done."""
        self.skew = timedelta()
        self.trouble.out_until = 0.0
        self.broken.meddles(self)
        while any(not wish.answer for wish in self.wishes):
            self._repeat()
        for _ in range(60):
            before = self.up.log.last(), len(self.bank.taken), self._waiting()
            self._round()
            self._confirm()
            self.passes(3600)
            self._round()
            if (self.up.log.last(), len(self.bank.taken), self._waiting()) == before:
                break
        after = self.seen[-1].position if self.seen else 0
        self.seen += self.up.log.after(after, 100_000)

    def _waiting(self) -> int:
        standing = self.up.stores.webhooks.standings().get(POSTED)
        end = self.up.views.outbox.ends().get(POSTED, 0)
        return end - (standing.sent if standing else 0)

    def _faults(self) -> Iterator[str]:
        house = self.up
        house.views.fresh()
        lines = list(all_lines(house))
        entries = [line.entry() for line in lines]
        yield from oracles.acknowledged(entries, self.wishes)
        yield from oracles.numbered(entries)
        yield from oracles.appended_whole(entries)
        yield from oracles.once(entries, self.wishes)
        yield from oracles.lawful(entries)
        yield from oracles.in_time(entries, self.true_days)
        yield from oracles.followed(lines, self.seen)
        yield from oracles.rebuilt(house)
        yield from oracles.streamed(house, self._numbers())
        yield from oracles.posted(house, POSTED, self.bank.taken)
        yield from oracles.sealed(house)
        yield from oracles.prompt(self.waits)
        yield from oracles.drained(house)

    def _numbers(self) -> dict[str, list[str]]:
        with Redis.from_url(self.redis) as client:
            found: Any = {bank: client.xrange(stream(bank)) for bank in BANKS}
        return {bank: [id.decode() for id, _ in rows] for bank, rows in found.items()}


def _databases(house: House) -> list[Any]:
    views, chain, secrets = house.views.engine, house.views.seals.engine, house.stores.database
    return list(dict.fromkeys((views, chain, secrets)))
