"""Registries: events, commands and life-cycles enter one by their name where they are defined."""

from __future__ import annotations

from typing import Any


def enter(registry: dict[str, Any], name: str, value: Any, what: str) -> None:
    """Raises `TypeError` where the name is taken: it would be a mistake in the program."""
    if name in registry:
        raise TypeError(f"two {what} are called {name!r}: {registry[name]} and {value}")
    registry[name] = value
