"""Where one is signed in: seen and ended by its owner; and when a session is over by itself."""

from __future__ import annotations

import re
from datetime import timedelta

from services.identity.hashing import gate
from services.identity.signin import Identity
from services.stores.credentials import MOST_SESSIONS
from services.web.request import SESSION, UNATTENDED
from tests.web.sites import text

PASSWORD = "四个-不相干-词语-拼成"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0"
WECHAT = "Mozilla/5.0 (Linux; Android 14; V2301) Chrome/126.0 Mobile MicroMessenger/8.0.50"


def signed_in(site, agent):
    Identity.of(site.house)
    client = site.client(**{"user-agent": agent})
    client.post("/sign-in", data={"user": "bank", "password": PASSWORD})
    return client


def two(site):
    Identity.of(site.house).choose_password("bank", PASSWORD)
    site.house.views.fresh()
    return signed_in(site, EDGE), signed_in(site, WECHAT)


def alive(client):
    return client.get("/leads").status_code == 200


def test_ones_own_sessions_are_seen_with_when_and_from_where(plain):
    desk, phone = two(plain)
    plain.client("organizer")
    shown = text(desk.get("/account").text)
    assert "Windows 电脑 · Edge" in shown
    assert "安卓手机 · 微信" in shown
    assert shown.count("就是这里") == 1
    rows = re.findall(r'name="session" value="([0-9a-f]{16})"', desk.get("/account").text)
    assert len(rows) == 1  # not the organizer's, and not this one
    assert alive(phone)


def test_one_or_all_the_others_are_ended(plain):
    desk, phone = two(plain)
    [other] = re.findall(r'name="session" value="([0-9a-f]{16})"', desk.get("/account").text)
    assert desk.fill("/account", "/account/sessions", session=other).status_code == 303
    assert (alive(desk), alive(phone)) == (True, False)
    third, fourth = signed_in(plain, WECHAT), signed_in(plain, WECHAT)
    desk.fill("/account", "/account/sessions", session="others")
    assert [alive(each) for each in (desk, third, fourth)] == [True, False, False]


def test_nobody_ends_anothers(plain):
    desk, phone = two(plain)
    [other] = re.findall(r'name="session" value="([0-9a-f]{16})"', desk.get("/account").text)
    plain.client("organizer").fill("/account", "/account/sessions", session=other)
    assert alive(phone)
    desk.fill("/account", "/account/sessions", session=other)  # control
    assert not alive(phone)


def test_ending_asks_for_the_password_unless_it_was_just_given(plain):
    desk, phone = two(plain)
    plain.moment += timedelta(minutes=6)
    wrong = desk.fill("/account", "/account/sessions", session="others", proof="wrong")
    assert (wrong.status_code, alive(phone)) == (409, True)
    desk.fill("/account", "/account/sessions", session="others", proof=PASSWORD)
    assert not alive(phone)


def test_who_has_a_second_factor_shows_it_to_end_others_however_fresh(plain):
    desk, phone = two(plain)
    factors, now = plain.house.stores.second_factors, int(plain.moment.timestamp())
    factors.propose("bank", "A" * 32, now)
    with gate().place() as place:
        assert factors.confirm("bank", 0, [place.hash("0")], now)
    refused = desk.fill("/account", "/account/sessions", session="others", proof=PASSWORD)
    assert (refused.status_code, alive(phone)) == (409, True)


def test_a_user_has_so_many_sessions_at_most_and_the_latest_stay(plain):
    first = plain.client("bank")
    for _ in range(MOST_SESSIONS):
        plain.moment += timedelta(seconds=1)
        last = plain.client("bank")
    assert (alive(first), alive(last)) == (False, True)


def test_an_open_page_that_listens_and_fetches_by_itself_isnt_in_use(plain):
    client = plain.client("bank")
    listening = f"/live?since={plain.house.log.last()}"
    token = client.cookies[SESSION]
    for _ in range(12):  # the browser comes again each ten minutes
        plain.moment += timedelta(minutes=10)
        Identity.of(plain.house).visit(token, used=False)
        client.get("/leads", headers={UNATTENDED: "1"})
    plain.moment += timedelta(minutes=1)
    assert not alive(client)
    assert client.get(listening).status_code == 303


def test_control_a_page_that_somebody_looks_at_is(plain):
    client = plain.client("bank")
    for _ in range(12):
        plain.moment += timedelta(minutes=10)
        assert alive(client)
    plain.moment += timedelta(minutes=1)
    assert alive(client)


def test_signing_out_clears_what_the_browser_kept_of_the_pages(plain):
    client = plain.client("bank")
    answer = client.fill("/leads", "/sign-out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "clear-site-data" not in client.get("/sign-in").headers
