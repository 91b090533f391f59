"""Standing lists: every live text's best k of the other side, kept while texts come and go.

Each text keeps twice as many entries as are shown. When one arrives, a single pass over the other
side finds its own list and every list that it enters. Who holds a text is kept (`holders.py`), so
one that is withdrawn is just taken out; a list that falls below k, having left something out
before, is asked for anew. Equal points: the earlier arrival first. What is shown is a function of
the texts that are live and the order of their arrivals, so it is the same whether they came one by
one, with others in between that are gone again, or all at once.

Cost of an arrival at n texts on the other side: one scan (`kernels`), or where a rule lets few
texts through, 0.2 µs for each of those few. Of a withdrawal: 0.1 µs for each who holds it, and an
arrival's cost for each list that is asked for anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from domain.postings.tracks import SIDES
from projections.matcher.engine.backends import Engine
from projections.matcher.engine.batch import block
from projections.matcher.engine.holders import Holders
from projections.matcher.engine.index import Index, grown
from projections.matcher.engine.kernels import Best
from projections.matcher.engine.list_updates import SideLists
from projections.matcher.engine.pair_filter import MOST, PairRules
from projections.matcher.engine.rule_program import MEETS, SHIFT, Facets, Rules
from projections.matcher.engine.segment import Ints, Shorts
from projections.matcher.engine.tile import Bars
from projections.matcher.scores import WHOLE_SCORE, Lists, Scored

NEVER = WHOLE_SCORE + 1  # the cover of a text that is gone: no score beats it
SEAL_AT = 8192  # texts in a head
FEW = 256  # where a rule lets only one in so many through, those are cheaper than a scan


class Text(NamedTuple):
    """A text as the lists take it; `arrival` is higher than that of all before it on its side."""

    key: str
    arrival: int
    terms: Ints
    weights: Shorts
    facets: Facets


class Side:
    """One side's index, its standing lists, and whose number is whose."""

    def __init__(self, rules: Rules, side: str, capacity: int, engine: Engine) -> None:
        self.index = Index(rules.width(side), rules.sets[side], engine, rules.order[side])
        self.lists = SideLists(
            scores=np.zeros((64, capacity), np.int32),
            texts=np.zeros((64, capacity), np.int32),
            sizes=np.zeros(64, np.int32),
            cover=np.full(64, NEVER, np.int32),
        )
        self.holders = Holders(engine)
        self.keys: list[str] = []
        self.numbers: dict[str, int] = {}
        self.arrived = -1
        self.takers: Ints = np.zeros(64, np.int32)
        self.taker_scores: Ints = np.zeros(64, np.int32)

    def name(self, entry: Text, number: int, floor: int) -> None:
        """Room for the text that has this number; its list is empty."""
        if entry.key in self.numbers:
            raise ValueError(f"{entry.key!r} is there already: revise it")
        self.comes_later(entry)
        self.keys.append(entry.key)
        self.numbers[entry.key], self.arrived = number, entry.arrival
        scores, texts, sizes, cover = self.lists
        size = number + 1
        self.lists = SideLists(
            grown(scores, size), grown(texts, size), grown(sizes, size), grown(cover, size, NEVER)
        )
        self.takers = grown(self.takers, size)
        self.taker_scores = grown(self.taker_scores, size)
        self.lists.cover[number] = floor - 1

    def comes_later(self, entry: Text) -> None:
        """ValueError if the entry comes no later than all before it."""
        if entry.arrival <= self.arrived:
            raise ValueError(f"{entry.key!r} arrives as {entry.arrival}, after {self.arrived}")

    def own(self, number: int) -> Best:
        """The list of one text, as something to be filled."""
        row = slice(number, number + 1)
        return Best(self.lists.scores[row], self.lists.texts[row], self.lists.sizes[row])

    def lists_anew(self, number: int, theirs: Side) -> None:
        """Tells those in the list of one text, which was just asked for, that it holds them."""
        texts = self.lists.texts[number, : self.lists.sizes[number]]
        theirs.holders.note(texts, np.full(len(texts), number, np.int32), self.lists)

    def cover(self, number: int, floor: int) -> None:
        """A list that was just asked for covers everything, or all above its last entry."""
        scores, _, sizes, cover = self.lists
        full = sizes[number] == scores.shape[1]
        cover[number] = scores[number, -1] if full else floor - 1


class StandingLists:
    """Both sides of a track. `least` is the fewest points of a pair that is listed (at least 1);
    `enough`, `cap`, `words` and `graded` are those of `PairRules`.

    The methods that change something answer with the keys of the other side whose lists changed.
    """

    def __init__(
        self,
        rules: Rules,
        *,
        k: int,
        least: int = 1,
        enough: int = 0,
        cap: int = 0,
        words: bool = False,
        graded: int = 100,
        engine: Engine,
        seal_at: int = SEAL_AT,
        few: int = FEW,
    ) -> None:
        self.rules, self.k, self.cap = rules, k, cap
        self.listed = max(1, least), enough, cap, int(words), graded
        self.floor = 0 if enough else max(1, least)
        self.engine, self.seal_at, self.few = engine, seal_at, few
        self.sides = {side: Side(rules, side, 2 * k, engine) for side in SIDES}
        self._scratch: Ints = np.zeros(1024, np.int32)

    def load(self, texts: Mapping[str, Iterable[Text]]) -> None:
        """All texts of both sides at once, into lists that are still empty."""
        for side, entries in texts.items():
            ours = self.sides[side]
            ordered = sorted(entries, key=lambda entry: entry.arrival)
            for number, entry in enumerate(ordered):
                ours.name(entry, number, self.floor)
            ours.index.load([entry[2:] for entry in ordered])
        for side, other in (SIDES, SIDES[::-1]):
            self._load_lists(side, other)

    def arrive(self, side: str, entry: Text) -> list[str]:
        """A text that is new, or was withdrawn before. ValueError if it is there, or comes late."""
        ours, theirs = self.sides[side], self.sides[_other(side)]
        number = ours.index.count
        ours.name(entry, number, self.floor)
        ours.index.add(entry.terms, entry.weights, entry.facets)
        count = self._ask(side, number)
        order = np.argsort(theirs.takers[:count])
        takers, scores = theirs.takers[order], theirs.taker_scores[order]
        holders = takers.copy()
        party = ours.index.facts.cells, self.cap
        changed = self.engine.admit(theirs.lists, takers, scores, count, number, self.k, *party)
        ours.holders.note(np.full(count, number, np.int32), holders, theirs.lists)
        ours.lists_anew(number, theirs)
        if ours.index.head.count >= self.seal_at:
            ours.index.seal()
        return [theirs.keys[text] for text in takers[:changed].tolist()]

    def withdraw(self, side: str, key: str) -> list[str]:
        """A text that is gone. KeyError if it isn't there."""
        ours, theirs = self.sides[side], self.sides[_other(side)]
        number = ours.numbers.pop(key)
        ours.index.remove(number)
        ours.lists.cover[number], ours.lists.sizes[number] = NEVER, 0
        holders = ours.holders.of(number)
        party = ours.index.facts.cells, self.cap
        changed = self.engine.dismiss(theirs.lists, holders, len(holders), number, self.k, *party)
        touched: list[int] = holders[:changed].tolist()
        for text in touched:
            short = theirs.lists.sizes[text] < self.k
            if short and theirs.lists.cover[text] >= self.floor:
                theirs.lists.sizes[text] = 0
                self._ask(_other(side), text)
                theirs.lists_anew(text, ours)
        return [theirs.keys[text] for text in touched]

    def revise(self, side: str, entry: Text) -> list[str]:
        """A text that says something else from now on; it arrives anew. Errors change nothing."""
        self.sides[side].comes_later(entry)
        touched = self.withdraw(side, entry.key)
        return list(dict.fromkeys([*touched, *self.arrive(side, entry)]))

    def seal(self) -> None:
        """Makes the heads segments, whenever it suits; no list changes."""
        for side in self.sides.values():
            side.index.seal()

    def best(self, side: str, key: str) -> tuple[Scored, ...]:
        """The list of a live text; KeyError if it isn't there."""
        ours, theirs = self.sides[side], self.sides[_other(side)]
        number = ours.numbers[key]
        size = min(self.k, int(ours.lists.sizes[number]))
        texts: list[int] = ours.lists.texts[number, :size].tolist()
        scores: list[int] = ours.lists.scores[number, :size].tolist()
        return tuple(Scored(theirs.keys[t], s) for t, s in zip(texts, scores, strict=True))

    def lists(self) -> Lists:
        """Every live text's list."""
        return Lists(*({key: self.best(s, key) for key in self.sides[s].numbers} for s in SIDES))

    def gate(self, side: str) -> PairRules:
        """Which pairs may meet when `side` asks."""
        ours, theirs = self.sides[side].index, self.sides[_other(side)].index
        facts = ours.facts, theirs.facts
        return PairRules(self.rules.programs[side], *facts, theirs.alive, *self.listed)

    def _load_lists(self, side: str, other: str) -> None:
        ours, theirs = self.sides[side], self.sides[other]
        count, capacity = ours.index.count, 2 * self.k
        segments, gate = theirs.index.segments(), self.gate(side)
        best = block(self.engine, ours.index.rows, 0, count, segments, gate, capacity, self.floor)
        ours.lists.scores[:count], ours.lists.texts[:count] = best.scores, best.texts
        ours.lists.sizes[:count] = (best.texts >= 0).sum(axis=1)
        for number in range(ours.index.count):
            ours.cover(number, self.floor)
        theirs.holders.read(ours.lists)

    def _ask(self, side: str, number: int) -> int:
        """One text against the other side, by the cheaper way: fills its list, which is empty, and
        tells those of the other side whose lists it beats; returns how many."""
        count = self._compare(side, number)
        self.sides[side].cover(number, self.floor)
        return count

    def _compare(self, side: str, number: int) -> int:
        ours, theirs = self.sides[side].index, self.sides[_other(side)]
        best, bars = self.sides[side].own(number), Bars(theirs.lists.cover, self.floor)
        how = best, bars, self.gate(side), theirs.takers, theirs.taker_scores
        few = self._candidates(side, number)
        if few is not None:
            vocabulary = max(ours.vocabulary, theirs.index.vocabulary)
            self._scratch = grown(self._scratch, vocabulary)
            pair = ours.rows, number, theirs.index.rows
            return self.engine.probe(*pair, few, self._scratch, *how, 0)
        count = 0
        for segment in theirs.index.segments():
            count = self.engine.scan(ours.rows, number, segment, *how, count)
        return count

    def _candidates(self, side: str, number: int) -> Ints | None:
        """The texts of the other side that one rule lets through, if they are few; else None."""
        ours, theirs = self.sides[side].index, self.sides[_other(side)].index
        most, few = theirs.count // self.few, None
        for kind, holder, first, second in self.rules.programs[side].tolist():
            if kind != MEETS:
                continue
            holds = holder == 0
            own, other = (first, second) if holds else (second, first)
            where = int(ours.facts.cells[number, own + 1])
            begin, size = where >> SHIFT, where & MOST
            codes: Sequence[int] = ours.facts.codes[begin : begin + size].tolist()
            if holds and not codes:
                continue
            candidates = theirs.candidates(other + 1, codes, free=not holds, most=most)
            if candidates is not None:
                few, most = candidates, len(candidates)
        return few


def _other(side: str) -> str:
    return SIDES[1 - SIDES.index(side)]
