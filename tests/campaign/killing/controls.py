"""The checker finds each thing that it looks for: what was done by hand to a copy of a county."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from services.house.house import House
from services.house.settings import Settings
from tests.campaign.killing import checker
from tests.campaign.killing.county import ASKED, ENTERPRISES, granted, need, publish
from tests.campaign.killing.load import Told
from tests.services.houses import copy_house, tell

Broken = Callable[[Settings, Told], None]


def controls(folder: Path, told: Told) -> Iterator[tuple[str, bool]]:
    """Each fault by its name, and whether it was found in a copy of the folder."""
    for kind, breaks in BREAKS.items():
        copy = copy_house(folder, folder.with_name(f"{folder.name}-control"))
        settings = Settings(data=copy)
        try:
            breaks(settings, told)
            with House.open(settings) as house:
                house.views.fresh()
                yield kind, bool(checker.found(kind, house, told))
        finally:
            for place in (copy, settings.keys_folder):
                assert place
                shutil.rmtree(place)


def _by_hand(settings: Settings, file: str, statement: str, *values: Any) -> None:
    with closing(sqlite3.connect(settings.data / file, isolation_level=None)) as db:
        assert db.execute(statement, values).rowcount > 0, "the control changes nothing"


def _last_written(told: Told) -> Any:
    return next(ack.written[-1] for ack in reversed(told.acks) if ack.written)


def _deleted(settings: Settings, told: Told) -> None:
    """An acknowledged line, the last of its stream or not."""
    position = _last_written(told).position
    _by_hand(settings, "log.db", "DELETE FROM stored_events WHERE rowid = ?", position)


def _hole(settings: Settings, told: Told) -> None:
    statement = "DELETE FROM stored_events WHERE originator_id = ? AND originator_version = 2"
    _by_hand(settings, "log.db", statement, "need-e1-first")


def _changed(settings: Settings, told: Told) -> None:
    _by_hand(
        settings,
        "log.db",
        "UPDATE stored_events SET state = replace(state, '资金周转', '资金周旋') WHERE rowid ="
        " (SELECT max(rowid) FROM stored_events WHERE topic = 'need.drafted')",
    )


def _drafted_twice(settings: Settings, told: Told) -> None:
    """As somebody does who begins anew under another id."""
    with House.open(settings) as house:
        publish(house, "need", "e1-again", "e1", need(house, told.marks[0], 0))


def _delivered(house: House) -> Any:
    """A lead that left; without the telephone, which is sealed for its own line."""
    _, lead = next(checker.delivered(house))
    return lead.model_copy(update={"contact": None, "phone": None})


def _lead_twice(settings: Settings, told: Told) -> None:
    with House.open(settings) as house:
        tell(house, ("lead-again", _delivered(house)))


def _lead_without_consent(settings: Settings, told: Told) -> None:
    with House.open(settings) as house:
        lead = _delivered(house).model_copy(update={"need": "e2-nobody-agreed"})
        tell(house, ("lead-again", lead))


def _lead_withheld(settings: Settings, told: Told) -> None:
    """A consent is given behind the house's back, and the house does nothing more."""
    with House.open(settings) as house:
        for enterprise in ENTERPRISES:
            for number in range(len(ASKED)):
                id = f"{enterprise}-kept-{number}"
                publish(house, "need", id, enterprise, need(house, "扣留标", number))
                house.views.fresh()
                for row in house.views.proposals.all(need=id)[:1]:
                    tell(house, (f"consent-{id}:{row.offering_party}", granted(house, row)))
                house.views.fresh()
                if any(checker.withheld(house)):
                    return


def _message_lost(settings: Settings, told: Told) -> None:
    _by_hand(settings, "views.db", "DELETE FROM outbox WHERE number = 1")


def _view_changed(settings: Settings, told: Told) -> None:
    _by_hand(settings, "views.db", "UPDATE posting SET party = 'e2' WHERE party = 'e1'")


BREAKS: dict[str, Broken] = {
    "lost": _deleted,
    "hole": _hole,
    "chain": _changed,
    "doubled": _drafted_twice,
    "lead doubled": _lead_twice,
    "without consent": _lead_without_consent,
    "withheld": _lead_withheld,
    "messages": _message_lost,
    "views": _view_changed,
}
