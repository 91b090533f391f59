"""What waits for somebody, and by when: one line a task, what is due first at the top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from domain.core.command import Role
from domain.postings.tracks import TRACKS
from projections.leads.leads import LeadRow
from projections.postings.market import PostingRow
from projections.sessions.sessions import SessionRow
from services.web.request import PageRequest
from services.web.selectors.leads import names_shown, need_titles
from services.web.selectors.proposals import visible_pairs

MOST = 12
SOON = timedelta(days=7)
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

    def late(self, day: str) -> bool:
        return bool(self.due) and self.due < day


def own_tasks(
    request: PageRequest,
    rows: Sequence[PostingRow],
    leads: Sequence[LeadRow],
    sessions: Sequence[tuple[SessionRow, str]],
) -> list[Task]:
    """Of a party, or of those that somebody supports; `rows` are its postings, `leads` those that
    are due first, `sessions` those ahead with the place it has there."""
    if request.actor.role is Role.LIAISON:
        return []
    tasks = [
        *_consents(request, rows),
        *_answers(request, rows),
        *_leads(request, leads),
        *_drafts(rows),
        *_ending(request, rows),
        *_invitations(sessions),
    ]
    return sorted(tasks, key=lambda task: (task.due or "9999", task.title))[:MOST]


def office_tasks(
    request: PageRequest, review: Sequence[PostingRow], red: Sequence[LeadRow]
) -> list[Task]:
    """Of the office: what waits for its yes, and leads that nobody answered in time."""
    request.names({row.party for row in review})
    request.names({party for lead in red for party in (lead.enterprise, lead.receiver)})
    leads = red if request.actor.knows("lead") else []
    titles = need_titles(request, leads)
    return [
        *(
            Task(lead.due, titles[lead.id], request.name(lead.receiver), "督促办理", _of(lead))
            for lead in leads
        ),
        *(
            Task("", row.content.title, request.name(row.party), "审核发布", _path(row))
            for row in review
        ),
    ]


def _consents(request: PageRequest, rows: Sequence[PostingRow]) -> Iterator[Task]:
    own = {row.id: row for row in rows if row.side == "need"}
    waiting = request.house.views.consents.all(status="requested", as_of=request.at)
    asked = [consent for consent in waiting if consent.need in own]
    request.names(consent.receiver for consent in asked)
    for consent in asked:
        path = f"/consents/{consent.need}/{consent.receiver}"
        title, receiver = own[consent.need].content.title, request.name(consent.receiver)
        yield Task("", title, receiver, "决定是否授权", path)


def _answers(request: PageRequest, rows: Sequence[PostingRow]) -> Iterator[Task]:
    """Proposals that the other side said yes to."""
    needs = [row.id for row in rows if row.side == "need"]
    offerings = [row.id for row in rows if row.side == "offering"]
    waiting = request.house.views.decisions.waiting(needs, offerings, 2 * MOST, request.at)
    open_ = [d.shown for d in waiting if not request.actor.parties.intersection(d.interested)]
    titles = {row.id: row.content.title for row in rows}
    for pair in visible_pairs(request, open_):
        row, teaser = pair.row, pair.teaser
        own = titles.get(row.need) or titles.get(row.offering, "")
        other = row.offering_party if row.need in titles else row.need_party
        about = f"{teaser.industry} · {teaser.region}" if teaser else request.name(other)
        due = pair.decision.through if pair.decision else ""
        yield Task(due, own, about, "对方愿意对接，请答复", f"/proposals/{row.id}")


def _leads(request: PageRequest, leads: Sequence[LeadRow]) -> Iterator[Task]:
    owed = [lead for lead in leads if lead.due and lead.receiver in request.actor.parties]
    names = names_shown(request, owed)
    for lead in owed:
        name = names[lead.id] or "企业暂未授权显示名称"
        yield Task(lead.due, name, TRACKS[lead.track].title, STEPS[lead.status], _of(lead))


def _of(lead: LeadRow) -> str:
    return f"/leads/{lead.id}"


def _drafts(rows: Sequence[PostingRow]) -> Iterator[Task]:
    for row in rows:
        if row.status == "draft":
            yield Task("", row.content.title, "", "草稿还没有提交", _path(row))


def _ending(request: PageRequest, rows: Sequence[PostingRow]) -> Iterator[Task]:
    last = request.today + SOON
    for row in rows:
        end: date = row.content.valid_through
        if row.status == "published" and end <= last:
            path = _path(row) if request.day else f"{_path(row)}/renew"
            yield Task(end.isoformat(), row.content.title, "", "快到期了，还需要就延长", path)


def _invitations(sessions: Sequence[tuple[SessionRow, str]]) -> Iterator[Task]:
    for row, place in sessions:
        if place == "invited":
            path = f"/sessions/{row.id}"
            yield Task(row.details.day.isoformat(), row.details.title, "", "决定是否参加", path)


def _path(row: PostingRow) -> str:
    return f"/postings/{row.side}/{row.id}"
