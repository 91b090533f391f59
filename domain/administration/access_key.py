"""接口密钥 Access key: a program of an organization asks without anybody signing in.

The key itself is shown once and never kept; what it is checked against stands beside the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.shapes import Codes, Day, Id
from domain.core.streams import stream
from domain.parties.party import Party
from domain.values.text import check_text

SCOPES = {"read": "查看", "write": "办理", "feed": "收取线索消息", "channel": "更改线索送到哪里"}
LONGEST_DAYS = 731
ACTOR = "key-"  # begins the name in which a program with a key acts


class KeyIssued(Event, name="access_key.issued", title="发放密钥"):
    party: str
    title: str
    scopes: Codes
    until: Day


class KeyRevoked(Event, name="access_key.revoked", title="收回密钥"): ...


class KeyUsed(Event, name="access_key.used", title="使用密钥"):
    """The first request of a day."""


@dataclass(frozen=True)
class AccessKey:
    """What a ruling needs to remember."""

    status: str = "absent"  # live, revoked
    party: str = ""

    def after(self, event: Event) -> AccessKey:
        match event:
            case KeyIssued():
                return AccessKey("live", event.party)
            case KeyRevoked():
                return replace(self, status="revoked")
        return self


class IssueKey(Command):
    """The secret is made and kept at the door; here is what it may do, and until when."""

    id: Id
    party: Id
    title: str
    scopes: Codes
    until: Day

    def about(self) -> Mapping[str, State]:
        return {stream("access_key", self.id): AccessKey(), stream("party", self.party): Party()}

    def decide(self, key: AccessKey, party: Party, ask: Ask) -> Iterable[Event]:
        for_party(self.party, ask)
        if key.status != "absent":
            raise Refusal("access_key.known", "这个密钥编号已用过", "id")
        if party.status != "active":
            raise Refusal("party.not_active", f"没有有效的单位“{self.party}”", "party")
        check_text(self.title, field="title", least=1, most=40)
        for scope in self.scopes or ("",):
            check_code(scope, SCOPES, "scopes", "access_key.scopes")
        if not ask.on <= self.until <= ask.on + timedelta(days=LONGEST_DAYS):
            raise Refusal("access_key.until", "期限应在今天到两年之内", "until")
        yield KeyIssued(party=self.party, title=self.title, scopes=self.scopes, until=self.until)


class KeyCommand(Command):
    id: Id

    def about(self) -> Mapping[str, State]:
        return {stream("access_key", self.id): AccessKey()}


class RevokeKey(KeyCommand, name="revoke_key", title="收回密钥"):
    def decide(self, key: AccessKey, ask: Ask) -> Iterable[Event]:
        if key.status == "absent" or not speaks(key.party, ask):
            raise Refusal("access_key.absent", "没有这个密钥", "id")
        if key.status == "live":
            yield KeyRevoked()


class NoteUse(KeyCommand):
    """The house notes that a key is in use, once a day."""

    permission: ClassVar = Permission(
        frozenset({Role.SYSTEM}), "access_key.role", "只有系统自己记录密钥的使用"
    )

    def decide(self, key: AccessKey, ask: Ask) -> Iterable[Event]:
        if key.status == "live":
            yield KeyUsed()


def speaks(party: str, ask: Ask) -> bool:
    return ask.role is Role.ADMIN or ask.party == party


def for_party(party: str, ask: Ask) -> None:
    if not speaks(party, ask):
        raise Refusal("access_key.role", "只能为本单位办理密钥", "party")
