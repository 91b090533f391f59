"""How a lead ends by itself: one of the two takes part no more. What was drawn goes on: it is still
drawn and paid back."""

from __future__ import annotations

from domain.core.command import Role
from domain.core.event import Event
from domain.core.lifecycle import step

ENDED_FROM = ("delivered", "acknowledged", "contacted", "intent_signed", "approved")
ENDING = (
    step(
        "end",
        "终止",
        "ended",
        " ".join(ENDED_FROM),
        "ended",
        (Role.CLOCK,),
        "一方停业、注销、被合并或失联时",
    ),
    step(
        "release",
        "腾出名额",
        "released",
        "rejected withdrawn lapsed ended",
        None,
        (Role.SYSTEM,),
    ),
)


class LeadEnded(Event, name="lead.ended"):
    """`because` says which of the two, and how it stands."""

    because: str
