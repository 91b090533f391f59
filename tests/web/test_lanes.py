"""Lanes: one party's costly work waits for its own; others come at once."""

from __future__ import annotations

import asyncio
from threading import Event, Lock

import pytest

from services.web.lanes import InUse, Lane


class Kept:
    """Work that lasts until it is let go; who is at it, and the most that ever were at once."""

    def __init__(self):
        self.go, self.lock = Event(), Lock()
        self.at_it, self.most = 0, 0

    def __call__(self):
        with self.lock:
            self.at_it += 1
            self.most = max(self.most, self.at_it)
        self.go.wait(10)
        with self.lock:
            self.at_it -= 1
        return "done"


async def begun(*tasks):
    """Let each come to where it waits."""
    made = [asyncio.ensure_future(task) for task in tasks]
    await asyncio.sleep(0)
    return made


def test_one_partys_work_is_done_one_after_the_other_and_what_is_too_much_is_refused():
    async def story():
        lane, work = Lane("try", threads=3, each=1, waiting=2), Kept()
        made = await begun(*(lane.run("b01", work) for _ in range(3)))
        with pytest.raises(InUse):
            await lane.run("b01", work)
        work.go.set()
        assert await asyncio.gather(*made) == ["done"] * 3
        assert work.most == 1
        assert await lane.run("b01", lambda: "again") == "again"

    asyncio.run(story())


def test_another_party_need_not_wait():
    async def story():
        lane, work = Lane("try", threads=2, each=1, waiting=9), Kept()
        made = await begun(*(lane.run("b01", work) for _ in range(10)))
        assert await asyncio.wait_for(lane.run("b02", lambda: "quick"), 5) == "quick"
        work.go.set()
        await asyncio.gather(*made)

    asyncio.run(story())


def test_control_without_places_for_each_it_would_have_to():
    async def story():
        lane, work = Lane("try", threads=2, each=10, waiting=0), Kept()
        made = await begun(*(lane.run("b01", work) for _ in range(10)))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(lane.run("b02", lambda: "quick"), 0.3)
        work.go.set()
        await asyncio.gather(*made)

    asyncio.run(story())


def test_what_went_wrong_is_heard_by_who_asked_and_the_place_is_free_again():
    async def story():
        lane = Lane("try", threads=1, each=1, waiting=0)
        with pytest.raises(ZeroDivisionError):
            await lane.run("b01", lambda: 1 // 0)
        assert await lane.run("b01", lambda: 1) == 1

    asyncio.run(story())
