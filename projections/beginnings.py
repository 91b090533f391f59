"""起步 Beginnings: what a county has begun with, asked of the rows that other views keep."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, exists, or_, select

from domain.core.command import Role
from domain.parties.codes import PARTY_ROLES
from projections.administration.activations import SLIP
from projections.administration.users import USER
from projections.core.database import reading
from projections.parties.parties import PARTY
from projections.postings.posting_table import POSTING
from projections.sessions.sessions import SESSION

LISTED = {  # roles that the list of parties brings: who needs something, and who offers
    "enterprise": ("enterprise",),
    "provider": tuple(role for role in PARTY_ROLES if role != "enterprise"),
}
FIRST_OFFERED = ("policy", "bank")  # tracks, each with a step of its own
ANNOUNCED = ("open", "closed", "released", "held")  # sessions to which somebody may come


def _is_listed(roles: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether there is a party in one of these roles."""
    named = (PARTY.c.roles.contains(f" {role} ", autoescape=True) for role in roles)
    return exists().where(PARTY.c.until.is_(None), or_(*named))


def _is_offered(track: str) -> ColumnElement[bool]:
    """Whether something is offered on this track."""
    offered = (POSTING.c.side == "offering") & (POSTING.c.status == "published")
    return exists().where(POSTING.c.until.is_(None), POSTING.c.track == track, offered)


ORGANIZER = (USER.c.role == Role.ORGANIZER.value) & (USER.c.ready == 1)
SIGNS_IN = (USER.c.party != "") & (USER.c.ready == 1)
STEPS = {
    "office": exists().where(USER.c.until.is_(None), ORGANIZER),
    **{f"parties.{who}": _is_listed(roles) for who, roles in LISTED.items()},
    "accounts": exists().where(USER.c.until.is_(None), SIGNS_IN)
    | exists().where(SLIP.c.until.is_(None), SLIP.c.id.startswith("party:")),
    **{f"offerings.{track}": _is_offered(track) for track in FIRST_OFFERED},
    "sessions": exists().where(SESSION.c.until.is_(None), SESSION.c.status.in_(ANNOUNCED)),
}
MADE = select(*(question.label(name) for name, question in STEPS.items()))


@dataclass(frozen=True)
class Beginnings:
    """Over the database of the views, which must have caught up."""

    engine: Engine

    def made(self) -> dict[str, bool]:
        """Of each first step, or each part of it, whether it was made once. Each question ends at
        the first row."""
        with reading(self.engine) as db:
            row = db.execute(MADE).mappings().one()
            return {name: bool(value) for name, value in row.items()}
