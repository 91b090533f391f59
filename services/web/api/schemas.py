"""Schemas: what the API's answers look like. Money is in fen, rates in basis points, scores in
millionths, days as YYYY-MM-DD."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """Some of a list; `next` goes on, null at the end."""

    items: list[Item]
    next: str | None


class Me(BaseModel):
    """Who asks; `scopes` null in a session."""

    user: str
    role: str
    party: str | None
    supports: list[str]
    scopes: list[str] | None


class PartyShown(BaseModel):
    id: str
    status: str
    profile: dict[str, Any] = Field(
        description="Title, roles, credit code, region, industry, size."
    )


class PostingShown(BaseModel):
    """A need or an offering; `content` has its terms, known by `terms.kind`."""

    side: str
    id: str
    party: str
    track: str
    status: str
    edition: int
    content: dict[str, Any]


class ProposalShown(BaseModel):
    """A pair. Whoever offers sees a teaser of the need: no id of it, no party, no score, no
    reasons."""

    id: str
    track: str
    status: str
    score: int | None
    offering: str
    offering_party: str
    offering_title: str
    need: str | None
    need_party: str | None
    teaser: dict[str, Any] | None
    reasons: dict[str, Any] | None = Field(
        description="Terms and facets: of one proposal alone. A facet is `unlimited` where the "
        "offering says itself that it sets no bound."
    )


class QuestionShown(BaseModel):
    """What has to be stated, as its field is called in the form; `whose`: need or offering."""

    title: str
    whose: str


class OpenShown(BaseModel):
    """A pair that nothing is against and something isn't stated in (待确认). It is no proposal."""

    need: str
    offering: str
    offering_party: str
    offering_title: str
    questions: list[QuestionShown]


class ProposalPage(Page[ProposalShown]):
    """`open`: of the one need that is asked for, for its owner and the office; the likest first."""

    open: list[OpenShown]


class ConsentShown(BaseModel):
    need: str
    receiver: str
    status: str
    enterprise: str
    kinds: list[str]
    through: str


class DrawdownShown(BaseModel):
    """`receipt` is what the enterprise says: confirmed, disputed or "" for nothing yet;
    `lapsed_fen` what it had confirmed before the drawdown was corrected, 0 for nothing."""

    voucher: str
    day: str
    fen: int
    receipt: str
    lapsed_fen: int


class WaitingShown(BaseModel):
    """An amount that counts when a second person of the receiver, or the office, confirms it."""

    what: str
    day: str
    fen: int
    voucher: str
    doubts: list[str]
    corrects: bool


class LeadShown(BaseModel):
    """`need` and `enterprise` are null for the receiver unless a live consent names the company.
    `clock` is red after the day that is due, yellow on it, else green."""

    id: str
    track: str
    status: str
    need: str | None
    enterprise: str | None
    enterprise_title: str | None
    receiver: str
    offering: str
    branch: str
    manager: str
    clock: str
    due: str
    delivered_on: str
    intent_fen: int
    approved_fen: int
    drawn_fen: int
    landed_on: str
    reasons: list[str]
    approved_rate_bp: int | None
    approved_tenor_days: int
    drawdowns: list[DrawdownShown]
    pending: WaitingShown | None = Field(description="For the receiver and the office alone.")


class Feed(BaseModel):
    """Messages to the caller's organization behind a number, numbered without a gap: `sequence` of
    each follows that of the one before. `last` is the newest: who has it has everything."""

    items: list[dict[str, Any]]
    next: int
    last: int


class Events(BaseModel):
    """The log as CloudEvents without their data; `next` is the position to ask with."""

    items: list[dict[str, Any]]
    next: int


class Overview(BaseModel):
    """By stage and track, how many needs have come that far. `unconfirmed` is no stage: live needs
    that nothing is proposed for and that somebody's answer is missing for."""

    stages: dict[str, dict[str, int]]


class ParameterShown(BaseModel):
    name: str
    title: str
    value: int


class UserShown(BaseModel):
    id: str
    status: str
    role: str
    party: str | None
    supports: list[str]


class KeyShown(BaseModel):
    """What is known of a key; the key itself was shown once."""

    id: str
    title: str
    status: str
    scopes: list[str]
    through: str


class SessionShown(BaseModel):
    """A docking session; `number` is the version of its timetable, 0 before the first. `proved`: no
    timetable is worth more."""

    id: str
    status: str
    title: str
    track: str
    kind: str
    campaign: str
    day: str
    starts: str
    registered: int
    waiting: int
    invited: int
    here: int
    number: int
    planned: int = Field(description="Meetings of the timetable.")
    worth: int
    bound: int
    proved: bool


class AppointmentShown(BaseModel):
    """One of the caller's meetings; `table` from 1."""

    other: str
    begins: str
    ends: str
    table: int


class GuestShown(BaseModel):
    party: str
    side: str
    waits: bool
    here: bool


class MeetingShown(BaseModel):
    """Slot and table from 0."""

    slot: int
    table: int
    enterprise: str
    partner: str


class SessionWhole(SessionShown):
    """`agenda` is the caller's; guests and meetings are for the office."""

    details: dict[str, Any]
    agenda: list[AppointmentShown]
    guests: list[GuestShown]
    meetings: list[MeetingShown]


class FigureShown(BaseModel):
    """A figure of a period; money in fen, a rate as a fraction. `events`: the positions in the log
    that it is made of."""

    code: str
    title: str
    unit: str
    definition: str
    first: str
    last: str
    value: float | int | None
    numerator: int | None
    denominator: int | None
    qualifier: str
    source: str
    events: list[int]
