"""Time is somebody's morning list: what is overdue is read from a view, and commands are sent.

Nothing expires by itself, and nothing expires because somebody looked at it.
"""

from __future__ import annotations

from domain.command import Ask, Refusal
from domain.posting import Expire
from projections.market import Market
from services.desk import Desk


def expire(market: Market, desk: Desk, ask: Ask) -> list[str]:
    """Expire what was valid until before `ask.on`. The market must have caught up."""
    ended = []
    for side, id in market.overdue(ask.on.isoformat()):
        try:
            if desk.do(Expire.model_validate({"side": side, "id": id}), ask).entries:
                ended.append(f"{side}-{id}")
        except Refusal:
            continue  # renewed or withdrawn since the view looked
    return ended
