"""待办 ToDo: what the house itself should do next, asked of the rows that other views keep.

Each answer is short however long the log is: what was done is not looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, exists, or_, select

from domain.leads.ending import ENDED_FROM
from domain.parties.inactive import FOR_GOOD, FOR_NOW, INACTIVE
from projections.core.database import reading
from projections.leads.consents import CONSENT
from projections.leads.leads import LEAD
from projections.matching.decisions import DECISION
from projections.matching.proposal_table import PROPOSAL
from projections.matching.stories import HAS_A_STORY
from projections.parties.parties import PARTY
from projections.postings.posting_table import POSTING

NAMELESS = (
    select(PARTY.c.id)
    .join(CONSENT, and_(CONSENT.c.receiver == PARTY.c.id, CONSENT.c.until.is_(None)))
    .where(PARTY.c.until.is_(None), PARTY.c.reachable == 0)
    .where(CONSENT.c.status.in_(("requested", "prepared")))
    .distinct()
    .order_by(PARTY.c.id)
)


def _inactive(party: ColumnElement[str], statuses: Iterable[str] = INACTIVE) -> ColumnElement[bool]:
    """The condition that a party has one of these statuses now."""
    inside = PARTY.c.status.in_(sorted(statuses))
    return exists().where(PARTY.c.id == party, PARTY.c.until.is_(None), inside)


@dataclass(frozen=True)
class ToDo:
    """Over the database of the views, which must have caught up."""

    engine: Engine

    def leads(self, day: str) -> list[tuple[str, str]]:
        """(need, receiver) of live consents by which no lead ever left, the oldest first."""
        left = exists().where(LEAD.c.need == CONSENT.c.need, LEAD.c.receiver == CONSENT.c.receiver)
        query = (
            select(CONSENT.c.need, CONSENT.c.receiver)
            .where(CONSENT.c.until.is_(None), CONSENT.c.status == "granted")
            .where(CONSENT.c.through >= day, ~left, ~_inactive(CONSENT.c.receiver))
            .order_by(CONSENT.c.since)
        )
        with reading(self.engine) as db:
            return [(row.need, row.receiver) for row in db.execute(query)]

    def consents(self, needs: Iterable[str] | None = None) -> list[tuple[str, str]]:
        """(need, receiver) where both are interested and nobody ever asked for a consent; of these
        needs, or of all."""
        receiver = DECISION.c.offering_party
        asked = exists().where(CONSENT.c.need == DECISION.c.need, CONSENT.c.receiver == receiver)
        query = (
            select(DECISION.c.need, receiver)
            .where(DECISION.c.until.is_(None), DECISION.c.status == "mutual", ~asked)
            .where(~_inactive(receiver))
            .distinct()
            .order_by(DECISION.c.need, receiver)
        )
        if needs is not None:
            query = query.where(DECISION.c.need.in_(sorted(needs)))
        with reading(self.engine) as db:
            return [(row.need, row.offering_party) for row in db.execute(query)]

    def nameless_receivers(self) -> list[str]:
        """Parties that have named nobody to call, so that who is asked for a consent can't give
        it."""
        with reading(self.engine) as db:
            return list(db.execute(NAMELESS).scalars())

    def gone(self) -> list[tuple[str, str, str]]:
        """(side, id, status of its party) of what parties still ask for or offer that are gone for
        good."""
        over = POSTING.c.status.in_(("withdrawn", "fulfilled", "archived"))
        return self._of_parties(FOR_GOOD, ~over)

    def away(self) -> list[tuple[str, str]]:
        """(side, id) of what is published of parties that may come back."""
        rows = self._of_parties(FOR_NOW, POSTING.c.status == "published")
        return [(side, id) for side, id, _ in rows]

    def _of_parties(
        self, statuses: Iterable[str], wanted: ColumnElement[bool]
    ) -> list[tuple[str, str, str]]:
        its = and_(PARTY.c.id == POSTING.c.party, PARTY.c.until.is_(None))
        query = (
            select(POSTING.c.side, POSTING.c.id, PARTY.c.status)
            .join(PARTY, its)
            .where(PARTY.c.status.in_(sorted(statuses)), POSTING.c.until.is_(None), wanted)
            .order_by(POSTING.c.since)
        )
        with reading(self.engine) as db:
            return [(row.side, row.id, row.status) for row in db.execute(query)]

    def ending_consents(self) -> list[tuple[str, str, str]]:
        """(need, receiver, enterprise) of consents that stand, or are asked for, whose receiver
        isn't active or whose enterprise is gone."""
        need = and_(POSTING.c.id == CONSENT.c.need, POSTING.c.side == "need")
        ends = or_(_inactive(CONSENT.c.receiver), _inactive(POSTING.c.party, FOR_GOOD))
        query = (
            select(CONSENT.c.need, CONSENT.c.receiver, POSTING.c.party)
            .join(POSTING, and_(need, POSTING.c.until.is_(None)))
            .where(CONSENT.c.until.is_(None), ends)
            .where(CONSENT.c.status.in_(("granted", "requested", "prepared")))
            .order_by(CONSENT.c.since)
        )
        with reading(self.engine) as db:
            return [(row.need, row.receiver, row.party) for row in db.execute(query)]

    def ending_leads(self) -> list[tuple[str, str, str, str]]:
        """(id, need, enterprise, receiver) of leads under way whose receiver isn't active or whose
        enterprise has ceased or stands still."""
        ends = or_(_inactive(LEAD.c.receiver), _inactive(LEAD.c.enterprise, FOR_GOOD | {"dormant"}))
        query = (
            select(LEAD.c.id, LEAD.c.need, LEAD.c.enterprise, LEAD.c.receiver)
            .where(LEAD.c.until.is_(None), LEAD.c.status.in_(ENDED_FROM), ends)
            .order_by(LEAD.c.id)
        )
        with reading(self.engine) as db:
            return [(row.id, row.need, row.enterprise, row.receiver) for row in db.execute(query)]

    def proposals(self) -> list[tuple[str, str, str, str]]:
        """(id, need, need's party, offering's party) of what stands and has no story yet, best
        first."""
        c = PROPOSAL.c
        query = (
            select(c.id, c.need, c.need_party, c.offering_party)
            .where(~HAS_A_STORY)
            .order_by(PROPOSAL.c.points.desc(), PROPOSAL.c.id)
        )
        with reading(self.engine) as db:
            return [(r.id, r.need, r.need_party, r.offering_party) for r in db.execute(query)]
