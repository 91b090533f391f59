"""Forms: fields as people are asked for them, read as the cells of a file are.

A form is a row of columns (`services/files/columns.py`); what can't be read is said beside its
field, in the words that an import uses for the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from services.files.columns import Column
from services.files.reading import read_cell
from services.files.sheets import Cell
from services.web.request import PageRequest, Rejected, Submission, status_of

LONGEST = 8000  # characters of one field


@dataclass(frozen=True)
class Asked:
    """One field with what was written into it and what is said of it; `id` is its own on a page."""

    column: Column
    id: str
    value: str = ""
    chosen: tuple[str, ...] = ()
    refusal: str = ""
    advice: str = ""


@dataclass
class Form:
    """What was read of a form: `values` of what could be, `refusals` by field of what couldn't.
    `name` tells it from the others on its page."""

    columns: Sequence[Column]
    written: Mapping[str, str] = field(default_factory=dict)
    picked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    refusals: dict[str, Rejected] = field(default_factory=dict)
    name: str = ""

    @property
    def fields(self) -> list[Asked]:
        return [self._asked(column) for column in self.columns]

    def blame(self, refusal: Rejected) -> bool:
        """Put what was said beside its field; whether there is such a field."""
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
        )


def blank(
    columns: Sequence[Column], values: Mapping[str, str] | None = None, name: str = ""
) -> Form:
    """A form that nobody has filled in; `values` are written into it beforehand."""
    return Form(columns, values or {}, name=name)


def read(columns: Sequence[Column], submission: Submission, name: str = "") -> Form:
    """Every field that was sent, read; a missing one that is needed is said to be missing."""
    form = Form(
        columns,
        {column.key: submission.field(column.key) for column in columns},
        {column.key: tuple(submission.many(column.key)) for column in columns},
        name=name,
    )
    for column in columns:
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
    status = 422 if form.refusals else status_of(refusal) if refusal else 200
    whole = {"warning": ""} | context
    return request.page(template, status, form=form, refusal=refusal, **whole)


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
    )
