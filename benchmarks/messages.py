"""How fast leads go out beside plain redis-py, and how long a need takes to become a bank's lead.

    python -m benchmarks.messages [--quick] [--profile]

Batches: leads that stand in the log go through the relay into a stream and to a reader who
acknowledges them (`XREADGROUP`, `XACK`); the other side adds and reads the same bytes with plain
redis-py pipelines of the same size. Both take turns in short blocks; a ratio is the median over
the blocks. `messages.batch.vs_redis_py` begins where the views stand at the log's end, as another
process keeps them; `messages.log.vs_redis_py` has the relay's process bring them there too.

Latency: needs are published at fixed times, 50 a second, in one append with the consent of a bank;
`docking up` in a process of its own proposes, delivers and relays; a plain client blocks on the
stream. Facts from the time at which the need should have been published to the client's having
its lead: `messages.need_to_lead_p50_ms`, `…_p99_ms`. Beside it `messages.lead_to_client_…`: leads
written as fast by another, `docking relay` alone, so that what is left is matching and reactions.
The log is durable, in a temporary folder.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import count
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median, quantiles
from threading import Thread
from time import monotonic, sleep
from typing import Any

import click
from redis import Redis

from benchmarks.log import timed
from domain.administration.publications import Publish
from domain.core.command import Ask, Role
from domain.leads.consent import GrantConsent, Scope
from domain.leads.wording import LATEST_WORDING, consent_text, text_digest
from domain.parties.party import Profile, RegisterParty, SetContact
from domain.postings.content import Content
from domain.postings.posting import Draft, Submit
from services.automation.runner import follow, run
from services.house.house import House
from services.house.settings import Settings
from services.matching.refitting import refit
from services.outbound.messages import FIELD
from services.outbound.relay import BATCH, Relay, Streams, connect, stream
from tests.examples import RURAL_BANK, content, loan
from tests.leads import BANK_CONTACT, NAME, PHONE, bank_contact
from tests.servers import started_redis
from tests.services.outgoing import deliver, delivered, entry, granted, offered, opened

A_SECOND = 50
PATIENCE_S = 100
BANKS = 5
GROUP, PLAIN = "benchmark", "benchmark:{plain}"
KINDS = ("need", "company")


@click.command()
@click.option("--quick", is_flag=True, help="fewer blocks and needs: under two minutes")
@click.option("--profile", is_flag=True, help="say where the worker's time goes")
def main(*, quick: bool, profile: bool) -> None:
    """Measure and print."""
    with ExitStack() as stack:
        url = stack.enter_context(started_redis())
        batches(url, blocks=15 if quick else 60, leads=1000)
        seconds = 5 if quick else 30
        latency(url, "messages.lead_to_client", written, passing_on, seconds, profile=False)
        latency(url, "messages.need_to_lead", publish, up, seconds, profile=profile)


# --- batches -------------------------------------------------------------------------------------


def batches(url: str, blocks: int, leads: int) -> None:
    """Blocks of so many leads to one bank, in turn with plain redis-py."""
    with folder() as data, opened(Settings(data=data)) as house, Redis.from_url(url) as client:
        offered(house.log)
        ours, numbers, seconds = stream("b01"), count(1), []
        relay = Relay(house, connect(url))
        for key in (ours, PLAIN):
            client.xgroup_create(key, GROUP, "0", mkstream=True)
        for block in range(blocks + 1):
            deliver(house.log, ["b01"] * leads, numbers)
            views = timed(caught_up, relay)
            out = timed(relayed, relay) + timed(consume, (client, ours, leads))
            messages = last(client, ours, leads)
            plain = timed(add, (client, messages)) + timed(consume, (client, PLAIN, leads))
            if block:  # the first warms up
                seconds.append((views, out, plain))
            client.xtrim(PLAIN, maxlen=0)
            relay.trim(keep=0)
        relay.client.close()
    views, out, plain = (median(column) for column in zip(*seconds, strict=True))
    ratio = median(p / o for _, o, p in seconds)
    print(f"figure messages.batch.vs_redis_py {ratio:.3f}")
    print(f"figure messages.log.vs_redis_py {median(p / (v + o) for v, o, p in seconds):.3f}")
    print(f"{leads / out:,.0f} leads/s relayed and read, {leads / plain:,.0f} by plain redis-py;")
    print(f"the three views take {views / leads * 1e6:,.0f} µs a lead", flush=True)


def caught_up(relay: Relay) -> None:
    """The views that a message is made from."""
    views = relay.house.views
    views.fresh(views.market, views.consents, views.outbox)


def relayed(relay: Relay) -> None:
    relay.relay()


def add(what: tuple[Redis, list[bytes]]) -> None:
    client, messages = what
    for start in range(0, len(messages), BATCH):
        with client.pipeline(transaction=False) as pipe:
            for message in messages[start : start + BATCH]:
                pipe.xadd(PLAIN, {FIELD: message})
            pipe.execute()


def last(client: Any, key: str, leads: int) -> list[bytes]:
    entries = client.xrevrange(key, count=leads)
    return [fields[FIELD.encode()] for _, fields in entries]


def consume(what: tuple[Any, str, int]) -> None:
    """Read, look at each, acknowledge."""
    (client, key, leads), got = what, 0
    while got < leads:
        [(_, entries)] = client.xreadgroup(GROUP, "1", {key: ">"}, count=BATCH)
        for _, fields in entries:
            json.loads(fields[FIELD.encode()])
        client.xack(key, GROUP, *(id for id, _ in entries))
        got += len(entries)


# --- from a need to a lead -----------------------------------------------------------------------


Write = Callable[[House, int], None]
Serve = Callable[[House, Streams], None]


def latency(
    url: str, figure: str, publish: Write, serve: Serve, seconds: int, *, profile: bool
) -> None:
    """An open loop: needs come when they come, however long the last ones take."""
    needs = seconds * A_SECOND
    processes = get_context("spawn")
    ready, over = processes.Event(), processes.Event()
    with folder() as data, Redis.from_url(url) as client:
        client.flushdb()
        settings = Settings(data=data, redis=url)
        with House.open(settings) as house:
            furnish(house, needs)
            given = (serve, settings, ready, over, profile)
            worker = processes.Process(target=work, args=given)
            worker.start()
            ready.wait()
            seen: dict[int, float] = {}
            reader = Thread(target=watch, args=(client, needs, seen))
            reader.start()
            begun = monotonic() + 0.5
            for number in range(needs):
                sleep(max(0.0, begun + number / A_SECOND - monotonic()))
                publish(house, number)
            published = monotonic() - begun
            reader.join()
            over.set()
            worker.join(60)
    if len(seen) < 2:
        print("no lead came in time")
        return
    waits = [(at - begun - number / A_SECOND) * 1000 for number, at in seen.items()]
    cuts = quantiles(waits, n=100)
    print(f"figure {figure}_p50_ms {cuts[49]:.1f}")
    print(f"figure {figure}_p99_ms {cuts[98]:.1f}")
    print(f"{len(waits)} of {needs} came out; published at {needs / published:.1f}/s", flush=True)


def up(house: House, streams: Streams) -> None:
    run(house, once=False, say=ignore, streams=streams)


def passing_on(house: House, streams: Streams) -> None:
    follow(house, streams.pass_on, once=False, say=ignore)


def written(house: House, number: int) -> None:
    """A consent and a lead, as another process would write them."""
    need, receiver = f"n{number}", bank(number)
    ask = house.ask("house", Role.SYSTEM)
    scope = Scope(receiver=receiver, purpose="docking", kinds=KINDS, until=ask.on + timedelta(30))
    consent = granted(need, receiver).model_copy(update={"scope": scope})
    made = content(title=f"申请倒贷资金 {number}")
    lead = delivered(need, receiver).model_copy(update={"content": made})
    house.log.append(
        [
            entry(f"consent-{need}:{receiver}", 1, consent),
            entry(f"lead-{need}", 1, lead),
        ]
    )


def furnish(house: House, needs: int) -> None:
    """The banks with their offerings, the enterprises, needs of before, and a model fitted."""
    ask = house.ask("office", Role.ORGANIZER)
    for number in range(BANKS):
        house.desk.do(RegisterParty(id=bank(number), profile=RURAL_BANK), ask)
        house.desk.do(bank_contact(bank(number)), ask)
        steps(house, "offering", f"o{number}", bank(number), loan(**valid(house)), ask)
    for start in range(0, needs, 100):
        possible = [
            (command, ask)
            for n in range(start, min(start + 100, needs))
            for command in (
                RegisterParty(id=enterprise(n), profile=profile_of(n)),
                SetContact(id=enterprise(n), contact=NAME, phone=PHONE),
            )
        ]
        house.desk.do_all(possible)
    for number in range(100):
        made = content(title=f"采购原材料 {number}", **valid(house))
        steps(house, "need", f"old{number}", enterprise(number), made, ask)
    house.views.fresh()
    refit(house.views.proposals, house.desk, house.ask("fitting", Role.SYSTEM))
    house.views.fresh()


def steps(house: House, side: str, id: str, party: str, made: Content, ask: Ask) -> None:
    house.desk.do_all(
        [
            (Draft.model_validate({"side": side, "id": id, "party": party, "content": made}), ask),
            (Submit.model_validate({"side": side, "id": id}), ask),
            (Publish.model_validate({"side": side, "id": id}), ask),
        ]
    )


def publish(house: House, number: int) -> None:
    """One append: the need drafted, submitted, published, and a bank let in."""
    ask = house.ask("office", Role.ORGANIZER)
    owner = house.ask("owner", Role.ENTERPRISE, party=enterprise(number))
    id, receiver, until = f"n{number}", bank(number), ask.on + timedelta(30)
    made = content(title=f"申请倒贷资金 {number}", **valid(house))
    text = consent_text(
        LATEST_WORDING,
        title=made.title,
        receiver=RURAL_BANK.title,
        contact=BANK_CONTACT,
        purpose="docking",
        kinds=KINDS,
        until=until,
    )
    grant = GrantConsent(
        need=id, receiver=receiver, kinds=KINDS, until=until, digest=text_digest(text)
    )
    house.desk.do_all(
        [
            (Draft(side="need", id=id, party=enterprise(number), content=made), ask),
            (Submit(side="need", id=id), ask),
            (Publish(side="need", id=id), ask),
            (grant, owner),
        ]
    )


def work(serve: Serve, settings: Settings, ready: Event, over: Event, profile: bool) -> None:
    """A process that serves until it is told to stop."""

    class Stop(BaseException):
        pass

    class Stopping(Streams):
        def pass_on(self) -> int:
            sent = super().pass_on()
            ready.set()
            if over.is_set():
                raise Stop
            return sent

    profiler = cProfile.Profile()
    with House.open(settings) as house:
        streams = Stopping(house, lambda: str(settings.redis), ignore)
        if profile:
            profiler.enable()
        try:
            serve(house, streams)
        except Stop:
            profiler.disable()
        streams.close()
    if profile:
        pstats.Stats(profiler, stream=sys.stdout).sort_stats("cumulative").print_stats(45)


def watch(client: Any, needs: int, seen: dict[int, float]) -> None:
    """A plain client on all the banks' streams; notes when it has which need's lead."""
    marks = {stream(bank(number)): "0" for number in range(BANKS)}
    until = monotonic() + PATIENCE_S
    while len(seen) < needs and monotonic() < until:
        answer = client.xread(marks, count=BATCH, block=1000)
        at = monotonic()
        for key, entries in answer or ():
            for id, fields in entries:
                title = json.loads(fields[FIELD.encode()])["data"]["content"]["title"]
                seen.setdefault(int(title.rpartition(" ")[2]), at)
                marks[key.decode()] = id


def bank(number: int) -> str:
    return f"b{number % BANKS}"


def enterprise(number: int) -> str:
    return f"e{number}"


def profile_of(number: int) -> Profile:
    return Profile(title=f"襄城第{number}机械厂", roles=("enterprise",), region="411025")


def valid(house: House) -> dict[str, Any]:
    today = house.ask("office", Role.ORGANIZER).on
    return {"valid_from": today, "valid_through": today + timedelta(60)}


def ignore(said: str) -> None:
    """Nobody listens."""


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


if __name__ == "__main__":
    main()
