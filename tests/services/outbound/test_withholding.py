"""After a consent has ended its receiver's stream holds nothing of it, and readers go on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from domain.leads.consent import ConsentExpired, ConsentNarrowed
from services.house.house import House
from services.house.settings import Settings
from services.outbound.messages import FIELD
from services.outbound.relay import Relay, connect
from tests.services.outgoing import (
    SECRETS,
    Reader,
    deliver,
    due,
    entry,
    faults,
    granted,
    opened,
    revoke,
    whole,
)

A = "docking:{b01}:leads"


@pytest.fixture
def house(tmp_path) -> Iterator[House]:
    with opened(Settings(data=tmp_path)) as made:
        yield made


@pytest.fixture
def client(redis: str) -> Iterator[Redis]:
    with Redis.from_url(redis) as made:
        yield made


@pytest.fixture
def relay(house: House, redis: str) -> Iterator[Relay]:
    made = connect(redis)
    yield Relay(house, made, batch=7)
    made.close()


def messages(client: Redis) -> list[dict]:
    return [json.loads(fields[FIELD.encode()]) for _, fields in whole(client, A)]


def kinds(client: Redis) -> list[str]:
    return [message["type"].removeprefix("docking.") for message in messages(client)]


def readable(client: Redis) -> set[str]:
    stored = b"".join(data for _, fields in whole(client, A) for data in fields.values()).decode()
    return {secret for secret in SECRETS if secret in stored}


def expire(house: House, need: str) -> None:
    gone = ConsentExpired(need=need, receiver="b01")
    house.log.append([entry(f"consent-{need}:b01", 2, gone)])


@pytest.mark.parametrize(
    "end", [lambda house: revoke(house.log, "n1", "b01"), lambda house: expire(house, "n1")]
)
def test_what_was_sent_is_withheld_under_its_number_once_its_consent_has_ended(
    house, relay, client, end
):
    deliver(house.log, ["b01", "b01"], iter([1, 2]))
    relay.relay()
    assert kinds(client) == ["lead.delivered"] * 2
    end(house)
    relay.relay()
    assert kinds(client)[:2] == ["lead.withheld", "lead.delivered"]
    assert messages(client)[0]["data"] == {"lead": "n1"}
    assert faults(whole(client, A), due(house.log)["b01"]) == []


def test_nothing_personal_is_left_once_all_consents_have_ended(house, relay, client):
    deliver(house.log, ["b01"] * 30, iter(range(1, 31)))
    relay.relay()
    assert readable(client) == set(SECRETS), "control: it was there"
    for n in range(1, 31):
        revoke(house.log, f"n{n}", "b01")
    relay.relay()
    assert readable(client) == set()
    assert client.keys("docking:*") == [A.encode()], "nothing is left beside it"


def test_of_a_narrowed_consent_what_is_left_stays(house, relay, client):
    deliver(house.log, ["b01"], iter([1]))
    relay.relay()
    narrowed = ConsentNarrowed(need="n1", receiver="b01", kinds=("company", "contact"))
    left = granted("n1", "b01", ("need",))
    stream = "consent-n1:b01"
    house.log.append([entry(stream, 2, left), entry(stream, 3, narrowed)])
    relay.relay()
    data = messages(client)[0]["data"]
    assert (data["kinds"], data["company"], data["phone"]) == (["need"], None, None)


def test_a_reader_goes_on_from_its_first_open_entry_without_a_gap(house, relay, client):
    deliver(house.log, ["b01"] * 6, iter(range(1, 7)))
    relay.relay()
    fast, slow = Reader(client, A, "fast"), Reader(client, A, "slow")
    for reader in (fast, slow):
        reader.read()
    fast.read()
    slow.read(2)
    client.xreadgroup("slow", "2", {A: ">"}, count=3)  # taken, and never acknowledged
    revoke(house.log, "n2", "b01")
    relay.relay()
    places = {g["name"]: (g["last-delivered-id"], g["pending"]) for g in client.xinfo_groups(A)}
    assert places == {b"fast": (b"6-0", 0), b"slow": (b"2-0", 0)}
    deliver(house.log, ["b01"], iter([9]))
    relay.relay()
    for reader in (fast, slow):
        while reader.read():
            pass
    assert [number for number, _ in fast.got] == [number for number, _ in slow.got]
    assert fast.have == slow.have == len(due(house.log)["b01"]) == 8
    assert (fast.repeated, slow.repeated) == (0, 0)


def test_whoever_waits_at_the_stream_meanwhile_is_served(house, relay, client, redis):
    deliver(house.log, ["b01"] * 2, iter([1, 2]))
    relay.relay()
    reader = Reader(client, A)
    reader.read()
    reader.read()
    revoke(house.log, "n1", "b01")
    with ThreadPoolExecutor(1) as pool, Redis.from_url(redis) as other:
        waiting = pool.submit(other.xreadgroup, "core-banking", "1", {A: ">"}, block=20_000)
        while not client.info("clients")["blocked_clients"]:
            pass
        relay.relay()
        answer = waiting.result()
    assert [id for _, entries in answer for id, _ in entries] == [b"3-0"]


def test_a_relay_that_begins_finds_what_was_left_by_one_that_died(house, relay, client, redis):
    deliver(house.log, ["b01"], iter([1]))
    relay.relay()
    sent = whole(client, A)
    revoke(house.log, "n1", "b01")
    relay.relay()
    stale = client.xrange(A, "2-0", "2-0")
    client.delete(A)
    for id, fields in (*sent, *stale):  # an older copy of Redis, or an older program's
        client.xadd(A, fields, id=id)
    assert readable(client)
    assert Relay(house, connect(redis)).relay() == 0
    assert readable(client) == set()
    assert kinds(client) == ["lead.withheld", "consent.revoked"]


def test_nothing_is_written_anew_where_nothing_is_to_be_withheld(house, relay, client):
    deliver(house.log, ["b01"], iter([1]))
    revoke(house.log, "n1", "b01")
    relay.relay()
    reader = Reader(client, A)
    reader.read()
    client.xreadgroup("core-banking", "1", {A: ">"})
    relay.withheld.clear()
    relay.relay()
    assert client.xpending(A, "core-banking")["pending"] == 2, "the group is the one of before"


def test_a_stream_of_another_log_is_left_alone(house, relay, client):
    deliver(house.log, ["b01"], iter([1]))
    relay.relay()
    client.xadd(A, {FIELD: "another log's"}, id="9-0")
    revoke(house.log, "n1", "b01")
    before = whole(client, A)
    relay.relay()
    assert whole(client, A) == before


def test_what_was_trimmed_stays_away(house, relay, client):
    deliver(house.log, ["b01"] * 3, iter([1, 2, 3]))
    relay.relay()
    client.xtrim(A, minid="2-0", approximate=False)
    revoke(house.log, "n1", "b01")
    revoke(house.log, "n2", "b01")
    relay.relay()
    assert kinds(client)[:2] == ["lead.withheld", "lead.delivered"]
    assert [id for id, _ in whole(client, A)] == [b"2-0", b"3-0", b"4-0", b"5-0"]
