"""A webhook receiver that nobody here wrote the checking of: it has the package's own verifier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
Mood = Callable[[], tuple[bool, int]]


class Receiver:
    """Takes messages at `url`. `mood` says whether one is kept, and which status is answered."""

    def __init__(self, secret: str = SECRET) -> None:
        self.kept: dict[str, dict[str, Any]] = {}  # by id, in the order in which they came
        self.repeated = self.rejected = 0
        self.hosts: set[str] = set()
        self.mood: Mood = lambda: (True, 200)
        self._webhook = Webhook(secret)
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/leads"

    @property
    def numbers(self) -> list[int]:
        return [int(message["sequence"]) for message in self.kept.values()]

    def missing(self, last: int) -> list[int]:
        """What it can prove that it hasn't got, of the numbers up to the last."""
        return sorted({*range(1, last + 1)} - {*self.numbers})

    def start(self) -> None:
        """At the port where it was before."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.hosts.add(self.headers["host"])
                self.send_response(receiver._taken(body, dict(self.headers)))
                self.send_header("location", f"{receiver.url}/elsewhere")
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nobody watches."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _taken(self, body: bytes, headers: dict[str, str]) -> int:
        try:
            message = self._webhook.verify(body, headers)
        except WebhookVerificationError:
            self.rejected += 1
            return 401
        keeps, status = self.mood()
        if keeps:
            self.repeated += message["id"] in self.kept
            assert message["id"] == {k.lower(): v for k, v in headers.items()}["webhook-id"]
            self.kept.setdefault(message["id"], message)
        return status


@contextmanager
def receiving(secret: str = SECRET) -> Iterator[Receiver]:
    receiver = Receiver(secret)
    receiver.start()
    try:
        yield receiver
    finally:
        receiver.stop()
