"""Which consents somebody may see: of the own needs; the receiver's side sees its leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from projections.leads.consents import ConsentRow
from projections.postings.posting_table import PostingHead
from services.web.request import PageRequest
from services.web.selectors.postings import visible_posting


class NeedConsent(NamedTuple):
    """A consent, and the need that it is about."""

    consent: ConsentRow
    need: PostingHead


def visible_consents(
    request: PageRequest, *, status: str = "", after: int = 0, limit: int
) -> tuple[list[NeedConsent], int]:
    """Those that changed last, behind the first `after`, and how many there are."""
    rows, many = request.house.views.consents.page(
        needs=_needs(request), status=status, after=after, limit=limit, as_of=request.at
    )
    return _with_needs(request, rows), many


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


def _needs(request: PageRequest) -> list[str] | None:
    """The ids of the own needs; None for whoever sees all."""
    parties = request.actor.sees("consent")
    if parties is None:
        return None
    heads = request.house.views.market.heads(parties, request.at)
    return [head.id for head in heads if head.side == "need"]


def _with_needs(request: PageRequest, rows: Sequence[ConsentRow]) -> list[NeedConsent]:
    ids = {row.need for row in rows}
    heads = request.house.views.market.heads_of("need", ids, request.at)
    return [NeedConsent(row, heads[row.need]) for row in rows]
