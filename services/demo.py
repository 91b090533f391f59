"""The demo: a synthetic county's log, filled through the desk like any other.

Every step carries a command id, so a demo that was interrupted goes on where it stopped, and one
that is there already stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

from domain.civil import end_of_day
from domain.command import Ask, Refusal, Role
from projections.view import Progress
from services.county import Wish, county
from services.fitting import refit
from services.house import House

CHUNK = 200  # wishes a transaction
MODEL_GROWTH = 1.5  # a month's growth that is worth a new model in the demo


def fill(house: House, seed: int, *, share: float = 1.0, progress: Progress) -> int:
    """Fill the log; returns how many events were added."""
    wishes = list(county(seed, share=share))
    name = f"demo-{seed}-{share:g}"
    before = house.ledger.last()
    if before and not house.ledger.read(f"command-{name}-0"):
        raise Refusal(
            "demo.not_empty",
            f"{house.settings.shown('log')} 里已有别的内容，演示请另选：docking --data 文件夹 demo",
            "data",
        )
    done = chunk = 0
    for month, group in groupby(wishes, key=lambda wish: (wish.ask.on.year, wish.ask.on.month)):
        position = 0
        for some in _chunks(group):
            answer = house.desk.do_all([(w.command, w.ask) for w in some], id=f"{name}-{chunk}")
            chunk, done, position = chunk + 1, done + len(some), max(position, answer.position)
            progress("写入演示县", done, len(wishes))
        house.market.catch_up(house.ledger.after)
        ask = _system(_last_day(*month))
        step = f"{name}-fit-{month[0]}-{month[1]:02}"
        refit(house.proposals, house.desk, ask, growth=MODEL_GROWTH, as_of=position, id=step)
    return house.ledger.last() - before


def _chunks(wishes: Iterable[Wish]) -> Iterator[list[Wish]]:
    some: list[Wish] = []
    for wish in wishes:
        some.append(wish)
        if len(some) == CHUNK:
            yield some
            some = []
    if some:
        yield some


def _system(day: date) -> Ask:
    at = end_of_day(day)
    return Ask(at=at, on=day, actor="fitting", role=Role.SYSTEM, source="demo")


def _last_day(year: int, month: int) -> date:
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)
