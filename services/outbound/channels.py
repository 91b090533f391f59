"""How a party wants to be told: by webhook, by e-mail, or only in its inbox."""

from __future__ import annotations

from domain.core.streams import stream
from domain.parties.channel import Channel
from services.house.desk import Desk


def channel_of(desk: Desk, party: str, as_of: int | None = None) -> Channel:
    """As of a log position or the log's end."""
    return desk.state(stream("channel", party), Channel(), as_of)
