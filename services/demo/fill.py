"""The demo: a synthetic county's log, filled through the desk like any other.

Every step carries a command id, so a demo that was interrupted goes on where it stopped, and one
that is there already stays as it is. Where people look at it in a browser, its clock goes on from
the county's last day, and one click signs in as anybody of `ROLES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

from domain.administration.user import AddUser, Duty
from domain.core.command import Ask, Refusal, Role
from domain.core.personal import Personal
from domain.values.dates import end_of_day
from projections.core.view import Progress
from services.demo.county import TimedCommand, county
from services.house.house import House
from services.matching.refitting import refit

CHUNK = 200  # commands a transaction
MODEL_GROWTH = 1.5  # a month's growth that is worth a new model in the demo
SUPPORTED = ("e304", "e352", "e016")
ROLES = {  # who may be tried with one click, as what
    "enterprise": ("企业办事员", Duty(role="enterprise", party="e304")),
    "bank": ("银行客户经理", Duty(role="bank", party="b-01")),
    "supplier": ("服务商", Duty(role="supplier", party="s-01")),
    "university": ("高校技术转移", Duty(role="university", party="u-03")),
    "agency": ("人力资源机构", Duty(role="agency", party="a-05")),
    "department": ("政策部门", Duty(role="department", party="d-04")),
    "organizer": ("助企办", Duty(role="organizer")),
    "officer": ("助企干部", Duty(role="officer", supports=SUPPORTED)),
    "liaison": ("纪委监委联络员", Duty(role="liaison", supports=SUPPORTED)),
    "leader": ("县领导", Duty(role="leader")),
    "admin": ("管理员", Duty(role="admin")),
}


def fill(house: House, seed: int, *, share: float = 1.0, progress: Progress) -> int:
    """Fill the log; returns how many events were added."""
    commands = list(county(seed, share=share))
    name = f"demo-{seed}-{share:g}"
    before = house.log.last()
    if before and not house.log.read(f"command-{name}-0"):
        raise Refusal(
            "demo.not_empty",
            f"{house.settings.shown('log')} 里已有别的内容，演示请另选：docking --data 文件夹 demo",
            "data",
        )
    done = chunk = 0
    for month, group in groupby(
        commands, key=lambda command: (command.ask.on.year, command.ask.on.month)
    ):
        position = 0
        for some in _chunks(group):
            answer = house.desk.do_all([(w.command, w.ask) for w in some], id=f"{name}-{chunk}")
            chunk, done, position = chunk + 1, done + len(some), max(position, answer.position)
            progress("写入演示县", done, len(commands))
        house.views.fresh(house.views.market)
        ask = _system(_last_day(*month))
        step = f"{name}-fit-{month[0]}-{month[1]:02}"
        refit(house.views.proposals, house.desk, ask, growth=MODEL_GROWTH, as_of=position, id=step)
    return house.log.last() - before


def welcome(house: House) -> None:
    """Let there be a user for each of `ROLES`."""
    ask = house.ask("demo", Role.SYSTEM, source="demo")
    for role, (name, duty) in ROLES.items():
        person = Personal(subject=f"person-demo-{role}", value=name)
        house.desk.do(AddUser(id=f"demo-{role}", duty=duty, person=person), ask)


def _chunks(commands: Iterable[TimedCommand]) -> Iterator[list[TimedCommand]]:
    some: list[TimedCommand] = []
    for command in commands:
        some.append(command)
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
