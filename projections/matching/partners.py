"""Partners: how those who offer something had answered before a day, in whole numbers.

A proposal counts for its offering's owner once that owner answered it, or let it lapse; one that
the other side declined first waits until that day, and counts for nothing. Two proposals as people
usually meet them, one answered in a week and one not, are counted with each party's own, so that
a first answer isn't everything that is known.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from projections.matching.decisions import Decision

MILLION = 1_000_000
USUAL_DAYS = 7


@dataclass(frozen=True)
class History:
    """One party's proposals: days in their order. `took`: the days that the first answers took, all
    together, by how many answers there are."""

    delivered: Sequence[str] = ()
    answered: Sequence[str] = ()
    lapsed: Sequence[str] = ()
    withdrawn: Sequence[str] = ()
    took: Sequence[int] = (0,)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> History:
        """Of decisions about one party's offerings."""
        known = list(decisions)
        answers = sorted(
            (decision.offering_answered_on, decision.delivered_on)
            for decision in known
            if decision.offering_answered_on
        )
        others = [decision for decision in known if not decision.offering_answered_on]
        return cls(
            delivered=sorted(decision.delivered_on for decision in known),
            answered=[day for day, _ in answers],
            lapsed=sorted(d.through for d in others if d.status == "expired"),
            withdrawn=sorted(d.declined_on for d in others if d.declined_on),
            took=list(accumulate((_days(*answer) for answer in answers), initial=0)),
        )

    def on(self, day: str) -> dict[str, int]:
        """The features as they stood when the day began: the share of proposals that were answered,
        in millionths, the days that an answer took and the proposals that wait, times a million."""
        delivered, answers, lapses, withdrawn = (
            bisect_left(days, day)
            for days in (self.delivered, self.answered, self.lapsed, self.withdrawn)
        )
        return {
            "answered": (answers + 1) * MILLION // (answers + lapses + 2),
            "days": (self.took[answers] + USUAL_DAYS) * MILLION // (answers + 1),
            "waiting": (delivered - answers - lapses - withdrawn) * MILLION,
        }


UNKNOWN_PARTNER = History().on("")


class Partners:
    """The parties that offer something, by their histories."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        by_party: dict[str, list[Decision]] = {}
        for decision in decisions:
            by_party.setdefault(decision.shown.offering_party, []).append(decision)
        self._histories = {party: History.of(some) for party, some in sorted(by_party.items())}

    def known(self, party: str, day: str) -> Mapping[str, int]:
        """A party's features when a day began."""
        history = self._histories.get(party)
        return history.on(day) if history else UNKNOWN_PARTNER

    def all(self, day: str) -> dict[str, dict[str, int]]:
        """Those of every party of which anything is known."""
        return {party: history.on(day) for party, history in self._histories.items()}


def _days(answered: str, delivered: str) -> int:
    return (date.fromisoformat(answered) - date.fromisoformat(delivered)).days
