"""What runs by itself, in one process: views follow, what is due expires, models refit, leads go
out.

The database may go away for a while; then it is said once and tried again until it is back. A bug
of ours in one round is said, and the next round is tried: the site beside it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, groupby, repeat
from time import monotonic, sleep

from domain.core.command import Role
from projections.core.view import Kept
from services.automation.table import AT_ONCE_S, REACTIONS, SELDOM_S, Reaction
from services.house.house import House
from services.house.parameters import parameters
from services.house.views import AWAY, Views, reaching
from services.ledger.ledger import Unavailable
from services.matching.responses import deadlines
from services.outbound.erasing import pass_on
from services.outbound.relay import PAUSES_S, Say, Streams

WAIT_S = 2.0
FIRST = tuple(line for line in REACTIONS if line.every_s == AT_ONCE_S)
CHORES = tuple(line for line in REACTIONS if line.every_s > AT_ONCE_S)


def run(
    house: House,
    *,
    once: bool,
    say: Say,
    pause: Callable[[float], object] = sleep,
    streams: Streams | None = None,
    clock: Callable[[], float] = monotonic,
) -> None:
    """Follow the log until interrupted; `once` does what is due and returns.

    `once` raises `Unavailable`; otherwise `pause` is called with seconds before another attempt.
    Leads go out at once; for the chores there is time.
    """
    reported: set[tuple[str, int]] = set()
    looks = {line: clock() for line in CHORES}
    if not once:
        looks |= {line: clock() + SELDOM_S for line in CHORES if line.every_s == SELDOM_S}

    bugs: list[Exception] = []

    def let_out() -> None:
        """Leads whose time has come, into the log and out of it; no proposal is waited for."""
        react(house, FIRST, say, bugs, house.views.readers)
        pass_on(house, streams)

    def work() -> None:
        let_out()
        due = [line for line in CHORES if clock() >= looks[line]]
        if due:
            if react(house, due, say, bugs):
                let_out()
            _tell_parked(house.views, say, reported)
            looks.update({line: clock() + line.every_s for line in due})
        if bugs:  # said once everything else was done
            first, *_ = bugs
            bugs.clear()
            raise first

    if not once:
        with suppress(Unavailable), reaching():
            house.views.proposals.prepare()
            house.views.unmatched.waiting()  # what is looked at from then on is what changed
            today = house.ask("house", Role.SYSTEM).on
            deadlines(today, parameters(house.desk))  # loads the calendar
    follow(house, work, once=once, say=say, pause=pause)


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
        done: list[str] = []
        for line in alike:
            who = line.asker
            ask = house.ask(who.actor, who.role, source=who.source)
            try:
                if names := line.react(house.views, house.desk, ask):
                    house.views.fresh(*affected)
                    done += names
            except (Unavailable, *AWAY):
                raise
            except Exception as bug:  # noqa: BLE001 (raised when the round is over)
                bugs.append(bug)
        if done and says:
            say(says.format(n=len(done), names="、".join(done)))
        anything = anything or bool(done)
    return anything


def follow(
    house: House,
    work: Callable[[], object],
    *,
    once: bool,
    say: Say,
    pause: Callable[[float], object] = sleep,
) -> None:
    """Do the work now, and whenever something was appended or a moment has passed."""
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
        except Unavailable as away:
            if once:
                raise
            if pauses is None:
                pauses = chain(PAUSES_S, repeat(PAUSES_S[-1]))
                say(f"数据库连不上，会一直重试：{str(away).partition(chr(10))[0]}")
            pause(next(pauses))
        except Exception as bug:
            if once:
                raise
            problem = f"这一轮出错，下一轮再试：{type(bug).__name__}: {bug}"
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
