"""Broken variants, one thing each: a simulation that doesn't find them proves nothing.

Each says by which oracle it is to be found; where it is found by another one as well, so much the
better. What is broken is what is handed in: the disk, the store of the log, Redis, the clock of a
worker, a client. The house itself is as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from typing import Any

from eventsourcing.persistence import (
    IntegrityError,
    Notification,
    OperationalError,
    StoredEvent,
)
from redis import Redis
from redis.client import Pipeline
from sqlalchemy import event

from services.house.house import House
from services.house.watch import Watch
from services.ledger.ledger import Recorder
from services.outbound.relay import SEND, Client
from tests.simulation.faults import Crash, FaultyRecorder, Trouble
from tests.simulation.people import Wish
from tests.simulation.world import Whole, World

SOMETIMES = 0.05


class ForgetfulDisk(FaultyRecorder):
    """It says that an append is kept that it hasn't kept."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **read: Any
    ) -> Sequence[int] | None:
        if self.trouble.on and self.trouble.chance.random() < SOMETIMES:
            last = self.inner.max_notification_id() or 0
            return [last + 1 + number for number in range(len(stored_events))]
        return super().insert_events(stored_events, **read)


class TornAppend(FaultyRecorder):
    """The events of one append are kept one by one, and the process may end between two."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **read: Any
    ) -> Sequence[int] | None:
        positions: list[int] = []
        for number, stored in enumerate(stored_events):
            positions += super().insert_events([stored], **read) or ()
            if number and self.trouble.on and self.trouble.chance.random() < SOMETIMES:
                raise Crash("between two events")
        return positions


class LastOneWins(FaultyRecorder):
    """Whoever was slower writes behind who was faster, as if nothing had come between."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **read: Any
    ) -> Sequence[int] | None:
        try:
            return super().insert_events(stored_events, read={})
        except IntegrityError:
            ends = {
                name: len(self.inner.select_streams([name]))
                for name in {str(stored.originator_id) for stored in stored_events}
            }
            moved = []
            for stored in stored_events:
                name = str(stored.originator_id)
                ends[name] += 1
                moved.append(StoredEvent(name, ends[name], stored.topic, stored.state))
            return super().insert_events(moved, read={})


class SkippingPages(FaultyRecorder):
    """A page of the log sometimes lacks its first line, as it would where positions are given out
    before they are kept."""

    def select_notifications(
        self, start: int | None, limit: int, **more: Any
    ) -> Sequence[Notification]:
        page = super().select_notifications(start, limit, **more)
        if len(page) > 1 and self.trouble.on and self.trouble.chance.random() < SOMETIMES:
            return page[1:]
        return page


class AcknowledgesWhatIsLost(Whole):
    oracle = "O1"

    def recorder(self, inner: Recorder, trouble: Trouble) -> Recorder:
        return ForgetfulDisk(inner, trouble)


class TearsAppends(Whole):
    oracle = "O3"

    def recorder(self, inner: Recorder, trouble: Trouble) -> Recorder:
        return TornAppend(inner, trouble)


class LetsTheLastOneWin(Whole):
    oracle = "O7.lawful"

    def recorder(self, inner: Recorder, trouble: Trouble) -> Recorder:
        return LastOneWins(inner, trouble)


class SkipsLines(Whole):
    oracle = "O4"

    def recorder(self, inner: Recorder, trouble: Trouble) -> Recorder:
        return SkippingPages(inner, trouble)


class ForgetsBookmarks(Whole):
    """Rows of a view are kept, and sometimes not how far they go: a transaction in two halves. The
    database's own keys find it before any oracle is asked."""

    oracle = "IntegrityError:"

    def opened(self, house: House, trouble: Trouble) -> None:
        def forgets(_db: Any, _cursor: Any, said: str, values: Any, *_: Any) -> tuple[str, Any]:
            forgotten = trouble.on and trouble.chance.random() < SOMETIMES
            if forgotten and said.startswith("UPDATE bookmark"):
                said = said.replace(" WHERE ", " WHERE 0 AND ", 1)
            return said, values

        event.listen(house.views.engine, "before_cursor_execute", forgets, retval=True)


class AsksUnderANewId(Whole):
    """A client that repeats what it got no answer to as if it had never asked."""

    oracle = "O6.said"

    def repeats_as(self, wish: Wish) -> str:
        return f"{wish.id}-{wish.repeats}" if wish.repeats else wish.id


class AddsBlindly(Whole):
    """A relay that adds a message to a stream without looking what is there already."""

    oracle = "O6.streamed"
    script = SEND.replace("ARGV[1] + i - 2 == last + 1", "true")

    def redis(self, trouble: Trouble) -> Callable[[str], Client]:
        reach = super().redis(trouble)
        script = self.script

        class Blind(Pipeline):
            def execute_command(self, *args: Any, **options: Any) -> Any:
                return super().execute_command(
                    *(script if arg is SEND else arg for arg in args), **options
                )

        def blindly(url: str) -> Client:
            client = reach(url)

            class Sloppy(Redis):
                def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Any:
                    return Blind(
                        self.connection_pool, self.response_callbacks, transaction, shard_hint
                    )

            return Sloppy(connection_pool=client.connection_pool)

        return blindly


class BelievesAnyClock(Whole):
    oracle = "O7.in_time"

    def watch(self, house: House, clock: Callable[[], float]) -> Watch:
        class Credulous(Watch):
            def doubt(self, now: Any) -> str:
                return ""

        return Credulous(house, clock)


class ChangesALine(Whole):
    """Somebody changes a line of the log behind the house's back, and it looks like any other."""

    oracle = "O9"

    def meddles(self, world: World) -> None:
        with closing(sqlite3.connect(world.folder / "log.db")) as log, log:
            log.execute(
                "UPDATE stored_events SET state = replace(state, '流动', '流通') WHERE rowid ="
                " (SELECT rowid FROM stored_events WHERE topic = 'need.drafted' LIMIT 1 OFFSET 3)"
            )


class NeverTriesAgain(Whole):
    """A relay whose clock stands still: after its first trouble it waits for ever."""

    oracle = "O6.streamed"

    def streams_clock(self, clock: Callable[[], float]) -> Callable[[], float]:
        return lambda: 0.0


class WaitsForEver(Whole):
    """A store that waits for its disk as long as it takes."""

    oracle = "O10.waited"

    def recorder(self, inner: Recorder, trouble: Trouble) -> Recorder:
        class Patient(FaultyRecorder):
            def _call(self, what: str, rate: float) -> None:
                while True:
                    with suppress(OperationalError):
                        return super()._call(what, rate)
                    trouble.passes(0.5)

        return Patient(inner, trouble)


CONTROLS: dict[str, Any] = {
    kind.__name__: kind for kind in Whole.__subclasses__() if hasattr(kind, "oracle")
}
