"""What must be true of a county once it has settled, whatever was killed: its log against what was
told to its clients, its leads against its consents, its messages, chain and views against its log.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import redirect_stdout
from typing import Any

from domain.core.command import Refusal
from domain.leads.consent import Consent
from domain.log.entry import Line
from domain.log.idempotency import CommandAnswered
from services.cli.views import compare
from services.house.house import House
from services.matching.responses import delivery_results
from services.outbound.relay import stream as stream_of
from tests.campaign.killing.county import marks
from tests.campaign.killing.load import Ack, Told
from tests.promises import all_lines, broken_streams, chain_faults


def faults(house: House, told: Told) -> list[str]:
    """All that is wrong, each as `kind: what`; the views may be behind."""
    house.views.fresh()
    return [*told.faults, *(fault for kind in CHECKS for fault in found(kind, house, told))]


def found(kind: str, house: House, told: Told) -> list[str]:
    """What is wrong of one kind; the views must have caught up."""
    return list(CHECKS[kind](house, told))


def lost(house: House, acks: Iterable[Ack]) -> Iterator[str]:
    """What was acknowledged isn't there, or says something else; or a no had an effect."""
    lines = list(all_lines(house))
    there = {(line.stream, line.version): line for line in lines}
    by_command = Counter(entry.command for line in lines if (entry := line.entry()).command)
    for ack in acks:
        answer = there.get((f"command-{ack.command}", 1))
        answered = answer.entry().event if answer else None
        if ack.refused:
            if isinstance(answered, CommandAnswered) and answered.refused is None:
                yield f"lost: {ack.command} was refused with {ack.refused}, and was done"
            continue
        if not isinstance(answered, CommandAnswered) or answered.refused is not None:
            yield f"lost: {ack.command} isn't there"
            continue
        if by_command[ack.command] != answered.count + 1:
            yield f"doubled: {ack.command} led to {by_command[ack.command]} lines"
        for written in ack.written:
            line = there.get((written.stream, written.version))
            if line is None or (line.position, line.name) != (written.position, written.event):
                yield f"lost: {written} of {ack.command}"


def doubled(house: House, drafted: Sequence[str]) -> Iterator[str]:
    """What was asked for once stands there twice; whether it is there at all is asked by `lost`."""
    times = Counter(marks(house))
    for mark in drafted:
        if times[mark] > 1:
            yield f"doubled: {mark} was drafted {times[mark]} times"


def holes(house: House) -> Iterator[str]:
    """Each stream counts from one."""
    ends: Counter[str] = Counter()
    for line in all_lines(house):
        ends[line.stream] += 1
        if line.version != ends[line.stream]:
            yield f"hole: {line.stream} has {line.version} where {ends[line.stream]} was due"
            ends[line.stream] = line.version


def delivered(house: House) -> Iterator[tuple[Line, Any]]:
    """The leads that left, with what was said of each."""
    for line in all_lines(house):
        if line.name == "lead.delivered":
            yield line, line.entry().event


def leads_doubled(house: House) -> Iterator[str]:
    """A receiver has a need twice, in the log or among its messages."""
    leads = list(delivered(house))
    pairs = Counter((event.need, event.receiver) for _, event in leads)
    by_lead = Counter(line.stream for line, _ in leads)
    for what, times in (*pairs.items(), *by_lead.items()):
        if times > 1:
            yield f"lead doubled: {what} {times} times"
    for line, event in leads:
        sent = [
            item
            for item in house.views.outbox.of_lead(line.stream.removeprefix("lead-"))
            if item.receiver == event.receiver and item.position == line.position
        ]
        if len(sent) != 1:
            yield f"lead doubled: {len(sent)} messages of {line.stream}"


def without_consent(house: House) -> Iterator[str]:
    """A lead left that nobody had agreed to at that moment."""
    consents: dict[str, Consent] = {}
    for line in all_lines(house):
        if line.stream.startswith("consent-"):
            consents[line.stream] = consents.get(line.stream, Consent()).after(line.entry().event)
        if line.name == "lead.delivered":
            event: Any = line.entry().event
            consent = consents.get(f"consent-{event.need}:{event.receiver}", Consent())
            if consent.live(event.on) is None:
                yield f"without consent: {line.stream} at {line.position}"


def withheld(house: House) -> Iterator[str]:
    """A live consent by which no lead ever left, though by every policy one would: judged by what
    the streams say, not by the view that the house itself goes by."""
    left = {(lead.need, lead.receiver) for lead in house.views.leads.all()}
    agreed = [c for c in house.views.consents.all() if c.status == "granted"]
    for consent in agreed:
        if (consent.need, consent.receiver) in left:
            continue
        for row in house.views.proposals.all(need=consent.need):
            if row.offering_party != consent.receiver:
                continue
            results = delivery_results(house.desk, house.views.market, row, house.today)
            if all(result.holds for result in results):
                yield f"withheld: {consent.need} from {consent.receiver}"
                break


def numbers(house: House) -> Iterator[str]:
    """Each receiver's messages count from one."""
    for receiver, end in house.views.outbox.ends().items():
        found = [item.number for item in house.views.outbox.after(receiver, 0, end + 1)]
        if found != list(range(1, end + 1)):
            yield f"messages: {receiver} has {len(found)} of {end}"


def streams(house: House, client: Any) -> Iterator[str]:
    """What lies in the receivers' streams is what the outbox has, each message once."""
    house.views.fresh()

    def ids_of(receiver: str) -> list[str]:
        return [id.decode() for id, _ in client.xrange(stream_of(receiver))]

    for receiver, ids, end in broken_streams(house, ids_of):
        yield f"streams: {receiver} has {len(ids)} of {end}"


def unproved(house: House) -> Iterator[str]:
    """As `docking log verify`."""
    for fault in chain_faults(house):
        yield f"chain: {fault.position} {fault.code}"


def differing(house: House) -> Iterator[str]:
    """As `docking views rebuild --check`."""
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            compare(house)
    except Refusal:
        wrong = [line for line in said.getvalue().splitlines() if line.startswith("✗")]
        yield f"views: {wrong}"
    for view in house.views:
        for parked in view.parked():
            yield f"views: {view.name} set {parked[0]} aside"


CHECKS: dict[str, Callable[[House, Told], Iterable[str]]] = {
    "lost": lambda house, told: lost(house, told.acks),
    "doubled": lambda house, told: doubled(house, told.marks),
    "hole": lambda house, _: holes(house),
    "lead doubled": lambda house, _: leads_doubled(house),
    "without consent": lambda house, _: without_consent(house),
    "withheld": lambda house, _: withheld(house),
    "messages": lambda house, _: numbers(house),
    "chain": lambda house, _: unproved(house),
    "views": lambda house, _: differing(house),
}
