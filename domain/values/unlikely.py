"""可疑 Unlikely: figures that may be right and are asked about before they are taken.

A refusal with one of these codes says which figure is how far from what; the same command with
`confirmed` is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from domain.core.command import Refusal
from domain.values.dates import show_days
from domain.values.money import show_money
from domain.values.rate import show_rate

ADVICE = "确实如此请确认，写错了请改正"


class Figure(NamedTuple):
    """A kind of figure: `usual` are the least and the most that nobody asks about, None: any;
    `bounds` what these two are called."""

    code: str
    title: str
    shows: Callable[[int], str]
    usual: tuple[int, int] | None = None
    bounds: tuple[str, str] = ("", "")


FIGURES = {
    "amount_fen": Figure("amount.unlikely", "金额", show_money),
    "rate_bp": Figure(
        "rate.unlikely",
        "年利率",
        show_rate,
        usual=(100, 1500),
        bounds=("常见的最低年利率", "常见的最高年利率"),
    ),
    "tenor_days": Figure(
        "tenor.unlikely",
        "期限",
        show_days,
        usual=(1, 3650),
        bounds=("常见的最短期限", "常见的最长期限"),
    ),
}


def factor(value: int, beside: int) -> str:
    """10倍, 1.5倍; below the whole 8%, below one percent 0.5%. Cut off, never rounded up."""
    if value >= beside:
        tenths = value * 10 // beside
        return f"{tenths / 10:g}倍"
    return f"{value * 1000 // beside / 10:g}%"


def unusual(field: str, value: int) -> int | None:
    """The bound of what is usual that a figure is beyond; None where it is within."""
    least, most = FIGURES[field].usual or (value, value)
    return most if value > most else least if value < least else None


def far_from(figure: Figure, value: int, title: str, beside: int) -> str:
    """是产品最长期限365天的10倍"""
    times = factor(value, beside)
    return f"{'是' if value >= beside else '只有'}{title}{figure.shows(beside)}的{times}"


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
