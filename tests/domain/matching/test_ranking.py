"""学习排序: only weights that did better on later decisions are recorded."""

from __future__ import annotations

import pytest

from domain.core.command import Role
from domain.matching.ranking import Backtest, DropOrder, OrderDropped, OrderLearned, RecordOrder
from tests.spec import asks, given

SYSTEM = asks(Role.SYSTEM)
BETTER = Backtest(learned_from=100, tested_on=43, plain=600_000, learned=605_000, doubt=25_000)
WORSE = {"learned": 600_000}
LUCKY = {"doubt": 25_001}
wish = RecordOrder(weights={"text": 3, "stated": 2}, through=9, gate=BETTER)
learned = OrderLearned(weights={"text": 3, "stated": 2}, through=9, gate=BETTER, partners={})


def test_weights_that_won_are_recorded():
    given().when(wish, SYSTEM).then(learned)


def test_the_same_weights_again_change_nothing():
    given(learned).when(wish, SYSTEM).then()


def test_the_same_weights_are_recorded_anew_with_other_partners():
    partners = {"b-01": {"answered": 750_000, "days": 3_000_000, "waiting": 0}}
    then = learned.model_copy(update={"partners": partners})
    given(learned).when(wish.model_copy(update={"partners": partners}), SYSTEM).then(then)


@pytest.mark.parametrize("changed", [WORSE, LUCKY])
def test_weights_that_did_not_win_or_won_by_luck_are_refused(changed):
    worse = wish.model_copy(update={"gate": BETTER.model_copy(update=changed)})
    given().when(worse, SYSTEM).refused("order.gate", "gate")


def test_the_text_score_alone_is_one_command_away():
    given(learned).when(DropOrder(reason="test"), SYSTEM).then(OrderDropped(reason="test"))
    given().when(DropOrder(reason="test"), SYSTEM).then()


def test_a_bank_does_not_order_proposals():
    given().when(wish, asks(Role.BANK, "b01")).refused("matcher.role", "role")
