"""What every test may ask for by name: real servers. And which tests are slow or stay together."""

from __future__ import annotations

import pytest

from tests.servers import postgres, postgres_url, redis, redis_url

__all__ = ["postgres", "postgres_url", "redis", "redis_url"]
SERVERS = {"postgres_url", "redis_url", "chromium"}
SITES = {"plain", "led", "everything", "written", "issuer"}


@pytest.hookimpl(tryfirst=True)  # before marks choose, and before groups are looked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a server or a site is slow. Who shares a module's fixture shares a worker, which
    makes it once."""
    for item in items:
        wanted = getattr(item, "fixturenames", ())
        if (SERVERS | SITES).intersection(wanted):
            item.add_marker("slow")
        if any(scope == "module" for scope in scopes(item)):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def scopes(item: pytest.Item) -> list[str]:
    """Of the fixtures that a test asks for, how long each lives."""
    known = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}
    return [made.scope for several in known.values() for made in several]
