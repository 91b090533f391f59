"""全年目标 Target: what the county wants a figure to come to in a year. The last one set counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Permission, Role, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.shapes import Whole
from domain.core.streams import stream
from domain.results.codes import TARGETED

LARGEST = 10**17
YEARS = range(2000, 2101)


class TargetSet(Event, name="target.set", title="设定全年目标"):
    """`value` in fen or in what `TARGETED` says of the figure; 0: there is none."""

    figure: str
    year: Whole
    value: Whole


@dataclass(frozen=True)
class Target:
    """What a ruling needs to remember."""

    value: int = 0

    def after(self, event: Event) -> Target:
        return Target(event.value) if isinstance(event, TargetSet) else self


class SetTarget(Command, name="set_target", title="设定全年目标"):
    permission: ClassVar = Permission(
        frozenset({Role.ORGANIZER}), "target.role", "全年目标由助企办设定"
    )

    figure: str
    year: Whole
    value: Whole

    def about(self) -> Mapping[str, State]:
        return {stream("target", f"{self.figure}-{self.year}"): Target()}

    def decide(self, target: Target, ask: Ask) -> Iterable[Event]:
        check_code(self.figure, TARGETED, "figure")
        if self.year not in YEARS:
            raise Malformed("number.range", "年份应在 2000 到 2100 之间", "请核对", field="year")
        if not 0 <= self.value <= LARGEST:
            raise Malformed("number.range", f"应在 0 到 {LARGEST} 之间", "请核对", field="value")
        if self.value != target.value:
            yield TargetSet(figure=self.figure, year=self.year, value=self.value)
