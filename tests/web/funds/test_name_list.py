"""The name list and outside statistics: entered on pages, read by the county's figures."""

from __future__ import annotations

import csv
import io

import pytest

from projections.figures.figures import figures
from tests.examples import FACTORY
from tests.web.sites import OTHERS, text

YEAR = ("2026-01-01", "2026-12-31")
BOTH = f"{FACTORY.title}\n{OTHERS['e002'][0]}\n"


def counted(made, *codes):
    made.house.views.fresh()
    values = figures(made.house.views.facts, codes, *YEAR)
    return [values[code].value for code in codes]


@pytest.fixture
def listed(plain):
    """Two are on the list, pasted from a sheet."""
    answer = plain.client("organizer").fill("/name-list/add", "/name-list/add", names=BOTH)
    assert answer.status_code == 303
    return plain


def test_members_come_as_a_pasted_column_and_go_one_by_one(listed):
    office = listed.client("organizer")
    assert counted(listed, "name_list_members") == [2]
    assert FACTORY.title in text(office.get("/name-list").text)
    path = "/name-list/remove"
    assert "以后的放款也不能再报" in text(office.get(f"{path}?party=e002").text)
    assert office.fill(path, path, party="e002", reason="已注销").status_code == 303
    assert counted(listed, "name_list_members") == [1]


def test_the_list_can_be_taken_out_and_pasted_again(listed):
    office = listed.client("organizer")
    made = office.fill("/name-list", "/name-list/export?format=csv").content.decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(made))
    assert heading == ["单位（member.party_name）", "单位编号", "列入日期"]
    names = [row[0] for row in rows]
    assert sorted(names) == sorted(BOTH.split())
    before = listed.house.log.last()
    office.fill("/name-list/add", "/name-list/add", names="\n".join(names))
    after = [entry.entry().event.name for entry in listed.house.log.after(before, 10)]
    assert not [name for name in after if name.startswith("name_list")]


def test_names_that_nobody_has_are_said(plain):
    answer = plain.client("organizer").fill(
        "/name-list/add", "/name-list/add", names=f"{BOTH}不存在的厂"
    )
    assert (answer.status_code, "不存在的厂" in text(answer.text)) == (422, True)
    assert counted(plain, "name_list_members") == [0]


def test_a_bank_tells_what_it_lent_and_tells_it_again(listed):
    bank, path = listed.client("bank"), "/name-list/lending"
    rows = f"{FACTORY.title}\t300\n{OTHERS['e002'][0]} 50万元"
    answer = bank.fill(path, path, month="2026-03", rows=rows)
    assert answer.status_code == 303, text(answer.text)
    assert counted(listed, "lent_to_members", "lent_per_member") == [350_000_000, 175_000_000]
    assert f"{FACTORY.title} 300" in bank.get(f"{path}?month=2026-03").text
    assert bank.fill(path, path, month="2026-03", rows=f"{FACTORY.title},20").status_code == 303
    assert counted(listed, "lent_to_members") == [20_000_000]
    assert "20万元" in text(bank.get("/name-list").text)
    assert "20万元" not in text(listed.client("other_bank").get("/name-list").text)


@pytest.mark.parametrize(
    ("month", "rows", "reason"),
    [
        ("三月", f"{FACTORY.title} 3", "月份"),
        ("2026-03", FACTORY.title, "没有写金额"),
        ("2026-04", f"{FACTORY.title} 3", "这个月还没有到"),
        ("2026-03", "某某厂 3", "某某厂"),
    ],
)
def test_what_is_wrong_with_a_report_is_said(listed, month, rows, reason):
    path = "/name-list/lending"
    answer = listed.client("bank").fill(path, path, month=month, rows=rows)
    assert (answer.status_code in {409, 422}, reason in text(answer.text)) == (True, True)
    assert counted(listed, "lent_to_members") == [0]


def test_the_office_tells_what_others_counted(plain):
    office, path = plain.client("organizer"), "/statistics/new"
    told = {"first": "2026-01-01", "last": "2026-02-28", "qualifier": "约", "source": "县统计局"}
    loans = told | {"kind": "新增中小微企业贷款", "amount": "1200"}
    assert office.fill(path, path, **loans).status_code == 303
    for kind, many in (("政策知晓率调查：受访", "200"), ("政策知晓率调查：知晓", "150")):
        assert office.fill(path, path, **told, kind=kind, many=many).status_code == 303
    assert counted(plain, "new_sme_loans", "awareness") == [1_200_000_000, 0.75]
    shown = text(office.get("/statistics").text)
    assert ("约" in shown, "1200万元" in shown, "县统计局" in shown) == (True, True, True)
    missing = office.fill(path, path, **told, kind="新增中小微企业贷款", many="3")
    assert (missing.status_code, "必须填写" in text(missing.text)) == (422, True)
