"""Forms: fields as people are asked for them, read as the cells of a file are.

A form is a row of columns (`services/files/tables/columns.py`); what can't be read is said beside
its field, in the words that an import uses for the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from starlette.responses import Response

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.postings.reading.read import Reading
from domain.values.usual import FIGURES
from services.files.cells.column import Column
from services.files.cells.reading import read_cell
from services.files.sheets.sheets import Cell
from services.web.picked import MANY_PICKED, is_picked
from services.web.request import PageRequest, Rejected, Submission, status_of
from services.web.selectors.picks import Picked, pick

QUESTIONS = {  # refusals that `confirmed` lifts, by their codes: what is asked
    "amount.unlikely": "这个金额对吗？",
    "rate.unlikely": "这个利率对吗？",
    "tenor.unlikely": "这个期限对吗？",
    "receipt.confirmed": "企业已确认到账，还要改吗？",
}
FIGURED = frozenset({"money", "rate", "days"})  # how figures are read that are asked about
LONGEST = 8000  # characters of one field


@dataclass(frozen=True)
class Asked:
    """One field with what was written into it and what is said of it; `id` is its own on a page.

    `reading`: of the text, where its value was read from that; `known`: it is from the party's
    record. `due`: it is needed because of another field. `cost`: how many partners it takes to
    leave it out.
    """

    column: Column
    id: str
    value: str = ""
    chosen: tuple[str, ...] = ()
    refusal: str = ""
    advice: str = ""
    read: Picked | None = None
    reading: Reading | None = None
    known: bool = False
    due: bool = False
    cost: int = 0

    def picked(self, request: PageRequest) -> Picked:
        """Of a field that is picked from what we know: what it says so far."""
        return self.read or pick(request, self.column, self.value)


@dataclass(frozen=True)
class Question:
    """What is asked before it is taken, by the refusal's code: what speaks against it, and the
    figures that it is about, each beside what it is held against. One tap confirms it, as long as
    no figure is changed: `token` is all of them."""

    code: str
    text: str
    token: str
    figures: tuple[AskedFigure, ...] = ()

    @property
    def title(self) -> str:
        return QUESTIONS[self.code]

    @property
    def compares(self) -> bool:
        return any(figure.beside for figure in self.figures)


class AskedFigure(NamedTuple):
    """A figure as it was filled in, beside others: (what, how much, how many times)."""

    field: str
    value: int
    beside: tuple[tuple[str, int, str], ...] = ()


@dataclass
class Form:
    """What was read of a form: `values` of what could be, `refusals` by field of what couldn't,
    `picks` of what is picked from what we know. `name` tells it from the others on its page."""

    columns: Sequence[Column]
    written: Mapping[str, str] = field(default_factory=dict)
    picked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    refusals: dict[str, Rejected] = field(default_factory=dict)
    question: Question | None = None
    name: str = ""
    picks: dict[str, Picked] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    unread: tuple[str, ...] = ()  # figures of the text that gave no field
    known: frozenset[str] = frozenset()
    due: frozenset[str] = frozenset()
    costs: Mapping[str, int] = field(default_factory=dict)
    at_stake: str = ""  # what else whoever confirms has to know of; a change of it is asked anew

    @property
    def fields(self) -> list[Asked]:
        return [self._asked(column) for column in self.columns]

    @property
    def token(self) -> str:
        """The figures of the form, each with its field, by which what was asked about is known
        again."""
        figures = (c.key for c in self.columns if c.reads in FIGURED and c.key in self.values)
        named = [f"{key}={self.values[key]}" for key in figures]
        return "-".join([*named, *filter(None, [self.at_stake])]) or "yes"

    def blame(self, refusal: Rejected) -> bool:
        """Put what was said beside its field; whether there is such a field. An unlikely amount is
        asked about."""
        if refusal.code in QUESTIONS:
            asked = (field for field, kind in FIGURES.items() if kind.code == refusal.code)
            figures = (AskedFigure(f, self.values[f]) for f in asked if f in self.values)
            self.question = Question(refusal.code, refusal.message, self.token, tuple(figures))
            return True
        key = refusal.field.rpartition(".")[2]
        known = any(column.key == key for column in self.columns)
        if known:
            self.refusals[key] = refusal
        return known

    def _asked(self, column: Column) -> Asked:
        refusal = self.refusals.get(column.key)
        return Asked(
            column,
            f"{self.name}-{column.key}" if self.name else column.key,
            self.written.get(column.key, ""),
            self.picked.get(column.key, ()),
            refusal.message if refusal else "",
            refusal.advice if isinstance(refusal, Malformed) else "",
            self.picks.get(column.key),
            self.readings.get(column.key),
            column.key in self.known,
            column.key in self.due,
            self.costs.get(column.key, 0),
        )


def blank(
    columns: Sequence[Column], values: Mapping[str, str] | None = None, name: str = ""
) -> Form:
    """A form that nobody has filled in; `values` are written into it beforehand."""
    return Form(columns, values or {}, name=name)


def read(columns: Sequence[Column], submission: Submission, name: str = "") -> Form:
    """Every field that was sent, read; a missing one that is needed is said to be missing."""
    return filled(submission.request, columns, sent(columns, submission), name)


def sent(columns: Sequence[Column], submission: Submission) -> dict[str, tuple[str, ...]]:
    """The values of each field as they were sent; what was picked, as it would be typed."""
    return {
        column.key: (_pick(column, submission).written,)
        if is_picked(column)
        else tuple(submission.many(column.key))
        for column in columns
    }


def filled(
    request: PageRequest,
    columns: Sequence[Column],
    values: Mapping[str, Sequence[str]],
    name: str = "",
) -> Form:
    """A form into which these values were written, read."""
    texts = {column.key: (values.get(column.key) or ("",))[-1] for column in columns}
    picks = {c.key: pick(request, c, texts[c.key]) for c in columns if is_picked(c)}
    form = Form(
        columns,
        texts | {key: picked.written for key, picked in picks.items()},
        {column.key: tuple(values.get(column.key, ())) for column in columns},
        name=name,
        picks=picks,
    )
    for column in columns:
        if column.key in picks:
            _take(column, form)
            continue
        text = _text(column, form)
        try:
            value = read_cell(column, Cell(text[:LONGEST]))
        except (Malformed, Refusal) as refusal:
            form.refusals[column.key] = refusal
            continue
        if value is None and column.needed:
            form.refusals[column.key] = Malformed("field.needed", "这一项必须填写")
        elif value is not None:
            form.values[column.key] = value
    return form


def _pick(column: Column, submission: Submission) -> Picked:
    ticked = submission.many(f"{column.key}-picked")
    return pick(submission.request, column, submission.field(column.key), ticked)


def _take(column: Column, form: Form) -> None:
    """What was picked as the field's value; why it couldn't be, or that it is missing."""
    picked = form.picks[column.key]
    if picked.refusal:
        form.refusals[column.key] = picked.refusal
    elif picked.codes:
        many = column.reads in MANY_PICKED
        form.values[column.key] = picked.codes if many else picked.codes[0]
    elif column.needed:
        form.refusals[column.key] = Malformed("field.needed", "这一项必须填写")


def page(
    request: PageRequest,
    form: Form,
    refusal: Rejected | None,
    template: str = "small_form.html",
    **context: Any,
) -> Response:
    """A page with a form: what was said of a field stands beside it, what was said of nothing in
    it above."""
    if refusal is not None and form.blame(refusal):
        refusal = None
    status = status_after(form, refusal)
    whole = {"warning": ""} | context
    return request.page(template, status, form=form, refusal=refusal, **whole)


def status_after(form: Form | None, refusal: Rejected | None) -> int:
    """Of a page with a form, once what was said of it stands in its place."""
    if form and form.refusals:
        return 422
    return status_of(refusal) if refusal else 409 if form and form.question else 200


def confirmed(form: Form, submission: Submission) -> dict[str, bool]:
    """`confirmed` for a command, where the very figures were confirmed that were asked about."""
    return {"confirmed": True} if submission.field("confirmed") == form.token else {}


def _text(column: Column, form: Form) -> str:
    """Of several boxes that were ticked, the list that a cell would have."""
    if column.reads == "choices":
        return "、".join(form.picked.get(column.key, ()))
    return form.written.get(column.key, "")


def column(
    key: str,
    label: str,
    reads: str,
    unit: str = "",
    *,
    needed: bool = True,
    choices: Mapping[str, str] | None = None,
    example: str = "",
    roles: Sequence[str] = (),
) -> Column:
    """A field of a small form."""
    return Column(
        key=key,
        label=label,
        reads=reads,
        unit=unit,
        needed=needed,
        choices=dict(choices or {}),
        example=example,
        roles=tuple(roles),
    )
