"""The timeline of a lead: what each side may know of it. What the receiver's people note is theirs
alone, and so is who of them it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from domain.leads.codes import LEAD_ENDS, NOTE_KINDS
from domain.leads.ending import LeadEnded
from domain.leads.lead import IntentSigned, LeadAssigned, LeadNoted
from domain.log.entry import Entry
from domain.parties.names import renaming
from domain.parties.party import PartyRegistered, PartyRevised
from domain.postings.tracks import TRACKS
from projections.leads.leads import LeadRow
from services.web.money_words import MoneyWords
from services.web.request import PageRequest
from services.web.selectors.money import INNER
from services.web.timeline import MOST, Moment, moment_of


def lead_timeline(request: PageRequest, lead: LeadRow) -> list[Moment]:
    """The latest first, as far as the view of leads is."""
    until = request.shown_until(request.house.views.leads)
    lines = request.house.log.read(f"lead-{lead.id}")
    entries = [line.entry() for line in lines if line.position <= until]
    own = lead.receiver in request.actor.parties
    hidden = frozenset() if own else frozenset({LeadNoted.name})
    if lead.enterprise in request.actor.parties and not own:
        hidden |= INNER
    if own:
        moments = list(_for_colleagues(entries, _names(request, entries)))
    else:
        moments = [moment_of(entry) for entry in entries]
    spoken = TRACKS[lead.track].lead_terms
    titles = {IntentSigned.name: spoken.sign, LeadAssigned.name: spoken.assign}
    moments = [
        replace(moment, title=titles.get(entry.event.name, moment.title), text=_why(entry, moment))
        for entry, moment in zip(entries, moments, strict=True)
    ]
    words = MoneyWords(request.language).timeline(entries)
    shown = [
        replace(moment, text=text, amount_fen=0, day=None) if text else moment
        for entry, moment, text in zip(entries, moments, words, strict=True)
        if entry.event.name not in hidden
    ]
    since = entries[0].position if entries else until
    renamed = _renamed(request, lead, since, until)
    return sorted([*shown, *renamed], key=lambda m: m.position, reverse=True)[:MOST]


def _renamed(request: PageRequest, lead: LeadRow, since: int, until: int) -> Iterator[Moment]:
    """That its receiver is called otherwise, or is of another scale, since it was sent there."""
    before: tuple[str, str] | None = None
    for line in request.house.log.read(f"party-{lead.receiver}"):
        event = line.entry().event
        if line.position > until or not isinstance(event, PartyRegistered | PartyRevised):
            continue
        now = (event.profile.title, event.profile.scale or "")
        if before is not None and now != before and line.position > since:
            text = renaming(before, now)
            yield replace(moment_of(line.entry()), title="对接单位改了名称或规模", text=text)
        before = now


def _why(entry: Entry, moment: Moment) -> str:
    """Of what ended by itself, why; else what was said anyway."""
    if isinstance(entry.event, LeadEnded):
        return LEAD_ENDS[entry.event.because]
    return moment.text


def _for_colleagues(entries: list[Entry], names: Mapping[str, str]) -> Iterator[Moment]:
    """For the receiver's own people: who it was, what was noted, who had it before."""
    before = ""
    for entry in entries:
        moment, event = moment_of(entry), entry.event
        if entry.actor in names:
            moment = replace(moment, who=names[entry.actor])
        match event:
            case LeadNoted():
                text = event.text.reveal() if event.text else ""
                title = NOTE_KINDS.get(event.kind, event.kind)
                moment = replace(moment, title=title, text=text, again=event.next_on)
            case LeadAssigned():
                name = names.get(event.user or "") or event.manager or event.user or ""
                now = f"{event.branch} {name}".strip()
                moment = replace(moment, text=f"{before} → {now}" if before else now)
                before = now
        yield moment


def _names(request: PageRequest, entries: list[Entry]) -> dict[str, str]:
    """What the asker's own people among these are called, also those who have left."""
    users = {entry.actor for entry in entries}
    users |= {entry.event.user or "" for entry in entries if isinstance(entry.event, LeadAssigned)}
    rows = (request.house.views.users.user(user) for user in sorted(users - {""}))
    return {
        row.id: row.person.reveal()
        for row in rows
        if row is not None and row.duty.party in request.actor.parties
    }
