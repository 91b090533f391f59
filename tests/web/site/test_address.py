"""With an https address the origin is fixed: cookies, links, hosts and forms are of it alone."""

from __future__ import annotations

import re

import pytest

from domain.core.malformed import Malformed
from services.house.settings import Settings
from services.identity.signin import Identity
from services.web.security import HSTS
from tests.web.sites import Visitor, site

ADDRESS, RIGHT = "https://duijie.example.cn", "correct horse 9 battery"
STRICT = HSTS[0].decode()


@pytest.fixture
def fixed(tmp_path):
    """Behind a proxy that speaks https; with the bank's password."""
    with site(tmp_path, address=ADDRESS) as made:
        Identity.of(made.house).choose_password("bank", RIGHT)
        made.house.views.fresh()
        yield made


def browser(fixed, host="duijie.example.cn", **headers):
    """As the proxy hands it on: by http, with the host that was asked for."""
    made = Visitor(fixed.app, base_url=f"https://{host}", follow_redirects=False)
    made.headers.update(headers)
    return made


def set_cookies(answer):
    return answer.headers.get_list("set-cookie")


def sign_in(client, **headers):
    data = {"user": "bank", "password": RIGHT}
    return client.post("/sign-in", data=data, headers=headers)


def test_every_cookie_is_secure_and_this_hosts_alone(fixed):
    client = browser(fixed)
    answers = [
        sign_in(client),
        client.get("/language/en"),
        client.get("/type/large"),
        client.fill("/notices", "/notices/read"),
        client.get("/"),  # lets go of what was said
        client.fill("/", "/sign-out"),
    ]
    cookies = [cookie for answer in answers for cookie in set_cookies(answer)]
    names = {cookie.partition("=")[0] for cookie in cookies}
    kinds = ("session", "device", "language", "type", "flash")
    assert names == {f"__Host-docking_{kind}" for kind in kinds}
    for cookie in cookies:
        assert re.search(r"; HttpOnly.*; Path=/; SameSite=lax; Secure$", cookie), cookie
        assert "domain=" not in cookie.lower()


def test_and_by_them_somebody_is_signed_in_and_out(fixed):
    client = browser(fixed)
    sign_in(client)
    assert client.get("/leads").status_code == 200
    client.fill("/leads", "/sign-out")
    assert client.get("/leads").status_code == 303


def test_a_cookie_without_the_mark_is_nobodys(fixed):
    """Another host of the domain, or plain http, may have set it."""
    client = browser(fixed)
    client.cookies.set("docking_session", Identity.of(fixed.house).begin("bank", "test"))
    assert client.get("/leads").status_code == 303


def test_every_answer_says_https_for_a_year(fixed):
    client = browser(fixed)
    paths = ("/sign-in", "/leads", "/absent", "/static/docking.css", "/api/v1/leads", "/ready")
    assert {client.get(path).headers[STRICT] for path in paths} == {"max-age=31536000"}
    assert browser(fixed, "evil.example").get("/").headers[STRICT] == "max-age=31536000"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "duijie.example.cn.evil.example", "127.0.0.1:8000", "duijie.example.cn:80"],
)
def test_another_host_is_refused_in_words(fixed, host):
    refused = browser(fixed, host).get("/sign-in")
    assert (refused.status_code, refused.text.count(ADDRESS)) == (421, 2)
    assert "content-security-policy" in refused.headers


def test_the_same_host_is_taken_as_it_may_be_written(fixed):
    for host in ("duijie.example.cn", "DuiJie.example.cn", "duijie.example.cn:443"):
        answer = browser(fixed).get("/sign-in", headers={"host": host})
        assert answer.status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_who_watches_over_the_process_asks_on_this_machine(fixed, host):
    here = browser(fixed)
    assert here.get("/ready", headers={"host": host}).status_code == 200
    assert here.get("/leads", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin",
    ["http://duijie.example.cn", "https://evil.example", "https://duijie.example.cn:8443", "null"],
)
def test_a_form_comes_from_our_own_origin(fixed, origin):
    assert sign_in(browser(fixed), origin=origin).status_code == 403
    assert sign_in(browser(fixed), origin=ADDRESS).status_code == 303


def test_a_form_inside_a_session_does_too(fixed):
    client = browser(fixed)
    sign_in(client)
    client.headers["origin"] = "http://duijie.example.cn"
    assert client.fill("/notices", "/notices/read").status_code == 403
    client.headers["origin"] = ADDRESS
    assert client.fill("/notices", "/notices/read").status_code == 303


@pytest.mark.parametrize("address", ["", "http://10.20.0.7:8000"])
def test_without_https_all_is_as_it_was(tmp_path, address):
    with site(tmp_path, address=address) as plain:
        Identity.of(plain.house).choose_password("bank", RIGHT)
        plain.house.views.fresh()
        answer = sign_in(plain.client(origin="http://docking.test"))
        assert (answer.status_code, STRICT in answer.headers) == (303, False)
        names = [cookie.partition("=")[0] for cookie in set_cookies(answer)]
        assert sorted(names) == ["docking_device", "docking_session"]
        assert not any("Secure" in cookie for cookie in set_cookies(answer))


@pytest.mark.parametrize("address", ["https://county.example.cn/docking", "https://a/b/"])
def test_a_path_behind_the_host_is_refused_at_the_start(tmp_path, address):
    with pytest.raises(Malformed, match="后面不带路径"):
        Settings.read({"DOCKING_ADDRESS": address, "DOCKING_DATA": str(tmp_path)})
