"""What a notice has to know of the thing that something happened to: whose it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, Text, delete, select

from domain.administration.user import Duty, UserAdded, UserRevised
from domain.core.canonical import canonical
from domain.core.command import Role
from domain.core.streams import id_of, stream
from domain.leads.consent import ConsentGranted, ConsentPrepared, ConsentRequested
from domain.leads.lead import DisbursementVoided, LeadDelivered
from domain.leads.money import MoneyCorrected, ReceiptLapsed
from domain.log.entry import Entry
from domain.matching.proposal import InterestExpressed, ProposalDelivered
from domain.parties.acting import PARTIES
from domain.parties.party import (
    PartyContactSet,
    PartyRegistered,
    PartyRevised,
    PartyRevisionAsked,
    PartyRevisionDeclined,
)
from domain.postings.posting import Drafted, Renewed, Revised
from domain.sessions.session import Invited, Left, Registered, SessionOpened
from projections.core.temporal import insert_all

META = MetaData()
THING = Table(
    "notice_thing",
    META,
    Column("stream", String(200), primary_key=True),
    Column("known", Text, nullable=False),  # canonical JSON
)
STAFF = frozenset({"organizer", "officer", "admin"})
LIVE = {"published": True, "renewed": True, "resumed": True} | dict.fromkeys(
    ("expired", "withdrawn", "fulfilled", "archived"), False
)


LISTS = ("invited", "guests", "relying")


@dataclass(frozen=True)
class Thing:
    """`enterprise` and `receiver` are the parties of a need and of an offering; a posting has one
    of them. `live`: published, or on hold; `through` is its last day."""

    enterprise: str = ""
    receiver: str = ""
    need: str = ""
    offering: str = ""
    live: bool = False
    through: str = ""
    first: str = ""  # of a proposal: who was interested first
    lead: str = ""  # of a consent: the first lead that went out by it
    lapsed: bool = False  # of a lead: what was confirmed lapsed, and what it lapsed by comes next
    had: bool = False  # of a posting: its owner knows of it; of a party: whom to call was named
    registering: str = ""  # of a user: "waiting" for its registration's answer, then "confirmed"
    opened: bool = False  # of a session: not the office's own any more
    invited: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    called: str = ""  # of a party: its name
    scale: str = ""  # … and its scale
    asked: str = ""  # … the profile that it asks for, as JSON
    relying: tuple[str, ...] = ()  # of a party: the enterprises that ever let it have anything

    @property
    def known_as(self) -> tuple[str, str]:
        return self.called, self.scale

    def after(self, entry: Entry, of: Callable[[str], Thing]) -> Thing:
        """The same once this has happened to it; `of` gives what is known of another stream."""
        event: Any = entry.event
        theirs = entry.role in PARTIES and entry.role not in STAFF
        match event:
            case Drafted():
                side = entry.stream.partition("-")[0]
                whose = "enterprise" if side == "need" else "receiver"
                known: dict[str, Any] = {whose: event.party, side: id_of(side, entry.stream)}
                through = event.content.valid_through.isoformat()
                return Thing(through=through, had=theirs, **known)
            case Revised():
                through = event.content.valid_through.isoformat()
                return replace(self, through=through, had=self.had or theirs)
            case PartyRegistered() | PartyRevised():
                profile = event.profile
                return replace(self, called=profile.title, scale=profile.scale or "", asked="")
            case PartyRevisionAsked():
                return replace(self, asked=event.profile.model_dump_json())
            case PartyRevisionDeclined():
                return replace(self, asked="")
            case PartyContactSet():
                return replace(self, had=True)
            case Renewed():
                return replace(self, live=True, through=event.valid_through.isoformat())
            case ProposalDelivered():
                shown = event.shown
                return Thing(shown.need_party, shown.offering_party, shown.need, shown.offering)
            case InterestExpressed():
                return replace(self, first=self.first or event.party)
            case ConsentRequested():
                owner = of(stream("need", event.need)).enterprise
                return replace(self, enterprise=owner, receiver=event.receiver, need=event.need)
            case ConsentGranted() | ConsentPrepared():
                owner, receiver = event.enterprise, event.scope.receiver
                return replace(self, enterprise=owner, receiver=receiver, need=event.need)
            case LeadDelivered():
                return Thing(event.enterprise, event.receiver, event.need, event.offering)
            case ReceiptLapsed():
                return replace(self, lapsed=True)
            case MoneyCorrected() | DisbursementVoided():
                return replace(self, lapsed=False)
            case UserAdded() | UserRevised():
                return replace(self, registering=self._registering(event.duty))
            case SessionOpened():
                return replace(self, opened=True)
            case Invited():
                return replace(self, invited=_with(self.invited, event.parties))
            case Registered():
                return replace(self, guests=_with(self.guests, [event.party]))
            case Left():
                return replace(self, guests=tuple(p for p in self.guests if p != event.party))
        if entry.stream.startswith(("need-", "offering-")):
            live = LIVE.get(event.verb, self.live)
            return replace(self, live=live, had=self.had or live or theirs)
        return self

    def _registering(self, duty: Duty) -> str:
        if duty.role == Role.APPLICANT:
            return "waiting"
        return "confirmed" if self.registering == "waiting" else ""


class Things:
    """What is known of every thing, while a page of the log is read."""

    def __init__(self, db: Connection, streams: Iterable[str]) -> None:
        self._db = db
        self._known: dict[str, Thing] = {}
        self._changed: set[str] = set()
        self._load(set(streams))

    def of(self, name: str) -> Thing:
        if name not in self._known:
            self._load({name})
        return self._known[name]

    def keep(self, name: str, thing: Thing) -> None:
        if self.of(name) != thing:
            self._known[name] = thing
            self._changed.add(name)

    def write(self) -> None:
        """Put down what changed."""
        names = sorted(self._changed)
        self._db.execute(delete(THING).where(THING.c.stream.in_(names)))
        rows = [
            {"stream": name, "known": canonical(_stated(self._known[name])).decode()}
            for name in names
        ]
        insert_all(self._db, THING, rows)

    def _load(self, names: set[str]) -> None:
        query = select(THING).where(THING.c.stream.in_(sorted(names)))
        rows = {row.stream: _read(row.known) for row in self._db.execute(query)}
        self._known |= {name: rows.get(name, Thing()) for name in names}


def relied_on(thing: Thing, enterprise: str) -> Thing:
    """A party that one more enterprise lets have something."""
    return replace(thing, relying=_with(thing.relying, [enterprise]))


def _with(parties: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*parties, *more}))


def _stated(thing: Thing) -> dict[str, Any]:
    blank = asdict(Thing())
    return {name: value for name, value in asdict(thing).items() if value != blank[name]}


def _read(text: str) -> Thing:
    known = json.loads(text)
    lists = {name: tuple(known[name]) for name in LISTS if name in known}
    return Thing(**(known | lists))
