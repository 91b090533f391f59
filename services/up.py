"""What runs by itself, in one process: views follow, what is due expires, models refit, leads go
out.

The database may go away for a while; then it is said once and tried again until it is back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, repeat
from time import sleep

from domain.command import Role
from services.clock import expire
from services.fitting import refit
from services.house import House, reaching
from services.ledger import Unavailable
from services.reactions import react
from services.relay import PAUSES_S, Say, Streams

WAIT_S = 2.0


def run(
    house: House,
    *,
    once: bool,
    say: Say,
    pause: Callable[[float], object] = sleep,
    streams: Streams | None = None,
) -> None:
    """Follow the log until interrupted; `once` does what is due and returns.

    `once` raises `Unavailable`; otherwise `pause` is called with seconds before another attempt.
    """
    told: set[tuple[str, int]] = set()

    def work() -> None:
        _do_what_is_due(house, say)
        if streams:
            streams.pass_on()
        _tell_parked(house, say, told)

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
    while True:
        try:
            if position is not None:
                house.ledger.wait(position, WAIT_S)
            position = house.catch_up()
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
        if once:
            return


def _do_what_is_due(house: House, say: Say) -> None:
    """The views must have caught up, and have again afterwards."""
    ended = expire(house, house.ask("clock", Role.CLOCK, source="clock"))
    if ended:
        say(f"到期 {len(ended)} 条")
        house.catch_up()
    ask = house.ask("fitting", Role.SYSTEM, source="clock")
    fitted = refit(house.proposals, house.desk, ask, lexicon=house.lexicons.lexicon())
    if fitted:
        say(f"更新模型 {'、'.join(fitted)}")
        house.catch_up()
    if done := react(house, house.ask("house", Role.SYSTEM, source="reaction")):
        say(f"送达建议、请求授权、送出线索 {done} 件")
        house.catch_up()


def _tell_parked(house: House, say: Say, told: set[tuple[str, int]]) -> None:
    """Say how many events were parked that haven't been told of, and where to look."""
    parked = {(view.name, at) for view in house.views for at, *_ in view.parked()}
    if parked - told:
        say(f"视图搁置了 {len(parked - told)} 个事件，原因见 docking views status")
    told |= parked
