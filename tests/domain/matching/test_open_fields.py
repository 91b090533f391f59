"""待补充项: what an owner is asked to state, once a day at most and the same once a month."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.core.command import Role
from domain.matching.open_fields import AskForFields, OpenFieldsAsked
from tests.examples import offering_live
from tests.spec import DAY, OFFICE, asks, given

SYSTEM = asks(Role.SYSTEM)
LATER = asks(Role.SYSTEM, on=DAY + timedelta(days=1))
A_MONTH_LATER = asks(Role.SYSTEM, on=DAY + timedelta(days=30))
asked = OpenFieldsAsked(offering="o1", party="b01", on=DAY, fields=("利率",))
wish = AskForFields(offering="o1", fields=("利率",))
both = AskForFields(offering="o1", fields=("利率", "还款方式"))


def of(*before):
    return given(*before, offering=list(offering_live))


def test_the_owner_is_asked_for_what_is_missing():
    of().when(wish, SYSTEM).then(asked)


def test_nothing_is_asked_twice_on_a_day():
    of(asked).when(both, SYSTEM).then()


def test_on_another_day_only_what_is_new_is_asked():
    new = asked.model_copy(update={"on": LATER.on, "fields": ("还款方式",)})
    of(asked).when(both, LATER).then(new)
    of(asked).when(wish, LATER).then()


def test_after_a_month_the_same_is_asked_once_more():
    again = asked.model_copy(update={"on": A_MONTH_LATER.on})
    of(asked).when(wish, A_MONTH_LATER).then(again)


@pytest.mark.parametrize("shown", [0, 1])
def test_what_isnt_published_is_asked_nothing(shown):
    given(offering=list(offering_live[:shown])).when(wish, SYSTEM).refused("posting.absent")


def test_people_dont_ask():
    of().when(wish, OFFICE).refused("open_fields.role", "role")
