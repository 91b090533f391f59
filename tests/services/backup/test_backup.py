"""A county that is backed up while it works is the same county where it is restored."""

from __future__ import annotations

import stat

import pytest

from services.backup.make import keys_of
from services.identity.signin import Identity
from tests.leads import NAME, PHONE
from tests.services.backup.backups import (
    PASSWORD,
    add_user,
    backed_up,
    carry_master,
    filled,
    opened,
    restored,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "backup" / "county"


@pytest.fixture
def key(here, there, path):
    """Of a program, in a county that was backed up; its master key is carried by hand."""
    path.parent.mkdir()
    with opened(here) as house:
        key = filled(house)
    backed_up(here, path)
    carry_master(here, there)
    return key


def shown(settings):
    """Everything that is known of a county."""
    with opened(settings) as house:
        house.views.fresh()
        return {
            "log": [line[:5] for line in house.log.after(0, 10_000)],
            "opened": [line.entry().event for line in house.log.after(0, 10_000)],
            "views": {view.name: view.digest() for view in house.views},
            "draft": house.stores.drafts.draft("wang", "d1"),
            "upload": house.stores.uploads.upload("wang", "u1", 0),
        }


def test_it_is_the_same_county(here, there, path, key):
    restored(there, path)
    assert shown(there) == shown(here)
    assert (there.data / "audit-8000.jsonl").read_text(encoding="utf-8") == '{"user":"wang"}\n'


def test_passwords_and_keys_work_and_the_next_event_goes_on(here, there, path, key):
    restored(there, path)
    with opened(there) as house:
        last = house.log.last()
        identity = Identity.of(house)
        house.views.fresh()
        assert identity.visit(identity.sign_in("wang", PASSWORD)) is not None
        assert identity.holder(key).duty.party == "b01"
        add_user(house, "li", "person-li", "李四海", "13711112222")
        assert house.log.last() > last
        house.views.fresh()
        assert house.views.seals.verify(house.log.after) == []


def test_the_files_are_for_us_alone(here, there, path, key):
    assert [stat.S_IMODE(f.stat().st_mode) for f in (path, keys_of(path))] == [0o600, 0o600]
    assert sorted(f.name for f in path.parent.iterdir()) == ["county", "county.keys"]


def test_neither_file_has_what_was_typed(here, there, path, key):
    """It may be compressed: so what is read without keys has no such rows."""
    for file in (path, keys_of(path)):
        content = file.read_bytes()
        for value in (NAME.value, PHONE.value):
            assert value.encode() not in content
