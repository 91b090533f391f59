"""How a party wants to be told: by webhook, by e-mail, or only in its inbox."""

from __future__ import annotations

from domain.core.streams import stream
from domain.parties.channel import Channel
from domain.parties.inactive import INACTIVE
from domain.parties.party import Party
from services.house.desk import Desk


def channel_of(desk: Desk, party: str, as_of: int | None = None) -> Channel:
    """As of a log position or the log's end."""
    return desk.state(stream("channel", party), Channel(), as_of)


def is_inactive(desk: Desk, party: str) -> bool:
    """Whether nothing is sent to a party any more, by the log itself."""
    return desk.state(stream("party", party), Party()).status in INACTIVE
