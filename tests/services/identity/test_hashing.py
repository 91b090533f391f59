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


def test_one_hashes_while_the_others_wait():
    gate, begun, end = Gate(at_once=1, waiting=1), Event(), Event()

    def hashing() -> str:
        begun.set()
        assert end.wait(5)
        return current_thread().name

    with ThreadPoolExecutor(2) as clients:
        first = clients.submit(gate.work, hashing)
        assert begun.wait(5)
        second = clients.submit(gate.work, lambda: current_thread().name)
        assert not second.done()
        end.set()
        assert first.result(5) == second.result(5) == "argon2_0"
