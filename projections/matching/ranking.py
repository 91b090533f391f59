"""Ordering: what a proposal is worth beside its text score, in whole numbers that add up.

Each feature of a pair is a whole number; a learned weight (millionths a unit) times its feature is
one part of the worth, and the parts are shown like the reasons. Without weights the worth is the
text score. The features of a partner, the one who offers, are recorded beside the weights
(`partners.py`): they say how it had answered when the order was learned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.matching.ranking import Order
from domain.postings.rules import MISSING, UNLIMITED
from domain.postings.special_rules import NO_CONDITIONS
from projections.matching.partners import UNKNOWN_PARTNER
from projections.matching.proposal_table import ProposalRow, ReasonedProposal

# What is no statement of a side. 不限 was none when orders were first learned; counting it now
# would change what they said of past days.
UNSAID = frozenset({MISSING, UNLIMITED, NO_CONDITIONS})
FEATURES = {
    "text": "文字得分",
    "concepts": "同义概念的得分",
    "phrases": "共同词语的数目",
    "stated": "双方都写明的条件",
    "answered": "对方答复过的比例",
    "days": "对方答复所用天数",
    "waiting": "等对方答复的建议数",
}


def features(score: int, reasons: Mapping[str, Any], partner: Mapping[str, int]) -> dict[str, int]:
    """Of a proposal's score, its reasons and its partner: scores and shares in millionths, counts
    and days times a million."""
    terms, facets = reasons["terms"], reasons["facets"]
    stated = [f for f in facets if not {f["need"], f["offering"]} & UNSAID]
    return {
        "text": score,
        "concepts": sum(term["millionths"] for term in terms if term["kind"] == "concept"),
        "phrases": 1_000_000 * sum(term["kind"] == "phrase" for term in terms),
        "stated": 1_000_000 * len(stated),
        **partner,
    }


def parts(known: Mapping[str, int], weights: Mapping[str, int]) -> dict[str, int]:
    """Each feature's share of the worth, in millionths of a millionth."""
    return {name: weights.get(name, 0) * known[name] for name in FEATURES}


def ordered(proposals: Sequence[ReasonedProposal], order: Order) -> list[ProposalRow]:
    """The same proposals with their learned worth, and the ranks that follow from it."""
    rows = [_weighed(proposal, order) for proposal in proposals]
    by_need, by_offering = _ranks(rows, "need", "offering"), _ranks(rows, "offering", "need")
    rows = [
        replace(row, rank_for_need=by_need.get(row.id), rank_for_offering=by_offering.get(row.id))
        for row in rows
    ]
    return sorted(rows, key=lambda row: (-row.worth, row.need, row.offering))


def _weighed(proposal: ReasonedProposal, order: Order) -> ProposalRow:
    row = proposal.row
    partner = order.partners.get(row.offering_party, UNKNOWN_PARTNER)
    shares = parts(features(row.score, proposal.reasons, partner), order.weights or {})
    return replace(row, order=shares, worth=sum(shares.values()))


def _ranks(rows: Sequence[ProposalRow], side: str, other: str) -> dict[str, int]:
    """By proposal, its place on the list of its posting of a side, where it is on it."""
    lists: dict[str, list[ProposalRow]] = {}
    for row in rows:
        if row.rank(side) is not None:
            lists.setdefault(row.posting(side), []).append(row)
    for listed in lists.values():
        listed.sort(key=lambda row: (-row.worth, row.posting(other)))
    return {row.id: rank for listed in lists.values() for rank, row in enumerate(listed, 1)}
