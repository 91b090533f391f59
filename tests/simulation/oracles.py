"""What must hold, whatever has happened. Each question gives the faults that it finds, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from domain.core.command import Role
from domain.leads.consent import ConsentExpired, ConsentGranted, ConsentNarrowed, ConsentRevoked
from domain.leads.lead import LeadDelivered, LeadNoted
from domain.log.catalogue import LIFECYCLES
from domain.log.entry import Entry, Line
from domain.log.idempotency import CommandAnswered
from projections.core.view import View
from services.house.house import House
from services.matching import responses
from tests.promises import broken_streams, chain_faults
from tests.simulation.people import Wish

SAYS_UNTIL = {f"{side}.{verb}" for side in ("need", "offering") for verb in ("drafted", "revised")}
KINDS = {kind: cycle for cycle in LIFECYCLES.values() for kind in cycle.kinds}


def acknowledged(entries: Sequence[Entry], wishes: Iterable[Wish]) -> Iterator[str]:
    """O1: what was acknowledged stands in the log, where it was said to."""
    there = {(entry.position, entry.id) for entry in entries}
    answered = {entry.command for entry in entries if isinstance(entry.event, CommandAnswered)}
    for wish in wishes:
        if wish.answer in {"accepted", "refused"} and wish.asked_as not in answered:
            yield f"O1 {wish.id} was {wish.answer} and is lost"
        for position, id in wish.kept:
            if (position, id) not in there:
                yield f"O1 {wish.id} was kept at {position}, where it isn't"


def numbered(entries: Sequence[Entry]) -> Iterator[str]:
    """O2: the versions of a stream are 1, 2, 3 …, the positions rise."""
    last = Counter[str]()
    position = 0
    for entry in entries:
        last[entry.stream] += 1
        if entry.version != last[entry.stream]:
            yield f"O2 {entry.stream} has version {entry.version} as number {last[entry.stream]}"
        if entry.position <= position:
            yield f"O2 position {entry.position} behind {position}"
        position = entry.position


def appended_whole(entries: Sequence[Entry]) -> Iterator[str]:
    """O3: what belongs to one command stands in one place, and all of it; O8: a refused one has
    left its answer and nothing else."""
    of: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.command:
            of[entry.command].append(entry)
    for command, kept in of.items():
        answers = [e.event for e in kept if isinstance(e.event, CommandAnswered)]
        places = [entry.position for entry in kept]
        if len(answers) != 1 or len(kept) != answers[0].count + 1:
            yield f"O3 {command} has {len(kept)} events and {len(answers)} answers"
        elif places[-1] - places[0] != len(places) - 1:
            yield f"O3 {command} is scattered: {places}"
        if answers and answers[0].refused and len(kept) > 1:
            yield f"O8 {command} was refused and left {len(kept)} events"


def once(entries: Sequence[Entry], wishes: Iterable[Wish]) -> Iterator[str]:
    """O6: what somebody said once is kept once."""
    texts = (e.event.text for e in entries if isinstance(e.event, LeadNoted))
    said = Counter(text.reveal() for text in texts if text)
    for wish in wishes:
        if wish.text and said[wish.text] > 1:
            yield f"O6.said {wish.text!r} is kept {said[wish.text]} times"


def lawful(entries: Sequence[Entry]) -> Iterator[str]:
    """O7: every step was open when it was taken, as if all had been asked one after the other; and
    no lead went out but under a consent that lived."""
    states: dict[str, str] = {}
    consents: dict[tuple[str, str], date | None] = {}
    for entry in entries:
        kind, event = entry.stream.partition("-")[0], entry.event
        match event:
            case ConsentGranted():
                consents[event.need, event.scope.receiver] = event.scope.until
            case ConsentRevoked() | ConsentExpired():
                consents[event.need, event.receiver] = None
            case LeadDelivered():
                until = consents.get((event.need, event.receiver))
                if until is None or until < event.on:
                    yield f"O7.lawful {entry.stream} went out at {entry.position} without a consent"
        if kind not in KINDS or isinstance(event, ConsentNarrowed):
            continue
        cycle = KINDS[kind]
        state = states.get(entry.stream, cycle.start)
        steps = [step for step in cycle.steps_of(kind) if step.event == event.verb]
        if steps and not any(state in step.origins for step in steps):
            yield f"O7.lawful {event.name} at {entry.position} came upon “{state}”"
        states[entry.stream] = cycle.after(event.verb, state)


def in_time(entries: Sequence[Entry], true_days: Mapping[int, date]) -> Iterator[str]:
    """O7: the clock ended nothing before its day had passed, whatever time it read."""
    until: dict[str, date] = {}
    for entry in entries:
        event = entry.event
        if isinstance(event, ConsentGranted):
            until[entry.stream] = event.scope.until
        elif (said := getattr(event, "content", None)) and event.name in SAYS_UNTIL:
            until[entry.stream] = said.valid_through
        elif event.verb == "expired" and entry.stream in until and entry.role == Role.CLOCK:
            day = true_days.get(entry.position)
            if day and day <= until[entry.stream]:
                last = until[entry.stream]
                yield f"O7.in_time {entry.stream} ended on {day}, and was to last {last}"


def followed(lines: Sequence[Line], seen: Sequence[Line]) -> Iterator[str]:
    """O4: who has read the log page by page has read the log."""
    if [(line.position, line.state) for line in lines] != [
        (line.position, line.state) for line in seen
    ]:
        yield f"O4 a follower read {len(seen)} lines of {len(lines)}"


def rebuilt(house: House) -> Iterator[str]:
    """O5: views that are made anew say the same as those that were kept up to date."""
    for view in house.views:
        if view.parked():
            yield f"O5 {view.name} set events aside: {view.parked()[0]}"
    with house.beside(f"sqlite:///{house.settings.data}/anew.db") as other:
        other.views.fresh()
        digests = {view.name: view.digest() for view in other.views}
    for view in house.views:
        if isinstance(view, View) and view.digest() != digests[view.name]:
            yield f"O5 {view.name} says something else than a rebuild"


def streamed(house: House, numbers: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """O6 of streams: each number once, in order, and none is missing."""
    for receiver, ids, end in broken_streams(house, lambda name: numbers.get(name, [])):
        yield f"O6.streamed {receiver} has {ids}, not 1…{end}"


def posted(house: House, receiver: str, taken: Sequence[str]) -> Iterator[str]:
    """O6 of webhooks: each number was taken or is told to be dead, the first time in order."""
    dead = {each.number for each in house.stores.webhooks.dead(receiver)}
    first = list(dict.fromkeys(taken))
    order = [int(id.rpartition("/")[2]) for id in first]
    alive = [number for number in order if number not in dead]
    missing = set(range(1, house.views.outbox.ends().get(receiver, 0) + 1)) - dead - set(order)
    if missing:
        yield f"O6.posted {receiver} was never posted {sorted(missing)}"
    if alive != sorted(alive):
        yield f"O6.posted {receiver} was posted out of order: {order}"


def sealed(house: House) -> Iterator[str]:
    """O9: the chain fits the log, and the copy of it that lies elsewhere."""
    yield from (f"O9 {fault.position} {fault.code}" for fault in chain_faults(house))


def prompt(waits: Iterable[float]) -> Iterator[str]:
    """O10: nobody waited longer than five seconds for an answer."""
    yield from (f"O10.waited somebody waited {wait:.1f} s" for wait in waits if wait > 5)


def drained(house: House) -> Iterator[str]:
    """O10: nothing is left that the house should have done by itself: no lead was withheld that no
    policy forbids, nobody waits to be asked whose need stands."""
    views, desk, day = house.views, house.desk, house.today
    declined = {one.shown.id for one in views.decisions.all(status="declined")}
    for need, receiver in views.todo.leads(day.isoformat()):
        for row in views.proposals.all(need=need):
            if row.offering_party == receiver and row.id not in declined:
                said = responses.delivery_results(desk, views.market, row, day)
                if all(result.holds for result in said):
                    yield f"O10.left the lead {row.id} of {need} waits for nothing"
    for need, receiver in views.todo.consents():
        posting = views.market.posting("need", need)
        if posting and posting.status == "published":
            yield f"O10.left {need} was never asked for a consent for {receiver}"
    yield from (f"O10.left {gone} is gone and stands" for gone in views.todo.gone())
