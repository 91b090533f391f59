"""What a list means is asked on the page of its import where it isn't sure."""

from __future__ import annotations

import pytest

from tests.web.postings.test_import import Import, workbook

LOANS = ["企业名称", "贷款金额", "贷款期限", "贷款用途"]


@pytest.fixture
def office(plain):
    return plain.client("organizer")


def shown_title(house):
    return house.views.parties.party("e001").profile.title


def test_a_list_of_what_is_over_comes_in_only_once_somebody_says_what_it_is(plain, office):
    loan = [shown_title(plain.house), "300万元", "1年", "流动资金"]
    body = workbook(loan, headings=LOANS, name="已发放贷款企业明细")
    steps = Import(office, body, "已发放贷款.xlsx")
    assert steps.counts == [0, 0, 0, 0]
    assert "看着不是政银企对接需求" in steps.says
    steps.recheck(**{"sheet-0": "bank.need"})
    assert steps.counts == [1, 0, 0, 0]
    steps.take()
    other = [loan[0], "80万元", "3年", "设备购置"]
    again = workbook(other, headings=LOANS, name="已发放贷款企业明细")
    steps = Import(office, again, "已发放贷款.xlsx")
    assert steps.counts == [0, 0, 0, 0]
    assert steps.recheck(**{"sheet-0": "bank.need"}).counts == [1, 0, 0, 0]


def test_a_unit_that_was_chosen_before_is_shown_and_gives_way_to_one_that_is_stated(plain, office):
    loan = [shown_title(plain.house), "300", "1年", "流动资金"]
    steps = Import(office, workbook(loan, headings=LOANS, name="融资需求"))
    steps.recheck(**{steps.field("贷款金额", "单位"): "万元"})
    assert steps.take().counts == [1, 0, 0, 0]
    later = Import(
        office, workbook([loan[0], "60", "2年", "设备购置"], headings=LOANS, name="融资需求")
    )
    assert "照上一份同样标题的表按“万元”读" in later.says
    rows = [loan[0], "600000", "3年", "设备购置"]
    stated = workbook(LOANS, rows, headings=["单位：元", "", "", ""], name="融资需求")
    steps = Import(office, stated)
    assert "照上一份" not in steps.says
    steps.recheck().take()
    needs = plain.house.views.market.postings(track="bank", side="need", party="e001")
    assert 60_000_000 in {row.content.terms.amount_fen for row in needs}


def test_who_may_be_meant_is_offered_beside_a_name_and_taken_when_it_is_confirmed(plain, office):
    short = shown_title(plain.house).removesuffix("有限公司") + "公司"
    steps = Import(
        office, workbook([short, "300万元", "1年", "流动资金"], headings=LOANS, name="融资需求")
    )
    assert steps.counts == [0, 0, 0, 1]
    assert f"是不是“{shown_title(plain.house)}”？" in steps.says
    assert steps.recheck(likely="1").counts == [1, 0, 0, 0]
