"""Sites for the tests of pages."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.servers import new_database
from tests.web.sites import FILED, LEAD_STORY, site


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def stored(request, tmp_path_factory):
    """One site for a file of tests, with a lead and an applicant, in either store."""
    with ExitStack() as kept:
        where = {}
        if request.param == "postgres":
            url = request.getfixturevalue("postgres_url")
            where["postgres"] = kept.enter_context(new_database(url, "template0"))
        folder = tmp_path_factory.mktemp("site")
        yield kept.enter_context(site(folder, *LEAD_STORY, FILED, **where))


@pytest.fixture
def plain(tmp_path):
    """The factory's need and the bank's loan; nobody has answered anything yet."""
    with site(tmp_path) as made:
        yield made


@pytest.fixture
def led(tmp_path):
    """The same, and the need has come to the bank as a lead."""
    with site(tmp_path, *LEAD_STORY) as made:
        yield made
