"""参数 Parameter: figures that an administrator may change, each from a day on.

What was decided under an older figure stays as it was: every value has its first day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.shapes import Day, Whole


@dataclass(frozen=True)
class Row:
    """A parameter as people see it."""

    title: str
    unit: str
    default: int
    least: int
    most: int


PARAMETERS = {
    "proposal_days": Row("建议的答复期限", "天", 14, 1, 90),
    "proposals_a_day": Row("每单位每天最多新增的建议", "条", 5, 1, 100),
    "acknowledge_workdays": Row("线索确认收到期限", "个工作日", 1, 1, 10),
    "contact_workdays": Row("线索首次联系期限", "个工作日", 3, 1, 30),
    "decide_days": Row("线索决定期限", "天", 30, 1, 365),
    "teaser_crowd": Row("授权前匿名门槛", "家", 5, 5, 1000),
    "trials_a_day": Row("每单位每天可试算的次数", "次", 3, 1, 20),
    "offering_changes_a_day": Row("每单位每天可发布、修改产品和服务的次数", "次", 10, 1, 100),
    "amount_over_percent": Row("金额、利率、期限超过需求或意向的多少要确认", "%", 120, 100, 10_000),
    "amount_under_percent": Row("金额、期限不到需求或授信的多少要确认", "%", 10, 0, 100),
    "second_person_wan": Row("金额达到多少由第二人复核", "万元", 2000, 1, 10_000_000),
    "ask_above_wan": Row("成果、会面填报超过多少要确认", "万元", 5000, 1, 10_000_000),
    "first_password_days": Row("首次登录密码几天内有效", "天", 7, 1, 90),
    "backup_days": Row("几天没有备份要提醒", "天", 2, 1, 90),
    "second_factor_admin": Row("管理员登录必须用动态码（1 必须，0 自愿）", "", 0, 0, 1),
    "second_factor_office": Row(
        "助企办、干部、领导登录必须用动态码（1 必须，0 自愿）", "", 0, 0, 1
    ),
    "second_factor_bank": Row("银行登录必须用动态码（1 必须，0 自愿）", "", 0, 0, 1),
}
OF_SIGN_IN = frozenset(
    {"first_password_days", "second_factor_admin", "second_factor_office", "second_factor_bank"}
)


RENAMED = {"revisions_a_day": "offering_changes_a_day"}  # since publications count as well


class ParameterSet(Event, name="parameter.set", title="更改参数", version=2):
    """Version 1 may have a name that was since exchanged."""

    parameter: str
    value: Whole
    since: Day

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
        name = data["parameter"]
        return data | {"parameter": RENAMED.get(name, name)} if version == 1 else data


class CalendarDaySet(Event, name="calendar.day_set", title="调整工作日"):
    """A day that isn't as the holiday calendar says: a make-up day at work, a day off."""

    day: Day
    working: bool


@dataclass(frozen=True)
class Parameters:
    """Every value with its first day; and the days set by hand."""

    values: Mapping[str, tuple[tuple[date, int], ...]] = field(default_factory=dict)
    days: Mapping[date, bool] = field(default_factory=dict)

    def after(self, event: Event) -> Parameters:
        match event:
            case ParameterSet():
                rows = (*self.values.get(event.parameter, ()), (event.since, event.value))
                return Parameters({**self.values, event.parameter: rows}, self.days)
            case CalendarDaySet():
                return Parameters(self.values, {**self.days, event.day: event.working})
        return self

    def on(self, name: str, day: date) -> int:
        """The value in force on a day: of those that had begun, the one set last for the latest.
        Where an older log has less than may be set by now, that is what counts."""
        begun = [(since, place, value) for place, (since, value) in self._rows(name, day)]
        row = PARAMETERS[name]
        return max(row.least, max(begun)[2]) if begun else row.default

    def _rows(self, name: str, day: date) -> list[tuple[int, tuple[date, int]]]:
        return [row for row in enumerate(self.values.get(name, ())) if row[1][0] <= day]


BY_OFFICE = Permission(
    frozenset({Role.ADMIN, Role.ORGANIZER, Role.SYSTEM}), "parameter.role", "参数由管理员更改"
)
STREAM = "parameters"


class SetParameter(Command, name="set_parameter", title="更改参数"):
    permission: ClassVar = BY_OFFICE

    name: str
    value: Whole
    since: Day

    def about(self) -> Mapping[str, State]:
        return {STREAM: Parameters()}

    def decide(self, parameters: Parameters, ask: Ask) -> Iterable[Event]:
        check_code(self.name, PARAMETERS, "name", "parameter.unknown")
        row = PARAMETERS[self.name]
        if self.name in OF_SIGN_IN and ask.role is Role.ORGANIZER:
            raise Refusal("parameter.role", "登录的参数由管理员更改", "name")
        if not row.least <= self.value <= row.most:
            message = f"{row.title}应在 {row.least} 到 {row.most} {row.unit}之间"
            raise Malformed("number.range", message, value=str(self.value), field="value")
        if self.since < ask.on:
            raise Refusal("parameter.past", "参数只能从今天或以后起改变", "since")
        if parameters.on(self.name, self.since) != self.value:
            yield ParameterSet(parameter=self.name, value=self.value, since=self.since)


class SetCalendarDay(Command, name="set_calendar_day", title="调整工作日"):
    permission: ClassVar = BY_OFFICE

    day: Day
    working: bool

    def about(self) -> Mapping[str, State]:
        return {STREAM: Parameters()}

    def decide(self, parameters: Parameters, ask: Ask) -> Iterable[Event]:
        if parameters.days.get(self.day) is not self.working:
            yield CalendarDaySet(day=self.day, working=self.working)
