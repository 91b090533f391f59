"""The parameters of the county."""

from __future__ import annotations

from domain.administration.parameter import STREAM, Parameters
from services.house.desk import Desk


def parameters(desk: Desk, as_of: int | None = None) -> Parameters:
    """All of them, as of a log position or the log's end."""
    return desk.state(STREAM, Parameters(), as_of)
