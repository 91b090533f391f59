"""Nothing that was acknowledged is lost, nothing is missed: killed writers, racing writers.

Each fault has its control: the same question about something that is broken.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from random import Random
from threading import Barrier

import psycopg
import pytest

from domain.log.entry import Line, line
from services.ledger.ledger import Conflict, Ledger
from tests.services.ledgers import Ack, acks, entry, faults, together, whole
from tests.services.writer import boast, write

pytestmark = pytest.mark.slow

KILLS, AT_ONCE = 60, 2
PROCESSES = get_context("forkserver")  # which has imported everything once, and forks in no time
PROCESSES.set_forkserver_preload(["tests.services.writer", "services.ledger.sqlite"])


# --- writers that are killed ---------------------------------------------------------------------


@contextmanager
def begun(
    program: Callable[..., None], url: str, streams: Sequence[str], seed: int, appends: int | None
) -> Iterator[tuple[BaseProcess, Connection]]:
    """A writer, and where it says what was acknowledged to it; killed at the block's end if not
    before."""
    told, tell = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=program, args=(url, tuple(streams), tell, seed, appends))
    process.start()
    tell.close()
    with told:
        try:
            yield process, told
        finally:
            process.kill()
            process.join()


def heard(told: Connection, seconds: float | None, most: int) -> Iterator[Ack]:
    """What a writer says, until it is silent for so long, or has said enough, or has ended."""
    try:
        for _ in range(most):
            if not told.poll(seconds):
                return
            yield from (Ack(*ack) for ack in json.loads(told.recv_bytes()))
    except EOFError:
        return


def killed(process: BaseProcess, told: Connection, random: Random) -> list[Ack]:
    """All that a writer was told until it was killed, somewhere in the middle of its work."""
    known = list(heard(told, 60, random.randrange(1, 80)))
    known += heard(told, random.random() * 0.002, 3)
    process.kill()
    return [*known, *heard(told, None, 1_000_000)]


def test_writers_are_killed_and_nothing_that_was_acknowledged_is_lost(tmp_path):
    def life(number: int) -> tuple[int, list[str]]:
        random = Random(number)
        url = f"sqlite:///{tmp_path / str(number)}.db"
        known: list[Ack] = []
        for seed in range(KILLS // AT_ONCE):
            with begun(write, url, ["need-1", "need-2", "need-3"], seed, None) as writer:
                known += killed(*writer, random)
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
                assert file.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        with closing(Ledger.open(url)) as ledger:
            return len(known), faults(whole(ledger), known)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        lives = list(threads.map(life, range(AT_ONCE)))
    assert [found for _, found in lives] == [[]] * AT_ONCE
    assert min(known for known, _ in lives) > KILLS, "they got to write"


def test_control_a_writer_who_boasts_is_found_out(sqlite_log):
    Ledger.open(sqlite_log).close()
    with closing(sqlite3.connect(sqlite_log.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")  # so that his append can't be done
        with begun(boast, sqlite_log, ["need-1"], 0, None) as (_, told):
            known = list(heard(told, 60, 1))
    with closing(Ledger.open(sqlite_log)) as ledger:
        assert faults(whole(ledger), known) == [f"lost: {known[0]}"]


def sound_log() -> tuple[list[Line], list[Ack]]:
    entries = [*together([("need-1", 1)]), *together([("need-1", 2), ("need-2", 1)])]
    lines = [line(e.at(position)) for position, e in enumerate(entries, 1)]
    return lines, acks(entries, [1, 2, 3])


DAMAGES = {
    "lost": lambda lines: lines[:2],
    "changed": lambda lines: [lines[0]._replace(state=lines[0].state + b" "), *lines[1:]],
    "moved": lambda lines: [*lines[:2], lines[2]._replace(position=4)],
    "gap": lambda lines: lines[1:],
    "not rising": lambda lines: [lines[1], lines[0], lines[2]],
    "versions of": lambda lines: [lines[0]._replace(version=3), *lines[1:]],
    "half an append": lambda lines: lines[:2],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_control_the_checker_sees_every_damage(damage):
    lines, known = sound_log()
    assert faults(lines, known) == []
    assert any(fault.startswith(damage) for fault in faults(DAMAGES[damage](lines), known))


# --- writers and a follower at the same time -----------------------------------------------------


def follow(ledger: Ledger, done: Callable[[], bool]) -> list[Line]:
    """Everything that a follower sees, in the order in which he sees it."""
    seen: list[Line] = []
    while True:
        was_done = done()
        position = seen[-1].position if seen else 0
        ledger.wait(position, 0.05)
        page = ledger.after(position, 50)
        seen += page
        if was_done and not page:
            return seen


def test_a_follower_misses_nothing_while_four_processes_write(postgres):
    Ledger.open(postgres).close()
    writers = [begun(write, postgres, [f"need-{n}-{i}" for i in "ab"], n, 100) for n in range(4)]
    with ExitStack() as lives, closing(Ledger.open(postgres)) as ledger:
        pipes = [lives.enter_context(writer)[1] for writer in writers]
        with ThreadPoolExecutor(5) as threads:
            told = [threads.submit(list, heard(pipe, 60, 1_000_000)) for pipe in pipes]
            seen = follow(ledger, lambda: all(pending.done() for pending in told))
        assert seen == whole(ledger)
    known = [ack for pending in told for ack in pending.result()]
    assert faults(seen, known) == []
    assert len(known) == len(seen) >= 400


def test_a_follower_misses_nothing_while_four_threads_write(sqlite_log):
    def write_some(number: int) -> None:
        for version in range(1, 200, number):
            ledger.append(together((f"need-{number}", version + i) for i in range(number)))

    with closing(Ledger.open(sqlite_log)) as ledger, ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(write_some, number) for number in (1, 2, 3, 7)]
        with closing(Ledger.open(sqlite_log)) as follower:
            seen = follow(follower, lambda: all(writer.done() for writer in writers))
        for writer in writers:
            writer.result()
        assert seen == whole(ledger)
    assert faults(seen) == []
    assert len(seen) > 4 * 199


def test_control_without_the_lock_a_follower_misses_an_event(postgres):
    insert = "INSERT INTO stored_events VALUES ('need-1', %s, 'n', '{}')"
    with (
        closing(Ledger.open(postgres)) as ledger,
        psycopg.connect(postgres) as slow,
        psycopg.connect(postgres) as fast,
    ):
        slow.execute(insert, [1])
        fast.execute(insert, [2])
        fast.commit()
        seen = ledger.after(0)
        slow.commit()
        seen += ledger.after(seen[-1].position)
        assert [kept.version for kept in seen] == [2]
        assert [kept.version for kept in ledger.after(0)] == [1, 2]


def test_of_twenty_threads_that_race_for_a_place_one_wins(ledger):
    def race(number: int) -> str:
        start.wait()
        try:
            ledger.append([entry(f"need-{number}"), entry("offering-1")])
        except Conflict as conflict:
            return conflict.stream
        return "won"

    start = Barrier(20)
    with ThreadPoolExecutor(20) as threads:
        outcomes = sorted(threads.map(race, range(20)))
    assert outcomes == ["offering-1"] * 19 + ["won"]
    assert len(whole(ledger)) == 2
