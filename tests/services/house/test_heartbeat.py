"""The heart beats after a round that went well, and after no other."""

from __future__ import annotations

from queue import Queue
from threading import Semaphore

import pytest

from services.automation.runner import follow, run
from services.house.house import House
from services.house.settings import Settings
from services.ledger.ledger import Unavailable
from services.outbound.rounds import Rounds
from tests.services.houses import watched


class Enough(BaseException):
    """The test has seen what it wanted to see."""


def enough(_seconds):
    raise Enough


@pytest.fixture
def heart(tmp_path):
    return tmp_path / "heartbeat"


@pytest.fixture
def house(tmp_path, heart):
    with House.open(Settings(data=tmp_path / "county", heartbeat=heart)) as made:
        yield made


def test_a_round_of_the_clock_is_a_beat(house, heart):
    run(house, once=True, watch=watched(house), say=print)
    assert heart.exists()


@pytest.mark.parametrize("fault", [Unavailable("the database is away"), ValueError("a bug")])
def test_a_round_with_a_fault_is_none(house, heart, fault):
    def work():
        raise fault

    with pytest.raises(Enough):
        follow(house, work, once=False, say=print, pause=enough)
    assert not heart.exists()


def test_a_round_beside_which_something_fails_is_none(house, heart):
    follow(house, lambda: None, once=True, say=print, well=lambda: False)
    assert not heart.exists()


def test_a_heart_that_cannot_be_touched_stops_no_work(tmp_path):
    nowhere = tmp_path / "nowhere" / "heartbeat"
    with House.open(Settings(data=tmp_path / "county", heartbeat=nowhere)) as house:
        follow(house, lambda: None, once=True, say=print)


class Told(Rounds):
    """Each round ends as it is told."""

    title = "试"

    def __init__(self):
        super().__init__(print, pause_s=0)
        self.begun, self.ends = Semaphore(0), Queue()

    def go(self):
        self.begun.release()
        if fault := self.ends.get(timeout=20):
            raise fault
        return 0

    def ended(self, fault):
        """The round that goes on ends so, and the next has begun."""
        self.ends.put(fault)
        assert self.begun.acquire(timeout=20)


def test_what_goes_round_is_well_while_its_last_round_was():
    going = Told()
    before = going.well
    with going:
        assert going.begun.acquire(timeout=20)
        seen = []
        for fault in (None, Unavailable("away"), None):
            going.ended(fault)
            seen.append(going.well)
        going._stop.set()
        going.ends.put(None)
    assert (before, seen, going.well) == (False, [True, False, True], False)
