"""A county with people, passwords and keys, which is backed up, and restored elsewhere."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from domain.administration.user import AddUser, Duty
from domain.core.command import Ask, Role
from domain.core.personal import Personal
from services.backup.make import Made, back_up
from services.backup.restore import Restored, look_through, restore
from services.house.house import House
from services.house.settings import Settings
from services.identity.signin import Identity
from services.sealing.key_file import KEY_FILE
from services.stores.drafts import KeptDraft
from services.stores.uploads import Upload
from tests.leads import NAME, PHONE, contact_set, delivered, granted, proposed
from tests.services.houses import FITTED, STORY, tell
from tests.spec import DAY, NOON

PASSWORD, WHO = "vK9.qe-Tz4.mXw", "person-1"
HAPPENED = (
    *STORY,
    ("matcher-bank", FITTED),
    ("party-e001", contact_set),
    (f"proposal-{proposed.shown.id}", proposed),
    ("consent-n1:b01", granted),
    (f"lead-{proposed.shown.id}", delivered),
)


def opened(settings: Settings, now: datetime = NOON) -> House:
    return replace(House.open(settings, now=lambda: NOON), real_now=lambda: now)


def system(house: House) -> Ask:
    return house.ask("office", Role.SYSTEM)


def filled(house: House) -> str:
    """A county with a user, a draft, an upload and a kept file; returns the key of a program."""
    tell(house, *HAPPENED)
    add_user(house, "wang", WHO, NAME.value, PHONE.value)
    at = int(NOON.timestamp())
    house.stores.drafts.keep("wang", KeptDraft("d1", sent={"text": ("请找王某",)}, at=at))
    upload = Upload("u1", "名单.csv", bytes(range(256)) + NAME.value.encode(), at=at)
    house.stores.uploads.keep("wang", upload)
    house.settings.data.mkdir(exist_ok=True)
    (house.settings.data / "audit-8000.jsonl").write_text('{"user":"wang"}\n', encoding="utf-8")
    house.views.fresh()
    identity = Identity.of(house)
    identity.give_password("wang", PASSWORD, system(house))
    program = house.ask("office", Role.SYSTEM, party="b01")
    _, key = identity.issue_key(program, "核心系统", ("feed",), DAY + timedelta(days=90))
    return key


def add_user(house: House, id: str, subject: str, name: str, phone: str) -> None:
    command = AddUser(
        id=id,
        duty=Duty(role="organizer"),
        person=Personal(subject=subject, value=name),
        phone=Personal(subject=subject, value=phone),
    )
    house.desk.do(command, system(house), id=f"add-{id}")


def backed_up(settings: Settings, path: Path, **more: object) -> Made:
    with opened(settings) as house:
        return back_up(house, path, **more)  # type: ignore[arg-type]  # what a test gives


def carry_master(settings: Settings, to: Settings) -> None:
    """By hand: it is in no backup."""
    if settings.keys_folder is not None and to.keys_folder is not None and to.master is None:
        to.keys_folder.mkdir(parents=True)
        shutil.copy(settings.keys_folder / KEY_FILE, to.keys_folder)


def restored(settings: Settings, path: Path, **more: object) -> Restored:
    more = {"now": NOON, **more}
    seen = look_through(settings, path, **more)  # type: ignore[arg-type]  # what a test gives
    return restore(settings, seen, now=lambda: NOON)
