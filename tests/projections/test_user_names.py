"""Whom a user name means before it is given: what is typed at the door is one person's."""

from __future__ import annotations

import pytest

from domain.administration.user import AddUser, Duty, UserAdded, UserClosed
from domain.core.command import Role
from domain.core.personal import Personal
from projections.administration.users import Users
from tests.logbook import Logbook
from tests.spec import asks, given

DUTY, PERSON = Duty(role="leader"), Personal(subject="person-1", value="张三")
PHONE = Personal(subject="person-1", value="138 5555 6666")
STORY = (
    ("user-BOSS", UserAdded(duty=DUTY, person=PERSON, phone=PHONE)),
    ("user-li", UserAdded(duty=DUTY, person=PERSON)),
    ("user-li", UserClosed()),
)


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("boss", {"BOSS"}),
        ("Boss", {"BOSS"}),
        ("13855556666", {"BOSS"}),
        ("138-5555-6666", {"BOSS"}),
        ("LI", {"li"}),
        ("bos", set()),
        ("13855556667", set()),
    ],
)
def test_a_name_means_whoever_is_called_so_in_any_case_or_has_it_for_a_telephone(
    engine, name, whose
):
    users = Users(engine)
    users.catch_up(Logbook(*STORY).after)
    assert users.meant_by(name) == whose


def test_nobody_is_added_under_a_name_that_means_another():
    boss = AddUser(id="boss", duty=DUTY, person=PERSON)
    given().when(boss, asks(Role.ADMIN)).then(UserAdded(duty=DUTY, person=PERSON))
    taken = boss.model_copy(update={"taken": True})
    given().when(taken, asks(Role.ADMIN)).refused("user.known", "id")
