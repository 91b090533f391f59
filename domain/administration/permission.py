"""权限 Permission: who may see what. What isn't written here is not allowed.

What somebody may *do* stands in the life-cycles and in each command's ruling. Here is the other
half, as a table: of each kind of thing, whether a role sees all of it, what is its own, what
belongs to the enterprises it supports, or nothing. Another's thing is answered like one that isn't
there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from domain.administration.user import SUPPORTING, Duty
from domain.core.command import Ask, Refusal, Role
from domain.parties.codes import PARTY_ROLES
from domain.values.dates import civil_date

ALL, OWN, SUPPORTED = "all", "own", "supported"

_PARTIES = tuple(Role(role) for role in PARTY_ROLES)
_EACH_ITS_OWN = dict.fromkeys(_PARTIES, OWN) | dict.fromkeys(SUPPORTING, SUPPORTED)
_OFFICE = {Role.ORGANIZER: ALL, Role.ADMIN: ALL}

SEES: dict[str, dict[Role, str]] = {
    "party": _EACH_ITS_OWN | _OFFICE,
    "party_record": dict.fromkeys(_PARTIES, OWN) | _OFFICE,  # whom to call; and to keep it up
    "party_office": _OFFICE,  # registering, and what only the office changes of a record
    "posting": _EACH_ITS_OWN | _OFFICE,
    "proposal": _EACH_ITS_OWN | _OFFICE,
    "consent": _EACH_ITS_OWN | _OFFICE,
    "lead": _EACH_ITS_OWN | _OFFICE,
    "feed": dict.fromkeys(_PARTIES, OWN),
    "channel": dict.fromkeys(_PARTIES, OWN),
    "access_key": dict.fromkeys(_PARTIES, OWN) | {Role.ADMIN: ALL},
    "overview": _OFFICE | {Role.LEADER: ALL},
    "result": _EACH_ITS_OWN | _OFFICE,
    "report": _OFFICE | {Role.LEADER: ALL},
    "statistic": {Role.ORGANIZER: ALL},
    "target": {Role.ORGANIZER: ALL},
    "name_list": {Role.ORGANIZER: ALL, Role.BANK: OWN},
    "name_list_office": {Role.ORGANIZER: ALL},
    "unmatched": _OFFICE,
    "lexicon": _OFFICE,
    "import": dict.fromkeys(_PARTIES, OWN) | _OFFICE,
    "import_parties": {Role.ORGANIZER: ALL},  # the list of all
    "parameter": _OFFICE,
    "session": dict.fromkeys((*_PARTIES, *SUPPORTING, Role.LEADER), ALL) | _OFFICE,
    "session_plan": {Role.ORGANIZER: ALL},
    "user": {Role.ADMIN: ALL},
    "account": _OFFICE,  # who can sign in, and the slips by which people get in
    "registration": _OFFICE,
    "merge": {Role.ADMIN: ALL},
    "health": {Role.ADMIN: ALL},
    "dead": {Role.ADMIN: ALL},
    "log": {Role.ADMIN: ALL},
    "subject": {Role.ADMIN: ALL},
}
UNNAMED = frozenset({Role.LEADER})  # sees figures; names of single parties only for a reason
WRITES = frozenset(_PARTIES) | {Role.ORGANIZER, Role.OFFICER, Role.ADMIN}


@dataclass(frozen=True)
class Actor:
    """Somebody at the door, known for sure. `scopes` are those of a key; None for a person."""

    user: str
    duty: Duty
    scopes: frozenset[str] | None = None
    source: str = "web"

    @property
    def role(self) -> Role:
        return Role(self.duty.role)

    @cached_property
    def parties(self) -> frozenset[str]:
        """For whom somebody stands here."""
        own = frozenset({self.duty.party}) if self.duty.party else frozenset()
        return own | frozenset(self.duty.supports)

    def sees(self, kind: str) -> frozenset[str] | None:
        """The parties whose things of this kind are shown; None: everybody's; empty: nobody's."""
        extent = SEES[kind].get(self.role)
        if extent == ALL:
            return None
        return self.parties if extent else frozenset()

    def may_see(self, kind: str, parties: Iterable[str | None]) -> bool:
        """Whether a thing of this kind is shown that belongs to these parties."""
        seen = self.sees(kind)
        return seen is None or not seen.isdisjoint(parties)

    def knows(self, kind: str) -> bool:
        """Whether there is anything of this kind for somebody in this role."""
        return self.role in SEES[kind]

    def ask(self, at: datetime, party: str | None = None) -> Ask:
        """What is asked in this name. Who supports enterprises says for which, and only for one
        that was given to him; for anybody else `party` says nothing."""
        behalf = None
        if self.role in SUPPORTING and party is not None:
            if party not in self.duty.supports:
                raise Refusal("party.absent", f"没有编号为“{party}”的单位", "party")
            behalf = party
        return Ask(
            at=at,
            on=civil_date(at),
            actor=self.user,
            role=self.role,
            party=self.duty.party,
            on_behalf_of=behalf,
            source=self.source,
        )


__all__ = ["ALL", "OWN", "SEES", "SUPPORTED", "WRITES", "Actor"]
