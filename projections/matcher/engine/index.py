"""An index: one side's texts, growing, in sealed segments and a head.

A text that arrives goes into the head, whose postings are lists that grow. Sealing makes a segment
of the head (together with the last segment, where both have room in one); it changes how fast texts
are read, never what is found. A text that is gone is marked, and stays until everything is built
anew. Texts have numbers in the order of their arrival. Terms that come up later have higher numbers
and need no room in the segments that were sealed before.

Memory of a text with t terms and c cells: 6t bytes as it came, 4t or less by term, 8c of facts.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from projections.matcher.engine.backends import Engine
from projections.matcher.engine.pair_filter import MOST, TextFacts
from projections.matcher.engine.rule_program import GRADES, SHIFT, WORDS, Facets
from projections.matcher.engine.segment import (
    SEGMENT,
    TILE,
    ZONE,
    Bytes,
    Ints,
    Longs,
    Postings,
    Rows,
    Segment,
    Shorts,
    zones_of,
)

_T = TypeVar("_T", bound=np.generic)
NO_COLUMNS, NO_ZONES = np.zeros((0, 0, ZONE), np.uint16), np.zeros((4, 0, 0), np.int64)
LOWER = (1 << 32) - 1  # bits


def grown(values: npt.NDArray[_T], size: int, fill: int = 0) -> npt.NDArray[_T]:
    """The array, or a copy of at least twice the length with room for `size`."""
    if size <= len(values):
        return values
    shape = (max(size, 2 * len(values)), *values.shape[1:])
    larger = np.full(shape, fill, values.dtype)
    larger[: len(values)] = values
    return larger


class Head:
    """The texts that came since the last sealing, from number `first` on, by term: one tile of
    them at most, and no zones."""

    def __init__(self, first: int, vocabulary: int) -> None:
        self.first, self.count, self.used = first, 0, 0
        self.spans: Ints = np.zeros((0, 2), np.int32)
        self.room: Ints = np.zeros(0, np.int32)
        self._knows(vocabulary)
        self.postings: Postings = np.zeros(1 << 16, np.uint32)

    def add(self, terms: Ints, weights: Shorts, engine: Engine) -> None:
        vocabulary = int(terms.max(initial=-1)) + 1
        if vocabulary > len(self.room):
            self._knows(vocabulary)
        text = self.count, terms, weights, self.spans, self.room
        while (used := engine.append(*text, self.postings, self.used)) < 0:
            self.postings = grown(self.postings, len(self.postings) + 1)
        self.used, self.count = used, self.count + 1

    def segment(self) -> Segment:
        numbers = np.arange(self.first, self.first + self.count, dtype=np.int32)
        lists = self._bounds, self._entries, self.spans, self.postings
        return Segment(numbers, *lists, self._slots, NO_COLUMNS, NO_ZONES)

    def _knows(self, vocabulary: int) -> None:
        """Room for so many terms, and more: one entry each, and no columns."""
        self.spans, self.room = grown(self.spans, vocabulary), grown(self.room, vocabulary)
        each = np.arange(len(self.room), dtype=np.int32)
        self._bounds: Ints = np.column_stack([each, each + np.int32(1)])
        self._entries: Postings = np.zeros(len(each), np.uint32)
        self._slots: Ints = np.full(len(each), -1, np.int32)


class Index:
    """One side. `sets`: the cells of a text's facts that say where a set's codes begin; `order`:
    those by which the texts of a segment stand.
    """

    def __init__(
        self, width: int, sets: Sequence[int], engine: Engine, order: Sequence[int] = ()
    ) -> None:
        self.engine, self.sets, self.order = engine, sets, order
        self.count, self.vocabulary = 0, 0
        self.sealed: list[Segment] = []
        self.head = Head(0, 0)
        self.alive: Bytes = np.zeros(64, np.uint8)
        self._starts: Longs = np.zeros(65, np.int64)
        self._terms: Ints = np.zeros(4096, np.int32)
        self._weights: Shorts = np.zeros(4096, np.uint16)
        self._cells: Longs = np.zeros((64, width), np.int64)
        self._codes: Ints = np.zeros(256, np.int32)
        self._used = 0  # of the codes
        self._having: dict[tuple[int, int], array[int]] = {}

    @property
    def rows(self) -> Rows:
        return Rows(self._starts, self._terms, self._weights)

    @property
    def facts(self) -> TextFacts:
        return TextFacts(self._cells, self._codes)

    def segments(self) -> list[Segment]:
        return [*self.sealed, self.head.segment()] if self.head.count else self.sealed

    def add(self, terms: Ints, weights: Shorts, facets: Facets) -> int:
        """A text that arrived; returns its number. About 10 µs and 0.1 µs a term."""
        text = self._hold(terms, weights, facets)
        self.head.add(terms, weights, self.engine)
        if self.head.count == TILE:
            self.seal()
        return text

    def load(self, rows: Sequence[tuple[Ints, Shorts, Facets]]) -> None:
        """Texts that are there from the start, sealed at once."""
        for terms, weights, facets in rows:
            self._hold(terms, weights, facets)
        self.sealed += self.cut(self.head.first, self.count)
        self.head = Head(self.count, 0)

    def remove(self, text: int) -> None:
        self.alive[text] = 0

    def seal(self) -> None:
        """Makes a segment of the head; some 5 ns a posting."""
        if not self.head.count:
            return
        first = self.head.first
        if self.sealed and len(self.sealed[-1].numbers) + self.head.count <= SEGMENT:
            first -= len(self.sealed.pop().numbers)
        self.sealed.append(self._sealed(first, self.count))
        self.head = Head(self.count, len(self.head.room))

    def candidates(self, cell: int, codes: Sequence[int], *, free: bool, most: int) -> Ints | None:
        """The texts with one of the codes in the set at `cell`, and with `free` those without any
        code there; ascending. None if there may be more than `most`.
        """
        wanted = [*codes, -1] if free else codes
        lists = [self._having[cell, code] for code in wanted if (cell, code) in self._having]
        if sum(map(len, lists)) > most:
            return None
        if not lists:
            return np.zeros(0, np.int32)
        return np.unique(np.concatenate([np.array(texts, np.int32) for texts in lists]))

    def whole(self) -> dict[str, npt.NDArray[Any]]:
        """Rows and facts of all texts, without the room for more."""
        end = self._starts[self.count]
        return {
            "starts": self._starts[: self.count + 1],
            "terms": self._terms[:end],
            "weights": self._weights[:end],
            "cells": self._cells[: self.count],
            "codes": self._codes[: self._used],
            "alive": self.alive[: self.count],
        }

    def cut(self, first: int, last: int) -> list[Segment]:
        """Texts `first` to before `last` in segments of their own."""
        begins = range(first, last, SEGMENT)
        return [self._sealed(begin, min(begin + SEGMENT, last)) for begin in begins]

    def _hold(self, terms: Ints, weights: Shorts, facets: Facets) -> int:
        text, begin = self.count, int(self._starts[self.count])
        end, codes_end = begin + len(terms), self._used + len(facets.codes)
        self.alive = grown(self.alive, text + 1)
        self._starts = grown(self._starts, text + 2)
        self._terms, self._weights = grown(self._terms, end), grown(self._weights, end)
        self._cells = grown(self._cells, text + 1)
        self._codes = grown(self._codes, codes_end)
        self._terms[begin:end], self._weights[begin:end] = terms, weights
        self._starts[text + 1] = end
        self._codes[self._used : codes_end] = facets.codes
        self._cells[text] = facets.cells
        if facets.cells.size:
            self._cells[text, [WORDS, GRADES]] += self._used << SHIFT
        for cell in self.sets:
            where = int(facets.cells[cell])
            stretch = where >> SHIFT, (where >> SHIFT) + (where & MOST)
            self._cells[text, cell] = where + (self._used << SHIFT)
            for code in facets.codes[slice(*stretch)].tolist() or (-1,):
                self._having.setdefault((cell, code), array("i")).append(text)
        self._used, self.count = codes_end, text + 1
        self.vocabulary = max(self.vocabulary, int(terms.max(initial=-1)) + 1)
        self.alive[text] = 1
        return text

    def _sealed(self, first: int, last: int) -> Segment:
        cells = self._cells[first:last]
        places = np.lexsort([*self._heaviest(first, last)[::-1], *cells.T[[*self.order[::-1]]]])
        numbers = (places + first).astype(np.int32)
        return self.engine.build(self.rows, numbers, zones_of(cells[places]), self.vocabulary)

    def _heaviest(self, first: int, last: int) -> list[Longs]:
        """Of each text, the two terms that weigh most: what it is about, more or less."""
        starts = self._starts[first : last + 1]
        stretch, some = slice(starts[0], starts[-1]), np.flatnonzero(np.diff(starts))
        keys = self._weights[stretch].astype(np.int64) << 32 | self._terms[stretch]
        terms = []
        for _ in range(2):
            heaviest = np.zeros(last - first, np.int64)
            if len(some):
                heaviest[some] = np.maximum.reduceat(keys, starts[some] - starts[0])
            keys[keys == np.repeat(heaviest, np.diff(starts))] = 0
            terms.append(heaviest & LOWER)
        return terms
