"""常见 Usual: what is usual of a kind of figure, and how far one is from another."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from domain.values.dates import show_days
from domain.values.money import show_money
from domain.values.rate import show_rate


class Figure(NamedTuple):
    """A kind of figure: `usual` are the least and the most that nobody asks about, None: any;
    `bounds` what these two are called."""

    code: str
    title: str
    shows: Callable[[int], str]
    usual: tuple[int, int] | None = None
    bounds: tuple[str, str] = ("", "")


FIGURES = {
    "amount_fen": Figure(
        "amount.unlikely",
        "金额",
        show_money,
        bounds=("常见的最低金额", "常见的最高金额"),
    ),
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


def unusual(field: str, value: int, usual: tuple[int, int] | None = None) -> int | None:
    """The bound that a figure is beyond of what is usual of its kind, or of `usual`; None where it
    is within."""
    least, most = usual or FIGURES[field].usual or (value, value)
    return most if value > most else least if value < least else None


def far_from(figure: Figure, value: int, title: str, beside: int) -> str:
    """是产品最长期限365天的10倍"""
    times = factor(value, beside)
    return f"{'是' if value >= beside else '只有'}{title}{figure.shows(beside)}的{times}"
