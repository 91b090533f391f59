"""Every command once, in its order, answered, whatever is killed or restarted on the way.

Each fault has its control: the same question about a worker that is built otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from random import Random

import pytest
from redis import Redis

from services.house.settings import Settings
from services.inbound.cloudevents import reply
from services.inbound.settling import GROUP
from services.inbound.workers import Workers
from tests.servers import MASTER
from tests.services.killable import eventually, killable_postgres, killable_redis
from tests.services.outgoing import opened
from tests.services.working import (
    Partner,
    call,
    faults,
    numbers_done,
    registered,
    work,
    working,
)

pytestmark = pytest.mark.slow

PARTIES = ("e001", "b01", "b02")
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.services.working", "services.ledger.sqlite"])
NAMES = (f"worker-{number}" for number in count(1))
KILLS = 36


@pytest.fixture
def client(redis: str) -> Iterator[Redis]:
    with Redis.from_url(redis) as made:
        yield made


@contextmanager
def killable_worker(settings: Settings, url: str) -> Iterator[BaseProcess]:
    at_work = PROCESSES.Event()
    process = PROCESSES.Process(target=work, args=(settings, url, next(NAMES), at_work))
    process.start()
    try:
        assert at_work.wait(60)
        yield process
    finally:
        process.kill()
        process.join()


def say(capsys: pytest.CaptureFixture[str], counts: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{counts}\n")


def some_calls(partner: Partner, begun: list[int], random: Random) -> None:
    """New ones, and old ones again: a sender that isn't sure whether it was heard."""
    for _ in range(random.randrange(4, 12)):
        begun.append(len(begun) + 1)
        call(partner, begun[-1])
        while random.random() < 0.3:
            call(partner, random.choice(begun))


@pytest.mark.parametrize("store", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def test_workers_are_killed_and_every_command_is_done_once_in_order(
    request, store, tmp_path, redis, client, capsys
):
    random, kills, amid = Random(7), 0, 0
    where = {"postgres": request.getfixturevalue("postgres")} if store == "postgres" else {}
    settings = Settings(data=tmp_path, master=MASTER, **where)
    with opened(settings) as house:
        registered(house, *PARTIES)
        partners = [Partner(client, party) for party in PARTIES]
        begun: dict[str, list[int]] = {party: [] for party in PARTIES}
        while kills < KILLS // 2:
            for partner in partners:
                some_calls(partner, begun[partner.party], random)
            waiting = sum(partner.waiting() for partner in partners)
            with ExitStack() as lives:
                for _ in range(random.choice([1, 1, 2, 3])):
                    lives.enter_context(killable_worker(settings, redis))
                    kills += 1
                some = random.randrange(waiting)
                eventually(lambda: sum(p.waiting() for p in partners) <= some)  # noqa: B023 - used at once
            amid += 0 < sum(partner.waiting() for partner in partners) < waiting
        with working(house, redis):
            for partner in partners:
                partner.done()
        found = {p.party: faults(house, p, begun[p.party]) for p in partners}
        assert found == {party: [] for party in PARTIES}
        assert amid > 3, "some died in the middle of their work"
        entries = sum(len(partner.replies()) for partner in partners)
    total = sum(map(len, begun.values()))
    say(
        capsys,
        f"{store}: workers killed {kills}, {amid} times amid work; {total} commands in {entries}"
        " messages, each done once, in order, and answered; 0 lost, 0 dead",
    )


class AckFirst(Workers):
    """The control: an entry is taken out of the stream before it is done."""

    async def _settle(self, entry):
        stream = f"docking:{{{entry.party}}}:commands"
        await self._client.xack(stream, GROUP, entry.id)
        await self._client.xdel(stream, entry.id)
        if entry.id not in died:
            died.add(entry.id)  # here it is killed; the next has nothing to claim
            return
        await super()._settle(entry)


died: set[str] = set()


def test_control_a_worker_that_acknowledges_first_loses_commands(tmp_path, redis, client):
    partner = Partner(client, "e001")
    with opened(Settings(data=tmp_path)) as house:
        registered(house, "e001")
        call(partner, 1)
        with working(house, redis, kind=AckFirst):
            partner.done()
        assert faults(house, partner, [1]) == ["lost: 1", "unanswered: e001-1"]


class Forgetful(Workers):
    """The control: every entry is a command of its own, whatever its id."""

    def _reply(self, entry, raw):
        id = next(part for part in raw.split(b'"') if part.startswith(b"e001-"))
        return reply(self.house, entry.party, entry.id, raw.replace(id, entry.id.encode()))


def test_control_a_worker_that_forgets_ids_does_things_twice(tmp_path, redis, client):
    partner = Partner(client, "e001")
    with opened(Settings(data=tmp_path)) as house:
        registered(house, "e001")
        for number in (1, 2, 1):
            call(partner, number)
        with working(house, redis, kind=Forgetful):
            partner.done()
        assert "done twice: 1" in faults(house, partner, [1, 2])


class Hasty(Workers):
    """The control: no entry waits for those before it."""

    async def _turn(self, party, id, consumer):
        pending = await self._client.xpending_range(
            f"docking:{{{party}}}:commands", GROUP, id, id, 1
        )
        return pending[0]["times_delivered"] if pending else 0


@pytest.mark.parametrize(("kind", "order"), [(Workers, [1, 2, 3]), (Hasty, [2, 3, 1])])
def test_what_a_dead_worker_left_comes_before_what_came_after(tmp_path, redis, client, kind, order):
    partner = Partner(client, "e001")
    with opened(Settings(data=tmp_path)) as house:
        registered(house, "e001")
        call(partner, 1)
        client.xgroup_create(partner.key("commands"), GROUP, id="0")
        client.xreadgroup(GROUP, "dead", {partner.key("commands"): ">"})
        call(partner, 2)
        call(partner, 3)
        with working(house, redis, kind=kind):
            partner.done()
        assert numbers_done(house, "e001") == order


def test_two_workers_share_the_work_and_keep_the_order(tmp_path, redis, client):
    partners = [Partner(client, party) for party in PARTIES]
    with opened(Settings(data=tmp_path)) as house:
        registered(house, *PARTIES)
        with working(house, redis, "w1"), working(house, redis, "w2"):
            for number in range(1, 151):
                for partner in partners:
                    call(partner, number)
            for partner in partners:
                partner.done()
        assert [faults(house, partner, range(1, 151)) for partner in partners] == [[], [], []]


def test_commands_that_come_in_another_order_are_each_done_once(tmp_path, redis, client):
    partner, numbers = Partner(client, "e001"), [*range(1, 61)] * 2
    Random(3).shuffle(numbers)
    with opened(Settings(data=tmp_path)) as house:
        registered(house, "e001")
        with working(house, redis, "w1"), working(house, redis, "w2"):
            for number in numbers:
                call(partner, number)
            partner.done()
        assert faults(house, partner, list(dict.fromkeys(numbers))) == []


# --- servers that are killed ---------------------------------------------------------------------


def sending(partner: Partner, numbers: Iterator[int], most: int) -> None:
    for _ in range(most):
        call(partner, next(numbers))


def test_postgres_is_killed_and_restarted_while_commands_are_done(tmp_path, redis, client, capsys):
    partner, numbers = Partner(client, "e001"), count(1)
    with killable_postgres() as (server, url):
        settings = Settings(data=tmp_path, master=MASTER, postgres=url)
        with opened(settings) as house, ExitStack() as workers:
            registered(house, "e001")
            for name in ("w1", "w2"):
                workers.enter_context(working(house, redis, name))
            for life in range(4):
                sending(partner, numbers, 40)
                eventually(lambda: partner.waiting() < 30 + life)  # noqa: B023 - used at once
                server.kill()
                sending(partner, numbers, 5)
                server.start()
                partner.done()
            last = next(numbers) - 1
            assert faults(house, partner, range(1, last + 1)) == []
    say(capsys, f"PostgreSQL killed 4 times: {last} commands done once, in order; 0 lost, 0 dead")


def test_redis_is_killed_and_restarted_while_commands_are_done(tmp_path, capsys):
    numbers, keeping = count(1), ("--appendonly", "yes", "--appendfsync", "always")
    with (
        killable_redis(*keeping) as (server, url),
        Redis.from_url(url) as client,
        opened(Settings(data=tmp_path)) as house,
    ):
        partner = Partner(client, "e001")
        registered(house, "e001")
        with working(house, url):
            for _ in range(2):
                sending(partner, numbers, 40)
                server.kill()
                server.start()
                sending(partner, numbers, 5)
                partner.done()
        last = next(numbers) - 1
        assert faults(house, partner, range(1, last + 1)) == []
    say(capsys, f"Redis killed twice: {last} commands done once, in order; 0 lost, 0 dead")
