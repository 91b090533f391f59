"""Signing in: passwords, sessions and keys. Who is at the door is decided here and nowhere else.

Whoever signs in is answered in the same words and time whether there is such a user or not: what is
counted and written before the answer is the same, and the log hears of it afterwards. A few wrong
passwords are free; then the next has to wait, a little longer each time (docs/decisions/046). A
session's token and a key's secret are known to their holder alone; kept are digests.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

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
from domain.core.personal import Personal
from domain.parties.inactive import refuse_inactive
from domain.values.dates import civil_date
from projections.administration.users import UserRow, Users
from projections.parties.parties import PartyRow
from services.house.asking import Now, ask_now
from services.house.desk import Desk
from services.house.house import House
from services.house.parameters import parameters
from services.house.views import Views, completing
from services.identity.hashing import gate, hasher, normal
from services.identity.knock import FAILURES, NOWHERE, OLD_PASSWORD, Knock, by_name
from services.identity.passwords import check_password
from services.identity.proofs import Proofs
from services.identity.second_factor import SecondFactor
from services.inbound.execute import ask_for_party
from services.stores.attempts import Try
from services.stores.credentials import Password, SignIn
from services.stores.stores import Stores

LASTS = timedelta(hours=12)  # a session
IDLE = timedelta(hours=2)
CODE_LASTS = timedelta(minutes=10)  # between the password and the one-time code
FRESH = timedelta(minutes=5)  # so long after it was given a password isn't asked for again
SLACK_S = 600  # that a clock may be put back by without everybody having to sign in again
SEEN_EVERY_S = 60  # between two notes that a session is in use
DAY_S = 24 * 3600
WRONG = "用户名或密码不对，或者暂时不能登录"
KEY = "dk_"
CODE, ENROL = "code", "enrol"  # stages of a session (SignIn)


class TriedTooOften(Refusal):
    """The next try has to wait."""

    def __init__(self, wait_s: int) -> None:
        super().__init__("sign_in.wait", f"试得太多了，请 {wait_s} 秒后再试", "password")
        self.wait_s = wait_s


@dataclass(frozen=True)
class Visit:
    """Somebody signed in, with the session that says so."""

    actor: Actor
    person: Personal
    session: SignIn
    digest: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing is to be done first: a password changed, a second factor set up."""
        return not (self.session.must_change or self.session.stage)


@dataclass(frozen=True)
class Identity:
    """Checks who somebody is."""

    desk: Desk
    views: Views
    stores: Stores
    now: Now
    factor: SecondFactor

    @classmethod
    def of(cls, house: House) -> Self:
        factor = SecondFactor.of(house)
        return cls(house.desk, house.views, house.stores, house.now, factor)

    @property
    def users(self) -> Users:
        return self.views.users

    def sign_in(self, name: str, password: str, knock: Knock = NOWHERE) -> str:
        """The token of a new session, for a user name or a telephone. Refuses with the same words
        whatever is wrong. Raises `TriedTooOften`, and `Busy`."""
        stranger = [by_name(name), knock.by_network()]
        waits = self.stores.attempts.wait_s
        # Nothing else has to be asked about who has to wait.
        if not knock.device and (wait_s := waits(stranger, self._second())):
            raise TriedTooOften(wait_s)
        self.views.who_may_see()
        known = self.users.called(name)
        user = known.id if known else name[:64]
        device = secret_digest(knock.device)
        trusted = self.stores.known_devices.knows(device, user, self._second())
        counted = [knock.by_device(user)] if trusted else stranger
        with gate().place(known=trusted) as place:
            self._count(counted)
            stored = self.stores.credentials.password(user)
            right = place.verify(stored.hash if stored else None, password)
            if right and stored is not None and hasher().check_needs_rehash(stored.hash):
                self.stores.credentials.renew_hash(user, place.hash(password))
        if not right or stored is None or known is None or known.status != "active":
            if trusted and self.stores.attempts.many(counted[0], self._second()) >= 4 * FAILURES:
                self.stores.known_devices.forget(user, device)
            raise Refusal("sign_in.wrong", WRONG, "password")
        self.stores.attempts.forget(counted[0])
        if not trusted:
            self.stores.attempts.give_back(knock.by_network())
        if self._is_over(stored):
            message = "首次登录密码已经过期，请联系管理员再给一个"
            raise Refusal("sign_in.first_over", message, "password")
        return self.begin(user, "password", knock)

    def note_wrong(self, name: str) -> str | None:
        """Write a wrong password of a known user down, and who it is: after the answer, which would
        else take longer than a stranger's."""
        known = self.users.called(name)
        if known is None:
            return None
        many = self.stores.attempts.many(by_name(name), self._second())
        self.note(NoteRefusal(id=known.id, locked=many >= FAILURES))
        return known.id

    def begin(self, user: str, method: str, knock: Knock = NOWHERE) -> str:
        """A session for somebody who was found to be this user; its token. Who has a second factor
        isn't signed in until it was shown. Refuses whose party isn't active."""
        self.views.who_may_see()
        row = self.users.user(user)
        if row is None or row.status != "active":
            raise Refusal("sign_in.wrong", WRONG, "user")
        party = self._party(row)
        if party is not None:
            into = self.views.parties.names([party.into])[party.into] if party.into else ""
            refuse_inactive(party.status, into=into)
        stage = self._stage(row) if method != "demo" else ""
        return self._begin(user, method, stage, knock)

    def _party(self, user: UserRow) -> PartyRow | None:
        """The party for which somebody acts, by views at the log's end."""
        return self.views.parties.party(user.duty.party) if user.duty.party else None

    def _stage(self, row: UserRow) -> str:
        if self.factor.is_set(row.id):
            return CODE
        return ENROL if self.factor.is_lacking(row.id, Role(row.duty.role)) else ""

    def _begin(self, user: str, method: str, stage: str, knock: Knock) -> str:
        token, now = secrets.token_urlsafe(32), self._second()
        lasts = CODE_LASTS if stage == CODE else LASTS
        session = SignIn(
            user=user,
            csrf=secrets.token_urlsafe(32),
            began=now,
            seen=now,
            ends=now + int(lasts.total_seconds()),
            stage=stage,
            method=method[:20],
            place=knock.place[:64],
            agent=knock.agent[:200],
        )
        self.stores.credentials.begin(secret_digest(token), session)
        if stage != CODE:
            self.note(NoteSignIn(id=user, method=method))
        return token

    def half(self, token: str) -> str | None:
        """Who gave the password, and is still to show a one-time code."""
        session = self._session(secret_digest(token))
        return session.user if session is not None and session.stage == CODE else None

    def show_code(self, token: str, code: str, knock: Knock = NOWHERE) -> str:
        """The token of the session that begins with a one-time code, in the place of the half one.
        Refuses a wrong code."""
        session = self._session(secret_digest(token))
        if session is None or session.stage != CODE or not self._is_active(session.user):
            raise Refusal("code.late", "等得太久了，请重新登录", "code")
        device = secret_digest(knock.device)
        known = self.stores.known_devices.knows(device, session.user, self._second())
        shown = self.factor.check(session.user, code, device if known else "")
        self.stores.credentials.end(secret_digest(token))
        return self._begin(session.user, f"{session.method}+{shown}", "", knock)

    def _is_active(self, user: str) -> bool:
        self.views.who_may_see()
        row = self.users.user(user)
        return row is not None and row.status == "active"

    def visit(self, token: str, *, used: bool = True) -> Visit | None:
        """Who holds this token, if the session lasts and the user still may. `used`: by a person,
        else by what a page does by itself."""
        key = secret_digest(token)
        session = self._session(key)
        if session is None or session.stage == CODE:
            return None
        self.views.who_may_see()
        user = self.users.user(session.user)
        if user is None or user.status != "active":
            return None
        party = self._party(user)
        away = party is not None and party.was_away_since(session.began)
        if away or session.began <= user.closed_at:  # though either may be back since
            self.stores.credentials.end(key)
            return None
        if used and self._second() - session.seen > SEEN_EVERY_S:
            self.stores.credentials.seen(key, self._second())
        if (
            not session.stage
            and session.method != "demo"
            and self.factor.is_lacking(user.id, Role(user.duty.role))
        ):
            session = replace(session, stage=ENROL)  # demanded since it began
        return Visit(Actor(user.id, user.duty), user.person, session, key)

    def _session(self, key: str) -> SignIn | None:
        session, now = self.stores.credentials.session(key), self._second()
        if session is None or not session.began - SLACK_S <= now < session.ends:
            return None
        if now - session.seen > IDLE.total_seconds():
            self.stores.credentials.end(key)
            return None
        return session

    def remember_device(self, visit: Visit, before: str) -> str:
        """This user has signed in from that browser: the token that it has from now on, in place of
        the one before."""
        device, user = secrets.token_urlsafe(32), visit.actor.user
        digests = secret_digest(device), secret_digest(before)
        self.stores.known_devices.remember(digests[0], user, self._second(), digests[1])
        return device

    def own_sessions(self, visit: Visit) -> list[tuple[str, SignIn]]:
        """(digest, session) of this user, but those that have been idle for too long."""
        now = self._second()
        sessions = self.stores.credentials.sessions(visit.actor.user, now)
        return [
            (digest, session)
            for digest, session in sessions
            if session.stage != CODE and now - session.seen <= IDLE.total_seconds()
        ]

    def end_others(self, visit: Visit, beginning: str = "") -> None:
        """This user's other sessions, or the one whose digest begins so."""
        if not beginning:
            self.stores.credentials.end_all(visit.actor.user, visit.digest)
        for digest, _ in self.own_sessions(visit) if beginning else ():
            if digest.startswith(beginning) and digest != visit.digest:
                self.stores.credentials.end(digest)

    def enrolled(self, visit: Visit, knock: Knock) -> str:
        """The token of a session that stands on a second factor, in the place of all before it."""
        self.stores.credentials.end_all(visit.actor.user)
        return self._begin(visit.actor.user, "code", "", knock)

    def end(self, token: str) -> None:
        """The session of this token, if there is one: another takes its place."""
        self.stores.credentials.end(secret_digest(token))

    def sign_out(self, visit: Visit) -> None:
        self.stores.credentials.end(visit.digest)
        self.note(NoteSignOut(id=visit.actor.user))

    def prove(self, visit: Visit, password: str, field: str = "old") -> Password | None:
        """The password once more, of who is signed in. Wrong ones are counted; after a few of them
        the session is over, and its holder has to sign in."""
        user, tried = visit.actor.user, Try("old", visit.actor.user, OLD_PASSWORD)
        with gate().place(known=True) as place:
            self._count([tried])
            stored = self.stores.credentials.password(user)
            right = place.verify(stored.hash if stored else None, password)
        if right:
            self.stores.attempts.forget(tried)
            return stored
        if self.stores.attempts.many(tried, self._second()) >= FAILURES:
            self.stores.credentials.end(visit.digest)
            self.note(NoteRefusal(id=user, locked=True))
            raise Refusal("password.ended", "密码错了多次，请重新登录", field)
        self.note(NoteRefusal(id=user, locked=False))
        raise Refusal("password.wrong", "原密码不对", field)

    def proofs(self, visit: Visit, *, fresh_is_enough: bool = False) -> Proofs:
        """What somebody who is signed in shows again to say that it is they. A session that has
        just begun may be enough, but never for who has a second factor."""
        user = visit.actor.user
        by_code = self.factor.is_set(user)
        is_fresh = self._second() - visit.session.began <= FRESH.total_seconds()
        if fresh_is_enough and is_fresh and not by_code:
            return Proofs(password=False, code=False)
        return Proofs(self.stores.credentials.password(user) is not None, by_code)

    def reprove(
        self, visit: Visit, password: str, code: str, *, fresh_is_enough: bool = False
    ) -> None:
        """That it is they, by all of these proofs. Refuses."""
        wanted = self.proofs(visit, fresh_is_enough=fresh_is_enough)
        if wanted.password:
            self.prove(visit, password, "proof")
        if wanted.code:
            self.factor.check(visit.actor.user, code)

    def change_password(self, visit: Visit, old: str, new: str) -> None:
        """By its owner; every session of theirs ends."""
        self.prove(visit, old)
        if normal(old) == normal(new):
            raise Refusal("password.same", "新密码和原密码一样", "new")
        self._set(visit.actor.user, new, by_owner=True)

    def give_password(self, user: str, new: str, ask: Ask) -> None:
        """By an administrator; its owner changes it at the next sign-in, within some days."""
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
            self.stores.credentials.keep_key(id, secret_digest(secret))
        return id, f"{KEY}{id}_{secret}"

    def holder(self, key: str) -> Actor | None:
        """The organization whose program shows this key."""
        self.views.who_may_see()
        id, _, secret = key.removeprefix(KEY).partition("_")
        hashed, issued = self.stores.credentials.key(id) if secret else None, self.users.key(id)
        if not key.startswith(KEY) or hashed is None or issued is None or issued.status != "live":
            return None
        today = civil_date(self.now()).isoformat()
        if not secrets.compare_digest(hashed, secret_digest(secret)) or today > issued.through:
            return None
        try:
            ask = ask_for_party(self.desk, self.now, issued.party, "api")
        except Refusal:
            return None
        if self.stores.credentials.used(id, today):
            self.note(NoteUse(id=id))
        duty = Duty(role=ask.role.value, party=ask.party)
        return Actor(f"{ACTOR}{id}", duty, frozenset(issued.scopes), "api")

    def note(self, command: Command) -> None:
        """Write down what happened at the door."""
        self.desk.do(command, ask_now(self.now, "door", Role.SYSTEM, source="door"))

    def _set(self, user: str, new: str, *, by_owner: bool) -> None:
        password = check_password(user, new)
        with gate().place(known=True) as place:
            made = place.hash(password)
        given_at = None if by_owner else self._second()
        self.stores.credentials.keep_password(user, made, given_at=given_at)
        with completing():
            self.note(NotePassword(id=user, by_owner=by_owner))

    def _is_over(self, stored: Password) -> bool:
        """A first password that nobody has changed in time. Of one from before such days were
        counted nobody knows how old it is."""
        if not stored.must_change:
            return False
        days = parameters(self.desk).on("first_password_days", civil_date(self.now()))
        return self._second() >= stored.given_at + days * DAY_S

    def _count(self, tries: list[Try]) -> None:
        if wait_s := self.stores.attempts.take(tries, self._second()):
            raise TriedTooOften(wait_s)

    def _second(self) -> int:
        return int(self.now().timestamp())


def secret_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
