"""Views and their database: what fails is tried again and parks nothing; nobody waits for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from projections.core.database import alone, open_views, writing
from projections.core.seals import Seals
from projections.core.view import until
from projections.parties.parties import Parties
from projections.postings.market import Market
from projections.postings.posting_table import POSTING
from tests.examples import factory, live, offering_live, rural_bank
from tests.logbook import Logbook
from tests.projections.titles import TITLE, TITLES, Titles, drafts

STORY = (
    ("party-e001", factory),
    ("party-b01", rural_bank),
    *(("need-n1", event) for event in live),
    *(("offering-o1", event) for event in offering_live),
)


# --- a database that fails -----------------------------------------------------------------------


def shows_all_once_the_database_is_back(view, log, titles):
    assert (view.position, view.parked()) == (0, [])
    assert view.catch_up(log.after) == len(titles)
    assert (view.titles(), view.parked()) == (titles, [])


def test_a_table_that_is_gone_parks_nothing(engine):
    log, view = drafts("第一条需求", "第二条需求"), Titles(engine)
    with writing(view.engine) as db:
        TITLES.drop_all(db)
    with pytest.raises(DBAPIError):
        view.catch_up(log.after)
    with writing(engine) as db:
        TITLES.create_all(db)
    shows_all_once_the_database_is_back(view, log, ["第一条需求", "第二条需求"])


class Unlucky(Titles):
    """Something happens to the database when the first page is applied."""

    happens = ""

    def apply(self, db, page):
        if self.happens:
            db.execute(text(self.happens))
        super().apply(db, page)


def test_a_full_disk_parks_nothing(tmp_path):
    engine = open_views(f"sqlite:///{tmp_path / 'views.db'}")
    log, view = drafts("第一条需求", *(f"第二条需求{n:099}" for n in range(200))), Unlucky(engine)
    view.happens = "PRAGMA max_page_count = 1"  # no more pages than there are by now
    with pytest.raises(OperationalError):
        view.catch_up(log.after)
    view.happens = "PRAGMA max_page_count = 100000"
    titles = [line.entry().event.content.title for line in log.lines]
    shows_all_once_the_database_is_back(view, log, titles)
    engine.dispose()


class Exhausted(Titles):
    def apply(self, db, page):
        raise MemoryError


def test_a_machine_without_memory_parks_nothing(engine):
    log, view = drafts("第一条需求", "第二条需求"), Titles(engine)
    with pytest.raises(MemoryError):
        Exhausted(engine).catch_up(log.after)
    shows_all_once_the_database_is_back(view, log, ["第一条需求", "第二条需求"])


@pytest.fixture
def hasty(bare_postgres):
    """PostgreSQL, where a lock is waited for a moment only."""
    url = make_url(bare_postgres).set(drivername="postgresql+psycopg")
    given = url.update_query_dict({"options": "-c lock_timeout=50ms"})
    engine = open_views(given.render_as_string(hide_password=False))
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    "happens",
    [
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)",
    ],
    ids=["cut", "too slow"],
)
def test_a_connection_that_is_cut_or_too_slow_parks_nothing(hasty, happens):
    log, view = drafts("第一条需求", "第二条需求"), Unlucky(hasty)
    view.happens = happens
    with pytest.raises(OperationalError):
        view.catch_up(log.after)
    view.happens = ""
    shows_all_once_the_database_is_back(view, log, ["第一条需求", "第二条需求"])


@contextmanager
def locked(engine, table):
    with writing(engine) as db:
        db.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield


def test_a_lock_that_nobody_gives_back_parks_nothing(hasty):
    log, view = drafts("第一条需求", "第二条需求"), Titles(hasty)
    with locked(view.engine, TITLE.name), pytest.raises(OperationalError, match="lock timeout"):
        view.catch_up(log.after)
    shows_all_once_the_database_is_back(view, log, ["第一条需求", "第二条需求"])


# --- who waits for whom --------------------------------------------------------------------------


def test_postgresql_is_told_how_long_we_wait(postgres):
    engine = open_views(postgres.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as db:
        told = [
            db.execute(text(f"SHOW {n}")).scalar() for n in ("lock_timeout", "statement_timeout")
        ]
        libpq = db.connection.driver_connection.info.get_parameters()
    assert told == ["5s", "1min"]
    assert libpq["connect_timeout"] == "2"
    engine.dispose()


def test_a_rebuild_waits_for_no_reader(hasty):
    log, market = Logbook(*STORY), Market(hasty)
    market.catch_up(log.after)
    with hasty.connect() as reader:
        assert len(reader.execute(select(POSTING)).all()) == 6
        assert market.rebuild(log.after) == 8


def test_control_a_dropped_table_waits_for_every_reader(hasty):
    market = Market(hasty)
    market.catch_up(Logbook(*STORY).after)
    with hasty.connect() as reader:
        reader.execute(select(POSTING)).all()
        with pytest.raises(OperationalError, match="lock timeout"), writing(hasty) as db:
            POSTING.drop(db)


def test_during_a_rebuild_everybody_sees_what_was_there_before(engine):
    log, market, other = Logbook(*STORY), Market(engine), Market(engine)
    market.catch_up(log.after)
    before = other.bookmark(), other.postings(), other.digest()
    seen = []

    def watched(position, limit):
        seen.append((other.bookmark(), other.postings(), other.digest()))
        return log.after(position, limit)

    market.rebuild(watched, page=3)
    assert seen == [before] * 4
    assert (other.postings(), other.digest()) == before[1:]
    assert other.bookmark().life == before[0].life + 1


def test_a_rebuild_that_is_interrupted_changes_nothing(engine):
    log, market = Logbook(*STORY), Market(engine)
    market.catch_up(log.after)
    before = market.bookmark(), market.digest()

    def cut(position, limit):
        if position:
            raise ConnectionError
        return log.after(position, limit)

    with pytest.raises(ConnectionError):
        market.rebuild(cut, page=3)
    assert (market.bookmark(), market.digest()) == before


def test_who_has_nothing_new_to_read_needs_no_lock_and_changes_nothing(views_url):
    log, engine = Logbook(*STORY), open_views(views_url)
    Market(engine).catch_up(log.after)
    with writing(engine) as db:
        Market(engine)._bookmark(db, lock=True)
        again = open_views(views_url)
        market = Market(again)
        assert market.catch_up(log.after) == 8
        assert [row.id for row in market.postings()] == ["n1", "o1"]
        again.dispose()
    engine.dispose()


# --- all at once ---------------------------------------------------------------------------------


def at_once(count, work):
    """Threads that begin together; raises what any of them raises."""
    barrier = Barrier(count)

    def begin(number):
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(begin, range(count)))


def test_tables_are_made_by_one_at_a_time(hasty):
    with writing(hasty) as db:
        alone(db)
        with pytest.raises(OperationalError, match="lock timeout"):
            Market(hasty).bookmark()
    assert Market(hasty).position == 0


def test_many_may_start_for_the_first_time_at_once(views_url):
    log = Logbook(*STORY)

    def start(_):
        engine = open_views(views_url)
        views = [Market(engine), Parties(engine, str.lower), Seals(engine)]
        found = [view.catch_up(log.after, page=2) for view in views]
        digests = [view.digest() for view in views]
        engine.dispose()
        return found, digests

    found = at_once(8, start)
    assert found == [found[0]] * 8
    assert found[0][0] == [8, 8, 8]


def test_who_is_not_the_first_at_a_page_reads_on_behind_it(engine):
    log, one, other = Logbook(*STORY), Market(engine), Market(engine)

    def overtaken(position, limit):
        """Whenever a page is fetched, somebody else applies it first."""
        lines = log.after(position, limit)
        if lines:
            other.catch_up(until(log.after, lines[-1].position))
        return lines

    assert one.catch_up(overtaken, page=2) == 8
    fresh = one.digest()
    assert one.parked() == []
    one.rebuild(log.after)
    assert one.digest() == fresh
