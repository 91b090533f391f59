"""The servers that tests use are real, fresh for each test, and gone when the tests are."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoRedis

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


def test_postgresql_answers(postgres):
    with psycopg.connect(postgres) as connection:
        assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_postgresql_keeps_what_it_acknowledges(postgres):
    with psycopg.connect(postgres) as connection:
        assert connection.execute("SHOW synchronous_commit").fetchall() == [("on",)]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_a_database_of_its_own(postgres, turn):
    with psycopg.connect(postgres) as connection:
        connection.execute("CREATE TABLE once (turn text)")
        connection.execute("INSERT INTO once VALUES (%s)", [turn])
        assert connection.execute("SELECT turn FROM once").fetchall() == [(turn,)]


def test_a_database_is_dropped_even_from_under_a_forgotten_connection(postgres, request):
    connection = psycopg.connect(postgres)
    request.addfinalizer(connection.close)
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_redis_answers(redis):
    with Redis.from_url(redis) as client:
        assert client.ping() is True


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_an_empty_keyspace(redis, turn):
    with Redis.from_url(redis) as client:
        assert client.keys() == []
        client.xadd("stream", {"turn": turn})


@pytest.mark.parametrize("server", ["started_postgres", "started_redis"])
def test_a_killed_test_run_leaves_no_server_behind(server):
    program = (
        "import os, signal\n"
        f"from tests.servers import {server} as started\n"
        "with started() as url:\n"
        "    print(url, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    # The keeper holds the same stderr until the server has ended: its end of file is the proof.
    killed = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    url = killed.stdout.decode().strip()
    folder = re.search(r"/[\w/]*/docking-\w+", unquote(url))
    assert folder, killed.stderr.decode()
    assert (killed.returncode, Path(folder[0]).exists()) == (-signal.SIGKILL, False)
    with pytest.raises((psycopg.Error, NoRedis)):
        answer(url)


def answer(url: str) -> object:
    """Whatever the server at the URL says."""
    if url.startswith("unix:"):
        return Redis.from_url(url).ping()
    return psycopg.connect(url).execute("SELECT 1").fetchone()
