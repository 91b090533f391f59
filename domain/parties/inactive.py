"""停办 Inactive: parties that do nothing for now, or nothing any more.

Nobody signs in for them, their keys and streams are refused, nothing is sent to them, and consents
to them end. Who can't be reached or stands still may come back: what such a party has published is
paused. What is gone for good is withdrawn, and the consents that it gave end too.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.core.command import Ask, Refusal
from domain.core.streams import stream
from domain.parties.acting import PARTIES, party_of
from domain.parties.party import TITLES, Party

FOR_NOW = frozenset({"unreachable", "dormant"})
FOR_GOOD = frozenset({"deregistered", "merged"})
INACTIVE = FOR_NOW | FOR_GOOD


def asking_party(ask: Ask) -> Mapping[str, Party]:
    """The stream of the party in whose name somebody asks; none where office, clock or house do."""
    party = party_of(ask) if ask.role in PARTIES else None
    return {stream("party", party): Party()} if party else {}


def refuse_inactive(status: str, field: str = "party", into: str = "") -> None:
    """Raises a refusal where nobody may act for a party of this status; `into`: the name of what it
    was merged into."""
    if status == "merged" and into:
        message = f"这家单位已并入{into}，请用{into}的账号登录；没有账号的请联系助企办"
        raise Refusal("party.inactive", message, field)
    if status in INACTIVE:
        message = f"这家单位的状态是“{TITLES[status]}”，不能再登录和办理；有疑问请联系助企办"
        raise Refusal("party.inactive", message, field)
