"""Whose data was erased stays erased, whatever is restored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.core.personal import ERASED
from services.backup.make import keys_of
from services.house.contacts import contact_named
from services.house.settings import Settings
from services.identity.signin import Identity
from services.outbound.erasing import erase
from tests.leads import NAME, PHONE
from tests.services.backup.backups import (
    PASSWORD,
    WHO,
    backed_up,
    carry_master,
    filled,
    opened,
    restored,
    system,
)
from tests.spec import NOON


@pytest.fixture
def path(here, there, tmp_path):
    with opened(here) as house:
        filled(house)
    backed_up(here, tmp_path / "backup")
    carry_master(here, there)
    return tmp_path / "backup"


def contact(settings):
    with opened(settings) as house:
        return contact_named(house.desk, "e001")


def state(settings):
    """Who is the factory's contact, whether drafts and uploads are there, whether one may enter."""
    with opened(settings) as house:
        house.views.fresh()
        door = Identity.of(house)
        return (
            contact_named(house.desk, "e001"),
            house.stores.drafts.draft("wang", "d1") is not None,
            house.stores.uploads.upload("wang", "u1", 0) is not None,
            door.visit(door.sign_in("wang", PASSWORD)) is not None,
        )


def test_without_keys_personal_data_stays_closed_and_all_else_works(there, path):
    keys_of(path).unlink()
    with pytest.raises(Refusal) as wrong:
        restored(there, path)
    assert wrong.value.code == "restore.keys_absent"
    assert "〔已删除〕" in wrong.value.message
    restored(there, path, without_keys=True)
    named, draft, upload, entered = state(there)
    assert {named.name, named.phone} == {ERASED}
    assert (draft, upload, entered) == (False, False, True)
    assert not (there.data / "audit-8000.jsonl").exists()


def test_control_with_keys_it_is_open(there, path):
    restored(there, path)
    named, *rest = state(there)
    assert (named.name, named.phone) == (NAME.value, PHONE.value)
    assert rest == [True, True, True]


def test_keys_over_thirty_days_old_open_nothing(there, path):
    with pytest.raises(Refusal) as wrong:
        restored(there, path, now=NOON + timedelta(days=31))
    assert (wrong.value.code, "31 天" in wrong.value.message) == ("restore.keys_old", True)
    restored(there, path, now=NOON + timedelta(days=31), without_keys=True)
    assert state(there)[0].name == ERASED


def test_keys_of_tomorrow_say_that_a_clock_is_wrong(there, path):
    with pytest.raises(Refusal) as wrong:
        restored(there, path, now=NOON - timedelta(days=3))
    assert wrong.value.code == "restore.clock"


def test_what_was_erased_since_is_erased_again(here, there, path):
    """The log that it was erased in is still there; its event comes along, once."""
    with opened(here) as house:
        house.views.fresh()
        erase(house, WHO, "本人申请", system(house), None)
    before = here.log_url if here.postgres else str(here.data)
    done = restored(there, path, erased_in=before, now=NOON + timedelta(days=29))
    assert done.erased == [WHO]
    named, draft, upload, entered = state(there)
    assert {named.name, named.phone} == {ERASED}
    assert (draft, upload, entered) == (False, False, True)  # they had the name in them
    with opened(there) as house, opened(here) as old:
        [again] = house.log.read(f"subject-{WHO}")
        [first] = old.log.read(f"subject-{WHO}")
        assert again[1:5] == first[1:5]
        assert not house.stores.subject_keys.has(WHO)
        house.views.fresh()
        assert house.views.seals.verify(house.log.after) == []


def test_the_log_of_before_is_the_one_that_was_backed_up(here, there, path, tmp_path):
    """Another county's log tells nothing of whom to erase here; nothing is written."""
    other = Settings(data=tmp_path / "other")
    with opened(other) as house:
        filled(house)
    with pytest.raises(Malformed) as wrong:
        restored(there, path, erased_in=str(other.data))
    assert wrong.value.code == "restore.erased_in"


def test_control_where_nobody_says_so_it_is_open_again(here, there, path):
    with opened(here) as house:
        house.views.fresh()
        erase(house, WHO, "本人申请", system(house), None)
    restored(there, path)
    assert state(there)[0].name == NAME.value


def test_an_erasure_that_the_backup_knows_is_done_before_anything_is_shown(here, there, tmp_path):
    with opened(here) as house:
        filled(house)
        erase(house, WHO, "本人申请", system(house), None)
    carry_master(here, there)
    backed_up(here, tmp_path / "after")
    done = restored(
        there, tmp_path / "after", erased_in=str(here.data) if not here.postgres else here.log_url
    )
    assert done.erased == []
    assert state(there)[0].name == ERASED
