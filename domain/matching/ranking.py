"""学习排序 Learned order: weights by which proposals are ordered, as a recorded value.

They are learned from what people decided, outside, and recorded here as whole numbers; replaying
the log never learns again. Without recorded weights the text score orders alone, and one command
goes back to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import Field

from domain.core.command import Ask, Command, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.shapes import Shape, Whole

BY_THE_HOUSE = Permission(
    frozenset({Role.SYSTEM, Role.ADMIN, Role.ORGANIZER}), "matcher.role", "撮合排序由助企办管理"
)
STREAM = "matcher-order"
MOST_DOUBT = 25_000  # millionths: how likely it may be that the learned order won by luck


class Backtest(Shape):
    """How the weights did on decisions later than those they were learned from.

    `plain` and `learned`, in millionths: how often, of two in one need's list of which one was
    taken up, the text score alone and the learned order have that one first (earlier on: the areas
    under the ROC curve over all decisions together). `doubt`: the share of resamplings, in
    millionths, in which the text score alone was as good.
    """

    learned_from: Whole  # decisions
    tested_on: Whole
    plain: Whole
    learned: Whole
    doubt: Whole


class OrderLearned(Event, name="matcher.order_learned", version=2, title="采用学习排序"):
    """`weights` are millionths a unit of each feature; `partners` are the features of each party
    that offers something, as they were then, none in version 1; `through` is the log position
    learned up to."""

    weights: dict[str, Whole]
    through: Whole
    gate: Backtest
    partners: dict[str, dict[str, Whole]]

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
        return data | {"partners": {}} if version == 1 else data


class OrderDropped(Event, name="matcher.order_dropped", title="停用学习排序"):
    """Back to the text score alone."""

    reason: str


@dataclass(frozen=True)
class Order:
    """The weights in force; none: the text score orders alone."""

    weights: Mapping[str, int] | None = None
    partners: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def after(self, event: Event) -> Order:
        match event:
            case OrderLearned():
                return Order(event.weights, event.partners)
            case OrderDropped():
                return Order()
        return self


class RecordOrder(Command):
    permission: ClassVar = BY_THE_HOUSE

    weights: dict[str, Whole]
    through: Whole
    gate: Backtest
    partners: dict[str, dict[str, Whole]] = Field(default_factory=dict)

    def about(self) -> Mapping[str, State]:
        return {STREAM: Order()}

    def decide(self, order: Order, ask: Ask) -> Iterable[Event]:
        if self.gate.learned <= self.gate.plain or self.gate.doubt > MOST_DOUBT:
            raise Refusal("order.gate", "学习到的排序没有可靠地胜过文字得分，不予采用", "gate")
        if (order.weights, order.partners) != (self.weights, self.partners):
            yield OrderLearned(
                weights=self.weights,
                through=self.through,
                gate=self.gate,
                partners=self.partners,
            )


class DropOrder(Command):
    permission: ClassVar = BY_THE_HOUSE

    reason: str

    def about(self) -> Mapping[str, State]:
        return {STREAM: Order()}

    def decide(self, order: Order, ask: Ask) -> Iterable[Event]:
        if order.weights is not None:
            yield OrderDropped(reason=self.reason)
