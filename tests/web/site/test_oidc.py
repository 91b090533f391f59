"""Signing in through another house, which is a small one of our own here."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from services.web.pages.site.sign_in import ATTEMPT
from services.web.request import SESSION
from services.web.server import bound, made
from tests.web.sites import site

KEY = RSAKey.generate_key(2048, {"kid": "1"})
ANOTHER = RSAKey.generate_key(2048, {"kid": "1"})


class Issuer:
    """Says that whoever comes is `user`; `claims` and `key` are what a wrong one would send."""

    def __init__(self) -> None:
        self.place = bound("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.place.getsockname()[1]}"
        self.user, self.claims, self.key, self.nonce = "bank", {}, KEY, ""
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
    with site(tmp_path, oidc_issuer=issuer.url) as ours:
        yield ours


def leave(client, issuer):
    """To the issuer: the address to come back to, as it would send it."""
    sent = client.get("/oidc/leave")
    assert sent.status_code == 303
    asked = {n: v[0] for n, v in parse_qs(urlsplit(sent.headers["location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    issuer.nonce = asked["nonce"]
    return {"code": "c", "state": asked["state"]}


def test_whom_the_issuer_names_is_signed_in_as_our_user(joined, issuer):
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
        {"preferred_username": "nobody"},
        {"preferred_username": None},
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


def test_an_issuer_that_is_away_is_said_to_be(tmp_path):
    with site(tmp_path, oidc_issuer="http://127.0.0.1:9") as ours:
        answer = ours.client().get("/oidc/leave")
        assert (answer.status_code, "连不上" in answer.text) == (409, True)


def test_without_an_issuer_there_is_no_such_way(plain):
    assert plain.client().get("/oidc/leave").status_code == 404
    assert "/oidc/" not in plain.client().get("/sign-in").text
