"""统计数 Statistic: a figure from outside, as its source published it, for a span of days.

The house computes none of these; it says who did, and how exactly they said it. A source that
publishes a figure anew gives another event: what was shown before stays as it was shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Permission, Role, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.shapes import Day, Whole
from domain.core.streams import stream
from domain.results.codes import QUALIFIERS, STATISTICS
from domain.values.text import check_text

LARGEST = 10**17


class StatisticPublished(Event, name="statistic.published", title="填报统计数"):
    """`value` in fen, in parties or in people, as `STATISTICS` says of its kind."""

    kind: str
    first: Day
    last: Day
    value: Whole
    qualifier: str
    source: str


@dataclass(frozen=True)
class Statistic:
    """What a ruling needs to remember."""

    told: StatisticPublished | None = None

    def after(self, event: Event) -> Statistic:
        return Statistic(event) if isinstance(event, StatisticPublished) else self


class PublishStatistic(Command, name="publish_statistic", title="填报统计数"):
    permission: ClassVar = Permission(
        frozenset({Role.ORGANIZER}), "statistic.role", "统计数由助企办填报"
    )

    kind: str
    first: Day
    last: Day
    value: Whole
    qualifier: str = "exact"
    source: str

    def about(self) -> Mapping[str, State]:
        return {stream("statistic", f"{self.kind}-{self.first}-{self.last}"): Statistic()}

    def decide(self, statistic: Statistic, ask: Ask) -> Iterable[Event]:
        check_code(self.kind, STATISTICS, "kind")
        check_code(self.qualifier, QUALIFIERS, "qualifier")
        if self.last < self.first or self.first > ask.on:
            raise Malformed("day.order", "起止日期不对", "请核对", field="last")
        if not 0 <= self.value <= LARGEST:
            raise Malformed("number.range", f"应在 0 到 {LARGEST} 之间", "请核对", field="value")
        check_text(self.source, field="source", least=2, most=80)
        published = StatisticPublished(
            **self.model_dump(include=set(StatisticPublished.model_fields))
        )
        if published != statistic.told:
            yield published
