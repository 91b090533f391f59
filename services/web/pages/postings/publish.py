"""Publishing a need or an offering: what it is about, the figures and the place, and a last look.

What is written is a draft under the address of its step, kept at each step and read again by the
next: it survives the way back, a second window and the end of a session. Whatever the steps say
wrong they say when they are left; nothing is published that the last page hasn't shown.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.administration.publications import PublishOrWait
from domain.core.canonical import canonical
from domain.core.command import Command
from domain.core.malformed import Malformed
from domain.parties.facts import Facts, with_stated
from domain.parties.party import StateFacts
from domain.postings.content import Content
from domain.postings.posting import Draft, Submit
from domain.postings.reading.read import kind_of, likely_kinds
from domain.postings.tracks import SIDES, TRACKS
from domain.postings.visibility import names_nobody
from domain.postings.wording import remarks
from domain.values.text import clean_text
from projections.matching.barriers import Counted
from projections.matching.left_open import Fit, fit
from projections.postings.posting_table import PostingRow
from services.files.tables.columns import SIDE_TITLES, TEXTS
from services.files.tables.columns import TITLES as EXAMPLES
from services.house.desk import Answer
from services.stores.drafts import KeptDraft
from services.web import forms
from services.web.display import said_of
from services.web.forms import Form
from services.web.posting_form import (
    STEPS,
    all_asked,
    asked,
    carried_over,
    find_fault,
    forget_readings,
    lacks_for_later,
    made_of,
    outline,
    with_what_is_known,
)
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.selectors.drafts import drop_draft, keep_draft, own_draft
from services.web.selectors.parties import contact_of, keeps_record
from services.web.selectors.postings import WAITS, publishes_for, waits_for_office

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("posting"))]
Doing = Annotated[Submission, Depends(Does("posting"))]
REVIEW = "review"
TITLES = {"words": "基本情况", "terms": "具体要求和地区", REVIEW: "核对信息"}
ORDER = (*STEPS, REVIEW)
_DRAFT = re.compile(r"[0-9a-f]{20}")


@router.get("/publish")
def choose(request: Looking, draft: str = "") -> Response:
    """What it is about, in a few words; which of the six tracks, and on which side."""
    written = own_draft(request, draft) if _DRAFT.fullmatch(draft) else None
    choices = _choices(request)
    likely = likely_kinds(written.field("text"), choices) if written else []
    return request.page(
        "postings/publish_choose.html",
        choices=[*likely, *(choice for choice in choices if choice not in likely)],
        likely=likely[:1],
        example=TEXTS["bank.need"],
        titles=EXAMPLES,
        draft=written,
        sides=SIDE_TITLES,
        past=request.at is not None and request.actor.role in WRITES,
    )


@router.post("/publish")
def begin_with_words(submission: Doing) -> Response:
    """The track that the words tell, where they do, or the only one; else it is asked for. Sent
    twice, it is one draft."""
    request, choices = submission.request, _choices(submission.request)
    if not choices:
        raise NotHere
    try:
        text = clean_text(submission.field("text"), field="text", least=2, most=4000, lines=True)
    except Malformed as wrong:
        return _choose_again(request, submission.field("text"), wrong)
    clear = choices[0] if len(choices) == 1 else kind_of(text, choices)
    kind = f"{clear[1]}.{clear[0]}" if clear else ""
    draft = KeptDraft(submission.new_id(20), kind, sent={"text": (text,)})
    keep_draft(request, draft)
    if clear is None:
        return request.go(f"/publish?draft={draft.id}")
    place = _Place(*clear, draft.id)
    form = place.form(request, draft)
    alone = len(publishes_for(request, *clear)) == 1
    faulty = find_fault(kind, form, request.today, "words")
    return request.go(place.path("words", check=1) if faulty or not alone else place.path("terms"))


def _choose_again(request: PageRequest, text: str, refusal: Rejected) -> Response:
    return request.page(
        "postings/publish_choose.html",
        422,
        choices=_choices(request),
        likely=[],
        example=TEXTS["bank.need"],
        titles=EXAMPLES,
        draft=None,
        text=text,
        refusal=refusal,
        sides=SIDE_TITLES,
        past=False,
    )


@router.get("/publish/{side}/{track}")
def begin(request: Looking, side: str, track: str) -> Response:
    _allowed(request, side, track)
    return request.go(f"/publish/{side}/{track}/{secrets.token_hex(10)}/words")


@router.get("/publish/{side}/{track}/{draft}/{step}")
def at_step(
    request: Looking, side: str, track: str, draft: str, step: str, check: bool = False
) -> Response:
    """One step of a draft; with `check`, what is wrong with it."""
    place = _place(request, side, track, draft, step)
    if place.published(request):
        return request.go(f"/postings/{side}/{place.posting}", "这一条已经发布")
    written = own_draft(request, draft)
    if written is None and step != "words":
        return request.go(place.path("words"))
    form = place.form(request, written or KeptDraft(draft))
    if step == REVIEW:
        return _review(request, place, written or KeptDraft(draft), form)
    if check:
        find_fault(place.kind, form, request.today, step)
    else:
        form.refusals = {}
    return _step(request, place, step, form)


@router.post("/publish/{side}/{track}/{draft}/{step}")
def leave_step(submission: Doing, side: str, track: str, draft: str, step: str) -> Response:
    """Keep what a step says, and go where it is asked; from the last look: publish."""
    request, place = submission.request, _place(submission.request, side, track, draft, step)
    go = submission.field("go")
    if place.published(request):
        return request.go(f"/postings/{side}/{place.posting}", "这一条已经发布")
    if step == REVIEW and (go == "publish" or submission.field("confirmed")):
        return _publish(submission, place)
    written = own_draft(request, draft) or KeptDraft(draft)
    if step != REVIEW:
        values = forms.sent(asked(place.kind)[step], submission)
        known = carried_over(written, place.kind, request.today)
        if step == "words":
            values["party"] = tuple(submission.many("party"))
            known = forget_readings(place.kind, known, request.today)
        written = replace(written, kind=place.kind, sent={**known, **values})
        keep_draft(request, written)
    if go == "keep":
        return request.go("/postings", "已存为草稿")
    at = ORDER.index(step)
    if go == "back":
        return request.go(place.path(ORDER[max(0, at - 1)]))
    faulty = find_fault(place.kind, place.form(request, written), request.today, STEPS[min(at, 1)])
    return request.go(place.path(faulty, check=1) if faulty else place.path(ORDER[at + 1]))


@router.post("/drafts/{draft}/drop")
def drop(submission: Doing, draft: str) -> Response:
    drop_draft(submission.request, draft)
    return submission.request.go("/postings", "草稿已删除")


class _Place:
    """Where one draft is written: its side and track, and what it becomes."""

    def __init__(self, side: str, track: str, draft: str) -> None:
        self.side, self.track, self.draft = side, track, draft
        self.kind = f"{track}.{side}"
        self.posting = f"{track}-{side[0]}-{draft[:10]}"

    def path(self, step: str, **query: Any) -> str:
        address = f"/publish/{self.side}/{self.track}/{self.draft}/{step}"
        return f"{address}?{urlencode(query)}" if query else address

    def as_row(self, party: str, content: Content) -> PostingRow:
        """As it would stand, were it published."""
        side: Any = self.side
        return PostingRow(side, self.posting, party, self.track, "published", 1, content, 0)

    def published(self, request: PageRequest) -> bool:
        row = request.house.views.market.posting(self.side, self.posting)
        return row is not None and row.party in request.actor.parties

    def party(self, request: PageRequest, draft: KeptDraft) -> str:
        """For whom it is written; "" where that is still to be said."""
        parties = publishes_for(request, self.side, self.track)
        chosen = request.actor.duty.party or draft.field("party")
        return chosen if chosen in parties else parties[0] if len(parties) == 1 else ""

    def form(self, request: PageRequest, draft: KeptDraft) -> Form:
        """What was written so far, with what is known of the party."""
        row = request.house.views.parties.party(self.party(request, draft))
        sent = carried_over(draft, self.kind, request.today)
        return with_what_is_known(request, self.kind, sent, row)


def _publish(submission: Submission, place: _Place) -> Response:
    request, draft = submission.request, own_draft(submission.request, place.draft)
    if draft is None:
        return request.go(place.path("words"))
    form, party = place.form(request, draft), place.party(request, draft)
    made = made_of(place.kind, form, request.today)
    if made is None or not party:
        faulty = find_fault(place.kind, form, request.today, STEPS[-1])
        return request.go(place.path(faulty or "words", check=1))
    seen = _digest(request, party, made)
    if submission.field("seen") != seen:
        return request.go(place.path(REVIEW), "核对以后内容有变动，请再核对一次")
    names: Any = {"side": place.side, "id": place.posting}
    facts = _new_facts(request, party, made)

    def commands() -> list[Command]:
        state = [StateFacts(id=party, facts=facts)] if facts else []
        sure = submission.field("confirmed") == seen
        draft = Draft(**names, party=party, content=made, confirmed=sure)
        return [draft, Submit(**names), PublishOrWait(**names), *state]

    def then(answer: Answer) -> str:
        drop_draft(request, place.draft)
        if waits_for_office(answer):
            return f"/postings/{place.side}/{place.posting}"
        return f"/proposals?side={place.side}&id={place.posting}"

    return submission.do(
        commands,
        then=then,
        again=lambda refusal: _review(request, place, draft, form, refusal),
        flash=lambda answer: WAITS if waits_for_office(answer) else "已发布，正在匹配",
        party=party,
    )


def _new_facts(request: PageRequest, party: str, made: Content) -> Facts | None:
    """What of the party is stated with it for the first time, or anew, by whoever keeps its
    record."""
    row, terms = request.house.views.parties.party(party), made.terms
    if row is None or not isinstance(terms, Facts) or not keeps_record(request, party):
        return None
    facts = with_stated(row.facts, terms)
    return facts if facts != row.facts else None


def _step(request: PageRequest, place: _Place, step: str, form: Form) -> Response:
    draft = own_draft(request, place.draft) or KeptDraft(place.draft)
    here = {column.key: column.label for column in asked(place.kind)[step]}
    if step == STEPS[-1]:
        form.costs = _costs(request, place, form, here)
    return request.page(
        "postings/publish_step.html",
        place=place,
        track=TRACKS[place.track],
        what=SIDE_TITLES[place.side],
        step=step,
        titles=TITLES,
        fields=[field for field in form.fields if field.column.key in here],
        parties=publishes_for(request, place.side, place.track) if step == "words" else [],
        party=place.party(request, draft),
        unread=form.unread if step == STEPS[-1] else (),
        begun=bool(draft.at),
    )


def _may_count(request: PageRequest, place: _Place) -> bool:
    """Whether it may be said how many on the other side would fit what is being written. Of needs
    that is answered for what stands published, and not without limit (`TryOffering`): else one
    writes a word, and reads who has it."""
    return place.side == "need" or request.actor.sees("posting") is None


def _costs(
    request: PageRequest, place: _Place, form: Form, labels: Mapping[str, str]
) -> dict[str, int]:
    """By field: how many partners it takes to leave it empty."""
    if not _may_count(request, place):
        return {}
    written = outline(place.track, place.side, form, request.today)
    open_ = fit(request.house.views.market, place.as_row("", written)).left_open
    partners = {left.label: left.partners for left in open_}
    return {key: partners[label] for key, label in labels.items() if label in partners}


def _review(
    request: PageRequest,
    place: _Place,
    draft: KeptDraft,
    form: Form,
    refusal: Rejected | None = None,
) -> Response:
    """All that will be published, and what it leaves open."""
    made, party = made_of(place.kind, form, request.today), place.party(request, draft)
    if made is None or not party:
        faulty = find_fault(place.kind, form, request.today, STEPS[-1])
        return request.go(place.path(faulty or "words", check=1))
    row = request.house.views.parties.party(party)
    counts = _may_count(request, place)
    meets = fit(request.house.views.market, place.as_row(party, made)) if counts else Fit(0)
    costs = [left.label for left in meets.left_open]
    barriers = [each for each in meets.barriers if not {*_open(place, each)} & {*costs}]
    spoken_of = [*costs, *(label for each in barriers for label in _open(place, each))]
    return request.page(
        "postings/publish_review.html",
        status_of(refusal) if refusal else 200,
        place=place,
        track=TRACKS[place.track],
        what=SIDE_TITLES[place.side],
        step=REVIEW,
        titles=TITLES,
        refusal=refusal,
        asks=refusal is not None and refusal.code in forms.QUESTIONS,
        seen=_digest(request, party, made),
        content=made,
        senses={f.column.label: f.reading.sense for f in form.fields if f.reading},
        facts=list(said_of(all_asked(place.kind), made)),
        fit=meets,
        counts=counts,
        barriers=barriers,
        later=lacks_for_later(place.side, made, spoken_of),
        uninvited=names_nobody(made),
        remarks=remarks(made.title, made.text),
        party=party,
        profile=row.profile if row else None,
        contact=contact_of(request, party),
        facts_kept=_new_facts(request, party, made) is not None,
        keeps=keeps_record(request, party),
    )


def _open(place: _Place, counted: Counted) -> list[str]:
    """The labels of what a barrier asks for that isn't stated: a field is spoken of once."""
    labels = {column.key: column.label for column in all_asked(place.kind)}
    barrier = counted.barrier
    return [labels[field] for field in barrier.fields if barrier.unstated and field in labels]


def _digest(request: PageRequest, party: str, made: Content) -> str:
    """What would be published, for whom, as their record stands: the last look is at this and at
    nothing else, whoever changes the draft or the record meanwhile."""
    row, facts = request.house.views.parties.party(party), _new_facts(request, party, made)
    shown = (made, row.profile if row else None, facts)
    plain = [value.model_dump(mode="json") if value else None for value in shown]
    return sha256(canonical([party, *plain])).hexdigest()[:16]


def _place(request: PageRequest, side: str, track: str, draft: str, step: str) -> _Place:
    _allowed(request, side, track)
    if step not in ORDER or not _DRAFT.fullmatch(draft):
        raise NotHere
    return _Place(side, track, draft)


def _choices(request: PageRequest) -> list[tuple[str, str]]:
    """(side, track) on which whoever looks may publish for somebody."""
    return [(s, t) for t in TRACKS for s in SIDES if publishes_for(request, s, t)]


def _allowed(request: PageRequest, side: str, track: str) -> None:
    if side not in SIDES or track not in TRACKS or not publishes_for(request, side, track):
        raise NotHere
