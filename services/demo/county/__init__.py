"""A county that never was: parties, needs and offerings, and what becomes of them in four months.

Everything is told by our own templates from a seed; no name, number or sentence is anybody's. The
same seed gives the same commands on every machine, in the order in which a desk may take them.

    for command in county(seed=7, share=0.1):
        desk.do(command.command, command.ask)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from domain.core.command import Ask, Command, Role
from domain.core.personal import Personal
from domain.parties.party import RegisterParty, SetContact
from domain.values.dates import SHANGHAI, civil_date
from services.demo.county import academia, bank, digitization, labor, loans, policy, sales
from services.demo.county.life import OFFICE, Life, TimedCommand
from services.demo.county.parties import People, contact, people
from services.demo.county.piece import Side, fresh
from services.demo.county.telling import Told, chance

__all__ = ["DAY", "DAY_ONE", "SIDES", "TimedCommand", "county"]

DAY_ONE, DAY = date(2026, 3, 2), date(2026, 6, 30)  # nothing is asked before or after
REGISTERED_IN = 7  # days: parties come first, postings after
SIDES: tuple[Side, ...] = (
    bank.NEEDS_SIDE,
    loans.LOANS_SIDE,
    sales.NEEDS_SIDE,
    sales.OFFERS_SIDE,
    academia.NEEDS_SIDE,
    academia.OFFERS_SIDE,
    labor.NEEDS_SIDE,
    labor.OFFERS_SIDE,
    digitization.NEEDS_SIDE,
    digitization.OFFERS_SIDE,
    policy.NEEDS_SIDE,
    policy.OFFERS_SIDE,
)


def county(seed: int = 2023, *, share: float = 1.0) -> Iterator[TimedCommand]:
    """Commands in time order; `share` (0–1) of the parties and postings, at least one of each."""
    folk = people(Random(seed), share)
    commands = list(_registrations(Random(seed + 1), folk))
    texts = Told()
    for place, side in enumerate(SIDES, 2):
        commands += _postings(Random(seed * 100 + place), side, folk, texts, share)
    end = datetime.combine(DAY + timedelta(days=1), time(), SHANGHAI)
    commands.sort(
        key=lambda command: command.at
    )  # stable: what one posting asks at one moment keeps its order
    yield from (command for command in commands if command.at < end)


def _registrations(dice: Random, folk: People) -> Iterator[TimedCommand]:
    """The office registers everybody within the first week, with somebody to call."""
    everybody = folk.all()
    for at, member in enumerate(everybody):
        day = DAY_ONE + timedelta(days=at * REGISTERED_IN // len(everybody))
        minutes = 8 * 60 + 30 + dice.randrange(480)
        moment = datetime.combine(day, time(), SHANGHAI) + timedelta(minutes=minutes)
        yield _office(moment, RegisterParty(id=member.id, profile=member.profile))
        # Those of a third have dice of their own: so the others fall as they always did.
        own = dice if at == 0 or chance(dice, 0.7) else Random(member.id)
        subject, name, phone = contact(own, member)
        set_contact = SetContact(
            id=member.id,
            contact=Personal(subject=subject, value=name),
            phone=Personal(subject=subject, value=phone),
        )
        yield _office(moment + timedelta(minutes=own.randrange(1, 30)), set_contact)


def _postings(
    dice: Random, side: Side, folk: People, texts: Told, share: float
) -> Iterator[TimedCommand]:
    """One side of one track, with the lives of its postings."""
    first = DAY_ONE + timedelta(days=REGISTERED_IN)
    for at in range(1, max(1, round(side.count * share)) + 1):
        # More and more take part, month by month.
        late = max(dice.random(), dice.random()) if chance(dice, 0.6) else dice.random()
        day = first + timedelta(days=int(late * (DAY - first).days))
        piece = fresh(dice, side, folk, day, texts)
        yield from Life(dice, side, side.id(at), piece, DAY).commands(day)


def _office(moment: datetime, command: Command) -> TimedCommand:
    at = moment.astimezone(UTC)
    ask = Ask(at=at, on=civil_date(at), actor=OFFICE, role=Role.ORGANIZER, source="import")
    return TimedCommand(at, ask, command)
