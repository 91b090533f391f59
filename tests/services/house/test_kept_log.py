"""A log that an earlier version of this program wrote is read for ever.

`tests/samples/kept/log.sql` is the SQLite file of a small county as the version before the present
layout wrote it, with nearly every event there was; `views.json` is what its views said: version,
position, events set aside, digest of all rows. Neither is ever made anew.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from services.house.house import House
from services.house.secrets import make_anew
from services.ledger.ledger import Ledger
from tests.services.houses import need, settings, tell
from tests.spec import NOON

KEPT = Path(__file__).parents[2] / "samples" / "kept"
LOG = (KEPT / "log.sql").read_text(encoding="utf-8")
THEN = {name: tuple(told) for name, told in json.loads((KEPT / "views.json").read_text()).items()}
SAME_ROWS = {"proposals": 3}  # versions with today's rows: only an index came since
COLUMNS = "originator_id, originator_version, topic, state"


def written_then(log_url: str, log: str = LOG) -> None:
    """Put the log there as it was kept, alone: what stood beside it is lost, and said to be."""
    _write(log_url, log)
    make_anew(settings(log_url), lambda: NOON)


def _write(log_url: str, log: str) -> None:
    if log_url.startswith("sqlite"):
        with closing(sqlite3.connect(log_url.removeprefix("sqlite:///"))) as file:
            file.executescript(log)
        return
    with closing(sqlite3.connect(":memory:")) as file:
        file.executescript(log)
        rows = file.execute(f"SELECT {COLUMNS} FROM stored_events ORDER BY rowid").fetchall()
    Ledger.open(log_url).close()
    with psycopg.connect(log_url) as db:
        db.cursor().executemany(f"INSERT INTO stored_events ({COLUMNS}) VALUES (%s,%s,%s,%s)", rows)


def views_of(house: House) -> dict[str, tuple[object, ...]]:
    return {
        view.name: (view.version, view.position, len(view.parked()), view.digest())
        for view in house.views
    }


def as_then(house: House) -> dict[str, tuple[object, ...]]:
    """What the views said then, of those that keep the same rows today."""
    now = {view.name: view.version for view in house.views}
    return {
        name: (now[name], *told[1:])
        for name, told in THEN.items()
        if told[0] in {now.get(name), SAME_ROWS.get(name)}
    }


def test_a_kept_log_is_opened_verified_and_rebuilt_to_the_views_of_then(log_url):
    written_then(log_url)
    with House.open(settings(log_url)) as house:
        house.views.fresh()
        shown, then = views_of(house), as_then(house)
        assert {name: shown[name] for name in then} == then
        assert {"seals", "proposals", "lexicons"} <= set(then)
        assert house.views.seals.verify(house.log.after) == []
        house.views.rebuild()
        assert views_of(house) == shown


def test_a_kept_log_goes_on(log_url):
    written_then(log_url)
    with House.open(settings(log_url)) as house:
        tell(house, *need("n77", "申请过桥资金五百万元"))
        house.views.fresh()
        posting = house.views.market.posting("need", "n77")
        assert posting is not None
        assert (posting.status, house.views.seals.verify(house.log.after)) == ("published", [])


def test_control_a_kept_log_that_was_changed_has_other_seals(log_url):
    changed = LOG.replace("'proposal.viewed'", "'proposal.declined'", 1)
    assert changed != LOG
    written_then(log_url, changed)
    with House.open(settings(log_url)) as house:
        house.views.fresh()
        assert views_of(house)["seals"] != THEN["seals"]


@pytest.mark.parametrize("name", sorted(THEN))
def test_nothing_of_the_kept_log_was_set_aside_then(name):
    assert THEN[name][2] == 0


def test_no_view_sets_an_event_of_the_kept_log_aside_in_either_store(log_url):
    written_then(log_url)
    with House.open(settings(log_url)) as house:
        house.views.fresh()
        assert {view.name: view.parked() for view in house.views if view.parked()} == {}
