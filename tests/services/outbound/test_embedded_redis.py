"""A server of our own in the data folder: started, shared, ended with us, found as it was left."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoAnswer

from services.house.settings import Settings
from services.outbound.embedded_redis import Valkey
from services.outbound.relay import Streams
from tests.services.killable import eventually
from tests.services.outgoing import deliver, due, faults, opened, whole

pytestmark = pytest.mark.slow


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    made = Valkey(tmp_path)
    yield made
    made.close()


def process(url: str) -> int:
    with Redis.from_url(url) as client:
        pid: int = client.info("server")["process_id"]
        return pid


def gone(url: str) -> bool:
    try:
        process(url)
    except NoAnswer:
        return True
    return False


def test_it_starts_when_it_is_asked_for_and_ends_with_us_and_keeps_what_it_had(tmp_path):
    first = Valkey(tmp_path)
    assert (first.obstacle(), gone(first.url)) == ("", True)
    with Redis.from_url(first.address()) as client:
        client.xadd("stream", {"n": 1}, id="1-0")
        client.xgroup_create("stream", "group", "1-0")
    first.close()
    assert gone(first.url)
    second = Valkey(tmp_path)
    with Redis.from_url(second.address()) as client:
        assert [group["last-delivered-id"] for group in client.xinfo_groups("stream")] == [b"1-0"]
    second.close()


def test_whoever_opens_the_same_folder_shares_it(valkey, tmp_path):
    other = Valkey(tmp_path)
    assert process(valkey.address()) == process(other.address())
    other.close()
    assert not gone(valkey.url), "it isn't the other's to end"


def test_a_server_that_was_killed_is_started_again_and_filled_again(valkey, tmp_path):
    said: list[str] = []
    clock = [0.0]
    with opened(Settings(data=tmp_path)) as house:
        deliver(house.log, ["b01"] * 3)
        streams = Streams(house, valkey.address, said.append, clock=lambda: clock[0])
        assert streams.pass_on() == 3
        os.kill(process(valkey.url), signal.SIGKILL)
        eventually(lambda: gone(valkey.url))
        streams.pass_on()
        clock[0] = 60.0
        streams.pass_on()
        with Redis.from_url(valkey.url) as client:
            found = faults(whole(client, "docking:{b01}:leads"), due(house.log)["b01"])
        streams.close()
    assert found == []
    assert [line.partition("，")[0] for line in said] == ["消息流连不上", "消息流已恢复"]


def start(folder: str, tell: Connection) -> None:
    """A program that starts the server, tells its address, and waits to be killed."""
    tell.send(Valkey(Path(folder)).address())
    signal.pause()


def test_it_ends_when_the_program_that_started_it_is_killed(tmp_path):
    told, tell = get_context("forkserver").Pipe(duplex=False)
    parent = get_context("forkserver").Process(target=start, args=(str(tmp_path), tell))
    parent.start()
    with told, tell:
        try:
            url = told.recv()
            assert not gone(url)
        finally:
            parent.kill()
            parent.join()
    eventually(lambda: gone(url))


def test_a_folder_whose_path_is_too_long_for_a_socket_is_named_as_the_obstacle(tmp_path):
    assert "太长" in Valkey(tmp_path / ("x" * 100)).obstacle()
