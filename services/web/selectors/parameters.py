"""The parameters on the day that is shown."""

from __future__ import annotations

from domain.administration.parameter import (
    STREAM,
    Parameters,
)
from domain.core.command import recall
from services.web.request import Look


def parameters_shown(look: Look) -> Parameters:
    lines = look.house.ledger.read(STREAM)
    shown = [one.entry().event for one in lines if look.at is None or one.position <= look.at]
    found: Parameters = recall(Parameters(), shown)
    return found
