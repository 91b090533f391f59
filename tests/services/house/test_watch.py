"""A clock that jumps ends nothing: what can't be undone waits until somebody has looked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from domain.administration.clock import ConfirmClock
from domain.core.command import Refusal, Role
from domain.values.dates import civil_date
from services.automation.expiry import MOST, expire_postings
from services.automation.runner import run
from services.house.house import House
from services.house.watch import Watch
from tests.services.houses import STORY, THE_DAY_AFTER, need, settings, tell, watched
from tests.spec import NOON

YEAR = timedelta(days=365)
BEGUN = NOON + timedelta(hours=1)


class Hands:
    """A wall clock and one that nobody sets; a jump moves the first alone."""

    def __init__(self, now: datetime = BEGUN) -> None:
        self.wall, self.steady = now, 0.0

    def pass_(self, **time: float) -> None:
        self.wall += timedelta(**time)
        self.steady += timedelta(**time).total_seconds()

    def jump(self, by: timedelta) -> None:
        self.wall += by


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def house(sqlite_log, hands):
    """It has a need and an offering, which end on the last day of April."""
    with House.open(settings(sqlite_log), now=lambda: hands.wall) as opened:
        tell(opened, *STORY)
        yield opened


def rounds(house, hands):
    """A process that stays: each call is a round of it, and returns what was said."""
    watch = Watch(house, lambda: hands.steady)

    def one():
        said: list[str] = []
        run(house, once=True, say=said.append, watch=watch)
        return said

    one()
    return one


def ended(house):
    return [line.name for line in house.log.after(0) if line.name.endswith(".expired")]


def clock_events(house):
    return [line.name for line in house.log.read("clock")]


def confirm(house, day=None, role=Role.ADMIN):
    command = ConfirmClock(day=day or civil_date(house.now()))
    return house.desk.do(command, house.ask("guan", role))


def test_a_clock_a_year_ahead_ends_nothing_and_is_told_once_it_is_read(house, hands):
    go = rounds(house, hands)
    hands.pass_(seconds=2)
    hands.jump(YEAR)
    [said] = go()
    assert "时钟跳了 365 天" in said
    assert (ended(house), clock_events(house)) == ([], ["clock.doubted"])
    hands.pass_(seconds=12)
    go()
    hands.jump(-YEAR)
    go()
    assert (ended(house), clock_events(house)) == ([], ["clock.doubted", "clock.returned"])


def test_control_without_the_watch_the_year_ends_everything(house, hands):
    hands.jump(YEAR)
    run(house, once=True, say=lambda _: None, watch=watched(house))
    assert sorted(ended(house)) == ["need.expired", "offering.expired"]


def test_control_time_that_passes_ends_what_is_over(house, hands):
    """The machine slept, or nobody wrote for long: the clock that nobody sets says the same."""
    go = rounds(house, hands)
    hands.pass_(days=365)
    assert [line for line in go() if "到期" in line] == ["到期 3 条"]
    assert clock_events(house) == []


def test_the_past_is_seen_as_it_was_after_the_clock_is_right_again(house, hands):
    go = rounds(house, hands)
    hands.jump(YEAR)
    go()
    hands.jump(-YEAR)
    go()
    hands.pass_(days=1)
    tell(house, *need("n9", "申请过桥资金五百万元"))
    house.views.fresh()
    assert house.views.times.position_at(hands.wall + timedelta(days=1)) == house.log.last()


def test_an_administrator_confirms_a_day_that_is_right(house, hands):
    go = rounds(house, hands)
    hands.jump(YEAR)
    go()
    with pytest.raises(Refusal, match="不是 2026-01-01"):
        confirm(house, date(2026, 1, 1))
    with pytest.raises(Refusal, match="管理员"):
        confirm(house, role=Role.ORGANIZER)
    go()
    assert ended(house) == []
    confirm(house)
    go()
    assert sorted(ended(house)) == ["need.expired", "offering.expired", "proposal.expired"]
    assert clock_events(house) == ["clock.doubted", "clock.confirmed"]


def test_a_clock_that_was_wrong_before_the_start_is_noticed(house, hands):
    """And by the next process, too, until it is right or confirmed."""
    rounds(house, hands)
    hands.jump(YEAR)
    for _ in range(2):
        rounds(house, hands)
    assert (ended(house), clock_events(house)) == ([], ["clock.doubted"])
    hands.jump(-YEAR)
    rounds(house, hands)
    assert clock_events(house) == ["clock.doubted", "clock.returned"]


def test_a_machine_whose_clock_is_right_says_nothing_of_another_ones(house, hands):
    """Each works for the same county; the second one starts while the first one is wrong."""
    go = rounds(house, hands)
    hands.jump(YEAR)
    go()
    right = Hands()
    with House.open(house.settings, now=lambda: right.wall) as other:
        rounds(other, right)
        assert clock_events(house)[-1] == "clock.returned"
        go()
        assert (ended(house), clock_events(house)[-1]) == ([], "clock.doubted")
        confirm(other)
        go()
    assert (ended(house), clock_events(house)[-1]) == ([], "clock.doubted")


def test_the_morning_after_the_longest_holiday_nobody_is_asked(house, hands):
    """People were in before; the last time before the holiday is more than its length ago."""
    rounds(house, hands)
    hands.jump(timedelta(days=9, hours=20))
    tell_at = house.ask("door", Role.SYSTEM, source="door").at
    first = house.log.read("party-b01")[0].entry()
    house.log.append([first._replace(stream="party-b09", recorded_at=tell_at, id="morning")])
    hands.jump(timedelta(hours=8))
    rounds(house, hands)
    assert clock_events(house) == []


def test_what_people_wrote_at_a_wrong_time_makes_it_no_truer(house, hands):
    """Somebody came in before the first look: the log's last time is the wrong one."""
    rounds(house, hands)
    hands.jump(YEAR)
    desk, ask = house.desk, house.ask("door", Role.SYSTEM, source="door")
    desk.ledger.append(
        [
            house.log.read("party-b01")[0]
            .entry()
            ._replace(stream="party-b09", recorded_at=ask.at, id="late")
        ]
    )
    rounds(house, hands)
    assert (ended(house), clock_events(house)) == ([], ["clock.doubted"])


@pytest.mark.parametrize(("off", "asked"), [(3, False), (9, False), (21, True)])
def test_a_county_that_was_switched_off_goes_on_or_is_asked(house, hands, off, asked):
    """A holiday is no reason to ask; what was away for longer, one answer brings back."""
    rounds(house, hands)
    hands.jump(timedelta(days=off))
    rounds(house, hands)
    assert (clock_events(house) == ["clock.doubted"]) is asked
    if asked:
        confirm(house)
        rounds(house, hands)
        rounds(house, hands)
        assert clock_events(house) == ["clock.doubted", "clock.confirmed"]


def test_a_clock_that_goes_back_proposes_nothing_twice(house, hands):
    go = rounds(house, hands)
    proposed = [line.name for line in house.log.after(0)].count("proposal.delivered")
    tell(house, *need("n9", "申请倒贷资金三百万元"))
    hands.jump(-timedelta(days=1))
    assert "时钟倒退了 1 天" in go()[0]
    assert [line.name for line in house.log.after(0)].count("proposal.delivered") == proposed


def test_one_round_ends_no_more_than_it_says(sqlite_log):
    with House.open(settings(sqlite_log), now=lambda: THE_DAY_AFTER) as house:
        tell(house, STORY[0], *(e for n in range(MOST + 3) for e in need(f"n{n}", "申请贷款")))
        house.views.fresh()
        ask = house.ask("clock", Role.CLOCK, source="clock")
        said: list[str] = []
        run(house, once=True, say=said.append, watch=watched(house))
        assert said[0] == f"到期 {MOST} 条（每轮一类最多 {MOST} 条，其余下一轮办理）"
        assert len(expire_postings(house.views, house.desk, ask)) == 3
