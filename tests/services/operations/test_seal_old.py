"""A log of before becomes a sealed one beside it, with the same events, and stays what it was."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from domain.administration.user import AddUser, Duty
from domain.core.canonical import canonical
from domain.core.command import Ask, Refusal, Role
from domain.core.personal import Personal
from services.cli import docking
from services.cli.views import compare
from services.house.chain import before
from services.house.contacts import contact_named
from services.house.desk import KEYED
from services.house.house import House
from services.house.settings import Settings
from services.operations.seal_old import seal_old
from services.outbound.erasing import erase
from tests.leads import contact_set
from tests.services.houses import FITTED, STORY, tell
from tests.spec import NOON

NAMED, NUMBER = (value.reveal() for value in (contact_set.contact, contact_set.phone))
ADD = AddUser(
    id="li",
    duty=Duty(role="organizer"),
    person=Personal(subject="person-li", value="李四海"),
    phone=Personal(subject="person-li", value="13711112222"),
)


@pytest.fixture
def old(tmp_path) -> Settings:
    """A folder whose log has values as they were typed."""
    where = Settings(data=tmp_path / "old")
    with House.open(where, now=lambda: NOON) as house:
        house.log.keys = None
        tell(house, *STORY, ("matcher-bank", FITTED), ("party-e001", contact_set))
        ask = house.ask("office", Role.ADMIN)
        house.desk.do(ADD, ask, id="add-li")
        keyed = house.log.read("command-add-li")[0].entry().event.digest
        house.views.fresh()
        house.stores.credentials.keep_password("li", "$argon2id$kept")
    with closing(sqlite3.connect(where.data / "log.db")) as db, db:  # as an older program kept it
        change = "UPDATE stored_events SET state = CAST(replace(state, ?, ?) AS BLOB)"
        db.execute(change, (keyed, digest_of_before(ask)))
    for file in (*where.data.glob("chain.db*"), *where.data.glob("views.db*")):
        file.unlink()
    where.keys_folder.joinpath("chain.txt").unlink()
    return where


@pytest.fixture
def new(tmp_path) -> Settings:
    return Settings(data=tmp_path / "new")


def digest_of_before(ask: Ask) -> str:
    who = (ask.actor, ask.role, ask.party, ask.on_behalf_of)
    content = canonical([type(ADD).__name__, who, ADD.model_dump(mode="json")])
    return hashlib.sha256(content).hexdigest()


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def holding(folder: Path, *values: str) -> list[str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [p.name for p in files if any(v.encode() in p.read_bytes() for v in values)]


def test_the_new_log_says_the_same_sealed_and_the_old_one_is_untouched(old, new):
    files = contents(old.data)
    done = seal_old(old, new)
    assert contents(old.data) == files
    assert holding(old.data, NAMED, NUMBER, "13711112222") != []  # control
    with House.open(new, now=lambda: NOON) as house:
        house.views.fresh()
        assert contact_named(house.desk, "e001") == (NAMED, NUMBER)
        assert house.stores.credentials.password("li").hash == "$argon2id$kept"
        assert house.views.users.called("13711112222").id == "li"
        answer = house.log.read("command-add-li")[0].entry().event
        assert answer.digest.startswith(KEYED)
        assert house.desk.do(ADD, house.ask("office", Role.ADMIN), id="add-li").repeated
        assert house.views.seals.verify(house.log.after) == []
        compare(house)
    assert (done.lines, done.changed) == (12, 3)
    assert holding(new.data, NAMED, NUMBER, "李四海", "13711112222") == []


def test_what_was_sealed_is_erased_there(old, new):
    seal_old(old, new)
    with House.open(new, now=lambda: NOON) as house:
        done = erase(
            house, contact_set.contact.subject, "本人申请", house.ask("x", Role.SYSTEM), None
        )
        assert done.clear == []


def test_the_new_chain_names_the_head_of_the_old_one(old, new, tmp_path):
    done = seal_old(old, new)
    with House.open(new) as house:
        head = before(house.views.seals)
    assert head is not None
    assert (head.position, head.hash) == (done.before.position, done.before.hash)
    [first, *_] = (tmp_path / "new-keys" / "chain.txt").read_text().splitlines()
    assert first.endswith(f"docking-checkpoint:{head.position}:{head.hash.hex()}")
    said = CliRunner().invoke(docking, ["--data", str(new.data), "log", "verify"]).output
    assert f"docking-checkpoint:{head.position}:{head.hash.hex()}" in said


def test_a_log_that_does_not_hold_is_not_sealed(old, new):
    with House.open(old) as house:
        house.views.fresh()
    with closing(sqlite3.connect(old.data / "log.db")) as db, db:
        db.execute("UPDATE stored_events SET state = replace(state, '三百万', '五百万')")
    with pytest.raises(Refusal) as faulty:
        seal_old(old, new)
    assert faulty.value.code == "log.faulty"


def test_a_folder_that_has_something_is_left_alone(old, new):
    new.data.mkdir()
    (new.data / "notes.txt").write_text("mine")
    with pytest.raises(Refusal) as full:
        seal_old(old, new)
    assert full.value.code == "folder.full"
    assert [path.name for path in new.data.iterdir()] == ["notes.txt"]


def test_the_command_line_seals(old, new):
    words = ["subject", "seal-old", str(old.data), str(new.data)]
    said = CliRunner().invoke(docking, words)
    assert (said.exit_code, "✓ 12 行一一核对相同，其中 3 行改为封存" in said.output) == (0, True)
    again = CliRunner().invoke(docking, words)
    assert again.exit_code != 0
