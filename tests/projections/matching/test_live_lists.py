"""Lists that a process keeps beside the database: moved by one thread at a time, forgotten when the
database fails before the rows are written. A control for each takes the care away and sees it fail.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from threading import Barrier, BrokenBarrierError, Lock

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from domain.postings.need import NeedDrafted
from projections.core.database import open_views
from projections.leads.teasers import Teasers
from projections.matching.proposals import Proposals
from projections.postings.market import Market
from tests.examples import content, live
from tests.logbook import Logbook
from tests.projections.matching.test_proposals import STORY, fresh

pytestmark = pytest.mark.slow


@pytest.fixture
def log():
    return Logbook(*STORY)


def publish(log, id, title="急需过桥资金周转"):
    drafted = NeedDrafted(party="e001", content=content(title=f"{title}（{id}）"))
    log.write(*((f"need-{id}", event) for event in (drafted, *live[1:])))


# --- several threads -----------------------------------------------------------------------------


class Crossing(Market):
    """Whoever reads what moved waits a moment for another thread that is at the same place."""

    barrier = Barrier(2, timeout=0.5)

    def moves(self, track, after, through):
        moved = super().moves(track, after, through)
        with suppress(BrokenBarrierError):  # nobody came: one at a time
            self.barrier.wait()
        return moved


def failures_of_two_threads(engine, log, lock):
    """What two threads die of that bring the proposals up to date at the same moment."""
    market = Crossing(engine)
    proposals = Proposals(engine, market, lock)
    proposals.catch_up(log.after)
    proposals.prepare()
    publish(log, "n3")
    market.catch_up(log.after)
    market.barrier = Barrier(2, timeout=0.5)
    with ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(proposals.catch_up, log.after) for _ in range(2)]
    return [type(end.exception()) for end in ends if end.exception()], proposals


def test_two_threads_bring_the_proposals_up_to_date_at_once(engine, log, tmp_path):
    died, proposals = failures_of_two_threads(engine, log, Lock)
    assert (died, proposals.digest()) == ([], fresh(log.after, tmp_path))


def test_control_without_the_lock_one_of_the_threads_dies(engine, log):
    died, _ = failures_of_two_threads(engine, log, nullcontext)
    assert died == [ValueError]


# --- a database that fails in between ------------------------------------------------------------


@contextmanager
def failing(engine, nth):
    """The n-th statement fails, as when the connection is cut; gives the statements so far."""
    statements = []

    def count(_connection, _cursor, statement, *_):
        statements.append(statement)
        if len(statements) == nth:
            raise OperationalError(statement, {}, ConnectionError("cut"))

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", count)


def cut_at_every_statement(engine, log, catch_up, check):
    """Let every n-th statement fail, then try again; returns the first that broke it for good."""
    for nth in range(1, 100):
        publish(log, f"c{nth}")
        with failing(engine, nth) as statements, suppress(OperationalError):
            catch_up()
        try:
            catch_up()
            check()
        except (ValueError, AssertionError):
            return nth
        if len(statements) < nth:
            assert nth > 5, "hardly a statement was let fail"
            return None
    raise AssertionError("there is no end of statements")


def cut_proposals(kind, engine, log):
    proposals = kind(engine, Market(engine), Lock)
    proposals.catch_up(log.after)
    proposals.prepare()

    def check():
        assert proposals.digest() == proposals.digest(as_of=proposals.position)

    return cut_at_every_statement(engine, log, lambda: proposals.catch_up(log.after), check)


def test_whichever_statement_fails_the_next_attempt_shows_all(engine, log):
    assert cut_proposals(Proposals, engine, log) is None


class Unforgetting(Proposals):
    """Lists stay as they are when the rows were not written."""

    def _forget(self, tracks):
        pass


def test_control_lists_that_are_not_forgotten_stay_broken(engine, log):
    assert cut_proposals(Unforgetting, engine, log) is not None


def test_teasers_follow_whichever_statement_fails(engine, log, tmp_path):
    teasers = Teasers(engine)
    teasers.catch_up(log.after)

    def check():
        afresh = Teasers(open_views(f"sqlite:///{tmp_path / f'{len(log.lines)}.db'}"))
        afresh.catch_up(log.after)
        assert teasers.digest() == afresh.digest()
        afresh.engine.dispose()

    assert cut_at_every_statement(engine, log, lambda: teasers.catch_up(log.after), check) is None


# --- another process was faster ------------------------------------------------------------------


def test_a_track_that_another_process_moved_is_worked_out_anew(engine, log, tmp_path):
    """Its lists here are of an earlier moment, even where another track changed in between."""
    here, there = (Proposals(engine, Market(engine), Lock) for _ in range(2))
    here.catch_up(log.after)
    here.prepare()
    publish(log, "n3")
    there.catch_up(log.after)
    log.write(("party-e001", STORY[0][1]))  # nothing of any track: only the mark moves
    here.catch_up(log.after)
    publish(log, "n4")
    here.catch_up(log.after)
    assert here.digest() == fresh(log.after, tmp_path)


def test_classes_that_another_process_moved_are_read_again(engine, log, tmp_path):
    here, there = Teasers(engine), Teasers(engine)
    for number, teasers in enumerate((here, there, here, there, there, here)):
        publish(log, f"n{number + 5}")
        teasers.catch_up(log.after)
    afresh = Teasers(open_views(f"sqlite:///{tmp_path / 'afresh.db'}"))
    afresh.catch_up(log.after)
    assert here.digest() == afresh.digest()
    afresh.engine.dispose()
