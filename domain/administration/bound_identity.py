"""绑定的身份 Bound identity: whom another house (OpenID Connect) calls so is this user here.

An identity is what that house never gives to anybody else: its issuer and its subject, known here
by their hash. A name that somebody chose there binds nobody. One identity belongs to one user:
binding claims the identity's own stream in the same append, so two can't race for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.administration.user import (
    BY_ADMINISTRATOR,
    IdentityBound,
    IdentityUnbound,
    User,
    UserCommand,
)
from domain.core.command import Ask, On, Refusal, Role, State
from domain.core.event import Event
from domain.core.shapes import Id
from domain.core.streams import stream


class IdentityClaimed(Event, name="identity.claimed", title="绑定统一身份认证"):
    user: str


class IdentityReleased(Event, name="identity.released", title="解除统一身份认证"): ...


@dataclass(frozen=True)
class Claim:
    """Who holds an identity."""

    user: str = ""

    def after(self, event: Event) -> Claim:
        match event:
            case IdentityClaimed():
                return Claim(event.user)
            case IdentityReleased():
                return Claim()
        return self


def identity_of(issuer: str, subject: str) -> str:
    """What an identity is known by here: it says nothing of whose it is."""
    return hashlib.sha256(f"{issuer}|{subject}".encode()).hexdigest()[:48]


class IdentityCommand(UserCommand):
    """By an administrator; or by the house for its owner, who has shown who it is both here and
    there."""

    permission = BY_ADMINISTRATOR

    identity: Id

    def about(self) -> Mapping[str, State]:
        return {**super().about(), stream("identity", self.identity): Claim()}


class BindIdentity(IdentityCommand):
    def decide(self, user: User, claim: Claim, ask: Ask) -> Iterable[Event | On]:
        self.known(user)
        if (user.identity, claim.user) == (self.identity, self.id):
            return
        if claim.user:
            message = "这个统一身份认证账号已经绑定了别的用户，请先解除"
            raise Refusal("identity.taken", message, "subject")
        if user.identity:
            raise Refusal("identity.bound", "这个用户已经绑定了统一身份认证，请先解除", "subject")
        yield IdentityBound(identity=self.identity, by_owner=ask.role is Role.SYSTEM)
        yield On(stream("identity", self.identity), IdentityClaimed(user=self.id))


class UnbindIdentity(IdentityCommand):
    def decide(self, user: User, claim: Claim, ask: Ask) -> Iterable[Event | On]:
        self.known(user)
        if user.identity != self.identity or claim.user != self.id:
            raise Refusal("identity.absent", "没有这样的绑定", "id")
        yield IdentityUnbound(by_owner=ask.role is Role.SYSTEM)
        yield On(stream("identity", self.identity), IdentityReleased())
