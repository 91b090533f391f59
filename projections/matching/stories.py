"""往来 Stories: what has become of a pair, whichever model proposed it.

A proposal's id changes whenever its track is fitted anew; what two parties decided doesn't. A need
and an offering in the editions in which they were put before both have one story, under the id that
it began with; and while a lead between the two goes on, no other edition begins a second one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, exists, or_, select

from projections.core.database import reading
from projections.core.temporal import CachedQuery, any_of
from projections.leads.leads import LEAD, OVER, Leads
from projections.matching.decisions import DECISION, Decisions
from projections.matching.proposal_table import PROPOSAL, ProposalRow

TOGETHER = 500  # needs asked about at once
FURTHEST = ("mutual", "interested", "proposed", "declined", "expired")
Pair = tuple[str, str]

GOES_ON = (  # a lead between the two of a proposal
    exists()
    .where(LEAD.c.need == PROPOSAL.c.need, LEAD.c.offering == PROPOSAL.c.offering)
    .where(LEAD.c.until.is_(None), LEAD.c.status.not_in(OVER))
    .correlate(PROPOSAL)
)
TELLS = (  # whether a decision is the story of a proposal
    (DECISION.c.need == PROPOSAL.c.need)
    & (DECISION.c.offering == PROPOSAL.c.offering)
    & DECISION.c.until.is_(None)
    & or_(
        (DECISION.c.need_edition == PROPOSAL.c.need_edition)
        & (DECISION.c.offering_edition == PROPOSAL.c.offering_edition),
        GOES_ON,
    )
)
HAS_A_STORY = or_(exists().where(TELLS).correlate(PROPOSAL), GOES_ON)

GOING = CachedQuery(
    lambda at: select(LEAD.c.id, LEAD.c.need, LEAD.c.offering).where(
        at(LEAD), LEAD.c.need.in_(any_of("needs")), LEAD.c.status.not_in(OVER)
    )
)
STORIES = CachedQuery(
    lambda at: select(
        DECISION.c.id,
        DECISION.c.need,
        DECISION.c.offering,
        DECISION.c.need_edition,
        DECISION.c.offering_edition,
        DECISION.c.status,
        DECISION.c.delivered_on,
    ).where(at(DECISION), DECISION.c.need.in_(any_of("needs")))
)


class Stories:
    """Over the database of the views."""

    def __init__(self, database: Engine) -> None:
        self._decisions, self._leads = Decisions(database), Leads(database)

    @property
    def engine(self) -> Engine:
        """With the tables of both in it, also before anybody has read the log."""
        return self._leads.engine and self._decisions.engine

    def of(self, ids: Collection[str]) -> Any:
        """The condition for the proposals whose story is one of these."""
        assert self.engine  # its tables are there
        wanted = DECISION.c.id.in_(sorted(ids))
        needs = select(DECISION.c.need).where(wanted)
        return PROPOSAL.c.need.in_(needs) & exists().where(TELLS, wanted).correlate(PROPOSAL)

    def continued(self, rows: Sequence[ProposalRow], as_of: int | None = None) -> list[ProposalRow]:
        """The same rows, each under the id of its story; under its own where there is none yet."""
        ids: dict[str, str] = {}
        for some in _together(rows):
            ids |= self._ids(some, as_of)
        return [replace(row, id=ids[row.id]) if row.id in ids else row for row in rows]

    def _ids(self, rows: Sequence[ProposalRow], as_of: int | None) -> dict[str, str]:
        needs = sorted({row.need for row in rows})
        with reading(self.engine) as db:
            leads = db.execute(*GOING(as_of, needs=needs))
            going = {row.id: (row.need, row.offering) for row in leads}
            stories: dict[Pair, list[Any]] = {}
            for story in db.execute(*STORIES(as_of, needs=needs)):
                stories.setdefault((story.need, story.offering), []).append(story)
        pairs = ((row, _story(row, stories.get(row.pair, ()), going)) for row in rows)
        return {row.id: id for row, id in pairs if id}


def _story(row: ProposalRow, stories: Iterable[Any], going: Mapping[str, Pair]) -> str:
    """Of several, which an older program began: the one that came furthest, then the first."""
    editions, goes_on = (row.need_edition, row.offering_edition), row.pair in going.values()
    candidates = [s for s in stories if goes_on or (s.need_edition, s.offering_edition) == editions]
    first = min(
        candidates,
        key=lambda s: (s.id not in going, FURTHEST.index(s.status), s.delivered_on, s.id),
        default=None,
    )
    return str(first.id) if first else ""


def _together(rows: Sequence[ProposalRow]) -> Iterator[list[ProposalRow]]:
    for start in range(0, len(rows), TOGETHER):
        yield list(rows[start : start + TOGETHER])
