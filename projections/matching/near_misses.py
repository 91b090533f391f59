"""差一点 Near misses: pairs that aren't proposed, and the least that would have to change.

What a rule turns away is amended as the rule itself suggests (an amount to the nearest bound, a
region added), one amendment for each rule in the way; where only the score is short, words of the
other text are added. Every change is tried: the matcher runs on the hypothetical posting, and only
what brings the pair into one of the two lists is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from domain.postings.content import Content
from domain.postings.rules import Among, Between, Rule, Verdict, Wanted, show
from domain.postings.special_rules import ConditionsMet, IndustryServed, LocalIfAsked, RegionServed
from projections.matching.pairing import Pairing
from projections.postings.posting_table import PostingRow

TRIED = 60  # candidates that are tried for one posting, the likeliest first
MOST_WORDS = 5

Changes = dict[str, Any]  # field of the content, or of its terms, and its new value


@dataclass(frozen=True)
class Amendment:
    """One field of one side, as it is and as it would have to be; for words, what to add."""

    side: str
    title: str
    now: str
    then: str


@dataclass(frozen=True)
class NearMiss:
    """A pair and the amendments that would bring it in; `then` is both sides with them made."""

    need: PostingRow
    offering: PostingRow
    then: tuple[PostingRow, PostingRow]
    points: int
    amendments: tuple[Amendment, ...]


def near_misses(pairing: Pairing, posting: PostingRow, most: int = 5) -> list[NearMiss]:
    """For one live posting of the pairing: the fewest amendments first, then the better score."""
    misses = []
    for other, obstacles in _candidates(pairing, posting)[:TRIED]:
        need, offering = (posting, other) if posting.side == "need" else (other, posting)
        miss = _amended(pairing, need, offering, obstacles, posting.side)
        if miss:
            misses.append(miss)
        if len(misses) == most:
            break
    return sorted(misses, key=lambda miss: (len(miss.amendments), -miss.points))


def _candidates(pairing: Pairing, posting: PostingRow) -> list[tuple[PostingRow, list[Rule]]]:
    """Other postings in whose texts there is something, with the rules in the way."""
    others = pairing.offerings if posting.side == "need" else pairing.needs
    listed = {row.id for row in pairing.listed(posting)}
    candidates: list[tuple[int, int, str, list[Rule]]] = []
    for other in others.values():
        need, offering = (posting, other) if posting.side == "need" else (other, posting)
        points = pairing.points(need, offering)
        if not points or other.id in listed or other.party == posting.party:
            continue
        rules = [
            rule
            for rule in pairing.track.rules
            if rule(need.content, offering.content).verdict is not Verdict.PASS
        ]
        candidates.append((len(rules), -points, other.id, rules))
    return [(others[id], rules) for _, _, id, rules in sorted(candidates, key=lambda f: f[:3])]


def _amended(
    pairing: Pairing, need: PostingRow, offering: PostingRow, obstacles: list[Rule], side: str
) -> NearMiss | None:
    """The near miss of a pair, if amending what is in the way brings it in."""
    rows, made = {"need": need, "offering": offering}, []
    for rule in obstacles:
        amended = _cleared(rule, rows, side)
        if amended is None:
            return None
        rows[amended[0]], amendment = amended[1], amended[2]
        made.append(amendment)
    if not pairing.enters(rows["need"], rows["offering"]):
        worded = _worded(pairing, rows, side)
        if worded is None:
            return None
        rows[side] = worded[0]
        made.append(worded[1])
    points = pairing.points(rows["need"], rows["offering"])
    return NearMiss(need, offering, (rows["need"], rows["offering"]), points, tuple(made))


def _cleared(
    rule: Rule, rows: dict[str, PostingRow], side: str
) -> tuple[str, PostingRow, Amendment] | None:
    """The first suggestion of a rule that satisfies it, on the asker's own side where it can be."""
    need, offering = rows["need"].content, rows["offering"].content
    suggested = sorted(_suggestions(rule, need, offering), key=lambda s: s[0] != side)
    for who, changes in suggested:
        row = replace(rows[who], content=_changed(rows[who].content, changes))
        then = {**rows, who: row}
        facet = rule(then["need"].content, then["offering"].content)
        if facet.verdict is Verdict.PASS:
            before = rule(need, offering)
            texts = getattr(before, who), getattr(facet, who)
            return who, row, Amendment(who, facet.title, *texts)
    return None


def _suggestions(rule: Rule, need: Content, offering: Content) -> Iterator[tuple[str, Changes]]:
    """What either side could state instead, so that the rule passes."""
    sides = {"need": need, "offering": offering}
    match rule:
        case Between() | Among() | Wanted():
            other = "offering" if rule.holder == "need" else "need"
            yield from _of_terms(rule, rule.holder, other, sides)
        case RegionServed():
            if offering.regions:
                yield "need", {"regions": (*need.regions, offering.regions[0])}
            if need.regions:
                yield "offering", {"regions": (*offering.regions, need.regions[0])}
        case IndustryServed():
            if offering.industries:
                yield "need", {"industries": (*need.industries, offering.industries[0])}
            if need.industries:
                yield "offering", {"industries": (*offering.industries, need.industries[0])}
        case LocalIfAsked():
            yield "need", {"local_only": False}
        case ConditionsMet():
            conditions = getattr(offering.terms, "conditions", None) or ()
            stated = {c.fact: _fact(c, getattr(need.terms, c.fact)) for c in conditions}
            yield "need", stated


def _of_terms(
    rule: Between | Among | Wanted, holder: str, other: str, sides: dict[str, Content]
) -> Iterator[tuple[str, Changes]]:
    bound, stated = sides[holder].terms, getattr(sides[other].terms, rule.value)
    match rule:
        case Between():
            low, high = (getattr(bound, name) if name else None for name in (rule.low, rule.high))
            short = low is not None and (stated is None or stated < low)
            units: Changes = {rule.unit: getattr(bound, rule.unit)} if rule.unit else {}
            yield other, {rule.value: low if short else high, **units}
            if stated is not None:
                yield holder, {rule.low if short else rule.high: stated}
        case Among():
            takes = getattr(bound, rule.takes) or ()
            if takes:
                many = _many(sides[other].terms, rule.value)
                yield other, {rule.value: (*(stated or ()), takes[0]) if many else takes[0]}
            if stated:
                codes = stated if isinstance(stated, tuple) else (stated,)
                yield holder, {rule.takes: (*takes, codes[0])}
        case Wanted():
            yield other, {rule.value: True}
            yield holder, {rule.wants: False}


def _fact(condition: Any, value: Any) -> Any:
    """The nearest value of a fact that meets a condition."""
    if condition.operator == "at_least":
        return condition.value if value is None else max(value, condition.value)
    if condition.operator == "at_most":
        return condition.value if value is None else min(value, condition.value)
    return condition.value


def _many(terms: Any, field: str) -> bool:
    """Whether a field takes several codes."""
    extra = type(terms).model_fields[field].json_schema_extra
    return bool(isinstance(extra, dict) and extra["reads"] == "choices")


def _changed(content: Content, changes: Changes) -> Content:
    own = {name: value for name, value in changes.items() if name in type(content).model_fields}
    terms = {name: value for name, value in changes.items() if name not in own}
    if terms:
        own["terms"] = content.terms.model_copy(update=terms)
    return content.model_copy(update=own)


def _worded(
    pairing: Pairing, rows: dict[str, PostingRow], side: str
) -> tuple[PostingRow, Amendment] | None:
    """The posting with words of the other text, the weightiest first, until the pair is in."""
    row, other = rows[side], rows["offering" if side == "need" else "need"]
    own, theirs = pairing.vector(row), pairing.vector(other)
    missing = sorted(
        (term for term in theirs if term.startswith("w:") and term not in own),
        key=lambda term: (-theirs[term], term),
    )
    added: list[str] = []
    for term in missing[:MOST_WORDS]:
        added.append(term[2:])
        text = f"{row.content.text}{'，'.join(['', *added])}"
        longer = replace(row, content=row.content.model_copy(update={"text": text}))
        then = {**rows, side: longer}
        if pairing.enters(then["need"], then["offering"]):
            return longer, Amendment(side, "补充说明", show(None), "、".join(added))
    return None
