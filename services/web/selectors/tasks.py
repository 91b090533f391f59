"""What waits for somebody, and by when: one line a task, what is due first at the top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from domain.core.command import Role
from domain.leads.money import TITLES as MONEY_TITLES
from domain.postings.tracks import TRACKS
from domain.results.codes import RESULT_KINDS
from domain.values.money import round_money
from projections.administration.registrations import RegistrationRow
from projections.leads.leads import LeadRow
from projections.matching.decisions import DecisionState
from projections.postings.posting_table import PostingHead, PostingRow
from projections.sessions.sessions import SessionRow
from services.web.request import PageRequest
from services.web.selectors.consents import OwnConsents, consents_to_come, silent_consents
from services.web.selectors.leads import Label, labels, not_to_be_called
from services.web.selectors.money import may_confirm
from services.web.selectors.proposals import Pair
from services.web.selectors.results import results_to_answer

MOST = 12
SOON, LATELY = timedelta(days=7), timedelta(days=30)
STEPS = {  # of a lead, by its status: what its receiver does next
    "delivered": "确认收到这条线索",
    "acknowledged": "联系企业",
    "contacted": "给出办理结果",
}


class Task(NamedTuple):
    """`due` is a day, "" where nothing presses; `path` where it is done."""

    due: str
    title: str
    about: str
    what: str
    path: str

    def colour(self, day: str) -> str:
        """red after the day that is due, yellow on it, else green; of one that is due."""
        return "red" if day > self.due else "yellow" if day == self.due else "green"


@dataclass(frozen=True)
class OwnHome:
    """What the home of a party shows, or of those that somebody supports: its postings, and how its
    proposals stand (`states`). `to_answer` are those that the other side said yes to, `leads` those
    that are due first, `appointments` those where somebody said when he would be in touch again,
    `waits` those whose money does (`money_waits`), `names` what they are all called, `sessions`
    those ahead, each with the place it has there."""

    postings: Sequence[PostingHead]
    consents: OwnConsents
    states: Sequence[DecisionState]
    to_answer: Sequence[Pair[Any]]
    leads: Sequence[LeadRow]
    appointments: Sequence[LeadRow]
    waits: Sequence[LeadRow]
    names: Mapping[str, Label]
    sessions: Sequence[tuple[SessionRow, str]]


def own_tasks(request: PageRequest, home: OwnHome) -> list[Task]:
    if request.actor.role is Role.LIAISON:
        return []
    postings = home.postings
    tasks = [
        *_contact(request),
        *_consents(request, postings, home.consents),
        *_answers(request, postings, home.to_answer),
        *_unanswered(home.states),
        *_leads(request, home.leads, home.names),
        *_appointments(home.appointments, home.names),
        *_results(request),
        *_drafts(postings),
        *_finished(request, postings),
        *_ending(request, postings),
        *_stopped(request, postings),
        *_invitations(home.sessions),
    ]
    rest = sorted(tasks, key=lambda task: (task.due or "9999", task.title))
    return [*_money(request, home.waits, home.names), *rest][:MOST]


def office_tasks(
    request: PageRequest,
    review: Sequence[PostingRow],
    red: Sequence[LeadRow],
    registered: Sequence[RegistrationRow] = (),
) -> list[Task]:
    """Of the office: what waits for its yes, and leads that nobody answered in time."""
    request.names({row.party for row in review})
    request.names({party for lead in red for party in (lead.enterprise, lead.receiver)})
    waits = money_waits(request)
    names = labels(request, [*red, *waits])
    return [
        *_money(request, waits, names),
        *(
            Task("", row.profile.title, row.id, "核对企业登记", f"/registrations/{row.id}")
            for row in registered
        ),
        *(
            Task(lead.due, names[lead.id].need, request.name(lead.receiver), "督促办理", _of(lead))
            for lead in red
        ),
        *(
            Task("", row.content.title, request.name(row.party), "审核发布", _path(row))
            for row in review
        ),
        *_nameless(request),
        *_asking(request),
    ]


def _contact(request: PageRequest) -> Iterator[Task]:
    """Without somebody to call no lead goes out, and none can be worked on."""
    own = request.actor.duty.party
    row = request.house.views.parties.party(own, request.at) if own else None
    if row is not None and not row.reachable:
        path = f"/parties/{own}" if request.at is not None else f"/parties/{own}/contact"
        waiting = request.house.views.consents.all(receiver=own, status="requested", limit=1)
        what = "填写联系人和电话：有企业等着授权给您" if waiting else "填写联系人和电话"
        yield Task("", row.profile.title, "", what, path)


def _nameless(request: PageRequest) -> Iterator[Task]:
    """Receivers that enterprises would let have their data, and that have named nobody to call."""
    if request.at is not None or not request.actor.knows("party_office"):
        return
    ids = request.house.views.todo.nameless_receivers()[:MOST]
    request.names(ids)
    for id in ids:
        yield Task(
            "", request.name(id), "", "补填联系人：有企业等着授权给它", f"/parties/{id}/contact"
        )


def _asking(request: PageRequest) -> Iterator[Task]:
    """Parties that want to be known otherwise."""
    if request.actor.knows("party_office"):
        for row in request.house.views.parties.asking(MOST, request.at):
            path = f"/parties/{row.id}/request"
            yield Task("", row.profile.title, "", "审核资料修改申请", path)


def _consents(
    request: PageRequest, postings: Sequence[PostingHead], consents: OwnConsents
) -> Iterator[Task]:
    for consent, title in consents.requested:
        path = f"/consents/{consent.need}/{consent.receiver}"
        yield Task("", title, request.name(consent.receiver), "决定是否授权", path)
    for need, receiver, title in consents_to_come(request, postings):
        path = f"/consents/{need}/{receiver}"
        yield Task("", title, request.name(receiver), "决定是否授权", path)
    for consent, title in silent_consents(request, consents.silent):
        path = f"/consents/{consent.need}/{consent.receiver}"
        what = "没有提供联系人，线索不会送出，请补上"
        yield Task("", title, request.name(consent.receiver), what, path)


def _answers(
    request: PageRequest, postings: Sequence[PostingHead], to_answer: Sequence[Pair[Any]]
) -> Iterator[Task]:
    """Proposals that the other side said yes to."""
    titles = {(head.side, head.id): head.title for head in postings}
    for pair in to_answer:
        row, teaser = pair.row, pair.teaser
        ours = titles.get(("need", row.need))
        own = ours or titles.get(("offering", row.offering), "")
        other = row.offering_party if ours else row.need_party
        bands = teaser.open_bands if teaser else {}
        where = " · ".join(bands[name] for name in ("industry", "region") if name in bands)
        whose = where if teaser else request.name(other)
        about = f"{whose} · {pair.offering_title}" if ours else whose
        due = pair.decision.through if pair.decision else ""
        yield Task(due, own, about, "对方愿意对接，请答复", f"/proposals/{row.id}")


def _unanswered(states: Iterable[DecisionState]) -> Iterator[Task]:
    """Those that were put before both and nobody has answered: all of them in one line."""
    through = [state.through for state in states if state.status == "proposed"]
    if through:
        yield Task(
            min(through), "新的匹配", str(len(through)), "请答复", "/proposals?status=proposed"
        )


def _leads(
    request: PageRequest, leads: Sequence[LeadRow], names: Mapping[str, Label]
) -> Iterator[Task]:
    for lead in leads:
        label, own = names[lead.id], lead.receiver in request.actor.parties
        if lead.due and own and not not_to_be_called(request, lead, label):
            about = label.enterprise or TRACKS[lead.track].title
            yield Task(lead.due, label.text(), about, STEPS[lead.status], _of(lead))


def _appointments(leads: Sequence[LeadRow], names: Mapping[str, Label]) -> Iterator[Task]:
    for lead in leads:
        label = names[lead.id]
        yield Task(lead.next_on, label.text(), label.enterprise, "约定再联系", _of(lead))


def money_waits(request: PageRequest) -> list[LeadRow]:
    """Leads whose money waits for somebody: for the office, or for a party's own people."""
    if not request.actor.knows("lead"):
        return []
    own = None if request.actor.knows("overview") else request.actor.parties
    return request.house.views.leads.money_waits(parties=own, limit=MOST, as_of=request.at)


def _money(
    request: PageRequest, waits: Sequence[LeadRow], names: Mapping[str, Label]
) -> Iterator[Task]:
    """Amounts that wait for a second person, drawdowns that the enterprise hasn't got, or says
    nothing of."""
    own, office = request.actor.parties, request.actor.knows("overview")
    for lead in waits:
        waiting = lead.pending
        lends = office or lead.receiver in own
        about = request.name(lead.receiver) if office or lead.enterprise in own else ""
        name = names[lead.id].need or names[lead.id].company()
        if waiting and lends and may_confirm(request, lead, waiting):
            what = f"{MONEY_TITLES[waiting.what]}{round_money(waiting.fen)}"
            yield Task("", name, f"{about} {what}".strip(), "复核金额", _of(lead))
        if lead.disputed and lends:
            yield Task("", name, about, "企业说没有收到放款，请核实", _of(lead))
        if lead.unconfirmed and lead.enterprise in own:
            drawn = sum(d.fen for d in lead.drawdowns if not d.receipt)
            again = any(d.lapsed_fen for d in lead.drawdowns)
            what = "金额更正了，请重新确认到账" if again else "到账了吗，请确认"
            yield Task("", f"放款{round_money(drawn)}", about, what, _of(lead))


def _of(lead: LeadRow) -> str:
    return f"/leads/{lead.id}"


def _finished(request: PageRequest, postings: Sequence[PostingHead]) -> Iterator[Task]:
    """Needs that got all that they asked for, once the enterprise has said of all that it came."""
    titles = {h.id: h.title for h in postings if h.side == "need" and h.status == "published"}
    views = request.house.views
    needs = views.finished.of(titles, request.at) if titles else frozenset()
    unsettled = views.finished.unsettled(needs, request.at) if needs else {}
    for id in sorted(needs - unsettled.keys()):
        path = f"/postings/need/{id}" if request.day else f"/postings/need/{id}/fulfil"
        yield Task("", titles[id], "", "已全部落地，办成了就结束它", path)


def _results(request: PageRequest) -> Iterator[Task]:
    """What the office entered of one's own party, and nobody has said anything of."""
    for row in results_to_answer(request, MOST):
        title = RESULT_KINDS[row.result].title
        yield Task("", title, row.day, "助企办登记了这项成果，请确认", "/results")


def _drafts(postings: Sequence[PostingHead]) -> Iterator[Task]:
    for head in postings:
        if head.status == "draft":
            yield Task("", head.title, "", "草稿还没有提交", _path(head))


def _ending(request: PageRequest, postings: Sequence[PostingHead]) -> Iterator[Task]:
    last = (request.today + SOON).isoformat()
    for head in postings:
        if head.status == "published" and head.valid_through <= last:
            path = _path(head) if request.day else f"{_path(head)}/renew"
            yield Task(head.valid_through, head.title, "", "快到期了，还需要就延长", path)


def _stopped(request: PageRequest, postings: Sequence[PostingHead]) -> Iterator[Task]:
    """What takes no part any more, and may be forgotten."""
    lately = (request.today - LATELY).isoformat()
    for head in postings:
        if head.status == "paused":
            yield Task("", head.title, "", "已暂停，不参加匹配", _path(head))
        elif head.status == "expired" and head.valid_through >= lately:
            yield Task("", head.title, "", "已过期，还需要就延长", _path(head))


def _invitations(sessions: Sequence[tuple[SessionRow, str]]) -> Iterator[Task]:
    for row, place in sessions:
        if place == "invited":
            path = f"/sessions/{row.id}"
            yield Task(row.details.day.isoformat(), row.details.title, "", "决定是否参加", path)


def _path(row: PostingHead | PostingRow) -> str:
    return f"/postings/{row.side}/{row.id}"
