"""A log as long as a province's: tens of thousands of postings with their lives, and the coming and
going of those who look at them.

Events are told to the ledger as they are, past the desk, because a million commands would take an
hour; what they say is what the desk would have let happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count, cycle, islice, zip_longest
from random import Random
from typing import Any

import uuid_utils
from rich.progress import track as progress

from domain.administration.user import SignedIn
from domain.core.command import Ask, Role
from domain.core.event import EVENTS, Event
from domain.leads.consent import ConsentGranted, Scope
from domain.leads.lead import (
    Deadlines,
    IntentSigned,
    LeadAcknowledged,
    LeadApproved,
    LeadContacted,
    LeadDelivered,
    LeadDisbursed,
)
from domain.log.entry import Entry
from domain.matching.proposal import InterestExpressed, ProposalDelivered, ProposalViewed, Shown
from domain.parties.party import PartyRegistered, Profile
from domain.postings.content import Content
from domain.postings.posting import Side
from domain.postings.tracks import TRACKS
from services.demo.county import DAY, SIDES
from services.demo.county.parties import people
from services.house.house import House
from services.matching.refitting import refit
from tests.leads import REASONS

A_COUNTY = 2000  # postings of one side before the next county's parties take over
DAYS = 100  # that the log tells of; the last is `DAY`
CHUNK = 5000
KINDS = ("need", "company", "contact")
Happening = tuple[str, Event]  # on which stream, what


@dataclass(frozen=True)
class Posted:
    side: Side
    id: str
    party: str
    content: Content


def fill(house: House, postings: int, events: int) -> None:
    """So many needs and offerings, and so many events in all; sign-ins make up the rest. Models are
    fitted once all is published."""
    moments = _moments(events)
    versions: dict[str, int] = {}
    fitted = 0
    for some in _chunks(progress(_story(postings, events), "events", total=events)):
        if not fitted and some[0][0].startswith("proposal-"):
            house.views.fresh(*house.views.readers)
            at = next(moments)
            ask = Ask(at=at, on=at.date(), actor="fitting", role=Role.SYSTEM, source="benchmark")
            fitted = len(refit(house.views.proposals, house.desk, ask))
        house.log.append([_entry(h, versions, next(moments)) for h in some])
    assert fitted == len(TRACKS)


def _story(postings: int, events: int) -> Iterator[Happening]:
    """In an order in which it may have happened."""
    told = len(TRACKS)  # models
    for happened in _lives(postings):
        told += 1
        yield happened
    if told > events:
        raise ValueError(f"{postings} postings make {told} events, more than {events}")
    visitors = cycle(range(2000))
    for _ in range(events - told):
        yield f"user-visitor-{next(visitors)}", SignedIn(method="password")


def _lives(postings: int) -> Iterator[Happening]:
    registered: set[str] = set()
    needs: dict[str, list[Posted]] = {}
    offerings: dict[str, list[Posted]] = {}
    streams = [_told(at, postings // len(SIDES)) for at in range(len(SIDES))]
    for row in zip_longest(*streams):
        for made in filter(None, row):
            posted, profile = made
            if posted.party not in registered:
                registered.add(posted.party)
                yield f"party-{posted.party}", PartyRegistered(profile=profile)
            yield from _published(posted)
            side = needs if posted.side == "need" else offerings
            side.setdefault(posted.content.track, []).append(posted)
    for track, wanted in needs.items():
        for at, need in enumerate(wanted):
            others = offerings[track]
            yield from _met(need, [others[(at * 7 + n) % len(others)] for n in range(2)])


def _told(at: int, count: int) -> Iterator[tuple[Posted, Profile]]:
    how, dice, folk = SIDES[at], Random(at), people(Random(at), 1.0)
    for number in range(count):
        if number % A_COUNTY == 0:
            folk = people(Random(1000 * at + number), 1.0)
        piece = how.make(dice, folk, DAY)
        content = piece.content(DAY - timedelta(days=5))
        content = content.model_copy(update={"valid_through": DAY + timedelta(days=60)})
        party = f"{piece.member.id}-{number // A_COUNTY}"
        side: Side = "need" if how.side == "need" else "offering"
        id = f"{content.track[0]}{side[0]}{number:05}"
        yield Posted(side, id, party, content), piece.member.profile


def _published(posted: Posted) -> Iterator[Happening]:
    """Drafted, checked, published, and renewed twice."""
    stream = f"{posted.side}-{posted.id}"

    def event(verb: str, **said: Any) -> Event:
        return EVENTS[f"{posted.side}.{verb}"](**said)

    yield stream, event("drafted", party=posted.party, content=posted.content)
    yield stream, event("submitted")
    yield stream, event("published")
    for more in (75, 90):
        yield stream, event("renewed", valid_through=DAY + timedelta(days=more))


def _met(need: Posted, others: list[Posted]) -> Iterator[Happening]:
    """Two suggestions, looked at and answered; on the bank track one becomes a lead."""
    for other in others:
        id = f"{need.id}.{other.id}"
        shown = Shown.model_validate(
            {
                "id": id,
                "track": need.content.track,
                "need": need.id,
                "need_edition": 1,
                "need_party": need.party,
                "offering": other.id,
                "offering_edition": 1,
                "offering_party": other.party,
                "score": 300_000,
                "reasons": REASONS,
                "digest": "0" * 64,
            }
        )
        yield f"proposal-{id}", ProposalDelivered(shown=shown, through=DAY + timedelta(days=9))
        yield f"proposal-{id}", ProposalViewed(party=need.party)
        yield f"proposal-{id}", InterestExpressed(party=need.party)
    if need.content.track == "bank":
        yield from _lent(need, others[0])


def _lent(need: Posted, other: Posted) -> Iterator[Happening]:
    until = DAY + timedelta(days=60)
    scope = Scope(receiver=other.party, purpose="docking", kinds=KINDS, until=until)
    yield (
        f"consent-{need.id}:{other.party}",
        ConsentGranted(
            need=need.id,
            enterprise=need.party,
            scope=scope,
            wording="1",
            digest="",
            method="click",
        ),
    )
    lead = f"lead-{need.id}"
    answers: list[Event] = [
        LeadAcknowledged(),
        LeadContacted(on=DAY),
        IntentSigned(on=DAY, amount_fen=100_000_000),
        LeadApproved(on=DAY, amount_fen=100_000_000),
        LeadDisbursed(on=DAY, amount_fen=60_000_000, voucher=f"v-{need.id}"),
    ]
    yield lead, _lead(need, other)
    for answer in answers[: Random(need.id).randrange(len(answers) + 1)]:
        yield lead, answer


def _lead(need: Posted, other: Posted) -> LeadDelivered:
    said: dict[str, Any] = {
        "on": DAY,
        "track": need.content.track,
        "need": need.id,
        "need_edition": 1,
        "offering": other.id,
        "enterprise": need.party,
        "receiver": other.party,
        "kinds": KINDS,
        "content": need.content,
        "company": None,
        "contact": None,
        "phone": None,
        "score": 300_000,
        "deadlines": Deadlines(
            acknowledge_by=DAY + timedelta(days=1),
            contact_by=DAY + timedelta(days=3),
            decide_by=DAY + timedelta(days=30),
        ),
    }
    return LeadDelivered(**said)


def _entry(happened: Happening, versions: dict[str, int], at: datetime) -> Entry:
    stream, event = happened
    versions[stream] = versions.get(stream, 0) + 1
    id = str(uuid_utils.uuid7())
    return Entry(
        stream=stream,
        version=versions[stream],
        event=event,
        id=id,
        recorded_at=at,
        effective_on=at.date(),
        actor="benchmark",
        role="system",
        source="benchmark",
        correlation=id,
    )


def _moments(events: int) -> Iterator[datetime]:
    """One after the other, over all days up to and with the last."""
    first: date = DAY - timedelta(days=DAYS - 1)
    began = datetime(first.year, first.month, first.day, tzinfo=UTC)
    step = timedelta(days=DAYS) / (events + 1)
    return (began + step * number for number in count())


def _chunks(story: Iterable[Happening]) -> Iterator[list[Happening]]:
    rest = iter(story)
    while some := list(islice(rest, CHUNK)):
        yield some
