"""A synchronous standby is promoted: what was acknowledged is there, and the house goes on.

Two real servers; the primary is killed. The control has the standby asynchronous, and loses.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import psycopg
import pytest

from domain.log.entry import line
from services.house.house import House
from services.house.settings import Settings
from services.ledger.ledger import Ledger, Unavailable
from tests.servers import MASTER, kept, postgres_programs, private_folder, run, started_postgres
from tests.services.ledgers import entry

pytestmark = pytest.mark.slow

MANY = 20


class Pair(NamedTuple):
    primary: str
    standby: str

    @property
    def either(self) -> str:
        """The one that takes writes, whichever it is: what a house is given."""
        hosts = [psycopg.conninfo.conninfo_to_dict(url)["host"] for url in self]
        where = f"host={quote(','.join(hosts), safe='')}&port=5432,5432"
        return f"postgresql://docking@/postgres?{where}&target_session_attrs=read-write"


@contextmanager
def following(primary: str) -> Iterator[str]:
    """A standby that follows a primary, as its URL."""
    user = "nobody" if os.geteuid() == 0 else ""
    with private_folder(user) as folder:
        programs = postgres_programs(user, folder)
        database = folder / "database"
        known = psycopg.conninfo.conninfo_to_dict(primary)
        place = f"host={known['host']} port=5432 user=docking application_name=standby"
        copy = [str(programs / "pg_basebackup"), "-D", str(database), "-d", place]
        copied = run([*copy, "--write-recovery-conf", "--no-sync"], user, folder)
        assert copied.returncode == 0, copied.stderr
        serve = [str(programs / "postgres"), "-D", str(database)]
        serve += ["--listen_addresses=", f"--unix_socket_directories={folder}", "--port=5432"]
        url = f"postgresql://docking@/postgres?host={quote(str(folder), safe='')}&port=5432"
        with kept(serve, user, folder, lambda: psycopg.connect(url).close(), psycopg.Error):
            yield url


@pytest.fixture
def pair() -> Iterator[Pair]:
    with started_postgres() as primary, following(primary) as standby:
        yield Pair(primary, standby)


def tell(url: str, *statements: str) -> tuple[object, ...] | None:
    """The first row of the last statement's answer."""
    with psycopg.connect(url, autocommit=True) as connection:
        *first, last = statements
        for statement in first:
            connection.execute(statement)
        return connection.execute(last).fetchone()


def synchronous(pair: Pair) -> None:
    """The primary acknowledges only what the standby has on its disk."""
    name = "ALTER SYSTEM SET synchronous_standby_names = 'standby'"
    tell(pair.primary, name, "SELECT pg_reload_conf()")
    state = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
    until(lambda: tell(pair.primary, state))


def cut_off(pair: Pair) -> None:
    """The standby hears nothing more."""
    tell(pair.standby, "ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()")
    gone = "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_replication)"
    until(lambda: tell(pair.primary, gone))


def until(so) -> None:
    """Knocks until it is so."""
    for _ in range(2000):
        if so():
            return
    pytest.fail("it never was so")


def killed(pair: Pair) -> None:
    (folder,) = tell(pair.primary, "SHOW data_directory")
    pid = int(Path(folder, "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
    os.kill(pid, signal.SIGKILL)


def test_what_was_acknowledged_is_on_the_promoted_standby_and_the_same_ledger_goes_on(pair):
    synchronous(pair)
    ledger = Ledger.open(pair.either)
    told = [entry("need-1", version) for version in range(1, MANY + 1)]
    for one in told:
        ledger.append([one])
    cut_off(pair)
    with pytest.raises(Unavailable):
        ledger.append([entry("need-2", 1)])  # on one disk only: nobody is told that it is kept
    killed(pair)
    tell(pair.standby, "SELECT pg_promote()")
    until(lambda: reached(ledger))
    assert [kept_line.state for kept_line in ledger.read("need-1")] == [
        line(one).state for one in told
    ]
    before = ledger.last()
    [position] = ledger.append([entry("need-1", MANY + 1)])
    assert position > before
    ledger.close()


def reached(ledger: Ledger) -> bool:
    try:
        return bool(ledger.last())
    except Unavailable:
        return False


def test_a_house_opens_on_whichever_takes_writes(pair, tmp_path):
    synchronous(pair)
    settings = Settings(data=tmp_path, master=MASTER, postgres=pair.either)
    with House.open(settings) as house:
        house.log.append([entry("need-1", 1)])
        assert house.views.fresh() == 1
    killed(pair)
    tell(pair.standby, "SELECT pg_promote()")
    with House.open(settings) as house:
        assert house.views.fresh() == 1
        [position] = house.log.append([entry("need-1", 2)])
        assert house.views.fresh() == position


def test_control_an_asynchronous_standby_lacks_what_was_acknowledged(pair):
    ledger = Ledger.open(pair.primary)
    ledger.append([entry("need-1", 1)])
    where = "SELECT pg_current_wal_flush_lsn() <= replay_lsn FROM pg_stat_replication"
    until(lambda: (tell(pair.primary, where) or (False,))[0])
    cut_off(pair)
    ledger.append([entry("need-1", 2)])
    ledger.close()
    killed(pair)
    tell(pair.standby, "SELECT pg_promote()")
    other = Ledger.open(pair.standby)
    assert len(other.read("need-1")) == 1
    other.close()
