"""A small county whose enterprises and banks have keys and sessions, so that a load can begin at
once. It is made once, and copied for each run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.administration.parameter import SetParameter
from domain.administration.publications import Publish
from domain.administration.user import AddUser, Duty
from domain.core.command import Command, Role
from domain.core.personal import Personal
from domain.leads.codes import DATA_KINDS
from domain.leads.consent import ConsentGranted, Scope
from domain.parties.party import RegisterParty, SetContact
from domain.postings.codes import PURPOSES
from domain.postings.content import Content
from domain.postings.posting import Draft, Submit
from domain.postings.terms import BankNeed, BankOffering
from services.automation.runner import run
from services.house.house import House
from services.house.settings import Settings
from services.identity.signin import Identity
from tests.examples import FACTORY, RURAL_BANK, content, loan
from tests.leads import wording
from tests.services.houses import FITTED, tell

ENTERPRISES = tuple(f"e{number}" for number in range(1, 13))
BANKS = ("b1", "b2", "b3")
LASTS = timedelta(days=60)
ASKED = tuple(code for code in PURPOSES if code != "bridge")  # a bridge has questions of its own


@dataclass(frozen=True)
class Door:
    """A party's two ways in: the key of its program, and the session of its clerk."""

    party: str
    key: str
    session: str


def made(settings: Settings) -> list[Door]:
    """Fill an empty place with the county."""
    with House.open(settings) as house:
        office = house.ask("office", Role.ORGANIZER)
        do(house, SetParameter(name="proposals_a_day", value=100, since=house.today), office)
        for number, party in enumerate((*ENTERPRISES, *BANKS), start=1):
            _register(house, party, number, office)
        tell(house, ("matcher-bank", FITTED))
        for bank in BANKS:
            publish(house, "offering", f"{bank}-loan", bank, _loan(house))
        for number, party in enumerate(ENTERPRISES):
            publish(house, "need", f"{party}-first", party, need(house, f"{party}旧", number))
        house.views.fresh()
        run(house, once=True, say=_ignore)
        [row, *_] = house.views.proposals.all(need=f"{ENTERPRISES[-1]}-first")
        tell(house, (f"consent-{row.need}:{row.offering_party}", granted(house, row)))
        run(house, once=True, say=_ignore)
        return [_door(house, party, office) for party in (*ENTERPRISES, *BANKS)]


def granted(house: House, row: Any) -> ConsentGranted:
    """A consent to the receiver of a proposal, as if its enterprise had been asked."""
    until, kinds = house.today + LASTS, tuple(DATA_KINDS)
    return ConsentGranted(
        need=row.need,
        enterprise=row.need_party,
        scope=Scope(receiver=row.offering_party, purpose="docking", kinds=kinds, until=until),
        wording="3",
        digest=wording(),
        method="click",
    )


def _ignore(said: str) -> None:
    """What is done is looked at in the log."""


def do(house: House, command: Command, ask: Any) -> None:
    house.desk.do(command, ask)


def _register(house: House, party: str, number: int, office: Any) -> None:
    example = RURAL_BANK if party in BANKS else FACTORY
    title = example.title.replace("襄城", f"襄城{party.upper()}")
    profile = example.model_copy(update={"uscc": None, "title": title})
    do(house, RegisterParty(id=party, profile=profile), office)
    subject = f"person-{party}"
    name = Personal(subject=subject, value="王某")
    phone = Personal(subject=subject, value=f"139{number:08}")
    do(house, SetContact(id=party, contact=name, phone=phone), office)
    duty = Duty(role=role(party), party=party)
    system = house.ask("setup", Role.SYSTEM)
    do(house, AddUser(id=f"clerk-{party}", duty=duty, person=name), system)


def role(party: str) -> str:
    return "bank" if party in BANKS else "enterprise"


def publish(house: House, side: Any, id: str, party: str, said: Content) -> None:
    own = house.ask(f"clerk-{party}", Role(role(party)), party=party)
    do(house, Draft(side=side, id=id, party=party, content=said, confirmed=True), own)
    do(house, Submit(side=side, id=id), own)
    do(house, Publish(side=side, id=id), own)


def need(house: House, mark: str, number: int) -> Content:
    """One that every bank could serve; its title has the mark."""
    today = house.today
    terms = BankNeed(
        amount_fen=100_000_000 + number % 50 * 1_000_000,
        tenor_days=180,
        purpose=ASKED[number % len(ASKED)],
    )
    return content(
        title=f"{mark}急需倒贷资金周转",
        valid_from=today,
        valid_through=today + LASTS,
        terms=terms,
    )


def _loan(house: House) -> Content:
    terms = BankOffering(
        amount_min_fen=50_000_000,
        amount_max_fen=1_000_000_000,
        tenor_max_days=365,
        purposes=tuple(PURPOSES),
    )
    today = house.today
    return loan(valid_from=today, valid_through=today + LASTS, terms=terms)


def _door(house: House, party: str, office: Any) -> Door:
    identity = Identity.of(house)
    program = house.ask(f"clerk-{party}", Role(role(party)), party=party)
    until = house.today + LASTS
    _, key = identity.issue_key(program, "系统", ("read", "write", "feed"), until)
    return Door(party, key, identity.begin(f"clerk-{party}", "test"))


MARK = re.compile(r"^(.*)急需")


def marks(house: House) -> Iterator[str]:
    """Of every need that was drafted, the mark in its title."""
    after = 0
    while lines := house.log.after(after, 1000):
        after = lines[-1].position
        for line in lines:
            if line.name == "need.drafted":
                event: Any = line.entry().event
                found = MARK.match(event.content.title)
                assert found
                yield found[1]
