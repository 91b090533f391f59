"""A synthetic county year (2022) whose docking figures are those that a county published.

All of it is made up, and every name says so. The rows here are the truth that the figures are held
against: `happened` adds them up without the log, as of any day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

YEAR = 2022
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
YUAN, WAN = 100, 1_000_000  # in fen
MEMBERS = 829
ENTERPRISES = 357  # those that are numbered first are served by officers; members go on after them
BANKS = 7
BUILDERS = 9  # of the enterprises, the last: in construction
MAKER, BUILDER = "C3130", "E4720"
HIRER = "syn-e018"  # took on the scarce talents


@dataclass(frozen=True)
class Met:
    """A meeting of a session: the enterprise's and the partner's numbers, and what came of it.

    `intent` and `landed` in fen, nought where there was none; `after` days until it landed."""

    enterprise: int
    partner: int
    intent: int = 0
    landed: int = 0
    after: int = 0


@dataclass(frozen=True)
class Held:
    """A session of the year; `guests` are enterprises that came without a meeting."""

    id: str
    track: str
    kind: str
    day: date
    title: str
    met: tuple[Met, ...] = ()
    guests: tuple[int, ...] = ()


@dataclass(frozen=True)
class Told:
    """A result: a purchase, people hired, a transfer …"""

    id: str
    kind: str
    on: date
    enterprise: int
    amount: int = 0
    people: int = 0
    scarce: bool = False


@dataclass(frozen=True)
class Lending:
    """What a bank lent to the members in a month: by member's number, in fen."""

    bank: int
    month: str
    rows: tuple[tuple[int, int], ...]


def sessions() -> Iterator[Held]:
    """On every track, by day."""
    yield from sorted((*_bank(), *_others()), key=lambda held: (held.day, held.id))


def _bank() -> Iterator[Held]:
    """17 sessions; intents of 594,000,000 yuan in 99 meetings, 160,000,000 of it landed in 32."""
    intents, landings = 0, 0
    for number in range(17):
        day = date(YEAR, 1, 12) + timedelta(days=20 * number)
        met = []
        for place in range(8):
            enterprise = (number * 19 + place * 7) % (ENTERPRISES - BUILDERS) + 1
            partner = (number + place) % BANKS + 1
            if place < 6 and intents < 99:
                intents += 1
                lands = intents % 3 == 0 and landings < 32
                landings += lands
                landed, after = (500 * WAN, 9 + 3 * place) if lands else (0, 0)
                met.append(Met(enterprise, partner, 600 * WAN, landed, after))
            else:
                met.append(Met(enterprise, partner))
        title = f"合成政银企对接会第{number + 1}场"
        yield Held(f"syn-bank-{number + 1:02}", "bank", "one_to_one", day, title, tuple(met))


def _others() -> Iterator[Held]:
    for number in range(6):
        day = date(YEAR, 2, 16) + timedelta(days=55 * number)
        met = tuple(Met(number * 11 + place + 1, place + 1) for place in range(5))
        title = f"合成产学研对接会第{number + 1}场"
        yield Held(f"syn-research-{number + 1}", "academia", "one_to_one", day, title, met)
    for number in range(3):
        day = date(YEAR, 4, 20) + timedelta(days=90 * number)
        guests = tuple(range(1 + 36 * number, 37 + 36 * number))
        title = f"合成两化融合培训第{number + 1}场"
        yield Held(
            f"syn-digital-{number + 1}", "digitization", "training", day, title, guests=guests
        )
    for number in range(4):
        day = date(YEAR, 6, 7) + timedelta(days=7 * number)
        kind = "press_conference" if number % 2 else "policy_month"
        guests = tuple(range(40 * number + 1, 40 * number + 61))
        title = f"合成政策宣传月第{number + 1}场"
        yield Held(f"syn-policy-{number + 1}", "policy", kind, day, title, guests=guests)
    for number in range(5):
        day = date(YEAR, 3, 15) + timedelta(days=50 * number)
        met = tuple(Met(60 + number * 9 + place, place + 1) for place in range(6))
        title = f"合成产销对接会第{number + 1}场"
        yield Held(f"syn-sales-{number + 1}", "sales", "themed", day, title, met)


def results() -> Iterator[Told]:
    """Purchases of builders come to 52,346,800 yuan; 18 scarce talents for one enterprise."""
    share = 52_346_800 * YUAN // 18
    for number in range(18):
        day = date(YEAR, 1, 20) + timedelta(days=19 * number)
        builder = ENTERPRISES - BUILDERS + number % BUILDERS + 1
        left = 52_346_800 * YUAN - 17 * share
        yield Told(f"syn-buy-{number:02}", "purchase", day, builder, share if number else left)
        maker = 100 + 3 * number
        day += timedelta(days=2)
        yield Told(f"syn-buy-{number:02}x", "purchase", day, maker, 35 * WAN)
    for number, people in enumerate((7, 6, 5)):
        day = date(YEAR, 3, 31) + timedelta(days=100 * number)
        yield Told(f"syn-talent-{number}", "hire", day, 18, people=people, scarce=True)
    for number in range(24):
        day = date(YEAR, 1, 25) + timedelta(days=14 * number)
        yield Told(f"syn-hire-{number:02}", "hire", day, 30 + 5 * number, people=12)
    for number in range(4):
        day = date(YEAR, 5, 10) + timedelta(days=60 * number)
        yield Told(f"syn-transfer-{number}", "transfer", day, 1 + 11 * number, amount=80 * WAN)


def lendings() -> Iterator[Lending]:
    """4,539,000,000 yuan to the members, by month and bank; the last row takes what is left."""
    rows = [(month, member) for member in range(1, MEMBERS + 1) for month in (member % 12 + 1,)]
    share = 4_539_000_000 * YUAN // MEMBERS
    left = 4_539_000_000 * YUAN - share * (MEMBERS - 1)
    for month in range(1, 13):
        for bank in range(1, BANKS + 1):
            shares = tuple(
                (member, left if member == MEMBERS else share)
                for when, member in rows
                if when == month and member % BANKS + 1 == bank
            )
            yield Lending(bank, f"{YEAR}-{month:02}", shares)


def posts() -> Iterator[tuple[str, date, int, int]]:
    """Labour needs: id, day, enterprise, headcount."""
    for number in range(12):
        day = date(YEAR, 1, 10) + timedelta(days=30 * number)
        yield f"syn-post-{number + 1:02}", day, 30 + 5 * number, 20 + number


def reported_on(lending: Lending) -> date:
    """Banks report a month on the fifth of the next, the last one on the year's last day."""
    year, month = map(int, lending.month.split("-"))
    return LAST if month == 12 else date(year, month + 1, 5)


def happened(day: date) -> dict[str, int]:
    """The year's figures through a day, added up from the rows above and nothing else."""
    held = [session for session in sessions() if session.day <= day]
    many = Counter(session.track for session in held)
    met = [
        (session.day, met) for session in sessions() for met in session.met
    ]  # money came of the banks' alone
    reported = [result for result in results() if result.on <= day]
    buys = [result for result in reported if result.kind == "purchase"]
    trained = {guest for session in held if session.kind == "training" for guest in session.guests}
    press = [session for session in held if session.kind in {"press_conference", "policy_month"}]
    lent = [row for lending in lendings() if reported_on(lending) <= day for row in lending.rows]
    return {
        "bank.sessions_held": many["bank"],
        "bank.intent_amount": sum(meeting.intent for when, meeting in met if when <= day),
        "bank.landed_amount": sum(
            meeting.landed for when, meeting in met if when + timedelta(days=meeting.after) <= day
        ),
        "academia.sessions_held": many["academia"],
        "digitization.sessions_held": many["digitization"],
        "organizations_trained": len(trained),
        "press_sessions": len(press),
        "local_purchases_construction": sum(
            result.amount for result in buys if result.enterprise > ENTERPRISES - BUILDERS
        ),
        "scarce_hires": sum(result.people for result in reported if result.scarce),
        "posts": sum(people for _, when, _, people in posts() if when <= day),
        "name_list_members": MEMBERS,
        "lent_to_members": sum(fen for _, fen in lent),
    }
