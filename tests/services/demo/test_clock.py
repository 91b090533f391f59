"""The demo's clock: every word of the command line goes by it, and a real county has none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from domain.values.dates import civil_date
from services.cli.opening import opened
from services.demo.clock import begin_clock
from services.house.settings import Settings

CLI = Path(__file__).parents[3] / "services" / "cli"
APART = {"opening.py", "newspaper.py"}  # the one place; a county of its own, made and thrown away


def test_a_demo_goes_on_from_its_last_day_and_a_real_county_has_todays(tmp_path):
    real = civil_date(datetime.now(UTC))
    with opened(Settings(data=tmp_path)) as house:
        assert civil_date(house.now()) - real <= timedelta(days=1)
    begin_clock(tmp_path, datetime.now(UTC), date(2026, 8, 12))
    with opened(Settings(data=tmp_path)) as house:
        assert civil_date(house.now()) in {date(2026, 8, 13), date(2026, 8, 14)}  # at midnight


def test_no_word_of_the_command_line_looks_at_another_clock():
    files = {
        file.name for file in CLI.glob("*.py") if "House.open(" in file.read_text(encoding="utf-8")
    }
    assert files == APART
