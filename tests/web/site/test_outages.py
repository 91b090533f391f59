"""A database fails during a request: the answer says what is known, and no more."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import text as sql

from domain.core.command import Role
from domain.postings.posting import Withdraw
from projections.core.database import writing
from services.ledger.ledger import Unavailable, Unknown
from tests.web.api.test_api import program
from tests.web.sites import forms, text

PAUSE = "/postings/need/n1/pause"
LATER = "已收到，稍后可见"


@contextmanager
def held(path):
    """Another program writes into this file for as long as the block runs."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def lose_a_table(plain):
    """One view can't be written any more; what pages read here is as it was."""
    with writing(plain.house.views.engine) as db:
        db.execute(sql("DROP TABLE recorded"))


def status(plain, id="n1"):
    return plain.house.desk.ledger.read(f"need-{id}")[-1].name


def form_for(browser, page, action):
    return next(form for form in forms(browser.get(page).text) if form["action"] == action)


# --- the command is kept, the views are late -----------------------------------------------------


def test_a_kept_form_is_never_said_not_to_have_been_done(plain):
    lose_a_table(plain)
    owner = plain.client("enterprise")
    answer = owner.fill("/postings/need/n1", PAUSE)
    assert (answer.status_code, status(plain)) == (303, "need.paused")
    assert LATER in owner.get("/").text


def test_a_kept_command_of_the_api_is_accepted_and_not_yet_visible(plain):
    owner = program(plain, "enterprise", "write")
    lose_a_table(plain)
    told = owner.post("/commands/pause", json={"side": "need", "id": "n1"})
    assert (told.status_code, told.json()["answer"], told.json()["visible"]) == (
        200,
        "accepted",
        False,
    )
    assert status(plain) == "need.paused"


def test_control_with_views_that_can_be_reached_it_is_visible(plain):
    owner = program(plain, "enterprise", "write")
    told = owner.post("/commands/pause", json={"side": "need", "id": "n1"})
    assert (told.status_code, told.json()["visible"]) == (200, True)


# --- whether it was kept is unknown --------------------------------------------------------------


def test_where_the_fate_of_a_form_is_unknown_the_same_form_is_offered_again(plain):
    owner = plain.client("enterprise")
    sent = form_for(owner, "/postings/need/n1", PAUSE)["fields"]
    with held(plain.house.settings.data / "log.db"):
        answer = owner.post(PAUSE, data=sent)
    assert (answer.status_code, status(plain)) == (503, "need.published")
    assert "可能已经办理" in text(answer.text)
    [again] = [form for form in forms(answer.text) if form["action"] == PAUSE]
    assert again["fields"] == sent
    assert [owner.post(PAUSE, data=again["fields"]).status_code for _ in range(2)] == [303, 303]
    events = [line.name for line in plain.house.log.read("need-n1")]
    assert events.count("need.paused") == 1


def test_where_the_fate_of_a_command_is_unknown_the_api_says_how_to_repeat_it(plain):
    owner = program(plain, "enterprise", "write")
    owner.headers["idempotency-key"] = "k-1"
    with held(plain.house.settings.data / "log.db"):
        told = owner.post("/commands/pause", json={"side": "need", "id": "n1"})
    assert (told.status_code, told.json()["code"]) == (503, "unknown")
    assert "Idempotency-Key" in told.json()["advice"]
    repeated = [
        owner.post("/commands/pause", json={"side": "need", "id": "n1"}).json()["repeated"]
        for _ in range(2)
    ]
    assert repeated == [False, True]


# --- nothing can be read -------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/postings", "/leads", "/proposals"])
def test_a_page_whose_views_cant_be_read_says_so(plain, path):
    owner = plain.client("enterprise")
    tables = {"/postings": "posting", "/leads": "lead", "/proposals": "proposal"}
    with writing(plain.house.views.engine) as db:
        db.execute(sql(f"DROP TABLE {tables[path]}"))
    answer = owner.get(path)
    assert (answer.status_code, "数据库暂时连不上" in text(answer.text)) == (503, True)


@contextmanager
def cut_behind_the_commit(plain):
    """What is appended is kept, and nobody hears of it."""
    desk, log = plain.house.desk, plain.house.log

    def lose_the_answer(entries, read):
        log.append(entries, read)
        raise Unknown("cut behind the commit")

    desk.append = lose_the_answer
    yield
    desk.append = log.append


def unknown_then_again(plain, browser, page, *action, **fields):
    """The form that is offered where what was sent was kept and the answer got lost."""
    [path] = action or [page]
    sent = form_for(browser, page, path)["fields"] | fields
    with cut_behind_the_commit(plain):
        lost = browser.post(path, data=sent)
    assert lost.status_code == 503
    return [form for form in forms(lost.text) if form["action"] == path]


def test_a_form_that_makes_something_new_makes_it_once_when_it_is_sent_again(plain):
    office = plain.client("organizer")
    details = {
        "track": "bank",
        "kind": "one_to_one",
        "title": "五月政银企对接会",
        "venue": "会议中心",
        "day": "2026-05-20",
        "starts": "09:00",
        "slot_minutes": "15",
        "slots": "4",
        "tables": "2",
        "capacity": "20",
        "most_each": "2",
    }
    [again] = unknown_then_again(plain, office, "/sessions/new", **details)
    answer = office.post("/sessions/new", data=again["fields"])
    assert answer.status_code == 303, text(answer.text)
    names = [line.name for line in plain.house.log.after(0, 500)]
    assert names.count("session.planned") == 1


def test_a_form_that_would_do_it_twice_is_not_offered_again(plain):
    """A key is made anew by every form; no password is written into a page."""
    owner = plain.client("enterprise")
    key = {"title": "信贷系统", "scopes": "read", "until": "2026-12-31"}
    assert unknown_then_again(plain, owner, "/keys", **key) == []


def test_what_was_kept_is_answered_so_whatever_would_be_made_of_the_form_now(plain):
    """The word is in the lexicon by then, which a new form would be refused for."""
    office = plain.client("organizer")
    word = {"edit": "添词", "word": "过桥周转", "concept": "bridge", "go": "save"}
    [again] = unknown_then_again(plain, office, "/lexicon", **word)
    plain.house.views.fresh()
    assert office.post("/lexicon", data=again["fields"]).status_code == 303
    control = office.post(
        "/lexicon", data=form_for(office, "/lexicon", "/lexicon")["fields"] | word
    )
    assert control.status_code in {409, 422}


def test_a_form_that_was_changed_is_another_one_whatever_its_number(plain):
    owner = plain.client("enterprise")
    path = "/postings/need/n1/renew"
    sent = form_for(owner, path, path)["fields"]
    assert owner.post(path, data=sent | {"valid_through": "2026-05-30"}).status_code == 303
    assert owner.post(path, data=sent | {"valid_through": "2026-05-30"}).status_code == 303
    changed = owner.post(path, data=sent | {"valid_through": "2026-05-31"})
    assert "已用于另一条命令" in text(changed.text)


def test_the_form_stays_where_the_database_is_still_away(plain):
    owner = plain.client("enterprise")
    [again] = unknown_then_again(plain, owner, "/postings/need/n1", PAUSE)
    ledger = plain.house.log
    read_many = ledger.read_many

    def away(_):
        raise Unavailable("still away")

    ledger.read_many = away
    answer = owner.post(PAUSE, data=again["fields"])
    ledger.read_many = read_many
    assert answer.status_code == 503
    [offered] = [form for form in forms(answer.text) if form["action"] == PAUSE]
    assert offered["fields"] == again["fields"]
    assert owner.post(PAUSE, data=offered["fields"]).status_code == 303


def test_where_names_cant_be_read_the_error_page_does_without(plain):
    owner = plain.client("enterprise")
    with writing(plain.house.views.engine) as db:
        db.execute(sql("DROP TABLE party"))
    answer = owner.get("/nothing")
    assert (answer.status_code, "页面不存在" in text(answer.text)) == (404, True)


def test_a_key_that_couldnt_be_shown_isnt_promised_for_later(plain):
    owner = plain.client("enterprise")
    sent = form_for(owner, "/keys", "/keys")["fields"]
    lose_a_table(plain)
    with writing(plain.house.views.engine) as db:
        db.execute(sql("ALTER TABLE access_keys RENAME TO access_keys_away"))
    key = {"title": "信贷系统", "scopes": "查看", "until": "2026-12-31"}
    answer = text(owner.post("/keys", data=sent | key).text)
    assert ("不会再显示" in answer, "不用再次提交" in answer) == (True, False)


def test_a_refusal_is_shown_beside_what_stands_now(plain):
    """Somebody else, in another process, withdrew it before the views heard of it."""
    owner = plain.client("enterprise")
    sent = form_for(owner, "/postings/need/n1", PAUSE)["fields"]
    ask = plain.house.ask("e", Role.ENTERPRISE, party="e001")
    plain.house.desk.do(Withdraw(side="need", id="n1", reason_code="no_longer_needed"), ask)
    answer = owner.post(PAUSE, data=sent)
    assert answer.status_code == 409
    sends = [form["action"] for form in forms(answer.text) if "csrf" in form["fields"]]
    assert PAUSE not in sends
    assert "已撤回" in text(answer.text)
