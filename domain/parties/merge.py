"""合并 Merge: a party that was registered twice goes into the one that stays.

What it did stays in its own streams, under its own id; from then on it does nothing more. What it
still asks for or offers is withdrawn by the clock. Its credit code leads to the one that stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from domain.core.command import Ask, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.shapes import Id
from domain.core.streams import stream
from domain.parties.party import Party, PartyCommand, PartyMerged
from domain.values.text import check_text


class MergeParty(PartyCommand, name="merge_party", title="合并单位"):
    """`id` goes, `into` stays."""

    permission: ClassVar = Permission(frozenset({Role.ADMIN}), "party.role", "单位由管理员合并")

    into: Id
    reason: str

    def about(self) -> Mapping[str, State]:
        return {**super().about(), stream("party", self.into): Party()}

    def decide(self, party: Party, other: Party | None = None, *, ask: Ask) -> Iterable[Event]:
        profile = self.known(party, ask)
        if self.into == self.id or other is None:
            raise Refusal("merge.self", "不能并入自己，请填另一个单位的编号", "into")
        if party.status == "merged" and party.into == self.into:
            return  # already so
        if party.status == "merged":
            raise Refusal("merge.done", f"该单位已并入“{party.into}”", "id")
        if other.profile is None or other.status == "merged":
            raise Refusal("merge.absent", f"没有可以并入的单位“{self.into}”", "into")
        if profile.uscc and not other.profile.uscc:
            message = "保留的单位没有统一社会信用代码，请反过来合并：保留有代码的单位"
            raise Refusal("merge.code", message, "into")
        check_text(self.reason, field="reason", least=2, most=200)
        yield PartyMerged(into=self.into, reason=self.reason)
