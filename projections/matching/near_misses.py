"""差一点 Near misses: pairs that aren't proposed, and the least that would have to change.

What a rule turns away is amended as the rule itself suggests (an amount to the nearest bound, a
region added), one amendment for each rule in the way, and only what its owner may truly state.
Every change is tried: the matcher runs on the hypothetical posting, and only what brings the pair
into one of the two lists is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.postings.rules import Rule, Verdict
from projections.matching.amendments import changed, suggestions
from projections.matching.pairing import Pairing
from projections.matching.reasons import as_pair, let_meet
from projections.postings.posting_table import PostingRow

TRIED = 60  # candidates that are tried for one posting, the likeliest first
OWN_TO_STATE = "待填写"  # what is missing, and its owner alone knows


@dataclass(frozen=True)
class Amendment:
    """One field of one side, as it is and as it would have to be."""

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
    """For one live posting of the pairing: the likest texts first, then the fewest amendments."""
    misses = []
    for other, obstacles in _candidates(pairing, posting)[:TRIED]:
        need, offering = as_pair(posting, other)
        miss = _amended(pairing, need, offering, obstacles, posting.side)
        if miss:
            misses.append(miss)
        if len(misses) == most:
            break
    return sorted(misses, key=lambda miss: (-miss.points, len(miss.amendments)))


def by_the_other_side(
    pairing: Pairing, need: PostingRow, offering: PostingRow
) -> tuple[Amendment, ...]:
    """What an offering's owner alone could state, so that it is proposed for a need that has no
    proposal yet; nothing where that isn't enough, or nothing is in the way."""
    made = _stated(need, offering, _obstacles(pairing, need, offering), "offering")
    if made is None or any(amendment.side == "need" for amendment in made[1]):
        return ()
    then = made[0]["need"], made[0]["offering"]
    return made[1] if pairing.passes(*then) and pairing.alike(*then) else ()


def kept_apart_by_texts(pairing: Pairing, posting: PostingRow, most: int = 5) -> list[PostingRow]:
    """Whom all conditions would let meet this live posting, and too little of the texts does not:
    the likest first."""
    ranked = [
        (-points, other.id, other)
        for rules, points, other in _others(pairing, posting)
        if not rules and not pairing.alike(*as_pair(posting, other))
    ]
    return [other for *_, other in sorted(ranked, key=lambda r: r[:2])[:most]]


def _candidates(pairing: Pairing, posting: PostingRow) -> list[tuple[PostingRow, list[Rule]]]:
    """Other postings whose texts are alike, with the rules in the way: where only words were
    missing there would be nothing to state."""
    listed = {row.id for row in pairing.listed(posting)}
    candidates = [
        (-points, len(rules), other.id, other, rules)
        for rules, points, other in _others(pairing, posting)
        if points and rules and other.id not in listed
    ]
    return [(other, rules) for *_, other, rules in sorted(candidates, key=lambda c: c[:3])]


def _others(pairing: Pairing, posting: PostingRow) -> Iterator[tuple[list[Rule], int, PostingRow]]:
    """Whom it may meet at all, with the rules in the way and the points of the texts."""
    for other in (pairing.offerings if posting.side == "need" else pairing.needs).values():
        need, offering = as_pair(posting, other)
        if other.party == posting.party or not let_meet(need, offering):
            continue  # it isn't for him, whatever he changes
        rules = _obstacles(pairing, need, offering)
        yield rules, pairing.points(need, offering), other


def _obstacles(pairing: Pairing, need: PostingRow, offering: PostingRow) -> list[Rule]:
    """The rules in the way."""
    return [
        rule
        for rule in pairing.rules
        if rule(need.content, offering.content).verdict is not Verdict.PASS
    ]


def _amended(
    pairing: Pairing, need: PostingRow, offering: PostingRow, obstacles: list[Rule], side: str
) -> NearMiss | None:
    """The near miss of a pair, if amending what is in the way brings it in."""
    made = _stated(need, offering, obstacles, side)
    if made is None or not pairing.enters(made[0]["need"], made[0]["offering"]):
        return None
    then = made[0]["need"], made[0]["offering"]
    return NearMiss(need, offering, then, pairing.points(*then), made[1])


def _stated(
    need: PostingRow, offering: PostingRow, obstacles: list[Rule], side: str
) -> tuple[dict[str, PostingRow], tuple[Amendment, ...]] | None:
    """Both sides with what is in the way amended, on this side where it can be; None where it
    can't be amended."""
    rows, made = {"need": need, "offering": offering}, []
    for rule in obstacles:
        amended = _cleared(rule, rows, side)
        if amended is None:
            return None
        rows[amended[0]], amendment = amended[1], amended[2]
        made.append(amendment)
    return rows, tuple(made)


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
            text = OWN_TO_STATE if facts else getattr(facet, who)
            now = getattr(rule(need, offering), who)
            return who, row, Amendment(who, facet.title, now, text)
    return None
