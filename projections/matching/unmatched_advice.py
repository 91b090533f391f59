"""未匹配的办法 Unmatched advice: what would help a need that nothing is proposed for, told to the
office: with whom, and what each side would have to state.

With the likest offering of those that give the need its reason; where conditions fail, with one
whose owner alone could help, then with one that the need alone could come to, and only then with
one where both have to change something.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from domain.postings.tracks import SIDES
from projections.matching.amendments import changed
from projections.matching.near_misses import TRIED, Amendment, near_miss
from projections.matching.open_pairs import as_recorded, open_between, silent_facts
from projections.matching.pairing import Pairing
from projections.matching.unmatched_reasons import OPEN, Reason, Unmatched, between
from projections.postings.posting_table import PostingRow

# Whom the office calls, the shortest way first: what an enterprise could state it is told itself.
BEST_SIDES = (("offering",), ("need",), ("need", "offering"))


@dataclass(frozen=True)
class Advice:
    """`own` and `theirs`: what each side is asked, as its form calls it. `amendments`: what either
    could state otherwise, so that rules and texts let the two be proposed."""

    offering: PostingRow
    own: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    amendments: tuple[Amendment, ...] = ()

    @property
    def sides(self) -> tuple[str, ...]:
        """Who has to change something: whom the office calls."""
        asked = {"need": bool(self.own), "offering": bool(self.theirs)}
        asked |= {amendment.side: True for amendment in self.amendments}
        return tuple(side for side in SIDES if asked[side])


def advice(pairing: Pairing, unmatched: Unmatched) -> Advice | None:
    """None where nobody could help by stating anything."""
    if unmatched.reason is Reason.LIMITS:
        return _amended(pairing, unmatched)
    if unmatched.reason not in OPEN:
        return None
    need, then = unmatched.need, as_recorded(unmatched.need, unmatched.known)
    for offering in _likest(pairing, unmatched):
        if between(pairing, need, offering, then) is unmatched.reason:
            pair = open_between(pairing, need, offering, then)
            assert pair is not None
            return Advice(offering, pair.of("need"), pair.of("offering"))
    return None


def _amended(pairing: Pairing, unmatched: Unmatched) -> Advice | None:
    likest: dict[tuple[str, ...], Advice] = {}  # by whom the office would call
    for advised in _amendments(pairing, unmatched):
        likest.setdefault(advised.sides, advised)
        if advised.sides == BEST_SIDES[0]:
            break
    return next((likest[sides] for sides in BEST_SIDES if sides in likest), None)


def _amendments(pairing: Pairing, unmatched: Unmatched) -> Iterator[Advice]:
    """What would let in whom, by either side as far as it can, the likest first."""
    for offering, side in product(_likest(pairing, unmatched), reversed(SIDES)):
        miss = near_miss(pairing, unmatched.need, offering, side)
        if miss and pairing.passes(_with_record(miss.then[0], unmatched), miss.then[1]):
            yield Advice(offering, amendments=miss.amendments)


def _with_record(then: PostingRow, unmatched: Unmatched) -> PostingRow:
    """A need as it would be, but where it was silent and its party's record isn't."""
    facts = silent_facts(unmatched.need, unmatched.known)
    return replace(then, content=changed(then.content, facts))


def _likest(pairing: Pairing, unmatched: Unmatched) -> list[PostingRow]:
    """Standing offerings, the likest first; of those that fail, as many as near misses try."""
    stands, offerings = pairing.folding.stands, pairing.offerings.values()
    standing = (row for row in offerings if stands(row.side, row.id))
    rows = pairing.likest(unmatched.need, standing)
    return rows[:TRIED] if unmatched.reason is Reason.LIMITS else rows
