"""Whatever an office writes into its cells: no traceback, no figure other than the one that stands
there, no row taken in part."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.core.malformed import Malformed
from services.files.cells.meaning import read_meaning
from services.files.cells.meant import Around
from services.files.sheets.sheets import Cell, Sheet, SheetRow
from services.files.tables.columns import importable, kinds
from services.files.tables.headings import by_heading
from services.files.tables.layout import Heading
from tests.services.filled import planned

QUICK = settings(deadline=None, max_examples=60)
FEN = {"元": 2, "万元": 6, "亿元": 10, "万": 6, "亿": 10}
WORDS = [
    "约",
    "近",
    "以上",
    "以内",
    "不超过",
    "/月",
    "/天",
    "元/吨",
    "人",
    "吨",
    "-",
    "至",
    "、",
    "（",
]
PIECES = st.sampled_from(
    [*WORDS, *FEN, "300", "12", "4.35", "%", "年", "个月", "三百", "面议", "/"]
)
WRITTEN = st.one_of(st.lists(PIECES, max_size=6).map("".join), st.text(max_size=20))
NAMES = ["企业名称", "融资需求（万元）", "用途", "期限（月）", "工资待遇（元/月）", "人数", "岗位"]
NAMES += ["备注", "合计", "联系人", "贷款余额", "编号", "乡镇", "单位：万元", "数量", "单位"]
NAMES += ["统一社会信用代码"]
HEADINGS = st.lists(st.sampled_from(NAMES), min_size=2, max_size=8)
COLUMNS = [(kind, column) for kind in kinds() for column in importable(kind)]


@given(titles=st.lists(WRITTEN, max_size=2), headings=HEADINGS, data=st.data())
@QUICK
def test_a_row_is_taken_whole_or_left_and_never_ends_in_an_error(titles, headings, data):
    width = len(headings)
    cells = st.lists(WRITTEN.map(Cell), min_size=width, max_size=width)
    rows = data.draw(st.lists(cells, max_size=3))
    lines = [*((Cell(title),) for title in titles), tuple(map(Cell, headings)), *map(tuple, rows)]
    sheet = Sheet("名单", tuple(SheetRow(n, cells) for n, cells in enumerate(lines, start=1)))
    plan = planned(sheet, track=None, namesakes=lambda _: ["E1"])
    for row in plan.rows:
        assert (row.became == "left") == bool(row.findings or plan.of_sheets)
        assert (row.became in {"created", "revised"}) == bool(row.commands)


@given(
    whole=st.integers(0, 10**6),
    fraction=st.sampled_from(["", ".5", ".25"]),
    unit=st.sampled_from(["", *FEN]),
    of_heading=st.sampled_from(["", "元", "万元", "亿元"]),
    around=st.sampled_from(["{}", "约{}", "{}左右", "不超过{}", "{}以上", "100-{}", "{}整"]),
)
@QUICK
def test_an_amount_that_is_taken_is_the_one_that_is_written(
    whole, fraction, unit, of_heading, around
):
    columns = {column.key: column for column in importable("bank.need")}
    column = replace(columns["amount_fen"], unit=of_heading)
    written = around.format(f"{whole}{fraction}{unit}")
    try:
        meaning = read_meaning(column, Cell(written), Around(columns, date(2026, 10, 1)))
    except Malformed as wrong:
        assert wrong.code.startswith("money.")
        return
    power = FEN[unit or of_heading]  # whose unit nobody states is never taken
    assert meaning.value == Decimal(f"{whole}{fraction}").scaleb(power)
    assert bool(meaning.warnings) == (around not in {"{}", "{}整"})


@given(of=st.sampled_from(COLUMNS), written=WRITTEN)
@settings(deadline=None, max_examples=150)
def test_what_is_not_read_literally_is_warned_of(of, written):
    """A figure with digits that it hasn't is none of its cell's; words around it are named."""
    kind, column = of
    columns = {each.key: each for each in importable(kind)}
    try:
        meaning = read_meaning(column, Cell(written), Around(columns, date(2026, 10, 1)))
    except Malformed as wrong:
        assert wrong.code
        return
    if re.search("约|近|不超过", written) and column.reads in {"money", "days", "rate", "count"}:
        assert meaning.value is None or meaning.warnings or meaning.beside


@given(st.text(max_size=12), st.text(max_size=12))
@QUICK
def test_any_heading_names_a_field_or_none(text, upper):
    for kind in kinds():
        named = by_heading(kind, Heading(text, upper))
        assert named is None or named[0] in importable(kind)
