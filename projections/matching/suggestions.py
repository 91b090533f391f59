"""推荐对象 Suggestions: whom one party should meet, and what it would have to say to meet more.

A question names what only this party left out: "add the tenor to take part in 7 products'
matching"; beside it stands what it left out where the other side did too. Nobody is scored on what
isn't known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from domain.postings.rules import Facet, Verdict
from domain.postings.tracks import SIDES, TRACKS
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
    """One of the party's postings, its proposals (best first), and what is asked of the party:
    `shared` helps only once the other side has stated its part too."""

    posting: PostingRow
    proposals: tuple[ProposalRow, ...]
    questions: tuple[Question, ...]
    shared: tuple[Question, ...]


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
            shared = shared_questions(posting, pairing) if pairing else ()
            suggested.append(Suggestion(posting, about, asked, shared))
    return suggested


def questions(posting: PostingRow, pairing: Pairing) -> tuple[Question, ...]:
    """What this posting leaves open for partners whose texts fit, whom no rule turns away, and who
    left nothing open themselves."""
    return _questions(posting, pairing, frozenset({posting.side}))


def shared_questions(posting: PostingRow, pairing: Pairing) -> tuple[Question, ...]:
    """What it leaves open for partners who left something open too."""
    return _questions(posting, pairing, frozenset(SIDES))


def _questions(
    posting: PostingRow, pairing: Pairing, asked: frozenset[str]
) -> tuple[Question, ...]:
    """For partners where exactly these sides are asked."""
    counts: Counter[str] = Counter()
    for other in pairing.others(posting):
        need, offering = as_pair(posting, other)
        open_ = _open(pairing.facets(need, offering))
        sides = frozenset[str]().union(*(facet.asks for facet in open_))
        if sides == asked and all(f.asks for f in open_) and pairing.alike(need, offering):
            counts.update({f.asks[posting.side] for f in open_ if posting.side in f.asks})
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Question(title, count) for title, count in ranked)


def _open(held: tuple[Facet, ...]) -> list[Facet]:
    """The facets that are open; none where another one stands in the way anyhow. Units that can't
    be compared ask nobody."""
    if any(facet.verdict is Verdict.FAIL for facet in held):
        return []
    return [facet for facet in held if facet.verdict is Verdict.UNKNOWN]
