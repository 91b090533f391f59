"""Why two are proposed, in a few lines that people read: what is alike, then the conditions.

The arithmetic stands behind them, exact as ever; here nothing is weighed, only said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.postings.rules import MISSING, UNLIMITED
from domain.postings.special_rules import NO_CONDITIONS
from domain.postings.tracks import SIDES
from projections.matching.reasons import DIFFERS

WORDS = 4  # that are named of a text
OPEN = "open"  # it stands in nobody's way, for one side leaves it open: that is no match either
NEAR = "near"  # a figure that people guess lies a little beyond its bound: to be talked about
ORDER = ("fail", NEAR, "pass", "unknown", OPEN)  # what is in the way comes first
UNTOLD = "没有写明，请看正文或向发布单位咨询"
UNSTATED = frozenset({MISSING, ""})


@dataclass(frozen=True)
class PlainReason:
    """`verdict`: pass, near, fail, unknown or open. `words` of what is alike; or what each side
    says of a condition, "" where it says nothing. Where nothing is said at all, who publishes a
    policy left its conditions to the text."""

    verdict: str
    title: str
    words: str = ""
    need: str = ""
    offering: str = ""

    @property
    def sentence(self) -> str:
        """What both sides say, in a line; on pages the two are put together in either language."""
        sides = (("需求方", self.need), ("供给方", self.offering))
        if not (self.words or self.need or self.offering):
            return UNTOLD
        both = " · ".join(f"{side} {text or '未说明'}" for side, text in sides)
        return self.words or both + ("，略有超出，可以商谈" if self.verdict == NEAR else "")


def plain_reasons(
    terms: Iterable[Mapping[str, Any]], facets: Iterable[Mapping[str, Any]]
) -> list[PlainReason]:
    """Of terms and facets as the reason sheet keeps them; conditions that neither side states are
    left out."""
    terms = list(terms)
    labels = dict.fromkeys(t["label"] for t in terms if t["kind"] not in {"rest", "grade"})
    words = list(labels)[:WORDS]
    alike = [PlainReason("pass", "内容相近", words="、".join(words))] if words else []
    grades = (t["label"].split(DIFFERS) for t in terms if t["kind"] == "grade")
    others = [
        PlainReason(OPEN, "型号规格不同", need=ours, offering=theirs) for ours, theirs in grades
    ]
    held = [*others, *_conditions(facets)]
    return alike + sorted(held, key=lambda reason: ORDER.index(reason.verdict))


def sides(facet: Mapping[str, Any]) -> tuple[str, str]:
    """What the need and the offering say, as the reason sheet keeps it; "" for a bound that isn't
    stated. 不限 is said only where the offering itself says so."""
    need, offering = ("" if facet[side] == UNLIMITED else str(facet[side]) for side in SIDES)
    return need, UNLIMITED if facet.get("unlimited") else offering


def _conditions(facets: Iterable[Mapping[str, Any]]) -> Iterator[PlainReason]:
    for facet in facets:
        need, offering = ("" if text in UNSTATED else text for text in sides(facet))
        if need == NO_CONDITIONS and offering:
            yield PlainReason("pass", facet["title"], words=offering)
        elif need == NO_CONDITIONS:
            yield PlainReason("unknown", facet["title"])
        elif need or offering:
            verdict = str(facet["verdict"])
            if verdict == "pass" and not (need and offering):
                verdict = OPEN
            if facet.get("beyond"):
                verdict = NEAR
            yield PlainReason(verdict, facet["title"], need=need, offering=offering)
