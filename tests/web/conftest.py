"""Sites for the tests of pages."""

from __future__ import annotations

import pytest

from tests.web.sites import LEAD_STORY, site


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
