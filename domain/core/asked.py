"""Fields as people are asked for them: what forms, templates, importer and checks need to know."""

from __future__ import annotations

from typing import Any

from pydantic import Field


def asked(
    label: str,
    reads: str,
    unit: str = "",
    *,
    choices: dict[str, str] | None = None,
    example: str = "",
    needed: bool = False,
    least: int | None = None,
    usual: bool | tuple[int, int] = False,
    bound: bool = False,
) -> Any:
    """A field as people are asked for it.

    `reads` is how it is read and checked: money, rate, days, date, count, level, quantity, text,
    choice, choices, yes_no, region, conditions. `unit` is assumed where a bare number is written;
    `least` is the smallest figure that makes sense, where it isn't that of its kind; `usual`: it is
    asked about beyond what is usual of its kind (`domain/values/usual.py`), or beyond these two;
    `bound`: it is a least or a most itself, so that 至少 and 不超过 before it say no more than it
    does.
    """
    extra: dict[str, Any] = {"reads": reads, "unit": unit, "example": example}
    if choices:
        extra["choices"] = choices
    if usual:
        extra["usual"] = usual
    if bound:
        extra["bound"] = True
    if least is not None:
        extra["least"] = least
    return Field(... if needed else None, title=label, json_schema_extra=extra)
