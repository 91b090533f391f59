"""Partners: how those who offer something had answered before a day, in whole numbers.

A proposal counts for its offering's owner once it was answered by that owner, or lapsed; one that
the other side declined first asked nothing of anybody. Two proposals as people usually meet them,
one answered in a week and one not, are counted with each party's own, so that a first answer isn't
everything that is known.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from projections.matching.decisions import Decision

MILLION = 1_000_000
USUAL_DAYS = 7


@dataclass(frozen=True)
class History:
    """One party's proposals: days in their order, and the sums of days that its answers took."""

    delivered: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    lapsed: list[str] = field(default_factory=list)
    took: list[int] = field(default_factory=lambda: [0])

    def on(self, day: str) -> dict[str, int]:
        """The features as they stood when the day began: the share of proposals that were answered,
        in millionths, the days that an answer took and the proposals that wait, times a million."""
        answers, lapses = (bisect_left(days, day) for days in (self.answered, self.lapsed))
        return {
            "answered": (answers + 1) * MILLION // (answers + lapses + 2),
            "days": (self.took[answers] + USUAL_DAYS) * MILLION // (answers + 1),
            "waiting": (bisect_left(self.delivered, day) - answers - lapses) * MILLION,
        }


UNKNOWN_PARTNER = History().on("")


class Partners:
    """The parties that offer something, by their histories."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        asked = [d for d in decisions if d.offering_answered_on or d.status != "declined"]
        self._histories: dict[str, History] = {}
        for decision in asked:
            self._of(decision).delivered.append(decision.delivered_on)
        for decision in sorted(asked, key=lambda decision: decision.offering_answered_on):
            history, day = self._of(decision), decision.offering_answered_on
            if day:
                days = date.fromisoformat(day) - date.fromisoformat(decision.delivered_on)
                history.answered.append(day)
                history.took.append(history.took[-1] + days.days)
            elif decision.status == "expired":
                history.lapsed.append(decision.through)
        for history in self._histories.values():
            history.delivered.sort()
            history.lapsed.sort()

    def known(self, party: str, day: str) -> Mapping[str, int]:
        """A party's features when a day began."""
        history = self._histories.get(party)
        return history.on(day) if history else UNKNOWN_PARTNER

    def all(self, day: str) -> dict[str, dict[str, int]]:
        """Those of every party of which anything is known."""
        return {party: history.on(day) for party, history in sorted(self._histories.items())}

    def _of(self, decision: Decision) -> History:
        return self._histories.setdefault(decision.shown.offering_party, History())
