"""Who may import what; results and the lists of the office come in as they went out."""

from __future__ import annotations

import re
from datetime import date

from domain.core.streams import stream
from domain.postings.tracks import TRACKS
from domain.results.result import Result, ResultReported
from tests.examples import FACTORY
from tests.web.postings.test_import import Import, workbook
from tests.web.sites import text

HEADINGS = ["日期", "成果", "人数", "紧缺人才"]
HIRE = ["2026-03-01", "招用人员", "18", "是"]


def test_an_enterprise_reports_its_own_results_by_a_list_which_goes_out_as_it_came(plain):
    enterprise = plain.client("enterprise")
    steps = Import(enterprise, workbook(HIRE, headings=HEADINGS, name="填报成果"))
    assert (steps.counts, "成果" in steps.says) == ([1, 0, 0, 0], True)
    assert steps.take().counts == [1, 0, 0, 0]
    exported = enterprise.fill("/results", "/results/export")
    assert Import(enterprise, exported.content, "成果.xlsx").counts == [0, 0, 1, 0]
    [row] = plain.house.views.facts.rows(["hire"])
    assert plain.house.desk.state(stream("result", row.id), Result()).told == ResultReported(
        kind="hire",
        on=date(2026, 3, 1),
        enterprise="e001",
        partner="",
        industry=FACTORY.industry,
        amount_fen=None,
        people=18,
        scarce=True,
    )


def test_nobody_reports_for_another_and_a_list_of_the_office_is_left(plain):
    enterprise = plain.client("enterprise")
    other = workbook([*HIRE, "e002"], headings=[*HEADINGS, "单位编号"], name="填报成果")
    assert Import(enterprise, other).counts == [0, 0, 0, 1]
    members = workbook([FACTORY.title, "x"], headings=["单位", "备注"], name="列入名录库")
    steps = Import(enterprise, members)
    assert (steps.counts, "名录库由助企办导入" in steps.says) == ([0, 0, 0, 0], True)


def test_the_office_lists_members_from_a_sheet_sees_them_and_takes_them_back(plain):
    office = plain.client("organizer")
    sheet = workbook([FACTORY.title, "急"], headings=["单位", "备注"], name="列入名录库")
    Import(office, sheet, "名单.xlsx").take()
    assert [row.party for row in plain.house.views.facts.rows(["member"])] == ["e001"]
    [path] = set(re.findall(r'href="(/imports/[^"?]+)"', office.get("/imports").text))
    page = office.get(path).text
    assert ('href="/name-list"' in page, FACTORY.title in text(page)) == (True, True)
    assert office.fill(path, f"{path}/undo").status_code == 303
    assert plain.house.views.facts.rows(["member"]) == []


def test_a_party_imports_what_it_may_publish_and_report_and_each_office_what_it_may_do(plain):
    offered = {
        who: re.findall(r'href="/import/forms/(\w+)"', plain.client(who).get("/import").text)
        for who in ("agency", "bank", "organizer", "admin")
    }
    assert offered == {
        "agency": ["labor"],
        "bank": ["bank", "lending"],
        "organizer": ["party", *TRACKS, "result", "statistic", "member", "lending", "guest"],
        "admin": ["user"],
    }
