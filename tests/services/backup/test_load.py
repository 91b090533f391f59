"""A backup while twenty write: whatever was acknowledged before it is in it, whole."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread

from services.backup.make import back_up
from services.house.house import House
from services.house.settings import Settings
from services.identity.signin import Identity
from services.ledger.ledger import Unavailable
from tests.services.backup.backups import (
    PASSWORD,
    add_user,
    carry_master,
    filled,
    opened,
    restored,
    system,
)
from tests.spec import DAY

WRITERS, ENOUGH = 20, 60


class Load:
    """What was acknowledged: users, and the keys of programs, which are in log and secrets."""

    def __init__(self, house: House) -> None:
        self.users: list[str] = []
        self.keys: list[str] = []
        self.enough, self._over, self._house = Event(), Event(), house

    def write(self, writer: int) -> None:
        number = 0
        while not self._over.is_set():
            number += 1
            id = f"u{writer}n{number}"
            with suppress(Unavailable):  # not acknowledged
                add_user(self._house, id, f"person-{id}", "王小明", "13900001111")
                self.users.append(id)
            if number % 5 == 0:
                with suppress(Unavailable):
                    ask = self._house.ask("office", system(self._house).role, party="b01")
                    until = DAY + timedelta(days=90)
                    program = Identity.of(self._house)
                    self.keys.append(program.issue_key(ask, "系统", ("feed",), until)[1])
            if len(self.users) >= ENOUGH and self.keys:
                self.enough.set()

    @contextmanager
    def running(self) -> Iterator[None]:
        threads = [Thread(target=self.write, args=(n,)) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        try:
            assert self.enough.wait(60)
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()


def test_everything_acknowledged_before_is_in_a_backup_that_is_made_meanwhile(
    here, there, tmp_path
):
    path = tmp_path / "county.backup"
    with opened(here) as house:
        key = filled(house)
        load = Load(house)
        with load.running():
            users, keys = list(load.users), list(load.keys)
            with opened(here) as beside:
                made = back_up(beside, path)
            later = len(load.users)
    assert later > len(users)  # nobody waited for it
    carry_master(here, there)
    restored(there, path)
    with opened(there) as house:
        house.views.fresh()
        door = Identity.of(house)
        assert [id for id in users if house.views.users.user(id) is None] == []
        assert [each for each in (key, *keys) if door.holder(each) is None] == []
        assert door.visit(door.sign_in("wang", PASSWORD)) is not None
        last = house.log.last()
        assert house.views.seals.verify(house.log.after) == []
        assert last >= made.checked.last
        add_user(house, "after", "person-after", "李四海", "13711112222")
        assert house.log.last() > last


def test_no_secret_is_ahead_of_the_log(here, there, tmp_path):
    """Every key that can be shown has its event: the moment is one for both."""
    with opened(here) as house:
        filled(house)
        load = Load(house)
        with load.running(), opened(here) as beside:
            made = [back_up(beside, tmp_path / f"backup-{n}") for n in range(3)]
    carry_master(here, there)
    restored(there, made[-1].path)
    with opened(there) as house:
        house.views.fresh()
        ids = [key.removeprefix("dk_").partition("_")[0] for key in load.keys]
        with_secret = [id for id in ids if house.stores.credentials.key(id)]
        assert [id for id in with_secret if house.views.users.key(id) is None] == []


def test_control_copies_of_the_files_lack_what_was_acknowledged(tmp_path):
    here, copy = Settings(data=tmp_path / "county"), tmp_path / "log.db"
    with opened(here) as house:
        filled(house)
        load = Load(house)
        with load.running():
            users = list(load.users)
            shutil.copy(here.data / "log.db", copy)
    try:
        with closing(sqlite3.connect(copy)) as db:
            there = {row[0] for row in db.execute("SELECT originator_id FROM stored_events")}
    except sqlite3.DatabaseError:  # not even the table is in it
        there = set()
    assert {f"user-{id}" for id in users} - there
