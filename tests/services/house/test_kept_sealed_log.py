"""A log with sealed values is read for ever, under the master key of then.

`tests/samples/kept/sealed_log.sql` is a small log as this program first sealed it, and
`sealed_secrets.sql` the keys of its subjects, under the master key of the tests; one subject was
erased. Neither is ever made anew.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domain.administration.user import AddUser, Duty
from domain.core.command import Role
from domain.core.personal import ERASED, Personal
from domain.log.entry import line
from services.house.contacts import contact_named
from services.house.house import House
from services.house.settings import Settings
from tests.servers import MASTER
from tests.spec import NOON

KEPT = Path(__file__).parents[2] / "samples" / "kept"


@pytest.fixture
def house(tmp_path):
    for name in ("log", "secrets"):
        with closing(sqlite3.connect(tmp_path / f"{name}.db")) as db:
            db.executescript((KEPT / f"sealed_{name}.sql").read_text(encoding="utf-8"))
    with House.open(Settings(data=tmp_path, master=MASTER), now=lambda: NOON) as opened:
        yield opened


def test_it_opens_verifies_and_shows_what_it_did(house):
    house.views.fresh()
    assert house.views.seals.verify(house.log.after) == []
    assert contact_named(house.desk, "e001") == ("王某", "13900001234")
    li, zhao = house.views.users.user("li"), house.views.users.user("zhao")
    assert (li.person.reveal(), zhao.person.reveal()) == ("李四海", ERASED)
    assert house.views.users.called("13711112222").id == "li"
    assert house.views.users.called("13322223333") is None
    assert {view.name: view.parked() for view in house.views if view.parked()} == {}


def test_what_is_written_today_has_the_same_bytes(house):
    """The same values under the same keys, for the same places."""
    for stored in house.log.after(0):
        if stored.name in {"party.contact_set", "user.added"}:
            entry = stored.entry()
            if not any(v.erased for v in vars(entry.event).values() if isinstance(v, Personal)):
                assert line(entry, house.log.keys).state == stored.state


def test_a_command_of_then_is_known_again(house):
    person, phone = (
        Personal(subject="person-li", value=value) for value in ("李四海", "13711112222")
    )
    again = AddUser(id="li", duty=Duty(role="organizer"), person=person, phone=phone)
    assert house.desk.do(again, house.ask("office", Role.SYSTEM), id="add-li").repeated


def test_control_no_value_stands_in_what_was_kept():
    for name in ("log", "secrets"):
        text = (KEPT / f"sealed_{name}.sql").read_text(encoding="utf-8")
        assert not any(value in text for value in ("李四海", "13711112222", "王某", "赵六"))
        assert b"13711112222".hex().upper() not in text
        assert "李四海".encode().hex().upper() not in text
    assert json.dumps("李四海") not in text
