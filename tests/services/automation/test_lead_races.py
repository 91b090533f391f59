"""Races of accept, withdraw, revoke and claim over few needs and offerings, on both stores.

Whoever wins: no place is given twice, none below nothing, no lead leaves behind a revocation, and a
claim has one winner. The oracle reads the log alone, in its order.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest

from domain.administration.publications import Publish
from domain.core.command import Refusal, Role
from domain.leads.answers import Reject, WithdrawLead
from domain.leads.capacity import CapacityReturned, CapacityTaken
from domain.leads.consent import NOT_KNOWN, ConsentGranted, GrantConsent, RevokeConsent
from domain.leads.delivery import ClaimLead, DeliverLead, Release
from domain.leads.lead import LeadDelivered
from domain.leads.route import AT_ONCE, ChooseRoute, RouteChosen, RouteClosed, RouteOpened
from domain.leads.wording import LATEST_WORDING, consent_text, text_digest
from domain.log.entry import Entry
from domain.parties.party import RegisterParty, SetContact
from domain.postings.posting import Draft, Pause, Resume, Submit
from domain.postings.terms import BankOffering
from services.house.desk import Desk
from services.house.settings import Settings
from services.ledger.ledger import Conflict, Ledger, Unavailable
from tests.examples import FACTORY, RURAL_BANK, content, loan
from tests.leads import BANK_CONTACT, KINDS, NAME, PHONE, UNTIL, bank_contact, deliver
from tests.servers import MASTER
from tests.spec import DAY, OFFICE, asks

pytestmark = pytest.mark.slow

RACES, THREADS = 1000, 16
MODES = {"n1": "exclusive", "n2": "panel", "n3": "open_claim", "n4": "open_claim"}
PLACES = {"o1": 1, "o2": 3, "o3": 5}
BANK_OF = {"o1": "b01", "o2": "b02", "o3": "b03"}
FACTORY_ASKS, SYSTEM = asks(Role.ENTERPRISE, "e001"), asks(Role.SYSTEM)
LONG_AGO = asks(Role.ENTERPRISE, "e001", on=DAY - timedelta(days=100))  # so that no need rests


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request, tmp_path):
    settings = Settings(data=tmp_path)
    if request.param == "postgresql":
        settings = Settings(master=MASTER, postgres=request.getfixturevalue("postgres"))
    opened = Ledger.open(settings.log_url)
    yield opened
    opened.close()


def desk_over(ledger):
    made = count(1)
    return Desk(ledger, lambda _at: f"event-{next(made)}")


def a_county(desk):
    """One factory with four needs, three banks with few places."""
    wishes = [
        RegisterParty(id="e001", profile=FACTORY),
        SetContact(id="e001", contact=NAME, phone=PHONE),
    ]
    for offering, bank in BANK_OF.items():
        terms = BankOffering(amount_max_fen=1_000_000_000, capacity=PLACES[offering])
        wishes += [RegisterParty(id=bank, profile=RURAL_BANK), bank_contact(bank)]
        wishes += published("offering", offering, bank, loan(terms=terms))
    for need, mode in MODES.items():
        wishes += [*published("need", need, "e001", content()), ChooseRoute(need=need, mode=mode)]
    desk.do_all([(wish, OFFICE) for wish in wishes])


def published(side, id, party, said):
    return [
        Draft(side=side, id=id, party=party, content=said),
        Submit(side=side, id=id),
        Publish(side=side, id=id),
    ]


def grant(need, bank):
    shown = consent_text(
        LATEST_WORDING,
        title=content().title,
        receiver=RURAL_BANK.title,
        contact=BANK_CONTACT,
        uscc=RURAL_BANK.uscc or NOT_KNOWN,
        id=bank,
        purpose="docking",
        kinds=KINDS,
        until=UNTIL,
    )
    return GrantConsent(
        need=need, receiver=bank, kinds=KINDS, until=UNTIL, digest=text_digest(shown)
    )


def lead(kind, need, offering, number):
    """Several leads for the same pair may race, as if proposals had been superseded."""
    return deliver(
        kind,
        id=f"{need}-{offering}-{number}",
        need=need,
        offering=offering,
        receiver=BANK_OF[offering],
        purpose=f"p{number}",
    )


def wish(chance, out):
    """What somebody wants next, and as whom; `out` are the leads that have left so far."""
    need, offering = chance.choice(sorted(MODES)), chance.choice(sorted(PLACES))
    bank, number = BANK_OF[offering], chance.randrange(100)
    some = chance.choice(out) if out else lead(DeliverLead, need, offering, number)
    sent = (
        (lead(ClaimLead, need, offering, number), asks(Role.BANK, bank))
        if MODES[need] == "open_claim"
        else (lead(DeliverLead, need, offering, number), SYSTEM)
    )
    return chance.choices(
        [
            sent,
            (grant(need, bank), FACTORY_ASKS),
            (RevokeConsent(need=need, receiver=bank), FACTORY_ASKS),
            (Reject(id=some.id, reasons=("leverage",)), asks(Role.BANK, some.receiver)),
            (WithdrawLead(id=some.id, need=some.need, reason_code="terms"), LONG_AGO),
            (Release(id=some.id, need=some.need, offering=some.offering), SYSTEM),
            (Pause(side="need", id=need), FACTORY_ASKS),
            (Resume(side="need", id=need), FACTORY_ASKS),
        ],
        weights=[12, 4, 2, 3, 2, 5, 1, 4],
    )[0]


def race(desk, seed, out):
    """What became of one wish."""
    command, ask = wish(random.Random(seed), out)
    name = type(command).__name__
    try:
        done = bool(desk.do(command, ask).entries)
    except Refusal as refusal:
        return name, refusal.code
    except Conflict:
        return name, "conflict"
    except Unavailable:  # on a busy machine somebody's turn may not come in time
        return name, "unavailable"
    if done and isinstance(command, DeliverLead):
        out.append(command)
        del out[:-10]  # the latest are the ones that are still open
    return name, "done" if done else "already so"


def faults(entries: list[Entry]) -> list[str]:
    """What must never be, read off the log in its order."""
    granted: set[tuple[str, str]] = set()
    paused: set[str] = set()
    taken: dict[str, set[str]] = {offering: set() for offering in PLACES}
    routes: dict[str, set[str]] = {need: set() for need in MODES}
    modes = dict.fromkeys(MODES, "exclusive")
    found = []
    for entry in entries:
        side, _, id = entry.stream.partition("-")
        event = entry.event
        match event:
            case ConsentGranted():
                granted.add((event.need, event.scope.receiver))
            case LeadDelivered():
                if (event.need, event.receiver) not in granted:
                    found.append("a lead without a consent")
                if event.need in paused:
                    found.append("a lead of a paused need")
            case RouteChosen():
                modes[id] = event.mode
            case RouteOpened():
                routes[id].add(event.lead)
                if len(routes[id]) > AT_ONCE[modes[id]]:
                    found.append(f"two winners: {modes[id]}")
            case RouteClosed():
                routes[id].remove(event.lead)
            case CapacityTaken():
                if event.lead in taken[id] or len(taken[id]) == PLACES[id]:
                    found.append("a place given twice")
                taken[id].add(event.lead)
            case CapacityReturned():
                if event.lead not in taken[id]:
                    found.append("capacity below zero")
                taken[id].discard(event.lead)
        match event.name:
            case "consent.revoked":
                granted.discard((event.need, event.receiver))
            case "need.paused":
                paused.add(id)
            case "need.resumed":
                paused.discard(id)
        assert side
    return found


def whole(ledger):
    entries, position = [], 0
    while lines := ledger.after(position):
        entries += [line.entry() for line in lines]
        position = lines[-1].position
    return entries


def test_a_thousand_races_leave_everything_as_it_must_be(ledger, capsys):
    desk = desk_over(ledger)
    a_county(desk)
    for need in MODES:
        for bank in BANK_OF.values():
            desk.do(grant(need, bank), FACTORY_ASKS)
    with ThreadPoolExecutor(THREADS) as racers:
        out = []
        said = Counter(racers.map(lambda seed: race(desk, seed, out), range(RACES)))
    entries = whole(ledger)
    assert faults(entries) == []
    assert said.total() == RACES
    names = Counter(entry.event.name for entry in entries)
    assert min(names[name] for name in ("lead.delivered", "consent.revoked", "route.closed")) > 10
    with capsys.disabled():
        sys.stdout.write(f"\nfigure races.conflicts {_of(said, 'conflict')} of {RACES}\n")
        for (command, outcome), times in sorted(said.items()):
            sys.stdout.write(f"  {command:14} {outcome:20} {times}\n")


def _of(said, outcome):
    return sum(times for (_, what), times in said.items() if what == outcome)


def test_who_claim_at_once_leave_one_winner(ledger):
    desk = desk_over(ledger)
    a_county(desk)
    for bank in BANK_OF.values():
        desk.do(grant("n3", bank), FACTORY_ASKS)
    wanted = [lead(ClaimLead, "n3", offering, n) for n in range(7) for offering in PLACES]

    def claim(command):
        try:
            return bool(desk.do(command, asks(Role.BANK, command.receiver)).entries)
        except (Refusal, Conflict):
            return False

    with ThreadPoolExecutor(len(wanted)) as racers:
        won = list(racers.map(claim, wanted))
    assert won.count(True) == 1
    assert faults(whole(ledger)) == []


# --- controls: who looks less carefully is caught -------------------------------------------------


class Hurried(Ledger):
    """Somebody else is faster, between the ruling and the append; and less is looked at."""

    def __init__(self, ledger: Ledger, meanwhile, *, blind: bool) -> None:
        super().__init__(ledger._factory, ledger._recorder)
        self.meanwhile, self.blind = meanwhile, blind

    def append(self, entries, read=None):
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        if self.blind:
            ends = {e.stream: len(self.read(e.stream)) for e in entries}
            entries = [e._replace(version=ends[e.stream] + 1) for e in entries]
        return super().append(entries, None if self.blind else read)


@pytest.mark.parametrize("blind", [False, True])
@pytest.mark.parametrize(
    ("rival", "fault"),
    [
        ((RevokeConsent(need="n2", receiver="b01"), FACTORY_ASKS), "a lead without a consent"),
        ((Pause(side="need", id="n2"), FACTORY_ASKS), "a lead of a paused need"),
        ((lead(DeliverLead, "n1", "o1", 2), SYSTEM), "a place given twice"),
    ],
)
def test_control_a_desk_that_doesnt_look_again_is_caught(ledger, rival, fault, blind):
    desk = desk_over(ledger)
    a_county(desk)
    for need in MODES:
        desk.do(grant(need, "b01"), FACTORY_ASKS)
    hurried = Desk(Hurried(ledger, lambda: desk.do(*rival), blind=blind), desk.new_id)
    try:
        hurried.do(lead(DeliverLead, "n2", "o1", 1), SYSTEM)
        won = True
    except Refusal:
        won = False
    assert (won, faults(whole(ledger))) == (blind, [fault] if blind else [])
