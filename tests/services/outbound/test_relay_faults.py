"""Every lead once, in its order, whatever is killed, flushed or restarted on the way.

In effect: a plain reader may see an entry again and knows it by its number; it never misses one.
Each fault has its control: the same question about a relay that is built otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import pytest
from redis import Redis, RedisCluster
from redis.exceptions import ConnectionError as NoAnswer
from redis.exceptions import RedisError, ResponseError

from services.house.house import House
from services.house.settings import Settings
from services.ledger.ledger import Unavailable
from services.outbound.relay import Relay, connect, stream
from tests.servers import MASTER
from tests.services.killable import (
    Server,
    cluster_node,
    eventually,
    free_port,
    killable_postgres,
    killable_redis,
)
from tests.services.outgoing import Reader, deliver, due, faults, opened, whole
from tests.services.relaying import pass_on

pytestmark = pytest.mark.slow

RECEIVERS = ("b01", "b02", "b03")
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["tests.services.relaying", "tests.services.writer", "services.ledger.sqlite"]
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(Settings(data=tmp_path)) as made:
        made.views.fresh()
        yield made


@contextmanager
def relaying(settings: Settings, redis: str, *, batch: int = 3) -> Iterator[BaseProcess]:
    """A relay at work, killed at the end of the block at the latest."""
    working = PROCESSES.Event()
    process = PROCESSES.Process(target=pass_on, args=(settings, redis, batch, working))
    process.start()
    try:
        assert working.wait(60)
        yield process
    finally:
        process.kill()
        process.join()


def relayed(client: Redis) -> int:
    return sum(client.xlen(stream(receiver)) for receiver in RECEIVERS)


def everything_came_through(house: House, client: Redis, readers: list[Reader]) -> int:
    """How many leads the log has; every stream and every reader has each of them, once."""
    wanted = due(house.log)
    assert {who: faults(whole(client, stream(who)), told) for who, told in wanted.items()} == {
        who: [] for who in wanted
    }
    for reader, told in zip(readers, wanted.values(), strict=True):
        while reader.have < len(told):
            reader.read()
        assert reader.got == [(n, one.lead) for n, one in enumerate(told, 1)]
    return sum(map(len, wanted.values()))


def readers_of(client: Redis) -> list[Reader]:
    return [Reader(client, stream(receiver)) for receiver in RECEIVERS]


def say(capsys: pytest.CaptureFixture[str], counts: str) -> None:
    """What was tried how often, for whoever watches the tests."""
    with capsys.disabled():
        sys.stdout.write(f"\n{counts}\n")


# --- relays that are killed ----------------------------------------------------------------------


def test_relays_are_killed_and_every_lead_is_there_once_and_in_order(house, redis, capsys):
    random, numbers, total, kills, amid = Random(4), count(1), 0, 0, 0
    with Redis.from_url(redis) as client:
        readers = readers_of(client)
        for life in range(44):
            before = relayed(client)
            deliver(house.log, random.choices(RECEIVERS, k=30), numbers)
            total += 30
            with ExitStack() as lives:
                for _ in range(2 if life % 4 == 0 else 1):  # sometimes two at once
                    process = lives.enter_context(relaying(house.settings, redis, batch=1))
                    kills += 1
                if life % 2:
                    seen = before + random.randrange(total - before)
                    eventually(lambda: relayed(client) > seen)  # noqa: B023 - used at once
                process.join(random.uniform(0, 0.01))
            amid += before < relayed(client) < total
            for reader in readers:
                reader.read()
        Relay(house, client).relay()
        leads = everything_came_through(house, client, readers)
    assert (leads, kills) == (total, 55)
    assert amid > 10, "some died in the middle of their work"
    say(capsys, f"relays killed {kills}, {amid} amid their work; {leads} leads, 0 lost, 0 doubled")


class AutoIds(Relay):
    """The control: ids by Redis, and a bookmark written down after the sending."""

    def _send(self, pages):
        answers = {}
        for receiver, (first, page) in pages.items():
            mark = int(self.client.get(f"mark:{receiver}") or 0)
            if first != mark + 1:
                answers[receiver] = mark, 0
                continue
            for message in page:
                self.client.xadd(stream(receiver), {"message": message})
            self.die()
            self.client.set(f"mark:{receiver}", mark + len(page))
            answers[receiver] = mark + len(page), len(page)
        return answers

    def die(self) -> None:
        """Nothing, in a good life."""


class Killed(Exception):
    """What SIGKILL does to a program: it goes no further."""


def test_control_a_relay_that_lets_redis_count_doubles_when_it_is_killed(house, redis):
    class Dies(AutoIds):
        def die(self):
            raise Killed

    deliver(house.log, ["b01"] * 5)
    with Redis.from_url(redis) as client:
        with suppress(Killed):
            Dies(house, client, marks={"b01": 0}).relay()
        AutoIds(house, client).relay()
        found = faults(whole(client, stream("b01")), due(house.log)["b01"])
    assert [fault for fault in found if fault.startswith("doubled")] == [
        f"doubled: {number}" for number in range(1, 6)
    ]


# --- two at once ---------------------------------------------------------------------------------


def test_of_four_relays_at_once_each_lead_is_added_by_one(house, redis):
    with Redis.from_url(redis) as client, ThreadPoolExecutor(4) as threads:
        for _ in range(10):
            deliver(house.log, RECEIVERS * 10)
            relays = [Relay(house, connect(redis), batch=4) for _ in range(4)]
            added = list(threads.map(lambda relay: relay.relay(), relays))
            assert sum(added) == 30
        assert everything_came_through(house, client, readers_of(client)) == 300


# --- Redis ---------------------------------------------------------------------------------------


class Trusting(Relay):
    """The control: explicit ids, and what it remembers of the streams instead of asking."""

    def _send(self, pages):
        answers = {}
        for receiver, (first, page) in pages.items():
            for number, message in enumerate(page, first):
                with suppress(ResponseError):  # equal or smaller: somebody was faster
                    self.client.xadd(stream(receiver), {"message": message}, id=f"{number}-0")
            answers[receiver] = first + len(page) - 1, len(page)
        return answers


@pytest.mark.parametrize(("kind", "lost"), [(Relay, []), (Trusting, [1, 2, 3])])
def test_a_flush_behind_the_relays_back_is_made_good(house, redis, kind, lost):
    deliver(house.log, ["b01"] * 3)
    with Redis.from_url(redis) as client:
        relay = kind(house, client, marks={"b01": 0})
        relay.relay()
        client.flushall()
        deliver(house.log, ["b01"])
        relay.relay()
        found = faults(whole(client, stream("b01")), due(house.log)["b01"])
    assert [fault for fault in found if fault.startswith("lost")] == [f"lost: {n}" for n in lost]


@pytest.mark.parametrize("keeps", ["yes", "no"])
def test_redis_is_killed_restarted_and_flushed_while_leads_go_out(house, keeps, capsys):
    random, numbers, repeated = Random(keeps), count(1), 0
    deliver(house.log, RECEIVERS, numbers)
    with killable_redis("--appendonly", keeps) as (server, url):
        client = Redis.from_url(url)
        readers = readers_of(client)
        with relaying(house.settings, url, batch=5):
            for blow in range(6):
                deliver(house.log, random.choices(RECEIVERS, k=30), numbers)
                reading(readers, random.randrange(1, 20))
                if blow % 3 == 2:
                    client.flushall()
                else:
                    server.kill()
                    server.start()
            deliver(house.log, RECEIVERS, numbers)
            wanted = due(house.log)
            eventually(lambda: relayed(client) == sum(map(len, wanted.values())))
        leads = everything_came_through(house, client, readers)
        repeated = sum(reader.repeated for reader in readers)
        client.close()
    counts = f"Redis (appendonly {keeps}) killed 4, flushed 2; {leads} leads, 0 lost, 0 doubled"
    say(capsys, f"{counts} in effect, {repeated} repetitions known by their number")


def reading(readers: list[Reader], most: int) -> None:
    """Let the readers read until so many entries have come."""
    came = 0

    def enough() -> bool:
        nonlocal came
        for reader in readers:
            with suppress(NoAnswer):
                came += reader.read(2)
        return came >= most

    eventually(enough)


# --- PostgreSQL ----------------------------------------------------------------------------------


def insistently(append: Callable[[], None], server: Server) -> None:
    """A writer whose database is away starts it again, and tries once more."""
    try:
        append()
    except Unavailable:
        server.start()
        append()


def test_postgresql_is_killed_and_restarted_while_leads_go_out(redis, tmp_path, capsys):
    random, numbers = Random(3), count(1)
    with killable_postgres() as (server, url), Redis.from_url(redis) as client:
        settings = Settings(data=tmp_path, master=MASTER, postgres=url)
        with opened(settings) as house:
            house.views.fresh()
            readers = readers_of(client)
            deliver(house.log, RECEIVERS, numbers)
            with relaying(settings, redis, batch=5):
                for _ in range(3):
                    deliver(house.log, random.choices(RECEIVERS, k=60), numbers)
                    reading(readers, random.randrange(1, 20))
                    server.kill()
                    server.start()
                deliver(house.log, RECEIVERS, numbers)
                total = sum(map(len, due(house.log).values()))
                eventually(lambda: relayed(client) == total)
            leads = everything_came_through(house, client, readers)
    say(capsys, f"PostgreSQL killed 3; {leads} leads, 0 lost, 0 doubled")


# --- Redis Cluster -------------------------------------------------------------------------------

SLOTS = 16384


@contextmanager
def cluster() -> Iterator[list[tuple[Server, str]]]:
    """Three masters that know each other and share the slots."""
    with (
        cluster_node(free_port()) as a,
        cluster_node(free_port()) as b,
        cluster_node(free_port()) as c,
    ):
        nodes = [a, b, c]
        clients = [Redis.from_url(url, decode_responses=True) for _, url in nodes]
        for number, node in enumerate(clients):
            first, last = (SLOTS * n // 3 for n in (number, number + 1))
            node.execute_command("CLUSTER ADDSLOTSRANGE", first, last - 1)
            node.execute_command("CLUSTER SET-CONFIG-EPOCH", number + 1)
        where = [node.connection_pool.connection_kwargs["port"] for node in clients]
        buses = [int(node.config_get("cluster-port")["cluster-port"]) for node in clients]
        for node in clients[1:]:
            node.execute_command("CLUSTER MEET", "127.0.0.1", where[0], buses[0])

        def agree() -> bool:
            told = [node.cluster("INFO") for node in clients]
            return all(
                (i["cluster_state"], i["cluster_known_nodes"], i["cluster_slots_assigned"])
                == ("ok", "3", str(SLOTS))
                for i in told
            )

        eventually(agree)
        yield nodes
        for node in clients:
            node.close()


def test_on_a_cluster_of_three_masters_the_streams_are_the_same(house, capsys):
    banks = [f"b{number:02}" for number in range(24)]
    with cluster() as nodes:
        deliver(house.log, banks * 5)
        client = connect(nodes[0][1])
        assert isinstance(client, RedisCluster)
        relay = Relay(house, client, batch=2)
        assert relay.relay() == 120
        spread = [Redis.from_url(url).dbsize() for _, url in nodes]
        assert all(spread)
        assert sum(spread) == 24

        server, _ = nodes[1]
        server.kill()
        deliver(house.log, banks)
        with pytest.raises(RedisError):
            relay.relay()
        server.start()  # with its slots and without its keys
        eventually(lambda: settled(relay))
        wanted = due(house.log)
        assert [faults(whole(client, stream(who)), wanted[who]) for who in banks] == [[]] * 24
        reader = Reader(client, stream("b07"))
        while reader.have < 6:
            reader.read()
        assert relay.trim(keep=0) == 6
        client.close()
    say(capsys, f"cluster: 24 streams on three masters {spread}, one killed, 144 messages, 0 lost")


def settled(relay: Relay) -> bool:
    try:
        relay.relay()
    except RedisError:
        return False
    return not relay.refused
