"""钥匙 Credentials: what a sign-in is checked against, beside the log and never rebuilt.

Passwords as argon2 hashes, keys and sessions as SHA-256 of what only their holder has, codes of
activation as a slow hash. Lost, users get new slips from the office, and keys are issued anew;
nothing else is lost with it.
Moments are whole seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from projections.core.database import SECRETS, reading, writing
from services.stores.store import Store

META = MetaData(schema=SECRETS)
PASSWORD = Table(
    "password",
    META,
    Column("user", String(64), primary_key=True),
    Column("hash", Text, nullable=False),
    Column("must_change", Integer, nullable=False),
    Column("failures", Integer, nullable=False),  # these two are of older databases: always 0, and
    Column("locked_until", BigInteger, nullable=False),  # read by nobody (see attempts.py)
)
FIRST = Table(  # passwords that an administrator gave, until their owner has changed them
    "first_password",
    META,
    Column("user", String(64), primary_key=True),
    Column("given", BigInteger, nullable=False),
)
SESSION = Table(
    "user_session",
    META,
    Column("digest", String(64), primary_key=True),
    Column("user", String(64), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("began", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("stage", String(10), nullable=False),  # see SignIn
    Column("method", String(20), nullable=False),
    Column("place", String(64), nullable=False),
    Column("agent", String(200), nullable=False),
)
KEY = Table(
    "access_key_secret",
    META,
    Column("id", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("used_on", String(10), nullable=False),
)
SIGNED_IN = (  # asked for every page: the statement is built once
    select(SESSION, PASSWORD.c.must_change)
    .outerjoin(PASSWORD, PASSWORD.c.user == SESSION.c.user)
    .where(SESSION.c.digest == bindparam("token"))
)
CODE = Table(
    "activation_code",
    META,
    Column("digest", String(64), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("slip", String(64), nullable=False),
    Column("ends", BigInteger, nullable=False),
)
MOST_SESSIONS = 20  # of a user at once; the latest
FORGOTTEN_S = 90 * 24 * 3600  # after its end a code is answered like one that never was


@dataclass(frozen=True)
class Code:
    """What is kept of a slip's code: the digest, whose it is, and which slip of theirs."""

    digest: str
    kind: str
    subject: str
    slip: str
    ends: int


@dataclass(frozen=True)
class Password:
    """`hash` is argon2's own text; `given_at` is when an administrator gave it, if known."""

    user: str
    hash: str
    must_change: bool
    given_at: int = 0


@dataclass(frozen=True)
class SignIn:
    """Somebody is signed in until `ends`; `csrf` is what this session's forms carry. `must_change`
    is what their password says by now. `stage` says what is wanting: "code", the one-time code, and
    until then nobody is signed in; "enrol", to set one up; "": nothing. `place` and `agent` tell
    its owner where it was begun, roughly, and in which browser."""

    user: str
    csrf: str
    began: int
    seen: int
    ends: int
    must_change: bool = False
    stage: str = ""
    method: str = ""
    place: str = ""
    agent: str = ""


class Credentials(Store):
    """The tables, beside the log."""

    tables: ClassVar = META

    # --- passwords -------------------------------------------------------------------------------

    def password(self, user: str) -> Password | None:
        query = select(PASSWORD, FIRST.c.given).outerjoin(FIRST, FIRST.c.user == PASSWORD.c.user)
        with reading(self.engine) as db:
            row = db.execute(query.where(PASSWORD.c.user == user)).first()
        if row is None:
            return None
        return Password(row.user, row.hash, bool(row.must_change), row.given or 0)

    def any_password(self) -> bool:
        """Whether anybody can sign in with one."""
        with reading(self.engine) as db:
            return db.execute(select(PASSWORD.c.user).limit(1)).first() is not None

    def keep_password(self, user: str, hash: str, *, given_at: int | None = None) -> None:
        """In the place of the one before; whoever is signed in with that one is so no more.
        `given_at`: when an administrator gave it; None for its owner's own."""
        with writing(self.engine) as db:
            for table in (PASSWORD, FIRST, SESSION):
                db.execute(delete(table).where(table.c.user == user))
            row = {"user": user, "hash": hash, "must_change": int(given_at is not None)}
            db.execute(insert(PASSWORD).values(failures=0, locked_until=0, **row))
            if given_at is not None:
                db.execute(insert(FIRST).values(user=user, given=given_at))

    def renew_hash(self, user: str, hash: str) -> None:
        """The same password, kept in a newer way."""
        with writing(self.engine) as db:
            db.execute(update(PASSWORD).where(PASSWORD.c.user == user).values(hash=hash))

    # --- sessions --------------------------------------------------------------------------------

    def begin(self, digest: str, session: SignIn) -> None:
        with writing(self.engine) as db:
            db.execute(delete(SESSION).where(SESSION.c.ends < session.began))
            row = {
                column.name: getattr(session, column.name)
                for column in SESSION.c
                if column is not SESSION.c.digest
            }
            db.execute(insert(SESSION).values(digest=digest, **row))
            theirs = SESSION.c.user == session.user
            newest = (SESSION.c.digest == digest).desc(), SESSION.c.seen.desc()  # many in a second
            latest = select(SESSION.c.digest).where(theirs).order_by(*newest)
            old = [digest for (digest,) in db.execute(latest.offset(MOST_SESSIONS))]
            db.execute(delete(SESSION).where(SESSION.c.digest.in_(old)))

    def session(self, digest: str) -> SignIn | None:
        with reading(self.engine) as db:
            row = db.execute(SIGNED_IN, {"token": digest}).first()
        return _sign_in(row) if row else None

    def sessions(self, user: str, now: int) -> list[tuple[str, SignIn]]:
        """(digest, session) of all of a user's, the one used last first."""
        query = select(SESSION).where(SESSION.c.user == user, SESSION.c.ends > now)
        with reading(self.engine) as db:
            rows = db.execute(query.order_by(SESSION.c.seen.desc())).all()
        return [(row.digest, _sign_in(row)) for row in rows]

    def seen(self, digest: str, at: int) -> None:
        with writing(self.engine) as db:
            db.execute(update(SESSION).where(SESSION.c.digest == digest).values(seen=at))

    def end(self, digest: str) -> None:
        with writing(self.engine) as db:
            db.execute(delete(SESSION).where(SESSION.c.digest == digest))

    def end_all(self, user: str, but: str = "") -> None:
        """All of a user's, or all but this one."""
        with writing(self.engine) as db:
            db.execute(delete(SESSION).where(SESSION.c.user == user, SESSION.c.digest != but))

    # --- keys ------------------------------------------------------------------------------------

    def keep_key(self, id: str, digest: str) -> None:
        with writing(self.engine) as db:
            db.execute(delete(KEY).where(KEY.c.id == id))
            db.execute(insert(KEY).values(id=id, digest=digest, used_on=""))

    def key(self, id: str) -> str | None:
        """What it is checked against."""
        with reading(self.engine) as db:
            return db.execute(select(KEY.c.digest).where(KEY.c.id == id)).scalar()

    def used(self, id: str, day: str) -> bool:
        """Whether this is the key's first use on that day."""
        condition = (KEY.c.id == id) & (KEY.c.used_on != day)
        with reading(self.engine) as db:
            if not db.execute(select(KEY.c.id).where(condition)).first():
                return False
        with writing(self.engine) as db:
            return bool(db.execute(update(KEY).where(condition).values(used_on=day)).rowcount)

    # --- codes of activation ---------------------------------------------------------------------

    def keep_codes(self, codes: Sequence[Code], at: int) -> None:
        """Those of before stay, so that whoever comes with one is told what became of it."""
        with writing(self.engine) as db:
            db.execute(delete(CODE).where(CODE.c.ends < at - FORGOTTEN_S))
            db.execute(insert(CODE), [vars(code) for code in codes])

    def code(self, digest: str) -> Code | None:
        with reading(self.engine) as db:
            row = db.execute(select(CODE).where(CODE.c.digest == digest)).first()
        return Code(row.digest, row.kind, row.subject, row.slip, row.ends) if row else None


def _sign_in(row: Any) -> SignIn:
    return SignIn(
        user=row.user,
        csrf=row.csrf,
        began=row.began,
        seen=row.seen,
        ends=row.ends,
        must_change=bool(getattr(row, "must_change", False)),
        stage=row.stage,
        method=row.method,
        place=row.place,
        agent=row.agent,
    )
