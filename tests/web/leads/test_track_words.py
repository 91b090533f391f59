"""Who gives people, goods or knowledge isn't asked in the words of a bank: on the lead's page and
in the list each track has its own reasons, units, states and filters."""

from __future__ import annotations

import pytest

from domain.leads.lead import LeadAcknowledged, LeadContacted
from tests.leads import LEAD, granted, lead_delivered
from tests.spec import DAY
from tests.web.sites import text

BANKS = (
    *("客户经理", "支行", "意向金额", "征信", "行业政策限制", "用途不支持", "经营年限不够"),
    *("授信", "放款"),
)


def options(page, name):
    return text(page.partition(f'name="{name}"')[2].partition("</select>")[0])


@pytest.mark.parametrize(
    ("track", "own"),
    [
        ("labor", ("达成用工意向", "没有合适的人选", "工资待遇谈不拢", "分派经办人")),
        ("sales", ("签订购销意向", "订单金额", "没有货或产能不够", "分派经办人")),
        ("academia", ("签订合作意向", "合作金额", "不是本单位的专长", "分派经办人")),
        ("digitization", ("签订合作意向", "合同金额", "企业信息化基础不够", "分派经办人")),
        ("policy", ("受理申报", "申报金额", "不符合申报条件", "分派经办人")),
        ("bank", ("签订意向", "意向金额", "征信", "分派客户经理")),
    ],
)
def test_a_leads_page_speaks_as_its_track_does(plain, track, own):
    plain.tell((f"lead-{LEAD}", lead_delivered(track=track)), ("consent-n1:b01", granted))
    plain.tell((f"lead-{LEAD}", LeadAcknowledged()), (f"lead-{LEAD}", LeadContacted(on=DAY)))
    shown = text(plain.client("bank").get(f"/leads/{LEAD}").text.partition("<main")[2])
    assert [word for word in own if word not in shown] == []
    if track != "bank":
        assert [word for word in BANKS if word in shown] == []
    assert ("金额" in shown.partition("送出的内容")[0]) == (track != "labor")


def test_a_list_has_the_states_and_filters_of_who_looks(plain):
    for who in ("agency", "university", "supplier", "bank"):
        page = plain.client(who).get("/leads").text
        main, states = text(page.partition("<main")[2]), options(page, "status")
        assert ("客户经理" in main, "经办人" in main) == (who == "bank", who != "bank")
        assert ("已授信" in states, "已放款" in states) == (who == "bank", who == "bank")
        sorts = options(page, "sort")
        assert [title in sorts for title in ("意向金额", "授信金额", "放款金额")] == [
            who == "bank"
        ] * 3
        assert plain.client(who).get("/leads?sort=-drawn").status_code == 200
    assert "已达成意向" in options(plain.client("agency").get("/leads").text, "status")
