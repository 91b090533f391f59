"""A track's matching as it goes on: postings come, change and go, and the lists stand.

    meeting = LiveTrack(TRACKS["bank"], model, needs=…, offerings=…)
    meeting.lists()                       every need's best offerings, every offering's best needs
    meeting.arrive("need", posted)        the ids of the offerings whose lists changed
    meeting.withdraw("need", "n-17")      likewise

The same postings give the same lists, whether they came one by one or all at once.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable
from typing import NamedTuple

import numpy as np

from domain.postings.content import Content
from domain.postings.tracks import Track
from projections.matcher.engine.backends import Name, engine
from projections.matcher.engine.rule_program import Rules
from projections.matcher.engine.segment import Ints, Shorts
from projections.matcher.engine.standing import StandingLists, Text
from projections.matcher.features import is_single
from projections.matcher.model import Model, Side
from projections.matcher.posted import grades_of, vector_of
from projections.matcher.scores import Lists, Scored, least_points
from projections.matcher.vectors import Vector


class Posted(NamedTuple):
    """One live posting. `arrival` is the log position of this edition: equal scores are ordered
    by it, so a revised posting comes after those that were there before its revision.
    """

    id: str
    arrival: int
    text: str
    content: Content
    party: str


class Vocabulary:
    """Terms as numbers, in the order in which they come up; which number is whose changes no score.

    Grows by a term for every word that nobody has used before.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def row(self, weighed: Vector) -> tuple[Ints, Shorts]:
        """A vector's terms and weights, in its order."""
        known = self.numbers
        try:
            numbers = list(map(known.__getitem__, weighed))
        except KeyError:
            numbers = [known.setdefault(term, len(known)) for term in weighed]
        return np.array(numbers, np.int32), np.array(list(weighed.values()), np.uint16)

    def items(self) -> ItemsView[str, int]:
        return self.numbers.items()


class LiveTrack:
    """Both sides of one track under one model; a new model is a new meeting.

    `apart`: a party's needs don't meet its own offerings. `engine`: "numba" or "numpy", None for
    the faster one at hand; the lists are the same. `seal_at`: texts in a head (`index.py`).
    `vectors` answers for a posting that was weighed before.
    """

    def __init__(
        self,
        track: Track,
        model: Model,
        needs: Iterable[Posted] = (),
        offerings: Iterable[Posted] = (),
        *,
        apart: bool = True,
        engine: Name | None = None,
        seal_at: int = 8192,
        vectors: Callable[[Posted, Side], Vector] | None = None,
    ) -> None:
        self.model = model
        self._vector = vectors or (
            lambda posted, side: vector_of(posted.content, side, model, posted.text)
        )
        settings = model.settings
        self._rules = Rules(track, apart=apart, edition=settings.rules)
        self._vocabulary = Vocabulary()
        self.standing = StandingLists(
            self._rules,
            k=settings.k,
            least=least_points(settings.least),
            enough=settings.agreements,
            cap=settings.of_party,
            words=settings.analysis > 1,
            graded=settings.other_grade,
            engine=_engine(engine),
            seal_at=seal_at,
        )
        sides: tuple[tuple[Side, Iterable[Posted]], ...] = (
            ("need", needs),
            ("offering", offerings),
        )
        self.standing.load({side: [self.entry(side, p) for p in posted] for side, posted in sides})

    def arrive(self, side: Side, posted: Posted) -> list[str]:
        """A posting that is new or live again: who is told of it. ValueError if it is there."""
        return self.standing.arrive(side, self.entry(side, posted))

    def withdraw(self, side: Side, id: str) -> list[str]:
        """A posting that is live no more: who had it listed. KeyError if it isn't there."""
        return self.standing.withdraw(side, id)

    def revise(self, side: Side, posted: Posted) -> list[str]:
        """A posting with another text, other facts, or both: who is told of the change."""
        return self.standing.revise(side, self.entry(side, posted))

    def best(self, side: Side, id: str) -> tuple[Scored, ...]:
        """One posting's list; KeyError if it isn't there."""
        return self.standing.best(side, id)

    def lists(self) -> Lists:
        return self.standing.lists()

    def seal(self) -> None:
        """Does now what would be done later, when the heads are full; no list changes."""
        self.standing.seal()

    def entry(self, side: Side, posted: Posted) -> Text:
        """The posting in numbers."""
        weighed = self._vector(posted, side)
        row, words = self._vocabulary.row(weighed), self._words(weighed, posted.text)
        grades = grades_of(posted.text, self.model)
        facets = self._rules.facets(side, posted.content, posted.party, words, grades)
        return Text(posted.id, posted.arrival, *row, facets)

    def _words(self, weighed: Vector, text: str) -> list[int]:
        """The numbers of the terms of two characters and more, twice each, and one more for those
        that people know for words; where the model asks for them."""
        if self.model.settings.analysis == 1:
            return []
        known, number = self.model.analyzer.words_of(text), self._vocabulary.numbers
        return sorted(2 * number[term] + (term in known) for term in weighed if not is_single(term))


_engine = engine
