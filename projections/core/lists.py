"""Lists a page at a time: in which order, and of how many rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select

MOST_COUNTED = 500  # rows of a list are counted up to here: no page's cost grows with the log


def ordered(query: Select[Any], columns: Mapping[str, Any], sort: str, *then: Any) -> Select[Any]:
    """By the column that `sort` names, downwards where "-" is before it; `then` by others."""
    column = columns[sort.removeprefix("-")]
    return query.order_by(column.desc() if sort.startswith("-") else column, *then)


def count_of(db: Connection, query: Select[Any]) -> int:
    """How many rows a query has; `MOST_COUNTED` + 1 for more than that."""
    first = query.with_only_columns(literal(1)).order_by(None).limit(MOST_COUNTED + 1).subquery()
    return db.execute(select(func.count()).select_from(first)).scalar() or 0
