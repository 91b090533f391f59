"""A proxy before PostgreSQL that can lose its answers, swallow everything, or refuse to connect."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import psycopg

from tests.services.ledgers import with_options


class Proxy:
    """Listens on a Unix socket in `folder`; `url` leads through it.

    `lose_answer_to` bytes: let the first request with these bytes through, wait until the server
    has answered, and cut the connection instead of passing the answer on. `lost` is set then.
    """

    def __init__(self, postgres: str, folder: Path) -> None:
        place = psycopg.conninfo.conninfo_to_dict(postgres)
        host, port = str(place.get("host", "localhost")), int(place.get("port") or 5432)
        self._upstream = f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(f"{folder}/.s.PGSQL.{port}")
        self._connections: list[socket.socket] = []
        self.url = with_options(postgres, host=str(folder), port=str(port))
        self.lose_answer_to = b""
        self.lost = Event()
        self.silent = False
        self.refuses = False
        self._listener.listen()
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Every connection, now."""
        while self._connections:
            _cut(self._connections.pop())

    def close(self) -> None:
        _cut(self._listener)
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self.refuses:
                    client.close()
                    continue
                is_path = isinstance(self._upstream, str)
                server = socket.socket(socket.AF_UNIX if is_path else socket.AF_INET)
                server.connect(self._upstream)
                self._connections += [client, server]
                losing = Event()
                Thread(target=self._requests, args=(client, server, losing), daemon=True).start()
                Thread(target=self._answers, args=(client, server, losing), daemon=True).start()

    def _requests(self, client: socket.socket, server: socket.socket, losing: Event) -> None:
        with suppress(OSError):
            while request := client.recv(65536):
                if self.lose_answer_to and self.lose_answer_to in request:
                    self.lose_answer_to = b""
                    losing.set()
                if not self.silent:
                    server.sendall(request)
        _cut(server)

    def _answers(self, client: socket.socket, server: socket.socket, losing: Event) -> None:
        with suppress(OSError):
            while answer := server.recv(65536):
                if losing.is_set():
                    self.lost.set()
                    break
                if not self.silent:
                    client.sendall(answer)
        _cut(client)
        _cut(server)


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
