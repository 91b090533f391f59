"""The parameters of the county as of the end of the log."""

from __future__ import annotations

from domain.administration.parameter import STREAM, Parameters
from domain.core.command import recall
from services.house.house import House


def parameters(house: House) -> Parameters:
    """All parameters as of the log's end."""
    history = (line.entry().event for line in house.log.read(STREAM))
    found: Parameters = recall(Parameters(), history)
    return found
