"""What every test may ask for by name: real servers. And which tests are slow, and their order."""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest

from tests.servers import (
    bare_postgres,
    postgres,
    postgres_template,
    postgres_url,
    redis,
    redis_url,
    spare_database,
)

__all__ = [
    "bare_postgres",
    "postgres",
    "postgres_template",
    "postgres_url",
    "redis",
    "redis_url",
    "spare_database",
]
SERVERS = {"postgres_url", "redis_url", "chromium"}
SITES = {"plain", "led", "everything", "written", "issuer", "guessed", "guarded", "stored"}


@pytest.hookimpl(tryfirst=True)  # before marks choose
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a server or a site is slow. Files with slow tests come first: workers take a file
    at a time, and none should end with a long one."""
    for item in items:
        if (SERVERS | SITES).intersection(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests and what they import stay to the end: no search for garbage need walk over
    them, neither while they come nor afterwards."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
