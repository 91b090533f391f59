"""用户名: nobody is called as the house calls itself, or by another organization's credit code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.administration.user import AddUser, Duty, ReviseUser, UserAdded
from domain.core.command import Role
from domain.core.personal import Personal
from tests.examples import FACTORY, factory
from tests.spec import asks, given

ADMIN, DOOR = asks(Role.ADMIN), replace(asks(Role.SYSTEM), source="door")
DUTY, PERSON = Duty(role="enterprise", party="e001"), Personal(subject="person-1", value="张三")
CODE = str(FACTORY.uscc)
OTHERS = "91411025MA9K0W2B16"


def named(id):
    return AddUser(id=id, duty=DUTY, person=PERSON)


@pytest.mark.parametrize("ask", [ADMIN, DOOR])
@pytest.mark.parametrize("id", ["door", "House", "SYSTEM", "clock", "key-1", "Demo-admin"])
def test_nobody_is_called_as_the_house_calls_itself(id, ask):
    given(party=[factory]).when(named(id), ask).refused("user.reserved", "id")


@pytest.mark.parametrize(
    "id", [OTHERS, OTHERS.lower(), f"{OTHERS[:8]}-{OTHERS[8:]}", "91411025MA3X00000N"]
)
def test_nobody_is_called_by_anothers_credit_code(id):
    given(party=[factory]).when(named(id), DOOR).refused("user.reserved", "id")


@pytest.mark.parametrize("id", [CODE, "zhangsan", "keyun", "doorman", "13700001111"])
def test_everybody_else_is_as_he_likes(id):
    added = UserAdded(duty=DUTY, person=PERSON)
    given(party=[factory]).when(named(id), DOOR).then(added)


def test_who_has_such_a_name_already_keeps_it():
    before = UserAdded(duty=Duty(role="leader"), person=PERSON)
    revise = ReviseUser(id=OTHERS, duty=Duty(role="leader"), person=PERSON)
    given(before).when(revise, ADMIN).then()
