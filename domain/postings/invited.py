"""受邀 Invited: whom a posting is for, where it isn't for everybody."""

from __future__ import annotations

from collections.abc import Mapping

from domain.core.command import Refusal
from domain.core.streams import stream
from domain.parties.party import Party
from domain.postings.content import Content
from domain.postings.tracks import SIDES, TRACKS


def invited(content: Content, party: str = "") -> dict[str, str]:
    """The streams of those whom a content of this party invites, each with its party's id."""
    return {stream("party", id): id for id in content.invited if id != party}


def check_invited(side: str, content: Content, guests: Mapping[str, Party]) -> None:
    """Everybody who is invited is there and may stand on the other side; `guests` by their ids."""
    roles = TRACKS[content.track].roles(SIDES[1 - SIDES.index(side)])
    for id, party in guests.items():
        if party.status != "active" or not party.roles & roles:
            message = f"受邀的“{id}”没有登记、已经停用，或者不能在对方这一侧对接"
            raise Refusal("invited.absent", message, "invited")
