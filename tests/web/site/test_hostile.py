"""Whatever is sent to a door is answered in words, on both stores: a tenth of the campaign, and
what is known to have been a fault."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import text as sql
from sqlalchemy.exc import DataError

from projections.core.database import open_views
from services.web.app import build
from services.web.security import HEADERS
from tests.campaign.requests import WHOLE, attack
from tests.web.sites import Visitor, site

ADDRESSES = (
    *("/postings?text=%00", "/postings?after=%00&side=a%00", "/parties/a%00b", "/leads/%00"),
    *("/proposals/%00", "/consents/%00/%00", "/sessions/%00", "/pairs/%00/o1", "/bench/%00"),
    *("/users/%00", "/log?stream=%00", "/report?partner=%00", "/search?text=%00", "/static/%00"),
    *("/log?before=99999999999999999999", "/api/v1/postings?text=%00"),
    *("/api/v1/feed?after=9007199254740992", "/api/v1/parties/%00", "/sign-in?next=%00"),
)
BY = {"/api/v1/feed?after=9007199254740992": "bank"}


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_address_that_no_database_can_take_is_422_in_words(stored, path):
    who = BY.get(path, "admin")
    answer = stored.client(who).get(path)
    assert (answer.status_code, len(answer.text) > 10) == (422, True)
    assert HEADERS.keys() <= answer.headers.keys()


def test_a_number_that_no_log_is_as_long_as_is_no_event(stored):
    assert stored.client("admin").get(f"/log/{10**20}").status_code == 404


def test_a_nul_in_a_form_is_422_in_words_also_for_strangers(stored):
    headers = {"origin": "http://docking.test"}
    said = stored.client().post("/sign-in", data={"user": "a\0b", "password": "x"}, headers=headers)
    assert (said.status_code, "不能使用的字符" in said.text) == (422, True)
    bank = stored.client("bank")
    before = stored.house.log.last()
    said = bank.fill("/channel", "/channel/mailbox", mailbox="a\0@b.example")
    assert (said.status_code, stored.house.log.last()) == (422, before)


STRANGE = (
    ({"carried": "[" * 5000}, {}, 401),
    ({"carried": '["/x",[["a"]]]'}, {}, 401),
    ({}, {"origin": "http://[::1"}, 403),
    ({}, {"origin": "http://[::1", "host": "[::1"}, 403),
)


@pytest.mark.parametrize(("fields", "headers", "status"), STRANGE)
def test_what_a_stranger_sends_to_the_sign_in_is_read_or_refused(stored, fields, headers, status):
    sent = {"user": "nobody", "password": "wrong-password", **fields}
    head = {"origin": "http://docking.test", **headers}
    answer = stored.client().post("/sign-in", data=sent, headers=head)
    assert (answer.status_code, HEADERS.keys() <= answer.headers.keys()) == (status, True)


@pytest.mark.parametrize("token", ["中", "\ud800", "x" * 5000, ""])
def test_a_forms_token_may_be_any_text(stored, token):
    body = f"csrf={quote(token, errors='surrogatepass')}&mailbox=a@b.example"
    kind = {"content-type": "application/x-www-form-urlencoded"}
    said = stored.client("bank").post("/channel/mailbox", content=body, headers=kind)
    assert said.status_code in {403, 422}
    header = {"x-csrf-token": token.encode("utf-8", "surrogatepass")[:100]}
    said = stored.client("bank").post("/channel/mailbox", data={"mailbox": "a"}, headers=header)
    assert said.status_code == 403


def test_a_host_that_nobody_can_read_is_another_host(tmp_path):
    with site(tmp_path, address="https://docking.test") as made:
        client = Visitor(made.app, base_url="https://docking.test", follow_redirects=False)
        for path in ("/sign-in", "/ready"):
            assert client.get(path, headers={"host": "[::1"}).status_code == 421


def test_a_fault_of_ours_has_the_headers_and_tells_nothing(stored, caplog):
    app = build(stored.house)

    def broken():
        raise KeyError("13900001234")

    app.routes.insert(0, APIRoute("/broken", broken))
    answer = Visitor(app, base_url="http://docking.test").get("/broken")
    assert (answer.status_code, HEADERS.keys() <= answer.headers.keys()) == (500, True)
    assert answer.headers["cache-control"] == "no-store"
    assert "13900001234" not in answer.text + caplog.text
    assert "KeyError" in caplog.text


def test_a_value_that_a_database_refuses_is_in_no_words_of_the_error(postgres):
    engine = open_views(postgres.replace("postgresql:", "postgresql+psycopg:"))
    with pytest.raises(DataError) as refused, engine.connect() as db:
        db.execute(sql("SELECT CAST(:secret AS text)"), {"secret": "13900001234\0"})
    assert "13900001234" not in str(refused.value)
    engine.dispose()


def test_a_calendar_is_kept_nowhere(stored):
    answer = stored.client("bank").get("/sessions/s1/agenda.ics")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


def test_a_tenth_of_the_campaign_finds_nothing(stored):
    found = attack(stored, "", WHOLE // 10, seed=2)
    assert (found.faults, found.sent) == ([], WHOLE // 10)
    assert found.statuses[200] > found.sent // 20  # it isn't turned away at the gate
