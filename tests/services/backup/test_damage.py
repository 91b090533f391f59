"""What isn't as it was written is named, and nothing is written for it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from services.backup.make import back_up, keys_of
from services.house.settings import Settings
from services.sealing.key_file import KEY_FILE
from tests.services.backup.backups import backed_up, carry_master, filled, opened, restored

FLIPS = 120


@pytest.fixture
def here(tmp_path):
    return Settings(data=tmp_path / "county")


@pytest.fixture
def there(here, tmp_path):
    empty = Settings(data=tmp_path / "empty")
    with opened(here) as house:
        filled(house)
    carry_master(here, empty)
    return empty


@pytest.fixture
def path(here, there, tmp_path):
    backed_up(here, tmp_path / "backup")
    return tmp_path / "backup"


def refusal(settings, path, **more):
    """The code; and nothing was written."""
    with pytest.raises((Refusal, Malformed)) as wrong:
        restored(settings, path, **more)
    assert not (settings.data / "log.db").exists()
    assert not (settings.data / "restoring").exists()
    return wrong.value.code, wrong.value.message


@pytest.mark.parametrize("passphrase", [None, "四个不相干的词"])
@pytest.mark.parametrize("of", ["backup", "keys"])
def test_a_flipped_byte_anywhere_is_named(here, there, tmp_path, of, passphrase):
    """The length of the file, its head, every part of a frame."""
    path = tmp_path / "locked"
    backed_up(here, path, passphrase=passphrase)
    file = path if of == "backup" else keys_of(path)
    whole = file.read_bytes()
    head = whole.index(b"\n") + 1
    step = max(1, len(whole) // (FLIPS if passphrase is None else 12))
    places = [*range(0, head, 3 if passphrase is None else 40), *range(head, len(whole), step)]
    unnoticed = []
    for place in (*places, len(whole) - 1):
        flipped = bytearray(whole)
        flipped[place] ^= 0x01
        file.write_bytes(flipped)
        try:
            code, message = refusal(there, path, passphrase=passphrase)
        except pytest.fail.Exception:
            unnoticed.append(place)
        else:
            assert code.startswith("backup."), (place, code)
            assert str(file) in message or code in {"backup.pair", "backup.master"}, message
    assert unnoticed == []


@pytest.mark.parametrize("of", ["backup", "keys"])
def test_a_torn_file_is_named(there, path, of):
    file = path if of == "backup" else keys_of(path)
    whole = file.read_bytes()
    head = whole.index(b"\n") + 1
    for length in (0, 10, head, head + 3, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        code, message = refusal(there, path)
        assert code in {"backup.damaged", "backup.unreadable"}, length
        assert str(file) in message
    file.write_bytes(whole + b"x")
    assert refusal(there, path)[0] == "backup.damaged"


def test_a_newer_format_is_refused(there, path):
    line, _, rest = path.read_bytes().partition(b"\n")
    newer = json.loads(line) | {"format": 2}
    path.write_bytes(json.dumps(newer).encode() + b"\n" + rest)
    code, message = refusal(there, path)
    assert (code, "格式 2" in message) == ("backup.newer", True)


def test_the_keys_of_another_backup_are_refused(here, there, path, tmp_path):
    other = tmp_path / "other"
    backed_up(here, other)
    keys_of(other).replace(keys_of(path))
    assert refusal(there, path)[0] == "backup.pair"


def test_a_backup_needs_the_master_key_that_it_was_made_under(there, path):
    (there.keys_folder / KEY_FILE).unlink()
    code, message = refusal(there, path)
    assert (code, str(there.keys_folder / KEY_FILE) in message) == ("master.wrong", True)
    with opened(there):
        pass  # which makes another one
    for name in ("log.db", "views.db", "secrets.db", "chain.db"):
        for file in there.data.glob(f"{name}*"):
            file.unlink()
    assert refusal(there, path)[0] == "master.wrong"


def test_a_folder_in_use_is_refused_and_stays_as_it_is(here, path):
    before = sorted(file.name for file in here.data.iterdir())
    with pytest.raises(Refusal) as wrong:
        restored(here, path)
    assert wrong.value.code == "restore.in_use"
    assert sorted(file.name for file in here.data.iterdir()) == before


def test_a_passphrase_is_asked_for_and_must_be_the_one(here, there, tmp_path):
    path = tmp_path / "locked"
    backed_up(here, path, passphrase="四个不相干的词")
    assert refusal(there, path)[0] == "backup.locked"
    assert refusal(there, path, passphrase="别的")[0] == "backup.passphrase"
    restored(there, path, passphrase="四个不相干的词")


def test_a_file_that_is_there_is_never_written_over(here, path):
    before = path.read_bytes()
    with pytest.raises(Refusal) as wrong:
        backed_up(here, path)
    assert (wrong.value.code, path.read_bytes()) == ("backup.exists", before)


def test_a_backup_lies_outside_the_data_folder(here, there):
    with pytest.raises(Refusal) as wrong:
        backed_up(here, here.data / "backup")
    assert wrong.value.code == "backup.inside"


def test_a_damaged_log_leaves_no_backup_that_takes_the_place_of_a_good_one(here, there, tmp_path):
    path = tmp_path / "new"
    with opened(here) as house:
        house.views.fresh()
    with closing(sqlite3.connect(here.data / "log.db")) as db, db:
        db.execute(
            "UPDATE stored_events SET state = replace(state, '周转', '周车') WHERE rowid = 3"
        )
    with opened(here) as house, pytest.raises(Refusal) as wrong:
        back_up(house, path)
    assert (wrong.value.code, "位置 3" in wrong.value.message) == ("backup.faulty", True)
    assert list(tmp_path.glob("*new*")) == []
