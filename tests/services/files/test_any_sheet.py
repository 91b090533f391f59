"""Whatever stands in a sheet, the intake answers with findings and never with an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.files.sheets.sheets import Cell, Sheet, SheetRow, Span
from services.files.tables.columns import columns, kinds
from tests.services.filled import planned

pytestmark = pytest.mark.slow

WORDS = st.sampled_from(
    [
        "襄城县",
        "C30",
        "300万元",
        "4.35%",
        "2026-03-01",
        "是",
        "信用、",
        "=1+1",
        "示例",
        "E1",
        "示例1",
        "|",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), WORDS, st.lists(WORDS, max_size=4).map("".join))
CELLS = st.builds(
    Cell,
    TEXTS,
    st.sampled_from(
        ["text", "number", "date", "yes_no", "lost_digits", "error", "formula", "scaled"]
    ),
    st.sampled_from([None, None, None, Span(1, 1, 1, 8), Span(2, 2, 3, 2)]),
)


@given(data=st.data(), kind=st.sampled_from(kinds()))
@settings(deadline=None, max_examples=150)
def test_whatever_stands_in_the_cells_leads_to_findings_never_to_an_error(data, kind):
    headings = tuple(Cell(f"{kind}.{c.key}") for c in columns(kind))
    width = len(headings)
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=3))
    lines = (headings, *(tuple(row) for row in rows))
    table = Sheet("x", tuple(SheetRow(n, cells) for n, cells in enumerate(lines, start=1)))
    result = planned(table, track=None)
    assert all(f.message and f.code for f in (*result.findings, *result.warnings))
    assert result.findings or result.rows
    for row in result.rows:
        assert (row.became == "left") == bool(row.findings)
        assert (row.became in {"created", "revised"}) == bool(row.commands)


@given(rows=st.lists(st.lists(CELLS, max_size=8), max_size=5), name=TEXTS)
@settings(deadline=None, max_examples=100)
def test_whatever_stands_in_a_sheet_leads_to_findings_never_to_an_error(rows, name):
    table = Sheet(name, tuple(SheetRow(n, tuple(cells)) for n, cells in enumerate(rows, start=1)))
    assert planned(table, track=None).findings or not rows
