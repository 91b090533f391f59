"""What an older program kept in the database of the views is carried over to where it lies now.

Once: all rows, and the note that they were, in one transaction; then the old tables go, and in
SQLite the pages that held them. Ended in between, it goes on from there at the next start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    column,
    delete,
    insert,
    inspect,
    literal,
    select,
    table,
    text,
)

from projections.core.database import compact, reading, writing
from projections.core.seals import META as CHAIN
from projections.core.seals import SEAL, Seals
from projections.core.view import BASE, BOOKMARK
from services.sealing.master import Vault
from services.stores.credentials import FIRST, PASSWORD
from services.stores.store import blank_of, sealed_columns
from services.stores.stores import TABLES

MANY = 500
TABLE_NAMES = {each.name for each in TABLES}


def carry_stores(old: Engine, db: Connection, vault: Vault) -> bool:
    """Copy the rows of every store; texts that are sealed by now are sealed on the way. Whether
    there was anything."""
    with reading(old) as before:
        known = set(inspect(before).get_table_names())
        for each in TABLES:
            if each.name in known:
                each.create(db, checkfirst=True)
                _copy(_rows(before, each), db, each, vault)
    return bool(known & TABLE_NAMES)


def begin_first_passwords(db: Connection, at: int) -> None:
    """An older program didn't write down when a first password was given: its days begin now."""
    unknown = PASSWORD.c.user.not_in(select(FIRST.c.user))
    query = select(PASSWORD.c.user, literal(at)).where(PASSWORD.c.must_change == 1, unknown)
    db.execute(insert(FIRST).from_select(["user", "given"], query))


def carry_chain(old: Engine, db: Connection) -> bool:
    """Copy the chain of seals and how far it is. Whether there was one."""
    with reading(old) as before:
        known = set(inspect(before).get_table_names())
        if not {SEAL.name, BOOKMARK.name} <= known:
            return False
        bookmark = (
            before.execute(select(BOOKMARK).where(BOOKMARK.c.view == Seals.name)).mappings().first()
        )
        if bookmark is None or bookmark["version"] != Seals.version:
            return False
        BASE.create_all(db)
        CHAIN.create_all(db)
        db.execute(insert(BOOKMARK).values(**bookmark))
        _copy(_rows(before, SEAL), db, SEAL)
    return True


def drop_stores(old: Engine) -> None:
    _drop(old, TABLE_NAMES)


def drop_chain(old: Engine) -> None:
    with writing(old) as db:
        if inspect(db).has_table(BOOKMARK.name):
            db.execute(delete(BOOKMARK).where(BOOKMARK.c.view == Seals.name))
    _drop(old, {SEAL.name})


def _drop(old: Engine, names: Iterable[str]) -> None:
    with writing(old) as db:
        there = set(inspect(db).get_table_names()) & set(names)
        for name in sorted(there):
            db.execute(text(f'DROP TABLE "{name}"'))
    if there and old.dialect.name == "sqlite":
        compact(old)


def _rows(db: Connection, wanted: Table) -> Iterator[list[dict[str, Any]]]:
    """All rows in pages, with a value for each column, also for one that came later."""
    there = {each["name"] for each in inspect(db).get_columns(wanted.name)}
    columns = [each for each in wanted.columns if each.name in there]
    # typed as ours, named as theirs
    plain = table(wanted.name, *(column(each.name, each.type) for each in columns))
    later = {each.name: blank_of(each) for each in wanted.columns if each.name not in there}
    for page in db.execute(select(*plain.columns)).mappings().partitions(MANY):
        yield [later | dict(row) for row in page]


def _copy(
    pages: Iterable[list[dict[str, Any]]], db: Connection, to: Table, vault: Vault | None = None
) -> None:
    for rows in pages:
        if vault is not None:
            for row in rows:
                for name, place in sealed_columns(to, row):
                    row[name] = vault.seal(row[name], *place)
        db.execute(insert(to), rows)
