"""Few hashes at once, and a queue of which everybody knows the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event, current_thread

import pytest

from services.identity.hashing import Busy, Gate


def test_who_comes_when_the_queue_is_full_hears_so_at_once_and_a_known_device_has_a_place():
    gate = Gate(at_once=1, waiting=3)
    with ExitStack() as inside:
        inside.enter_context(gate.place())
        assert not gate.is_full()
        inside.enter_context(gate.place())
        assert gate.is_full()
        with pytest.raises(Busy):
            inside.enter_context(gate.place())
        inside.enter_context(gate.place(known=True))
        inside.enter_context(gate.place(known=True))
        with pytest.raises(Busy):
            inside.enter_context(gate.place(known=True))
    assert not gate.is_full()  # control: they are gone
    with gate.place():
        pass


def test_a_stranger_who_finds_no_place_takes_none_away():
    gate = Gate(at_once=1, waiting=1)
    with gate.place(known=True), gate.place(known=True):
        for _ in range(5):
            with pytest.raises(Busy):
                gate.place().__enter__()
    with gate.place():
        pass


def test_who_asks_whether_it_is_full_takes_no_place():
    """However many ask at the same time, the last place is for who signs in."""
    gate, asking = Gate(at_once=1, waiting=1), Event()

    def ask() -> None:
        while not asking.is_set():
            gate.is_full()

    with ThreadPoolExecutor(4) as others:
        for _ in range(4):
            others.submit(ask)
        try:
            for _ in range(2000):
                with gate.place():
                    pass
        finally:
            asking.set()


def test_one_hashes_while_the_others_wait():
    gate, begun, end = Gate(at_once=1, waiting=1), Event(), Event()

    def hashing() -> str:
        begun.set()
        assert end.wait(5)
        return current_thread().name

    with gate.place(known=True) as a, gate.place(known=True) as b, ThreadPoolExecutor(2) as clients:
        first = clients.submit(a.work, hashing)
        assert begun.wait(5)
        second = clients.submit(b.work, lambda: current_thread().name)
        assert not second.done()
        end.set()
        assert first.result(5) == second.result(5) == "argon2_0"
