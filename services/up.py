"""What runs by itself, in one process: views follow, what is due expires, models refit."""

from __future__ import annotations

from collections.abc import Callable

from domain.command import Role
from services.clock import expire
from services.fitting import refit
from services.house import House

WAIT_S = 2.0


def run(house: House, *, once: bool, say: Callable[[str], object]) -> None:
    """Follow the log until interrupted; `once` does what is due and returns."""
    while True:
        position = house.catch_up()
        ended = expire(house.market, house.desk, house.ask("clock", Role.CLOCK, source="clock"))
        if ended:
            say(f"到期 {len(ended)} 条")
        house.market.catch_up(house.ledger.after)
        fitted = refit(
            house.proposals, house.desk, house.ask("fitting", Role.SYSTEM, source="clock")
        )
        if fitted:
            say(f"更新模型 {'、'.join(fitted)}")
        house.catch_up()
        if once:
            return
        house.ledger.wait(position, WAIT_S)
