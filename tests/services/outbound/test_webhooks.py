"""Webhooks: signed, in order, again until they are taken, given up after days, replayable.

The receiver checks signatures with the verifier of the package `standardwebhooks` and proves from
the sequence numbers that it has everything.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import httpx
import pytest
from standardwebhooks import Webhook

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.parties.party import RegisterParty
from services.house.house import House
from services.house.settings import Settings
from services.inbound.execute import answer, ask_for_party, execute
from services.inbound.shorthand import SetWebhookWithSecret
from services.outbound.channels import channel_of
from services.outbound.dead_letters import letter, letters, replay
from services.outbound.messages import as_bytes, message
from services.outbound.outcomes import MEANINGS
from services.outbound.webhooks import PAUSES, deliver_due, key_of
from services.stores.webhook_queue import Dead
from tests.examples import RURAL_BANK
from tests.servers import MASTER
from tests.services.outgoing import SECRETS, deliver, opened, revoke
from tests.services.receiver import SECRET, Receiver, receiving
from tests.spec import NOON, OFFICE

pytestmark = pytest.mark.slow

SOON = timedelta(seconds=1)
NO = MEANINGS["HTTP"][0]
OTHER_SECRET = "whsec_" + "C2FVsBQIhrscChlQIMV-b5sSYspob7oD".replace("-", "A")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """Its log stands at noon of an example day; the verifier looks at the real clock."""
    where = {}
    if request.param == "postgres":
        where = {"postgres": request.getfixturevalue("postgres"), "master": MASTER}
    with opened(Settings(data=tmp_path, webhook_networks="127.0.0.0/8,::1/128", **where)) as made:
        for id in ("b01", "b02"):
            made.desk.do(RegisterParty(id=id, profile=RURAL_BANK), OFFICE)
        made.views.fresh()
        yield replace(made, now=lambda: datetime.now(UTC))


def set_webhook(house: House, url: str, secret: str = SECRET, party: str = "b01") -> None:
    wish = SetWebhookWithSecret.model_validate({"url": url, "secret": secret})
    execute(house, wish, ask_for_party(house.desk, house.now, party, "test"), None)


def delivered(house: House, count: int, party: str = "b01") -> int:
    """So many leads more for a bank; returns how many messages there are for it by then."""
    deliver(house.log, [party] * count)
    house.views.fresh()
    return house.views.outbox.ends().get(party, 0)


def test_what_is_due_is_posted_signed_and_in_order(house):
    with receiving() as bank:
        set_webhook(house, bank.url)
        last = delivered(house, 5)
        assert deliver_due(house, NOON) == 5
        assert deliver_due(house, NOON) == 0
        assert (bank.numbers, bank.missing(last), bank.rejected) == ([1, 2, 3, 4, 5], [], 0)
        assert bank.hosts == {f"localhost:{bank.port}"}, "the name, though the address is pinned"
        first = bank.kept["b01/1"]
        assert (first["type"], first["data"]["phone"]) == ("docking.lead.delivered", "13900001234")


def test_control_a_receiver_with_another_secret_takes_nothing(house):
    with receiving(OTHER_SECRET) as bank:
        set_webhook(house, bank.url)
        delivered(house, 1)
        assert deliver_due(house, NOON) == 0
        assert (bank.rejected, bank.numbers) == (1, [])
        assert [one.outcome for one in house.stores.webhooks.attempts("b01")] == ["HTTP 401"]


def test_nobody_is_posted_to_who_did_not_ask(house):
    delivered(house, 3)
    assert deliver_due(house, NOON) == 0
    assert house.stores.webhooks.standings() == {}


def test_after_a_revocation_nothing_of_it_leaves_not_even_what_was_tried_before(house):
    with receiving() as bank:
        set_webhook(house, bank.url)
        bank.mood = lambda: (False, 500)
        deliver(house.log, ["b01"], iter([7]))
        house.views.fresh()
        deliver_due(house, NOON)
        revoke(house.log, "n7", "b01")
        house.views.fresh(house.views.outbox)  # the consents have not caught up
        bank.mood = lambda: (True, 200)
        assert deliver_due(house, NOON + timedelta(days=1)) == 2
        kinds = [message["type"] for message in bank.kept.values()]
        assert kinds == ["docking.lead.withheld", "docking.consent.revoked"]
        assert not [secret for secret in SECRETS if secret in json.dumps(list(bank.kept.values()))]


# --- down, up, and down again --------------------------------------------------------------------


def flap(bank: Receiver, random: Random) -> None:
    """Whatever may happen to a receiver."""
    bank.stop()
    mood = random.choice(["well", "well", "down", "broken", "forgetful", "moved"])
    if mood != "down":
        bank.start()
    bank.mood = {
        "broken": lambda: (False, random.choice([400, 429, 500, 503])),
        "forgetful": lambda: (True, random.choice([200, 500])),  # taken, and said no
        "moved": lambda: (False, random.choice([301, 302, 307, 308])),
    }.get(mood, lambda: (True, 204))


@pytest.mark.parametrize("seed", range(3))
def test_a_receiver_that_is_down_and_flapping_gets_everything_in_order(house, seed, capsys):
    random, now, last, failed = Random(seed), NOON, 0, 0
    with receiving() as bank:
        set_webhook(house, bank.url)
        for _ in range(40):
            last = delivered(house, random.randrange(4)) if random.random() < 0.5 else last
            flap(bank, random)
            deliver_due(house, now)
            now += random.choice([SOON, timedelta(minutes=5), timedelta(hours=9)])
        bank.stop()
        bank.start()
        bank.mood = lambda: (True, 200)
        last = delivered(house, 1)
        deliver_due(house, now + timedelta(days=1))
        assert (bank.numbers, bank.missing(last)) == (list(range(1, last + 1)), [])
        attempts = house.stores.webhooks.attempts("b01")
        failed = sum(bool(one.outcome) for one in attempts)
        assert sum(not one.outcome for one in attempts) == last
        assert failed > 5, "it was down at times"
        assert house.stores.webhooks.dead() == []
    with capsys.disabled():
        counts = f"{last} webhooks in order, 0 lost; {failed} attempts failed"
        sys.stdout.write(f"\n{counts}, {bank.repeated} repeated and recognized\n")


def test_control_a_sender_that_tries_once_is_found_out(house):
    random = Random(0)
    with receiving() as bank, httpx.Client(trust_env=False) as client:
        set_webhook(house, bank.url)
        last = delivered(house, 20)
        for item in house.views.outbox.after("b01", 0):
            bank.mood = lambda: (True, 200) if random.random() < 0.7 else (False, 500)
            headers, body = signed(house, item)
            client.post(bank.url, content=body, headers=headers)
        assert bank.missing(last) != []


def signed(house, item):
    event, at = message(house.log, house.views, item, "2026-03-02"), house.now()
    body = as_bytes(event)
    signature = Webhook(SECRET).sign(event["id"], at, body.decode())
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": event["id"],
        "webhook-timestamp": stamp,
        "webhook-signature": signature,
    }, body


def test_one_who_is_down_keeps_nobody_else_waiting(house):
    with receiving() as down, receiving() as well:
        set_webhook(house, down.url, party="b01")
        set_webhook(house, well.url, party="b02")
        down.stop()
        delivered(house, 2, "b01")
        delivered(house, 2, "b02")
        assert deliver_due(house, NOON) == 2
        assert well.numbers == [1, 2]


def test_an_attempt_waits_for_its_time(house):
    with receiving() as bank:
        set_webhook(house, bank.url)
        bank.mood = lambda: (False, 500)
        delivered(house, 1)
        now = NOON
        for pause in PAUSES:
            deliver_due(house, now)
            deliver_due(house, now + pause - SOON)  # too early
            now += pause
        made = [one.at - int(NOON.timestamp()) for one in house.stores.webhooks.attempts("b01")]
        elapsed = [sum(p.total_seconds() for p in PAUSES[:n]) for n in range(len(PAUSES))]
        assert made == elapsed
        assert timedelta(days=3) < now - NOON < timedelta(days=4)


def died(house: House, bank: Receiver) -> datetime:
    """The first of three messages is tried until it is given up."""
    set_webhook(house, bank.url)
    bank.mood = lambda: (False, 503)
    delivered(house, 3)
    now = NOON
    for pause in (*PAUSES, SOON):
        deliver_due(house, now)
        now += pause
    return now


def test_after_the_last_attempt_it_is_dead_and_the_next_is_tried_once_a_day(house):
    with receiving() as bank:
        now = died(house, bank)
        reason = "HTTP 503"
        gone = Dead("b01", 1, int((now - SOON).timestamp()), reason, again=False)
        assert house.stores.webhooks.dead() == [gone]
        assert deliver_due(house, now + PAUSES[-1] - 2 * SOON) == 0
        bank.mood = lambda: (True, 200)
        assert deliver_due(house, now + PAUSES[-1]) == 2
        assert bank.numbers == [2, 3]
        assert bank.missing(3) == [1], "the receiver knows what it hasn't got"


def test_the_dead_are_listed_shown_and_replayed(house):
    with receiving() as bank:
        now = died(house, bank)
        [dead] = letters(house, None)
        assert (dead.id, dead.times, dead.reason) == ("webhooks/b01/1", 10, NO + " 503")
        assert json.loads(letter(house, None, "webhooks/b01/1").content)["sequence"] == "1"
        bank.mood = lambda: (True, 200)
        assert replay(house, None, [dead]) == 1
        deliver_due(house, now)
        assert (bank.numbers, list(letters(house, None))) == (
            [1],
            [],
        )
        deliver_due(house, now + PAUSES[-1])
        assert bank.missing(3) == []


def test_a_replay_that_fails_stays_dead(house):
    with receiving() as bank:
        now = died(house, bank)
        bank.mood = lambda: (False, 410)
        replay(
            house,
            None,
            list(letters(house, None)),
        )
        deliver_due(house, now)
        [dead] = letters(house, None)
        assert dead.reason == NO + " 410"
        with pytest.raises(Refusal, match="没有发送失败的消息"):
            letter(house, None, "webhooks/b01/9")


def test_while_one_process_sends_to_a_receiver_another_does_not(house):
    with receiving() as bank:
        set_webhook(house, bank.url)
        delivered(house, 1)
        assert house.stores.webhooks.hold("b01", NOON, timedelta(minutes=10)) is not None
        assert deliver_due(house, NOON) == 0
        assert deliver_due(house, NOON + timedelta(minutes=11)) == 1, (
            "a sender that died holds on for a while"
        )


# --- where to, and with which secret -------------------------------------------------------------


def test_a_new_address_is_tried_at_once(house):
    with receiving() as old, receiving(OTHER_SECRET) as new:
        set_webhook(house, old.url)
        old.mood = lambda: (False, 500)
        delivered(house, 2)
        deliver_due(house, NOON)
        set_webhook(house, new.url, OTHER_SECRET)
        assert deliver_due(house, NOON + SOON) == 2
        assert (old.numbers, new.numbers) == ([], [1, 2])


def test_a_new_secret_and_the_one_before_sign_for_a_day(house):
    with receiving() as bank:
        set_webhook(house, bank.url)
        set_webhook(house, bank.url, OTHER_SECRET)
        delivered(house, 2)
        assert deliver_due(house, NOON) == 2
        assert (bank.numbers, bank.rejected) == ([1, 2], 0)
        over = replace(house, now=lambda: datetime.now(UTC) + timedelta(days=1, minutes=1))
        delivered(over, 1)
        assert deliver_due(over, over.now()) == 0
        assert (bank.numbers, bank.rejected) == ([1, 2], 1)


def test_what_was_sent_is_sent_once_more_where_somebody_wants_it(house):
    with receiving() as bank:
        set_webhook(house, bank.url)
        delivered(house, 4)
        deliver_due(house, NOON)
        webhooks = house.stores.webhooks
        assert webhooks.send_again("b01", 3, 99) == 2
        assert deliver_due(house, NOON) == 2
        assert deliver_due(house, NOON) == 0
        assert bank.numbers == [1, 2, 3, 4]
        assert [one.number for one in webhooks.attempts("b01", 3)] == [3, 3, 4, 4]
        bank.mood = lambda: (False, 500)
        webhooks.send_again("b01", 1, 4)
        assert deliver_due(house, NOON) == 0
        assert webhooks.wanted_again() == []
        assert (webhooks.standings()["b01"].sent, webhooks.dead()) == (4, [])


def test_a_demo_signs_at_the_time_on_the_wall(house):
    with receiving() as bank:
        demo = replace(house, now=lambda: NOON)
        set_webhook(demo, bank.url)
        delivered(demo, 1)
        assert deliver_due(demo, NOON) == 1
        assert (bank.numbers, bank.rejected) == ([1], 0)
        assert bank.kept["b01/1"]["time"] == "2026-03-02T12:00:00+08:00"


def test_the_secret_is_nowhere_in_the_log_and_survives_a_rebuild(house):
    set_webhook(house, "https://bank.example/leads")
    lines = house.log.after(0, 1000)
    assert not [line for line in lines if SECRET.removeprefix("whsec_").encode() in line.state]
    house.views.rebuild()
    assert house.stores.webhooks.secret("b01", key_of(SECRET)) == SECRET


def test_only_the_party_itself_sets_its_webhook(house):
    raw = b'{"command": "set_webhook", "data": {"url": "http://localhost:1/", "secret": "%s"}}'
    said = answer(house, raw % SECRET.encode(), house.ask("office", OFFICE.role))
    assert (said["answer"], said["code"]) == ("refused", "party.needed")


def test_a_repetition_of_an_older_wish_does_not_bring_its_secret_back(house):
    def wish(secret: str) -> SetWebhookWithSecret:
        return SetWebhookWithSecret.model_validate(
            {"url": "https://bank.example/", "secret": secret}
        )

    ask = ask_for_party(house.desk, house.now, "b01", "test")
    execute(house, wish(SECRET), ask, "w-1")
    execute(house, wish(OTHER_SECRET), ask, "w-2")
    assert execute(house, wish(SECRET), ask, "w-1").repeated
    assert house.stores.webhooks.secret("b01", channel_of(house.desk, "b01").key) == OTHER_SECRET


@pytest.mark.parametrize(
    "url", ["http://bank.example/", "https://bank.example:8443/", "https://bank.example:99999/"]
)
def test_in_service_only_https_on_its_own_port(house, url):
    strict = replace(house, settings=Settings(data=house.settings.data))
    with pytest.raises(Malformed) as malformed:
        set_webhook(strict, url)
    assert malformed.value.field == "url"


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", SECRET.removeprefix("whsec_")])
def test_a_secret_that_is_none_is_malformed(house, secret):
    with pytest.raises(Malformed) as malformed:
        set_webhook(house, "https://bank.example/", secret)
    assert malformed.value.code == "secret.unreadable"


def test_in_service_a_name_that_leads_inside_is_not_posted_to(house):
    with receiving() as bank:
        set_webhook(house, bank.url)
        delivered(house, 1)
        wish = SetWebhookWithSecret.model_validate({"url": "https://localhost/", "secret": SECRET})
        execute(house, wish, ask_for_party(house.desk, house.now, "b01", "test"), None)
        strict = replace(house, settings=Settings(data=house.settings.data))
        assert deliver_due(strict, NOON) == 0
        [attempt] = house.stores.webhooks.attempts("b01")
        assert attempt.outcome == "not_public localhost"
