"""`up`: does what is due, and only that; outlives its database; tells what was parked."""

from __future__ import annotations

from contextlib import closing, redirect_stdout
from dataclasses import replace
from datetime import date, timedelta
from errno import ENOSPC
from io import StringIO

import click
import pytest

from domain.parties.party import PartyStatusChanged
from services.automation.runner import CHORES, react, run
from services.cli import show
from services.house.house import House
from services.ledger.ledger import Ledger, Unavailable
from tests.services.houses import STORY, THE_DAY_AFTER, need, settings, tell, watched
from tests.services.proxy import Proxy

ON = (*STORY, *need("n2", "申请过桥资金五百万元", until=date(2026, 8, 31)))  # n1 and o1 end before
AWAY, BACK = "数据库连不上，会一直重试", "数据库已恢复，继续"
PARKED = "视图搁置了 1 个事件，原因见 docking views status"


class Enough(BaseException):
    """The test has seen what it wanted to see."""


def opened(log_url, now=THE_DAY_AFTER):
    return House.open(settings(log_url), now=lambda: now)


def ran(house: House) -> list[str]:
    """What it says while it does what is due."""
    said: list[str] = []
    run(house, once=True, watch=watched(house), say=said.append)
    return said


def written(house: House, after: int) -> list[tuple[str, str, str]]:
    entries = [line.entry() for line in house.log.after(after)]
    return [(entry.event.name, entry.stream, entry.actor) for entry in entries]


def test_what_is_over_expires_and_a_track_without_a_model_gets_one(log_url):
    with opened(log_url) as house:
        tell(house, *ON)
        assert ran(house) == ["到期 2 条", "更新模型 bank"]
        assert written(house, len(ON)) == [
            ("need.expired", "need-n1", "clock"),
            ("offering.expired", "offering-o1", "clock"),
            ("matcher.fitted", "matcher-bank", "fitting"),
        ]
        assert {view.position for view in house.views} == {len(ON) + 3}
        live = house.views.market.postings(status="published")
        assert [(row.side, row.id) for row in live] == [("need", "n2")]


class FullDisk(StringIO):
    """A file on a disk that is full."""

    def write(self, _text):
        raise OSError(ENOSPC, "No space left on device")


def test_what_can_not_be_said_stops_no_work(log_url):
    with opened(log_url) as house, redirect_stdout(FullDisk()):
        tell(house, *ON)
        run(house, once=True, watch=watched(house), say=show.say)
        assert [name for name, *_ in written(house, len(ON))][-1] == "matcher.fitted"


def test_control_who_must_be_heard_ends_there(log_url):
    with opened(log_url) as house, redirect_stdout(FullDisk()):
        tell(house, *ON)
        with pytest.raises(OSError, match="space"):
            run(house, once=True, watch=watched(house), say=click.echo)


def test_what_was_done_is_not_done_again(log_url):
    with opened(log_url) as house:
        tell(house, *ON)
        ran(house)
        assert (ran(house), house.log.last()) == ([], len(ON) + 3)


def test_control_on_the_last_day_nothing_has_expired_yet(log_url):
    with opened(log_url, THE_DAY_AFTER - timedelta(days=1)) as house:
        tell(house, *ON)
        assert ran(house) == ["更新模型 bank", "送达建议、请求授权 2 件"]
        assert len(house.views.market.postings(status="published")) == 3


class Idle:
    """A log that tells how long it is waited on, and where."""

    def __init__(self, ledger):
        self.ledger, self.reads, self.waits = ledger, 0, []

    def after(self, position, limit):
        self.reads += 1
        if self.reads > 500:
            pytest.fail("reads again and again")
        return self.ledger.after(position, limit)

    def read(self, stream):
        return self.ledger.read(stream)

    def wait(self, position, timeout):
        self.waits.append((position, timeout))
        if len(self.waits) == 3:
            raise Enough


@pytest.mark.parametrize("story", [(), STORY[:2]], ids=["empty", "idle"])
def test_where_nothing_happens_it_waits_for_the_log(sqlite_log, story):
    with opened(sqlite_log) as house:
        tell(house, *story)
        idle = Idle(house.log)
        with pytest.raises(Enough):
            run(replace(house, log=idle), once=False, watch=watched(house), say=pytest.fail)
        assert idle.waits == [(len(story), 2.0)] * 3


# --- a database that goes away -------------------------------------------------------------------


@pytest.fixture
def proxy(postgres, tmp_path):
    Ledger.open(postgres).close()
    with closing(Proxy(postgres, tmp_path)) as standing:
        yield standing


class Story:
    """Hears what is said and how long it pauses; a move may follow on each."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy, self.said, self.pauses = proxy, [], []

    def gone(self):
        self.proxy.refuses = True
        self.proxy.cut()

    def say(self, text):
        self.said.append(text.partition("：")[0])

    def pause(self, seconds):
        self.pauses.append(seconds)


class Bounded:
    """A log that isn't waited on for ever: a test that goes wrong ends."""

    def __init__(self, ledger):
        self.ledger, self.waits = ledger, 0

    def __getattr__(self, name):
        return getattr(self.ledger, name)

    def wait(self, position, timeout):
        self.waits += 1
        if self.waits > 20:
            pytest.fail("nothing happens any more")
        return self.ledger.wait(position, timeout)


class TwiceGone(Story):
    """Gone at first until the third attempt, gone again after the models."""

    def say(self, text):
        super().say(text)
        if text.startswith("更新模型"):
            self.gone()
        if self.said.count(BACK) == 2:
            raise Enough

    def pause(self, seconds):
        super().pause(seconds)
        self.proxy.refuses = len(self.pauses) < 3


class GoneForLong(Story):
    def pause(self, seconds):
        super().pause(seconds)
        if len(self.pauses) == 8:
            raise Enough


def test_a_database_that_was_away_is_said_once_and_work_goes_on_when_it_is_back(proxy):
    with opened(proxy.url) as house:
        tell(house, *ON)
        story = TwiceGone(proxy)
        story.gone()
        bounded = replace(house, log=Bounded(house.log))
        with pytest.raises(Enough):
            run(bounded, once=False, watch=watched(house), say=story.say, pause=story.pause)
        assert story.said == [AWAY, BACK, "到期 2 条", "更新模型 bank", AWAY, BACK]
        assert story.pauses == [1, 2, 4, 1]
        assert house.views.fresh() == len(ON) + 3
        assert [view.parked() for view in house.views if view.parked()] == []


def test_the_pauses_grow_but_not_for_ever(proxy):
    with opened(proxy.url) as house:
        story = GoneForLong(proxy)
        story.gone()
        with pytest.raises(Enough):
            run(house, once=False, watch=watched(house), say=story.say, pause=story.pause)
        assert (story.said, story.pauses) == ([AWAY], [1, 2, 4, 8, 15, 15, 15, 15])


def test_once_does_not_wait_for_a_database_that_is_away(proxy):
    with opened(proxy.url) as house:
        story = Story(proxy)
        story.gone()
        with pytest.raises(Unavailable):
            run(house, once=True, watch=watched(house), say=story.say, pause=story.pause)
        assert (story.said, story.pauses) == ([], [])


# --- what was parked -----------------------------------------------------------------------------


def test_each_parked_event_is_told_once(log_url):
    changed = PartyStatusChanged(status="dormant")
    with opened(log_url) as house:
        tell(house, ("party-x", changed))
        said = []

        def say(text):
            said.append(text)
            if len(said) == 3:
                raise Enough
            tell(house, (f"party-y{len(said)}", changed))

        with pytest.raises(Enough):
            run(house, once=False, watch=watched(house), say=say)
        assert said == [PARKED] * 3
        assert len(house.views.parties.parked()) == 3


def test_control_where_nothing_is_parked_nothing_is_told(log_url):
    with opened(log_url) as house:
        tell(house, *STORY[:2])
        assert ran(house) == []


# --- a bug of ours -------------------------------------------------------------------------------


class Buggy:
    """A log that a bug of ours hides behind, twice, and then no more."""

    def __init__(self, ledger):
        self.ledger, self.waits = ledger, 0

    def __getattr__(self, name):
        return getattr(self.ledger, name)

    def wait(self, _position, _timeout):
        self.waits += 1
        if self.waits < 3:
            raise KeyError("nt7")
        if self.waits > 4:
            raise Enough
        return True


def test_a_bug_in_one_round_is_said_once_and_the_next_round_is_tried(sqlite_log):
    said, pauses = [], []
    with opened(sqlite_log) as house:
        tell(house, *ON)
        with pytest.raises(Enough):
            run(
                replace(house, log=Buggy(house.log)),
                once=False,
                watch=watched(house),
                say=said.append,
                pause=pauses.append,
            )
        assert said == ["到期 2 条", "更新模型 bank", "这一轮出错，下一轮再试：KeyError: 'nt7'"]
        assert pauses == [2.0, 2.0]


def test_a_bug_while_what_is_due_is_done_once_is_told_to_the_caller(sqlite_log):
    def say(text):
        raise KeyError(text)

    with opened(sqlite_log) as house:
        tell(house, *ON)
        with pytest.raises(KeyError):
            run(house, once=True, watch=watched(house), say=say)


def test_a_bug_in_one_reaction_keeps_no_other_waiting(sqlite_log):
    """The first line of the table has a bug; what the others find due is done all the same."""

    def buggy(*_given):
        raise KeyError("nt7")

    with opened(sqlite_log) as house:
        tell(house, *ON)
        house.views.fresh()
        bugs: list[Exception] = []
        broken = replace(CHORES[0], react=buggy)
        said: list[str] = []
        assert react(house, (broken, *CHORES), said.append, bugs)
        assert (said, [type(bug) for bug in bugs]) == (["到期 2 条", "更新模型 bank"], [KeyError])
