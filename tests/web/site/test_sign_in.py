"""Signing in, and what holds for every page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.administration.user import AddUser, CloseUser, Duty
from domain.core.command import Role
from domain.core.personal import Personal
from services.identity.signin import FAILURES, Identity
from services.web.request import SESSION
from tests.web.administration.test_accounts import printed
from tests.web.sites import forms, site, text

RIGHT = "四个-不相干-词语-拼成"


@pytest.fixture
def known(plain):
    """A site whose banker has a password from an administrator."""
    Identity.of(plain.house).give_password("bank", RIGHT, plain.house.ask("setup", Role.SYSTEM))
    plain.house.views.fresh()
    return plain


def sign_in(client, user="bank", password=RIGHT, **more):
    return client.post("/sign-in", data={"user": user, "password": password, **more})


def names(site):
    """The events of the banker's stream, by name."""
    return [line.name for line in site.house.log.read("user-bank")]


def test_who_isnt_signed_in_is_asked_to_and_comes_back_to_where_he_wanted(known):
    client = known.client()
    sent = client.get("/leads")
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?next=/leads")
    assert sign_in(client, next="/leads").headers["location"] == "/leads"


def test_an_administrators_password_is_changed_before_anything_else(known):
    client = known.client()
    sign_in(client)
    assert client.get("/leads").headers["location"] == "/password"
    new = "另外-四个-词语-拼成"
    changed = client.fill("/password", "/password", old=RIGHT, new=new, again=new)
    assert (changed.status_code, changed.headers["location"]) == (303, "/")
    assert client.get("/leads").status_code == 200
    assert sign_in(known.client()).status_code == 401
    assert sign_in(known.client(), password=new).status_code == 303
    assert names(known) == [
        *("user.added", "user.password_changed", "user.signed_in"),
        *("user.password_changed", "user.signed_in", "user.sign_in_refused", "user.signed_in"),
    ]


@pytest.mark.parametrize("user", ["bank", "nobody", "x" * 500, "用户", "' or 1=1 --"])
def test_whoever_is_wrong_hears_the_same(known, user):
    said = sign_in(known.client(), user=user, password="wrong-password-here")
    assert said.status_code == 401
    assert text(said.text) == text(sign_in(known.client(), user="nobody-else").text)


def test_after_a_few_wrong_passwords_even_the_right_one_must_wait(known):
    for _ in range(FAILURES):
        assert sign_in(known.client(), password="wrong-password").status_code == 401
    waits = sign_in(known.client())
    assert (waits.status_code, "请 1 秒后再试" in text(waits.text)) == (429, True)
    assert names(known).count("user.sign_in_refused") == FAILURES
    known.moment += timedelta(seconds=1)
    assert sign_in(known.client()).status_code == 303


def test_a_session_planted_beforehand_is_worth_nothing(known):
    client = known.client()
    client.cookies.set(SESSION, "planted-by-somebody-else")
    answer = sign_in(client)
    assert answer.status_code == 303
    assert SESSION in answer.headers["set-cookie"]
    assert "planted" not in answer.headers["set-cookie"]
    stranger = known.client()
    stranger.cookies.set(SESSION, "planted-by-somebody-else")
    assert stranger.get("/leads").status_code == 303


def test_signing_in_ends_the_sessions_that_the_browser_had(known):
    client, another = known.client(), known.client()
    sign_in(client)
    sign_in(another)
    before = client.cookies[SESSION]
    sign_in(client)
    thief = known.client()
    thief.cookies.set(SESSION, before)
    first = {who: who.get("/leads").headers["location"] for who in (thief, client, another)}
    assert first == {thief: "/sign-in?next=/leads", client: "/password", another: "/password"}


def test_a_session_ends_when_signed_out_when_unused_and_when_the_user_is_closed(plain):
    client = plain.client("bank")
    assert client.get("/leads").status_code == 200
    client.fill("/leads", "/sign-out")
    assert client.get("/leads").status_code == 303
    idle = plain.client("bank")
    plain.moment += timedelta(hours=2, minutes=1)
    assert idle.get("/leads").status_code == 303
    closed = plain.client("bank")
    plain.house.desk.do(CloseUser(id="bank"), plain.house.ask("setup", Role.SYSTEM))
    plain.house.views.fresh()
    assert closed.get("/leads").status_code == 303


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ({}, {"csrf": ""}),
        ({}, {"csrf": "of-another-session"}),
        ({"origin": "http://evil.test"}, {}),
    ],
)
def test_a_form_that_our_page_didnt_send_does_nothing(led, headers, fields):
    client = led.client("bank")
    id = led.house.views.leads.all()[0].id
    path = f"/leads/{id}/acknowledge"
    [form] = [f for f in _forms(client, path) if f["action"] == path]
    sent = client.post(path, data={**form["fields"], **fields}, headers=headers)
    assert sent.status_code == 403
    assert led.house.views.leads.one(id).status == "delivered"
    assert client.post(path, data=form["fields"]).status_code == 303  # control
    assert led.house.views.leads.one(id).status == "acknowledged"


def _forms(client, path):
    return list(forms(client.get(path).text))


def test_every_answer_has_strict_headers(plain):
    for path in ("/sign-in", "/nothing", "/static/docking.css", "/leads"):
        headers = plain.client().get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_a_body_too_large_is_turned_away(plain):
    client = plain.client()
    assert client.post("/sign-in", content=b"x" * (12 * 1024 * 1024)).status_code == 413
    pieces = (b"x" * 1024 * 1024 for _ in range(12))  # control: no length is told beforehand
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/sign-in", content=pieces, headers=form).status_code == 413


def test_the_demo_page_is_not_there_outside_the_demo(plain, tmp_path):
    assert plain.client().get("/demo").status_code == 404
    assert plain.client().post("/demo/bank").status_code == 404
    with site(tmp_path / "demo", demo=True) as demo:
        person = Personal(subject="person-demo", value="管理员")
        add = AddUser(id="demo-admin", duty=Duty(role="admin"), person=person)
        demo.house.desk.do(add, demo.house.ask("demo", Role.SYSTEM, source="demo"))
        demo.house.views.fresh()
        client = demo.client()
        assert client.get("/demo").status_code == 200
        assert client.post("/demo/admin").headers["location"] == "/"
        assert client.post("/demo/nobody").status_code == 404
        evil = {"origin": "http://evil.test"}
        assert demo.client().post("/demo/admin", headers=evil).status_code == 403


def test_the_way_back_leads_to_our_own_pages_only(known):
    for next in ("//evil.test", "http://evil.test", "/\\evil.test", "javascript:alert(1)"):
        assert sign_in(known.client(), next=next).headers["location"] == "/"


def test_wherever_a_password_is_chosen_its_rule_stands_there_before_it_is_typed(known):
    [slip] = printed(known, "/accounts/party/e002/slip")
    banker = known.client()
    sign_in(banker)
    for client, page, field in (
        (known.client(), "/register", "password"),
        (known.client(), f"/activate?code={slip}", "password"),
        (banker, "/password", "new"),
    ):
        shown = client.get(page)
        assert shown.status_code == 200
        assert "8 至 128 个字符，例如四个不相干的词。" in text(shown.text)
        assert "不要用用户名、重复的字符或常见的组合。" in text(shown.text)
        assert f'minlength="8" aria-describedby="{field}-rule"' in " ".join(shown.text.split())


def test_a_form_that_is_too_long_is_refused_in_words(led):
    for client, path in ((led.client(), "/sign-in"), (led.client("bank"), "/account/sessions")):
        for form in ({"user": "x" * 300 * 1024}, {f"field-{n}": "" for n in range(1100)}):
            refused = client.post(path, data=form)
            assert (refused.status_code, "请缩短后再试" in refused.text) == (422, True)
