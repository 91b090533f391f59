"""What tests of services may ask for by name: a log in each store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.ledger.ledger import Ledger


@pytest.fixture
def sqlite_log(tmp_path: Path) -> str:
    """The URL of a log that doesn't exist yet."""
    return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def log_url(request: pytest.FixtureRequest) -> str:
    """The URL of a log that doesn't exist yet, in either store."""
    name = "sqlite_log" if request.param == "sqlite" else "postgres"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def ledger(log_url: str) -> Iterator[Ledger]:
    """An empty log in either store."""
    opened = Ledger.open(log_url)
    yield opened
    opened.close()
