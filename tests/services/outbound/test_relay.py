"""The relay and its streams: what a receiver finds there, and what it never finds there."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from redis import Redis

from domain.values.dates import civil_date
from projections.leads.outbox import Item
from services.house.house import House
from services.house.settings import Settings
from services.outbound.messages import FIELD, as_bytes, message
from services.outbound.relay import Relay, Streams, connect, stream
from tests.servers import MASTER
from tests.services.outgoing import (
    SECRETS,
    Reader,
    deliver,
    delivered,
    due,
    entry,
    faults,
    granted,
    offered,
    opened,
    revoke,
    whole,
)
from tests.spec import NOON

A, B = "docking:{b01}:leads", "docking:{b02}:leads"
DAY = civil_date(NOON).isoformat()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def house(request, tmp_path) -> Iterator[House]:
    """An empty house in each store."""
    postgres = request.getfixturevalue("postgres") if request.param == "postgres" else None
    with opened(Settings(data=tmp_path, master=MASTER, postgres=postgres)) as made:
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


# --- what goes out -------------------------------------------------------------------------------


def test_each_receiver_finds_its_leads_and_a_plain_reader_proves_that_it_has_them_all(
    house, relay, client
):
    deliver(house.log, ["b01", "b02", "b01"] * 20)
    assert relay.relay() == 60
    wanted = due(house.log)
    assert (len(wanted["b01"]), len(wanted["b02"])) == (40, 20)
    assert faults(whole(client, A), wanted["b01"]) == []
    assert faults(whole(client, B), wanted["b02"]) == []
    reader = Reader(client, A)
    while reader.have < 40:
        reader.read(9)
    assert reader.got == [(n, told.lead) for n, told in enumerate(wanted["b01"], 1)]
    assert client.xpending(A, "core-banking")["pending"] == 0


def test_an_entry_is_the_message_and_nothing_else(house, relay, client):
    offered(house.log)
    deliver(house.log, ["b01"])
    relay.relay()
    item = Item("b01", 1, house.log.last(), "lead.delivered", "n4", "n4")
    expected = as_bytes(message(house.log, house.views, item, DAY))
    assert whole(client, A) == [(b"1-0", {FIELD.encode(): expected})]
    assert json.loads(expected)["data"]["offering_title"] == "转贷周转贷"
    assert [secret for secret in SECRETS if secret not in expected.decode()] == []


def test_what_was_relayed_is_not_relayed_again_by_whom_and_when_ever(house, relay, redis, client):
    deliver(house.log, ["b01"] * 3)
    assert (relay.relay(), relay.relay(), Relay(house, connect(redis)).relay()) == (3, 0, 0)
    deliver(house.log, ["b01"] * 2)
    assert Relay(house, connect(redis)).relay() == 2
    deliver(house.log, ["b01"])
    assert relay.relay() == 1, "although it believed the stream to end before"
    assert faults(whole(client, A), due(house.log)["b01"]) == []


def test_an_empty_house_relays_nothing(relay):
    assert (relay.relay(), relay.trim(), relay.ahead()) == (0, 0, [])


# --- consent at the moment of sending ------------------------------------------------------------


def kinds(client: Redis, key: str) -> list[str]:
    return [json.loads(f[FIELD.encode()])["type"] for _, f in whole(client, key)]


def test_after_a_revocation_nothing_new_leaves_not_even_when_redis_is_filled_anew(
    house, relay, client
):
    deliver(house.log, ["b01", "b01"], iter([1, 2]))
    relay.relay()
    deliver(house.log, ["b01"], iter([3]))
    revoke(house.log, "n1", "b01")
    revoke(house.log, "n3", "b01")
    relay.relay()
    went = [f"docking.lead.{what}" for what in ("withheld", "delivered", "withheld")]
    assert kinds(client, A) == [*went, *["docking.consent.revoked"] * 2]
    client.flushall()
    relay.relay()
    assert kinds(client, A)[:3] == [
        f"docking.lead.{w}" for w in ("withheld", "delivered", "withheld")
    ]
    assert faults(whole(client, A), due(house.log)["b01"]) == []
    revoke(house.log, "n2", "b01")
    client.flushall()
    relay.relay()
    stored = b"".join(data for _, fields in whole(client, A) for data in fields.values()).decode()
    assert [secret for secret in SECRETS if secret in stored] == []


def test_a_revocation_while_the_messages_are_made_is_respected(house, redis, client):
    def now():
        """Asked when messages are made; at the first time the enterprise thinks better of it."""
        if not asked:
            asked.append(NOON)
            revoke(house.log, "n1", "b01")
        return NOON

    asked: list[object] = []
    deliver(house.log, ["b01"], iter([1]))
    with opened(house.settings) as other:
        changing = House(**{**vars(other), "now": now})
        Relay(changing, connect(redis)).relay()
    assert asked
    assert kinds(client, A) == ["docking.lead.withheld", "docking.consent.revoked"]


def test_a_consent_that_was_narrowed_lets_only_the_rest_out(house, relay, client):
    deliver(house.log, ["b01"], iter([1]))
    house.log.append([entry("consent-n1:b01", 2, granted("n1", "b01", ("need",)))])
    relay.relay()
    [(_, fields)] = whole(client, A)
    data = json.loads(fields[FIELD.encode()])["data"]
    assert (data["company"], data["contact"], data["phone"]) == (None, None, None)
    assert data["content"]["text"] == delivered("n1", "b01").content.text


# --- trimming ------------------------------------------------------------------------------------


def test_only_what_every_group_has_acknowledged_is_trimmed(house, relay, client):
    deliver(house.log, ["b01"] * 20)
    relay.relay()
    assert relay.trim(keep=0) == 0, "nobody has said what he has"
    fast, slow = Reader(client, A, "fast"), Reader(client, A, "slow")
    for reader in (fast, slow):
        reader.read()
    while fast.have < 20:
        fast.read()
    slow.read(8)
    assert relay.trim(keep=15) == 5, "the last fifteen stay"
    assert relay.trim(keep=0) == 3
    assert next(id for id, _ in whole(client, A)) == b"9-0"
    slow.read(2)
    client.xgroup_setid(A, "fast", "20-0")
    client.xreadgroup("slow", "2", {A: ">"}, count=4)  # taken and never acknowledged
    assert relay.trim(keep=0) == 2
    assert next(id for id, _ in whole(client, A)) == b"11-0"
    deliver(house.log, ["b01"])
    assert relay.relay() == 1
    assert whole(client, A)[-1][0] == b"21-0"


def test_a_stream_that_was_trimmed_to_nothing_goes_on_with_its_next_number(house, relay, client):
    deliver(house.log, ["b01"] * 3)
    relay.relay()
    reader = Reader(client, A)
    while reader.have < 3:
        reader.read()
    assert (relay.trim(keep=0), whole(client, A)) == (3, [])
    deliver(house.log, ["b01"])
    relay.relay()
    assert [id for id, _ in whole(client, A)] == [b"4-0"]


# --- what isn't ours -----------------------------------------------------------------------------


def test_a_key_that_is_no_stream_holds_up_nobody_else(house, relay, redis, client):
    deliver(house.log, ["b01", "b02"])
    client.set(A, "somebody's")
    said: list[str] = []
    streams = Streams(house, lambda: redis, said.append)
    assert (streams.pass_on(), streams.pass_on()) == (1, 0)
    assert len(said) == 1
    assert "b01" in said[0]
    assert faults(whole(client, B), due(house.log)["b02"]) == []
    client.delete(A)
    assert streams.pass_on() == 1
    streams.close()


def test_a_stream_that_is_ahead_of_the_log_is_told_of_and_left_alone(house, redis, client):
    deliver(house.log, ["b01"])
    client.xadd(A, {"of": "another log"}, id="5-0")
    said: list[str] = []
    streams = Streams(house, lambda: redis, said.append)
    assert (streams.pass_on(), streams.pass_on(), len(whole(client, A))) == (0, 0, 1)
    assert [("b01" in line, "日志" in line) for line in said] == [(True, True)]
    streams.close()


def test_receivers_have_keys_of_their_own_slot():
    assert stream("b01") == A


# --- Redis away ----------------------------------------------------------------------------------


def test_while_redis_is_away_it_is_said_once_and_tried_after_pauses(house, redis, client):
    deliver(house.log, ["b01"])
    said: list[str] = []
    asked: list[float] = []
    clock = [0.0]
    nowhere = "unix:///nowhere/redis.sock"

    def address() -> str:
        asked.append(clock[0])
        return nowhere if clock[0] < 20 else redis

    streams = Streams(house, address, said.append, clock=lambda: clock[0])
    for second in range(40):
        clock[0] = float(second)
        streams.pass_on()
    assert asked == [0, 1, 3, 7, 15, 30]
    assert [line.partition("，")[0] for line in said] == ["消息流连不上", "消息流已恢复"]
    assert faults(whole(client, A), due(house.log)["b01"]) == []
    streams.close()
