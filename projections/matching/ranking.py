"""Ordering: what a proposal is worth beside its text score, in whole numbers that add up.

Each feature of a pair is a whole number; a learned weight (millionths a unit) times its feature is
one part of the worth, and the parts are shown like the reasons. Without weights the worth is the
text score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.postings.rules import MISSING, UNLIMITED
from projections.matching.proposal_table import ProposalRow, ReasonedProposal

FEATURES = {
    "text": "文字得分",
    "concepts": "同义概念的得分",
    "phrases": "共同词语的数目",
    "stated": "双方都写明的条件",
}


def features(score: int, reasons: Mapping[str, Any]) -> dict[str, int]:
    """Of a proposal's score and reasons: scores in millionths, counts times a million."""
    terms, facets = reasons["terms"], reasons["facets"]
    stated = [f for f in facets if not {f["need"], f["offering"]} & {MISSING, UNLIMITED, "—"}]
    return {
        "text": score,
        "concepts": sum(term["millionths"] for term in terms if term["kind"] == "concept"),
        "phrases": 1_000_000 * sum(term["kind"] == "phrase" for term in terms),
        "stated": 1_000_000 * len(stated),
    }


def parts(score: int, reasons: Mapping[str, Any], weights: Mapping[str, int]) -> dict[str, int]:
    """Each feature's share of the worth, in millionths of a millionth."""
    known = features(score, reasons)
    return {name: weights.get(name, 0) * known[name] for name in FEATURES}


def ordered(proposals: Sequence[ReasonedProposal], weights: Mapping[str, int]) -> list[ProposalRow]:
    """The same proposals with their learned worth, and the ranks that follow from it."""
    rows = [_weighed(proposal, weights) for proposal in proposals]
    by_need, by_offering = _ranks(rows, "need", "offering"), _ranks(rows, "offering", "need")
    rows = [
        replace(row, rank_for_need=by_need.get(row.id), rank_for_offering=by_offering.get(row.id))
        for row in rows
    ]
    return sorted(rows, key=lambda row: (-row.worth, row.need, row.offering))


def _weighed(proposal: ReasonedProposal, weights: Mapping[str, int]) -> ProposalRow:
    order = parts(proposal.row.score, proposal.reasons, weights)
    return replace(proposal.row, order=order, worth=sum(order.values()))


def _ranks(rows: Sequence[ProposalRow], side: str, other: str) -> dict[str, int]:
    """By proposal, its place on the list of its posting of a side, where it is on it."""
    lists: dict[str, list[ProposalRow]] = {}
    for row in rows:
        if row.rank(side) is not None:
            lists.setdefault(row.posting(side), []).append(row)
    for listed in lists.values():
        listed.sort(key=lambda row: (-row.worth, row.posting(other)))
    return {row.id: rank for listed in lists.values() for rank, row in enumerate(listed, 1)}
