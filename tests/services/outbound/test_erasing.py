"""After an erasure nothing of a person can be read anywhere, and everything else goes on."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from domain.administration.subject import EraseSubject, HoldSubject, ReleaseSubject
from domain.administration.user import AddUser, Duty
from domain.core.command import Ask, Refusal, Role
from domain.core.personal import ERASED, Personal
from domain.parties.party import SetContact
from services.cli import docking
from services.cli.views import compare
from services.house.contacts import contact_named
from services.house.house import House
from services.house.settings import Settings
from services.outbound.embedded_redis import Valkey
from services.outbound.erasing import erase, finish
from services.outbound.occurrences import occurrences, told_to
from services.outbound.relay import Relay, connect, stream
from services.stores.drafts import KeptDraft
from services.stores.uploads import Upload
from tests.leads import NAME, PHONE, contact_set, delivered, granted, proposed
from tests.services.houses import FITTED, STORY, settings, tell
from tests.spec import NOON

WHO, NAMED, NUMBER = "person-1", NAME.value, PHONE.value
OTHER, OTHERS_NUMBER = "person-li", "13711112222"
HAPPENED = (
    *STORY,
    ("matcher-bank", FITTED),
    ("party-e001", contact_set),
    (f"proposal-{proposed.shown.id}", proposed),
    ("consent-n1:b01", granted),
    (f"lead-{proposed.shown.id}", delivered),
)
LEAD = f"lead-{proposed.shown.id}"


def person(subject: str, value: str) -> Personal:
    return Personal(subject=subject, value=value)


@pytest.fixture
def where(log_url) -> Settings:
    return settings(log_url)


@pytest.fixture
def house(where) -> Iterator[House]:
    with House.open(where, now=lambda: NOON) as made:
        tell(made, *HAPPENED)
        ask = system(made)
        staff = Duty(role="organizer")
        for id, subject, name, number in (
            ("wang", WHO, NAMED, NUMBER),
            ("li", OTHER, "李四海", OTHERS_NUMBER),
        ):
            command = AddUser(
                id=id, duty=staff, person=person(subject, name), phone=person(subject, number)
            )
            made.desk.do(command, ask, id=f"add-{id}")
        made.views.fresh()
        yield made


def system(house: House) -> Ask:
    return house.ask("office", Role.SYSTEM)


def leave_traces(house: House) -> None:
    """Everything that somebody may have typed or been sent."""
    at = int(NOON.timestamp())
    book = Workbook()
    book.active.append([NAMED, int(NUMBER)])
    packed = io.BytesIO()
    book.save(packed)
    stores = house.stores
    stores.uploads.keep("li", Upload("u1", "名单.xlsx", packed.getvalue(), {}, None, at))
    stores.uploads.keep(
        "li", Upload("u2", "名单.csv", f"{NAMED},{NUMBER}".encode("gb18030"), at=at)
    )
    stores.uploads.keep("li", Upload("u3", "别的.csv", OTHERS_NUMBER.encode(), at=at))
    stores.drafts.keep("li", KeptDraft("d1", sent={"text": (f"请找{NAMED}",)}, at=at))
    stores.drafts.keep("li", KeptDraft("d2", sent={"text": ("请找李四海",)}, at=at))
    stores.notices.keep_address("wang", "sms", NUMBER, at)
    stores.notices.keep_address("li", "sms", OTHERS_NUMBER, at)
    if house.settings.postgres is None:
        folder = house.settings.data / "sms"
        folder.mkdir()
        lines = [json.dumps({"to": n, "text": "有新线索"}) for n in (NUMBER, OTHERS_NUMBER)]
        (folder / "2026-03-02.jsonl").write_text("\n".join(lines) + "\n")


def forms(value: str) -> list[bytes]:
    codings = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
    return [*(value.encode(c) for c in codings), json.dumps(value)[1:-1].encode()]


def everything(where: Settings) -> list[tuple[str, bytes]]:
    """Every byte of the folder, packed parts unpacked; or every row of every table."""
    if where.postgres is not None:
        return list(_rows(where.postgres))
    files = [path for path in sorted(where.data.rglob("*")) if path.is_file()]
    whole = [(path.name, path.read_bytes()) for path in files]
    with closing(sqlite3.connect(where.data / "secrets.db")) as db:
        for (body,) in db.execute("SELECT body FROM import_upload"):
            if body.startswith(b"PK"):
                with zipfile.ZipFile(io.BytesIO(body)) as packed:
                    whole += [(name, packed.read(name)) for name in packed.namelist()]
    return whole


def _rows(url: str) -> Iterator[tuple[str, bytes]]:
    """What a dump has of each table, bytes as they are."""
    with psycopg.connect(url) as db:
        tables = db.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname IN ('public', 'public_secrets')"
        ).fetchall()
        for (table,) in tables:
            for row in db.execute(f"SELECT * FROM {table}"):
                yield (
                    table,
                    b"\t".join(
                        bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                        for cell in row
                    ),
                )


def holding(where: Settings, *values: str) -> list[str]:
    """The files or tables in which one of these values can be read."""
    wanted = [form for value in values for form in forms(value)]
    return [name for name, content in everything(where) if any(f in content for f in wanted)]


def test_after_an_erasure_none_of_its_bytes_are_anywhere(house, where):
    leave_traces(house)
    erase(house, WHO, "本人申请", system(house), None)
    house.views.fresh()
    assert holding(where, NAMED, NUMBER) == []
    assert house.stores.drafts.draft("li", "d2") is not None
    assert house.stores.uploads.upload("li", "u3", 0) is not None
    assert house.stores.notices.choices(["li"])["li"].addresses["sms"].address == OTHERS_NUMBER
    if where.postgres is None:
        assert "有新线索" in json.loads((where.data / "sms/2026-03-02.jsonl").read_text())["text"]
    house.close()
    assert holding(where, NAMED, NUMBER) == []


def test_control_what_people_typed_stood_there_and_the_others_still_does(house, where):
    leave_traces(house)
    assert set(holding(where, NAMED, NUMBER)) != set()
    erase(house, WHO, "本人申请", system(house), None)
    assert holding(where, OTHERS_NUMBER) != []


def test_control_a_log_without_keys_holds_the_value(where):
    with House.open(where, now=lambda: NOON) as house:
        house.log.keys = None
        tell(house, *HAPPENED)
        assert holding(where, NUMBER) != []
        house.log.keys = house.stores.subject_keys
        done = erase(house, WHO, "本人申请", system(house), None)
        assert {each.stream for each in done.clear} == {"party-e001", LEAD}


def test_the_log_of_before_an_erasure_holds_no_value_but_on_the_screen(house, where):
    assert holding(where, NAMED, NUMBER, OTHERS_NUMBER) == []
    assert contact_named(house.desk, "e001") == (NAMED, NUMBER)
    known = house.views.users.called(NUMBER)
    assert known is not None
    assert (known.id, known.person.reveal()) == ("wang", NAMED)


def test_afterwards_everything_verifies_and_a_rebuild_gives_the_same(house, capsys):
    erase(house, WHO, "本人申请", system(house), None)
    house.views.fresh()
    before = {view.name: view.digest() for view in house.views}
    compare(house)
    house.views.rebuild()
    assert {view.name: view.digest() for view in house.views} == before
    assert house.views.seals.verify(house.log.after) == []
    assert {view.name: view.parked() for view in house.views if view.parked()} == {}
    capsys.readouterr()


def test_who_was_erased_is_shown_as_such_and_found_by_nothing(house):
    erase(house, WHO, "本人申请", system(house), None)
    house.views.fresh()
    assert contact_named(house.desk, "e001") == (ERASED, ERASED)
    assert house.views.users.called(NUMBER) is None
    wang, li = house.views.users.user("wang"), house.views.users.called(OTHERS_NUMBER)
    assert wang is not None
    assert li is not None
    assert (wang.person.reveal(), li.id) == (ERASED, "li")
    assert "ready" not in house.views.users.meant_by(NUMBER)


def test_an_erased_party_names_somebody_else(house):
    erase(house, WHO, "本人申请", system(house), None)
    new = SetContact(
        id="e001", contact=person("person-9", "赵六"), phone=person("person-9", "13300000000")
    )
    house.desk.do(new, house.ask("e001", Role.ENTERPRISE, party="e001"))
    assert contact_named(house.desk, "e001") == ("赵六", "13300000000")


def test_what_is_held_cannot_be_erased_until_it_is_released(house, where):
    house.desk.do(HoldSubject(subject=WHO, basis="县法院调查令"), system(house))
    with pytest.raises(Refusal) as held:
        erase(house, WHO, "本人申请", system(house), None)
    assert held.value.code == "subject.held"
    assert contact_named(house.desk, "e001") == (NAMED, NUMBER)
    house.desk.do(ReleaseSubject(subject=WHO, reason="案件已结"), system(house))
    erase(house, WHO, "本人申请", system(house), None)
    assert contact_named(house.desk, "e001") == (ERASED, ERASED)


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.ENTERPRISE, Role.LEADER])
def test_only_an_administrator_erases(house, role):
    with pytest.raises(Refusal) as refused:
        erase(house, WHO, "本人申请", house.ask("somebody", role, party="e001"), None)
    assert refused.value.code == "subject.role"


def test_ended_right_after_the_event_the_next_start_goes_on(house, where):
    leave_traces(house)
    house.desk.do(EraseSubject(subject=WHO, basis="本人申请"), system(house))
    assert contact_named(house.desk, "e001") == (NAMED, NUMBER)  # the key is there yet
    assert finish(house) == 1
    assert holding(where, NAMED, NUMBER) == []
    assert finish(house) == 0


def test_where_it_occurs_is_told_by_place_and_never_by_value(house):
    places = {(each.stream, each.name, each.clear) for each in occurrences(house.log, WHO)}
    assert places == {
        ("party-e001", "party.contact_set", False),
        (LEAD, "lead.delivered", False),
        ("user-wang", "user.added", False),
    }
    assert told_to(house.log, WHO) == {"b01": 1}


def test_the_command_line_shows_and_erases(tmp_path):
    with House.open(Settings(data=tmp_path), now=lambda: NOON) as made:
        tell(made, *HAPPENED)

    def run(*words: str) -> Result:
        return CliRunner().invoke(docking, ["--data", str(tmp_path), "subject", *words])

    shown = run("show", WHO).output
    assert "保存着；出现在 2 处" in shown
    assert NUMBER not in shown
    assert run("erase", WHO, "--basis", "本人申请", "--yes").exit_code == 0
    shown = run("show", WHO).output
    assert "已删除；出现在 2 处" in shown
    assert "已送给 b01：1 条线索" in shown
    assert holding(Settings(data=tmp_path), NAMED, NUMBER) == []


@pytest.mark.slow
def test_streams_and_their_journal_forget_it_too(tmp_path):
    where = Settings(data=tmp_path / "d")
    server = Valkey(where.data)
    with House.open(where, now=lambda: NOON) as house:
        tell(house, *HAPPENED)
        house.views.fresh()
        client = connect(server.address())
        try:
            Relay(house, client).relay()
            [(_, fields)] = client.xrange(stream("b01"))
            assert NUMBER.encode() in b"".join(fields.values())
            assert holding(where, NUMBER) != []
            erase(house, WHO, "本人申请", system(house), server.address)
            [(id, fields)] = client.xrange(stream("b01"))
            message = json.loads(b"".join(fields.values()))
            assert id == b"1-0"
            assert (message["data"]["contact"], message["data"]["phone"]) == (None, None)
            assert message["data"]["company"] is not None
            assert holding(where, NAMED, NUMBER) == []
        finally:
            client.close()
            server.close()
    assert holding(where, NAMED, NUMBER) == []


@pytest.mark.slow
def test_a_stream_that_goes_on_behind_what_is_known_is_tried_again(tmp_path):
    where = Settings(data=tmp_path / "d")
    server = Valkey(where.data)
    with House.open(where, now=lambda: NOON) as house:
        tell(house, *HAPPENED)
        house.views.fresh()
        client = connect(server.address())
        try:
            Relay(house, client).relay()
            [(_, told)] = client.xrange(stream("b01"))
            client.xadd(stream("b01"), {"__data__": "not ours"}, id="9-0")
            done = erase(house, WHO, "本人申请", system(house), server.address)
            assert (done.streams_left, house.stores.subject_keys.done("streams")) == (True, {})
            client.delete(stream("b01"))
            client.xadd(stream("b01"), told, id="1-0")
            finish(house, client)
            assert set(house.stores.subject_keys.done("streams")) == {WHO}
            [(_, fields)] = client.xrange(stream("b01"))
            assert NUMBER.encode() not in b"".join(fields.values())
        finally:
            client.close()
            server.close()


def test_where_redis_is_away_it_is_erased_and_said_what_is_left(house):
    told = erase(house, WHO, "本人申请", system(house), lambda: "redis://127.0.0.1:1/0")
    assert (told.streams_left, told.told) == (True, {"b01": 1})
    assert not house.stores.subject_keys.has(WHO)


def test_a_key_that_another_process_erased_is_forgotten(house, where):
    keys = house.stores.subject_keys
    sealed = keys.seal("u:other", "13800000000", "phone")
    assert keys.open("u:other", sealed, "phone") == "13800000000"
    with House.open(where, now=lambda: NOON) as other:
        other.stores.subject_keys.erase("u:other", 1)
    assert keys.open("u:other", sealed, "phone") == "13800000000"  # it is known here
    keys.forget(["u:other"])
    assert keys.open("u:other", sealed, "phone") is None


def test_nothing_is_sealed_under_a_key_that_another_process_erased(house, where):
    keys = house.stores.subject_keys
    keys.seal("u:other", "13800000000", "phone")
    with House.open(where, now=lambda: NOON) as other:
        other.stores.subject_keys.erase("u:other", 1)
    again = keys.seal("u:other", "13900000000", "phone")
    keys.forget(["u:other"])
    assert keys.open("u:other", again, "phone") == "13900000000"


def test_an_erasure_that_is_finished_twice_leaves_what_was_said_since(house):
    keys = house.stores.subject_keys
    keys.seal("u:other", "13800000000", "phone")
    keys.erase("u:other", 5)
    since = keys.seal("u:other", "13900000000", "phone")
    keys.erase("u:other", 5)
    assert keys.open("u:other", since, "phone") == "13900000000"
    keys.erase("u:other", 6)
    assert keys.open("u:other", since, "phone") is None
