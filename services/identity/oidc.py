"""OpenID Connect: another house says who somebody is; who may do what is still ours to say.

Code flow with PKCE. State, nonce and verifier wait in the browser's own cookie and are good for one
attempt; what comes back is checked against them and against the issuer's keys.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from domain.core.command import Refusal
from services.house.settings import Settings

PATIENCE_S = 5.0
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
SCOPE = "openid profile"
LONGEST_SUBJECT = 255  # characters, by the standard


@dataclass(frozen=True)
class Attempt:
    """What is remembered between leaving for the issuer and coming back. `session`: the beginning
    of the digest of the one whose user is to be bound; "" to sign in."""

    state: str
    nonce: str
    verifier: str
    session: str = ""

    @classmethod
    def new(cls, session: str = "") -> Attempt:
        state, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        return cls(state, nonce, generate_token(64), session)

    def text(self) -> str:
        return f"{self.state}.{self.nonce}.{self.verifier}.{self.session}"

    @classmethod
    def read(cls, text: str) -> Attempt | None:
        parts = text.split(".")
        return cls(*parts) if len(parts) == 4 and all(parts[:3]) else None


@dataclass(frozen=True)
class Known:
    """Whom the issuer means: `subject` is nobody else's there, ever; `name` is only shown."""

    issuer: str
    subject: str
    name: str


def leave(settings: Settings, attempt: Attempt, redirect: str) -> str:
    """Where the browser is sent. Refuses where the issuer can't be reached."""
    with _client(settings, redirect) as client:
        address, _ = client.create_authorization_url(
            _discovered(settings)["authorization_endpoint"],
            state=attempt.state,
            nonce=attempt.nonce,
            code_verifier=attempt.verifier,
        )
        return str(address)


def who(settings: Settings, attempt: Attempt, redirect: str, came_back: str) -> Known:
    """Whom the issuer means, from the address that the browser came back to. Refuses what doesn't
    check."""
    known = _discovered(settings)
    try:
        with _client(settings, redirect) as client:
            token = client.fetch_token(
                known["token_endpoint"],
                authorization_response=came_back,
                code_verifier=attempt.verifier,
                state=attempt.state,
            )
        keys = KeySet.import_key_set(_get(known["jwks_uri"]))
        claims = jwt.decode(str(token["id_token"]), keys, algorithms=ALGORITHMS).claims
        _check(settings, claims, known["issuer"], attempt.nonce)
    except (AuthlibBaseError, JoseError, httpx.HTTPError, KeyError, ValueError) as wrong:
        raise Refusal("oidc.wrong", "统一身份认证没有通过，请重新登录", "oidc") from wrong
    subject, name = claims["sub"], claims.get(settings.oidc_claim)
    return Known(known["issuer"].rstrip("/"), subject, name[:64] if isinstance(name, str) else "")


def _check(settings: Settings, claims: dict[str, Any], issuer: str, nonce: str) -> None:
    registry = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": settings.oidc_client},
        exp={"essential": True},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
    )
    registry.validate(claims)
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise ValueError("sub")
    several, azp = isinstance(claims["aud"], list) and len(claims["aud"]) > 1, claims.get("azp")
    if (several or azp is not None) and azp != settings.oidc_client:  # it was made for another
        raise ValueError("azp")


def _discovered(settings: Settings) -> dict[str, str]:
    """What the issuer says of itself, and that it is the one we mean."""
    issuer = (settings.oidc_issuer or "").rstrip("/")
    address = f"{issuer}/.well-known/openid-configuration"
    try:
        discovered = _get(address)
    except (httpx.HTTPError, ValueError) as away:
        raise Refusal("oidc.away", "统一身份认证暂时连不上，请稍后再试", "oidc") from away
    if not isinstance(discovered, dict) or str(discovered.get("issuer", "")).rstrip("/") != issuer:
        raise Refusal("oidc.issuer", "统一身份认证的地址与设置不一致，请联系管理员", "oidc")
    return discovered


def _get(address: str) -> Any:
    return httpx.get(address, timeout=PATIENCE_S, trust_env=False).raise_for_status().json()


def _client(settings: Settings, redirect: str) -> Any:
    return OAuth2Client(
        client_id=settings.oidc_client,
        client_secret=settings.oidc_secret,
        token_endpoint_auth_method="client_secret_post" if settings.oidc_secret else "none",
        scope=SCOPE,
        redirect_uri=redirect,
        code_challenge_method="S256",
        timeout=PATIENCE_S,
        trust_env=False,
    )
