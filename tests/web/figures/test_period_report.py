"""The period report: on the page, as a workbook and as a document the figures are the same."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from docx import Document
from openpyxl import load_workbook

from domain.administration.user import Exported
from domain.core.command import Role
from domain.leads.answers import Acknowledge, Approve, Contact, Disburse
from domain.values.money import round_money
from services.files.period.paper import LIST_HEADINGS
from tests.examples import FACTORY, RURAL_BANK
from tests.leads import LEAD
from tests.spec import DAY, NOON
from tests.web.sites import text

MONTH = {"first": "2026-03-01", "last": "2026-03-31"}
PATH = "/report/period?first=2026-03-01&last=2026-03-31"
HIRE = {"kind": "招用人员", "on": NOON.date().isoformat(), "people": "18", "scarce": "是"}
BUY = {"kind": "购买使用本地产品", "on": NOON.date().isoformat(), "amount_fen": "52.346785"}


@pytest.fixture
def county(led):
    """Who lent, hired and bought in March."""
    ask = led.house.ask("bank", Role.BANK, party="b01")
    for answer in (
        Acknowledge(id=LEAD),
        Contact(id=LEAD, on=DAY),
        Approve(id=LEAD, on=DAY, amount_fen=280_000_000),
        Disburse(id=LEAD, on=DAY, amount_fen=80_000_000, voucher="v1"),
    ):
        led.house.desk.do(answer, ask)
    led.house.views.fresh()
    for result in (HIRE, BUY):
        made = led.client("enterprise").fill("/results/new", "/results/new", **result)
        assert made.status_code == 303
    return led


def rows_of(html, *columns):
    """Of each row of a page's tables the cells under these headings."""
    for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL):
        cells = dict(re.findall(r'<td data-label="([^"]+)"[^>]*>(.*?)</td>', row, re.DOTALL))
        if all(column in cells for column in columns):
            plain = (unescape(re.sub(r"<[^>]+>", "", cells[column])) for column in columns)
            yield tuple(" ".join(cell.split()) for cell in plain)


def as_text(unit, number):
    """A number of the workbook as the pages show it."""
    if not isinstance(number, int | float):
        return number
    if unit == "万元":
        return round_money(round(number * 1_000_000)) if number else "0"
    return f"{number:.1%}" if unit == "%" else f"{number} {unit}"


def taken(office, ending):
    answer = office.fill(PATH, f"/report/period/{ending}?first=2026-03-01&last=2026-03-31")
    assert answer.status_code == 200
    return io.BytesIO(answer.content)


def test_paper_and_pages_have_the_same_figures(county):
    office = county.client("organizer")
    figures = dict(rows_of(office.get("/report?kind=month").text, "指标", "数值"))
    assert {title: figures[title] for title in ("线索放款", "引进紧缺人才", "购买本地产品")} == {
        "线索放款": "80万元",
        "引进紧缺人才": "18 人",
        "购买本地产品": "52.35万元",
    }
    on_page = list(rows_of(office.get(PATH).text, "指标", "本期"))
    assert len(on_page) > len(figures)
    whole = on_page[: len(figures) - 2]  # those of the tracks follow
    assert whole == [pair for pair in figures.items() if pair[0] not in {"知晓", "受访"}]

    document = Document(taken(office, "docx"))
    tables = [[[cell.text for cell in row.cells] for row in t.rows] for t in document.tables]
    assert [tuple(row[:2]) for table in tables[:7] for row in table[1:]] == on_page

    book = load_workbook(taken(office, "xlsx"))
    lines = [[cell.value for cell in row] for row in book["报告"].iter_rows(max_col=7)]
    counted = [line for line in lines if line[1] and line[0] not in {None, "指标"}]
    assert [(line[0], as_text(line[1], line[2])) for line in counted] == on_page


def test_behind_each_figure_stands_its_list(county):
    book = load_workbook(taken(county.client("organizer"), "xlsx"))
    [name] = [name for name in book.sheetnames if name.endswith("线索放款")]
    rows = [[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)]
    day, parties = DAY.isoformat(), (FACTORY.title, RURAL_BANK.title)
    assert rows[0] == list(LIST_HEADINGS)
    assert [row[:-1] for row in rows[1:]] == [[1, day, "政银企对接", *parties, "", "", 80, "万元"]]


def test_the_print_has_title_unit_period_day_and_seal(county):
    shown = text(county.client("organizer").get(PATH).text)
    office = "襄城县助企办"
    compared = "上期：2026年2月；上年同期：2025年3月。 本期尚未结束，数据截至2026年3月2日，"
    for words in (
        "襄城县六项对接月报",
        f"单位：{office}",
        "统计时段：2026年3月（2026年3月1日至2026年3月31日）",
        f"{compared}上期和上年同期也只算相同的天数。",
        f"编制单位（盖章）：{office}",
        "编制日期：2026年3月2日",
    ):
        assert words in shown
    paper = Document(taken(county.client("organizer"), "docx"))
    told = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert all(
        w in told for w in ("六项对接月报", f"单位：{office}", f"编制单位（盖章）：{office}")
    )


def test_a_figure_leads_to_its_rows_of_those_days(county):
    office = county.client("organizer")
    path = "/report/drawn_amount?first=2026-03-01&amp;last=2026-03-31"
    assert f'href="{path}"' in office.get(PATH).text
    assert FACTORY.title in text(office.get("/report/drawn_amount", params=MONTH).text)
    april = {"first": "2026-04-01", "last": "2026-04-30"}
    assert FACTORY.title not in text(office.get("/report/drawn_amount", params=april).text)


def test_who_takes_it_out_is_noted_and_a_bank_gets_nothing(county):
    before = county.house.log.last()
    taken(county.client("organizer"), "xlsx")
    events = [line.entry().event for line in county.house.log.after(before, 10)]
    assert events[-1] == Exported(what="period_report", rows=11)
    assert county.client("bank").get(PATH).status_code == 403


def test_days_that_make_no_sense_are_said(plain):
    office = plain.client("organizer")
    for first, last in (("2026-03-31", "2026-03-01"), ("gestern", "2026-03-01")):
        shown = office.get("/report/period", params={"first": first, "last": last})
        assert 'class="refused"' in shown.text
        assert "六项对接月报" in text(shown.text)
