"""分发: how many receivers have a need at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.core.command import Role, recall
from domain.leads.route import ChooseRoute, Route, RouteChosen, RouteClosed, RouteOpened
from tests.examples import live
from tests.spec import CLOCK, DAY, OFFICE, asks, given

OWNER = asks(Role.ENTERPRISE, "e001")
NEED = {"need": list(live)}


def choose(mode):
    return ChooseRoute(need="n1", mode=mode)


@pytest.mark.parametrize("mode", ["panel", "open_claim"])
def test_the_enterprise_chooses(mode):
    given(**NEED).when(choose(mode), OWNER).then(RouteChosen(mode=mode))
    given(RouteChosen(mode=mode), **NEED).when(choose(mode), OWNER).then()
    given(**NEED).when(choose(mode), OFFICE).then(RouteChosen(mode=mode))


def test_a_need_goes_to_one_at_a_time_where_nobody_chose():
    given(**NEED).when(choose("exclusive"), OWNER).then()


def test_who_may_not_choose():
    given(**NEED).when(choose("panel"), asks(Role.BANK, "b01")).refused("posting.absent")
    for ask in (CLOCK, asks(Role.SYSTEM)):
        given(**NEED).when(choose("panel"), ask).refused("route.role", "role")
    given().when(choose("panel"), OWNER).refused("posting.absent", "need")


def test_a_mode_is_on_the_list():
    given(**NEED).when(choose("auction"), OWNER).malformed("code.unknown", "mode")


def test_a_narrower_mode_waits_until_there_is_room_for_it():
    out = [RouteChosen(mode="panel"), RouteOpened(lead="l1"), RouteOpened(lead="l2")]
    given(*out, **NEED).when(choose("exclusive"), OWNER).refused("route.open", "mode")
    closed = RouteClosed(lead="l1", rerouted=False, on=DAY)
    given(*out, closed, **NEED).when(choose("exclusive"), OWNER).then(RouteChosen(mode="exclusive"))


def test_a_route_rests_while_more_than_three_were_taken_back_in_ninety_days():
    taken_back = [RouteClosed(lead=f"l{n}", rerouted=True, on=DAY) for n in range(4)]
    route = recall(Route(), taken_back)
    days = (0, 89, 90)
    assert [route.rests(DAY + timedelta(days=n)) for n in days] == [True, True, False]
    assert not recall(Route(), taken_back[:3]).rests(DAY)
