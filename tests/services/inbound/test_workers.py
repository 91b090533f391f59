"""Workers: who may ask for what, what is answered, and what is parked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from domain.parties.party import ChangeStatus
from domain.postings.posting import Draft
from services.house.house import House
from services.house.settings import Settings
from services.inbound.workers import Workers
from services.ledger.ledger import Conflict
from services.outbound.dead_letters import letter, letters, replay
from services.outbound.relay import connect
from tests.examples import content
from tests.services.killable import eventually
from tests.services.outgoing import opened
from tests.services.working import Partner, call, event, faults, numbers_done, registered, working
from tests.spec import OFFICE

DRAFT = json.loads(Draft(side="need", id="n1", party="e001", content=content()).model_dump_json())
BIG = 2 * 1024 * 1024


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(Settings(data=tmp_path)) as made:
        registered(made, "e001", "e002", "b01")
        yield made


@pytest.fixture
def client(redis: str) -> Iterator[Redis]:
    with Redis.from_url(redis) as made:
        yield made


@pytest.fixture
def partner(client: Redis) -> Partner:
    return Partner(client, "e001")


# --- what is answered ----------------------------------------------------------------------------


def test_a_command_is_done_and_answered(house, redis, partner):
    entry = partner.send("1", "draft", DRAFT)
    with working(house, redis):
        partner.done()
    [reply] = partner.replies()
    assert reply["type"] == "docking.reply.accepted"
    assert reply["data"]["command"] == {
        "source": "https://partner.example/crm",
        "id": "1",
        "entry": entry,
    }
    [made] = reply["data"]["events"]
    assert (made["stream"], made["version"], made["event"]) == ("need-n1", 1, "need.drafted")
    kept = house.log.read("need-n1")[0].entry()
    assert (kept.actor, kept.role, kept.source) == ("e001", "enterprise", "stream")


def test_the_same_id_again_gets_the_first_answer_again(house, redis, partner):
    with working(house, redis):
        for _ in range(3):
            partner.send("1", "draft", DRAFT)
        partner.send("1", "submit", {"side": "need", "id": "n1"})
        partner.done()
    said = [(r["data"]["answer"], r["data"].get("repeated")) for r in partner.replies()]
    assert said == [("accepted", False), ("accepted", True), ("accepted", True), ("refused", None)]
    assert partner.answers() == {"1": "command.id_reused"}
    assert len(house.log.read("need-n1")) == 1


def test_an_id_is_its_senders_own(house, redis, client, partner):
    other = Partner(client, "e002")
    with working(house, redis):
        partner.send("1", "draft", DRAFT)
        other.send("1", "draft", DRAFT | {"id": "n2", "party": "e002"})
        partner.done()
        other.done()
    assert (partner.answers(), other.answers()) == ({"1": "accepted"}, {"1": "accepted"})
    assert not any(reply["data"]["repeated"] for reply in other.replies())


def test_nobody_can_act_for_another(house, redis, client):
    other = Partner(client, "e002")
    with working(house, redis):
        other.send("1", "draft", DRAFT)
        other.send("2", "draft", DRAFT, party="e001", actor="office", role="organizer")
        other.send(
            "3", "register_party", {"id": "x1", "profile": {"title": "某", "roles": ["bank"]}}
        )
        other.done()
    assert other.answers() == {
        "1": "posting.not_yours",
        "2": "posting.not_yours",
        "3": "party.role",
    }
    assert house.log.read("need-n1") == []


def test_a_party_that_is_no_more_is_refused(house, redis, partner):
    house.desk.do(ChangeStatus(id="e001", status="deregistered", reason="已注销"), OFFICE)
    partner.send("1", "draft", DRAFT)
    with working(house, redis):
        partner.done()
    assert partner.answers() == {"1": "party.inactive"}


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        (event("1", "fly", {}), "command.unknown", "type"),
        (event("1", "submit", {"side": "need"}), "shape.missing", "id"),
        (event("1", "submit", {"side": "need", "id": "n1", "x": 1}), "shape.extra_forbidden", "x"),
        (event("1", "submit", {}, type="com.example.order"), "event.type", "type"),
        (event("1", "submit", {}, specversion="0.3"), "event.version", "specversion"),
        (event("1", "submit", {}, data=[1]), "json.object", "data"),
        (event("1", "submit", {}, datacontenttype="text/xml"), "event.content", "datacontenttype"),
        (event("1", "submit", {}, data_base64="AA=="), "event.content", "datacontenttype"),
        (event("1", "submit", {"a": "\0"}), "json.text", "data.a"),
        (event("1", "submit", {"a": float("nan")}), "json.number", ""),
        (event("1", "submit", {}, pad="x" * BIG), "json.too_large", ""),
        (event("1", "submit", {})[:-1] + ', "id": "1"}', "json.twice", "id"),
        (event("1", "express_interest", {"id": "no such"}), "shape.string_pattern_mismatch", "id"),
        (event("1", "express_interest", {"id": "0123456789abcdef"}), "proposal.absent", "id"),
        (event("1", "set_webhook", {"url": "https://b.example/", "secret": "x"}),
         "secret.unreadable", "secret"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_in_the_answer(house, redis, partner, raw, code, field):
    partner.write(raw)
    with working(house, redis):
        partner.done()
    [reply] = partner.replies()
    assert (reply["subject"], reply["data"]["code"], reply["data"]["field"]) == ("1", code, field)
    assert partner.dead() == []


# --- what is parked, and replayed ----------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"{", b"\xff\xfe", b"[]", b"null", b"[" * 100_000, b"x" * BIG),
        event("1", "submit", {}, id=7).encode(),
        event("", "submit", {}).encode(),
        event("1", "submit", {}, source="").encode(),
        event("1" * 300, "submit", {}).encode(),
    ],
    ids=range(11),
)
def test_what_has_no_id_is_parked_and_holds_nothing_up(house, redis, client, partner, raw):
    partner.write(raw)
    call(partner, 1)
    with working(house, redis):
        partner.done()
    assert partner.answers() == {"e001-1": "accepted"}
    [parked] = client.xrange(partner.key("commands:dead"))
    assert parked[1][b"__data__"] == raw
    assert parked[1][b"dead.reason"].decode().startswith("没有可以答复的编号")


def test_a_message_without_our_field_is_parked_whole(house, redis, client, partner):
    client.xadd(partner.key("commands"), {"body": "{}", "kind": "?"})
    with working(house, redis):
        partner.done()
    [(_, fields)] = client.xrange(partner.key("commands:dead"))
    assert (fields[b"body"], fields[b"kind"], fields[b"dead.times"]) == (b"{}", b"?", b"1")


@pytest.mark.parametrize(
    "fields",
    [
        {b"\xff\xfe": b"{}"},
        {b"\xff": b"{}", b"__data__": b"{}"},
        {f"f{n}": b"1" for n in range(9000)},
        {"__data__": b"{}"} | {f"f{n}": b"1" for n in range(9000)},
        {"__data__": b""},
    ],
    ids=["no name", "no name beside ours", "many", "many beside ours", "empty"],
)
def test_what_cannot_even_be_decoded_is_parked_and_holds_nothing_up(
    house, redis, client, partner, fields
):
    client.xadd(partner.key("commands"), fields)
    call(partner, 1)
    with working(house, redis):
        partner.done()
    assert partner.answers() == {"e001-1": "accepted"}
    [reason] = partner.dead()
    assert reason.startswith("没有可以答复的编号")
    [(_, parked)] = client.xrange(partner.key("commands:dead"))
    assert len(parked) <= 110


def test_what_is_too_large_is_parked_by_its_beginning(house, redis, client, partner):
    raw = event("1", "submit", {}, pad="x" * 9 * 1024 * 1024)
    partner.write(raw)
    with working(house, redis):
        partner.done()
    [(_, parked)] = client.xrange(partner.key("commands:dead"))
    assert parked[b"__data__"] == raw[:1000].encode()
    assert parked[b"dead.cut"] == b"1 fields, %d bytes" % (len(raw) + len("__data__"))


class Small(Workers):
    """One that lets few entries wait."""

    def __init__(self, *parts, **more):
        super().__init__(*parts, **more, most_waiting=20)


def test_what_is_written_on_top_of_what_may_wait_is_taken_back_and_told_so(
    house, redis, client, partner
):
    for number in range(1, 61):
        call(partner, number)
    client.xadd(partner.key("commands"), {"body": "no id"})
    with working(house, redis, kind=Small):
        partner.done()
    answers = partner.answers()
    full = [id for id, answer in answers.items() if answer == "stream.full"]
    done = [id for id, answer in answers.items() if answer == "accepted"]
    assert len(full) + len(done) == 60
    assert 20 <= len(done) < 60
    assert numbers_done(house, "e001") == [*range(1, len(done) + 1)], "the first ones, in order"
    assert partner.dead() == ["已有 10000 条命令在等待，请等它们办完再发"]
    call(partner, int(full[0].rpartition("-")[2]))
    with working(house, redis):
        partner.done()
    assert partner.answers()[full[0]] == "accepted", "it is new when it comes again"


class Buggy(Workers):
    """A program with a bug that some messages meet."""

    def _reply(self, entry, raw):
        if b"00000002" in raw:
            raise KeyError("a bug of ours")
        return super()._reply(entry, raw)


def test_poison_is_parked_with_its_reason_and_replayed_once_the_bug_is_gone(house, redis, partner):
    with working(house, redis, kind=Buggy):
        for number in (1, 2, 3):
            call(partner, number)
        partner.done()
    assert numbers_done(house, "e001") == [1, 3], "the others went on"
    client = connect(redis)
    house.views.fresh()
    [dead] = letters(house, client)
    assert (dead.party, dead.times, dead.reason) == ("e001", 1, "KeyError: 'a bug of ours'")
    assert json.loads(letter(house, client, dead.id).content)["id"] == "e001-2"
    assert (
        replay(house, client, [dead]),
        replay(house, client, [dead]),
    ) == (1, 0)
    with working(house, redis):
        partner.done()
    assert numbers_done(house, "e001") == [1, 3, 2]
    assert (
        list(letters(house, client)),
        partner.answers()["e001-2"],
    ) == ([], "accepted")
    client.close()


class Busy(Workers):
    """The log is written to by others all the time."""

    def _reply(self, entry, raw):
        tries.append(entry.times)
        raise Conflict("need-n1")


tries: list[int] = []


def test_what_might_pass_is_tried_a_few_times_then_parked(house, redis, partner):
    tries.clear()
    call(partner, 1)
    with working(house, redis, kind=Busy):
        partner.done()
    assert tries == [1, 2, 3, 4, 5, 6, 7, 8]
    assert partner.dead() == ["Conflict: need-n1"]


def test_a_message_over_which_workers_die_is_parked(house, redis, client, partner):
    call(partner, 1)
    client.xgroup_create(partner.key("commands"), "docking", id="0")
    client.xreadgroup("docking", "dead-1", {partner.key("commands"): ">"})
    [one] = client.xpending_range(partner.key("commands"), "docking", "-", "+", 1)
    client.xclaim(
        partner.key("commands"), "docking", "dead-2", 0, [one["message_id"]], retrycount=8
    )
    with working(house, redis):
        partner.done()
    assert len(partner.dead()) == 1
    assert numbers_done(house, "e001") == []


# --- streams that come and go --------------------------------------------------------------------


def test_a_new_party_is_heard_without_a_restart(house, redis, client):
    newcomer = Partner(client, "b77")
    with working(house, redis) as workers:
        eventually(lambda: workers.away == "")
        call(newcomer, 1)
        registered(house, "b77")
        newcomer.done()  # perhaps before the second of the two who listen was begun
        eventually(lambda: (workers.expected, workers.faults()) == (frozenset({"b77"}), []))
    assert newcomer.answers() == {"b77-1": "accepted"}


def test_a_stranger_is_not_heard(house, redis, client, partner):
    stranger = Partner(client, "x99")
    call(stranger, 1)
    call(partner, 1)
    with working(house, redis):
        partner.done()
    assert (stranger.waiting(), stranger.replies()) == (1, [])


def test_what_was_written_before_the_first_worker_came_is_done(house, redis, partner):
    for number in range(1, 101):
        call(partner, number)
    with working(house, redis):
        partner.done()
    assert faults(house, partner, range(1, 101)) == []


def test_after_a_flush_the_next_command_is_heard(house, redis, client, partner):
    with working(house, redis) as workers:
        call(partner, 1)
        partner.done()
        client.flushdb()
        eventually(lambda: workers.expected == frozenset())
        call(partner, 2)
        eventually(lambda: partner.answers() == {"e001-2": "accepted"})
        eventually(lambda: workers.faults() == [])
    assert numbers_done(house, "e001") == [1, 2]


def test_control_one_whose_tasks_have_ended_is_not_ready(house, redis, partner):
    with working(house, redis) as workers:
        call(partner, 1)
        partner.done()
        eventually(lambda: workers.faults() == [])
        workers.look_s = 3600  # it heals nothing
        eventually(lambda: all(one.running for one in workers._listening["e001"]))
        for one in workers._listening["e001"]:
            for task in one.tasks:
                task.get_loop().call_soon_threadsafe(task.cancel)
        eventually(lambda: workers.faults() == ["e001: nobody listens"])


def test_a_key_that_is_no_stream_is_somebody_elses_fault(house, redis, client, partner):
    client.set(Partner(client, "e002").key("commands"), "not a stream")
    call(partner, 1)
    with working(house, redis) as workers:
        partner.done()
        eventually(lambda: workers.faults() == ["e002: nobody listens"])
    assert partner.answers() == {"e001-1": "accepted"}
