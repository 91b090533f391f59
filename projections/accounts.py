"""账号 Accounts: for each party and each person whether somebody can sign in, or holds a slip that
lets them; asked of the rows that other views keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, Table, and_, case, exists, literal, select

from domain.administration.activation import GONE
from domain.core.command import Role
from projections.administration.activations import SLIP
from projections.administration.users import USER
from projections.core.database import reading
from projections.core.lists import count_of
from projections.core.temporal import rows_at
from projections.parties.parties import PARTY, called

STATES = {"none": "没有账号", "out": "激活码已发", "active": "已开通"}


@dataclass(frozen=True)
class Account:
    """Of `kind` party or user. `role` is as what somebody signs in; `through` until when the slip
    is good that is out."""

    kind: str
    id: str
    role: str
    state: str
    through: datetime | None


@dataclass(frozen=True)
class Wanted:
    """Which accounts: in a state of `STATES`, as a role, called so; those behind the first `after`,
    `limit` of them; at a moment, as of a log position."""

    at: datetime
    state: str = ""
    role: str = ""
    text: str = ""
    after: int = 0
    limit: int = 50
    as_of: int | None = None


@dataclass(frozen=True)
class Accounts:
    """Over the database of the views, which must have caught up."""

    engine: Engine

    def parties(self, wanted: Wanted) -> tuple[list[Account], int]:
        """Of the parties that somebody may sign in for, by their names; and how many there are."""
        users = and_(USER.c.party == PARTY.c.id, USER.c.status == "active", USER.c.ready == 1)
        ready = exists().where(users, rows_at(USER, wanted.as_of))
        query = _accounts("party", PARTY, PARTY.c.roles, ready, wanted)
        query = query.where(PARTY.c.status.not_in(sorted(GONE)))
        if wanted.role:
            query = query.where(PARTY.c.roles.startswith(f" {wanted.role} ", autoescape=True))
        if wanted.text:
            query = query.where(called(wanted.text))
        return self._page("party", query.order_by(PARTY.c.sounds, PARTY.c.id), wanted)

    def people(self, wanted: Wanted) -> tuple[list[Account], int]:
        """Of those who act for no party: officers, the office itself; by their user names."""
        query = _accounts("user", USER, USER.c.role, USER.c.ready == 1, wanted)
        query = query.where(USER.c.status == "active", USER.c.party == "")
        query = query.where(USER.c.role != Role.APPLICANT.value)
        if wanted.role:
            query = query.where(USER.c.role == wanted.role)
        if wanted.text:
            query = query.where(USER.c.id.icontains(wanted.text.strip(), autoescape=True))
        return self._page("user", query.order_by(USER.c.id), wanted)

    def _page(self, kind: str, query: Select[Any], wanted: Wanted) -> tuple[list[Account], int]:
        with reading(self.engine) as db:
            rows = db.execute(query.limit(wanted.limit).offset(wanted.after)).all()
            return [_read(kind, row) for row in rows], count_of(db, query)


def _accounts(
    kind: str, table: Table, roles: Any, ready: ColumnElement[bool], wanted: Wanted
) -> Select[Any]:
    """Rows of a table with the slip for each, and how its account stands."""
    theirs = and_(SLIP.c.id == literal(f"{kind}:") + table.c.id, rows_at(SLIP, wanted.as_of))
    is_out = and_(SLIP.c.status == "out", SLIP.c.through >= int(wanted.at.timestamp()))
    state = case((ready, "active"), (is_out, "out"), else_="none")
    query = (
        select(table.c.id, roles.label("roles"), state.label("state"), SLIP.c.through)
        .select_from(table.outerjoin(SLIP, theirs))
        .where(rows_at(table, wanted.as_of))
    )
    return query.where(state == wanted.state) if wanted.state in STATES else query


def _read(kind: str, row: Any) -> Account:
    through = datetime.fromtimestamp(row.through, UTC) if row.state == "out" else None
    return Account(kind, row.id, row.roles.split()[0], row.state, through)
