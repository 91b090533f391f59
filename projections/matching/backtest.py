"""试算 Bench: which needs one offering would match, and what stands in the way of the others.

Worked out when it is asked for; nothing is proposed by it. Who doesn't see the needs learns of it
no more than `merged` counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.postings.rules import Facet, Verdict
from domain.postings.visibility import invites
from projections.matcher import Model, millionths
from projections.matcher.posted import vector_of
from projections.matching.reasons import alike, facets_of, points_of
from projections.postings.posting_table import PostingRow


@dataclass(frozen=True)
class Fit:
    """A need beside the offering: its score in millionths, and the rules held against the two."""

    need: PostingRow
    score: int
    facets: tuple[Facet, ...]


@dataclass(frozen=True)
class Bench:
    """`fits`, the best first, of so many needs. `failed` and `unknown`: how often each rule was in
    the way of a need whose words fit; `apart`: whose words don't."""

    needs: int
    fits: tuple[Fit, ...]
    failed: dict[str, int]
    unknown: dict[str, int]
    apart: int


MERGED = 5


@dataclass(frozen=True)
class Merged:
    """A count of which one learns the five that it is among: 0 to 4 is one."""

    least: int

    @classmethod
    def of(cls, many: int) -> Merged:
        return cls(many - many % MERGED)

    def __str__(self) -> str:
        return f"{self.least}–{self.least + MERGED - 1}"


@dataclass(frozen=True)
class MergedBench:
    """A bench in merged counts. Every condition of the track is there, in its own order, so that
    neither which are named nor where they stand tells anything."""

    needs: Merged
    fits: Merged
    apart: Merged
    obstacles: tuple[tuple[str, Merged, Merged], ...]  # condition, failed, unknown


def merged(result: Bench, conditions: Iterable[str]) -> MergedBench:
    return MergedBench(
        Merged.of(result.needs),
        Merged.of(len(result.fits)),
        Merged.of(result.apart),
        tuple(
            (each, Merged.of(result.failed.get(each, 0)), Merged.of(result.unknown.get(each, 0)))
            for each in conditions
        ),
    )


def bench(offering: PostingRow, needs: Sequence[PostingRow], model: Model) -> Bench:
    """`needs` are those of the offering's track that were published in the time that is looked at;
    one of the offering's own party, or for others alone, isn't counted."""
    own = vector_of(offering.content, "offering", model)
    asked = [
        need
        for need in needs
        if need.party != offering.party and invites(need.content, offering.party)
    ]
    fits, failed, unknown, apart = [], Counter[str](), Counter[str](), 0
    for need in asked:
        vectors = vector_of(need.content, "need", model), own
        if not alike(need, offering, vectors, model):
            apart += 1
            continue
        held = facets_of(need, offering, model)
        verdicts = {facet.title: facet.verdict for facet in held}
        failed.update(title for title, verdict in verdicts.items() if verdict is Verdict.FAIL)
        unknown.update(title for title, verdict in verdicts.items() if verdict is Verdict.UNKNOWN)
        if set(verdicts.values()) <= {Verdict.PASS}:
            fits.append(Fit(need, millionths(points_of(need, offering, vectors, model)), held))
    fits.sort(key=lambda fit: (-fit.score, fit.need.id))
    return Bench(len(asked), tuple(fits), dict(failed), dict(unknown), apart)
