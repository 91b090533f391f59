"""A track's rules as whole numbers, so that a kernel can hold them against many texts at once.

Only whether everything passes is asked here (unknown is no pass); what is shown to people comes
from the rules themselves. Each side's text becomes a row of int64 cells and a few codes; the track
becomes a program of steps of five kinds, and a pair passes when every step does:

    KNOWN    no bound of either side asks for what the other left out; one cell tells it
    LIES     low ≤ value ≤ high; a missing value is below every bound that was stated
    SAME     the numbers are equal, or the holder asks for none
    MEETS    two sets have a code in common, or the holder's set is empty
    DIFFERS  the numbers differ

Places and industries are sets with everything above them: what lies in 411025 also has the codes of
411000, 410000 and the nation, so "serves 411000" is one common code. A set is told by a signature,
in which the first codes of a kind have a bit of their own: most of the time it is all that is read.
A condition of a policy is a bound on one fact. Codes, units and parties get numbers as they come
up; which number is whose changes no verdict. Amounts, days and dates are taken as they are,
quantities in millionths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from domain.postings.codes import FACTS
from domain.postings.content import Content
from domain.postings.rules import Among, Between, Rule, Wanted, stated
from domain.postings.special_rules import ConditionsMet, IndustryServed, LocalIfAsked, RegionServed
from domain.postings.tracks import RULES, SIDES, Track
from domain.postings.visibility import INVITED
from domain.values.industry import within
from domain.values.region import NATION, ancestors
from projections.matcher.engine.segment import Ints, Longs
from projections.matcher.identifiers import Grade

KNOWN, LIES, SAME, MEETS, DIFFERS = range(5)
MISSING = -(1 << 62)  # a value that isn't known; as a lower bound: nothing is asked
HIGHEST = 1 << 62
ANY = -1  # instead of a number: none is asked for
ITS_OWN, SHARED = 48, 14  # bits of a set's signature; the first codes of a kind have one each
SURE = (1 << ITS_OWN) - 1
SHIFT = 16  # a set's cell: where its codes begin, and in the lowest bits how many they are
MILLION = 1_000_000
# Cells that are no rule's: a text's party, what it states (a bit each), its words, its grades.
PARTY, STATED, WORDS, GRADES = 1, 2, 3, 4
FAMILY = 16  # a grade's code: its family, and in the lowest bits its number
ASKED = 31  # the cell of KNOWN: bit s, step s has no value here; bit 31 + s, it has a bound here
NO_UNIT = object()  # a unit that nobody stated, and that equals none
NOWHERE = ""  # a place that no text lies in
NOBODY = "*"  # no party's id

_Cells = Callable[[Content, str, list[int]], tuple[int, ...]]  # content, party, codes so far


class Facets(NamedTuple):
    """What the rules read of one text; a set's cell counts from the text's own first code."""

    cells: Longs
    codes: Ints


class Rules:
    """The rules of a track in one edition, compiled, and who is invited; `apart`: a party's needs
    don't meet its own offerings.

    `programs[side]` is what that side asks when it looks for others. It has a row for every step,
    those first that let few through and cost little: its kind, who holds the bound (0: who asks),
    the first cell in the holder's row, the first cell in the other's. `sets[side]` are the cells of
    a row that say where a set's codes begin, `order[side]` those that keep texts apart best.
    """

    def __init__(self, track: Track, *, apart: bool = True, edition: int = RULES) -> None:
        self.track, self.rules = track, track.rules_of(edition)
        self.sets: dict[str, list[int]] = {side: [] for side in SIDES}
        self._readers: dict[str, list[_Cells]] = {side: [] for side in SIDES}
        self._widths = dict.fromkeys(SIDES, GRADES + 1)
        self._numbers: dict[str, dict[Any, int]] = {}
        self._steps: list[tuple[int, int, int, int]] = [(KNOWN, 0, 0, 0)]
        for rule in self.rules:
            _COMPILERS[type(rule)](self, rule)
        if apart:
            self._steps.append((DIFFERS, SIDES.index("need"), PARTY, PARTY))
        for side in SIDES:
            self._invites(side)
        steps = np.array(sorted(self._steps, key=_haste), np.int64)
        self.programs: dict[str, Longs] = {"need": steps, "offering": steps ^ [0, 1, 0, 0]}
        apart_by = [step for step in steps.tolist() if step[0] in {SAME, MEETS}]
        self.order: dict[str, list[int]] = {
            side: [
                first if side == SIDES[holder] else other for _, holder, first, other in apart_by
            ]
            for side in SIDES
        }

    def width(self, side: str) -> int:
        """How many cells a text of this side has."""
        return self._widths[side]

    def facets(
        self,
        side: str,
        content: Content,
        party: str = "",
        words: Sequence[int] = (),
        grades: Iterable[Grade] = (),
    ) -> Facets:
        """What the program reads of a text. `words`, ascending: the numbers of its terms, twice
        each, and one more for those that people know for words."""
        named = sorted({self._grade(grade) for grade in grades})
        codes: list[int] = [*words, *named]
        sets = len(words), len(words) << SHIFT | len(named)
        known = [0, self._number("party", party), self._states(side, content), *sets]
        cells = [*known, *(c for read in self._readers[side] for c in read(content, party, codes))]
        cells[0] = self._known(SIDES.index(side), cells)
        return Facets(np.array(cells, np.int64), np.array(codes, np.int32))

    def lies(
        self,
        holder: str,
        limits: Callable[[Content], tuple[int, int]],
        value: Callable[[Content], int],
    ) -> None:
        """Adds: the other side's value lies between the holder's limits."""
        self._step(LIES, holder, 2, _plain(limits), _plain(lambda content: (value(content),)))

    def same(
        self, holder: str, wanted: Callable[[Content], Any], has: Callable[[Content], Any]
    ) -> None:
        """Adds: what the other side has is what the holder wants; `ANY` wants nothing."""
        self._step(
            *(SAME, holder, 1),
            _plain(lambda content: (self._number("same", wanted(content)),)),
            _plain(lambda content: (self._number("same", has(content)),)),
        )

    def meets(
        self,
        holder: str,
        kind: str,
        takes: Callable[[Content], Iterable[str]],
        has: Callable[[Content], Iterable[str]],
    ) -> None:
        """Adds: one of the other side's codes is among the holder's; an empty set takes all."""
        first, second = self._step(
            *(MEETS, holder, 2), partial(self._set, kind, takes), partial(self._set, kind, has)
        )
        self.sets[holder].append(first + 1)
        self.sets[_other(holder)].append(second + 1)

    def _step(
        self, kind: int, holder: str, width: int, bound: _Cells, value: _Cells
    ) -> tuple[int, int]:
        """Adds a step of any kind; the bound is `width` cells wide, a set two on both sides."""
        other = _other(holder)
        places = self._widths[holder], self._widths[other]
        self._widths[holder] += width
        self._widths[other] += 2 if kind == MEETS else 1
        self._readers[holder].append(bound)
        self._readers[other].append(value)
        self._steps.append((kind, SIDES.index(holder), *places))
        return places

    def _known(self, side: int, cells: list[int]) -> int:
        """The cell of KNOWN: which steps find no value here, which a bound."""
        known = 0
        for step, (kind, holder, first, second) in enumerate(self._steps):
            if kind in _NOTHING and side == holder:
                known |= (cells[first] != _NOTHING[kind]) << ASKED + step
            elif kind in _NOTHING:
                known |= (cells[second] == _NOTHING[kind]) << step
        return known

    def _invites(self, holder: str) -> None:
        """Adds: the other side's party is among those whom the holder invites."""

        def takes(content: Content, party: str, codes: list[int]) -> tuple[int, ...]:
            guests = content.invited or (NOBODY,)
            wanted = guests if content.visibility == INVITED else ()
            return self._set("invited", lambda _: wanted, content, party, codes)

        def has(content: Content, party: str, codes: list[int]) -> tuple[int, ...]:
            return self._set("invited", lambda _: (party,), content, party, codes)

        first, second = self._step(MEETS, holder, 2, takes, has)
        self.sets[holder].append(first + 1)
        self.sets[_other(holder)].append(second + 1)

    def _grade(self, grade: Grade) -> int:
        family = self._number("family", grade.family) % (1 << FAMILY - 1)
        return family << FAMILY | self._number(f"family {family}", grade.number) % (1 << FAMILY)

    def _states(self, side: str, content: Content) -> int:
        """What the rules find stated, a bit each; those beyond the 62nd are left out."""
        names = (name for rule in self.rules for name in rule.states(side, content))
        numbers = (self._number("stated", name) for name in names)
        return sum(1 << number for number in numbers if number < ASKED * 2)

    def _set(
        self,
        kind: str,
        codes_of: Callable[[Content], Iterable[str]],
        content: Content,
        _party: str,
        codes: list[int],
    ) -> tuple[int, ...]:
        numbers = [self._number(kind, code) for code in dict.fromkeys(codes_of(content))]
        signature = 0  # two sets without a common bit have no common code
        for number in numbers:
            signature |= 1 << (number if number < ITS_OWN else ITS_OWN + number % SHARED)
        codes += numbers
        return (signature, len(codes) - len(numbers) << SHIFT | len(numbers))

    def _number(self, kind: str, value: Any) -> int:
        """The number of a code, unit or party; a new one gets the next of its kind."""
        if value == ANY:
            return ANY
        known = self._numbers.setdefault(kind, {})
        return known.setdefault(value, len(known))


def _plain(cells: Callable[[Content], tuple[int, ...]]) -> _Cells:
    """Cells that only the content decides."""

    def read(content: Content, _party: str, _codes: list[int]) -> tuple[int, ...]:
        return cells(content)

    return read


def _between(rules: Rules, rule: Between) -> None:
    fields = rules.track.terms(rule.holder).model_fields
    reads = {fields[name].json_schema_extra["reads"] for name in (rule.low, rule.high) if name}  # type: ignore[index]  # (`asked` always gives one)
    scale = 1 if rule.unit and rule.converts else MILLION if "quantity" in reads else 1

    def limits(content: Content) -> tuple[int, int]:
        low, high = rule.limits(content.terms)
        return bounds(_whole(low, scale), _whole(high, scale))

    def value(content: Content) -> int:
        number = _whole(rule.figure(content.terms), scale)
        return MISSING if number is None else number

    rules.lies(rule.holder, limits, value)
    if rule.unit:

        def wanted(content: Content) -> Any:
            if limits(content) == bounds(None, None):
                return ANY
            kind = rule.kind(content.terms)
            return NO_UNIT if kind is None else kind  # which is no other's

        rules.same(rule.holder, wanted, lambda content: rule.kind(content.terms))


def _among(rules: Rules, rule: Among) -> None:
    rules.meets(
        *(rule.holder, rule.name),
        lambda content: stated(content.terms, rule.takes) or (),
        lambda content: rule.values(content.terms),
    )


def _wanted(rules: Rules, rule: Wanted) -> None:
    rules.meets(
        *(rule.holder, rule.name),
        lambda content: ("yes",) if getattr(content.terms, rule.wants) else (),
        lambda content: ("yes",) if getattr(content.terms, rule.value) else (),
    )


def _region(rules: Rules, rule: RegionServed) -> None:
    rules.meets("offering", rule.name, lambda c: c.regions, lambda c: _above(c.regions))


def _industry(rules: Rules, rule: IndustryServed) -> None:
    def has(content: Content) -> list[str]:
        prefixes = ((code[:end], code) for code in content.industries for end in range(1, 6))
        return [prefix for prefix, code in prefixes if within(prefix, code)]

    rules.meets("offering", rule.name, lambda c: c.industries, has)


def _local(rules: Rules, rule: LocalIfAsked) -> None:
    def takes(content: Content) -> tuple[str, ...]:
        wants = getattr(content.terms, "local_only", None)
        return (content.regions or (NOWHERE,)) if wants else ()

    def has(content: Content) -> list[str]:
        origin = getattr(content.terms, "origin", None)
        return _above((origin,) if origin else ())

    rules.meets("need", rule.name, takes, has)


def _conditions(rules: Rules, _rule: ConditionsMet) -> None:
    for fact in FACTS:
        rules.lies("offering", partial(_asked, fact), partial(_fact, fact))


def _asked(fact: str, content: Content) -> tuple[int, int]:
    """What a policy's conditions ask of one fact, all together."""
    low, high = bounds(None, None)
    for condition in getattr(content.terms, "conditions", None) or ():
        if condition.fact == fact:
            value = int(condition.value)
            limits = {
                "at_least": bounds(value, None),
                "at_most": bounds(None, value),
                "is": bounds(1, None) if value else bounds(0, 0),
            }[condition.operator]
            low, high = max(low, limits[0]), min(high, limits[1])
    return low, high


def _fact(fact: str, content: Content) -> int:
    value = getattr(content.terms, fact)
    return MISSING if value is None else int(value)


def bounds(low: int | None, high: int | None) -> tuple[int, int]:
    """Limits as cells: a missing value lies between them only where neither was stated."""
    if low is None and high is None:
        return MISSING, HIGHEST
    least = MISSING + 1 if low is None else max(MISSING + 1, min(low, HIGHEST))
    return least, HIGHEST if high is None else max(MISSING + 1, min(high, HIGHEST))


def _whole(value: Any, scale: int) -> int | None:
    if value is None:
        return None
    number = value.toordinal() if isinstance(value, date) else round(value * scale)
    return max(MISSING + 1, min(number, HIGHEST))


def _above(places: Iterable[str]) -> list[str]:
    """The places, all that they lie in, and the nation if there is any."""
    areas = [wider for place in places for wider in ancestors(place)]
    return [*areas, NATION] if areas else []


def _other(side: str) -> str:
    return SIDES[1 - SIDES.index(side)]


_COMPILERS: dict[type, Callable[[Rules, Any], None]] = {
    Between: _between,
    Among: _among,
    Wanted: _wanted,
    RegionServed: _region,
    IndustryServed: _industry,
    LocalIfAsked: _local,
    ConditionsMet: _conditions,
}


_NOTHING = {LIES: MISSING, MEETS: 0}  # the cell of a bound that isn't stated, of a missing value


def _haste(step: tuple[int, int, int, int]) -> int:
    return (SAME, LIES, KNOWN, DIFFERS, MEETS).index(step[0])


def compiles(rule: Rule) -> bool:
    """Whether there is a compiler for the rule; a track may use no other."""
    return type(rule) in _COMPILERS
