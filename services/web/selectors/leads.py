"""Which leads somebody may see, and by which names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from domain.leads.lead import LIFECYCLE
from domain.leads.sides import RECEIVERS
from domain.leads.state_titles import state_title
from domain.postings.lead_terms import ELSE
from domain.postings.tracks import TRACKS, Track
from projections.leads.inbox import Wanted
from projections.leads.leads import LeadRow
from services.web.request import NotHere, PageRequest

LENT = {step.to for step in LIFECYCLE.steps if step.money and step.to}  # states of money


def visible_leads(
    request: PageRequest, *, limit: int, sort: str = "due", after: int = 0, **wanted: Any
) -> list[LeadRow]:
    """Of the leads that somebody may see a page as `Inbox.page` gives it, narrowed as `Wanted`
    says."""
    whole, day, today = _narrowed(request, wanted)
    return request.house.views.inbox.page(
        whole, day, today, sort=sort, after=after, limit=limit, as_of=request.at
    )


def lead_stages(request: PageRequest, **wanted: Any) -> dict[str, int]:
    """How many of them are in each of `STAGES`."""
    return request.house.views.inbox.stages(*_narrowed(request, wanted), request.at)


def _narrowed(request: PageRequest, wanted: dict[str, Any]) -> tuple[Wanted, str, str]:
    day = request.today.isoformat()
    real = request.house.today.isoformat()  # consents are as of it, whatever day is shown
    return Wanted(parties=request.actor.sees("lead"), **wanted), day, real


def leads_by_id(
    request: PageRequest, *, status: str = "", track: str = "", after: str = "", limit: int
) -> list[LeadRow]:
    """The leads that somebody may see in the order of their ids, those behind `after`."""
    return request.house.views.leads.all(
        parties=request.actor.sees("lead"),
        status=status or None,
        track=track or None,
        after=after,
        limit=limit,
        as_of=request.at,
    )


def visible_lead(request: PageRequest, id: str) -> LeadRow:
    lead = request.house.views.leads.one(id, request.at)
    if lead is None:
        raise NotHere
    request.sees("lead", (lead.enterprise, lead.receiver))
    return lead


def opened_lead(request: PageRequest, id: str) -> LeadRow:
    """The same, marked as opened where it is one of the receiver's own people who does."""
    lead = visible_lead(request, id)
    own = request.at is None and lead.receiver in request.actor.parties
    first = own and request.house.stores.lead_marks.open(request.actor.user, id)
    return visible_lead(request, id) if first else lead  # all that is shown is of one moment


def is_receiver(request: PageRequest, lead: LeadRow) -> bool:
    """Whether somebody looks at it as the receiver, who sees what a consent names and no more."""
    seen = request.actor.sees("lead")
    return seen is not None and lead.enterprise not in seen


def next_lead(request: PageRequest, lead: LeadRow) -> LeadRow | None:
    """What else waits for its receiver, by when it is due; None where nothing does, for others and
    in the past."""
    if request.at is not None or lead.receiver not in request.actor.parties:
        return None
    waiting = visible_leads(request, stage="todo", limit=2)
    return next((other for other in waiting if other.id != lead.id), None)


def appointments(request: PageRequest, limit: int) -> list[LeadRow]:
    """When somebody of a receiver's said that he would be in touch again, the next first."""
    if request.at is not None or request.actor.role not in RECEIVERS:
        return []
    actor = request.actor
    return request.house.views.inbox.appointments(actor.parties, actor.user, limit)


def own_offerings(request: PageRequest) -> dict[str, str]:
    """What a receiver's own offerings are called, by id."""
    heads = request.house.views.market.heads(request.actor.parties, request.at)
    return {head.id: head.title for head in heads if head.side == "offering"}


def tracks_of(request: PageRequest) -> list[Track]:
    """The tracks on which whoever looks has leads of its own; all, where that isn't said of a
    role."""
    role = request.actor.role.value
    own = [track for track in TRACKS.values() if role in track.asks | track.offers]
    return own or list(TRACKS.values())


def lends(tracks: Sequence[Track]) -> bool:
    """Whether there are approvals and drawdowns on any of them."""
    return any(track.money for track in tracks)


def lead_states(tracks: Sequence[Track]) -> dict[str, str]:
    """What leads of these tracks may be in, as they call it."""
    states = (s for s in LIFECYCLE.titles if lends(tracks) or s not in LENT)
    code = tracks[0].code
    alone = len({track.lead_terms.signed for track in tracks}) == 1
    return {s: state_title(code, s) if alone else LIFECYCLE.titles[s] for s in states}


def manager_title(tracks: Sequence[Track]) -> str:
    """What its receiver's person is called, on one track or on several."""
    titles = {track.lead_terms.manager for track in tracks}
    return titles.pop() if len(titles) == 1 else ELSE.manager


def amount_titles(tracks: Sequence[Track]) -> set[str]:
    """What the amount of an intent is called on those of them that ask for one."""
    return {track.lead_terms.amount for track in tracks} - {""}


def colleagues(request: PageRequest) -> dict[str, str]:
    """What an organization's own people are called, by user; told to themselves alone. Who has
    another's name has the user's own beside it."""
    if request.actor.duty.party is None:
        return {}
    users = request.house.views.users.of_party(request.actor.duty.party, request.at)
    names = {user.id: user.person.reveal() for user in users}
    several = list(names.values())
    return {
        id: f"{name}（{id}）" if several.count(name) > 1 else name for id, name in names.items()
    }


NEXT = {  # of a lead that waits for its receiver: for the receiver, for others
    "delivered": ("等您确认收到", "等对接单位确认收到"),
    "acknowledged": ("等您联系企业", "等对接单位联系企业"),
    "contacted": ("等您给出办理结果", "等对接单位给出办理结果"),
}


NOT_TO_BE_CALLED = "企业没有提供联系人，不用联系"


def not_to_be_called(request: PageRequest, lead: LeadRow, label: Label) -> bool:
    """Whether its receiver looks and is to call somebody of whom it has no number: its day for that
    presses nobody."""
    return lead.status == "acknowledged" and is_receiver(request, lead) and not label.has_contact


def lead_turn(request: PageRequest, lead: LeadRow, label: Label) -> str:
    """Who is to do what next; how it stands, where nobody owes anything."""
    if lead.pending and (request.actor.sees("lead") is None or is_receiver(request, lead)):
        return "等第二人复核金额"
    if not_to_be_called(request, lead, label):
        return NOT_TO_BE_CALLED
    texts = NEXT.get(lead.status)
    if texts is None:
        return lead.title
    return texts[0 if lead.receiver in request.actor.parties else 1]


class Label(NamedTuple):
    """What may be told of a lead in a line: what was asked for, as it was sent, and by whom; ""
    where a consent no longer lets its receiver have it, and `unnamed` says so. `has_contact`:
    whether it may have somebody to call."""

    need: str
    enterprise: str
    has_contact: bool
    unnamed: str

    def text(self) -> str:
        return self.need or self.unnamed

    def company(self) -> str:
        return self.enterprise or self.unnamed


UNNAMED = "企业暂未授权显示名称"
ENDED = {  # by the state of a consent that was given: why the name isn't shown any more
    "revoked": "企业已撤回授权，不再显示名称",
    "expired": "企业的授权已到期，不再显示名称",
}

GONE = {  # by the status of an enterprise that is gone: the consents ended with it
    "deregistered": "企业已注销，不再显示名称",
    "merged": "企业已并入另一单位，不再显示名称",
}


def labels(request: PageRequest, leads: Sequence[LeadRow]) -> dict[str, Label]:
    """By lead."""
    kinds = kinds_shown(request, leads)
    ended = _ended(request, [lead for lead in leads if lead.id not in kinds])
    return {
        lead.id: Label(
            lead.headline if lead.id in kinds else "",
            request.name(lead.enterprise) if "company" in kinds.get(lead.id, ()) else "",
            "contact" in kinds.get(lead.id, ()),
            ended.get((lead.need, lead.receiver), UNNAMED),
        )
        for lead in leads
    }


def product_titles(request: PageRequest, leads: Sequence[LeadRow]) -> dict[str, str]:
    """What the offerings are called that the leads came to, by lead: nobody's secret."""
    ids = {lead.offering for lead in leads}
    heads = request.house.views.market.heads_of("offering", ids, request.at)
    return {lead.id: heads[lead.offering].title for lead in leads}


def names_shown(request: PageRequest, leads: Sequence[LeadRow]) -> dict[str, str]:
    """What the enterprise is called, by lead: to its receiver only while a consent names the
    company, today, whatever day is shown; else ""."""
    return {id: label.enterprise for id, label in labels(request, leads).items()}


ALL_KINDS = frozenset({"need", "company"})


def kinds_shown(request: PageRequest, leads: Sequence[LeadRow]) -> dict[str, frozenset[str]]:
    """Which kinds of data of these leads may be shown, by lead: to a receiver those that a consent
    names today, whatever day is shown; where none is live the lead is left out."""
    request.names({party for lead in leads for party in (lead.enterprise, lead.receiver)})
    kinds = {lead.id: ALL_KINDS for lead in leads if not is_receiver(request, lead)}
    received = [lead for lead in leads if lead.id not in kinds]
    for receiver in sorted({lead.receiver for lead in received}):
        own = [lead for lead in received if lead.receiver == receiver]
        live = _live(request, receiver, (lead.need for lead in own))
        kinds |= {lead.id: live[lead.need] for lead in own if lead.need in live}
    return kinds


def _ended(request: PageRequest, leads: Sequence[LeadRow]) -> dict[tuple[str, str], str]:
    """Why the names of these needs aren't shown to these receivers any more, of the consents that
    ended."""
    needs = {lead.need for lead in leads}
    parties = request.house.views.parties.some({lead.enterprise for lead in leads})
    of_need = {lead.need: parties.get(lead.enterprise) for lead in leads}
    gone = {n: GONE[party.status] for n, party in of_need.items() if party and party.status in GONE}
    rows = request.house.views.consents.of_needs(needs, ENDED) if needs else []
    return {(row.need, row.receiver): gone.get(row.need) or ENDED[row.status] for row in rows}


def _live(request: PageRequest, receiver: str, needs: Iterable[str]) -> dict[str, frozenset[str]]:
    return request.house.views.consents.live_kinds(
        receiver, set(needs), request.house.today.isoformat()
    )
