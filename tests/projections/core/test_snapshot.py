"""A snapshot: all that is read in it is of one moment, until something is written in it."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Thread

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from projections.core.database import open_views, reading, renew, snapshot, writing
from projections.core.view import follow
from tests.projections.titles import Titles, drafts


@contextmanager
def closing_all(engine):
    yield engine
    engine.dispose()


@pytest.fixture
def counter(engine):
    """A table with one number, 1."""
    with writing(engine) as db:
        db.execute(sql("CREATE TABLE counter (number INTEGER)"))
        db.execute(sql("INSERT INTO counter VALUES (1)"))
    return engine


def number(engine):
    with reading(engine) as db:
        return db.execute(sql("SELECT number FROM counter")).scalar()


def raise_number(engine):
    with writing(engine) as db:
        db.execute(sql("UPDATE counter SET number = number + 1"))


def meanwhile(engine):
    """Somebody else raises the number."""
    other = Thread(target=raise_number, args=(engine,))
    other.start()
    other.join(10)
    assert not other.is_alive()


def test_what_others_write_meanwhile_is_not_half_shown(counter):
    with snapshot():
        before = number(counter)
        meanwhile(counter)
        assert (before, number(counter)) == (1, 1)
    assert number(counter) == 2


def test_without_a_snapshot_each_question_is_of_its_own_moment(counter):
    before = number(counter)
    meanwhile(counter)
    assert (before, number(counter)) == (1, 2)


def test_what_is_written_within_is_seen_and_waits_for_nobody(counter):
    with snapshot():
        numbers = [number(counter)]
        raise_number(counter)
        numbers.append(number(counter))
    assert numbers == [1, 2]


def test_it_is_renewed_where_that_is_asked_for(counter):
    with snapshot():
        number(counter)
        meanwhile(counter)
        renew()
        assert number(counter) == 2


def test_one_within_another_is_the_same(counter):
    with snapshot():
        number(counter)
        meanwhile(counter)
        with snapshot():
            assert number(counter) == 1
        assert number(counter) == 1


def test_a_question_that_fails_leaves_the_next_one_an_answer(counter):
    with snapshot():
        number(counter)
        with pytest.raises(DBAPIError), reading(counter) as db:
            db.execute(sql("SELECT number FROM nowhere"))
        assert number(counter) == 1


def test_one_connection_is_held_within_and_none_after(counter):
    with snapshot():
        held = [counter.pool.checkedout()]
        number(counter)
        number(counter)
        held.append(counter.pool.checkedout())
        with writing(counter) as db:
            db.execute(sql("UPDATE counter SET number = 5"))
            held.append(counter.pool.checkedout())
        held.append(counter.pool.checkedout())
        number(counter)
    assert [*held, counter.pool.checkedout()] == [0, 1, 1, 0, 0]


@pytest.mark.parametrize("bring", [lambda view, log: view.catch_up(log), None], ids=["one", "all"])
def test_a_view_that_somebody_else_brought_up_is_shown_as_it_is(engine, bring):
    log, view = drafts("第一条需求"), Titles(engine)
    with snapshot():
        before = view.titles()
        other = Thread(target=view.catch_up, args=(log.after,))
        other.start()
        other.join(10)
        (bring or (lambda view, log: follow([view], log)))(view, log.after)
        assert (before, view.titles()) == ([], ["第一条需求"])


def test_a_connection_that_was_cut_meanwhile_ends_without_a_word(postgres):
    """All that was to be read was: how its transaction ends changes no answer."""
    with closing_all(open_views(postgres.replace("postgresql:", "postgresql+psycopg:"))) as engine:
        with snapshot():
            with reading(engine) as db:
                number_of_it = db.execute(sql("SELECT pg_backend_pid()")).scalar()
            with engine.connect() as other:
                cut = sql("SELECT pg_terminate_backend(:it, 5000)")
                assert other.execute(cut, {"it": number_of_it}).scalar()
        assert engine.pool.checkedout() == 0
        with reading(engine) as db:
            assert db.execute(sql("SELECT pg_backend_pid()")).scalar() != number_of_it
