"""What is written down at the door and of requests: who, from where, and never what was typed."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from ipaddress import ip_network
from typing import get_args

import pytest

from services.identity.audit import What, note_at_door
from services.identity.signin import Identity
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


def test_every_kind_of_line_has_a_title():
    assert set(get_args(What)) == TITLES.keys()


def test_one_address_is_written_one_way_by_sign_ins_and_by_requests(led, journals):
    led.app.state.proxies = (ip_network("127.0.0.1"),)
    client = led.client("bank", **{"x-forwarded-for": "2001:db8::7"})
    client._transport.client = ("127.0.0.1", 50000)
    sign_in(client, "bank")
    client.get("/users")
    client.fill("/postings", "/postings/export")
    told = [(x["what"], x["address"]) for x in lines(journals, "audit")]
    assert told == [(what, "2001:db8::7") for what in ("wrong", "refused", "export")]


def test_who_is_signed_in_and_can_not_show_who_it_is_is_noted(led, journals):
    Identity.of(led.house).choose_password("bank", "四个-不相干-词语-拼成")
    led.house.views.fresh()
    bank = led.client("bank")
    bank.fill("/password", "/password", old=SECRET, new=SECRET, again=SECRET)
    led.moment += timedelta(minutes=6)
    bank.fill("/account/second-factor", "/account/second-factor/begin", proof=SECRET)
    told = [(x["what"], x["user"], x["address"]) for x in lines(journals, "audit")]
    assert told == [("old_password_wrong", "bank", "testclient")] * 2


def test_files_are_their_owners_and_are_turned_over(tmp_path):
    with written("files", tmp_path, "8000", largest=200):
        for user in ("u1", "u2"):
            note_at_door("signed_in", address="192.0.2.7", user=user, method="password")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == dict.fromkeys(
        ("audit-8000.jsonl", "audit-8000.jsonl.1", "requests-8000.jsonl"), 0o600
    )
    assert [line["user"] for line in last_lines(tmp_path, 10)] == ["u2", "u1"]


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
