"""The house: one log, views that follow it, and what becomes of both when others are at work."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from threading import Barrier, Thread

import psycopg
import pytest

from domain.core.command import Refusal
from services.cli.views import compare
from services.house.house import House
from services.house.settings import Settings
from services.house.views import Views
from services.ledger.ledger import Ledger, Unavailable
from tests.services.houses import FITTED, STORY, need, settings, tell
from tests.services.proxy import Proxy

pytestmark = pytest.mark.slow


@pytest.fixture
def house(log_url):
    with House.open(settings(log_url)) as opened:
        tell(opened, *STORY, ("matcher-bank", FITTED))
        yield opened


def digests(house: House) -> dict[str, str]:
    return {view.name: view.digest() for view in house.views}


def marks(capsys) -> set[str]:
    """What a comparison says of the views, each with a line of its own."""
    return {line[0] for line in capsys.readouterr().out.splitlines()}


def tamper(house: House, position: int) -> None:
    """Change the bytes of a stored line, as one who may write to the database."""
    line = house.log.after(position - 1, 1)[0]
    state = line.state.replace("三百万".encode(), "五百万".encode())
    assert state != line.state
    url = house.settings.log_url
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as other, other:
            change = "UPDATE stored_events SET state = ? WHERE rowid = ?"
            other.execute(change, (state, position))
    else:
        with psycopg.connect(url) as other:
            change = "UPDATE stored_events SET state = %s WHERE notification_id = %s"
            other.execute(change, (state, position))


# --- opening and closing -------------------------------------------------------------------------


def test_who_only_reads_the_log_makes_no_views(tmp_path):
    with House.open(Settings(data=tmp_path)) as house:
        assert house.log.last() == 0
    assert [path.name for path in tmp_path.glob("views*")] == []


def test_a_house_beside_has_the_same_log_and_views_of_its_own(house, tmp_path):
    house.views.fresh()
    with house.beside(f"sqlite:///{tmp_path / 'beside.db'}") as other:
        assert other.log is house.log
        assert other.desk.ledger is house.log
        assert {view.position for view in other.views} == {0}
        other.views.fresh()
        assert digests(other) == digests(house)
    assert house.log.last() == 9


def test_views_that_cant_be_reached_are_unavailable_like_the_log(postgres, tmp_path):
    Ledger.open(postgres).close()
    with closing(Proxy(postgres, tmp_path)) as proxy, House.open(settings(postgres)) as house:
        views = Views(settings(proxy.url).views_url, house.log.after)
        views.fresh()
        proxy.refuses = True
        proxy.cut()  # the log is there, the views are gone
        for call in (views.fresh, views.rebuild):
            with pytest.raises(Unavailable):
                call()
        proxy.refuses = False
        assert views.fresh() == 0
        views.engine.dispose()


# --- rebuilding ----------------------------------------------------------------------------------


def test_a_rebuild_gives_the_same_views_in_a_new_life(house):
    house.views.fresh()
    before = digests(house)
    rebuilt = house.views.rebuild()
    assert {(view.name, view.position) for view in rebuilt} == {
        (view.name, 9) for view in house.views if view.name != "seals"
    }
    assert digests(house) == before
    lives = {view.name: view.bookmark().life for view in house.views}
    assert {name for name, life in lives.items() if life == 1} == {"seals", "proposals"}
    assert house.views.proposals.bookmark().source == 2


def test_a_rebuild_does_not_vouch_for_a_log_that_was_changed(house):
    house.views.fresh()
    sealed = house.views.seals.digest()
    tamper(house, 3)
    house.views.rebuild()
    assert house.views.market.posting("need", "n1").content.title == "申请倒贷资金五百万元"
    assert house.views.seals.digest() == sealed
    faults = {fault.code for fault in house.views.seals.verify(house.log.after)}
    assert faults == {"seal.broken"}


def test_a_comparison_finds_a_log_that_was_changed(house, capsys):
    house.views.fresh()
    compare(house)
    assert marks(capsys) == {"✓"}
    tamper(house, 3)
    with pytest.raises(Refusal) as refusal:
        compare(house)
    assert refusal.value.code == "views.differ"
    said = (line.split()[:2] for line in capsys.readouterr().out.splitlines())
    assert {name for mark, name in said if mark == "✗"} == {"seals", "market", "proposals"}


def test_a_comparison_holds_where_views_stand_at_different_positions(house, capsys):
    house.views.fresh()
    tell(house, *need("n2", "申请过桥资金五百万元"))
    house.views.fresh(house.views.market)
    assert {view.name for view in house.views if view.position == 12} == {"market"}
    compare(house)
    assert marks(capsys) == {"✓"}


class Busy:
    """A log to which somebody appends whenever somebody reads."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.last = house.log.last

    def after(self, position, limit):
        tell(self.house, ("party-e001", STORY[0][1]), *need(f"m{self.last()}", "申请过桥资金"))
        with House.open(self.house.settings) as other:
            other.views.fresh()
        return self.house.log.after(position, limit)


def test_a_comparison_holds_while_others_append(house, capsys):
    house.views.fresh()
    compare(replace(house, log=Busy(house)))
    assert marks(capsys) == {"✓"}
    assert house.log.last() > 9


# --- two at once ---------------------------------------------------------------------------------


def test_two_who_write_and_catch_up_at_once_leave_what_a_rebuild_gives(house, tmp_path):
    barrier, problems = Barrier(2), []

    def work(name: str) -> None:
        try:
            with House.open(house.settings) as mine:
                barrier.wait()
                for n in range(6):
                    tell(mine, *need(f"{name}{n}", f"申请倒贷资金{n}00万元"))
                    mine.views.fresh()
        except Exception as problem:  # noqa: BLE001 - shown by the assertion below
            problems.append(problem)

    threads = [Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert house.views.fresh() == house.log.last()
    assert house.log.last() == 9 + 2 * 6 * 3
    with house.beside(f"sqlite:///{tmp_path / 'beside.db'}") as fresh:
        fresh.views.fresh()
        assert digests(house) == digests(fresh)
    assert [view.parked() for view in house.views if view.parked()] == []
    assert {row.need for row in house.views.proposals.all()} >= {"a0", "b5"}
