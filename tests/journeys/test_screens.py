"""What screens show of what others wrote: text as text, and nobody's telephone number."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.parties.party import PartyContactSet, PartyRegistered
from services.cli import main, show
from services.cli.start import outcome
from services.house.house import House
from services.house.settings import Settings
from tests.examples import FACTORY
from tests.services.houses import FITTED, STORY, need, tell

pytestmark = pytest.mark.slow

ODD = "[/foo] [red]甲[/red] :bank: [link=x]\\"
ODD_FACTORY = PartyRegistered(profile=FACTORY.model_copy(update={"title": ODD}))
NAME, PHONE = "韦某某", "5550100"
CONTACT = PartyContactSet(
    contact=Personal(subject="person-1", value=NAME),
    phone=Personal(subject="person-1", value=PHONE),
)


@pytest.fixture
def folder(tmp_path):
    """A folder's name may look like markup too."""
    return tmp_path / "[/data]"


@pytest.fixture
def docking(capsys, folder):
    def run(*words):
        code = main(["--data", str(folder), *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def house(folder):
    """A pair that is proposed, whose texts look like markup."""
    with House.open(Settings(data=folder)) as opened:
        tell(opened, ("party-e001", ODD_FACTORY), STORY[1], *need("n1", f"申请倒贷资金{ODD}"))
        tell(opened, *STORY[-3:], ("matcher-bank", FITTED))
        opened.views.fresh()
        yield opened


def unfolded(out: str) -> str:
    """Without the columns' spaces and line ends."""
    return "".join(out.split())


@pytest.mark.parametrize("words", [("proposals",), ("explain", "n1", "o1")], ids=" ".join)
def test_texts_and_names_are_shown_as_they_are(docking, house, words):
    code, out, err = docking(*words)
    assert (code, err) == (0, "")
    for part in ODD.split():
        assert unfolded(out).count(part) >= 2


def test_the_demo_says_where_its_log_is_as_it_is(house, folder, capsys):
    outcome(house, 0, 1)
    said = f"日志 sqlite:///{folder}/log.db：{house.log.last()} 个事件（本次新增 0）；"
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("word", ["[/foo]", "[red]甲[/red]", ":bank:", "x\\", ODD])
def test_what_was_asked_for_is_repeated_as_it_is(docking, house, word):
    assert docking("proposals", f"--need={word}")[1] == f"没有编号为“{word}”的需求\n"
    assert docking("proposals", f"--offering={word}")[1] == f"没有编号为“{word}”的供给\n"
    assert docking("proposals", f"--party=无{word}")[2].endswith(f"没有单位“无{word}”\n")
    assert docking("log", "show", "--", word)[2].endswith(f"没有流“{word}”\n")


# --- whose number it is, and not the number ------------------------------------------------------


def test_of_personal_data_the_log_shows_whose_it_is(docking, house):
    tell(house, ("party-e001", CONTACT))
    code, out, err = docking("log", "show", "party-e001")
    shown = [json.loads(entry + "}") for entry in out.split("\n}\n")[:-1]]
    assert (code, err, [entry["event"] for entry in shown]) == (
        0,
        "",
        ["party.registered", "party.contact_set"],
    )
    assert shown[0]["entry"]["event"]["profile"]["title"] == ODD
    assert shown[1]["entry"]["event"] == {
        "contact": "〔个人信息 person-1〕",
        "phone": "〔个人信息 person-1〕",
    }


def test_a_line_that_cant_be_read_is_not_repeated(docking, house, folder):
    tell(house, ("party-e001", CONTACT))
    unread = json.dumps({"subject": "person-1", "value": int(PHONE)})  # never sealed, and no text
    changed = "json_set(CAST(state AS TEXT), '$.data.phone', json(?))"
    change = f"UPDATE stored_events SET state = {changed} WHERE rowid = ?"
    with closing(sqlite3.connect(folder / "log.db")) as other, other:
        assert other.execute(change, (unread, house.log.last())).rowcount == 1
    code, out, err = docking("log", "show", "party-e001")
    assert (code, PHONE in out + err, NAME in out + err) == (0, False, False)
    assert "party.contact_set: 读不懂 phone.value: " in out


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        ({"phone": {"subject": "person-1", "value": PHONE}}, "accepted"),
        ({"phone": {"subject": "person-1", "value": int(PHONE)}}, "malformed"),
        ({"phone": {"subject": PHONE, "value": PHONE}}, "malformed"),
        ({"phone": PHONE}, "malformed"),
        ({"phone": {"subject": "person-1", "value": PHONE}, "mobile": PHONE}, "malformed"),
    ],
    ids=str,
)
def test_a_command_is_answered_without_repeating_a_number(docking, house, tmp_path, data, answer):
    contact = {"subject": "person-1", "value": NAME}
    command = {"command": "set_contact", "data": {"id": "e001", "contact": contact} | data}
    (tmp_path / "commands").write_text(json.dumps(command), encoding="utf-8")
    code, out, err = docking("do", tmp_path / "commands")
    assert (code, json.loads(out)["answer"]) == (int(answer != "accepted"), answer)
    assert (NAME in out + err, PHONE in out + err) == (False, False)


# --- positions and days --------------------------------------------------------------------------


def test_a_number_is_a_position_unless_it_begins_with_a_year(house, folder):
    """A log that goes on behind position 10,000,000; its events are of 2 March 2026."""
    with closing(sqlite3.connect(folder / "log.db")) as other, other:
        other.execute("UPDATE sqlite_sequence SET seq = 30000000")
    tell(house, *need("n2", "申请过桥资金"))
    house.views.fresh()
    last = house.log.last()
    assert last == 30_000_003
    asked = {
        "0": 0,
        "7": 7,
        "0000000000012": 12,
        "12345678": 12_345_678,
        str(last): last,
        "20260301": 0,
        "20260302": last,
        "2026-03-02": last,
        "2026-03-02T12:01:30+08:00": 1,
        "20260302T040130Z": 1,
    }
    assert {text: show.position(house.log, house.views.times, text) for text in asked} == asked
    assert show.position(house.log, house.views.times, None) is None
    with pytest.raises(Malformed) as malformed:
        show.position(house.log, house.views.times, str(last + 1))
    assert (malformed.value.code, malformed.value.field) == ("position.ahead", "--as-of")


def test_lines_are_counted_where_positions_have_gaps(docking, house, folder):
    with closing(sqlite3.connect(folder / "log.db")) as other, other:
        other.execute("UPDATE sqlite_sequence SET seq = 1000")
    before = house.log.last()
    tell(house, STORY[1])
    assert house.log.last() == 1001
    code, out, err = docking("log", "verify")
    assert (code, out, err) == (0, f"✓ 核对了 {before + 1} 行，日志与封存链一致\n", "")
    with closing(sqlite3.connect(folder / "log.db")) as other, other:
        other.execute("DELETE FROM stored_events WHERE rowid = 1001")
    code, _, err = docking("log", "verify")
    assert (code, f"核对了 {before} 行，发现 1 处问题" in err) == (1, True)


# --- whose mistake it is -------------------------------------------------------------------------


def test_a_value_of_ours_that_doesnt_fit_is_no_mistake_in_the_settings(docking, house, folder):
    with closing(sqlite3.connect(folder / "views.db")) as other, other:
        other.execute("UPDATE party SET profile = '{}'")
    code, _, err = docking("proposals", "--party", "e001")
    assert (code, err.partition("：")[0]) == (70, "✗ 程序自身的错误")
