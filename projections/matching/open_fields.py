"""待补充项 Open fields: what the owners of a track's offerings could state, so that needs which are
open by it may become proposals."""

from __future__ import annotations

from collections.abc import Iterable

from projections.matching.open_pairs import open_pairs
from projections.matching.pairing import Pairing
from projections.matching.unmatched_reasons import Reason, Unmatched


def open_fields(
    pairing: Pairing, unmatched: Iterable[Unmatched], least: int
) -> dict[str, tuple[str, ...]]:
    """By offering, in the order of their ids: the fields by which needs of at least so many
    enterprises are open that nothing is proposed for. Fewer would tell whose they are."""
    waiting: dict[tuple[str, str], set[str]] = {}
    for case in unmatched:
        if case.reason is Reason.THEIRS:
            for pair in open_pairs(pairing, case.need, case.known):
                for field in pair.of("offering"):
                    waiting.setdefault((pair.offering.id, field), set()).add(case.need.party)
    asked: dict[str, tuple[str, ...]] = {}
    for (offering, field), parties in sorted(waiting.items()):
        if len(parties) >= least:
            asked[offering] = (*asked.get(offering, ()), field)
    return asked
