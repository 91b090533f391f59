"""The databases of the views, of the chain and of the secrets: how they are opened, and what a
transaction is in each store.

`reading` asks one question, or all questions of a `snapshot` about one moment. A thread holds one
connection at a time: `writing` ends the snapshot's before it begins, so that nobody waits for
himself, and when it is over, so that the next question sees what was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Lock
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.exc import DBAPIError

POSTGRES = {  # what we tell libpq, unless the URL says otherwise
    "connect_timeout": "2",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "5000",  # milliseconds
    "options": "-c lock_timeout=5s -c statement_timeout=60s",
}
# A thread may hold a connection while it waits for another thread's lock: there is one for each of
# the web's forty threads and its lanes', and for the workers beside them.
OVERFLOW = 55
USUAL: dict[str, Any] = {
    "max_overflow": OVERFLOW,
    "hide_parameters": True,  # what people typed belongs in no log
}
BUSY_S = 5  # a writer waits at most so long for the others of its process, and for other processes
WAL_BYTES = 16 * 1024 * 1024  # a WAL that grew under a long read shrinks to this again
TURN = "docking_turn"  # the lock that the writers of a process take in SQLite
SECRETS = "secrets"  # the schema of what is never rebuilt, as its tables name it


def open_views(url: str, *, secrets: str | None = None, durable: bool = False) -> Engine:
    """A database; connects when first used. `url` is SQLAlchemy's: sqlite:///path or
    postgresql+psycopg://…

    `secrets` is where the tables of the stores lie: in SQLite the URI of another file, which is
    read and not written through here; in PostgreSQL another schema; without it they lie among the
    others.
    `durable`: what was written survives a power cut, too.
    """
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        options = {name: value for name, value in POSTGRES.items() if name not in place.query}
        where = {"schema_translate_map": {SECRETS: secrets}}
        return create_engine(place, connect_args=options, execution_options=where, **USUAL)
    ours: dict[str, Any] = {TURN: Lock()}
    if secrets is None:
        ours["schema_translate_map"] = {SECRETS: None}
    engine = create_engine(place, connect_args={"uri": True}, execution_options=ours, **USUAL)

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        # NORMAL never tears a transaction and saves an fsync each page: what can be made again.
        pragmas = (
            f"busy_timeout={1000 * BUSY_S}",
            "journal_mode=WAL",
            f"synchronous={'FULL' if durable else 'NORMAL'}",
            f"secure_delete={'ON' if durable else 'FAST'}",
            f"journal_size_limit={WAL_BYTES}",
        )
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        if secrets is not None:
            connection.execute(f"ATTACH DATABASE ? AS {SECRETS}", (secrets,))

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def file_url(path: object) -> str:
    """Of a SQLite file, whatever its name is."""
    return URL.create("sqlite", database=str(path)).render_as_string()


class Snapshot:
    """The read transaction of each database that was asked since the snapshot began or was renewed;
    it is opened by the first question."""

    def __init__(self) -> None:
        self._open: dict[Engine, Connection] = {}

    def of(self, engine: Engine) -> Connection:
        if engine not in self._open:
            db = engine.connect()
            if db.dialect.name == "postgresql":  # in SQLite every BEGIN is a snapshot
                db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._open[engine] = db
        return self._open[engine]

    def renew(self) -> None:
        """The next question opens another transaction. That one was cut meanwhile changes nothing
        of what was read in it."""
        while self._open:
            with suppress(DBAPIError):
                self._open.popitem()[1].close()


_SNAPSHOT: ContextVar[Snapshot | None] = ContextVar("snapshot", default=None)


@contextmanager
def snapshot() -> Iterator[None]:
    """All that this thread reads until the end is of one moment. Within another, it is that one."""
    if _SNAPSHOT.get() is not None:
        yield
        return
    whole = Snapshot()
    token = _SNAPSHOT.set(whole)
    try:
        yield
    finally:
        _SNAPSHOT.reset(token)
        whole.renew()


def renew() -> None:
    """The next question sees what anybody has written by then, also within a snapshot."""
    whole = _SNAPSHOT.get()
    if whole is not None:
        whole.renew()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """The transaction of the snapshot, if this thread reads one, else one of its own."""
    whole = _SNAPSHOT.get()
    if whole is None:
        with engine.connect() as db:
            yield db
        return
    try:
        yield whole.of(engine)
    except DBAPIError:  # PostgreSQL answers no more in this transaction
        whole.renew()
        raise


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that may write."""
    renew()
    try:
        with (
            _turn(engine),
            engine.connect().execution_options(docking_writes=True) as db,
            db.begin(),
        ):
            yield db
    finally:
        renew()


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """In SQLite the writers of a process come one by one: its own way to wait looks again every
    tenth of a second, and among many writers somebody may look in vain until the time is up."""
    turn: Lock | None = engine.get_execution_options().get(TURN)
    taken = turn is not None and turn.acquire(timeout=BUSY_S)  # else SQLite has the last word
    try:
        yield
    finally:
        if turn is not None and taken:
            turn.release()


def compact(engine: Engine) -> bool:
    """Rewrite the files without what was deleted; False where somebody reads in the way of it. In
    PostgreSQL the rows go; its WAL and its backups are the server's own affair."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.exec_driver_sql("VACUUM")
        return True
    renew()
    with _turn(engine):
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM main")
            [(busy, *_)] = cursor.execute("PRAGMA main.wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
    return not busy


def alone(db: Connection, doing: str = "docking views") -> None:
    """Until the end of the transaction nobody else does this, by itself makes tables: even IF NOT
    EXISTS can collide in PostgreSQL. In SQLite whoever may write is alone anyway."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(doing, 0))))


def _sqlite_begin(db: Connection) -> None:
    # A read transaction that turns into a write fails when somebody wrote in between.
    writes = db.get_execution_options().get("docking_writes")
    db.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
