"""差一点 Near misses: pairs that aren't proposed, and the least that would have to change.

What a rule turns away is amended as the rule itself suggests (an amount to the nearest bound, a
region added), one amendment for each rule in the way, and only what its owner may truly state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter

from domain.postings.rules import MISSING, Rule, Verdict
from domain.postings.tracks import SIDES
from projections.matching.amendments import changed, suggestions
from projections.matching.pairing import Pairing
from projections.matching.reasons import as_pair, could_meet
from projections.postings.posting_table import PostingRow

TRIED = 60  # candidates that are tried for one posting, the likeliest first


@dataclass(frozen=True)
class Amendment:
    """One field of one side, as it is and as it would have to be; `then` is "" for what its owner
    alone knows."""

    side: str
    title: str
    now: str
    then: str

    @property
    def sentence(self) -> str:
        """What to do; on pages it is put together in either language."""
        if not self.then:
            return f"写明“{self.title}”"
        if self.unstated:
            return f"补上“{self.title}”：{self.then}"
        return f"把“{self.title}”由“{self.now}”改为“{self.then}”"

    @property
    def unstated(self) -> bool:
        return self.now == MISSING


@dataclass(frozen=True)
class NearMiss:
    """A pair and the amendments that would bring it in; `then` is both sides with them made."""

    need: PostingRow
    offering: PostingRow
    then: tuple[PostingRow, PostingRow]
    points: int
    amendments: tuple[Amendment, ...]

    @property
    def sides(self) -> tuple[str, ...]:
        """Who would have to change something."""
        amended = {amendment.side for amendment in self.amendments}
        return tuple(side for side in SIDES if side in amended)


def near_misses(pairing: Pairing, posting: PostingRow, most: int = 5) -> list[NearMiss]:
    """For one live posting of the pairing: the likest texts first, then the fewest amendments.
    Every change is tried: the matcher runs on the hypothetical posting, and only what brings the
    pair into one of the two lists is given."""
    misses: list[NearMiss] = []
    for other in _candidates(pairing, posting)[:TRIED]:
        miss = near_miss(pairing, *as_pair(posting, other), posting.side)
        if miss and pairing.enters(*miss.then):
            misses.append(miss)
        if len(misses) == most:
            break
    return sorted(misses, key=lambda miss: (-miss.points, len(miss.amendments)))


def near_miss(
    pairing: Pairing, need: PostingRow, offering: PostingRow, side: str
) -> NearMiss | None:
    """The least that either side of a pair could state, this one where it can, so that the rules
    and the texts let the two be proposed; None where that isn't enough, or nothing is in the
    way."""
    rows, made = {"need": need, "offering": offering}, []
    for rule in _failing_rules(pairing, need, offering):
        amended = _cleared(rule, rows, side)
        if amended is None:
            return None
        rows[amended[0]], amendment = amended[1], amended[2]
        made.append(amendment)
    then = rows["need"], rows["offering"]
    if not made or not pairing.passes(*then) or not pairing.alike(*then):
        return None
    return NearMiss(need, offering, then, pairing.points(*then), tuple(made))


def kept_apart_by_texts(pairing: Pairing, posting: PostingRow, most: int = 5) -> list[PostingRow]:
    """Whom all conditions would let meet this live posting, and too little of the texts does not:
    the likest first."""
    apart = (
        other
        for rules, _, other in _others(pairing, posting)
        if not rules and not pairing.alike(*as_pair(posting, other))
    )
    return list(islice(apart, most))


def _candidates(pairing: Pairing, posting: PostingRow) -> list[PostingRow]:
    """Other postings whose texts are alike, with rules in the way: where only words were missing
    there would be nothing to state. The likest first, then those with the fewest rules."""
    listed = {row.id for row in pairing.listed(posting)}
    candidates = [
        (-points, len(rules), other)
        for rules, points, other in _others(pairing, posting)
        if points and rules and other.id not in listed
    ]
    return [other for *_, other in sorted(candidates, key=itemgetter(0, 1))]


def _others(pairing: Pairing, posting: PostingRow) -> Iterator[tuple[list[Rule], int, PostingRow]]:
    """Whom it may meet at all, the likest first, with the rules in the way and the points of the
    texts."""
    others = (row for row in pairing.others(posting) if could_meet(posting, row))
    for other in pairing.likest(posting, others):
        pair = as_pair(posting, other)
        yield _failing_rules(pairing, *pair), pairing.points(*pair), other


def _failing_rules(pairing: Pairing, need: PostingRow, offering: PostingRow) -> list[Rule]:
    return [
        rule
        for rule in pairing.rules
        if rule(need.content, offering.content).verdict is not Verdict.PASS
    ]


def _cleared(
    rule: Rule, rows: dict[str, PostingRow], side: str
) -> tuple[str, PostingRow, Amendment] | None:
    """The first suggestion of a rule that satisfies it, on the asker's own side where it can be."""
    need, offering = rows["need"].content, rows["offering"].content
    suggested = sorted(suggestions(rule, need, offering), key=lambda s: s[0] != side)
    for who, changes in suggested:
        content = rows[who].content
        row = replace(rows[who], content=changed(content, changes))
        then = {**rows, who: row}
        facet = rule(then["need"].content, then["offering"].content)
        if facet.verdict is Verdict.PASS:
            facts = (
                changes.keys() & type(content.terms).model_fields.keys() - content.terms.changeable
            )
            text = "" if facts else getattr(facet, who)
            now = getattr(rule(need, offering), who)
            return who, row, Amendment(who, facet.title, now, text)
    return None
