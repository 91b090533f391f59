"""Hashing: argon2, few at a time, and a queue of which everybody knows the end.

One hash costs 19 MiB and some 50 ms of a core, so strangers who send passwords could stop a site.
At most half of the cores hash, so many more wait, and whoever comes when the queue is full hears so
at once. Strangers fill half of the queue; the rest is for who signs in from a device that is known.
"""

from __future__ import annotations

import os
import secrets
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 128  # characters of a password
WAITING = 16  # of the web's forty threads
NICE = 5
Answer = TypeVar("Answer")


class Busy(Exception):
    """More passwords are being checked than can be soon."""


class Place:
    """Where hashes are made, one after the other: nobody makes any who has none."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    def hash(self, secret: str) -> str:
        return self.work(lambda: hasher().hash(normal(secret)))

    def verify(self, stored: str | None, typed: str) -> bool:
        """In the same time whether anything is stored or not."""
        secret = normal(typed)
        fits = stored is not None and len(secret) <= LONGEST
        try:
            return self.work(
                lambda: (
                    hasher().verify(
                        stored if stored is not None and fits else nobodys_hash(), secret[:LONGEST]
                    )
                    and fits
                )
            )
        except (VerificationError, InvalidHashError):
            return False

    def work(self, hashing: Callable[[], Answer]) -> Answer:
        """In a thread of the pool, after those who came before."""
        return self._pool.submit(hashing).result()


class Gate:
    """Lets in who will want a hash."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._most = at_once + waiting
        self._most_strangers = (self._most + 1) // 2
        self._inside = self._strangers = 0
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(at_once, "argon2", initializer=_let_pages_go_first)

    @contextmanager
    def place(self, *, known: bool = False) -> Iterator[Place]:
        """Raises `Busy` where there is none left."""
        with self._lock:
            if not self._has_room(known=known):
                raise Busy
            self._inside += 1
            self._strangers += not known
        try:
            yield Place(self._pool)
        finally:
            with self._lock:
                self._inside -= 1
                self._strangers -= not known

    def is_full(self) -> bool:
        """For strangers, at this moment. Who asks takes no place."""
        with self._lock:
            return not self._has_room(known=False)

    def _has_room(self, *, known: bool) -> bool:
        return self._inside < self._most and (known or self._strangers < self._most_strangers)


@cache
def gate() -> Gate:
    """This process's own."""
    return Gate(max(1, (os.cpu_count() or 2) // 2), WAITING)


@cache
def hasher() -> PasswordHasher:
    """OWASP's figures: 19 MiB, two passes."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def nobodys_hash() -> str:
    """What is checked where there is nothing to check against: it takes as long."""
    return hasher().hash(secrets.token_urlsafe())


def _let_pages_go_first() -> None:
    """A thread of the pool takes what the others leave of a core; Linux alone knows how."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def normal(secret: str) -> str:
    """As it was typed, blanks and all, but the same however a keyboard composes it (NFKC), at every
    door alike: a Chinese keyboard types 。 and １ for what another one types . and 1 for."""
    return unicodedata.normalize("NFKC", secret)
