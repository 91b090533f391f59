"""Picks: what a form asks for that we know: parties, places, industries. They are found by what
anybody remembers of them, a piece of the name, how it is said, a code; nobody needs to know an id.

A field is what was typed into it and what was ticked below it (`key-picked`). What was typed and
may mean several is offered, to be ticked; so it works with and without scripts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from domain.core.malformed import Malformed, shown
from domain.parties.codes import is_institution
from domain.values.halfwidth import half_width
from domain.values.industry import NAMES as INDUSTRIES
from domain.values.industry import read_industry
from domain.values.region import NAMES as REGIONS
from domain.values.region import OWN_COUNTY, ancestors, read_region, region_name
from projections.parties.parties import PartyRow
from services.files.cells.column import Column
from services.files.cells.lists import listed
from services.web.picked import MANY_PICKED
from services.web.request import PageRequest

MOST = 12  # that are offered
MOST_READ = 60
LONGEST = 400
SEPARATORS = re.compile(r"[、，,;；\n]")


@dataclass(frozen=True)
class Choice:
    """`code` is what is kept, `value` what a form sends for it."""

    code: str
    value: str
    title: str
    hint: str = ""


@dataclass(frozen=True)
class Picked:
    """What is chosen for sure; what may be meant by the rest of what was typed, and why it isn't
    chosen yet."""

    chosen: tuple[Choice, ...] = ()
    offered: tuple[Choice, ...] = ()
    typed: str = ""
    refusal: Malformed | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(choice.code for choice in self.chosen)

    @property
    def written(self) -> str:
        """As it would be typed, so that it reads as itself."""
        return "、".join(filter(None, (*(choice.value for choice in self.chosen), self.typed)))


class Source(NamedTuple):
    """`exact`: those that a text names; `like`: those that it may mean, the likeliest first."""

    exact: Callable[[PageRequest, Column, str], list[Choice]]
    like: Callable[[PageRequest, Column, str], list[Choice]]
    advice: str  # where there is none


def pick(request: PageRequest, column: Column, typed: str, ticked: Iterable[str] = ()) -> Picked:
    """What a field says, typed and ticked; where it holds one thing, what was typed counts, else
    what was ticked last."""
    source, many = SOURCES[column.reads], column.reads in MANY_PICKED
    held = {c.code: c for value in ticked for c in source.exact(request, column, value)[:1]}
    pieces = _pieces(request, column, typed[:LONGEST])
    if len(pieces) > 1 and not many:
        return Picked(
            typed=typed, refusal=Malformed("pick.one", "这里只能填一个", value=typed[:80])
        )
    chosen = dict(held) if many else {}
    offered: dict[str, Choice] = {}
    left: dict[str, Malformed] = {}
    for piece in pieces:
        exact = source.exact(request, column, piece)
        candidates = exact or source.like(request, column, piece)[:MOST]
        sure = exact if len(exact) == 1 else [c for c in candidates if c.code in held]
        chosen |= {choice.code: choice for choice in sure}
        if not sure:
            offered |= {choice.code: choice for choice in candidates}
            left[piece] = _refusal(column, piece, candidates)
    if not many:
        chosen = dict(list((chosen if pieces else held).items())[-1:])
    refusal = next(iter(left.values()), None)
    return Picked(tuple(chosen.values()), tuple(offered.values()), "、".join(left), refusal)


def parties_written(request: PageRequest, ids: Iterable[str]) -> str:
    """Parties as they would be typed by whoever named them before."""
    rows = request.house.views.parties.some(ids, request.at)
    return "、".join(party_choice(request, rows[id]).value for id in ids if id in rows)


def column_for(reads: str, key: str, roles: Iterable[str]) -> Column | None:
    """The column that a page's own field asks for suggestions of; None where there is no such."""
    if reads not in SOURCES or not re.fullmatch(r"[a-z_]{1,40}", key):
        return None
    return Column(key=key, label="", reads=reads, roles=tuple(roles))


def party_choice(request: PageRequest, row: PartyRow) -> Choice:
    """A party to be ticked. Its id is sent only where whoever looks may see the party by it: else
    names could be had by counting ids up."""
    profile = row.profile
    open_ = _is_open(request, row)
    value = row.id if open_ else profile.uscc or profile.title
    number = profile.uscc or (row.id if open_ else "")  # tells it from one of the same name
    place = region_name(profile.region) if profile.region else ""
    return Choice(row.id, value, profile.title, " · ".join(filter(None, (number, place))))


def _is_open(request: PageRequest, row: PartyRow) -> bool:
    """Whether somebody may come upon a party: of his own, an institution, or anybody to the office.
    Any other one is to be known already, by its full name or its code."""
    if not _knows_parties(request):
        return False
    seen = request.actor.sees("party")
    return seen is None or row.id in seen or is_institution(row.profile.roles)


def _knows_parties(request: PageRequest) -> bool:
    """Whoever isn't signed in, or waits for the office, isn't told who is registered."""
    return request.visit is not None and request.actor.knows("party")


def _parties_called(request: PageRequest, column: Column, text: str) -> list[Choice]:
    if not _knows_parties(request):
        return []
    plain = half_width(text).strip()
    rows = request.house.views.parties.called({text.strip(), plain, plain.upper()}, request.at)
    named = [
        row
        for row in rows
        if _fits(row, column) and (row.id not in {text, plain} or _is_open(request, row))
    ]
    return [party_choice(request, row) for row in named]


def _parties_like(request: PageRequest, column: Column, text: str) -> list[Choice]:
    if not _knows_parties(request):
        return []
    rows, _ = request.house.views.parties.page(
        text=half_width(text),
        roles=column.roles,
        status="active",
        limit=MOST_READ,
        as_of=request.at,
    )
    return [party_choice(request, row) for row in rows if _is_open(request, row)]


def _fits(row: PartyRow, column: Column) -> bool:
    return row.status == "active" and (
        not column.roles or not set(column.roles).isdisjoint(row.profile.roles)
    )


def _region(code: str) -> Choice:
    above = [region_name(wider) for wider in reversed(ancestors(code)[1:])]
    try:
        value = region_name(code) if read_region(region_name(code)) == code else code
    except Malformed:
        value = code  # another place is called so too
    return Choice(code, value, region_name(code), "".join(above))


def _regions_called(_request: PageRequest, _column: Column, text: str) -> list[Choice]:
    return _read(read_region, _region, text)


def _regions_like(_request: PageRequest, _column: Column, text: str) -> list[Choice]:
    plain = half_width(text).strip()
    codes = [code for code, name in REGIONS.items() if plain and plain in name]
    near = (OWN_COUNTY, OWN_COUNTY[:4], OWN_COUNTY[:2])
    return [_region(c) for c in sorted(codes, key=lambda c: [not c.startswith(n) for n in near])]


def _industry(code: str) -> Choice:
    return Choice(code, code, INDUSTRIES.get(code, code), code)


def _industries_called(_request: PageRequest, _column: Column, text: str) -> list[Choice]:
    return _read(read_industry, _industry, text)


def _industries_like(_request: PageRequest, _column: Column, text: str) -> list[Choice]:
    """Sections and divisions, which alone have names of their own."""
    plain = half_width(text).strip()
    wide = (code for code in INDUSTRIES if len(code) in {1, 3})
    return [_industry(code) for code in wide if plain and plain in INDUSTRIES[code]]


def _read(read: Callable[[str], str], made: Callable[[str], Choice], text: str) -> list[Choice]:
    try:
        return [made(read(text))]
    except Malformed:
        return []


def _pieces(request: PageRequest, column: Column, typed: str) -> list[str]:
    """Several things in one text; a name may hold a separator itself."""
    exact = SOURCES[column.reads].exact

    def known(text: str) -> str:
        if not exact(request, column, text):
            raise Malformed("pick.unknown", text)
        return text

    if not typed.strip():
        return []
    try:
        return list(listed(typed, known))
    except Malformed:
        return [piece.strip() for piece in SEPARATORS.split(typed) if piece.strip()]


def _refusal(column: Column, piece: str, candidates: list[Choice]) -> Malformed:
    if candidates:
        several = f"“{shown(piece[:20])}”可能指下面 {len(candidates)} 个，请勾选"
        return Malformed("pick.several", several, "都不是的，请多写几个字", value=piece)
    advice = SOURCES[column.reads].advice
    return Malformed("pick.none", f"没有找到“{shown(piece[:20])}”", advice, value=piece)


_PARTY = Source(
    _parties_called,
    _parties_like,
    "请写全称或统一社会信用代码；还没有登记的，先请助企办登记",
)
_REGION = Source(_regions_called, _regions_like, "请写地名，例如 襄城县；外省写省名")
_INDUSTRY = Source(_industries_called, _industries_like, "请写行业里的两个字，例如 食品")
SOURCES = {
    "party": _PARTY,
    "parties": _PARTY,
    "region": _REGION,
    "regions": _REGION,
    "industry": _INDUSTRY,
    "industries": _INDUSTRY,
}
