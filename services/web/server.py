"""The server: the application on an address, in this thread or beside others."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import uvicorn

from services.web.patience import Patient

if TYPE_CHECKING:
    from fastapi import FastAPI

WAITING = 128
MOST = 800  # connections and requests at once: fewer than a process may have files open
GRACE_S = 3  # an open stream would never let go


def bound(host: str, port: int) -> socket.socket:
    """A place that listens from now on; raises `OSError` where it is somebody's already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio lets small writes out at once (TCP_NODELAY) only where it is told that this is TCP;
    # otherwise every answer over an open connection waits 40 ms for the receiver's ACK.
    place = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind((host, port))
    place.listen(WAITING)  # from now on who comes waits instead of being turned away
    return place


def made(app: FastAPI) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        http=Patient,
        limit_concurrency=MOST,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        proxy_headers=False,
    )
    return uvicorn.Server(config)


@contextmanager
def beside(app: FastAPI, place: socket.socket) -> Iterator[None]:
    """Serve in a thread of its own until the block ends."""
    server = made(app)
    thread = Thread(target=server.run, kwargs={"sockets": [place]}, name="web", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(GRACE_S + 5)
        place.close()


def serve(app: FastAPI, place: socket.socket) -> None:
    """Serve until told to end."""
    try:
        made(app).run(sockets=[place])
    finally:
        place.close()
