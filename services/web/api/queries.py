"""What can be read: each route answers from one view, as its page does, for whom its page may.

Lists come a page at a time: `next` is what to ask with as `after`; null at the end. `as_of` is a
past day, whose last moment is shown. Money is in fen, rates in basis points, scores in millionths,
days as YYYY-MM-DD.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.responses import Response

from domain.administration.parameter import PARAMETERS
from domain.core.malformed import Malformed
from domain.postings.tracks import TRACKS
from projections.figures.funnel_lines import LINES, line_counts
from projections.leads.leads import LeadRow
from projections.matching.open_pairs import OpenPair
from projections.matching.proposal_table import Proposed
from projections.postings.posting_table import PostingRow
from services.outbound.feed import check_bookmark, head_of
from services.outbound.messages import messages
from services.web.api.caller import Caller, Pulls, Reads
from services.web.api.schemas import (
    ConsentShown,
    DrawdownShown,
    Events,
    Feed,
    KeyShown,
    LeadShown,
    Me,
    OpenShown,
    Overview,
    Page,
    ParameterShown,
    PartyShown,
    PostingShown,
    ProposalPage,
    ProposalShown,
    QuestionShown,
    UserShown,
    WaitingShown,
)
from services.web.request import SnapshotRoute
from services.web.selectors.consents import NeedConsent, consents_by_key
from services.web.selectors.leads import leads_by_id, names_shown, visible_lead
from services.web.selectors.openings import open_pairs_shown
from services.web.selectors.parameters import parameters_shown
from services.web.selectors.parties import visible_party
from services.web.selectors.postings import postings_by_id, visible_posting
from services.web.selectors.proposals import (
    proposals_of_need,
    reasons_of,
    sees_whole,
    visible_pair,
    visible_proposal,
    visible_proposals,
)

router = APIRouter(route_class=SnapshotRoute)
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
After = Annotated[str, Query(max_length=200, description="`next` of the page before.")]
Number = Annotated[int, Query(ge=0, le=2**31 - 1, description="The last number that you have.")]
Word = Annotated[str, Query(max_length=40)]


@router.get("/me", summary="我是谁、能做什么", response_model=Me)
def me(caller: Annotated[Caller, Depends(Pulls(""))]) -> Response:
    actor = caller.actor
    scopes = None if actor.scopes is None else sorted(actor.scopes)
    duty = actor.duty
    return caller.answer(
        Me(
            user=actor.user,
            role=duty.role,
            party=duty.party,
            supports=list(duty.supports),
            scopes=scopes,
        )
    )


@router.get("/parties/{id}", summary="一个单位", response_model=PartyShown)
def party(
    caller: Annotated[Caller, Depends(Reads("party"))],
    id: str,
) -> Response:
    row = visible_party(caller, id)
    profile = row.profile.model_dump(mode="json")
    return caller.answer(PartyShown(id=row.id, status=row.status, profile=profile))


@router.get("/postings", summary="需求与供给，一页一页", response_model=Page[PostingShown])
def postings(
    caller: Annotated[Caller, Depends(Reads("posting"))],
    side: Word = "",
    track: Word = "",
    status: Word = "",
    text: Word = "",
    after: After = "",
    limit: Limit = 50,
) -> Response:
    wanted = {"side": side, "track": track, "status": status, "text": text}
    rows = postings_by_id(caller, **wanted, after=after, limit=limit + 1)
    return caller.answer(_page(rows, limit, _posting, lambda row: row.id))


@router.get("/postings/{side}/{id}", summary="一条需求或供给", response_model=PostingShown)
def posting(
    caller: Annotated[Caller, Depends(Reads("posting"))],
    side: str,
    id: str,
) -> Response:
    return caller.answer(_posting(visible_posting(caller, side, id)))


@router.get("/proposals", summary="匹配结果，一页一页", response_model=ProposalPage)
def proposals(
    caller: Annotated[Caller, Depends(Reads("proposal"))],
    track: Word = "",
    need: Annotated[str, Query(max_length=64, description="One need, of the caller's own.")] = "",
    after: After = "",
    limit: Limit = 50,
) -> Response:
    """In the order of their ids; the office asks for one track, or for one need, at a time."""
    open_pairs = open_pairs_shown(caller, need) if need else []
    proposed = proposals_of_need(caller, need) if need else visible_proposals(caller, track)
    by_id = {row.id: row for row in proposed}
    rows = [by_id[id] for id in sorted(by_id) if id > after][: limit + 1]
    page = _page(rows, limit, lambda row: _proposal(caller, row), lambda row: row.id)
    opened = [] if after else [_open(pair) for pair in open_pairs]
    return caller.answer(ProposalPage(items=page.items, next=page.next, open=opened))


@router.get("/proposals/{id}", summary="一个匹配和推荐理由", response_model=ProposalShown)
def proposal(
    caller: Annotated[Caller, Depends(Reads("proposal"))],
    id: str,
) -> Response:
    row = visible_proposal(caller, id)
    reasons = reasons_of(caller, row) if sees_whole(caller, row) else None
    return caller.answer(_proposal(caller, row, reasons))


@router.get("/consents", summary="自己需求的授权", response_model=Page[ConsentShown])
def consents(
    caller: Annotated[Caller, Depends(Reads("consent"))],
    after: After = "",
    limit: Limit = 50,
) -> Response:
    """Of the caller's own needs."""

    need, colon, receiver = after.partition(":")
    if after and not colon:
        advice = "请用上一页的 next"
        raise Malformed("bookmark.unreadable", "看不懂这个书签", advice, value=after, field="after")
    rows = consents_by_key(caller, after=(need, receiver), limit=limit + 1)

    def shown(row: NeedConsent) -> ConsentShown:
        return ConsentShown(
            need=row.need.id,
            receiver=row.consent.receiver,
            status=row.consent.status,
            enterprise=row.need.party,
            kinds=list(row.consent.kinds),
            through=row.consent.through,
        )

    return caller.answer(
        _page(rows, limit, shown, lambda row: f"{row.need.id}:{row.consent.receiver}")
    )


@router.get("/leads", summary="线索，一页一页", response_model=Page[LeadShown])
def leads(
    caller: Annotated[Caller, Depends(Reads("lead"))],
    status: Word = "",
    track: Word = "",
    after: After = "",
    limit: Limit = 50,
) -> Response:
    rows = leads_by_id(caller, status=status, track=track, after=after, limit=limit + 1)
    names = names_shown(caller, rows)
    return caller.answer(
        _page(rows, limit, lambda row: _lead(caller, row, names[row.id]), lambda row: row.id)
    )


@router.get("/leads/{id}", summary="一条线索", response_model=LeadShown)
def lead(
    caller: Annotated[Caller, Depends(Reads("lead"))],
    id: str,
) -> Response:
    row = visible_lead(caller, id)
    return caller.answer(_lead(caller, row, names_shown(caller, [row])[row.id]))


@router.get("/feed", summary="送给本单位的消息，按编号取", response_model=Feed)
def feed(
    caller: Annotated[Caller, Depends(Pulls("feed", scope="feed"))],
    after: Number = 0,
    limit: Limit = 50,
) -> Response:
    """What the organization is told of, by number: from 0 it is everything, once more."""
    receiver = caller.actor.duty.party
    assert receiver is not None, "only parties have a feed"
    last = caller.house.views.outbox.ends().get(receiver, 0)
    check_bookmark(after, last)
    items = caller.house.views.outbox.after(receiver, after, limit)
    made = messages(caller.house.log, caller.house.views, items, caller.house.today.isoformat())
    end = int(made[-1]["sequence"]) if made else after
    return caller.answer(Feed(items=made, next=end, last=last))


@router.get("/events", summary="事件流水，不含业务内容", response_model=Events)
def events(
    caller: Annotated[Caller, Depends(Pulls("log"))],
    after: Number = 0,
    limit: Limit = 50,
) -> Response:
    """What happened, where, when and by whom; nothing of what was said in it."""
    check_bookmark(after, caller.house.log.last())
    made = [head_of(line) for line in caller.house.log.after(after, limit)]
    return caller.answer(Events(items=made, next=int(made[-1]["sequence"]) if made else after))


@router.get("/overview", summary="六条赛道的总览", response_model=Overview)
def overview(
    caller: Annotated[Caller, Depends(Reads("overview"))],
) -> Response:
    views = caller.house.views
    counts = line_counts(views.funnel, views.unmatched, caller.at)
    whole = {line: {t: counts[line].get(t, 0) for t in TRACKS} for line in LINES}
    return caller.answer(Overview(stages=whole))


@router.get("/parameters", summary="当天有效的期限和参数", response_model=Page[ParameterShown])
def parameters(
    caller: Annotated[Caller, Depends(Reads("parameter"))],
) -> Response:
    """The values in force on the day."""
    known = parameters_shown(caller)
    items = [
        ParameterShown(name=name, title=row.title, value=known.on(name, caller.today))
        for name, row in PARAMETERS.items()
    ]
    return caller.answer(Page[ParameterShown](items=items, next=None))


@router.get("/users", summary="用户", response_model=Page[UserShown])
def users(
    caller: Annotated[Caller, Depends(Reads("user"))],
    after: After = "",
    limit: Limit = 50,
) -> Response:
    rows = [row for row in caller.house.views.users.all(caller.at) if row.id > after][: limit + 1]

    def shown(row: Any) -> UserShown:
        duty = row.duty
        return UserShown(
            id=row.id,
            status=row.status,
            role=duty.role,
            party=duty.party,
            supports=list(duty.supports),
        )

    return caller.answer(_page(rows, limit, shown, lambda row: row.id))


@router.get("/keys", summary="本单位的接口密钥", response_model=Page[KeyShown])
def keys(
    caller: Annotated[Caller, Depends(Reads("channel"))],
) -> Response:
    """Of the caller's organization."""
    rows = caller.house.views.users.keys(caller.actor.duty.party, caller.at)
    fields = KeyShown.model_fields
    items = [KeyShown(**{name: getattr(row, name) for name in fields}) for row in rows]
    return caller.answer(Page[KeyShown](items=items, next=None))


def _page(
    rows: Sequence[Any], limit: int, shown: Callable[[Any], BaseModel], key: Callable[[Any], str]
) -> Page[Any]:
    """Of `limit` and one more, where there is one."""
    more = key(rows[limit - 1]) if len(rows) > limit else None
    return Page[Any](items=[shown(row) for row in rows[:limit]], next=more)


def _posting(row: PostingRow) -> PostingShown:
    content = row.content.model_dump(mode="json")
    fields = ("side", "id", "party", "track", "status", "edition")
    return PostingShown(**{name: getattr(row, name) for name in fields}, content=content)


def _open(pair: OpenPair) -> OpenShown:
    return OpenShown(
        need=pair.need.id,
        offering=pair.offering.id,
        offering_party=pair.offering.party,
        offering_title=pair.offering.content.title,
        questions=[QuestionShown(title=each.title, whose=each.whose) for each in pair.questions],
    )


def _proposal(
    caller: Caller, row: Proposed, reasons: dict[str, Any] | None = None
) -> ProposalShown:
    pair = visible_pair(caller, row)
    whole = pair.teaser is None
    offering = caller.house.views.market.posting("offering", row.offering, caller.at)
    return ProposalShown(
        id=row.id,
        track=row.track,
        status="proposed" if pair.decision is None else pair.status,
        score=row.score if whole else None,
        offering=row.offering,
        offering_party=row.offering_party,
        offering_title=offering.content.title if offering else "",
        need=row.need if whole else None,
        need_party=row.need_party if whole else None,
        teaser=None if pair.teaser is None else dict(vars(pair.teaser)),
        reasons=reasons,
    )


def _lead(caller: Caller, lead: LeadRow, name: str) -> LeadShown:
    same = (
        *("id", "track", "status", "receiver", "offering", "branch", "manager", "due"),
        *("delivered_on", "intent_fen", "approved_fen", "drawn_fen", "landed_on", "reasons"),
        *("approved_rate_bp", "approved_tenor_days"),
    )
    inner = caller.actor.sees("lead") is None or lead.receiver in caller.actor.parties
    pending = lead.pending if inner else None
    return LeadShown(
        **{field: getattr(lead, field) for field in same},
        drawdowns=[DrawdownShown.model_validate(vars(each)) for each in lead.drawdowns],
        pending=WaitingShown(**{key: getattr(pending, key) for key in WaitingShown.model_fields})
        if pending
        else None,
        clock=lead.clock(caller.today.isoformat()),
        need=lead.need if name else None,
        enterprise=lead.enterprise if name else None,
        enterprise_title=name or None,
    )
