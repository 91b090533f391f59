"""Personal values stand sealed in the log: each for its subject and its place, under a key that is
nowhere but wrapped."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import ValidationError

from domain.administration.user import AddUser, Duty, UserAdded
from domain.core.canonical import canonical
from domain.core.command import Refusal, Role
from domain.core.malformed import Malformed
from domain.core.personal import ERASED, Personal
from domain.log.entry import Line, line
from services.house.house import House
from services.house.settings import Settings
from services.outbound.messages import feed_event
from services.sealing.master import Master, Unopened
from services.stores.subject_keys import SubjectKeys
from tests.leads import NAME, PHONE, contact_set
from tests.logbook import Logbook
from tests.servers import MASTER
from tests.services.houses import STORY, settings, tell
from tests.spec import DAY, NOON

OTHER_MASTER = "b3RoZXIga2V5IG9mIHRoZSB0ZXN0cywgMzIgYnl0ZXM="
STAFF = Duty(role="organizer")


def person(subject: str, value: str) -> Personal:
    return Personal(subject=subject, value=value)


def user(id: str, subject: str, name: str, phone: str) -> AddUser:
    return AddUser(id=id, duty=STAFF, person=person(subject, name), phone=person(subject, phone))


@pytest.fixture
def house(log_url):
    with House.open(settings(log_url), now=lambda: NOON) as made:
        tell(made, *STORY, ("party-e001", contact_set))
        yield made


def data(stored: Line) -> dict:
    return json.loads(stored.state)["data"]


def changed(stored: Line, **fields) -> Line:
    """The same line, with other values in its data."""
    content = json.loads(stored.state)
    content["data"] |= fields
    return stored._replace(state=json.dumps(content, separators=(",", ":")).encode())


def test_a_value_is_sealed_for_its_place_and_opens_there(house):
    [*_, stored] = house.log.read("party-e001")
    written = data(stored)
    id = json.loads(stored.state)["id"]
    assert {name: set(value) for name, value in written.items()} == {
        "contact": {"subject", "sealed", "of"},
        "phone": {"subject", "sealed", "of"},
    }
    assert written["phone"]["of"] == f"{id}/phone"
    assert PHONE.value.encode() not in stored.state
    assert stored.entry().event == contact_set
    assert stored.entry().event.phone.reveal() == PHONE.value


def test_the_same_entry_gives_the_same_bytes(house):
    [*_, stored] = house.log.read("party-e001")
    entry = stored.entry()
    assert line(entry, house.log.keys).state == stored.state
    assert house.log.append([entry]) == [entry.position]  # known again, as after a lost answer


def test_equal_values_of_one_subject_look_different(house):
    twice = UserAdded(duty=STAFF, person=NAME, phone=person(NAME.subject, NAME.value))
    tell(house, ("user-a", twice))
    written = data(house.log.read("user-a")[0])
    assert written["person"]["sealed"] != written["phone"]["sealed"]


def test_what_was_sealed_for_another_place_is_refused(house):
    [*_, stored] = house.log.read("party-e001")
    written = data(stored)
    swapped = changed(stored, contact=written["phone"], phone=written["contact"])
    with pytest.raises(ValueError, match="another place"):
        swapped.entry()


def test_a_place_that_was_forged_with_it_does_not_open(house):
    [*_, stored] = house.log.read("party-e001")
    written = data(stored)
    forged = changed(stored, contact=written["phone"] | {"of": written["contact"]["of"]})
    with pytest.raises(Unopened):
        forged.entry().event.contact.reveal()


def test_the_value_of_another_subject_does_not_open(house):
    house.desk.do(user("li", "person-li", "李四海", "13711112222"), house.ask("x", Role.SYSTEM))
    [*_, stored] = house.log.read("party-e001")
    stolen = data(house.log.read("user-li")[0])["phone"]["sealed"]
    forged = changed(stored, phone=data(stored)["phone"] | {"sealed": stolen})
    assert forged.entry().event.phone.reveal() == ERASED  # no key of this subject made it


def test_another_master_key_opens_nothing(house):
    mine = house.stores.subject_keys
    other = SubjectKeys(house.stores.database, Master(bytes(31) + b"x"), lambda: DAY)
    written = data(house.log.read("party-e001")[-1])["phone"]
    of = written["subject"], written["sealed"], written["of"]
    assert mine.open(*of) == PHONE.value
    with pytest.raises(Unopened):
        other.open(*of)


def test_with_another_master_key_the_house_is_not_opened(tmp_path):
    where = Settings(data=tmp_path, master=MASTER)
    House.open(where).close()
    with pytest.raises(Malformed) as wrong:
        House.open(where.model_copy(update={"master": OTHER_MASTER}))
    assert wrong.value.code == "master.wrong"


def test_a_sealed_value_from_outside_is_none():
    """Nobody hands in a command with what was copied out of the log."""
    sealed = {"subject": "person-1", "sealed": "AAAA", "of": "1/phone"}
    with pytest.raises(ValidationError):
        AddUser.model_validate({"id": "a", "duty": STAFF, "person": sealed})


def test_a_value_that_is_copied_into_another_event_is_sealed_for_that(house):
    """As a lead copies whom to call."""
    read = house.log.read("party-e001")[-1].entry().event
    copying = AddUser(id="a", duty=STAFF, person=read.contact, phone=read.phone)
    house.desk.do(copying, house.ask("x", Role.SYSTEM))
    stored = house.log.read("user-a")[0]
    assert data(stored)["phone"]["of"] == f"{json.loads(stored.state)['id']}/phone"
    assert stored.entry().event.phone.reveal() == PHONE.value


def test_wherever_a_read_value_is_written_down_it_is_sealed(house):
    entry = house.log.read("party-e001")[-1].entry()
    for written in (entry.event.model_dump_json(), repr(entry), str(feed_event(entry))):
        assert PHONE.value not in written
    assert feed_event(entry)["data"] == {
        "contact": {"subject": NAME.subject},
        "phone": {"subject": NAME.subject},
    }


def test_a_value_is_equal_to_itself_sealed_or_not(house):
    read = house.log.read("party-e001")[-1].entry().event.phone
    assert read == PHONE
    assert hash(read) == hash(PHONE)
    assert read != person(PHONE.subject, "13900001235")
    assert read != person("person-2", PHONE.value)


def test_a_telephone_is_not_found_from_the_answer_to_its_command(house):
    """Everything is known but the last four digits, and the way the digest was made before."""
    ask = house.ask("admin-1", Role.ADMIN)
    command = user("li", "person-li", "李四海", "13711112222")
    house.desk.do(command, ask, id="c-1")
    kept = house.log.read("command-c-1")[0].entry().event.digest
    block = [user("li", "person-li", "李四海", f"1371111{n:04}") for n in range(10_000)]
    tried = {_digest_of_before(each, ask): each for each in block}
    assert tried[_digest_of_before(command, ask)] == command  # control: it would be found
    assert kept not in tried
    assert kept not in {hashlib.sha256(digest.encode()).hexdigest() for digest in tried}


def _digest_of_before(command: AddUser, ask) -> str:
    who = (ask.actor, ask.role, ask.party, ask.on_behalf_of)
    content = canonical([type(command).__name__, who, command.model_dump(mode="json")])
    return hashlib.sha256(content).hexdigest()


def test_a_repeated_command_is_known_also_where_an_older_program_answered_it(house):
    ask = house.ask("admin-1", Role.ADMIN)
    command = user("li", "person-li", "李四海", "13711112222")
    first = house.desk.do(command, ask, id="c-1")
    assert house.desk.do(command, ask, id="c-1").repeated
    answered = house.log.read("command-c-1")[0].entry()
    old = answered.event.model_copy(update={"digest": _digest_of_before(command, ask)})
    before = [entry._replace(stream="user-li2", id=f"{entry.id}-2") for entry in first.entries]
    answer = answered._replace(stream="command-c-2", id="old", event=old)
    house.log.append([*before, answer])
    assert house.desk.do(command, ask, id="c-2").repeated
    with pytest.raises(Refusal) as reused:
        house.desk.do(user("li", "person-li", "李四海", "13711112223"), ask, id="c-2")
    assert reused.value.code == "command.id_reused"


def test_a_log_of_before_is_read_as_it_is_and_goes_on_sealed(log_url):
    with House.open(settings(log_url), now=lambda: NOON) as house:
        house.log.keys = None
        tell(house, ("party-e001", contact_set))
        before = house.log.read("party-e001")[0].state
        assert PHONE.value.encode() in before
    with House.open(settings(log_url), now=lambda: NOON) as house:
        stored = house.log.read("party-e001")[0]
        assert stored.state == before
        assert stored.entry().event == contact_set
        tell(house, ("party-e002", contact_set))
        assert PHONE.value.encode() not in house.log.read("party-e002")[0].state


def test_the_views_and_the_keys_hold_no_value(tmp_path):
    with House.open(Settings(data=tmp_path), now=lambda: NOON) as house:
        ask = house.ask("x", Role.SYSTEM)
        house.desk.do(user("li", "person-li", "李四海", "13711112222"), ask)
        house.views.fresh()
    with closing(sqlite3.connect(tmp_path / "secrets.db")) as db:
        [(wrapped,)] = db.execute("SELECT wrapped FROM subject_key").fetchall()
    assert wrapped.startswith("siv1:")
    whole = b"".join(path.read_bytes() for path in Path(tmp_path).glob("*.db*"))
    assert "李四海".encode() not in whole
    assert b"13711112222" not in whole


def test_control_an_entry_without_keys_stands_as_it_is():
    stored = Logbook(("party-e001", contact_set)).lines[0]
    assert PHONE.value.encode() in stored.state
    assert stored.entry().event == contact_set


def test_keys_that_are_made_at_once_are_one_key(house):
    here, there = (SubjectKeys(house.stores.database, house.master, lambda: DAY) for _ in range(2))
    sealed = here.seal("person-7", "甲", "e1/person")
    assert there.seal("person-7", "甲", "e1/person") == sealed
    here.make(["person-7", "person-8"])
    assert there.open("person-7", sealed, "e1/person") == "甲"
