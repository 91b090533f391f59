"""Patience: a request that never comes whole is cut off; one that comes slowly is answered."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from services.web.patience import Patient
from services.web.server import bound, made

HALVES = [
    b"",
    b"GET / HTTP/1.1\r\nHost: x\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf",
]


async def heard(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())}")


class Hasty(Patient):
    headers_s, body_s = 0.4, 0.4


@contextmanager
def served(protocol):
    app = Starlette(routes=[Route("/", heard, methods=["GET", "POST"])])
    place = bound("127.0.0.1", 0)
    config = uvicorn.Config(app, http=protocol, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
    thread.start()
    try:
        yield place.getsockname()
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(10)
        place.close()


def closed_within(address, half, seconds):
    with socket.create_connection(address, timeout=seconds) as client:
        client.sendall(half)
        try:
            return client.recv(1000) == b""
        except TimeoutError:
            return False


@pytest.mark.parametrize("half", HALVES)
def test_half_a_request_is_cut_off(half):
    with served(Hasty) as address:
        assert closed_within(address, half, 5)


@pytest.mark.parametrize("half", HALVES)
def test_control_the_server_itself_waits(half):
    with served(H11Protocol) as address:
        assert not closed_within(address, half, 1)


def test_a_byte_now_and_then_gains_nothing():
    with served(Hasty) as address, socket.create_connection(address, timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        began = time.monotonic()
        try:
            while time.monotonic() - began < 5:
                client.sendall(b"x")
                client.settimeout(0.05)
                try:
                    if client.recv(10) == b"":
                        break
                except TimeoutError:
                    continue
        except OSError:
            pass
        assert time.monotonic() - began < 3


def test_a_whole_request_is_answered_and_so_is_the_next_on_the_same_connection():
    whole = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nhalf"
    with served(Hasty) as address, socket.create_connection(address, timeout=5) as client:
        for _ in range(2):
            client.sendall(whole[:-2])
            client.sendall(whole[-2:])
            said = b""
            while not said.endswith(b"\r\n\r\n4"):
                came = client.recv(10_000)
                assert came, said
                said += came
            assert said.startswith(b"HTTP/1.1 200")


def test_the_site_is_served_so():
    config = made(Starlette()).config  # type: ignore[arg-type]  # any application
    assert (config.http, config.limit_concurrency) == (Patient, 800)
