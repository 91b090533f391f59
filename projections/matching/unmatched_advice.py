"""未匹配的办法 Unmatched advice: what would help a need that nothing is proposed for, told to the
office: with whom, and what either side could state.

With the likest offering of those that give the need its reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from projections.matching.near_misses import TRIED, Amendment, by_the_other_side
from projections.matching.open_pairs import as_recorded, open_between
from projections.matching.pairing import Pairing
from projections.matching.unmatched_reasons import OPEN, Reason, Unmatched, between
from projections.postings.posting_table import PostingRow


@dataclass(frozen=True)
class Advice:
    """`own` and `theirs`: what each side is asked, as its form calls it. `amendments`: what the
    other side could state otherwise, so that the two are proposed at once."""

    offering: PostingRow
    own: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    amendments: tuple[Amendment, ...] = ()


def advice(pairing: Pairing, unmatched: Unmatched) -> Advice | None:
    """None where nobody could help by stating anything."""
    if unmatched.reason not in {*OPEN, Reason.LIMITS}:
        return None
    need, then = unmatched.need, as_recorded(unmatched.need, unmatched.known)
    for offering in _likest(pairing, unmatched):
        if unmatched.reason is Reason.LIMITS:
            if made := by_the_other_side(pairing, need, offering):
                return Advice(offering, amendments=made)
        elif between(pairing, need, offering, then) is unmatched.reason:
            pair = open_between(pairing, need, offering, then)
            assert pair is not None
            return Advice(offering, pair.of("need"), pair.of("offering"))
    return None


def _likest(pairing: Pairing, unmatched: Unmatched) -> list[PostingRow]:
    """Standing offerings, the likest first; of those that fail, as many as near misses try."""
    need = unmatched.need
    worth = (
        (-pairing.points(need, row), row.since, row.id, row)
        for row in pairing.offerings.values()
        if pairing.folding.stands(row.side, row.id)
    )
    rows = [row for *_, row in sorted(worth, key=lambda w: w[:3])]
    return rows[:TRIED] if unmatched.reason is Reason.LIMITS else rows
