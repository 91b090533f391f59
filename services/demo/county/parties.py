"""Parties of the county: firms with facts that hang together, banks, departments, and the others.

All names are made up from syllables; the credit codes are right in form only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from domain.core.command import Role
from domain.parties.party import Profile
from domain.values.region import region_name
from domain.values.uscc import ALPHABET, completed
from services.demo.county.telling import chance, maybe, pick, stepped, weighted
from services.demo.county.words.names import (
    AGENCIES,
    BANKS,
    DEALERS,
    DEPARTMENTS,
    DIGITAL,
    FIRST,
    GIVEN_NAMES,
    NEIGHBOURS,
    SECOND,
    SURNAMES,
    TOWNSHIPS,
    UNIVERSITIES,
    XIANGCHENG,
)
from services.demo.county.words.trade import Trade
from services.demo.county.words.trades_heavy import TRADES_HEAVY
from services.demo.county.words.trades_light import TRADES_LIGHT

TRADES = TRADES_HEAVY + TRADES_LIGHT
FIRMS, KEY_FIRMS = 357, 60
STAFF = {"large": (1010, 1900), "medium": (310, 860), "small": (24, 290), "micro": (6, 19)}
KEY_SCALES = (("large", 1), ("medium", 5), ("small", 4))
SCALES = (("medium", 1), ("small", 10), ("micro", 7))
PLACES_HERE = (("襄城县", 5), ("襄城", 3), ("河南", 3), ("许昌", 2))
PLACES_NEAR = (("许昌", 3), ("河南", 2))
OFFICES = {Role.DEPARTMENT: "11", Role.UNIVERSITY: "12"}  # who keeps the register of credit codes


@dataclass(frozen=True, kw_only=True)
class FirmFacts:
    """What policies ask after; texts and terms of one firm agree on it."""

    employees: int
    revenue: int  # 万元, last year
    research: int  # 万元
    years: int
    hired: int
    above_scale: bool
    high_tech: bool
    srdi: bool
    exports: bool


@dataclass(frozen=True, kw_only=True)
class Member:
    """A party as the county's texts know it."""

    id: str
    profile: Profile
    role: Role

    @property
    def region(self) -> str:
        return self.profile.region or XIANGCHENG

    @property
    def county(self) -> str:
        """The code of the county; some firms state their township."""
        return self.region[:6]

    @property
    def industries(self) -> tuple[str, ...]:
        return (self.profile.industry,) if self.profile.industry else ()

    @property
    def whom(self) -> str:
        """How it speaks of itself, as a hole."""
        return "{我们|我公司|本公司}"

    @property
    def does(self) -> str:
        """What it says of its business, as a hole."""
        return "{多年做这一行|做批发配送|承接配套供应}"


@dataclass(frozen=True, kw_only=True)
class Firm(Member):
    """An enterprise: a member with a trade and with facts."""

    trade: Trade
    facts: FirmFacts

    @property
    def whom(self) -> str:
        makes = self.trade.code.startswith("C")  # only makers have a 厂
        return "{我公司|本厂|我们厂|我司}" if makes else super().whom

    @property
    def does(self) -> str:
        return "{" + self.trade.does + "}"

    @property
    def place(self) -> str:
        return region_name(self.county)


@dataclass(frozen=True, kw_only=True)
class People:
    """Everybody in the county, in the order of their ids."""

    firms: list[Firm]
    banks: list[Member]
    departments: list[Member]
    universities: list[Member]
    agencies: list[Member]
    digital: list[Member]  # suppliers of software and networks
    dealers: list[Member]  # suppliers of goods and services

    def all(self) -> list[Member]:
        others = (self.banks, self.departments, self.universities, self.agencies)
        return [*self.firms, *(m for kind in (*others, self.digital, self.dealers) for m in kind)]


def people(dice: Random, share: float) -> People:
    """A county's parties; `share` of each kind, at least one."""

    def part(whole: int) -> int:
        return max(1, round(whole * share))

    def kind(rows: Sequence[tuple[str, str]], id: str, role: Role, code: str) -> list[Member]:
        prefix, first = id.split("-")
        return [
            Member(
                id=f"{prefix}-{at:02d}",
                role=role,
                profile=Profile(
                    title=title,
                    uscc=_uscc(dice, region, role),
                    roles=(role.value,),
                    region=region,
                    industry=code,
                ),
            )
            for at, (title, region) in enumerate(rows[: part(len(rows))], int(first))
        ]

    return People(
        firms=_firms(dice, part(FIRMS), part(KEY_FIRMS)),
        banks=kind(BANKS, "b-1", Role.BANK, "J66"),
        departments=kind(DEPARTMENTS, "d-1", Role.DEPARTMENT, "S92"),
        universities=kind(UNIVERSITIES, "u-1", Role.UNIVERSITY, "P83"),
        agencies=kind(AGENCIES, "a-1", Role.AGENCY, "L72"),
        digital=kind(DIGITAL, "s-1", Role.SUPPLIER, "I65"),
        dealers=kind(DEALERS, "s-11", Role.SUPPLIER, "F51"),
    )


def contact(dice: Random, member: Member) -> tuple[str, str, str]:
    """Subject, name and number of whom to call. The numbers are a range that nobody has."""
    number = f"1990000{dice.randrange(10_000):04d}"
    return f"person-{member.id}", pick(dice, SURNAMES) + pick(dice, GIVEN_NAMES), number


def _firms(dice: Random, count: int, keys: int) -> list[Firm]:
    rows = [(trade, trade.weight) for trade in TRADES]
    stems = [first + second for first in FIRST.split("|") for second in SECOND.split("|")]
    dice.shuffle(stems)
    return [
        _firm(dice, f"e{at:03d}", stem, weighted(dice, rows), key=at <= keys)
        for at, stem in enumerate(stems[:count], 1)
    ]


def _firm(dice: Random, id: str, stem: str, trade: Trade, *, key: bool) -> Firm:
    here = chance(dice, 0.76)
    town = chance(dice, 0.18)
    region = weighted(dice, NEIGHBOURS) if not here else XIANGCHENG
    place = weighted(dice, PLACES_HERE if here else PLACES_NEAR)
    word = pick(dice, trade.names)
    legal = (
        "" if word.endswith("合作社") else weighted(dice, (("有限公司", 9), ("股份有限公司", 1)))
    )
    scale = weighted(dice, KEY_SCALES if key else SCALES)
    facts = _facts(dice, scale, key=key)
    profile = Profile(
        title=place + stem + word + legal,
        uscc=_uscc(dice, region, Role.ENTERPRISE),
        roles=("enterprise", "supplier") if chance(dice, 0.06) else ("enterprise",),
        region=dice.choice(TOWNSHIPS) if here and town else region,
        industry=trade.code,
        scale=scale,
        above_scale=maybe(dice, facts.above_scale),
        key_enterprise=key,
    )
    return Firm(id=id, profile=profile, role=Role.ENTERPRISE, trade=trade, facts=facts)


def _facts(dice: Random, scale: str, *, key: bool) -> FirmFacts:
    employees = dice.randrange(*STAFF[scale])
    revenue = max(120, employees * stepped(dice, 30, 90) // 10 * 10)
    high_tech = chance(dice, 0.45 if key else 0.14)
    ratio = stepped(dice, 310, 650) if high_tech else stepped(dice, 0, 260)  # basis points
    return FirmFacts(
        employees=employees,
        revenue=revenue,
        research=revenue * ratio // 10_000,
        years=stepped(dice, 2, 22),
        hired=max(1, employees * stepped(dice, 2, 18) // 100),
        above_scale=revenue >= 2000,
        high_tech=high_tech,
        srdi=high_tech and chance(dice, 0.5),
        exports=chance(dice, 0.3 if key else 0.12),
    )


def _uscc(dice: Random, region: str, role: Role) -> str:
    letters = "".join(dice.choice(ALPHABET) for _ in range(7))[:6]  # as many as are thrown
    return completed(OFFICES.get(role, "91") + region + "MA" + letters)
