"""The folder of an older program is upgraded by starting this one over it; nobody is locked out.

`tests/samples/kept/first` and `unsealed` are log and views as two older programs left them: the
first that ran a county, and the last that sealed nothing. Each has a lead that was delivered, wang
with a first password that he hasn't used, li with one of her own, a program's key and a webhook.
Neither is ever made anew.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from domain.core.command import Refusal, Role
from domain.log.entry import NewerEvent
from domain.postings.posting import Pause
from services.cli import docking
from services.house.house import House
from services.house.secrets import KNOWN_FORMAT, open_secrets, views_database
from services.house.settings import Settings
from services.identity.signin import Identity
from services.operations.private import copied_up_to
from services.outbound.channels import channel_of
from tests.servers import MASTER
from tests.services.houses import need, tell

KEPT = Path(__file__).parents[2] / "samples" / "kept"
PROGRAM = Path(sys.executable).with_name("docking")
OWN = "vK9.qe-Tz4.mXw"
SECRET = "whsec_" + "QUFB" * 10  # the webhook's
THAT_DAY = datetime(2026, 12, 1, 17, tzinfo=UTC)
GIVEN = {  # wang's first password, the bank's key
    "first": (
        "1d1c0d-cab1e2-7f2819",
        "dk_5079480bf3931f5e_8urjpzU1Och_uHlDJLYgpjQDgRWFF553WGAKkGHr4uA",
    ),
    "unsealed": (
        "3327c6-6713ba-28f9e7",
        "dk_cca7b1b200821d12_evgbAa8apFFM0gzC24NIn5_U2UNt1dGQTME_JCyZHIM",
    ),
}
AS_THE_HOW_TO_SAYS = (["migrate"], ["log", "verify"], ["views", "rebuild", "--check"])


@pytest.fixture(params=sorted(GIVEN))
def which(request):
    return request.param


@pytest.fixture
def where(which, tmp_path):
    """The folder as it was left."""
    data = tmp_path / "county"
    data.mkdir()
    for name in ("log", "views"):
        with closing(sqlite3.connect(data / f"{name}.db")) as db:
            db.executescript((KEPT / which / f"{name}.sql").read_text(encoding="utf-8"))
    return Settings(data=data, master=MASTER)


def opened(where, now=THAT_DAY):
    return House.open(where, now=lambda: now)


def signs_in(house, user, password):
    door = Identity.of(house)
    return door.visit(door.sign_in(user, password)) is not None


def run_with_input(where, word, text):
    """As somebody runs it."""
    return subprocess.run(
        [PROGRAM, "--data", where.data, word],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"DOCKING_MASTER": MASTER},
    )


def bytes_of(where):
    return {file.name: file.read_bytes() for file in where.data.glob("*.db")}


def test_passwords_keys_and_webhooks_work_as_they_did(where, which):
    password, key = GIVEN[which]
    with opened(where) as house:
        house.views.fresh()
        assert signs_in(house, "wang", password)
        assert signs_in(house, "li", OWN)
        holder = Identity.of(house).holder(key)
        assert holder is not None
        assert (holder.duty.party, holder.scopes) == ("b01", {"feed"})
        channel = channel_of(house.desk, "b01")
        assert house.stores.webhooks.secret("b01", channel.key) == SECRET
        assert (house.views.users.user("li").person.reveal(), channel.url) == (
            "李四海",
            "https://bank.example/leads",
        )


def test_the_log_holds_and_goes_on(where):
    with opened(where) as house:
        house.views.fresh()
        before = {view.name: view.digest() for view in house.views}
        assert house.views.seals.verify(house.log.after) == []
        assert {view.name: view.parked() for view in house.views if view.parked()} == {}
        house.views.rebuild()
        assert {view.name: view.digest() for view in house.views} == before
        tell(house, *need("n77", "申请过桥资金五百万元"))
        house.views.fresh()
        assert house.views.market.posting("need", "n77").status == "published"
        assert house.views.seals.verify(house.log.after) == []


def test_the_chain_that_was_carried_over_is_copied_at_once(where):
    with opened(where) as house:
        assert (house.views.seals.last().position > 0, copied_up_to(where)) == (
            True,
            house.views.seals.last().position,
        )


def test_it_is_done_by_the_lines_of_the_how_to(where):
    for words in AS_THE_HOW_TO_SAYS:
        done = CliRunner().invoke(docking, ["--data", str(where.data), *words])
        assert (words, done.exit_code, done.exception) == (words, 0, None)


def test_a_first_password_of_then_is_good_for_as_many_days_from_the_upgrade_on(where, which):
    with opened(where):
        pass
    with opened(where, THAT_DAY + timedelta(days=6, hours=23)) as house:
        assert signs_in(house, "wang", GIVEN[which][0])
    with opened(where, THAT_DAY + timedelta(days=7)) as house:
        with pytest.raises(Refusal) as refusal:
            signs_in(house, "wang", GIVEN[which][0])
        assert refusal.value.code == "sign_in.first_over"
        assert signs_in(house, "li", OWN)


def test_what_a_newer_program_has_changed_is_left_alone(where):
    """A program that was put back says so, and does nothing."""
    with opened(where):
        pass
    views = views_database(where)
    newer = open_secrets(where, views, 1, lambda: THAT_DAY, known=KNOWN_FORMAT + 1)
    newer.engine.dispose()
    views.dispose()
    before = bytes_of(where)
    with pytest.raises(Refusal) as refusal:
        opened(where)
    assert (refusal.value.code, bytes_of(where)) == ("secrets.newer", before)


def test_what_a_newer_program_wrote_into_a_stream_is_told_as_that(where):
    """Not as a bug of ours; and nothing is written over it."""
    with opened(where) as house:
        last = house.log.last()
    with closing(sqlite3.connect(where.data / "log.db")) as db:
        db.execute(
            "INSERT INTO stored_events (originator_id, originator_version, topic, state)"
            " SELECT originator_id, originator_version + 1, 'need.teleported', state"
            " FROM stored_events WHERE originator_id = 'need-n1'"
            " ORDER BY originator_version DESC LIMIT 1"
        )
        db.commit()
    with opened(where) as house:
        ask = house.ask("office", Role.ORGANIZER)
        with pytest.raises(NewerEvent) as newer:
            house.desk.do(Pause(side="need", id="n1"), ask)
        assert str(newer.value) == (
            "日志里有更新的程序写的内容（need.teleported, 1），这个程序不认识"
        )
        assert house.log.last() == last + 1
        house.views.fresh()
        assert house.log.last() in {at for at, *_ in house.views.market.parked()}  # it is told
    done = run_with_input(where, "do", '{"command":"pause","data":{"side":"need","id":"n1"}}')
    assert (done.returncode, "升级前的那份备份" in done.stderr) == (3, True)


def test_control_without_the_old_views_nobody_could_sign_in_and_it_is_refused(where):
    (where.data / "views.db").unlink()
    with pytest.raises(Refusal) as refusal:
        opened(where)
    assert refusal.value.code == "secrets.missing"
