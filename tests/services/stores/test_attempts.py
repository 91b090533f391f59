"""Tries are counted for all processes, in either store, and nobody waits for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from projections.core.database import open_views, reading
from services.house.settings import Settings
from services.sealing.master import Master
from services.stores.attempts import ATTEMPT, Attempts, Rule, Try
from services.stores.known_devices import LASTS_S, MOST, KnownDevices
from services.stores.second_factors import SecondFactors

RULE = Rule(free=3, longest_s=8, forgotten_s=100)
NAME, OTHER = Try("name", "wang", RULE), Try("name", "li", RULE)
NOW = 1_000_000
VAULT = Master(bytes(32)).vault


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def engines(request, tmp_path):
    """Two, as two processes have them, on one database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'views.db'}"
    else:
        url = Settings(postgres=request.getfixturevalue("postgres")).views_url
    made = open_views(url), open_views(url)
    yield made
    for engine in made:
        engine.dispose()


def test_a_few_are_free_then_each_waits_twice_as_long_up_to_a_bound(engines):
    attempts, waited, now = Attempts(engines[0]), [], NOW
    for _ in range(9):
        wait = attempts.wait_s([NAME], now)
        waited.append(wait)
        now += wait
        assert attempts.take([NAME], now) == 0
    assert waited == [0, 0, 0, 1, 2, 4, 8, 8, 8]
    assert attempts.take([OTHER], now) == 0  # another's are another's


def test_what_has_to_wait_is_not_counted_and_the_pause_ends_where_it_was_to_end(engines):
    attempts = Attempts(engines[0])
    for _ in range(3):
        attempts.take([NAME], NOW)
    for _ in range(50):
        assert attempts.take([NAME, OTHER], NOW) == 1
    assert attempts.many(NAME, NOW) == 3
    assert attempts.many(OTHER, NOW) == 0
    assert attempts.take([NAME], NOW + 1) == 0


def test_another_process_counts_on_and_tries_at_once_are_as_many_as_they_are(engines):
    here, there = map(Attempts, engines)
    here.make_tables()
    with ThreadPoolExecutor(8) as pool:
        takes = [pool.submit((here, there)[n % 2].take, [NAME], NOW) for n in range(24)]
    assert sorted(take.result() for take in takes) == [0] * 3 + [1] * 21
    assert here.many(NAME, NOW) == there.many(NAME, NOW) == 3


def test_counts_are_forgotten_in_time_or_when_it_was_right(engines):
    attempts = Attempts(engines[0])
    attempts.take([NAME, OTHER], NOW)
    attempts.take([NAME, OTHER], NOW)
    attempts.give_back(OTHER)
    assert (attempts.many(NAME, NOW), attempts.many(OTHER, NOW)) == (2, 1)
    assert attempts.many(NAME, NOW + 100) == 0
    attempts.forget(NAME)
    assert attempts.many(NAME, NOW) == 0


def test_there_are_never_more_than_a_bound(engines):
    attempts = Attempts(engines[0], most=20, swept_every=10)
    for n in range(200):
        attempts.take([Try("name", f"stranger-{n}", RULE)], NOW + n // 10)
        assert _many(engines[0]) <= 30
    assert attempts.many(Try("name", "stranger-199", RULE), NOW + 20) == 1  # the latest stay
    attempts.take([NAME], NOW + 1000)
    for n in range(9):
        attempts.take([Try("name", f"later-{n}", RULE)], NOW + 1000)
    assert _many(engines[0]) == 10  # what was over is gone


def _many(engine):
    with reading(engine) as db:
        return db.execute(select(func.count()).select_from(ATTEMPT)).scalar()


def test_what_was_typed_stands_nowhere(engines):
    attempts = Attempts(engines[0])
    attempts.take([Try("name", "my-pässword-by-mistake\0", RULE)], NOW)
    with reading(engines[0]) as db:
        [row] = db.execute(select(ATTEMPT))
    assert "by-mistake" not in repr(row)


def test_a_device_is_known_for_who_signed_in_from_it_and_not_under_its_old_token(engines):
    here, there = map(KnownDevices, engines)
    here.remember("d1", "wang", NOW)
    assert there.knows("d1", "wang", NOW)
    assert not there.knows("d1", "li", NOW)
    here.remember("d2", "li", NOW, before="d1")  # the same browser, another user
    assert there.knows("d2", "wang", NOW)
    assert there.knows("d2", "li", NOW)
    assert not there.knows("d1", "wang", NOW)
    assert not there.knows("d2", "wang", NOW + LASTS_S)
    for n in range(MOST):
        here.remember(f"e{n}", "wang", NOW + 1 + n)
    assert not here.knows("d2", "wang", NOW)
    assert here.knows("e0", "wang", NOW)
    here.forget("wang", "e1")
    assert here.knows("e0", "wang", NOW)
    assert not here.knows("e1", "wang", NOW)


def test_a_time_step_and_a_recovery_code_are_used_once_by_whichever_process(engines):
    here, there = (SecondFactors(engine, VAULT) for engine in engines)
    here.propose("wang", "SECRET", NOW)
    assert (here.secret("wang"), here.pending("wang", NOW)) == (None, "SECRET")
    assert here.confirm("wang", 7, ["hash-0", "hash-1"], NOW)
    assert (there.secret("wang"), there.pending("wang", 0)) == ("SECRET", None)
    assert not there.confirm("wang", 8, [], NOW)  # there is nothing pending
    with ThreadPoolExecutor(4) as pool:
        steps = [pool.submit(store.use_step, "wang", 8) for store in (here, there) * 4]
        codes = [pool.submit(store.use_recovery, "wang", 1) for store in (here, there) * 4]
    assert sum(each.result() for each in steps) == 1
    assert sum(each.result() for each in codes) == 1
    assert not there.use_step("wang", 7)
    assert (there.recovery_hash("wang", 0), there.recovery_hash("wang", 1)) == ("hash-0", None)
    assert there.recoveries_left("wang") == 1
