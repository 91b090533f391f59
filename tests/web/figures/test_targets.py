"""What a year is to bring is set on one page, and stands in the period report, page and files."""

from __future__ import annotations

import io

from docx import Document
from openpyxl import load_workbook

from domain.core.command import Role
from domain.results.codes import TARGETED
from domain.results.target import SetTarget, TargetSet
from projections.figures.figure_table import FIGURES
from tests.spec import asks, given
from tests.web.sites import text

PATH, TARGETS = "/report/period?first=2026-03-01&last=2026-03-31", "/targets?year=2026"
WANTED = TargetSet(figure="sessions_held", year=2026, value=24)
SET = SetTarget(figure="sessions_held", year=2026, value=24)
OFFICE = asks(Role.ORGANIZER)


def test_a_target_is_set_anew_and_taken_away():
    given().when(SET, OFFICE).then(WANTED)
    given(WANTED).when(SET, OFFICE).then()
    none = SET.model_copy(update={"value": 0})
    given(WANTED).when(none, OFFICE).then(TargetSet(figure="sessions_held", year=2026, value=0))
    given().when(SET, asks(Role.BANK, "b01")).refused("target.role")
    moon = SET.model_copy(update={"figure": "moon"})
    given().when(moon, OFFICE).malformed("code.unknown", "figure")
    past = SET.model_copy(update={"year": 1066})
    given().when(past, OFFICE).malformed("number.range", "year")


def test_each_is_called_and_counted_as_its_figure():
    assert {code: (FIGURES[code].title, FIGURES[code].unit) for code in TARGETED} == TARGETED


def test_the_report_holds_the_year_so_far_against_it(led):
    office = led.client("organizer")
    assert "年初至今" not in text(office.get(PATH).text)
    sent = office.fill(TARGETS, TARGETS, leads_sent="4", drawn_amount="500")
    assert sent.status_code == 303
    shown = text(office.get(PATH).text)
    assert "新送线索 4 条 1 条 25.0%" in shown
    assert "线索放款 500万元 0 0.0%" in shown
    files = {}
    for ending in ("docx", "xlsx"):
        answer = office.fill(PATH, f"/report/period/{ending}?first=2026-03-01&last=2026-03-31")
        files[ending] = io.BytesIO(answer.content)
    lines = [[cell.text for cell in row.cells] for row in Document(files["docx"]).tables[7].rows]
    assert lines[1:] == [
        ["新送线索", "4 条", "1 条", "25.0%"],
        ["线索放款", "500万元", "0", "0.0%"],
    ]
    sheet = load_workbook(files["xlsx"])["报告"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=5)]
    assert ["新送线索", "条", 4, 1, "25.0%"] in rows
    assert ["线索放款", "万元", 500, 0, "0.0%"] in rows
    assert led.client("bank").get("/targets").status_code == 403


def test_what_was_left_empty_has_none_any_more(led):
    office = led.client("organizer")
    office.fill(TARGETS, TARGETS, leads_sent="4")
    assert "新送线索 4 条" in text(office.get(PATH).text)
    office.fill(TARGETS, TARGETS, leads_sent="")
    assert "新送线索 4 条" not in text(office.get(PATH).text)
