"""What a row says that nothing is wanted, and what a list may change of what stands: what it
states, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.postings.tracks import TRACKS
from tests.services.filled import TODAY, planned, sheet

LOAN = {"企业名称": "E1", "融资金额（万元）": "300", "贷款用途": "流动资金", "备注": ""}
HIRING = {"企业名称": "E1", "招聘岗位": "普工", "招聘人数": "20", "备注": ""}


def published(content_of, **changes):
    """What a row became, as what is known from then on."""
    [row] = content_of.rows
    content = row.commands[0].content
    return row.id, content.model_copy(update=changes)


def again(row, known, track="bank", side="need", **options):
    """What a later list makes of a row, where one posting is known."""
    id, content = known

    def posting(of, name):
        return ("E1", content) if (of, name) == (side, id) else None

    options |= {"posting": posting, "postings": lambda *_: [(id, content)]}
    return planned(sheet(row), track=track, **options)


def revised(plan):
    [row] = plan.rows
    assert row.became == "revised", plan.findings
    return row.commands[0].content


# --- nothing is wanted ---------------------------------------------------------------------------

NO_NEED = ["暂无融资需求", "无需求", "目前无贷款需求", "不需要", "暂不需要", "需求不明", "已解决"]
NO_NEED += ["已通过其他渠道解决", "暂不贷款", "今年没有融资计划", "暂不考虑融资", "已放款"]


@pytest.mark.parametrize("words", NO_NEED)
def test_a_row_that_says_that_nothing_is_wanted_is_left_whatever_else_it_says(words):
    for amount in ("", "/", "300"):
        [row] = planned(sheet(LOAN | {"融资金额（万元）": amount, "备注": words})).rows
        assert (row.became, row.findings[0].code) == ("left", "row.nothing_wanted")


@pytest.mark.parametrize("words", ["暂不招工", "不招", "人员已招满", "暂无用工需求", "暂不招聘"])
def test_a_job_that_is_none_is_left(words):
    [row] = planned(sheet(HIRING | {"招聘岗位": words, "招聘人数": "/"}), track="labor").rows
    assert (row.became, row.findings[0].code) == ("left", "row.nothing_wanted")


@pytest.mark.parametrize("heading", ["有无融资需求", "是否有融资需求", "目前是否有贷款需求"])
def test_a_column_that_asks_whether_anything_is_wanted_is_heard(heading):
    rows = [LOAN | {heading: answer} for answer in ("无", "否", "没有")]
    assert [row.became for row in planned(sheet(*rows)).rows] == ["left"] * 3
    [control] = planned(sheet(LOAN | {heading: "有"})).rows
    assert control.became == "created"


@pytest.mark.parametrize("mark", ["", "/", "—", "无", "待定"])
def test_a_row_that_states_nothing_of_its_own_is_left(mark):
    row = {"企业名称": "E1", "融资金额（万元）": mark, "贷款用途": mark, "备注": "请联系"}
    [left] = planned(sheet(row)).rows
    assert (left.became, left.findings[0].code) == ("left", "row.nothing_stated")


def test_a_mark_for_nothing_goes_into_no_title_and_no_text():
    row = LOAN | {"贷款用途": "/", "担保方式": "无", "备注": "急"}
    _, content = published(planned(sheet(row)))
    assert (content.title, content.text) == ("申请贷款300万元", "融资金额：300万元。备注：急")


@pytest.mark.parametrize(
    "words", ["暂无抵押物", "旺季前到位", "无其他需求", "已投产", "不押一付三"]
)
def test_control_other_words_leave_no_row(words):
    [row] = planned(sheet(LOAN | {"备注": words})).rows
    assert row.became == "created"


# --- what stands ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title", ["求补充流动资金100万元", "申请流动资金贷款，厂房作抵押", "流动资金"]
)
def test_a_title_that_a_person_wrote_stands(title):
    known = published(planned(sheet(LOAN)), title=title)
    content = revised(again({"编号": known[0], "企业名称": "E1", "融资金额（万元）": "777"}, known))
    assert (content.title, content.terms.amount_fen) == (title, 777_000_000)


def test_a_title_of_columns_is_made_anew_and_keeps_what_the_file_has_no_column_for():
    known = published(planned(sheet(LOAN)))
    assert known[1].title == "申请流动资金贷款300万元"
    content = revised(again({"编号": known[0], "企业名称": "E1", "融资金额（万元）": "777"}, known))
    assert (content.title, content.terms.purpose) == ("申请流动资金贷款777万元", "working_capital")


def test_a_text_of_columns_keeps_what_the_file_has_no_column_for():
    known = published(planned(sheet(LOAN | {"备注": "计息从优"})))
    content = revised(again({"编号": known[0], "企业名称": "E1", "融资金额（万元）": "777"}, known))
    assert content.text == "融资金额：777万元；用途：流动资金。备注：计息从优"


def test_a_persons_job_title_stands():
    known = published(planned(sheet(HIRING), track="labor"), title="招危货押运员3人")
    row = {"编号": known[0], "企业名称": "E1", "招聘岗位": "危货押运员", "招聘人数": "5"}
    assert revised(again(row, known, track="labor")).title == "招危货押运员3人"


def test_a_number_alone_names_what_is_revised_and_a_new_row_lacks_the_rest():
    known = published(planned(sheet(HIRING), track="labor"))
    row = {"编号": known[0], "招聘人数": "30", "月工资下限": "5000元"}
    content = revised(again(row, known, track="labor"))
    assert (content.terms.headcount, content.terms.occupation) == (30, "普工")
    [new] = again(row | {"编号": "N404"}, known, track="labor").rows
    assert {finding.code for finding in new.findings} == {"column.missing"}


# --- another one, or the same corrected ----------------------------------------------------------

STEEL = {"企业名称": "E1", "产品名称": "热轧带肋钢筋", "规格": "HRB400EΦ12mm", "采购数量": "100吨"}


@pytest.mark.parametrize(
    ("track", "first", "then"),
    [
        ("sales", STEEL, STEEL | {"规格": "HRB400EΦ16mm", "采购数量": "300吨"}),
        ("sales", STEEL | {"规格": "C30P8"}, STEEL | {"规格": "C50P8"}),
        ("bank", LOAN, LOAN | {"融资金额（万元）": "800"}),
    ],
)
def test_another_grade_size_or_figure_is_asked_about(track, first, then):
    known = published(planned(sheet(first), track=track))
    [row] = again(then, known, track=track).rows
    assert (row.became, row.findings[0].code) == ("left", "posting.similar")
    assert revised(again(then, known, track=track, confirmed={"same"}))
    [another] = again(then, known, track=track, confirmed={"new"}).rows
    assert another.became == "created"


def test_control_a_slip_of_the_pen_is_a_correction():
    first = {
        "企业名称": "E1",
        "标题": "车间扩建贷款300万元",
        "说明": "买原料周转，旺季前倒位，用一年",
    }
    known = published(planned(sheet(first)))
    then = first | {"说明": "买原料周转，旺季前到位，用一年"}
    assert revised(again(then, known)).text == then["说明"]
    retitled = then | {"标题": "车间扩建的贷款300万元"}
    assert revised(again(retitled, known)).title == "车间扩建的贷款300万元"


# --- how long ------------------------------------------------------------------------------------


def test_what_comes_in_stands_at_least_until_the_day_that_it_names():
    wanted = LOAN | {"资金到位时间": "2027-06-30"}
    [row] = planned(sheet(wanted, headings=[*wanted])).rows
    assert row.commands[0].content.terms.needed_by == date(2027, 6, 30)
    assert row.through == row.commands[0].content.valid_through == date(2027, 6, 30)
    [usual] = planned(sheet(LOAN)).rows
    assert usual.through == TODAY + timedelta(days=TRACKS["bank"].valid_days)
    [said] = planned(sheet(LOAN | {"有效期截止": "2026-11-30"})).rows
    assert (said.through, said.commands[0].content.valid_through) == (None, date(2026, 11, 30))


def test_what_is_wrong_names_whose_row_it_is():
    [row] = planned(sheet({"企业名称": "甲机械公司", "融资金额（万元）": "300"})).rows
    assert [finding.whose for finding in row.findings] == ["甲机械公司"]
