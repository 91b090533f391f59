"""Shapes: the plain types that events and commands are made of.

A shape says what a value looks like and judges nothing: history is read through the same shapes,
and a rule that is tightened tomorrow must not make yesterday's log unreadable. Judging is the
business of `domain/postings/validation.py`, which only commands call.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool


class Shape(BaseModel):
    """A frozen value that refuses fields it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _day(value: Any) -> Any:
    """pydantic would read 20260301 as seconds since 1970; a day is a date or YYYY-MM-DD."""
    if isinstance(value, (str, date)) and not (isinstance(value, str) and len(value) != 10):
        return value
    raise ValueError("日期要写成 YYYY-MM-DD")


def _figure(value: Any) -> Any:
    """No floats: 0.1 as a float is not the figure that somebody wrote."""
    if isinstance(value, float):
        raise ValueError('小数要写成文本，如 "0.1"')  # noqa: TRY004 (pydantic collects ValueErrors)
    return value


Whole = Annotated[int, Field(strict=True)]
Day = Annotated[date, BeforeValidator(_day)]
Figure = Annotated[Decimal, BeforeValidator(_figure), Field(allow_inf_nan=False)]
YesNo = StrictBool
Codes = tuple[str, ...]


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
