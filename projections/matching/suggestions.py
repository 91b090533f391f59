"""推荐对象 Suggestions: whom one party should meet, and what it would have to say to meet more.

A question names what only this party left out: "add the tenor to take part in 7 products'
matching". Nobody is scored on what isn't known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from domain.postings.rules import Facet, Verdict
from domain.postings.tracks import TRACKS
from projections.matching.pairing import Pairing
from projections.matching.proposal_table import ProposalRow
from projections.matching.proposals import Proposals
from projections.matching.reasons import as_pair
from projections.postings.posting_table import PostingRow


@dataclass(frozen=True)
class Question:
    """As long as `title` isn't stated, so many partners can't be considered."""

    title: str  # the labels of the fields, as in the form
    partners: int


@dataclass(frozen=True)
class Suggestion:
    """One of the party's postings, its proposals (best first), and what is asked of the party."""

    posting: PostingRow
    proposals: tuple[ProposalRow, ...]
    questions: tuple[Question, ...]


def suggestions(proposals: Proposals, party: str, as_of: int | None = None) -> list[Suggestion]:
    """The party's live postings in the order of tracks and ids, each with whom it should meet."""
    rows = proposals.all(party=party, as_of=as_of)
    suggested = []
    for track in TRACKS:
        pairing = proposals.pairing(track, as_of)
        own = proposals.market.postings(track=track, party=party, status="published", as_of=as_of)
        for posting in own:
            about = tuple(row for row in rows if row.posting(posting.side) == posting.id)
            asked = questions(posting, pairing) if pairing else ()
            suggested.append(Suggestion(posting, about, asked))
    return suggested


def questions(posting: PostingRow, pairing: Pairing) -> tuple[Question, ...]:
    """What this posting leaves open for partners whose texts fit and whom no rule turns away."""
    others = pairing.offerings if posting.side == "need" else pairing.needs
    counts: Counter[str] = Counter()
    for other in others.values():
        need, offering = as_pair(posting, other)
        open_ = _open(pairing.facets(need, offering), posting.side)
        if open_ and pairing.alike(need, offering):
            counts.update({facet.asks[posting.side] for facet in open_})
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Question(title, count) for title, count in ranked)


def _open(held: tuple[Facet, ...], side: str) -> list[Facet]:
    """The facets that this side leaves open; none where another one stands in the way anyhow."""
    unknown = [facet for facet in held if facet.verdict is Verdict.UNKNOWN]
    if any(facet.verdict is Verdict.FAIL for facet in held):
        return []
    return unknown if all(set(facet.asks) == {side} for facet in unknown) else []
