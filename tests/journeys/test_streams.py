"""The ways out from the command line: the streams filled, the feed read, Redis away."""

from __future__ import annotations

import json

import pytest
from redis import Redis

from services.cli import main
from services.house.house import House
from services.house.settings import Settings
from tests.services.houses import confirm_clock
from tests.services.outgoing import deliver, due, faults, opened, whole

NOWHERE = "unix:///nowhere/redis.sock"


@pytest.fixture
def docking(capsys, tmp_path):
    """docking("feed") -> (exit code, what was said, what was complained of)."""

    def run(*words):
        code = main(["--data", str(tmp_path), *map(str, words)])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return run


@pytest.fixture
def leads(tmp_path):
    """Three leads for b01; leads() -> what the log of the folder has for it, ends included."""

    def now():
        with opened(Settings(data=tmp_path)) as house:
            return due(house.log)["b01"]

    with opened(Settings(data=tmp_path)) as house:
        deliver(house.log, ["b01"] * 3)
    with House.open(Settings(data=tmp_path)) as house:
        confirm_clock(house)
    return now


@pytest.mark.parametrize("word", ["relay", "up"])
def test_leads_go_into_the_stream_of_the_redis_that_is_given(docking, leads, redis, word):
    code, out, err = docking("--redis", redis, word, "--once")
    assert (code, f"消息流 streams {redis}" in out.replace("  ", " "), err) == (0, True, "")
    with Redis.from_url(redis) as client:
        assert faults(whole(client, "docking:{b01}:leads"), leads()) == []


def test_without_a_redis_our_own_carries_them_and_ends_with_us(docking, leads, tmp_path):
    code, out, _ = docking("relay", "--once")
    assert (code, str(tmp_path / "streams") in out) == (0, True)
    assert list((tmp_path / "streams" / "appendonlydir").iterdir())


@pytest.mark.parametrize(("word", "expected"), [("relay", 1), ("up", 0)])
def test_a_redis_that_is_away_is_said_once_and_nothing_else_stops(docking, leads, word, expected):
    code, out, err = docking("--redis", NOWHERE, word, "--once")
    assert (code, out.count("消息流连不上"), "streams.away" in err) == (expected, 1, bool(expected))
    with_redis_back = docking("relay", "--once")
    assert with_redis_back[0] == 0


def test_the_feed_is_read_line_by_line(docking, leads):
    code, out, _ = docking("feed", "--after", 1, "--limit", 4)
    events = [json.loads(line) for line in out.splitlines()]
    assert (code, [event["sequence"] for event in events]) == (0, ["2", "3", "4", "5"])
    assert "13900001234" not in out
