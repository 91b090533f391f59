"""The database of the views: how it is opened, and what a transaction is in each store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
    func,
    make_url,
    select,
)

POSTGRES = {  # what we tell libpq, unless the URL says otherwise
    "connect_timeout": "2",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "5000",  # milliseconds
    "options": "-c lock_timeout=5s -c statement_timeout=60s",
}


def open_views(url: str) -> Engine:
    """The database of the views; connects when first used. `url` is SQLAlchemy's:
    sqlite:///path or postgresql+psycopg://…"""
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        given = {name: value for name, value in POSTGRES.items() if name not in place.query}
        return create_engine(place, connect_args=given)
    engine = create_engine(place)
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that may write."""
    with engine.connect().execution_options(docking_writes=True) as db, db.begin():
        yield db


def alone(db: Connection) -> None:
    """Until the end of the transaction nobody else makes tables: even IF NOT EXISTS can collide in
    PostgreSQL. In SQLite whoever may write is alone anyway."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("docking views", 0))))


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours, below
    # The views can be rebuilt: NORMAL never tears a transaction, and saves an fsync each page.
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(db: Connection) -> None:
    # A read transaction that turns into a write fails when somebody wrote in between.
    writes = db.get_execution_options().get("docking_writes")
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
