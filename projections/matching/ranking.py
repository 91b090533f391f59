"""Ordering: what a proposal is worth beside its text score, in whole numbers that add up.

Each feature of a pair is a whole number; a learned weight (millionths a unit) times its feature is
one part of the worth, and the parts are shown like the reasons. Without weights the worth is the
text score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.postings.rules import MISSING, UNLIMITED

FEATURES = {
    "text": "文字得分",
    "concepts": "同义概念的得分",
    "phrases": "共同词语的数目",
    "stated": "双方都写明的条件",
}


def features(row: Mapping[str, Any]) -> dict[str, int]:
    """Of a row of the proposals view: scores in millionths, counts times a million."""
    terms, facets = row["reasons"]["terms"], row["reasons"]["facets"]
    stated = [f for f in facets if not {f["need"], f["offering"]} & {MISSING, UNLIMITED, "—"}]
    return {
        "text": row["score"],
        "concepts": sum(term["millionths"] for term in terms if term["kind"] == "concept"),
        "phrases": 1_000_000 * sum(term["kind"] == "phrase" for term in terms),
        "stated": 1_000_000 * len(stated),
    }


def parts(row: Mapping[str, Any], weights: Mapping[str, int]) -> dict[str, int]:
    """Each feature's share of the worth, in millionths of a millionth."""
    found = features(row)
    return {name: weights.get(name, 0) * found[name] for name in FEATURES}


def ordered(rows: Sequence[dict[str, Any]], weights: Mapping[str, int]) -> list[dict[str, Any]]:
    """The same proposals with their learned worth, and the ranks that follow from it."""
    worth = [row | {"order": parts(row, weights)} for row in rows]
    worth = [row | {"worth": sum(row["order"].values())} for row in worth]
    for side, other in (("need", "offering"), ("offering", "need")):
        lists: dict[str, list[dict[str, Any]]] = {}
        for row in worth:
            if row[f"rank_for_{side}"] is not None:
                lists.setdefault(row[side], []).append(row)
        for one in lists.values():
            one.sort(key=lambda row: (-row["worth"], row[other]))
            for rank, row in enumerate(one, 1):
                row[f"rank_for_{side}"] = rank
    return sorted(worth, key=lambda row: (-row["worth"], row["need"], row["offering"]))
