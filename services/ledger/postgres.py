"""The log in PostgreSQL: the library's recorder with an append of our own.

One call, one round trip, one transaction: a lock that only appenders take, the rows, a note to
whoever listens. The lock is given back after the rows are visible, so positions become visible in
their order and a reader never passes over a place that is filled later. (The library's table lock
stands still under VACUUM; its database function takes no lock, and followers miss events.)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    OperationalError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresFactory
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg.sql import SQL, Identifier, Literal

from services.ledger.listener import Listener, Patient

CONNECT_S = 1  # to get a connection out of the pool, before ANSWER_S for the answer
LOCK_S = 1  # to get the appenders' lock
PULL_S = 1.0  # whoever waits looks again this often: LISTEN can be deaf without knowing it
LIBPQ: dict[str, Any] = {  # what we tell it, unless the URL says otherwise
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,  # milliseconds
}

NOTHING: Mapping[str, int] = {}
TABLE = (
    """
    CREATE TABLE IF NOT EXISTS {schema}.{table} (
      originator_id text NOT NULL,
      originator_version bigint NOT NULL,
      topic text NOT NULL,
      state bytea NOT NULL,
      notification_id bigserial,
      PRIMARY KEY (originator_id, originator_version)
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS {index} ON {schema}.{table} (notification_id)",
    """
    CREATE FUNCTION {schema}.{append}(streams text[], versions bigint[], names text[],
                                      states bytea[], others text[], nexts bigint[])
    RETURNS TABLE ("position" bigint) LANGUAGE plpgsql SET lock_timeout = {lock_timeout} AS $$
    BEGIN
      IF current_setting('synchronous_commit') = 'off' THEN
        SET LOCAL synchronous_commit = 'on';  -- what is acknowledged is on the disk
      END IF;
      PERFORM pg_advisory_xact_lock(hashtextextended({table_name}, 0));
      IF EXISTS (SELECT FROM {schema}.{table} AS kept, unnest(others, nexts) AS read(stream, next)
                 WHERE (originator_id, originator_version) = (read.stream, read.next)) THEN
        RAISE unique_violation USING MESSAGE = 'a stream that was read goes on';
      END IF;
      NOTIFY {channel};
      RETURN QUERY
        INSERT INTO {schema}.{table} (originator_id, originator_version, topic, state)
        SELECT * FROM unnest(streams, versions, names, states)
        RETURNING notification_id;
    END $$
    """,
)
EXISTS = """
SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = {schema_name}) AS schema,
       EXISTS (SELECT FROM pg_proc JOIN pg_namespace AS n ON n.oid = pronamespace
               WHERE nspname = {schema_name} AND proname = {append_name}) AS append
"""
APPEND = """
SELECT "position" FROM {schema}.{append}(
  %b::text[], %b::bigint[], %b::text[], %b, %b::text[], %b::bigint[])
"""
APPEND_ONE = """
SELECT "position" FROM {schema}.{append}(
  ARRAY[%b::text], ARRAY[%b::bigint], ARRAY[%b::text], ARRAY[%b::bytea], '{{}}', '{{}}')
"""
STREAMS = """
SELECT notification_id AS id, originator_id, originator_version, topic, state
FROM {schema}.{table} WHERE originator_id = ANY(%b) ORDER BY originator_id, originator_version
"""
POSITIONS = """
SELECT notification_id AS id, originator_id, originator_version, topic, state
FROM {schema}.{table} WHERE notification_id = ANY(%b)
"""


class Recorder(PostgresApplicationRecorder):
    """The library's columns; none of its composite types and functions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schema, table = self.datastore.schema, self.events_table_name
        append = f"{table}_append_2"  # another body gets another number
        names = {
            "schema": Identifier(schema),
            "table": Identifier(table),
            "append": Identifier(append),
            "index": Identifier(self.notification_id_index_name),
            "channel": Identifier(self.channel_name),
            "schema_name": Literal(schema),
            "table_name": Literal(f"{schema}.{table}"),
            "append_name": Literal(append),
            "lock_timeout": Literal(f"{LOCK_S}s"),
        }
        self.sql_create_statements = [SQL(text).format(**names) for text in TABLE]
        self._exists = SQL(EXISTS).format(**names)
        # Bytes, because a composition would be rendered again for every call.
        self._append = SQL(APPEND).format(**names).as_bytes()
        self._append_one = SQL(APPEND_ONE).format(**names).as_bytes()
        self._streams = SQL(STREAMS).format(**names).as_bytes()
        self._positions = SQL(POSITIONS).format(**names).as_bytes()
        self._listener = Listener(self._connect, SQL("LISTEN {channel}").format(**names), PULL_S)

    def create_table(self) -> None:
        """Programs may start at once; a role that may only append needs no right to create."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('docking tables', 0))")
            there = cursor.execute(self._exists).fetchone() or {}
            if not there["schema"]:
                cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(self.datastore.schema)))
            if not there["append"]:
                for statement in self.sql_create_statements:
                    cursor.execute(statement)

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        read: Mapping[str, int] = NOTHING,
        **_: Any,
    ) -> Sequence[int] | None:
        if not stored_events:
            return []
        rows = [
            (str(e.originator_id), e.originator_version, e.topic, e.state) for e in stored_events
        ]
        pool = self.datastore.pool
        try:
            connection = pool.getconn()
            assert isinstance(connection, Patient)
            try:
                return self._appended(connection.appender, rows, read)
            finally:
                pool.putconn(connection)
        except psycopg.IntegrityError as problem:
            raise IntegrityError(str(problem)) from problem
        except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError) as problem:
            raise OperationalError(str(problem)) from problem

    def _appended(
        self,
        cursor: psycopg.Cursor[int],
        rows: list[tuple[str, int, str, bytes]],
        read: Mapping[str, int],
    ) -> list[int]:
        if len(rows) == 1 and not read:  # arrays of one are dearer to send than their elements
            cursor.execute(self._append_one, rows[0], prepare=True)
        else:
            columns = [list(column) for column in zip(*rows, strict=True)]
            others = [list(read), [version + 1 for version in read.values()]]
            cursor.execute(self._append, columns + others, prepare=True)
        return cursor.fetchall()

    def select_streams(self, streams: Sequence[str]) -> Sequence[Notification]:
        with self.datastore.get_connection() as connection:
            rows = connection.execute(self._streams, (list(streams),), prepare=True)
            return [Notification(**row) for row in rows]

    def select_positions(self, positions: Sequence[int]) -> Sequence[Notification]:
        with self.datastore.get_connection() as connection:
            rows = connection.execute(self._positions, (list(positions),), prepare=True)
            return [Notification(**row) for row in rows]

    # The library's own statements without its patience: ten attempts of its kind take a minute.
    select_events = inspect.unwrap(PostgresApplicationRecorder.select_events)
    select_notifications = inspect.unwrap(PostgresApplicationRecorder.select_notifications)
    max_notification_id = inspect.unwrap(PostgresApplicationRecorder.max_notification_id)

    @contextmanager
    def watch(self) -> Iterator[Callable[[float], bool]]:
        with self._listener.watch() as stirred:
            yield stirred

    def checkpoint(self) -> None:
        """The server does it by itself."""

    def close(self) -> None:
        self._listener.close()

    def _connect(self) -> psycopg.Connection[DictRow]:
        kwargs = self.datastore.pool.kwargs
        assert isinstance(kwargs, dict)
        return Patient.connect(**kwargs, autocommit=True)


class Factory(PostgresFactory):
    """Reads `LEDGER_URL`; chosen by `PERSISTENCE_MODULE`."""

    application_recorder_class = Recorder

    def __init__(self, env: Environment) -> None:
        place, schema = _place(env["LEDGER_URL"])
        settings = {
            "POSTGRES_DBNAME": "",  # it wants these five, and knows no others:
            "POSTGRES_HOST": "",
            "POSTGRES_USER": "",
            "POSTGRES_PASSWORD": "",
            "POSTGRES_SCHEMA": schema,
            "POSTGRES_CONNECT_TIMEOUT": str(CONNECT_S),
            "POSTGRES_LOCK_TIMEOUT": str(LOCK_S),
            "POSTGRES_POOL_SIZE": "1",
            "POSTGRES_MAX_OVERFLOW": "3",
            "ORIGINATOR_ID_TYPE": "text",
        }
        super().__init__(Environment(env.name, {**env, **settings}))
        pool = self.datastore.pool
        pool.connection_class = Patient
        pool.kwargs = {**LIBPQ, **place, "row_factory": dict_row}  # all that the URL says
        # The pool's attempts to connect grow rarer for minutes; ours begin anew with each request.
        pool.reconnect_timeout = float(CONNECT_S)

    def application_recorder(self) -> ApplicationRecorder:
        """Knocks first: the pool would only say that it got no connection, not why."""
        assert isinstance(self.datastore.pool.kwargs, dict)
        try:
            Patient.connect(**self.datastore.pool.kwargs).close()
        except psycopg.OperationalError as problem:
            raise OperationalError(str(problem)) from problem
        return super().application_recorder()


def _place(url: str) -> tuple[dict[str, Any], str]:
    """What libpq understands of the URL, and the schema."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    schema = options.pop("schema", "public")
    place = urlunsplit(parts._replace(query=urlencode(options, quote_via=quote)))
    try:
        return dict(conninfo_to_dict(place)), schema
    except psycopg.ProgrammingError:
        raise ValueError("PostgreSQL can't read the URL of the log") from None  # it has a password
