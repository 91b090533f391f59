"""What runs by itself, in one process: views follow, what is due expires, models refit, leads go
out.

The database may go away for a while; then it is said once and tried again until it is back. A bug
of ours in one round is said, and the next round is tried: the site beside it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain, repeat
from math import inf
from time import monotonic, sleep

from domain.core.command import Role
from services.automation.expiry import expire
from services.automation.reactions import deliver_leads, propose, release
from services.house.house import House, reaching
from services.house.parameters import parameters
from services.ledger.ledger import Unavailable
from services.matching.refitting import GROWTH, refit
from services.matching.responses import deadlines
from services.outbound.relay import PAUSES_S, Say, Streams

WAIT_S = 2.0
CHORES_S = 2.0  # between two looks at what nobody is waiting for
GROWS_S = 600.0  # between two looks at whether texts have grown enough for new models


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
    told: set[tuple[str, int]] = set()
    chores_at, grows_at = clock(), clock() + (0 if once else GROWS_S)

    def work() -> None:
        nonlocal chores_at, grows_at
        _let_out(house, say, streams)
        if clock() >= chores_at:
            grown = clock() >= grows_at
            if _chores(house, say, grown=grown):
                _let_out(house, say, streams)
            _tell_parked(house, say, told)
            chores_at = clock() + CHORES_S
            grows_at = clock() + GROWS_S if grown else grows_at

    if not once:
        with suppress(Unavailable), reaching():
            house.views.proposals.prepare()
            today = house.ask("house", Role.SYSTEM).on
            deadlines(today, parameters(house.desk))  # loads the calendar
    follow(house, work, once=once, say=say, pause=pause)


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


def _let_out(house: House, say: Say, streams: Streams | None) -> None:
    """Leads whose time has come, into the log and out of it. The views must have caught up."""
    ask = house.ask("house", Role.SYSTEM, source="reaction")
    if sent := deliver_leads(house, ask):
        say(f"送出线索 {len(sent)} 条")
        house.views.fresh(*house.views.readers)
    if streams:
        streams.pass_on()


def _chores(house: House, say: Say, *, grown: bool) -> bool:
    """What is over, models, proposals and consents; whether anything was done. A model that is
    missing, or that knows a word otherwise, is fitted at once; a `grown` track's only now and then.

    The views must have caught up, and have again afterwards.
    """
    ended = expire(house, house.ask("clock", Role.CLOCK, source="clock"))
    if ended:
        say(f"到期 {len(ended)} 条")
        house.views.fresh()
    ask = house.ask("fitting", Role.SYSTEM, source="clock")
    growth, lexicon = GROWTH if grown else inf, house.views.lexicons.lexicon()
    fitted = refit(house.views.proposals, house.desk, ask, growth=growth, lexicon=lexicon)
    if fitted:
        say(f"更新模型 {'、'.join(fitted)}")
        house.views.fresh()
    ask = house.ask("house", Role.SYSTEM, source="reaction")
    freed, told = release(house, ask), propose(house, ask)
    if told:
        say(f"送达建议、请求授权 {told} 件")
    if freed or told:
        house.views.fresh()
    return bool(ended or fitted or freed or told)


def _tell_parked(house: House, say: Say, told: set[tuple[str, int]]) -> None:
    """Say how many events were parked that haven't been told of, and where to look."""
    parked = {(view.name, at) for view in house.views for at, *_ in view.parked()}
    if parked - told:
        say(f"视图搁置了 {len(parked - told)} 个事件，原因见 docking views status")
    told |= parked
