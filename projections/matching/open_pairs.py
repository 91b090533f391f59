"""待确认 Open pairs: two that may fit, once somebody has answered what is open between them.

Nothing is against such a pair, something isn't stated, and the texts have enough in common. It is
no proposal: no lead comes of it, it counts nowhere as one, and the other side isn't told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from domain.postings.posting import Side
from domain.postings.rules import Facet, Verdict
from projections.matching.amendments import Changes, changed, value_of
from projections.matching.beside import beside
from projections.matching.pairing import Pairing
from projections.matching.proposals import Proposals
from projections.postings.posting_table import PostingRow


@dataclass(frozen=True)
class OpenQuestion:
    """What is to be stated, as its field is called in the form, and by whose side."""

    title: str
    whose: Side


@dataclass(frozen=True)
class OpenPair:
    """Nothing is against this pair; `questions` are what keeps it from being proposed."""

    need: PostingRow
    offering: PostingRow
    questions: tuple[OpenQuestion, ...]

    def of(self, side: Side) -> tuple[str, ...]:
        """What this side is asked."""
        return tuple(question.title for question in self.questions if question.whose == side)


def open_pairs(
    pairing: Pairing, need: PostingRow, known: Mapping[str, Any] = MappingProxyType({})
) -> list[OpenPair]:
    """Those of one live need of the pairing, the likest texts first, as many as a list holds.
    `known` is what its party's record says, by field: what that is against is not open."""
    settings, taken = pairing.model.settings, Counter[str]()
    near = (
        row
        for row in pairing.offerings.values()
        if pairing.nearly_alike(need, row) and pairing.folding.stands(row.side, row.id)
    )
    then, opened = as_recorded(need, known), list[OpenPair]()
    for offering in pairing.likest(need, near):
        pair = open_between(pairing, need, offering, then)
        if pair and taken[offering.party] < (settings.of_party or settings.k):
            opened.append(pair)
            taken[offering.party] += 1
        if len(opened) == settings.k:
            break
    return opened


def as_recorded(need: PostingRow, known: Mapping[str, Any]) -> PostingRow:
    """The need, with what its party's record says where it is silent itself."""
    return replace(need, content=changed(need.content, silent_facts(need, known)))


def silent_facts(need: PostingRow, known: Mapping[str, Any]) -> Changes:
    """What of its party's record the need is silent about, by field."""
    return {field: v for field, v in known.items() if value_of(need.content, field) is None}


def open_between(
    pairing: Pairing, need: PostingRow, offering: PostingRow, then: PostingRow
) -> OpenPair | None:
    """What is open between two whose texts are alike; nothing where something fails, also by what
    the record says (`then`), or where nothing is open."""
    questions = open_questions(pairing.facets(need, offering))
    if questions and not _fails(pairing.facets(then, offering)):
        return OpenPair(need, offering, questions)
    return None


def open_pairs_of(
    proposals: Proposals, need: PostingRow, known: Mapping[str, Any], as_of: int | None = None
) -> list[OpenPair]:
    """Of a live need; none where its track has no model yet."""
    pairing = beside(proposals, need, as_of)
    return open_pairs(pairing, need, known) if pairing else []


def open_questions(held: Iterable[Facet]) -> tuple[OpenQuestion, ...]:
    """What is open between two that nothing is against; nothing where something fails."""
    held = tuple(held)
    if _fails(held):
        return ()
    return tuple(dict.fromkeys(_asked(facet for facet in held if facet.verdict is Verdict.UNKNOWN)))


def _fails(held: Iterable[Facet]) -> bool:
    return any(facet.verdict is Verdict.FAIL for facet in held)


def _asked(unknown: Iterable[Facet]) -> Iterator[OpenQuestion]:
    for facet in unknown:
        sides: tuple[Side, Side] = ("need", "offering")
        for side in sides:
            for label in facet.asks.get(side, "").split("、"):
                if label:
                    yield OpenQuestion(label, side)
        if not facet.asks:  # units that can't be compared: whoever asks may state another
            yield OpenQuestion(facet.title, "need")
