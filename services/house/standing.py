"""What stands on a party's roles: postings that haven't ended, leads that are out, users."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from domain.leads.lead import IN_PROGRESS
from domain.parties.codes import PARTY_ROLES
from domain.parties.party import Standing
from domain.postings.posting import STANDING
from domain.postings.tracks import SIDES, TRACKS
from services.house.views import Views

TITLES = {"need": "需求", "offering": "供给"}


def standing_on(views: Views, party: str, but: Collection[str] = ()) -> tuple[Standing, ...]:
    """Without the postings `but`. The market, the leads and the users must have caught up."""
    return (*_postings(views, party, but), *_leads(views, party), *_users(views, party))


def _postings(views: Views, party: str, but: Collection[str]) -> Iterator[Standing]:
    for head in views.market.heads([party]):
        if head.status in STANDING and head.id not in but:
            roles = sorted(TRACKS[head.track].roles(head.side))
            yield Standing(roles=roles, what=f"{TITLES[head.side]}“{head.title}”")


def _leads(views: Views, party: str) -> Iterator[Standing]:
    for status in IN_PROGRESS:
        for lead in views.leads.all(parties=[party], status=status):
            sides = zip(SIDES, (lead.enterprise, lead.receiver), strict=True)
            for side in (side for side, whose in sides if whose == party):
                roles = sorted(TRACKS[lead.track].roles(side))
                yield Standing(roles=roles, what=f"办理中的线索“{lead.headline or lead.id}”")


def _users(views: Views, party: str) -> Iterator[Standing]:
    for user in views.users.of_party(party):
        if user.duty.role in PARTY_ROLES:
            yield Standing(roles=(user.duty.role,), what=f"用户“{user.id}”")
