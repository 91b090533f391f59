"""From rows to commands: what is wrong is named with its cell, its column and its reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.administration.publications import PublishOrWait
from domain.core.command import Refusal
from domain.parties.facts import Facts
from domain.parties.party import Profile, RegisterParty, ReviseParty, SetContact
from domain.postings.content import Content
from domain.postings.posting import Draft, ReviseNeed, Submit
from domain.postings.terms import BankNeed, PolicyNeed
from projections.parties.parties import PartyRow
from services.files.intake.batch import refused
from services.files.sheets.sheets import Cell
from services.files.tables.report import Finding
from tests.services.filled import LOAN, TODAY, USCC, found, planned, sheet

pytestmark = pytest.mark.slow


def test_a_row_becomes_a_need_that_is_drafted_submitted_and_published():
    result = planned(sheet(LOAN | {"期限": "１年", "用途": "流动资金", "地区": "襄城县、411000"}))
    content = Content(
        track="bank",
        title="流动资金贷款",
        text="用于采购原料，旺季前到位",
        regions=("411025", "411000"),
        valid_from=TODAY,
        valid_through=date(2026, 11, 30),
        visibility="matched_only",
        terms=BankNeed(amount_fen=300_000_000, tenor_days=365, purpose="working_capital"),
    )
    assert result.findings == ()
    assert len(result.rows) == 1
    assert result.commands == (
        Draft(side="need", id="N1", party="E1", content=content),
        Submit(side="need", id="N1"),
        PublishOrWait(side="need", id="N1"),
    )


def test_a_party_is_registered_or_revised():
    rows = [
        {"编号": "E1", "单位名称": "甲公司", "单位类型": "企业"},
        {
            "编号": "",
            "单位名称": "乙公司",
            "统一社会信用代码": USCC.lower(),
            "单位类型": "enterprise;供应商与服务商",
            "地区": "襄城县",
            "行业": "3021",
            "规模": "小型",
            "规上": "Ｙ",
            "重点企业": "否",
        },
    ]
    result = planned(sheet(*rows, name="单位", headings=rows[1]))
    assert result.findings == ()
    assert result.commands == (
        ReviseParty(id="E1", profile=Profile(title="甲公司", roles=("enterprise",))),
        RegisterParty(
            id=USCC,
            profile=Profile(
                title="乙公司",
                uscc=USCC,
                roles=("enterprise", "supplier"),
                region="411025",
                industry="C3021",
                scale="small",
                above_scale=True,
            ),
        ),
    )


def test_a_party_comes_with_whom_to_call():
    row = {
        "编号": "E1",
        "单位名称": "甲公司",
        "单位类型": "企业",
        "联系人": "王经理",
        "电话": "0374 3560000",
    }
    result = planned(sheet(row, name="单位"))
    [_, called] = result.commands
    assert result.findings == ()
    assert (called.id, called.contact.reveal(), called.phone.reveal()) == (
        *("E1", "王经理"),
        "0374-3560000",
    )
    assert planned(sheet(row, name="单位")).commands == result.commands


def test_each_contact_is_a_new_person_to_whom_name_and_number_belong():
    row = {
        "编号": "E1",
        "单位名称": "甲公司",
        "单位类型": "企业",
        "联系人": "王",
        "电话": "13700001111",
    }
    subjects = iter(["person-1", "person-2"])
    rows = sheet(row, row | {"编号": "E2", "单位名称": "乙公司"}, name="单位")
    commands = planned(rows, person=lambda: next(subjects)).commands
    named = [(c.contact.subject, c.phone.subject) for c in commands if isinstance(c, SetContact)]
    assert named == [("person-1", "person-1"), ("person-2", "person-2")]


def test_half_a_contact_is_left_out_with_a_warning_and_a_wrong_number_is_a_finding():
    row = {"编号": "E1", "单位名称": "甲公司", "单位类型": "企业", "联系人": "", "电话": ""}
    for half, cell in (({"联系人": "王经理"}, "E2"), ({"电话": "13700001111"}, "D2")):
        plan = planned(sheet(row | half, name="单位"))
        assert [(w.cell, w.code) for w in plan.warnings] == [(cell, "field.needed")]
        assert (plan.findings, len(plan.commands)) == ((), 1)
    wrong = row | {"联系人": "王经理", "电话": "12"}
    assert found(sheet(wrong, name="单位")) == [("E2", "联系电话", "phone.form")]


def test_a_need_without_a_place_and_an_industry_has_those_of_its_party():
    profile = Profile(title="甲公司", roles=("enterprise",), region="411025", industry="C3021")
    record = PartyRow("E1", "active", profile)
    result = planned(sheet(LOAN), record=lambda _id: record)
    content = result.commands[0].content
    assert (content.regions, content.industries) == (("411025",), ("C3021",))
    stated = planned(sheet(LOAN | {"地区": "禹州市"}), record=lambda _id: record)
    assert stated.commands[0].content.regions == ("411081",)


def test_a_need_of_a_policy_without_facts_has_those_of_its_party():
    profile = Profile(title="甲公司", roles=("enterprise",))
    record = PartyRow("E1", "active", profile, stated=Facts(employees=86, high_tech=True))
    row = {"编号": "N1", "单位编号": "E1", "标题": "研发补助", "说明": "想申请", "职工人数": "90"}
    asked = planned(sheet(row), track="policy", record=lambda _id: record).commands[0].content
    assert asked.terms == PolicyNeed(employees=90, high_tech=True)


def test_a_need_may_belong_to_a_party_of_the_same_file_by_its_credit_code():
    parties = sheet(
        {"编号": "E9", "单位名称": "丙公司", "统一社会信用代码": USCC, "单位类型": "企业"},
        name="单位",
    )
    spaced = f"{USCC[:4]} {USCC[4:].lower()}"
    result = planned(sheet(LOAN | {"单位编号": spaced}), parties)
    assert result.findings == ()
    assert [type(command).__name__ for command in result.commands][:2] == ["RegisterParty", "Draft"]
    assert result.commands[1].party == "E9"


def test_a_party_of_the_same_file_is_found_by_its_name_where_only_one_has_it():
    parties = sheet(
        {"编号": "E7", "单位名称": "甲公司", "单位类型": "企业"},
        {"编号": "E8", "单位名称": "乙公司", "单位类型": "企业"},
        {"编号": "E9", "单位名称": "乙公司", "单位类型": "企业"},
        name="单位",
    )
    invited = {"可见范围": "仅受邀可见", "受邀的单位": "甲公司"}
    result = planned(parties, sheet(LOAN | invited), confirmed={"different"})
    [draft] = [command for command in result.commands if isinstance(command, Draft)]
    assert draft.content.invited == ("E7",)
    ambiguous = sheet(LOAN | invited | {"受邀的单位": "乙公司"})
    assert found(parties, ambiguous, confirmed={"different"}) == [
        ("G2", "受邀的单位", "party.unknown")
    ]


def test_an_empty_cell_of_a_known_party_leaves_what_is_known():
    """All cells that a row may leave empty; a cell that is filled counts."""
    known = Profile(
        title="甲公司",
        uscc=USCC,
        roles=("enterprise",),
        region="411025",
        industry="C3021",
        scale="small",
        above_scale=True,
        key_enterprise=True,
    )
    empty = dict.fromkeys(("统一社会信用代码", "地区", "行业", "规模", "规上", "重点企业"), "")
    row = {"编号": "E1", "单位名称": "乙公司", "单位类型": "企业"} | empty
    told = row | {"规模": "中型", "规上": "否"}
    asked = {"record": lambda id_: PartyRow(id_, "active", known)}
    asked |= {"confirmed": {"renamed"}}
    assert planned(sheet(row, name="单位"), **asked).commands == (
        ReviseParty(id="E1", profile=known.model_copy(update={"title": "乙公司"})),
    )
    assert planned(sheet(told, name="单位"), **asked).commands[0].profile == known.model_copy(
        update={"title": "乙公司", "scale": "medium", "above_scale": False}
    )


def test_a_row_without_a_number_always_makes_the_same_id():
    row = LOAN | {"编号": ""}
    first, later = planned(sheet(row)), planned(sheet(row), today=TODAY + timedelta(9))
    other = planned(sheet(row | {"标题": "另一笔贷款"}))
    assert first.commands[0].id == later.commands[0].id
    assert first.commands[0].id.startswith("r-")
    assert first.commands[0].id != other.commands[0].id


def test_a_known_posting_is_revised_and_keeps_its_dates():
    first = planned(sheet(LOAN)).commands[0].content
    later = TODAY + timedelta(30)
    renamed = sheet(LOAN | {"标题": "设备贷款"})
    again = planned(renamed, today=later, posting=lambda *_: ("E1", first))
    content = first.model_copy(update={"title": "设备贷款"})
    assert again.commands == (ReviseNeed(id="N1", content=content),)


def test_what_stands_already_is_unchanged_and_not_judged_anew():
    first = planned(sheet(LOAN)).commands[0].content
    over = TODAY + timedelta(365)
    again = planned(sheet(LOAN), today=over, posting=lambda *_: ("E1", first))
    assert [(row.became, row.commands, row.findings) for row in again.rows] == [
        ("unchanged", (), ())
    ]


def test_a_party_that_goes_on_as_another_is_unchanged_where_nothing_else_is_said_of_it():
    profile = Profile(title="甲公司", roles=("enterprise",))
    merged = PartyRow("E0", "merged", profile, "E1")
    row = {"编号": "E0", "单位名称": "甲公司", "单位类型": "企业"}
    known = {"record": {"E0": merged}.get, "party": {"E0": "E1", "E1": "E1"}.get}
    assert [row.became for row in planned(sheet(row, name="单位"), **known).rows] == ["unchanged"]


def test_a_posting_of_another_party_is_a_finding_and_no_revision():
    first = planned(sheet(LOAN)).commands[0].content
    result = planned(sheet(LOAN | {"单位编号": "B1"}), posting=lambda *_: ("E1", first))
    assert [(f.cell, f.label, f.code) for f in result.findings] == [
        ("A2", "编号", "posting.other_party")
    ]
    assert result.commands == ()


BAD_CELLS = [
    ("编号", "N 1！", "id.form"),
    ("编号", "1.23E+17", "cell.lost_digits"),
    ("单位编号", "E404", "party.unknown"),
    ("单位编号", "", "field.needed"),
    ("标题", "贷", "text.too_short"),
    ("标题", "零宽\u200b字符", "text.invisible"),
    ("说明", "联系张经理 13812345678", "text.personal"),
    ("说明", "x" * 4001, "text.too_long"),
    ("融资金额（万元）", "-5", "money.negative"),
    ("融资金额（万元）", "0", "number.range"),
    ("融资金额（万元）", "1e400", "money.exponent"),
    ("融资金额（万元）", Cell("9E+17", "lost_digits"), "cell.lost_digits"),
    ("融资金额（万元）", Cell("", "formula"), "cell.formula"),
    ("融资金额（万元）", Cell("#REF!", "error"), "cell.error"),
    ("融资金额（万元）", Cell("3000000", "scaled"), "cell.format"),
    ("期限", "很久", "term.unreadable"),
    ("期限", "0天", "term.zero"),
    ("期限", "200年", "term.too_long"),
    ("用途", "资金", "code.unknown"),
    ("可提供的担保方式", "信用、押车", "code.unknown"),
    ("可接受最高年利率", "0.0435", "rate.ambiguous"),
    ("可接受最高年利率", "LPR+50", "rate.relative"),
    ("资金到位日期", "2026-02-30", "date.impossible"),
    ("资金到位日期", "46082", "date.serial"),
    ("地区", "襄城县、月球", "region.unknown"),
    ("行业", "C99", "industry.unknown_code"),
    ("行业", Cell("111", "number"), "industry.ambiguous"),
    ("有效期截止", "2026-09-01", "validity.reversed"),
    ("有效期截止", "2036-09-01", "validity.too_long"),
    ("可见范围", "所有人", "code.unknown"),
]


@pytest.mark.parametrize(("label", "value", "code"), BAD_CELLS)
def test_a_bad_cell_is_named_with_cell_column_and_reason(label, value, code):
    row = LOAN | {label: value}
    place = "ABCDEFG"[list(row).index(label)]
    bare = label.partition("（")[0].replace("单位编号", "单位编号或统一社会信用代码")
    result = planned(sheet(row))
    assert [(f.sheet, f.cell, f.row, f.label, f.code) for f in result.findings] == [
        ("需求", f"{place}2", 2, bare, code)
    ]
    assert result.findings[0].message
    assert result.commands == ()
    assert planned(sheet(LOAN)).findings == ()  # the control: the same row without the bad cell


BAD_PARTIES = [
    ("统一社会信用代码", "91411025MA9KX00011", "uscc.checksum"),
    ("统一社会信用代码", "9.14110251234568E+17", "uscc.lost_digits"),
    ("统一社会信用代码", Cell("9.1411E+17", "lost_digits"), "cell.lost_digits"),
    ("统一社会信用代码", "914110251234567000", "uscc.lost_digits"),
    ("单位类型", "商会", "code.unknown"),
    ("规上", "也许", "yes_no.unreadable"),
    ("地区", "火星", "region.unknown"),
    ("单位名称", "", "field.needed"),
]


@pytest.mark.parametrize(("label", "value", "code"), BAD_PARTIES)
def test_a_bad_cell_of_a_party_is_named(label, value, code):
    row = {"编号": "E7", "单位名称": "甲公司", "单位类型": "企业"} | {label: value}
    place = "ABCD"[list(row).index(label)]
    assert found(sheet(row, name="单位")) == [(f"{place}2", label, code)]


def test_all_that_is_wrong_in_all_rows_is_found_at_once_and_the_good_row_is_taken():
    bad = LOAN | {
        "编号": "N2",
        "标题": "",
        "说明": "电话 13812345678",
        "融资金额（万元）": "几百",
        "用途": "转贷过桥",
        "原贷款到期日": "2026-13-01",
    }
    again = LOAN | {"标题": "再来一次"}
    plan = planned(sheet(LOAN, bad, again, headings=bad))
    assert [(f.cell, f.code) for f in plan.findings] == [
        ("", "field.needed"),  # 原贷款银行 has no column of its own
        ("D3", "text.personal"),
        ("E3", "money.chinese_numerals"),
        ("G3", "date.impossible"),
        ("A4", "row.twice"),
    ]
    assert [(row.origin.row, row.became) for row in plan.rows] == [
        *((2, "created"), (3, "left"), (4, "left"))
    ]


def test_the_same_row_twice_is_taken_once_and_another_under_its_number_is_left():
    row = {"编号": "E7", "单位名称": "甲公司", "单位类型": "企业", "统一社会信用代码": USCC}
    plan = planned(sheet(row, row, row | {"编号": "E8"}, name="单位"))
    assert [row.became for row in plan.rows] == ["created", "unchanged", "left"]
    assert [(f.cell, f.label, f.code) for f in plan.findings] == [
        ("D4", "统一社会信用代码", "row.twice")
    ]
    assert {(w.row, w.code) for w in plan.warnings} == {(3, "row.twice")}


def test_a_party_without_number_and_code_is_known_by_its_name():
    row = {"编号": "", "单位名称": "甲公司", "单位类型": "企业"}
    new = planned(sheet(row, name="单位"))
    again = planned(sheet(row | {"单位名称": "甲 公司"}, name="单位"))
    assert new.commands[0].id.startswith("r-")
    assert new.commands[0].id == again.commands[0].id
    known = planned(
        sheet(row, name="单位"),
        namesakes=lambda _: ["E1"],
        record=lambda id_: PartyRow(id_, "active", Profile(title="甲公司", roles=("bank",))),
    )
    assert known.commands == (
        ReviseParty(id="E1", profile=Profile(title="甲公司", roles=("enterprise",))),
    )
    assert found(sheet(row, name="单位"), namesakes=lambda _: ["E1", "E2"]) == [
        ("B2", "单位名称", "party.ambiguous")
    ]


def test_examples_and_empty_rows_are_passed_over():
    example = dict.fromkeys(LOAN, "看不懂") | {"编号": "示例1"}
    empty = dict.fromkeys(LOAN, " ")
    assert len(planned(sheet(example, empty, LOAN)).rows) == 1
    assert found(sheet(example, empty)) == [("", "", "file.no_rows")]


def test_what_the_desk_refuses_leaves_the_row_with_its_cell():
    [row] = planned(sheet(LOAN)).rows
    message = "没有有效的单位“E1”，请先登记"
    left = refused(row, Refusal("party.not_active", message, "party"))
    assert (left.became, left.commands) == ("left", ())
    assert left.findings == (
        Finding(
            sheet="需求",
            cell="B2",
            row=2,
            label="单位编号或统一社会信用代码",
            code="party.not_active",
            message=message,
            whose="E1",
        ),
    )
    state = refused(row, Refusal("posting.state", "当前是“发布中”，不能提交", "state"))
    assert str(state.findings[0]) == "需求 第 2 行：当前是“发布中”，不能提交"
