"""Activation: slips are made and taken here; how a code looks, and what is kept of it.

A code is ten letters that can't be mistaken for each other (50 bits), read however it is typed. It
stands on the slip alone. Kept is a slow hash of it: whoever copies the database would have to try
2^50 codes, each for milliseconds; whoever types codes at the door is stopped after a few.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from domain.administration.activation import Activation, IssueSlip, UseSlip, check_lets_in
from domain.administration.user import AddUser, Duty, User
from domain.core.command import Ask, Command, Role
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.core.streams import stream
from domain.parties.contact import naming_contact
from domain.parties.party import Party
from services.house.asking import Now, ask_now
from services.house.desk import Desk
from services.house.house import House
from services.house.subjects import new_person
from services.house.user_names import adding, free_name
from services.house.views import Views, completing
from services.identity.letters import new_letters, read_letters
from services.identity.passwords import check_password
from services.identity.signin import Identity
from services.stores.credentials import Code, Credentials

SALT = b"docking activation"  # one for all: a code is looked up by its digest, and is all chance
MOST_AT_ONCE = 500
WRONG = Malformed(
    "activation.code",
    "没有这个激活码",
    "请逐个核对纸条上的字母和数字；还不行，请联系助企办再打印一张",
    field="code",
)
SHARED = Malformed(
    "user.phone_shared",
    "这个电话已有人用来登录",
    "请填一个用户名，例如姓名的拼音",
    field="id",
)


@dataclass(frozen=True)
class Subject:
    """Whom a slip is for: a party that wants an account as a role, a user, or nobody yet."""

    kind: str
    id: str
    role: str


@dataclass(frozen=True)
class Slip:
    """What stands on paper."""

    subject: Subject
    code: str
    until: datetime


@dataclass(frozen=True)
class Entrance:
    """What a good code opens: for whom, and whether that party has nobody to call yet; `contact` is
    whom it has named, where that person has no account: it is they who come in as a rule. `begun`:
    the user was let in by it, and something broke before there was a password."""

    subject: Subject
    slip: str
    title: str
    wants_contact: bool = False
    contact: tuple[str, str] | None = None
    begun: bool = False

    def used_by(self, user: str) -> Command:
        subject = self.subject
        return UseSlip(kind=subject.kind, id=subject.id, slip=self.slip, user=user)


@dataclass(frozen=True)
class Person:
    """Who comes in by a slip, as they say themselves; personal data. `user` is "" where they leave
    it to us what they are called: the log names them by it, so it isn't their telephone."""

    user: str
    name: str
    phone: str
    password: str
    contact: tuple[str, str] | None = None  # whom the party wants called


@dataclass(frozen=True)
class Slips:
    """Makes slips and takes them."""

    desk: Desk
    views: Views
    credentials: Credentials
    identity: Identity
    now: Now

    @classmethod
    def of(cls, house: House) -> Self:
        return cls(house.desk, house.views, house.stores.credentials, Identity.of(house), house.now)

    def issue(self, subjects: Sequence[Subject], until: datetime, ask: Ask) -> list[Slip]:
        """A slip for each, in the place of the one before; all of them or none."""
        if not subjects:
            raise Malformed("form.nothing", "没有选中任何一项", "请先勾选，再提交")
        if len(subjects) > MOST_AT_ONCE:
            advice = "请按角色分几次打印"
            raise Malformed("activation.many", f"一次最多 {MOST_AT_ONCE} 张", advice)
        ids = [secrets.token_hex(8) for _ in subjects]
        made = [Slip(subject, new_letters(), until) for subject in subjects]
        commands = [
            IssueSlip(kind=s.kind, id=s.id, slip=id, role=s.role, until=until)
            for s, id in zip(subjects, ids, strict=True)
        ]
        self.desk.do_all([(command, ask) for command in commands])
        with completing():
            codes = [_to_keep(slip, id) for slip, id in zip(made, ids, strict=True)]
            self.credentials.keep_codes(codes, int(self.now().timestamp()))
        return made

    def look(self, written: str) -> Entrance:
        """Whom a code lets in. Raises `Malformed` where there is none such, `Refusal` where it is
        good no more."""
        code = read_letters(written)
        known = self.credentials.code(code_digest(code)) if code else None
        if known is None:
            raise WRONG
        state = self.desk.state(stream("activation", known.kind, known.subject), Activation())
        if state.user and self.credentials.password(state.user) is None:
            replace(state, status="out").check(known.slip, self.now())
            check_lets_in(self.desk.state(stream("user", state.user), User()), state.role)
            subject = Subject("user", state.user, state.role)
            return Entrance(subject, known.slip, state.user, begun=True)
        title, wants, contact = known.subject, False, None
        if known.kind == "party":
            party = self.desk.state(stream("party", known.subject), Party())
            title = party.profile.title if party.profile else title
            wants = party.contact is None
            contact = self._newcomer(party)
        subject = Subject(known.kind, known.subject, state.role)
        entrance = Entrance(subject, known.slip, title, wants, contact)
        [outcome] = self.desk.outcomes([(entrance.used_by(known.subject), self._ask())])
        if not isinstance(outcome, int):
            raise outcome
        return entrance

    def _newcomer(self, party: Party) -> tuple[str, str] | None:
        """Whom a party has named, name and phone; None where a user is called so already."""
        if party.contact is None:
            return None
        name, phone = (value.reveal() for value in party.contact)
        taken = self.desk.state(stream("user", phone), User()).duty is not None
        return None if taken else (name, phone)

    def activate(self, entrance: Entrance, person: Person) -> str:
        """Let somebody in: the user they are from now on, with their password."""
        subject = entrance.subject
        self.views.fresh(self.views.users)
        named = subject.id if subject.kind == "user" else person.user
        if not named and self.views.users.meant_by(person.phone):
            raise SHARED
        user = named or free_name(self.views, subject.id)
        check_password(user, person.password)
        ask = self._ask()
        self.desk.do_all([(command, ask) for command in self._commands(entrance, person, user)])
        self.identity.choose_password(user, person.password)
        return user

    def _commands(self, entrance: Entrance, person: Person, user: str) -> list[Command]:
        subject, used = entrance.subject, entrance.used_by(user)
        if subject.kind == "user":
            return [] if entrance.begun else [used]
        duty = Duty(role=subject.role, party=subject.id)
        name, phone = personal(person.name, person.phone)
        added = AddUser(id=user, duty=duty, person=name, phone=phone)
        commands: list[Command] = [used, adding(self.views, added)]
        if entrance.wants_contact:
            called = person.contact or (person.name, person.phone)
            whose = new_person() if person.contact else name.subject
            commands += naming_contact(subject.id, *called, whose)
        return commands

    def _ask(self) -> Ask:
        return ask_now(self.now, "door", Role.SYSTEM, source="door")


def personal(*values: str) -> tuple[Personal, ...]:
    """Personal data of one person."""
    subject = new_person()
    return tuple(Personal(subject=subject, value=value) for value in values)


def code_digest(code: str) -> str:
    return hashlib.scrypt(code.encode(), salt=SALT, n=2**9, r=8, p=1, dklen=32).hex()


def _to_keep(slip: Slip, id: str) -> Code:
    code = read_letters(slip.code)
    assert code is not None
    ends = int(slip.until.timestamp())
    return Code(code_digest(code), slip.subject.kind, slip.subject.id, id, ends)
