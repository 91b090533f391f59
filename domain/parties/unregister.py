"""撤回登记 Unregister: a party that was entered by mistake is there no more, and its credit code is
free again. Its house's own: asked for where an import is taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from domain.core.command import OFFICE_AND_ADMIN, Ask, On, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.streams import stream
from domain.parties.party import (
    Claim,
    Party,
    PartyCommand,
    PartyUnregistered,
    Standing,
    UsccReleased,
)


class UnregisterParty(PartyCommand):
    """`uscc` is the code that it was registered with, `standing` what stands on its roles: whoever
    asks says both, from the views."""

    permission: ClassVar = Permission(
        OFFICE_AND_ADMIN | {Role.SYSTEM}, "party.role", "登记由助企办撤回"
    )

    uscc: str | None = None
    standing: tuple[Standing, ...] = ()

    def about(self) -> Mapping[str, State]:
        code = {stream("uscc", self.uscc): Claim()} if self.uscc else {}
        return {self.stream: Party(), **code}

    def decide(self, party: Party, claim: Claim | None = None, *, ask: Ask) -> Iterable[Event | On]:
        profile = self.known(party, ask)
        if party.status != "active" or profile.uscc != self.uscc:
            raise Refusal("party.not_active", "这个单位的情况已经变了", "id")
        if self.standing:
            message = f"这家单位还有{self.standing[0].what}"
            raise Refusal("party.role_used", message, "id")
        yield PartyUnregistered()
        if claim and claim.party == self.id:
            yield On(stream("uscc", self.uscc or ""), UsccReleased())
