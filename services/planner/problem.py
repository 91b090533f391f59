"""What is to be planned, and what a plan is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

FAIR = (1000, 200)  # what an enterprise's first and second meeting are worth beside their scores


@dataclass(frozen=True)
class Guest:
    """Somebody who comes: at most so many meetings, in these slots (numbers from 0); `had` are
    those that are held or kept already."""

    id: str
    most: int
    free: frozenset[int]
    had: int = 0


@dataclass(frozen=True)
class PossibleMeeting:
    """A meeting that makes sense, with its score (a whole number above 0). `must`: it is held
    whatever it costs, if there is room for it at all."""

    enterprise: str
    partner: str
    score: int
    must: bool = False


@dataclass(frozen=True, order=True)
class Meeting:
    slot: int
    enterprise: str
    partner: str
    table: int = 0


@dataclass(frozen=True)
class Problem:
    """`tables` has for each slot how many meetings fit in it. `apart` are pairs of enterprises that
    are never in the same slot (one person speaks for both, or they are rivals). A pair that isn't
    there is never planned: no thanks is absolute."""

    enterprises: tuple[Guest, ...]
    partners: tuple[Guest, ...]
    tables: tuple[int, ...]
    possible: tuple[PossibleMeeting, ...]
    apart: tuple[tuple[str, str], ...] = ()
    fair: tuple[int, ...] = FAIR

    @property
    def slots(self) -> int:
        return len(self.tables)

    def check(self) -> None:
        """Raises `ValueError` for what no plan could be made of."""
        known = {guest.id for guest in (*self.enterprises, *self.partners)}
        if len(known) != len(self.enterprises) + len(self.partners):
            raise ValueError("two guests have one id")
        for guest in (*self.enterprises, *self.partners):
            if guest.most < 0 or not guest.free <= set(range(self.slots)):
                raise ValueError(f"guest {guest.id}: most {guest.most}, free {sorted(guest.free)}")
        ends = {guest.id for guest in self.enterprises}, {guest.id for guest in self.partners}
        pairs = [(meeting.enterprise, meeting.partner) for meeting in self.possible]
        if len(set(pairs)) != len(pairs):
            raise ValueError("a meeting is possible twice")
        for meeting in self.possible:
            if (
                meeting.enterprise not in ends[0]
                or meeting.partner not in ends[1]
                or meeting.score < 1
            ):
                raise ValueError(f"meeting {meeting}")
        if any(
            enterprise not in ends[0] or rival not in ends[0] for enterprise, rival in self.apart
        ):
            raise ValueError("only enterprises are kept apart")
        if any(count < 0 for count in self.tables):
            raise ValueError("fewer than no tables")
        if list(self.fair) != sorted(self.fair, reverse=True) or min((*self.fair, 0)) < 0:
            raise ValueError("a later meeting isn't worth more than an earlier one")


def worth(problem: Problem, meetings: Iterable[Meeting]) -> int:
    """The scores of the meetings, and for each enterprise what its first ones are worth beside."""
    scores = {(meeting.enterprise, meeting.partner): meeting.score for meeting in problem.possible}
    held = list(meetings)
    many = Counter(meeting.enterprise for meeting in held)
    had = {guest.id: guest.had for guest in problem.enterprises}
    fair = sum(sum(problem.fair[had[id] : had[id] + count]) for id, count in many.items())
    return sum(scores[meeting.enterprise, meeting.partner] for meeting in held) + fair
