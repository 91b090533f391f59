"""What anybody may browse: the public needs and offerings, without whose they are; and what an
enterprise that looks at an offering still lacks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.parties.codes import INSTITUTIONS, is_institution
from domain.parties.names import without_name
from domain.postings.rules import Facet
from domain.postings.visibility import is_public, shows_owner
from projections.core.search import words
from projections.matching.conditions import (
    LIVE,
    conditions,
    lacking,
    leaves_conditions_to_its_text,
    would_ask,
)
from projections.parties.parties import PartyRow
from projections.parties.record import known_of
from projections.postings.posting_table import PostingRow
from projections.postings.public import public_counts, public_postings
from services.web.request import NotHere, PageRequest

MOST_NAMED = 200


@dataclass(frozen=True)
class PublicPosting:
    """`title` and `text` as anybody may read them; `institution`: whose offering it is, where that
    is a public institution, which people need to know."""

    row: PostingRow
    title: str
    text: str
    institution: str = ""


@dataclass(frozen=True)
class OwnConditions:
    """The conditions of an offering, held against a need of the party, or against its record;
    `untold`: those for applying stand in its text alone."""

    party: str
    need: PostingRow | None
    held: Sequence[Facet]
    untold: bool = False

    @property
    def lacking(self) -> list[Facet]:
        return lacking(self.held)


def browsed(
    request: PageRequest, *, text: str, side: str = "", track: str = "", after: int, limit: int
) -> tuple[list[PublicPosting], int]:
    """The latest first, and how many there are. By the words of a text: in what may be read, or
    in the name of an institution."""
    parties = {word: _institutions_called(request, word) for word in words(text)}
    rows, many = public_postings(
        request.house.views.market,
        text=text,
        parties=parties,
        side=side,
        track=track,
        after=after,
        limit=limit,
        as_of=request.at,
        seen=_seen(request),
    )
    return _as_public(request, rows), many


def public_posting(request: PageRequest, side: str, id: str) -> PublicPosting:
    """What anybody may read of a posting. Raises `NotHere` unless it is public, and stands; on a
    past day too what is so no more, but to whom it would be shown anyway."""
    market, seen = request.house.views.market, _seen(request)
    row = market.posting(side, id, request.at)
    if row is None or not _is_open(row):
        raise NotHere
    if request.at is not None and seen is not None and row.party not in seen:
        now = market.posting(side, id)
        if now is None or not _is_open(now):
            raise NotHere
    [shown] = _as_public(request, [row])
    return shown


def counts(request: PageRequest) -> dict[tuple[str, str], int]:
    """How many there are, by track and side."""
    return public_counts(request.house.views.market, request.at, _seen(request))


def _is_open(row: PostingRow) -> bool:
    return row.status == "published" and is_public(row.content)


def _seen(request: PageRequest) -> frozenset[str] | None:
    """The parties whose postings are shown to who looks, public or not; None for all."""
    return frozenset() if request.visit is None else request.actor.sees("posting")


def enterprises_of(request: PageRequest) -> list[PartyRow]:
    """The enterprises that somebody acts for, by their names."""
    if request.visit is None:
        return []
    rows = request.house.views.parties.some(request.actor.parties, request.at).values()
    own = (row for row in rows if "enterprise" in row.profile.roles)
    return sorted(own, key=lambda row: row.profile.title)


class Asker:
    """An enterprise that looks at offerings: its needs and its record are read once."""

    def __init__(self, request: PageRequest, party: PartyRow) -> None:
        needs = request.house.views.market.postings(side="need", party=party.id, as_of=request.at)
        self.party, self.today = party, request.today
        self.needs = [row for row in needs if row.status in LIVE]

    def conditions(self, offering: PostingRow) -> OwnConditions:
        """Against the need on the offering's track that lacks least, else against the record."""
        made = offering.content
        untold = leaves_conditions_to_its_text(made)
        held = [
            OwnConditions(self.party.id, need, conditions(need.content, made), untold)
            for need in self.needs
            if need.track == offering.track
        ]
        if held:
            return min(held, key=lambda own: len(own.lacking))
        known = known_of(self.party, f"{offering.track}.need")
        need = would_ask(offering.track, known, self.today)
        return OwnConditions(self.party.id, None, conditions(need, made), untold)


def _as_public(request: PageRequest, rows: Sequence[PostingRow]) -> list[PublicPosting]:
    owners = request.house.views.parties.some({row.party for row in rows}, request.at)
    return [_shown(row, owners.get(row.party)) for row in rows]


def _shown(row: PostingRow, owner: PartyRow | None) -> PublicPosting:
    content = row.content
    if owner is None:
        return PublicPosting(row, content.title, content.text)
    name = owner.profile.title
    if shows_owner(row.side, owner.profile.roles):
        return PublicPosting(row, content.title, content.text, name)
    return PublicPosting(row, without_name(content.title, name), without_name(content.text, name))


def _institutions_called(request: PageRequest, text: str) -> set[str]:
    rows, _ = request.house.views.parties.page(
        text=text, roles=tuple(sorted(INSTITUTIONS)), limit=MOST_NAMED, as_of=request.at
    )
    return {row.id for row in rows if is_institution(row.profile.roles)}
