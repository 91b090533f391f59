"""What it takes to publish: the fields by step, and what it costs to leave one out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from domain.core.malformed import Malformed
from domain.parties.party import Profile
from domain.postings.codes import VISIBILITY
from domain.postings.content import Content
from domain.postings.rules import Held, label, stated
from domain.postings.tracks import TRACKS
from domain.postings.validation import findings
from domain.values.region import region_name
from services.files.columns import Column, columns
from services.web.forms import Form

WORDS = ("title", "text")
FRAME = ("regions", "industries", "valid_from", "valid_through", "visibility")
NOT_ASKED = frozenset({"id", "party"})


def steps(kind: str) -> tuple[tuple[Column, ...], ...]:
    """Three short steps: what it is about, the figures, where and until when."""
    asked = [column for column in columns(kind) if column.key not in NOT_ASKED]
    words = tuple(column for column in asked if column.key in WORDS)
    frame = tuple(column for column in asked if column.key in FRAME)
    terms = tuple(column for column in asked if column.key not in {*WORDS, *FRAME})
    return words, terms, frame


def content(track: str, side: str, form: Form, today: date) -> Content:
    """What a form that could be read says, not checked yet. Raises pydantic's `ValidationError`."""
    row, values = TRACKS[track], form.values
    start = values.get("valid_from", today)
    terms = row.terms(side)
    fields: dict[str, Any] = {key: values.get(key) for key in terms.model_fields if key != "kind"}
    return Content(
        track=track,
        title=values.get("title", ""),
        text=values.get("text", ""),
        regions=values.get("regions", ()),
        industries=values.get("industries", ()),
        valid_from=start,
        valid_through=values.get("valid_through", max(today, start) + timedelta(row.valid_days)),
        visibility=values.get("visibility", next(iter(VISIBILITY))),
        terms=terms(kind=f"{track}.{side}", **fields),
    )


def taken_from(profile: Profile, form: Form) -> Form:
    """A need's form with its place and industry from what is known of its party, where they are
    left empty."""
    known = {
        "regions": profile.region and region_name(profile.region),
        "industries": profile.industry,
    }
    taken = {
        field.key: value
        for field in form.columns
        if (value := known.get(field.key)) and not form.written.get(field.key)
    }
    return Form(form.columns, {**form.written, **taken}, form.picked, form.values)


def objections(side: str, made: Content, today: date) -> dict[str, Malformed]:
    """The first finding of each field."""
    first: dict[str, Malformed] = {}
    for finding in findings(side, made, today):
        first.setdefault(finding.field, finding)
    return first


def lacks(side: str, content: Content) -> list[tuple[str, str]]:
    """(rule, fields) that this side leaves open: whoever states that bound can't be matched."""
    return list(_lacks(side, content))


def _lacks(side: str, content: Content) -> Iterator[tuple[str, str]]:
    terms = content.terms
    for rule in TRACKS[content.track].rules:
        field = getattr(rule, "need_states", "")
        if field and side == "need" and not getattr(content, field):
            yield rule.title, rule.title
        if isinstance(rule, Held) and rule.holder != side:
            missing = [name for name in rule.needed()[1] if stated(terms, name) is None]
            if missing:
                yield rule.title, "、".join(label(terms, name) for name in missing)
