"""Valid-time rows: rows with the positions since and until which they stood, so that a view can be
read as of any position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Connection,
    FromClause,
    Index,
    Integer,
    Select,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from domain.core.streams import id_of
from domain.log.entry import Entry

At = Callable[[FromClause], Any]  # the condition for the rows of a table that stand


def insert_all(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many rows at once, every column given, past SQLAlchemy's work on each single value.

    Only for columns whose values the driver takes as they are: whole numbers, text, bytes.
    """
    if rows:
        compiled = insert(table).compile(dialect=db.dialect)
        names = compiled.positiontup
        values: Any = list(map(itemgetter(*names), rows)) if names else list(rows)
        db.exec_driver_sql(compiled.string, values)


def rows_at(table: FromClause, as_of: Any) -> Any:
    """The condition for rows with `since` and `until` positions: what stood then, or stands now."""
    if as_of is None:
        return table.c.until.is_(None)
    return (table.c.since <= as_of) & (func.coalesce(table.c.until, as_of + 1) > as_of)


class CachedQuery:
    """A query that every page makes, about rows with `since` and `until` positions: its statement
    is built once for now and once for the past, for SQLAlchemy works longer on building one than
    the database on answering it.

    `build` is handed what makes the condition for the rows of a table. Called with a position and
    the values of its `bindparam`s it gives what `execute` takes.
    """

    def __init__(self, build: Callable[[At], Select[Any]]) -> None:
        self._build = build

    def __call__(self, as_of: int | None, **values: Any) -> tuple[Select[Any], dict[str, Any]]:
        if as_of is None:
            return self._now, values
        return self._then, values | {"as_of": as_of}

    @cached_property
    def _now(self) -> Select[Any]:
        return self._build(lambda table: rows_at(table, None))

    @cached_property
    def _then(self) -> Select[Any]:
        return self._build(lambda table: rows_at(table, bindparam("as_of", type_=Integer)))


def any_of(name: str) -> Any:
    """The values that one column of a `CachedQuery` may have: a list, by this name."""
    return bindparam(name, expanding=True)


def index_ends(table: Table) -> None:
    """An index of the rows that stand no more. One over all rows would be taken for the question
    what stands now, which is nearly everything."""
    over = table.c.until.is_not(None)
    Index(f"{table.name}_over", table.c.until, sqlite_where=over, postgresql_where=over)


def stood(db: Connection, table: Table, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What the rows under these ids say; "" and 0 in every column where there is none yet."""
    columns = [column for column in table.columns if column.name not in {"since", "until", "id"}]
    blank = {column.name: 0 if isinstance(column.type, Integer) else "" for column in columns}
    wanted = sorted(set(ids))
    query = select(table.c.id, *columns).where(table.c.id.in_(wanted), table.c.until.is_(None))
    rows = {row["id"]: dict(row) for row in db.execute(query).mappings()}
    return {id: {name: rows.get(id, blank)[name] for name in blank} for id in wanted}


def follow_streams(
    db: Connection,
    table: Table,
    kind: str,
    page: Sequence[Entry],
    change: Callable[[Entry, dict[str, Any]], Mapping[str, Any]],
    *,
    begun: str,
) -> None:
    """One row a stream `kind-ID`: each entry of the page makes its row the next one.

    `change(entry, row)` gives the columns that an entry changes; `begun` is a column that only a
    stream's first event fills. Raises ValueError for a stream that begins in its middle.
    """
    rows = stood(db, table, (id_of(kind, entry.stream) for entry in page))
    changes = []
    for entry in page:
        id = id_of(kind, entry.stream)
        rows[id] |= change(entry, rows[id])
        if not rows[id][begun]:
            raise ValueError(f"{entry.stream} begins with {entry.event.name}")
        changes.append(({"id": id}, rows[id] | {"since": entry.position}))
    succeed_all(db, table, changes)


def succeed(db: Connection, table: Table, key: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """Put a row with its `since` in the place of the one that stands under this key, if any."""
    standing = [table.c[name] == value for name, value in key.items()]
    db.execute(update(table).where(table.c.until.is_(None), *standing).values(until=row["since"]))
    db.execute(insert(table).values(until=None, **key, **row))


def succeed_all(
    db: Connection, table: Table, changes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> None:
    """`succeed` for many, each a key and a row, in their order; `insert_all` says which columns."""
    if not changes:
        return
    ended: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    standing: dict[tuple[Any, ...], dict[str, Any]] = {}
    for key, row in changes:
        place, made = tuple(key.values()), {"until": None, **key, **row}
        if place in standing:
            standing[place]["until"] = row["since"]
        else:
            ended.append({f"of_{name}": key[name] for name in key} | {"ended": row["since"]})
        standing[place] = made
        rows.append(made)
    here = [table.c[name] == bindparam(f"of_{name}") for name in changes[0][0]]
    change = update(table).where(table.c.until.is_(None), *here).values(until=bindparam("ended"))
    db.execute(change, ended)
    insert_all(db, table, rows)
