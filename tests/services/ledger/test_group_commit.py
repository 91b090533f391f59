"""Many callers share a commit, and none of them feels the others."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event
from time import monotonic

import pytest

from domain.log.entry import Entry
from services.ledger.group_commit import GroupCommit
from services.ledger.ledger import Conflict, Ledger, Unavailable, Unknown
from tests.services.ledgers import entry, whole


class Facts:
    """A ledger that remembers what was asked of it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.appends, self.begun = ledger, [], Event()

    def append(self, entries: Sequence[Entry], read: Mapping[str, int]) -> list[int]:
        self.appends.append(list(entries))
        self.begun.set()
        return self.ledger.append(entries, read)


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Nobody can write to the SQLite file; whoever tries waits."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def started(*appends: asyncio.Task[list[int]]) -> None:
    """Every caller stands in the queue."""
    for _ in appends:
        await asyncio.sleep(0)


def tasks(group: GroupCommit, *batches: Sequence[Entry]) -> list[asyncio.Task[list[int]]]:
    return [asyncio.create_task(appended(group, entries)) for entries in batches]


async def appended(group: GroupCommit, entries: Sequence[Entry]) -> list[int]:
    return await asyncio.wrap_future(group.submit(entries))


def test_each_caller_gets_the_positions_of_his_own_entries(ledger):
    async def callers(group: GroupCommit) -> list[list[int]]:
        batches = [[entry(f"need-{n}", v) for v in range(1, n % 3 + 2)] for n in range(200)]
        positions = await asyncio.gather(*tasks(group, *batches))
        there = {(kept.stream, kept.version): kept.position for kept in whole(ledger)}
        return [
            [there[e.stream, e.version] for e in batch] == given
            for batch, given in zip(batches, positions, strict=True)
        ]

    with closing(GroupCommit(ledger)) as group:
        assert all(asyncio.run(callers(group)))


def test_what_waits_together_is_written_together(sqlite_log):
    async def callers() -> None:
        with locked(sqlite_log):
            first = tasks(group, [entry("need-0")])
            await asyncio.to_thread(counted.begun.wait)
            others = tasks(
                group, *([entry(f"need-{n}"), entry(f"need-{n}", 2)] for n in range(1, 21))
            )
            await started(*others)
        await asyncio.gather(*first, *others)

    with closing(Ledger.open(sqlite_log)) as ledger:
        counted = Facts(ledger)
        with closing(GroupCommit(counted, most=16)) as group:
            asyncio.run(callers())
    assert [len(entries) for entries in counted.appends] == [1, 16, 16, 8]


def test_only_the_caller_in_conflict_fails(ledger):
    async def callers(group: GroupCommit) -> list[object]:
        batches = [[entry(f"need-{n}", 2), entry(f"offering-{n}")] for n in range(100)]
        return await asyncio.gather(*tasks(group, *batches), return_exceptions=True)

    ledger.append([entry("need-17", 2), entry("need-71", 2)])
    with closing(GroupCommit(ledger)) as group:
        outcomes = asyncio.run(callers(group))
    failed = {n: type(outcome) for n, outcome in enumerate(outcomes) if type(outcome) is not list}
    assert failed == {17: Conflict, 71: Conflict}
    kept = {line.stream for line in whole(ledger) if line.stream.startswith("offering-")}
    assert kept == {f"offering-{n}" for n in range(100)} - {"offering-17", "offering-71"}


def test_of_two_callers_for_one_place_exactly_one_fails(ledger):
    async def callers(group: GroupCommit) -> list[object]:
        batches = [[entry(f"need-{n // 2}")] for n in range(100)]
        return await asyncio.gather(*tasks(group, *batches), return_exceptions=True)

    with closing(GroupCommit(ledger)) as group:
        outcomes = asyncio.run(callers(group))
    pairs = zip(outcomes[::2], outcomes[1::2], strict=True)
    assert {frozenset(map(type, pair)) for pair in pairs} == {frozenset({list, Conflict})}
    assert len(whole(ledger)) == 50


def test_a_caller_who_repeats_himself_is_told_the_same_twice(ledger):
    async def callers(group: GroupCommit) -> list[list[int]]:
        batch = [entry("need-1"), entry("need-1", 2)]
        return await asyncio.gather(*tasks(group, [entry("need-0")], batch, batch, batch))

    with closing(GroupCommit(ledger)) as group:
        _, first, *again = asyncio.run(callers(group))
    assert [first, first] == again
    assert len(whole(ledger)) == 3


def test_only_the_caller_with_the_mistake_fails(ledger):
    async def callers(group: GroupCommit) -> list[object]:
        batches = [[entry(f"need-{n}", 1, "\0" if n == 5 else "文本")] for n in range(10)]
        return await asyncio.gather(*tasks(group, *batches), return_exceptions=True)

    with closing(GroupCommit(ledger)) as group:
        outcomes = asyncio.run(callers(group))
    assert [type(outcome) for outcome in outcomes] == [list] * 5 + [ValueError] + [list] * 4


def test_a_caller_who_leaves_hurts_nobody(sqlite_log):
    async def callers(group: GroupCommit) -> list[object]:
        with locked(sqlite_log):
            waiting = tasks(group, *([entry(f"need-{n}")] for n in range(10)))
            await started(*waiting)
            for leaving in waiting[3:6]:
                leaving.cancel()
            await started(*waiting)
        return await asyncio.gather(*waiting, return_exceptions=True)

    with closing(Ledger.open(sqlite_log)) as ledger:
        with closing(GroupCommit(ledger, most=1)) as group:
            outcomes = asyncio.run(callers(group))
        streams = {kept.stream for kept in ledger.after(0)}
    stayed = {0, 1, 2, 6, 7, 8, 9}
    assert {n for n, outcome in enumerate(outcomes) if isinstance(outcome, list)} == stayed
    assert streams == {f"need-{n}" for n in stayed}, "who left before his turn is left out"


def test_nothing_to_append_is_nothing(ledger):
    with closing(GroupCommit(ledger)) as group:
        assert group.append([]) == []


def test_a_scribe_who_goes_home_writes_what_is_waiting_first(sqlite_log):
    async def callers() -> list[list[int]]:
        group = GroupCommit(ledger, most=4)
        with locked(sqlite_log):
            waiting = tasks(group, *([entry(f"need-{n}")] for n in range(10)))
            await started(*waiting)
            home = asyncio.create_task(asyncio.to_thread(group.close))
            await started(home)
        await home
        return await asyncio.gather(*waiting)

    with closing(Ledger.open(sqlite_log)) as ledger:
        assert sorted(asyncio.run(callers())) == [[n] for n in range(1, 11)]


def test_a_scribe_who_went_home_takes_nothing_more(ledger):
    group = GroupCommit(ledger)
    group.close()
    with pytest.raises(Unavailable):
        group.append([entry()])


def test_a_loop_that_ended_does_not_stop_the_scribe(sqlite_log):
    async def one() -> None:
        with locked(sqlite_log):
            await started(*tasks(group, [entry("need-1")], [entry("need-2")]))

    with closing(Ledger.open(sqlite_log)) as ledger, closing(GroupCommit(ledger)) as group:
        asyncio.run(one())
        assert len(group.append([entry("need-3")])) == 1


def test_while_the_database_is_locked_nobody_waits_longer_than_five_seconds(sqlite_log):
    async def callers(group: GroupCommit) -> list[object]:
        with locked(sqlite_log):
            waiting = tasks(group, *([entry(f"need-{n}")] for n in range(9)))
            outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        return [*outcomes, await appended(group, [entry("need-9")])]

    with closing(Ledger.open(sqlite_log)) as ledger, closing(GroupCommit(ledger, most=2)) as group:
        begun = monotonic()
        outcomes = asyncio.run(callers(group))
        assert monotonic() - begun < 5
    assert [isinstance(outcome, Unavailable) for outcome in outcomes[:9]] == [True] * 9
    assert (type(outcomes[0]), type(outcomes[8])) == (Unknown, Unavailable)  # one was begun
    assert type(outcomes[9]) is list


def test_a_caller_in_a_thread_waits_for_its_positions(ledger):
    with closing(GroupCommit(ledger)) as group, ThreadPoolExecutor(8) as threads:
        given = list(threads.map(lambda n: group.append([entry(f"need-{n}")]), range(40)))
    there = {kept.stream: kept.position for kept in whole(ledger)}
    assert given == [[there[f"need-{n}"]] for n in range(40)]


def test_who_read_what_another_one_writes_is_in_conflict_as_if_they_came_in_turn(sqlite_log):
    """The first reads a and writes b, the second reads b and writes a: only one can be right."""

    def together(group: GroupCommit) -> list[Future[list[int]]]:
        with locked(sqlite_log):
            first = group.submit([entry("need-0")])
            counted.begun.wait()
            return [
                first,
                group.submit([entry("need-b")], {"need-a": 0}),
                group.submit([entry("need-a")], {"need-b": 0}),
                group.submit([entry("need-c")], {"need-z": 0}),
            ]

    with closing(Ledger.open(sqlite_log)) as ledger:
        counted = Facts(ledger)
        with closing(GroupCommit(counted)) as group:
            outcomes = [type(one.exception()) for one in together(group)]
        streams = {kept.stream for kept in whole(ledger)}
    assert outcomes == [type(None), type(None), Conflict, type(None)]
    assert streams == {"need-0", "need-b", "need-c"}


def test_who_read_a_stream_that_went_on_is_in_conflict_alone(ledger):
    ledger.append([entry("need-a")])
    with closing(GroupCommit(ledger)) as group:
        outcomes = [group.submit([entry(f"need-{n}")], {"need-a": n % 2}) for n in range(6)]
    assert [type(one.exception()) for one in outcomes] == [Conflict, type(None)] * 3
