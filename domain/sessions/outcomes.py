"""What the two sides say of a meeting. `entered_by`: the role of who told it for a side whose own
people did not; it is shown, and no voice of that side. Before version 3 nobody noted it."""

from __future__ import annotations

from domain.core.event import Event
from domain.core.shapes import Day, Whole

Key = tuple[int, str, str, str]  # a meeting's slot, enterprise and partner, and who says it


class OutcomeRecorded(Event, name="session.outcome_recorded", version=3):
    """What one side says of a meeting; the other confirms it by saying the same."""

    slot: Whole
    enterprise: str
    partner: str
    by: str
    code: str
    amount_fen: Whole | None
    reason_code: str = ""
    note: str = ""
    entered_by: str = ""

    @property
    def key(self) -> Key:
        return self.slot, self.enterprise, self.partner, self.by


class FollowedUp(Event, name="session.followed_up", version=3):
    """What became of a meeting since, as one side says; landed money counts for the figures where
    both sides tell of it, and no lead between the two has drawn any."""

    on: Day
    slot: Whole
    enterprise: str
    partner: str
    by: str
    code: str
    amount_fen: Whole | None
    reason_code: str = ""
    note: str = ""
    entered_by: str = ""

    @property
    def key(self) -> Key:
        return self.slot, self.enterprise, self.partner, self.by
