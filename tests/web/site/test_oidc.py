"""Signing in through another house, which is a small one of our own here."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from domain.core.command import Role
from services.identity.bound import bind, bound_to
from services.identity.hashing import gate
from services.identity.signin import Identity
from services.web.oidc_way import ATTEMPT
from services.web.request import SESSION
from services.web.server import bound, made
from tests.spec import asks
from tests.web.sites import Visitor, site, text

RIGHT = "correct horse 9 battery"
KEY = RSAKey.generate_key(2048, {"kid": "1"})
ANOTHER = RSAKey.generate_key(2048, {"kid": "1"})


class Issuer:
    """Says that whoever comes is `user`; `claims` and `key` are what a wrong one would send."""

    def __init__(self) -> None:
        self.place = bound("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.place.getsockname()[1]}"
        self.user, self.claims, self.key, self.nonce = "whatever.he.likes", {}, KEY, ""
        self.asked: dict[str, str] = {}

    async def about(self, _):
        places = {"authorization_endpoint": "/authorize", "token_endpoint": "/token"}
        places["jwks_uri"] = "/keys"
        said = {name: self.url + path for name, path in places.items()}
        return JSONResponse({"issuer": self.url, **said})

    async def keys(self, _):
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})

    async def token(self, request):
        form = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        self.asked = form
        now = int(datetime.now(UTC).timestamp())
        claims = {"iss": self.url, "aud": "docking", "exp": now + 60, "iat": now, "sub": "7"}
        claims |= {"nonce": self.nonce, "preferred_username": self.user} | self.claims
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": signed})

    def app(self):
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.about),
                Route("/keys", self.keys),
                Route("/token", self.token, methods=["POST"]),
            ]
        )


@pytest.fixture
def issuer():
    there = Issuer()
    server = made(there.app())
    thread = Thread(target=server.run, kwargs={"sockets": [there.place]})
    thread.start()
    try:
        while not server.started:
            httpx.get(f"{there.url}/keys", timeout=60)  # waits until it answers
        yield there
    finally:
        server.should_exit = True
        thread.join()
        there.place.close()


@pytest.fixture
def joined(tmp_path, issuer):
    """The bank's user is subject 7 there, whatever that one calls himself."""
    with site(tmp_path, oidc_issuer=issuer.url) as ours:
        Identity.of(ours.house).choose_password("bank", RIGHT)
        bind(ours.house, "bank", issuer.url, "7", asks(Role.ADMIN))
        ours.house.views.fresh()
        yield ours


def leave(client, issuer):
    """To the issuer: the address to come back to, as it would send it."""
    sent = client.get("/oidc/leave")
    assert sent.status_code == 303
    asked = {n: v[0] for n, v in parse_qs(urlsplit(sent.headers["location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    issuer.nonce = asked["nonce"]
    return {"code": "c", "state": asked["state"]}


def come_back(client, issuer):
    return client.get("/oidc/back", params=leave(client, issuer))


def test_who_is_bound_is_signed_in_as_our_user(joined, issuer):
    client = joined.client()
    assert "/oidc/leave" in client.get("/sign-in").text
    back = client.get("/oidc/back", params=leave(client, issuer))
    assert (back.status_code, back.headers["location"]) == (303, "/")
    assert client.get("/leads").status_code == 200
    assert issuer.asked["code_verifier"]
    [*_, last] = joined.house.log.read("user-bank")
    assert json.loads(last.state)["data"] == {"method": "oidc"}


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of-another-attempt"},
        {"aud": "another-client"},
        {"iss": "https://evil.test"},
        {"exp": 1},
        {"sub": "8"},
        {"sub": None},
        {"sub": 7},
        {"sub": ""},
        {"sub": "8", "preferred_username": "bank"},
        {"aud": ["docking", "another-client"]},
        {"aud": ["docking", "another-client"], "azp": "another-client"},
        {"azp": "another-client"},
    ],
)
def test_a_token_that_doesnt_check_signs_nobody_in(joined, issuer, claims):
    client = joined.client()
    issuer.claims = claims
    back = client.get("/oidc/back", params=leave(client, issuer))
    assert back.status_code == 409
    assert SESSION not in client.cookies


def test_neither_does_a_token_of_another_key_or_an_answer_to_another_attempt(joined, issuer):
    client = joined.client()
    issuer.key = ANOTHER
    assert client.get("/oidc/back", params=leave(client, issuer)).status_code == 409
    issuer.key = KEY
    params = leave(client, issuer) | {"state": "of-another-attempt"}
    assert client.get("/oidc/back", params=params).status_code == 409
    client.cookies.delete(ATTEMPT)
    assert client.get("/oidc/back", params=params).status_code == 404
    assert SESSION not in client.cookies


@pytest.mark.parametrize(
    ("linked_from", "leads_to"),
    [
        ("cross-site", "/sign-in"),
        ("same-site", "/sign-in"),
        ("same-origin", "http"),
        ("none", "http"),
    ],
)
def test_a_link_on_another_site_begins_nothing(joined, linked_from, leads_to):
    """Typed, or on a page of ours, the same address leads to the issuer."""
    sent = joined.client().get("/oidc/leave", headers={"sec-fetch-site": linked_from})
    assert sent.status_code == 303
    assert sent.headers["location"].startswith(leads_to)


def test_an_issuer_that_is_away_is_said_to_be(tmp_path):
    with site(tmp_path, oidc_issuer="http://127.0.0.1:9") as ours:
        answer = ours.client().get("/oidc/leave")
        assert (answer.status_code, "连不上" in answer.text) == (409, True)


def test_without_an_issuer_there_is_no_such_way(plain):
    assert plain.client().get("/oidc/leave").status_code == 404
    assert "/oidc/" not in plain.client().get("/sign-in").text


@pytest.mark.parametrize("name", ["admin", "bank", "organizer", "adm"])
def test_a_name_that_somebody_chose_there_signs_nobody_in(joined, issuer, name):
    client = joined.client()
    issuer.claims = {"sub": "s2", "preferred_username": name}
    refused = come_back(client, issuer)
    assert (refused.status_code, SESSION in client.cookies) == (409, False)
    said = text(refused.text)
    assert f"统一身份认证账号“{name}”（编号 s2）还没有绑定用户" in said


def test_several_audiences_are_taken_where_it_was_made_for_us(joined, issuer):
    issuer.claims = {"aud": ["docking", "another-client"], "azp": "docking"}
    assert come_back(joined.client(), issuer).headers["location"] == "/"


def test_an_administrator_binds_and_unbinds_on_the_users_page(joined, issuer):
    admin, page = joined.client("admin"), "/users/organizer"
    issuer.claims = {"sub": "s9"}
    assert come_back(joined.client(), issuer).status_code == 409
    assert admin.fill(page, f"{page}/oidc", subject="s9").status_code == 303
    assert come_back(joined.client(), issuer).headers["location"] == "/"
    assert admin.fill(page, f"{page}/oidc/remove").status_code == 303
    assert come_back(joined.client(), issuer).status_code == 409


def test_one_identity_belongs_to_one_user(joined):
    admin, page = joined.client("admin"), "/users/organizer"
    taken = admin.fill(page, f"{page}/oidc", subject="7")
    assert (taken.status_code, "已经绑定了别的用户" in taken.text) == (409, True)


def test_somebody_binds_himself_once_he_has_shown_his_password(joined, issuer):
    Identity.of(joined.house).choose_password("organizer", RIGHT)
    joined.house.views.fresh()
    own, issuer.claims = joined.client("organizer"), {"sub": "s5"}
    refused = own.fill("/account", "/account/oidc", proof="something else")
    assert (refused.status_code, ATTEMPT in own.cookies) == (409, False)
    shown = own.fill("/account", "/account/oidc", proof=RIGHT)
    [link] = re.findall(rf'href="({re.escape(issuer.url)}[^"]*)"', shown.text)
    asked = {n: v[0] for n, v in parse_qs(urlsplit(unescape(link)).query).items()}
    issuer.nonce = asked["nonce"]
    back = own.get("/oidc/back", params={"code": "c", "state": asked["state"]})
    assert back.headers["location"] == "/account"
    assert come_back(joined.client(), issuer).headers["location"] == "/"
    own.fill("/account", "/account/oidc/remove", proof=RIGHT)
    assert come_back(joined.client(), issuer).status_code == 409


def test_another_house_doesnt_go_around_the_second_factor(joined, issuer):
    control = joined.client()
    come_back(control, issuer)
    assert control.get("/leads").status_code == 200
    factors, now = joined.house.stores.second_factors, int(joined.moment.timestamp())
    factors.propose("bank", "A" * 32, now)
    with gate().place() as place:
        assert factors.confirm("bank", 0, [place.hash("ABCDEFGHJK")], now)
    client = joined.client()
    come_back(client, issuer)
    assert client.get("/leads").headers["location"].startswith("/sign-in/code")
    shown = client.post("/sign-in/code", data={"code": "0-abcde-fghjk"})
    assert (shown.status_code, client.get("/leads").status_code) == (303, 200)


def test_what_was_begun_in_one_session_binds_nobody_else(joined, issuer):
    own, issuer.claims = joined.client("organizer"), {"sub": "s5"}
    shown = own.fill("/account", "/account/oidc")
    [link] = re.findall(rf'href="({re.escape(issuer.url)}[^"]*)"', shown.text)
    asked = {n: v[0] for n, v in parse_qs(urlsplit(unescape(link)).query).items()}
    issuer.nonce = asked["nonce"]
    other = joined.client("leader")
    other.cookies.set(ATTEMPT, own.cookies[ATTEMPT])
    refused = other.get("/oidc/back", params={"code": "c", "state": asked["state"]})
    assert refused.status_code == 409
    assert [bound_to(joined.house, who) for who in ("organizer", "leader")] == ["", ""]


def test_administrators_come_this_way_only_where_it_is_set(tmp_path, issuer):
    for may, status in ((False, 409), (True, 303)):
        with site(tmp_path / str(may), oidc_issuer=issuer.url, oidc_admins=may) as ours:
            bind(ours.house, "admin", issuer.url, "7", asks(Role.SYSTEM))
            assert come_back(ours.client(), issuer).status_code == status


def test_people_come_back_to_the_address_whatever_host_is_named(tmp_path, issuer):
    address = "https://duijie.example.cn"
    with site(tmp_path, oidc_issuer=issuer.url, address=address) as ours:
        client = Visitor(ours.app, base_url=address, follow_redirects=False)
        asked = parse_qs(urlsplit(client.get("/oidc/leave").headers["location"]).query)
        assert asked["redirect_uri"] == [f"{address}/oidc/back"]
        assert client.get("/oidc/leave", headers={"host": "evil.example"}).status_code == 421
