"""For how long the certificate at the public address holds is asked of that address, by itself."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from services.operations.certificate import AGAIN, RENEW, Certificate, Validity, asked, validity
from tests.spec import NOON
from tests.web.test_proxies import certificate

END = datetime(2026, 6, 1, tzinfo=UTC)
SITE = "https://duijie.example.cn"


@contextmanager
def showing(folder):
    """A server that shows a certificate that ends tomorrow and that nobody vouches for."""
    certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "duijie.pem", folder / "duijie.key")
    with socket.create_server(("127.0.0.1", 0)) as place:

        def serve():
            visitor, _ = place.accept()
            with visitor, context.wrap_socket(visitor, server_side=True) as secured:
                secured.recv(1)

        server = threading.Thread(target=serve)
        server.start()
        yield f"https://127.0.0.1:{place.getsockname()[1]}"
        server.join(20)


def test_the_address_is_asked_whatever_its_certificate_is_worth(tmp_path):
    now = datetime.now(UTC)
    with showing(tmp_path) as address:
        heard = asked(address, now)
    tomorrow = f"{now + timedelta(days=1):%Y-%m-%d}"
    assert heard in [Validity(f"到 {tomorrow}，还有 {days} 天", RENEW) for days in (0, 1)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (END - timedelta(days=40), Validity("到 2026-06-01，还有 40 天")),
        (END - timedelta(days=14), Validity("到 2026-06-01，还有 14 天")),
        (END - timedelta(days=13, hours=23), Validity("到 2026-06-01，还有 13 天", RENEW)),
        (END, Validity("已于 2026-06-01 到期，浏览器会拦住访问", RENEW)),
    ],
)
def test_it_is_told_two_weeks_before_it_ends(now, expected):
    assert validity(END, now) == expected


def test_an_address_that_cannot_be_reached_is_unknown_and_no_fault():
    with socket.create_server(("127.0.0.1", 0)) as place:
        address = f"https://127.0.0.1:{place.getsockname()[1]}"
    heard = asked(address, NOON)
    assert heard is not None
    assert heard.state.startswith(f"从这台机器连不上 {address}，不知道哪天到期（")
    assert heard.advice == ""


@pytest.mark.parametrize("address", ["", "http://192.168.1.20:8000"])
def test_without_https_nothing_is_asked(address):
    def never(_address):
        raise AssertionError

    assert asked(address, NOON, never) is None
    assert Certificate(address, never).known(NOON) is None


def answered():
    for thread in threading.enumerate():
        if thread.name == "certificate":
            thread.join(20)


def test_a_page_waits_for_nothing_and_has_it_asked_every_six_hours():
    asks = []

    def ask(address):
        asks.append(address)
        return END

    seen = Certificate(SITE, ask)
    assert seen.known(NOON) in [Validity("正在询问，请过一会儿再看"), validity(END, NOON)]
    answered()
    assert [seen.known(NOON), seen.known(NOON + AGAIN - timedelta(seconds=1))] == [
        validity(END, NOON)
    ] * 2
    assert asks == [SITE]
    seen.known(NOON + AGAIN)
    answered()
    assert asks == [SITE] * 2
