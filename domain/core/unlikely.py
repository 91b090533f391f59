"""可疑 Unlikely: what may be right and is asked about before it is taken.

A refusal says which figure is how far from what; the same command with `confirmed` is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from domain.core.command import Refusal

ADVICE = "确实如此请确认，写错了请改正"


class Objection(NamedTuple):
    """What speaks against a figure, which is given in words."""

    code: str
    field: str
    figure: str
    reason: str


def refuse_unlikely(objections: Iterable[Objection]) -> None:
    """Raises where there are any. What is said of one figure stands together; the code and the
    field are the first one's."""
    against = list(objections)
    if against:
        texts: dict[str, list[str]] = {}
        for objection in against:
            texts.setdefault(objection.figure, []).append(objection.reason)
        message = "；".join(figure + "；".join(reasons) for figure, reasons in texts.items())
        raise Refusal(against[0].code, f"{message}。{ADVICE}", against[0].field)
