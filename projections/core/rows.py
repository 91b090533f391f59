"""Rows of a table as values: only the table and the dataclass say what a column is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

Value = TypeVar("Value")


def as_row(kind: Callable[..., Value], row: Any, **extra: Any) -> Value:
    """A dataclass made of a row: each field from the column of its name, unless it is given."""
    names = (name for name in _names(kind) if name not in extra)
    return kind(**{name: getattr(row, name) for name in names}, **extra)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
