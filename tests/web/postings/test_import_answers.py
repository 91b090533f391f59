"""What a file's sender is told and may say of each row before it is taken, and what stays of it."""

from __future__ import annotations

import re

import pytest

from tests.web.postings.test_import import GOOD, HEADINGS, WORKBOOK, WRONG, Import, need, workbook
from tests.web.sites import text

TEXT, WHAT = "采购原料，旺季前到位", ("厂房扩建", "生产线改造")


@pytest.fixture
def office(plain):
    return plain.client("organizer")


def test_a_file_whose_unit_nobody_chose_is_sent_again_and_the_unit_chosen(plain, office):
    rows = [[*GOOD[:4], "300万元"], ["N8", "e002", "设备贷款", "买两台机床，厂房已备好", "500"]]
    body = workbook(*rows, headings=[*HEADINGS[:4], "融资金额"])
    first = Import(office, body).take()
    assert first.counts == [1, 0, 0, 1]
    again = Import(office, body)
    assert again.counts == [0, 0, 1, 1]
    again.recheck(**{again.field("融资金额", "单位"): "万元"})
    assert again.take().counts == [1, 0, 1, 0]


def test_what_was_left_stands_at_the_import_as_long_as_it_is_kept(plain, office):
    steps = Import(office, workbook(GOOD, WRONG)).take()
    path = re.search(r'href="(/imports/[0-9a-f]+)"', steps.page)[1]
    page = office.get(path).text
    assert "没有这个单位" in text(page)
    assert f"{steps.path}/rest" in page
    Import(office, WORKBOOK)  # other uploads don't take its place
    assert "没有这个单位" in text(office.get(path).text)


def test_each_reading_has_a_line_of_its_own_and_its_own_tick(plain, office):
    amounts = ["不超过200", "不超过300", "约400", "不超过200"]
    rows = [
        [f"N{n}", "e001", f"第{word}批贷款", "采购原料，旺季前到位", amount]
        for n, (word, amount) in enumerate(zip("一二三四", amounts, strict=True))
    ]
    steps = Import(office, workbook(*rows))
    warned = re.search(r'id="warnings".*?</section>', steps.page, re.DOTALL)[0]
    assert warned.count('name="as_read"') == 3
    keys = re.findall(r'name="as_read" value="([^"]+)"', warned)
    assert steps.recheck(as_read=keys[1:]).counts == [2, 0, 0, 2]


def test_each_row_that_is_like_a_known_one_is_answered_for_by_itself(plain, office):
    known = [[f"K{n}", "e001", f"{what}贷款300万元", TEXT, "300"] for n, what in enumerate(WHAT)]
    Import(office, workbook(*known)).take()
    rows = [["", "e001", f"{what}贷款400万元", TEXT, "400"] for what in WHAT]
    steps = Import(office, workbook(*rows), "十一月.xlsx")
    assert steps.counts == [0, 0, 0, 2]
    first, second = re.findall(r'name="(answer-[^"]+)"', steps.page)
    steps.recheck(**{first: "same", second: "new"})
    assert steps.counts == [1, 1, 0, 0]
    assert steps.recheck(**{second: ""}).counts == [0, 1, 0, 1]
    assert steps.recheck(similar="new").counts == [1, 1, 0, 0]
    assert steps.recheck(similar="").take().counts == [0, 1, 0, 1]
    assert need(plain.house, "K0")[2] == "厂房扩建贷款400万元"


def test_before_it_is_taken_it_says_what_it_changes_and_until_when_it_stands(plain, office):
    Import(office, WORKBOOK).take()
    more = ["N9", "e002", "设备贷款", "买两台机床，厂房已备好", "800"]
    steps = Import(office, workbook([*GOOD[:4], "500"], more), "更正.xlsx")
    revised = text(re.search(r'id="revised".*?</section>', steps.page, re.DOTALL)[0])
    assert all(each in revised for each in ("e001", "融资金额", "300万元", "500万元"))
    assert "导入以后到这一天为止，到期前可以延长" in steps.says


def test_a_list_that_goes_out_for_people_is_told_when_it_comes_in(office):
    """As the office sends one of them out, so it comes in."""
    token = re.search(r'name="csrf" value="([^"]*)"', office.get("/import").text)[1]
    sent = office.post("/sessions/export", data={"csrf": token})
    assert sent.status_code == 200
    steps = Import(office, sent.content, "对接会-2026-03-02.xlsx")
    assert "这是“对接会”的导出表，只供查看，不能导入" in steps.says
