"""An open page is told when there is something new, also of what came while it was on its way."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from services.web.pages.site.live import moves


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
