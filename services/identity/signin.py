"""Signing in: passwords, sessions and keys. Who is at the door is decided here and nowhere else.

A password is answered in the same time and words whether the user exists or not. A session's token
and a key's secret are known to their holder alone; the keyring holds digests. What happens at the
door is noted in the log, but for what would let a stranger fill it.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Self

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.administration.access_key import ACTOR, IssueKey, NoteUse
from domain.administration.permission import Actor
from domain.administration.user import (
    BY_ADMINISTRATOR,
    Duty,
    NotePassword,
    NoteRefusal,
    NoteSignIn,
    NoteSignOut,
)
from domain.core.command import Ask, Command, Refusal, Role
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.values.dates import civil_date
from projections.administration.users import Users
from services.house.asking import Now, ask_now
from services.house.desk import Desk
from services.house.house import House
from services.house.views import completing
from services.inbound.execute import ask_for_party
from services.stores.credentials import Credentials, SignIn

SHORTEST, LONGEST = 10, 128  # characters of a password
FAILURES = 5  # in a row
LOCKED = timedelta(minutes=15)
LASTS = timedelta(hours=12)  # a session
IDLE = timedelta(hours=2)
SEEN_EVERY_S = 60  # between two notes that a session is in use
WRONG = "用户名或密码不对，或者暂时不能登录"
KEY = "dk_"
COMMON = ("password", "12345", "qwerty", "docking", "11111", "00000", "abc123")


@dataclass(frozen=True)
class Visit:
    """Somebody signed in, with the session that says so."""

    actor: Actor
    person: Personal
    session: SignIn
    digest: str


@cache
def hasher() -> PasswordHasher:
    """OWASP's figures: 19 MiB, two passes."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobody() -> str:
    return hasher().hash(secrets.token_hex(16))


@dataclass(frozen=True)
class Identity:
    """The door: who signs in, who holds a key, and the secrets by which that is known."""

    desk: Desk
    users: Users
    credentials: Credentials
    now: Now

    @classmethod
    def of(cls, house: House) -> Self:
        return cls(house.desk, house.views.users, house.stores.credentials, house.now)

    def sign_in(self, name: str, password: str) -> str:
        """The token of a new session, for a user name or a telephone. Refuses with the same words
        whatever is wrong."""
        now, known = int(self.now().timestamp()), self.users.called(name)
        user = known.id if known else name
        stored = self.credentials.password(user)
        locked = stored is not None and stored.locked_until > now
        right = _verified(stored.hash if stored and not locked else _nobody(), password)
        if not stored or locked or not right or known is None or known.status != "active":
            if stored and not locked and not right:
                until = now + int(LOCKED.total_seconds())
                full = self.credentials.failed(user, FAILURES, until)
                self.note(NoteRefusal(id=user, locked=full))
            raise Refusal("sign_in.wrong", WRONG, "password")
        newer = (
            hasher().hash(_normal(password)) if hasher().check_needs_rehash(stored.hash) else None
        )
        self.credentials.succeeded(user, newer)
        return self.begin(user, "password")

    def begin(self, user: str, method: str) -> str:
        """A session for somebody who was found to be this user; its token."""
        token, now = secrets.token_urlsafe(32), int(self.now().timestamp())
        session = SignIn(
            user, secrets.token_urlsafe(32), now, now, now + int(LASTS.total_seconds())
        )
        self.credentials.begin(secret_digest(token), session)
        self.note(NoteSignIn(id=user, method=method))
        return token

    def visit(self, token: str) -> Visit | None:
        """Who holds this token, if the session lasts and the user still may."""
        key, now = secret_digest(token), int(self.now().timestamp())
        session = self.credentials.session(key)
        if session is None or not session.began <= now < session.ends:
            return None
        if now - session.seen > IDLE.total_seconds():
            self.credentials.end(key)
            return None
        user = self.users.user(session.user)
        if user is None or user.status != "active":
            return None
        if session.began <= user.closed_at:  # from before they were closed, and reopened
            self.credentials.end(key)
            return None
        if now - session.seen > SEEN_EVERY_S:
            self.credentials.seen(key, now)
        return Visit(Actor(user.id, user.duty), user.person, session, key)

    def sign_out(self, visit: Visit) -> None:
        self.credentials.end(visit.digest)
        self.note(NoteSignOut(id=visit.actor.user))

    def change_password(self, user: str, old: str, new: str) -> None:
        """By its owner; every session of theirs ends."""
        stored = self.credentials.password(user)
        if stored is None or not _verified(stored.hash, old):
            if stored:
                self.credentials.failed(user, FAILURES, int((self.now() + LOCKED).timestamp()))
            raise Refusal("password.wrong", "原密码不对", "old")
        if _normal(old) == _normal(new):
            raise Refusal("password.same", "新密码和原密码一样", "new")
        self._set(user, new, by_owner=True)

    def give_password(self, user: str, new: str, ask: Ask) -> None:
        """By an administrator; its owner changes it at the next sign-in."""
        BY_ADMINISTRATOR.check(ask)
        if self.users.user(user) is None:
            raise Refusal("user.absent", f"没有用户“{user}”", "id")
        self._set(user, new, by_owner=False)

    def choose_password(self, user: str, new: str) -> None:
        """By its owner, who was let in by a slip."""
        self._set(user, new, by_owner=True)

    def issue_key(
        self, ask: Ask, title: str, scopes: tuple[str, ...], until: date
    ) -> tuple[str, str]:
        """(id, the key itself): it is shown once, and what is kept of it is a digest."""
        id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        if ask.party is None:
            raise Refusal("party.needed", "请说明是哪个单位", "party")
        command = IssueKey(id=id, party=ask.party, title=title, scopes=scopes, until=until)
        self.desk.do(command, ask)
        with completing():
            self.credentials.keep_key(id, secret_digest(secret))
        return id, f"{KEY}{id}_{secret}"

    def holder(self, key: str) -> Actor | None:
        """The organization whose program shows this key."""
        id, _, secret = key.removeprefix(KEY).partition("_")
        hashed, issued = self.credentials.key(id) if secret else None, self.users.key(id)
        if not key.startswith(KEY) or hashed is None or issued is None or issued.status != "live":
            return None
        today = civil_date(self.now()).isoformat()
        if not secrets.compare_digest(hashed, secret_digest(secret)) or today > issued.through:
            return None
        try:
            ask = ask_for_party(self.desk, self.now, issued.party, "api")
        except Refusal:
            return None
        if self.credentials.used(id, today):
            self.note(NoteUse(id=id))
        duty = Duty(role=ask.role.value, party=ask.party)
        return Actor(f"{ACTOR}{id}", duty, frozenset(issued.scopes), "api")

    def note(self, command: Command) -> None:
        """Write down what happened at the door."""
        self.desk.do(command, ask_now(self.now, "door", Role.SYSTEM, source="door"))

    def _set(self, user: str, new: str, *, by_owner: bool) -> None:
        made = hasher().hash(check_password(user, new))
        self.credentials.keep_password(user, made, must_change=not by_owner)
        with completing():
            self.note(NotePassword(id=user, by_owner=by_owner))


def secret_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def check_password(user: str, password: str) -> str:
    """As it is hashed. Raises `Malformed` for one that is too easily guessed."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        message = f"密码应有 {SHORTEST}–{LONGEST} 个字符"
        raise Malformed("password.length", message, "例如四个不相干的词", field="new")
    plain = normal.lower()
    named = bool(user) and user.lower() in plain
    easy = len(set(plain)) < 5 or named or any(c in plain for c in COMMON)
    if easy:
        advice = "不要用用户名、重复的字符或常见的组合"
        raise Malformed("password.easy", "密码太容易猜到", advice, field="new")
    return normal


def _verified(hash: str, password: str) -> bool:
    try:
        return hasher().verify(hash, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """The same however a keyboard composes it."""
    return unicodedata.normalize("NFKC", password)[: LONGEST * 4]
