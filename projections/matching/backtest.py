"""试算 Bench: which needs of the past months one offering would have matched, and what stood in the
way of the others. Worked out when it is asked for; nothing is proposed by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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
