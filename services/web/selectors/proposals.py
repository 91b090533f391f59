"""Which proposals somebody may see, and how much of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

from domain.matching.proposal import Shown
from domain.postings.tracks import TRACKS
from projections.leads.consents import ConsentRow
from projections.leads.leads import OVER as OVER_LEADS
from projections.leads.leads import LeadRow
from projections.leads.teasers import Teaser
from projections.matching.decisions import Decision, DecisionState
from projections.matching.proposal_table import ProposalRow, Proposed
from projections.postings.posting_table import PostingRow
from services.web.request import NotHere, PageRequest
from services.web.selectors.consents import no_contact
from services.web.selectors.leads import Label, labels

MOST = 20  # pairs on a page
Row = TypeVar("Row", bound=Proposed)
NEW = "新的匹配"
STATES = {  # of a proposal that was put before both, as a list is narrowed to it
    "proposed": "等双方答复",
    "interested": "一方愿意对接",
    "mutual": "双方都愿意",
    "declined": "已答复不合适",
    "expired": "过期未答复",
}
TURN = {  # ours, the other side's, for who looks on
    "interested": ("对方愿意对接，等您答复", "您已愿意对接，等对方答复", "一方愿意，等另一方答复"),
    "mutual": ("双方都愿意，等您授权", "双方都愿意，等企业授权", "双方都愿意，等企业授权"),
    "proposed": ("等您答复", "等双方答复", "等双方答复"),
}
ANSWERABLE = frozenset({*TURN["proposed"], TURN["interested"][0], TURN["interested"][2]})
NO_CONTACT = "no_contact"  # as the state of a consent: granted, and nobody could be called
CONSENTED = {  # what became of the consent that both waited for, by its state
    "granted": "已授权，等送达",
    NO_CONTACT: "企业没有提供联系人，线索不会送出",
    "revoked": "授权已撤回",
    "expired": "授权已到期",
}
OVER = {  # why nobody needs to answer a proposal any more
    "finished": "这条需求已全部落地，不用再答复",
    "need": "需求已不在发布中，不用再答复",
    "offering": "供给已不在发布中，不用再答复",
}
STANDING = frozenset({"published", "paused"})


@dataclass(frozen=True)
class Pair(Generic[Row]):
    """One proposal as somebody may see it: the whole need, or only what is told of it."""

    row: Row
    need_title: str
    offering_title: str
    decision: Decision | None
    teaser: Teaser | None
    lead: LeadRow | None = None  # what came of it
    consent: str = ""  # the state of the one that both wait for
    over: str = ""  # why nobody needs to answer any more
    named: Label | None = None  # of a lead that came of it, while a consent lets its receiver

    @property
    def status(self) -> str:
        return self.decision.status if self.decision else "absent"


def turn_of(request: PageRequest, pair: Pair[Any]) -> str:
    """How far a pair is, told so that it says who is to do something next."""
    if pair.lead is not None:
        return pair.lead.title
    if pair.over:
        return pair.over
    if pair.consent in CONSENTED:
        return CONSENTED[pair.consent]
    if pair.decision is None:
        return NEW
    row, status = pair.row, pair.decision.status
    if status not in TURN:
        return STATES[status]
    own, interested = request.actor.parties.intersection(row.parties), pair.decision.interested
    waits_for_us = own and (
        row.need_party in own if status == "mutual" else own.isdisjoint(interested)
    )
    return TURN[status][0 if waits_for_us else 1 if own else 2]


def best_proposals(
    request: PageRequest,
    track: str = "",
    *,
    grade: str = "",
    limit: int = MOST,
    after: int = 0,
    of: PostingRow | None = None,
) -> tuple[list[ProposalRow], int]:
    """Proposals that somebody may see, the best first as far as he may know, those behind the first
    `after`, and how many there are; of one track, of one grade; all those of one posting, which
    `visible_posting` gave."""
    own = request.actor.sees("proposal")
    parties = None if of else own
    return request.house.views.proposals.page(
        over=_finished(request, parties),
        parties=parties,
        own=own,
        track=of.track if of else track if track in TRACKS else None,
        graded=grade,
        limit=limit,
        after=after,
        as_of=request.at,
        **({of.side: of.id} if of else {}),
    )


def visible_pairs(request: PageRequest, rows: Sequence[Row]) -> list[Pair[Row]]:
    """The rows of a page as somebody may see them, with everything looked up at once."""
    if not rows:
        return []
    request.names(party for row in rows for party in row.parties)
    decided = request.house.views.decisions.some([row.id for row in rows], request.at)
    covered = {row.need for row in rows if not sees_whole(request, row)}
    teasers = request.house.views.teasers.of(covered) if covered else {}
    mutual = [id for id, decision in decided.items() if decision.status == "mutual"]
    leads = _leads(request, rows)
    titles = _titles(request, rows)
    waiting = [row for row in rows if row.id in mutual and row.id not in leads]
    consents = {
        (consent.need, consent.receiver): NO_CONTACT if no_contact(consent) else consent.status
        for consent in _consents(request, waiting)
    }

    waits = [row for row in rows if row.id in decided and row.id not in leads]
    to_receiver = [leads[row.id] for row in rows if row.need in covered and row.id in leads]
    named = {id: label for id, label in labels(request, to_receiver).items() if label.need}

    over = _over(request, [row for row in waits if decided[row.id].status in TURN])

    def pair(row: Row) -> Pair[Row]:
        consent = consents.get((row.need, row.offering_party), "") if row.id in mutual else ""
        return Pair(
            row,
            *titles[row.id],
            decided.get(row.id),
            teasers.get(row.need),
            lead := leads.get(row.id),
            consent,
            over.get(row.id, ""),
            named.get(lead.id) if lead else None,
        )

    return [pair(row) for row in rows if row.need not in covered or row.need in teasers]


def answered_proposals(
    request: PageRequest,
    status: str,
    *,
    track: str = "",
    grade: str = "",
    after: int = 0,
    limit: int = MOST,
) -> tuple[list[Shown], int]:
    """Those in a state of `STATES`, of one track, of one grade, as they were shown: what changed
    last behind the first `after`, and how many there are."""
    rows, many = request.house.views.decisions.page(
        status,
        parties=request.actor.sees("proposal"),
        track=track,
        graded=grade,
        after=after,
        limit=limit,
        as_of=request.at,
    )
    return [decision.shown for decision in rows], many


def new_proposals(
    request: PageRequest, states: Iterable[DecisionState], limit: int
) -> list[ProposalRow]:
    """The best of those that nobody has answered; `states` of all that were put before both."""
    answered = [state.id for state in states if state.status != "proposed"]
    proposals, parties = request.house.views.proposals, request.actor.sees("proposal")
    finished = _finished(request, parties)
    return proposals.best(parties, limit, but=answered, over=finished, as_of=request.at)


def _finished(request: PageRequest, parties: Iterable[str] | None) -> frozenset[str]:
    """The needs for which something is proposed to these parties and that got all that they asked
    for: it is of no use to either side any more."""
    if parties is None or request.at is not None:
        return frozenset()
    return request.house.views.finished.proposed(parties)


def proposals_to_answer(
    request: PageRequest, states: Iterable[DecisionState], limit: int
) -> list[Shown]:
    """Those that the other side said yes to, what is to be answered first at the top."""
    if all(state.status != "interested" for state in states):
        return []
    own = request.actor.parties
    waiting = request.house.views.decisions.waiting(own, 2 * limit, request.at)
    return [d.shown for d in waiting if own.isdisjoint(d.interested)][:limit]


def _over(request: PageRequest, rows: Sequence[Proposed]) -> dict[str, str]:
    """By proposal, why it is over though somebody's answer is open: one of the two is."""
    if not rows:
        return {}
    market, ended = request.house.views.market, {}
    needs = market.heads_of("need", (row.need for row in rows), request.at)
    offerings = market.heads_of("offering", (row.offering for row in rows), request.at)
    finished = request.house.views.finished.of(needs, request.at)
    for row in rows:
        need, offering = needs.get(row.need), offerings.get(row.offering)
        if row.need in finished:
            ended[row.id] = OVER["finished"]
        elif need is None or need.status not in STANDING:
            ended[row.id] = OVER["need"]
        elif offering is None or offering.status not in STANDING:
            ended[row.id] = OVER["offering"]
    return ended


def _leads(request: PageRequest, rows: Sequence[Proposed]) -> dict[str, LeadRow]:
    """By proposal, the lead that came of it, or that goes on between the two by another id."""
    views = request.house.views.leads
    leads = views.about([row.id for row in rows], {row.need for row in rows}, request.at)
    own = {lead.id: lead for lead in leads}
    between = {(lead.need, lead.offering): lead for lead in leads if lead.status not in OVER_LEADS}
    by_pair = {row.id: between.get((row.need, row.offering)) for row in rows}
    return {id: lead for id, other in by_pair.items() if (lead := own.get(id, other))}


def _consents(request: PageRequest, rows: Sequence[Proposed]) -> list[ConsentRow]:
    needs = {row.need for row in rows}
    return request.house.views.consents.all(needs=needs, as_of=request.at) if needs else []


def _titles(request: PageRequest, rows: Sequence[Proposed]) -> dict[str, tuple[str, str]]:
    """What need and offering are called, by proposal, in the edition that the proposal is about."""
    shown = [row for row in rows if isinstance(row, Shown)]
    titles = {
        row.id: (row.need_title, row.offering_title) for row in rows if isinstance(row, ProposalRow)
    }
    if shown:
        sides = {
            row.id: (
                ("need", row.need, row.need_edition),
                ("offering", row.offering, row.offering_edition),
            )
            for row in shown
        }
        called = request.house.views.market.titles_of(chain.from_iterable(sides.values()))
        titles |= {id: (called[need], called[offering]) for id, (need, offering) in sides.items()}
    return titles


def visible_proposals(request: PageRequest, track: str) -> list[ProposalRow]:
    parties, proposals = request.actor.sees("proposal"), request.house.views.proposals
    if parties is None:
        return proposals.all(track=track or next(iter(TRACKS)), as_of=request.at)
    lists = (
        proposals.all(party=party, track=track or None, as_of=request.at)
        for party in sorted(parties)
    )
    return [row for rows in lists for row in rows]


def proposals_of_need(request: PageRequest, need: str) -> list[ProposalRow]:
    """Of one need that whoever looks may see the partners of."""
    return request.house.views.proposals.all(need=need, as_of=request.at)


def visible_proposal(request: PageRequest, id: str) -> Proposed:
    """The proposal as it was shown, else as it stands. Raises `NotHere`."""
    decision = request.house.views.decisions.one(id, request.at)
    proposal: Proposed | None = decision.shown if decision else None
    if proposal is None and request.at is None:
        proposal = request.house.views.proposals.row(id)
    if proposal is None:
        raise NotHere
    request.sees("proposal", proposal.parties)
    return proposal


def reasons_of(request: PageRequest, proposal: Proposed) -> dict[str, Any]:
    """Its reasons as they were shown, else as they are. Raises `NotHere` where it stands no more.
    Only for whom `sees_whole` lets."""
    if isinstance(proposal, Shown):
        return proposal.reasons
    for reasoned in request.house.views.proposals.reasoned([proposal]):
        return reasoned.reasons
    raise NotHere


def sees_whole(request: PageRequest, row: Proposed) -> bool:
    """Whether somebody sees both sides: the need's own side, and the office."""
    seen = request.actor.sees("proposal")
    return seen is None or row.need_party in seen


def visible_pair(request: PageRequest, row: Row) -> Pair[Row]:
    for pair in visible_pairs(request, [row]):
        return pair
    raise NotHere
