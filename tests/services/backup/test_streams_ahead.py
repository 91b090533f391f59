"""Streams that hold more than a restored log has are said by receiver, before a restore."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from services.cli import docking
from services.house.settings import Settings
from services.outbound.relay import Relay, connect, stream
from tests.services.backup.backups import carry_master, filled, opened
from tests.services.outgoing import delivered, entry, granted

pytestmark = pytest.mark.slow


@pytest.fixture
def redis_of(redis):
    client = connect(redis)
    yield client
    client.close()


@pytest.fixture
def run():
    def docking_says(settings, *words):
        arguments = ["--data", str(settings.data), *words]
        if settings.redis:
            arguments = ["--redis", settings.redis, *arguments]
        return CliRunner().invoke(docking, arguments)

    return docking_says


def test_what_they_are_ahead_by_is_said_and_asked_for(run, redis, redis_of, tmp_path):
    here = Settings(data=tmp_path / "county", redis=redis)
    there = Settings(data=tmp_path / "empty", redis=redis)
    path = tmp_path / "backup"
    with opened(here) as house:
        filled(house)
        Relay(house, redis_of).relay()
    assert run(here, "backup", str(path)).exit_code == 0
    carry_master(here, there)
    with opened(here) as house:
        for n in ("7", "8"):
            house.log.append(
                [
                    entry(f"consent-n{n}:b01", 1, granted(f"n{n}", "b01")),
                    entry(f"lead-l{n}", 1, delivered(f"n{n}", "b01")),
                ]
            )
        house.views.fresh()
        more = Relay(house, redis_of).relay()
    assert more > 0
    refused = run(there, "restore", str(path))
    assert refused.exception.code == "restore.streams_ahead"
    assert f"b01 {more} 条" in refused.exception.message
    assert not (there.data / "log.db").exists()
    done = run(there, "restore", str(path), "--streams-ahead")
    assert (done.exit_code, f"b01 {more} 条" in done.output) == (0, True)


def test_control_streams_that_are_where_the_backup_is_are_no_matter(run, redis, redis_of, tmp_path):
    here = Settings(data=tmp_path / "county", redis=redis)
    there = Settings(data=tmp_path / "empty", redis=redis)
    with opened(here) as house:
        filled(house)
        Relay(house, redis_of).relay()
        assert redis_of.exists(stream("b01"))
    assert run(here, "backup", str(tmp_path / "backup")).exit_code == 0
    carry_master(here, there)
    done = run(there, "restore", str(tmp_path / "backup"))
    assert (done.exit_code, done.exception) == (0, None)
