"""What tests of views may ask for by name: a database for them in each store."""

from __future__ import annotations

import pytest

from projections.core.database import open_views


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def views_url(request, tmp_path):
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'views.db'}"
    postgres = request.getfixturevalue("postgres")
    return postgres.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def engine(views_url):
    opened = open_views(views_url)
    yield opened
    opened.dispose()
