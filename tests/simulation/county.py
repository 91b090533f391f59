"""The county that every seed begins with: enterprises and banks, with what they have come to."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from domain.core.command import Role
from services.automation.runner import run
from services.house.house import House
from services.house.settings import Settings
from services.house.watch import Watch
from services.inbound.execute import execute
from services.inbound.shorthand import SetWebhookWithSecret
from tests.simulation.people import BANKS, People, begin

BEGIN = datetime(2026, 3, 2, 4, tzinfo=UTC)
SECRET = "whsec_C2FVsBQIhrscChlQIMVb5sSYspob7oDA"
POSTED = BANKS[0]  # who has a webhook


def base(folder: Path) -> None:
    """The county that every seed begins with."""
    with House.open(Settings(data=folder), now=lambda: BEGIN, new_id=counted_ids()) as house:
        begin(house)
        ask = house.ask("b1-1", Role.BANK, party=POSTED, source="test")
        wish = {"url": "https://bank.example/hook", "secret": SECRET}
        execute(house, SetWebhookWithSecret.model_validate(wish), ask, None)
        watch = _sure(house)
        people = People(random.Random(0))
        for kind in (People.interested, People.consenting, People.interested):
            run(house, once=True, say=lambda _: None, watch=watch)
            for wish in kind(people, house):
                house.desk.do_all(wish.asks(house))
        run(house, once=True, say=lambda _: None, watch=watch)


def _sure(house: House) -> Watch:
    watch = Watch(house, lambda: 0.0)
    watch.believe(house.now())
    return watch


def counted_ids(prefix: str = "base") -> Callable[[datetime], str]:
    numbers = iter(range(1, 10**9))
    return lambda _: f"{prefix}-{next(numbers):08}"


def fresh_copy(base: Path, folder: Path) -> None:
    """A folder of its own, with the keys beside it."""
    for place in (base, Path(f"{base}-keys")):
        to = folder if place == base else Path(f"{folder}-keys")
        shutil.copytree(place, to)
