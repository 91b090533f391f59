"""What is written down at the door and of requests: who, from where, and never what was typed."""

from __future__ import annotations

import json
import stat

import pytest

from services.operations.journals import journals as written
from services.operations.journals import last_lines
from services.web.pages.administration.audit import TITLES
from tests.web.sites import forms, text

SECRET = "weisses-kaninchen"


@pytest.fixture
def journals(led, tmp_path):
    """The folder in which both are kept while the site is used."""
    with written("files", led.house.settings.data, "8000"):
        yield led.house.settings.data


def lines(folder, journal="requests"):
    file = folder / f"{journal}-8000.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def sign_in(client, user):
    headers = {"origin": "http://docking.test"}
    return client.post("/sign-in", data={"user": user, "password": SECRET}, headers=headers)


def test_a_request_is_a_line_without_anything_that_was_asked(led, journals):
    led.client("bank").get("/postings", params={"text": SECRET})
    [line] = lines(journals)
    assert line.keys() == {
        *("at", "journal", "method", "route", "status", "ms", "user", "party", "address")
    }
    told = {name: line[name] for name in ("method", "route", "status", "user", "party", "address")}
    assert told == {
        "method": "GET",
        "route": "/postings",
        "status": 200,
        "user": "bank",
        "party": "b01",
        "address": "testclient",
    }
    led.client("bank").get("/api/v1/leads/x" + SECRET)
    assert lines(journals)[-1]["route"] == "/api/v1/leads/{id}"
    assert SECRET not in (journals / "requests-8000.jsonl").read_text(encoding="utf-8")


def test_a_wrong_password_is_noted_with_the_address_whoever_it_names(led, journals):
    for user in ("bank", "who-ever-" + SECRET):
        assert sign_in(led.client(), user).status_code == 401
    assert [(x["what"], x.get("user"), x["address"]) for x in lines(journals, "audit")] == [
        ("wrong", "bank", "testclient"),
        ("wrong", None, "testclient"),
    ]
    assert SECRET not in (journals / "audit-8000.jsonl").read_text(encoding="utf-8")


def test_what_is_refused_is_noted(led, journals):
    bank = led.client("bank")
    bank.get("/users")
    bank.get("/leads/0000000000000000")
    bank.post("/postings/export", data={"csrf": "forged"})
    led.client().get("/api/v1/me", headers={"authorization": f"Bearer dk_x_{SECRET}"})
    led.client().get("/nowhere")  # of a stranger's ways nothing is kept but the request
    told = [(x["what"], x.get("code"), x["status"]) for x in lines(journals, "audit")]
    assert told == [
        ("refused", "forbidden", 403),
        ("refused", "not_here", 404),
        ("refused", "forged", 403),
        ("key_wrong", None, 401),
    ]


def test_lists_that_go_out_are_noted_by_page_and_by_api(led, journals):
    bank = led.client("bank")
    bank.fill("/postings", "/postings/export")
    assert bank.get("/api/v1/postings", params={"limit": 200}).status_code == 200
    out = [x for x in lines(journals, "audit") if x["what"] in {"export", "read"}]
    assert [(x["what"], x["user"], x["rows"] > 0) for x in out] == [
        ("export", "bank", True),
        ("read", "bank", True),
    ]


def test_the_administrator_reads_the_last_lines_of_it(led, journals):
    led.client("bank").get("/users")
    sign_in(led.client(), "enterprise")
    admin = led.client("admin")
    shown = text(admin.get("/audit").text)
    assert "没有权限" in shown
    assert "testclient" in shown
    only = text(admin.get("/audit", params={"what": "wrong"}).text)
    assert "enterprise" in only
    assert "forbidden" not in only
    assert led.client("organizer").get("/audit").status_code == 403


def test_every_kind_of_line_has_a_title(led, journals):
    led.client("bank").get("/users")
    assert {x["what"] for x in lines(journals, "audit")} <= TITLES.keys()


def test_files_are_their_owners_and_are_turned_over(led, journals, tmp_path):
    for file in journals.glob("*-8000.jsonl"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_lines_of_several_processes_are_in_the_order_of_time_and_torn_ones_are_left_out(tmp_path):
    (tmp_path / "audit-1.jsonl").write_text(
        '{"at":"1","what":"a"}\n{"at":"3","what":"c"}\n{"at":"4'
    )
    (tmp_path / "audit-2.jsonl").write_text('{"at":"2","what":"b"}\n')
    assert [line["what"] for line in last_lines(tmp_path, 10)] == ["c", "b", "a"]
    assert [line["what"] for line in last_lines(tmp_path, 10, what="b")] == ["b"]


def test_in_a_container_the_lines_go_to_the_output(led, capsys):
    with written("stdout", led.house.settings.data, "8000"):
        led.client("bank").get("/users")
    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["journal"] for line in out} == {"audit", "requests"}
    assert not list(led.house.settings.data.glob("*.jsonl"))


def test_control_a_page_has_forms_with_a_token(led):
    assert any(
        form["fields"].get("csrf") for form in forms(led.client("bank").get("/postings").text)
    )
