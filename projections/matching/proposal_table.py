"""The rows that proposals are shown from: their table, how they are found, ordered and stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    delete,
    or_,
    true,
)

from domain.core.canonical import canonical
from domain.matching.grade import GRADES, grade, scores_of
from domain.matching.proposal import Shown
from domain.postings.tracks import TRACKS
from projections.core.rows import as_row
from projections.matcher import Model, millionths
from projections.matching.pairing import ProposedPair

META = MetaData()
PROPOSAL = Table(
    "proposal",
    META,
    Column("id", String(16), primary_key=True),
    Column("track", String(20), nullable=False, index=True),
    Column("need", String(64), nullable=False, index=True),
    Column("need_edition", Integer, nullable=False),
    Column("need_party", String(64), nullable=False, index=True),
    Column("need_title", Text, nullable=False),
    Column("offering", String(64), nullable=False, index=True),
    Column("offering_edition", Integer, nullable=False),
    Column("offering_party", String(64), nullable=False, index=True),
    Column("offering_title", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("score", Integer, nullable=False),  # millionths
    Column("worth", BigInteger, nullable=False),  # what it is ordered by
    Column("rank_for_need", Integer),
    Column("rank_for_offering", Integer),
    Column("model", String(64), nullable=False),
    Column("order", Text, nullable=False),  # canonical JSON: the parts of a learned worth
)
Index("proposal_best", PROPOSAL.c.worth.desc(), PROPOSAL.c.id)  # the best of a whole county


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal: both sides as they were read, the text's points and the score that they make
    (millionths), what it is ordered by (`worth`) with the parts of a learned worth (`order`), and
    its place on each side's list, None where it isn't on that one."""

    id: str
    track: str
    need: str
    need_edition: int
    need_party: str
    need_title: str
    offering: str
    offering_edition: int
    offering_party: str
    offering_title: str
    points: int
    score: int
    worth: int
    rank_for_need: int | None
    rank_for_offering: int | None
    model: str
    order: Mapping[str, int]

    @property
    def parties(self) -> tuple[str, str]:
        return self.need_party, self.offering_party

    @property
    def pair(self) -> tuple[str, str]:
        """The ids of need and offering."""
        return self.need, self.offering

    def posting(self, side: str) -> str:
        """The id of one side's posting."""
        return self.need if side == "need" else self.offering

    def party(self, side: str) -> str:
        return self.need_party if side == "need" else self.offering_party

    def title(self, side: str) -> str:
        return self.need_title if side == "need" else self.offering_title

    def rank(self, side: str) -> int | None:
        return self.rank_for_need if side == "need" else self.rank_for_offering


Proposed = ProposalRow | Shown  # as it stands, or as it was put before both parties


@dataclass(frozen=True, slots=True)
class ReasonedProposal:
    """A proposal with its reason sheet: `terms` and `facets`, as they are stored and sent."""

    row: ProposalRow
    reasons: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return asdict(self.row) | {"reasons": self.reasons}


def row_of(proposal: ProposedPair, model: Model) -> ProposalRow:
    need, offering = proposal.need, proposal.offering
    return ProposalRow(
        id=proposal.id,
        track=proposal.track,
        need=need.id,
        need_edition=need.edition,
        need_party=need.party,
        need_title=need.content.title,
        offering=offering.id,
        offering_edition=offering.edition,
        offering_party=offering.party,
        offering_title=offering.content.title,
        points=proposal.points,
        score=millionths(proposal.points),
        worth=proposal.points,
        rank_for_need=proposal.rank_for_need,
        rank_for_offering=proposal.rank_for_offering,
        model=model.digest,
        order={},
    )


def read(row: Any) -> ProposalRow:
    return as_row(ProposalRow, row, order=json.loads(row.order))


def written(row: ProposalRow) -> dict[str, Any]:
    return asdict(row) | {"order": canonical(row.order).decode()}


BEST = (PROPOSAL.c.worth.desc(), PROPOSAL.c.id)
GONE = delete(PROPOSAL).where(PROPOSAL.c.id == bindparam("gone"))


class TrackChange(NamedTuple):
    """What to write of a track: which rows go (None: all), and which come."""

    track: str
    gone: list[str] | None
    rows: list[ProposalRow]


def of_grade(table: Table, code: str) -> ColumnElement[bool]:
    """The condition for the rows of a grade, by their track and score; of no grade, for all."""
    spans = scores_of(code).items()
    wanted = [
        and_(
            table.c.track == track,
            table.c.score >= least,
            true() if below is None else table.c.score < below,
        )
        for track, (least, below) in spans
    ]
    return or_(*wanted) if wanted else true()


def of_parties(table: Table, parties: Any) -> ColumnElement[bool]:
    """The condition for the rows that concern any of these parties, on either side."""
    return table.c.need_party.in_(parties) | table.c.offering_party.in_(parties)


def wanted(
    query: Select[Any],
    parties: Sequence[str] | None,
    graded: str = "",
    /,
    **filters: str | None,
) -> Select[Any]:
    """Those that the filters let through, by column; of these parties only, where any are given."""
    track, of = filters.pop("track", None), {k: v for k, v in filters.items() if v is not None}
    query = query.where(*(PROPOSAL.c[column] == value for column, value in of.items()))
    if track is not None:
        # A posting's or a party's index is narrower than the track's: that one is then not offered.
        narrow = bool(of) or parties is not None
        query = query.where((PROPOSAL.c.track.concat("") if narrow else PROPOSAL.c.track) == track)
    query = query.where(of_grade(PROPOSAL, graded))
    if parties is not None:
        query = query.where(of_parties(PROPOSAL, parties))
    return query


def order_for(own: Collection[str] | None) -> tuple[ColumnElement[Any], ...]:
    """The order of a list for who sees whole the needs of these parties alone (None: all needs).

    Those best first. Behind them what he sees a teaser of, by the grade that stands beside it and
    then by id: a place on a list would else tell the score, and so what the teaser doesn't.
    """
    if own is None:
        return BEST
    covered = PROPOSAL.c.need_party.not_in(sorted(own))
    grades = case(*((of_grade(PROPOSAL, code), place) for place, code in enumerate(GRADES, 1)))
    worth = case((covered, 0), else_=PROPOSAL.c.worth)
    return case((covered, grades), else_=0), worth.desc(), PROPOSAL.c.id


def key_for(own: Collection[str] | None) -> Callable[[ProposalRow], tuple[int, int, str]]:
    """The same order, of rows that were read."""
    places = {code: place for place, code in enumerate(GRADES, 1)}

    def key(row: ProposalRow) -> tuple[int, int, str]:
        if own is None or row.need_party in own:
            return (0, -row.worth, row.id)
        return (places[grade(row.track, row.score)], 0, row.id)

    return key


def in_order(row: ProposalRow) -> tuple[int, int, str, str]:
    return (list(TRACKS).index(row.track), -row.worth, row.need, row.offering)
