"""A mail server and an SMS service that answer as they are told, for tests that send."""

from __future__ import annotations

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Conversation(socketserver.StreamRequestHandler):
    """As much of a mail server as a client needs. `refuses`: what it says to a recipient."""

    def handle(self) -> None:
        server: Any = self.server
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"RCPT" and server.refuses:
                self.wfile.write(server.refuses + b"\r\n")
                continue
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                mail = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    mail += part
                server.got.append(mail)
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


@contextmanager
def mail_server() -> Iterator[Any]:
    """`got` are the e-mails that it took, as bytes."""
    server: Any
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.got, server.refuses = [], b""
        server.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


class Asked(BaseHTTPRequestHandler):
    """Takes down what is posted."""

    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["content-length"]))
        server.got.append((dict(self.headers.items()), body))
        self.send_response(server.answers)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def sms_service() -> Iterator[Any]:
    """`got` are (headers, body) of what was asked, `answers` is the status that it gives."""
    server: Any
    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        server.got, server.answers = [], 200
        server.url = f"http://127.0.0.1:{server.server_address[1]}/send"
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def lines(text: str) -> list[Any]:
    """What lines of JSON say."""
    return [json.loads(line) for line in text.splitlines()]
