"""Folding: of one party's near-equal offerings one stands in the lists, the one that stood first.

Near-equal is what states the same facts in nearly the same words. Who has published one thing
thirty times has one place, like everybody else; when the one that stands is gone, the next does.
A need is never folded: each is a question of its own, and wants its partners.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from domain.postings.posting import Side
from domain.values.text import matching_key
from projections.postings.posting_table import PostingRow

ALIKE = 75  # percent of their characters that two texts have in common

Group = tuple[str, str]  # of one party and stated facts


class Folding:
    """Which live offerings stand for which."""

    def __init__(self, rows: Iterable[PostingRow]) -> None:
        self._standing: dict[Group, dict[str, Counter[str]]] = {}
        self.stands_for: dict[str, str] = {}  # a folded offering → the one that stands
        for row in sorted(rows, key=lambda row: (row.since, row.id)):
            self.arrive(row)

    def arrive(self, row: PostingRow) -> bool:
        """Whether a posting that comes after those that are here stands for itself."""
        if row.side == "need":
            return True
        standing, letters = self._standing.setdefault(_group(row), {}), _letters(row)
        for id, theirs in standing.items():
            if _alike(letters, theirs):
                self.stands_for[row.id] = id
                return False
        standing[row.id] = letters
        return True

    def leave(self, row: PostingRow) -> bool:
        """Whether nobody else is concerned: not where it stood for others, one of which will."""
        if row.side == "need" or self.stands_for.pop(row.id, None) is not None:
            return True
        del self._standing[_group(row)][row.id]
        return row.id not in self.stands_for.values()

    def stands(self, side: Side, id: str) -> bool:
        return side == "need" or id not in self.stands_for


def _group(row: PostingRow) -> Group:
    facts = row.content.model_dump_json(exclude={"title", "text", "valid_from", "valid_through"})
    return row.party, facts


def _letters(row: PostingRow) -> Counter[str]:
    return Counter(matching_key(row.text))


def _alike(ours: Counter[str], theirs: Counter[str]) -> bool:
    total = ours.total() + theirs.total()
    if 100 * 2 * min(ours.total(), theirs.total()) < ALIKE * total:
        return False
    return 100 * 2 * (ours & theirs).total() >= ALIKE * total
