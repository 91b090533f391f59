"""Filters of the templates: how values of ours look to whoever reads a page.

Forms, links, exports and the API write exact amounts and ISO dates; these are for reading only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from markupsafe import Markup, escape

from domain.values.dates import SHANGHAI
from domain.values.money import round_money

TEN_THOUSAND_YUAN = 10**6  # in fen


def money(fen: int) -> str | Markup:
    """The amount as people say it, with the exact one as its title from 1万元 on."""
    if abs(fen) < TEN_THOUSAND_YUAN:
        return round_money(fen)
    return Markup('<span title="{}">{}</span>').format(yuan(fen), round_money(fen))


def yuan(fen: int) -> str:
    """52,346,800.00 元."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d} 元"


def wan(fen: int) -> str:
    """Fen as 万元, with as many decimals as it has, up to six."""
    whole, rest = divmod(abs(fen), 1_000_000)
    decimals = f"{rest:06d}".rstrip("0")
    sign = "-" if fen < 0 else ""
    return f"{sign}{whole:,}{'.' + decimals if decimals else ''}"


def score(millionths: int) -> str:
    return f"{millionths / 1_000_000:.6f}"


def chinese_day(day: date | str) -> str:
    """2026年8月13日. A text is a day as ISO writes it."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{on.year}年{on.month}月{on.day}日"


def iso_day(day: date | str) -> str:
    return day if isinstance(day, str) else f"{day:%Y-%m-%d}"


def chinese_moment(moment: datetime | str, seconds: bool = False) -> str:
    """2026年8月13日 09:30, in Beijing: today's by the hour would mislead in a print."""
    at = _in_beijing(moment)
    return f"{chinese_day(at.date())} {at:{_clock(seconds)}}"


def iso_moment(moment: datetime | str, seconds: bool = False) -> str:
    at = _in_beijing(moment)
    return f"{at:%Y-%m-%d} {at:{_clock(seconds)}}"


def lines(text: str) -> Markup:
    """A text with its own line breaks."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def _in_beijing(moment: datetime | str) -> datetime:
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return at.astimezone(SHANGHAI)


def _clock(seconds: bool) -> str:
    return "%H:%M:%S" if seconds else "%H:%M"


def fact_in(language: str) -> Callable[[str | date], str]:
    """A filter for what is stated: a day as that language shows it, anything else as it is."""
    show = DAYS[language]
    return lambda value: show(value) if isinstance(value, date) else value


DAYS: dict[str, Callable[[date | str], str]] = {"zh": chinese_day, "en": iso_day}
MOMENTS = {"zh": chinese_moment, "en": iso_moment}
