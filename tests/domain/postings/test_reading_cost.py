"""从正文读出条件: what reading costs: nothing where it is only imported, no more for blanks."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from domain.postings.reading.read import readings
from domain.postings.reading.table import TABLE

TODAY = date(2026, 6, 10)


def test_whoever_only_imports_the_table_waits_for_none_of_its_patterns():
    asked = (
        "import domain.postings.reading.read\n"
        "from domain.postings.reading.matches import pattern\n"
        "print(pattern.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


@pytest.mark.parametrize("kind", TABLE)
def test_a_long_run_of_blanks_is_read_like_any_other_text(kind):
    """Blanks are bounded in every pattern: with `*` beside `*` this took tens of minutes."""
    assert readings(kind, "1" + " " * 3990 + "x", TODAY) == {}
