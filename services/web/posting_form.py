"""What it takes to publish: the fields by step, what they say, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from pydantic import ValidationError

from domain.core.malformed import Malformed
from domain.postings.content import Content
from domain.postings.reading.heading import heading
from domain.postings.reading.read import Reading, readings, unread
from domain.postings.rules import Held, label, stated
from domain.postings.tracks import TRACKS
from domain.postings.validation import findings
from domain.postings.visibility import INVITED, names_nobody
from projections.parties.parties import PartyRow
from projections.parties.record import known_of
from services.files.cells.column import Column
from services.files.cells.writing import written
from services.files.tables.columns import columns
from services.inbound.decode import malformed
from services.stores.drafts import KeptDraft
from services.web.forms import Form, filled
from services.web.request import PageRequest

WORDS = ("text", "title")
FRAME = (
    *("regions", "industries", "unlimited"),
    *("valid_from", "valid_through", "visibility", "invited"),
)
UNINVITED = "invited"  # nobody is, and it is for the invited alone
NOT_ASKED = frozenset({"id", "party"})
STEPS = ("words", "terms")  # those with fields; then the review


@cache
def asked(kind: str) -> dict[str, tuple[Column, ...]]:
    """The fields of each step: what it is about; the figures, where and until when."""
    fields = {column.key: column for column in columns(kind) if column.key not in NOT_ASKED}
    title = replace(fields["title"], needed=False, hint="不填就取说明的头一两句")
    words = fields["text"], title
    frame = tuple(fields[key] for key in FRAME if key in fields)
    terms = tuple(fields[key] for key in fields if key not in {*WORDS, *FRAME})
    return {"words": words, "terms": (*terms, *frame)}


def all_asked(kind: str) -> tuple[Column, ...]:
    return tuple(column for step in STEPS for column in asked(kind)[step])


def content(track: str, side: str, form: Form, today: date) -> Content:
    """What a form that could be read says, not checked yet. Raises pydantic's `ValidationError`."""
    fields = _fields(track, side, form.values, today)
    terms = TRACKS[track].terms(side)(kind=f"{track}.{side}", **fields.pop("terms"))
    return Content(**fields, terms=terms)


def outline(track: str, side: str, form: Form, today: date) -> Content:
    """The same while it is being written: what is needed may still be missing."""
    fields = _fields(track, side, form.values, today)
    kind = TRACKS[track].terms(side)
    terms = kind.model_construct(kind=f"{track}.{side}", **fields.pop("terms"))
    return Content.model_construct(**fields, terms=terms)


def _fields(track: str, side: str, values: Mapping[str, Any], today: date) -> dict[str, Any]:
    row = TRACKS[track]
    start = values.get("valid_from", today)
    names, invited = row.terms(side).model_fields, values.get("invited", ())
    return {
        "track": track,
        "title": values.get("title", ""),
        "text": values.get("text", ""),
        "regions": values.get("regions", ()),
        "industries": values.get("industries", ()),
        "valid_from": start,
        "valid_through": values.get("valid_through", max(today, start) + timedelta(row.valid_days)),
        "visibility": values.get("visibility", INVITED if invited else row.visibility(side)),
        "invited": invited,
        "unlimited": values.get("unlimited", ()),
        "terms": {key: values.get(key) for key in names if key != "kind"},
    }


def written_of(made: Content) -> dict[str, tuple[str, ...]]:
    """Every field of a content as somebody would have written it."""
    side = made.terms.kind.partition(".")[2]
    values = {}
    for column in all_asked(f"{made.track}.{side}"):
        holder: Any = made if column.key in type(made).model_fields else made.terms
        values[column.key] = as_sent(column, getattr(holder, column.key, None))
    return values


def as_sent(column: Column, value: Any) -> tuple[str, ...]:
    """A value as the field's form would send it."""
    if column.reads == "choices":
        return tuple(column.choices.get(code, code) for code in value or ())
    text = written(column, value)
    return (text,) if text else ()


Sent = Mapping[str, tuple[str, ...]]  # fields as they were sent


def with_what_is_known(request: PageRequest, kind: str, sent: Sent, party: PartyRow | None) -> Form:
    """A form as it was sent so far, and what it leaves open: as its text says, else as its party's
    record has it. A field that was emptied stays empty."""
    read = _read(kind, sent, request.today)
    columns = all_asked(kind)
    from_text = {key: values for key, (values, _) in read.items() if key not in sent}
    recorded = known_of(party, kind)
    known = {
        column.key: as_sent(column, recorded[column.key])
        for column in columns
        if column.key in recorded and column.key not in {*sent, *from_text}
    }
    title = {} if _last(sent, "title") else {"title": (heading(_last(sent, "text")),)}
    form = filled(request, columns, {**known, **from_text, **sent, **title})
    stated = {**from_text, **sent}
    stands = {key: each for key, (values, each) in read.items() if stated[key] == values}
    form.readings = _as_only_figure(kind, stands)
    form.unread = _unread(kind, sent, request.today)
    form.known = frozenset(known)
    form.due = frozenset(_due(kind, form))
    return form


def _as_only_figure(kind: str, read: Mapping[str, Reading]) -> dict[str, Reading]:
    """The same, but where the least and the most were read from one exact figure both say so."""
    track, _, side = kind.partition(".")
    only = dict(read)
    for low, high, _ in TRACKS[track].terms(side).ranges:
        pair = read.get(low), read.get(high)
        if pair[0] and pair[0] == pair[1] and not pair[0].sense:
            only |= dict.fromkeys((low, high), replace(pair[0], sense="only"))
    return only


def forget_readings(kind: str, sent: Sent, today: date) -> Sent:
    """Without what was read from the text and stands as it was read: it may say something else."""
    read = _read(kind, sent, today)
    return {k: values for k, values in sent.items() if k not in read or values != read[k][0]}


def carried_over(draft: KeptDraft, kind: str, today: date) -> Sent:
    """What a draft says for a kind. Of another than it was begun for it brings what somebody wrote:
    not what was read for that one, nor what was left empty there."""
    if draft.kind in {"", kind}:
        return draft.sent
    written = forget_readings(draft.kind, draft.sent, today)
    return {key: values for key, values in written.items() if any(values)}


def _read(kind: str, sent: Sent, today: date) -> dict[str, tuple[tuple[str, ...], Reading]]:
    """By field: what the text says, as it would be sent, and its words."""
    columns = {column.key: column for column in all_asked(kind)}
    read = readings(kind, _last(sent, "title"), today) | readings(kind, _last(sent, "text"), today)
    return {key: (as_sent(columns[key], each.value), each) for key, each in read.items()}


def _unread(kind: str, sent: Sent, today: date) -> tuple[str, ...]:
    """The figures of the text that are still to be written: as long as somebody has filled in none
    of the fields that would take them."""
    columns = [column for column in asked(kind)[STEPS[-1]] if _last(sent, column.key)]
    filled_in = {name for column in columns for name in (column.key, column.reads)}
    figures = unread(kind, _last(sent, "title"), today) | unread(kind, _last(sent, "text"), today)
    return tuple(figure for figure, into in figures.items() if into.isdisjoint(filled_in))


def find_fault(kind: str, form: Form, today: date, upto: str) -> str:
    """Says in the form what is wrong with the steps up to this one; the first step with a fault,
    "" where there is none."""
    track, _, side = kind.partition(".")
    reached = STEPS[: STEPS.index(upto) + 1]
    here = [column.key for step in reached for column in asked(kind)[step]]
    form.refusals = {key: form.refusals[key] for key in here if key in form.refusals}
    for field, objection in objections(side, outline(track, side, form, today), today).items():
        if field in here:
            form.refusals.setdefault(field, objection)
    faulty = (s for s in reached if any(c.key in form.refusals for c in asked(kind)[s]))
    return next(faulty, "")


def made_of(kind: str, form: Form, today: date) -> Content | None:
    """The content, where nothing is wrong with it; else the form knows what is."""
    track, _, side = kind.partition(".")
    if find_fault(kind, form, today, STEPS[-1]):
        return None
    try:
        return content(track, side, form, today)
    except ValidationError as wrong:
        form.blame(malformed(wrong))
        return None


def objections(side: str, made: Content, today: date) -> dict[str, Malformed]:
    """The first finding of each field."""
    first: dict[str, Malformed] = {}
    for finding in findings(side, made, today):
        first.setdefault(finding.field, finding)
    return first


def lacks(side: str, content: Content) -> list[tuple[str, str]]:
    """(rule, fields) that this side leaves open: whoever states that bound can't be matched."""
    return list(_lacks(side, content))


def lacks_for_later(side: str, content: Content, costs: Iterable[str]) -> list[str]:
    """The labels of what is left open and shuts out nobody by now, as what is among `costs` does;
    who states a bound for it one day can't be matched."""
    fields = [names for rule, names in _lacks(side, content) if rule != UNINVITED]
    labels = dict.fromkeys(label for names in fields for label in names.split("、"))
    return [label for label in labels if label not in set(costs)]


def _lacks(side: str, content: Content) -> Iterator[tuple[str, str]]:
    terms = content.terms
    if names_nobody(content):
        yield UNINVITED, ""
    for rule in TRACKS[content.track].rules:
        field = getattr(rule, "need_states", "")
        if field and side == "need" and not getattr(content, field):
            yield rule.title, rule.title
        if isinstance(rule, Held) and rule.holder != side:
            missing = [name for name in rule.needed()[1] if stated(terms, name) is None]
            if missing:
                yield rule.title, "、".join(label(terms, name) for name in missing)


def _due(kind: str, form: Form) -> Iterator[str]:
    """What is needed because of what another field says."""
    track, _, side = kind.partition(".")
    for rule in TRACKS[track].terms(side).together:
        if form.values.get(rule.field) == rule.value:
            yield from rule.also


def _last(sent: Mapping[str, tuple[str, ...]], key: str) -> str:
    return (sent.get(key) or ("",))[-1]
