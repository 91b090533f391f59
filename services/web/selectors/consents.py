"""Which consents somebody may see: of the own needs; a receiver those by which it has leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from domain.core.command import Role
from domain.core.streams import stream
from domain.leads.consent import contact_line, text_to_agree_to
from domain.leads.wording import text_digest
from domain.parties.party import Party
from projections.leads.consents import ConsentRow
from projections.postings.posting_table import PostingHead
from services.matching.responses import delivery_results
from services.web.request import NotHere, PageRequest
from services.web.selectors.leads import ENDED, UNNAMED
from services.web.selectors.postings import visible_posting

BY_CONSENT = {"consent", "contact_kind", "contact", "by_itself"}  # what a consent would still bring
TAKEN_BACK = "这条线索已经撤回"
OPEN = {"published", "paused"}  # states of a need that may be let go


class NeedConsent(NamedTuple):
    """A consent, and the need that it is about."""

    consent: ConsentRow
    need: PostingHead


class ListedConsent(NamedTuple):
    """A row of the list: the need's id, what it and the enterprise are called, "" where that isn't
    shown, and why it isn't; where it leads on to."""

    consent: ConsentRow
    need: str
    title: str
    enterprise: str
    path: str

    @property
    def unnamed(self) -> str:
        return ENDED.get(self.consent.status, UNNAMED)


class PreparedConsent(NamedTuple):
    """What was filled in for an enterprise, which confirms it; `text` and `digest` are of now."""

    consent: ConsentRow
    title: str
    contact: str
    text: str
    digest: str


def visible_consents(
    request: PageRequest, *, text: str = "", status: str = "", after: int = 0, limit: int
) -> tuple[list[ListedConsent], int]:
    """Those that changed last, behind the first `after`, and how many there are."""
    rows, many = request.house.views.consent_list.page(
        needs=_needs(request),
        held_by=_parties(request),
        text=text,
        status=status,
        after=after,
        limit=limit,
        as_of=request.at,
    )
    pairs = _with_needs(request, rows)
    request.names(id for row in pairs for id in (row.consent.receiver, row.need.party))
    named = _named_to(request, rows)
    return [_listed(request, row, named) for row in pairs], many


def consents_by_key(
    request: PageRequest, *, after: tuple[str, str], limit: int
) -> list[NeedConsent]:
    """In the order of their keys, the need's id and the receiver's: those behind this one."""
    rows = request.house.views.consents.all(
        needs=_needs(request), after=after, limit=limit, as_of=request.at
    )
    return _with_needs(request, rows)


def owner_of_need(request: PageRequest, need: str) -> str:
    """Whose need it is. Raises `NotHere` but for its own side and the office."""
    row = visible_posting(request, "need", need)
    request.sees("consent", (row.party,))
    return row.party


def may_be_asked(request: PageRequest, need: str, receiver: str) -> bool:
    """Whether there is anything between a need and a receiver: a consent, or a proposal that was
    put before both. Else a page would tell what any party is called."""
    views = request.house.views
    if views.consents.consent(need, receiver, request.at) is not None:
        return True
    decisions = views.decisions.all(need=need, as_of=request.at)
    return any(decision.shown.offering_party == receiver for decision in decisions)


def wording(
    request: PageRequest, need: str, receiver: str, kinds: Iterable[str], until: date
) -> str:
    """What is agreed to with this scope. Raises `NotHere` where there is no such receiver."""
    row = request.house.views.market.posting("need", need, request.at)
    names = request.house.views.parties.names([receiver], request.at)
    if row is None or receiver not in names or not may_be_asked(request, need, receiver):
        raise NotHere
    shown_until = request.shown_until(request.house.views.parties)
    party = request.house.desk.state(stream("party", receiver), Party(), shown_until)
    title = row.content.title
    return text_to_agree_to(receiver, party, title=title, kinds=tuple(kinds), until=until)


def why_in_vain(request: PageRequest, need: str, receiver: str) -> str:
    """Why another consent would let no lead out once all between the two were taken back, as the
    policies say of the proposal that both are willing about now; "" where one would leave, or where
    none was taken back. Such a consent would only show again what was taken back."""
    views = request.house.views
    consent = views.consents.consent(need, receiver, request.at)
    leads = {lead.id: lead for lead in views.leads.all(need=need, receiver=receiver)}
    standing = any(lead.status != "withdrawn" for lead in leads.values())
    if not leads or standing or (consent is not None and consent.status == "granted"):
        return ""
    reason = TAKEN_BACK
    for decision in views.decisions.all(need=need):
        shown = decision.shown
        if decision.status == "mutual" and shown.offering_party == receiver:
            results = delivery_results(request.house.desk, views.market, shown, request.house.today)
            failing = [r for r in results if not r.holds and r.policy.name not in BY_CONSENT]
            if not failing and shown.id not in leads:
                return ""
            reason = failing[0].message if failing else reason
    return reason


class OwnConsents(NamedTuple):
    """What an enterprise's home says of consents, each with its need's title; of needs that are
    over nothing. `requested` waits for its yes or no, `prepared` to be confirmed, `silent` are
    those that it gave without a contact."""

    requested: list[tuple[ConsentRow, str]]
    prepared: list[tuple[ConsentRow, str]]
    silent: list[tuple[ConsentRow, str]]


def own_consents(request: PageRequest, postings: Sequence[PostingHead]) -> OwnConsents:
    titles = _open_needs(postings)
    if not titles:
        return OwnConsents([], [], [])
    states = ("requested", "prepared", "granted")
    rows = request.house.views.consents.of_needs(titles, states, request.at)
    shown = [row for row in rows if row.status != "granted" or no_contact(row)]
    request.names(row.receiver for row in shown)
    by_state = {
        state: [(row, titles[row.need]) for row in shown if row.status == state] for state in states
    }
    return OwnConsents(
        requested=by_state["requested"],
        prepared=by_state["prepared"],
        silent=by_state["granted"],
    )


def prepared_consents(
    request: PageRequest, prepared: Sequence[tuple[ConsentRow, str]]
) -> list[PreparedConsent]:
    """What was prepared for an enterprise that looks at its home, to be confirmed there."""
    if request.at is not None or request.actor.role is Role.OFFICER:
        return []
    return [_prepared(request, row, title) for row, title in prepared]


def silent_consents(
    request: PageRequest, silent: Sequence[tuple[ConsentRow, str]]
) -> list[tuple[ConsentRow, str]]:
    """What an enterprise agreed to without a contact, so that no lead goes out. In the past nothing
    waits."""
    if request.at is not None or not silent:
        return []
    by_pair = {(row.need, row.receiver): (row, title) for row, title in silent}
    waiting = request.house.views.todo.leads(request.today.isoformat())
    return [by_pair[pair] for pair in waiting if pair in by_pair]


def consents_to_come(
    request: PageRequest, postings: Sequence[PostingHead]
) -> list[tuple[str, str, str]]:
    """(need, receiver, the need's title) where both are willing and the enterprise is asked for its
    consent in a moment."""
    titles = _open_needs(postings)
    if request.at is not None or not titles:
        return []
    rows = request.house.views.todo.consents(titles)
    request.names(receiver for _, receiver in rows)
    return [(need, receiver, titles[need]) for need, receiver in rows]


def no_contact(consent: ConsentRow) -> bool:
    """Whether it lets the need go and nobody be called: no lead goes out by it."""
    return consent.status == "granted" and "contact" not in consent.kinds


def _open_needs(postings: Sequence[PostingHead]) -> dict[str, str]:
    return {head.id: head.title for head in postings if head.side == "need" and head.status in OPEN}


def _prepared(request: PageRequest, row: ConsentRow, title: str) -> PreparedConsent:
    text = wording(request, row.need, row.receiver, row.kinds, date.fromisoformat(row.through))
    party = request.house.desk.state(stream("party", row.receiver), Party())
    return PreparedConsent(row, title, contact_line(party), text, text_digest(text))


def _needs(request: PageRequest) -> list[str] | None:
    """The ids of the own needs; None for whoever sees all."""
    parties = request.actor.sees("consent")
    if parties is None:
        return None
    heads = request.house.views.market.heads(parties, request.at)
    return [head.id for head in heads if head.side == "need"]


def _parties(request: PageRequest) -> frozenset[str]:
    """As whom somebody receives; who sees all sees these too."""
    return request.actor.sees("consent") or frozenset()


def _named_to(request: PageRequest, rows: Sequence[ConsentRow]) -> dict[tuple[str, str], str]:
    """Which kinds each receiver that looks may have today, whatever day is shown."""
    day = request.house.today.isoformat()
    named: dict[tuple[str, str], str] = {}
    for receiver in {row.receiver for row in rows} & _parties(request):
        needs = {row.need for row in rows if row.receiver == receiver}
        live = request.house.views.consents.live_kinds(receiver, needs, day)
        named |= {(need, receiver): " ".join(kinds) for need, kinds in live.items()}
    return named


def _listed(
    request: PageRequest, row: NeedConsent, named: dict[tuple[str, str], str]
) -> ListedConsent:
    consent, need = row
    seen = request.actor.sees("consent")
    if seen is None or need.party in seen:
        path = f"/consents/{consent.need}/{consent.receiver}"
        return ListedConsent(consent, need.id, need.title, request.name(need.party), path)
    kinds = named.get((consent.need, consent.receiver), "").split()
    return ListedConsent(
        consent,
        "",
        need.title if "need" in kinds else "",
        request.name(need.party) if "company" in kinds else "",
        f"/leads/{consent.lead}",
    )


def _with_needs(request: PageRequest, rows: Sequence[ConsentRow]) -> list[NeedConsent]:
    ids = {row.need for row in rows}
    heads = request.house.views.market.heads_of("need", ids, request.at)
    return [NeedConsent(row, heads[row.need]) for row in rows]
