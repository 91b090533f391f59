"""The certificate at the public address, and for how long it holds: whoever renews it, and whatever
shows it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography.x509 import load_der_x509_certificate

SOON = timedelta(days=14)
AGAIN = timedelta(hours=6)  # a page doesn't have it asked more often
WAITS_S = 5.0
RENEW = "请更新证书，并让代理重新读入，见 put-behind-a-proxy.md"

Ask = Callable[[str], datetime]


class Validity(NamedTuple):
    """Until when, in words, and what to do; `advice` is empty where nothing is."""

    state: str
    advice: str = ""


def holds_until(address: str) -> datetime:
    """Asks the address, whatever its certificate is worth. Raises `OSError`."""
    place = urlsplit(address)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((place.hostname, place.port or 443), WAITS_S) as plain,
        context.wrap_socket(plain, server_hostname=place.hostname) as secured,
    ):
        shown = secured.getpeercert(binary_form=True)
    if shown is None:
        raise ConnectionError("no certificate was shown")
    return load_der_x509_certificate(shown).not_valid_after_utc


def validity(until: datetime, now: datetime) -> Validity:
    days = (until - now).days
    if until <= now:
        return Validity(f"已于 {until:%Y-%m-%d} 到期，浏览器会拦住访问", RENEW)
    return Validity(f"到 {until:%Y-%m-%d}，还有 {days} 天", RENEW if until - now < SOON else "")


def asked(address: str, now: datetime, ask: Ask = holds_until) -> Validity | None:
    """Asked now; None where the address has no https."""
    if not address.startswith("https://"):
        return None
    try:
        return validity(ask(address), now)
    except OSError as away:
        return Validity(f"从这台机器连不上 {address}，不知道哪天到期（{away}）")


class Certificate:
    """What is known of it, for pages: whoever looks waits for nothing, and sees what was heard
    last."""

    def __init__(self, address: str, ask: Ask = holds_until) -> None:
        self._address, self._ask, self._lock = address, ask, Lock()
        self._last: datetime | None = None
        self._validity = Validity("正在询问，请过一会儿再看")

    def known(self, now: datetime) -> Validity | None:
        """None where the address has no https."""
        if not self._address.startswith("https://"):
            return None
        with self._lock:
            late = self._last is None or now - self._last >= AGAIN
            if late:
                self._last = now
        if late:
            Thread(target=self._look, args=(now,), daemon=True, name="certificate").start()
        return self._validity

    def _look(self, now: datetime) -> None:
        answer = asked(self._address, now, self._ask)
        assert answer is not None  # it is an address with https
        self._validity = answer
