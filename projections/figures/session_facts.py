"""What counts of a session that was held: who was there, who met, and what the two sides told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.sessions.session import Meet, Session


class Story:
    """A session as it stands, and the positions of what was said of it."""

    def __init__(self) -> None:
        self.state = Session()
        self.where: dict[tuple[Any, ...], int] = {}
        self.events = 0

    def take(self, position: int, event: Any) -> None:
        self.state = self.state.after(event)
        self.events += 1
        verb = event.verb
        meeting = (getattr(event, "slot", -1), getattr(event, "enterprise", ""))
        self.where[verb, *meeting, getattr(event, "partner", ""), getattr(event, "party", "")] = (
            position
        )

    def at(self, verb: str, *, meet: Meet | None = None, party: str = "") -> int:
        meeting = (meet.slot, meet.enterprise, meet.partner) if meet else (-1, "", "")
        return self.where[verb, *meeting, party]


def held(id: str, story: Story) -> Iterator[tuple[str, dict[str, Any]]]:
    """What counts of a session that was held."""
    state = story.state
    details = state.details
    assert details is not None
    common = {"track": details.track, "day": details.day.isoformat(), "session": id}
    common["about"] = details.kind
    yield f"held {id}", common | {"kind": "held", "event": story.at("held")}
    for party, seat in state.seats.items():
        if not seat.waits:
            kind = "present" if seat.here else "absent"
            at = story.at("checked_in", party=party) if seat.here else story.at("held")
            row = {"kind": kind, "party": party, "partner": seat.side, "event": at}
            yield f"{kind} {id} {party}", common | row
    for meet in state.meetings:
        for kind, row in _met(meet, story).items():
            key = f"{kind} {id} {meet.slot} {meet.enterprise} {meet.partner}"
            pair = {"party": meet.enterprise, "partner": meet.partner}
            yield key, common | pair | {"slot": meet.slot, "seat": meet.table, "kind": kind} | row


def _met(meet: Meet, story: Story) -> dict[str, dict[str, Any]]:
    """Of one meeting: whether it took place, the intent that both told, whether one was entered for
    a side, what followed by the words of both."""
    state, both = story.state, (meet.enterprise, meet.partner)
    outcomes = [state.outcomes.get(key) for key in meet.keys]
    codes = {outcome[0] for outcome in outcomes if outcome}
    here = all(party in state.seats and state.seats[party].here for party in both)
    facts: dict[str, dict[str, Any]] = {}
    if codes - {"did_not_take_place"} or (here and not codes):
        facts["met"] = {"event": story.at("released")}
    agreed = state.agreed(meet)
    if agreed and agreed[0] == "intent_signed":
        at = story.at("outcome_recorded", meet=meet)
        facts["intent"] = {"value": agreed[1] or 0, "event": at}
    elif "intent_signed" in codes:
        facts["unconfirmed"] = {"event": story.at("outcome_recorded", meet=meet)}
    if "intent_signed" in codes and not state.entered.isdisjoint(meet.keys):
        facts["entered"] = {"event": story.at("outcome_recorded", meet=meet)}
    follow_ups = [state.followed.get(key) for key in meet.keys]
    landed = [
        follow_up
        for follow_up in follow_ups
        if follow_up and follow_up.code == "landed" and not follow_up.entered_by
    ]
    if len(landed) == 2 and all(follow_up.amount_fen for follow_up in landed):
        lower = min(landed, key=lambda follow_up: follow_up.amount_fen or 0)
        at = story.at("followed_up", meet=meet)
        row = {"value": lower.amount_fen, "day": lower.on.isoformat(), "event": at}
        facts["followed"] = row
    return facts
