"""An open page is told when there is something new, also of what came while it was on its way."""

from __future__ import annotations

import asyncio
from collections import Counter
from types import SimpleNamespace

import pytest

from services.web.pages.site.live import EACH, MOST, counted, moves


async def told(site, since, many):
    """The first things that a page hears which shows this position."""
    stream = moves(SimpleNamespace(house=site.house), since)
    return [await anext(stream) for _ in range(many)]


@pytest.mark.parametrize("behind", [1, 5])
def test_what_came_before_it_began_to_listen_is_told_at_once(plain, behind):
    position = plain.house.views.proposals.position
    heard = asyncio.run(told(plain, position - behind, 2))
    assert heard == ["retry: 3000\n\n", f"event: moved\ndata: {position}\n\n"]


def test_control_a_page_that_shows_everything_is_left_alone(plain):
    heard = asyncio.run(told(plain, plain.house.views.proposals.position, 2))
    assert heard == ["retry: 3000\n\n", ": here\n\n"]


@pytest.mark.parametrize("page", ["/", "/proposals"])
def test_a_page_says_which_position_it_shows(plain, page):
    shown = plain.client("enterprise").get(page).text
    assert f'data-live="{plain.house.views.proposals.position}"' in shown


def test_one_session_and_all_together_have_so_many_open_pages_and_no_more(plain):
    bank, listening = plain.client("bank"), plain.app.state.listening
    bank.get("/")
    [session] = [digest for digest, _ in plain.house.stores.credentials.sessions("bank", 0)]
    listening[session] = EACH
    assert bank.get("/live").status_code == 429
    listening.clear()
    listening["others"] = MOST
    assert bank.get("/live").status_code == 429


def test_a_page_is_counted_for_as_long_as_somebody_listens(plain):
    async def story():
        listening = Counter()
        stream = counted(moves(SimpleNamespace(house=plain.house), 0), listening, "one")
        await anext(stream)
        during = dict(listening)
        await stream.aclose()
        return during, dict(listening)

    assert asyncio.run(story()) == ({"one": 1}, {})
