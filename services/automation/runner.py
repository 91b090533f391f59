"""What runs by itself, in one process: views follow, what is due expires, models refit, leads go
out.

The database may go away for a while; then it is said once and tried again until it is back. A bug
of ours in one round is said, and the next round is tried: the site beside it goes on. While the
clock isn't believed, views follow and nothing else is done (`watch.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain, groupby, repeat
from time import sleep

from domain.core.command import Role
from projections.core.restored import OtherLog
from projections.core.view import Kept
from services.automation.expiry import MOST
from services.automation.table import AT_ONCE_S, REACTIONS, SELDOM_S, Reaction
from services.house.files import Damaged, damaged
from services.house.heartbeat import beat
from services.house.house import House
from services.house.parameters import parameters
from services.house.slow_check import SlowCheck
from services.house.views import AWAY, WAYS_ON, Views, reaching
from services.house.watch import Watch, steady
from services.ledger.ledger import FULL, Unavailable, in_words
from services.matching.responses import deadlines
from services.outbound.erasing import pass_on
from services.outbound.relay import PAUSES_S, Say, Streams

WAIT_S = 2.0
CONFIRM = "或运行 docking clock --confirm 今天的日期"
FIRST = tuple(line for line in REACTIONS if line.every_s == AT_ONCE_S)
CHORES = tuple(line for line in REACTIONS if line.every_s > AT_ONCE_S)


def run(
    house: House,
    *,
    once: bool,
    say: Say,
    pause: Callable[[float], object] = sleep,
    streams: Streams | None = None,
    clock: Callable[[], float] = steady,
    watch: Watch | None = None,
) -> None:
    """Follow the log until interrupted; `once` does what is due and returns, or raises
    `Unavailable`; otherwise `pause` is called with seconds before another attempt. Leads go out at
    once; for the chores there is time. `watch` is one that knows already what time it is.
    """
    reported: set[tuple[str, int]] = set()
    looks = {line: clock() for line in CHORES}
    if not once:
        looks |= {line: clock() + SELDOM_S for line in CHORES if line.every_s == SELDOM_S}

    bugs: list[Exception] = []
    watch, doubt = watch or Watch(house, clock), ""

    def let_out(house: House) -> None:
        """Leads whose time has come, into the log and out of it; no proposal is waited for."""
        react(house, FIRST, say, bugs, house.views.readers)
        pass_on(house, streams)

    slow = SlowCheck(house, say, clock)

    def work() -> None:
        nonlocal doubt
        if not once:
            slow.step()
        now = house.now()
        before, doubt = doubt, watch.doubt(now)
        if doubt:
            if not before:
                say(f"{doubt}。自动办理已停；时间没有错，请管理员在“系统状态”页确认，{CONFIRM}")
            return
        if before:
            say("时钟已确认，自动办理继续")
        act(replace(house, now=lambda: now))  # the clock may jump within a round, too

    def act(house: House) -> None:
        let_out(house)
        due = [line for line in CHORES if clock() >= looks[line]]
        if due:
            if react(house, due, say, bugs):
                let_out(house)
            _tell_parked(house.views, say, reported)
            looks.update({line: clock() + line.every_s for line in due})
        if bugs:  # said once everything else was done
            first, *_ = bugs
            bugs.clear()
            raise first

    if not once:
        _warm_up(house)
    follow(house, work, once=once, say=say, pause=pause)


def _warm_up(house: House) -> None:
    """What takes a while the first time; where the database is away, it is done when it is back."""
    with suppress(Unavailable), reaching():
        house.views.proposals.prepare()
        house.views.unmatched.waiting()  # what is looked at from then on is what changed
        today = house.ask("house", Role.SYSTEM).on
        deadlines(today, parameters(house.desk))  # loads the calendar


def react(
    house: House,
    lines: Iterable[Reaction],
    say: Say,
    bugs: list[Exception],
    affected: Iterable[Kept] = (),
) -> bool:
    """Do what these lines of the table find due; whether anything was. The views must have caught
    up; after each line that did anything, those that it affects (all, where none is named) have
    again. A line with a bug is put down in `bugs` and keeps no other line waiting."""
    anything = False
    for says, alike in groupby(lines, key=lambda line: line.says):
        done, more = list[str](), False
        for line in alike:
            who = line.asker
            ask = house.ask(who.actor, who.role, source=who.source)
            try:
                if names := line.react(house.views, house.desk, ask):
                    house.views.fresh(*affected)
                    done += names
                    more = more or (line.ends and len(names) == MOST)
            except (Unavailable, *AWAY):
                raise
            except Exception as bug:  # noqa: BLE001 (raised when the round is over)
                bugs.append(bug)
        if done and says:
            wait = f"（每轮一类最多 {MOST} 条，其余下一轮办理）" if more else ""
            say(says.format(n=len(done), names="、".join(done)) + wait)
        anything = anything or bool(done)
    return anything


def follow(
    house: House,
    work: Callable[[], object],
    *,
    once: bool,
    say: Say,
    pause: Callable[[float], object] = sleep,
    well: Callable[[], bool] = lambda: True,
) -> None:
    """Do the work now, and whenever something was appended or a moment has passed. `well`: whether
    what goes on beside it does, too; then a round without a fault is a beat of the heart."""
    position: int | None = None
    pauses: Iterator[int] | None = None
    said_last = ""
    while True:
        try:
            if position is not None:
                house.log.wait(position, WAIT_S)
            position = house.views.fresh()
            if pauses:
                pauses = None
                say("数据库已恢复，继续")
            with reaching():
                work()
            said_last = ""
            if well():
                beat(house.settings)
        except Unavailable as away:
            if once:
                raise
            if pauses is None:
                pauses = chain(PAUSES_S, repeat(PAUSES_S[-1]))
                reason = str(away).partition("\n")[0]
                title = in_words(away) if FULL.search(reason) else "数据库连不上"
                say(f"{title}，会一直重试：{reason}")
            pause(next(pauses))
        except Damaged:
            raise
        except Exception as bug:
            if once or damaged(bug, house.settings):
                raise
            problem = f"这一轮出错，下一轮再试：{type(bug).__name__}: {bug}"
            if isinstance(bug, OtherLog):
                problem = f"{bug}。{WAYS_ON}"
            if problem != said_last:
                say(problem)
                said_last = problem
            pause(WAIT_S)
        if once:
            return


def _tell_parked(views: Views, say: Say, reported: set[tuple[str, int]]) -> None:
    """Say how many events were parked that haven't been told of, and where to look."""
    parked = {(view.name, at) for view in views for at, *_ in view.parked()}
    if parked - reported:
        say(f"视图搁置了 {len(parked - reported)} 个事件，原因见 docking views status")
    reported |= parked
