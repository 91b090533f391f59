"""Where a county lies, and an empty place for it: in either store, and from one into the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.house.settings import Settings
from tests.servers import MASTER

WAYS = [
    "sqlite>sqlite",
    *(
        pytest.param(way, marks=pytest.mark.slow)
        for way in ("postgres>postgres", "sqlite>postgres", "postgres>sqlite")
    ),
]


@pytest.fixture(params=WAYS)
def places(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Settings, Settings]:
    """Where the county is, and where nothing is yet."""
    here, there = request.param.split(">")
    names = {"postgres": ("postgres", "bare_postgres")}

    def place(store: str, n: int) -> Settings:
        data = tmp_path / ("county", "empty")[n]
        if store == "sqlite":
            mixed = here != there
            return Settings(data=data, master=MASTER if mixed else None)
        url = request.getfixturevalue(names[store][n])
        return Settings(data=data, master=MASTER, postgres=url)

    return place(here, 0), place(there, 1)


@pytest.fixture
def here(places: tuple[Settings, Settings]) -> Settings:
    return places[0]


@pytest.fixture
def there(places: tuple[Settings, Settings]) -> Settings:
    return places[1]
