"""Invitations to a docking session: from the proposals between unmet needs and those who offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain.core.command import Role
from domain.sessions.session import Session
from projections.leads.leads import SIGNED
from projections.matching.unmatched_reasons import OPEN
from projections.postings.posting_table import PostingRow
from services.house.views import Views
from services.sessions.planning import POINTS

if TYPE_CHECKING:
    from services.planner.invite import Candidate, Cover


def question(
    views: Views,
    id: str,
    state: Session,
    *,
    theme: str = "",
    region: str = "",
    as_of: int | None = None,
) -> tuple[list[Candidate], list[Cover]]:
    """Who could come, and who would cover which unmet need with what score: of needs whose text has
    one of the theme's words, and whose owner is in the region (a code or the beginning of one).
    `as_of` is a log position, None for now."""
    from services.planner.invite import Candidate, Cover  # noqa: PLC0415 (loads scipy)

    assert state.details is not None
    track = state.details.track
    met = {lead.need for lead in views.leads.all(as_of=as_of) if lead.status in SIGNED}
    words = theme.split()
    rows = [row for row in views.proposals.all(track=track, as_of=as_of) if row.need not in met]
    needs = views.market.some("need", {row.need for row in rows}, as_of) if words else {}
    parties = {party for row in rows for party in row.parties}
    known = views.parties.some(parties, as_of)
    before = views.sessions.invited(but=id, as_of=as_of)
    covers = []
    sides: dict[str, str] = {}
    for row in rows:
        owner, partner = known.get(row.need_party), known.get(row.offering_party)
        if owner is None or partner is None or owner.id == partner.id:
            continue
        text = needs[row.need].content if row.need in needs else None
        if words and not (text and any(word in text.title + text.text for word in words)):
            continue
        if region and not (owner.profile.region or "").startswith(region):
            continue
        score = max(1, row.score * POINTS // 1_000_000)
        sides |= {party.id: _side(party.profile.roles) for party in (owner, partner)}
        if sides[owner.id] != sides[partner.id]:
            covers.append(Cover(row.need, owner.id, partner.id, score))
    used = {party for cover in covers for party in (cover.owner, cover.partner)}
    candidates = [Candidate(party, sides[party], party not in before) for party in sorted(used)]
    return candidates, covers


def unconfirmed(
    views: Views, track: str, proposed: Iterable[str], as_of: int | None = None
) -> dict[str, list[PostingRow]]:
    """待确认: enterprises that nothing is proposed for, with their needs that wait for an
    answer. The office sees them and may ask them; nobody is invited for that alone."""
    by_party: dict[str, list[PostingRow]] = {}
    for unmatched in views.unmatched.of(track, as_of).values():
        if unmatched.reason in OPEN:
            by_party.setdefault(unmatched.need.party, []).append(unmatched.need)
    return {party: by_party[party] for party in sorted(by_party.keys() - set(proposed))}


def _side(roles: tuple[str, ...]) -> str:
    return "enterprise" if Role.ENTERPRISE in roles else "partner"
