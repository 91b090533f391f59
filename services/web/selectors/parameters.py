"""The parameters on the day that is shown."""

from __future__ import annotations

from domain.administration.parameter import (
    STREAM,
    Parameters,
)
from domain.core.command import recall
from services.web.request import PageRequest


def parameters_shown(request: PageRequest) -> Parameters:
    lines = request.house.log.read(STREAM)
    shown = [one.entry().event for one in lines if request.at is None or one.position <= request.at]
    found: Parameters = recall(Parameters(), shown)
    return found
