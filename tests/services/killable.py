"""Servers that a test may kill and start again, and waiting for what they do."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.parse import quote

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from tests.keeper import circumstances
from tests.servers import postgres_programs, private_folder, redis_server, run

GLANCE_S = 0.005


def eventually(holds: Callable[[], object], seconds: float = 30) -> None:
    """Look until it holds; fails when it hasn't in time."""
    until, glance = monotonic() + seconds, Event()
    while not holds():
        assert monotonic() < until, f"not within {seconds} s"
        glance.wait(GLANCE_S)


class Server:
    """A program that is killed with SIGKILL, and started again where it was."""

    def __init__(self, command: list[str], folder: Path, user: str, answers: Callable[[], bool]):
        self.command, self.folder, self.user, self.answers = command, folder, user, answers
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        def up() -> bool:
            if self.process is None or self.process.poll() is not None:
                with (self.folder / "server.log").open("ab") as log:
                    self.process = subprocess.Popen(
                        self.command,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        **circumstances(self.user, self.folder),
                    )
            return self.answers()

        eventually(up, 60)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def killable_redis(*options: str) -> Iterator[tuple[Server, str]]:
    """A Redis or Valkey on a Unix socket, and its URL; `options` say what it keeps."""
    with private_folder("") as folder:
        place = folder / "redis.sock"
        command = [redis_server(), "--port", "0", "--unixsocket", str(place)]
        command += ["--dir", str(folder), "--save", "", *options]
        url = f"unix://{quote(str(place))}?db=0"
        yield from _while_running(Server(command, folder, "", lambda: _answers(url)), url)


@contextmanager
def killable_postgres() -> Iterator[tuple[Server, str]]:
    """A durable PostgreSQL, and its URL."""
    user = "nobody" if os.name == "posix" and os.geteuid() == 0 else ""
    with private_folder(user) as folder:
        programs, database = postgres_programs(user, folder), folder / "database"
        create = [str(programs / "initdb"), "--pgdata", str(database), "--username=docking"]
        create += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        assert run(create, user, folder).returncode == 0
        serve = [str(programs / "postgres"), "-D", str(database), "--listen_addresses="]
        serve += [f"--unix_socket_directories={folder}", "--shared_buffers=32MB"]
        url = f"postgresql://docking@/postgres?host={quote(str(folder), safe='')}&port=5432"

        def answers() -> bool:
            try:
                psycopg.connect(url).close()
            except psycopg.Error:
                return False
            return True

        yield from _while_running(Server(serve, folder, user, answers), url)


@contextmanager
def cluster_node(port: int) -> Iterator[tuple[Server, str]]:
    """A master of a Redis Cluster, which forgets its keys and keeps its slots; alone as yet."""
    with private_folder("") as folder:
        command = [redis_server(), "--port", str(port), "--dir", str(folder), "--save", ""]
        command += ["--bind", "127.0.0.1", "--cluster-enabled", "yes"]
        command += ["--cluster-port", str(free_port()), "--cluster-require-full-coverage", "no"]
        url = f"redis://127.0.0.1:{port}/0"
        yield from _while_running(Server(command, folder, "", lambda: _answers(url)), url)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _while_running(server: Server, url: str) -> Iterator[tuple[Server, str]]:
    server.start()
    try:
        yield server, url
    finally:
        server.kill()


def _answers(url: str) -> bool:
    try:
        with Redis.from_url(url, retry=None) as client:
            return bool(client.ping())
    except RedisError:
        return False
