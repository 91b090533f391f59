"""修改申请 Revision request: a party wants to be known otherwise; the office agrees or says why.

Name, roles, industry and size are what others rely on when they let a party have their data, so
nobody says them of itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from domain.core.command import OFFICE_AND_ADMIN, Ask, Permission, Refusal
from domain.core.event import Event
from domain.parties.party import (
    Party,
    PartyCommand,
    PartyRevisionAsked,
    PartyRevisionDeclined,
    Profile,
    ReviseParty,
    check_change,
    stays,
)
from domain.values.text import check_text

BY_OFFICE = Permission(OFFICE_AND_ADMIN, "party.role", "修改申请由助企办审核")


class AskRevision(PartyCommand, name="ask_revision", title="申请修改单位资料"):
    """Of all of it; asked again, it takes the place of what was asked before."""

    profile: Profile

    def decide(self, party: Party, ask: Ask) -> Iterable[Event]:
        profile = self.known(party, ask)
        stays(party)
        check_change(profile, self.profile)
        if self.profile not in {profile, party.asked}:
            yield PartyRevisionAsked(profile=self.profile)


class AcceptRevision(ReviseParty):
    """`profile` is what the office has read: something else asked meanwhile isn't agreed to."""

    permission: ClassVar = BY_OFFICE

    def decide(self, party: Party, ask: Ask) -> Iterable[Event]:
        if self.profile == party.profile:
            return
        if self.profile != party.asked:
            message = "没有这份修改申请，或者对方又改了：请重新看一遍"
            raise Refusal("party.asked", message, "id")
        yield from super().decide(party, ask)


class DeclineRevision(PartyCommand, name="decline_revision", title="退回修改申请"):
    permission: ClassVar = BY_OFFICE

    reason: str

    def decide(self, party: Party, ask: Ask) -> Iterable[Event]:
        self.known(party, ask)
        if party.asked is None:
            raise Refusal("party.asked", "没有待审核的修改申请", "id")
        check_text(self.reason, field="reason", least=2, most=200)
        yield PartyRevisionDeclined(reason=self.reason)
