"""个人 Subject: whose personal data is erased, and whose must be kept for a court.

An erasure is an event like any other; that the key goes, and the copies with it, follows from it
(`services/outbound/erasing.py`). What is held can't be erased until it is released.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from domain.core.command import Ask, Command, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.personal import Subject as SubjectId
from domain.core.streams import stream
from domain.values.text import check_text

BY_ADMINISTRATOR = Permission(
    frozenset({Role.ADMIN, Role.SYSTEM}), "subject.role", "个人信息由管理员删除"
)


class SubjectErased(Event, name="subject.erased", title="删除个人信息"):
    subject: str
    basis: str


class SubjectHeld(Event, name="subject.held", title="保全个人信息"):
    """A court or the discipline inspection holds it."""

    subject: str
    basis: str


class SubjectReleased(Event, name="subject.released", title="解除保全"):
    subject: str
    reason: str


@dataclass(frozen=True)
class Subject:
    erased: bool = False
    held: str = ""  # on what basis

    def after(self, event: Event) -> Subject:
        match event:
            case SubjectErased():
                return replace(self, erased=True)
            case SubjectHeld():
                return replace(self, held=event.basis)
            case SubjectReleased():
                return replace(self, held="")
        return self


class SubjectCommand(Command):
    permission: ClassVar = BY_ADMINISTRATOR

    subject: SubjectId

    def about(self) -> Mapping[str, State]:
        return {stream("subject", self.subject): Subject()}


class EraseSubject(SubjectCommand, name="erase_subject", title="删除个人信息"):
    """Can't be undone. `anew`: something was written of this subject since it was erased."""

    basis: str
    anew: bool = False

    def decide(self, subject: Subject, ask: Ask) -> Iterable[Event]:
        check_text(self.basis, field="basis", least=2, most=200)
        if subject.held:
            message = f"这份个人信息已保全（{subject.held}），解除保全后才能删除"
            raise Refusal("subject.held", message, "subject")
        if not subject.erased or self.anew:
            yield SubjectErased(subject=self.subject, basis=self.basis)


class HoldSubject(SubjectCommand, name="hold_subject", title="保全个人信息"):
    basis: str

    def decide(self, subject: Subject, ask: Ask) -> Iterable[Event]:
        check_text(self.basis, field="basis", least=2, most=200)
        if subject.held != self.basis:
            yield SubjectHeld(subject=self.subject, basis=self.basis)


class ReleaseSubject(SubjectCommand, name="release_subject", title="解除保全"):
    reason: str

    def decide(self, subject: Subject, ask: Ask) -> Iterable[Event]:
        check_text(self.reason, field="reason", least=2, most=200)
        if subject.held:
            yield SubjectReleased(subject=self.subject, reason=self.reason)
