"""名录库 Name list: market entities that banks are asked to lend to first, and what they were lent.

Who is on the list changes a batch at a time; each bank reports what it lent to the members once a
month, whole, and a report that comes again replaces the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar

from pydantic import Field

from domain.core.command import Ask, Command, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.shapes import Codes, Id, Shape, Whole
from domain.core.streams import stream
from domain.values.money import MOST_FEN
from domain.values.text import check_text

BY_OFFICE = Permission(frozenset({Role.ORGANIZER}), "namelist.role", "名录库由助企办维护")
MOST_TOGETHER = 5000  # parties or rows in one command
Month = Annotated[str, Field(pattern=r"^(19|20)\d{2}-(0[1-9]|1[0-2])$")]


class Lent(Shape):
    """What a bank lent to one member in a month."""

    party: str
    fen: Whole


class MembersListed(Event, name="namelist.listed", title="列入名录库"):
    parties: Codes


class MembersRemoved(Event, name="namelist.removed", title="移出名录库"):
    parties: Codes
    reason: str


class LendingReported(Event, name="namelist.lending_reported", title="填报名录库放款"):
    bank: str
    month: str
    rows: tuple[Lent, ...]


@dataclass(frozen=True)
class NameList:
    """What a ruling needs to remember."""

    members: frozenset[str] = frozenset()
    reports: Mapping[tuple[str, str], tuple[Lent, ...]] = field(default_factory=dict)

    def after(self, event: Event) -> NameList:
        match event:
            case MembersListed():
                return replace(self, members=self.members | set(event.parties))
            case MembersRemoved():
                return replace(self, members=self.members - set(event.parties))
            case LendingReported():
                key = (event.bank, event.month)
                return replace(self, reports={**self.reports, key: event.rows})
        return self


class NameListCommand(Command):
    id: Id

    def about(self) -> Mapping[str, State]:
        return {stream("namelist", self.id): NameList()}


class ListMembers(NameListCommand, name="list_members", title="列入名录库"):
    permission: ClassVar = BY_OFFICE

    parties: tuple[Id, ...]

    def decide(self, listed: NameList, ask: Ask) -> Iterable[Event]:
        not_too_many(self.parties, "parties")
        new = set(self.parties) - listed.members
        if new:
            yield MembersListed(parties=tuple(sorted(new)))


class RemoveMembers(NameListCommand, name="remove_members", title="移出名录库"):
    permission: ClassVar = BY_OFFICE

    parties: tuple[Id, ...]
    reason: str

    def decide(self, listed: NameList, ask: Ask) -> Iterable[Event]:
        not_too_many(self.parties, "parties")
        check_text(self.reason, field="reason", least=2, most=200)
        gone = set(self.parties) & listed.members
        if gone:
            yield MembersRemoved(parties=tuple(sorted(gone)), reason=self.reason)


class ReportLending(NameListCommand, name="report_lending", title="填报名录库放款"):
    """By the bank itself, or the office for it; the month must have begun."""

    bank: Id
    month: Month
    rows: tuple[Lent, ...]

    def decide(self, listed: NameList, ask: Ask) -> Iterable[Event]:
        if ask.role is not Role.ORGANIZER and not (
            ask.role is Role.BANK and ask.party == self.bank
        ):
            raise Refusal("namelist.role", "放款由银行自己填报，或由助企办代填", "bank")
        not_too_many(self.rows, "rows")
        if self.month > ask.on.isoformat()[:7]:
            raise Malformed("month.ahead", "这个月还没有到", "请核对", field="month")
        parties = [row.party for row in self.rows]
        if len(set(parties)) < len(parties):
            raise Malformed("namelist.twice", "一家只能有一行", "请合并", field="rows")
        for place, row in enumerate(self.rows):
            if not 0 < row.fen <= MOST_FEN:
                message = f"第 {place + 1} 行：金额应大于零"
                raise Malformed("number.range", message, "请核对", field="rows")
            if row.party not in listed.members:
                raise Refusal("namelist.stranger", f"“{row.party}”不在名录库", "rows")
        if listed.reports.get((self.bank, self.month)) != self.rows:
            yield LendingReported(bank=self.bank, month=self.month, rows=self.rows)


def not_too_many(rows: tuple[object, ...], name: str) -> None:
    if not 0 < len(rows) <= MOST_TOGETHER:
        message = f"一次应有 1 到 {MOST_TOGETHER} 行"
        raise Malformed("number.range", message, "请分几次", field=name)
