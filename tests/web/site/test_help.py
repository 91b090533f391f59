"""When something goes wrong a page says what to do next, and whom to ask."""

from __future__ import annotations

import re

import pytest

from tests.web.sites import site, text

PAST = {"as_of": "2026-02-01"}


@pytest.mark.parametrize(
    ("who", "path", "status", "title", "advice"),
    [
        ("enterprise", "/postings/need/nothing", 404, "页面不存在", "请从首页或菜单重新进入"),
        ("enterprise", "/nowhere", 404, "页面不存在", "请从首页或菜单重新进入"),
        ("enterprise", "/users", 403, "您没有权限", "请联系下面的单位为您开通"),
        ("admin", "/log?before=x", 422, "网址不对", "不要手工改网址"),
        ("bank", "/leads?as_of=2027-01-01", 422, "没有办成", "请选今天或以前的日期"),
    ],
)
def test_an_error_page_says_what_to_do_before_its_code(plain, who, path, status, title, advice):
    answer = plain.client(who).get(path)
    shown = text(answer.text)
    assert (answer.status_code, title in shown) == (status, True)
    assert shown.index(advice) < shown.index("助企办") < shown.index("代码")
    assert re.search("<small>.*<code>", answer.text)


def test_the_office_and_its_telephone_are_those_of_the_county(tmp_path):
    with site(tmp_path, office_name="县助企服务中心", office_phone="0374-356 0000") as made:
        for who, path in ((None, "/sign-in"), ("enterprise", "/nowhere")):
            shown = made.client(who).get(path).text
            assert "县助企服务中心 0374-356 0000" in text(shown)
            assert 'href="tel:0374-3560000"' in shown


def test_without_a_telephone_the_office_is_named(plain):
    shown = plain.client().get("/sign-in").text
    assert "需要帮助，请联系：助企办" in text(shown)
    assert "tel:" not in shown


def test_an_english_page_names_the_office_in_english(plain):
    shown = plain.client(**{"accept-language": "en"}).get("/sign-in").text
    assert "Campaign office" in text(shown)


def test_in_the_past_whoever_may_publish_reads_that_it_is_the_past(plain):
    shown = text(plain.client("enterprise").get("/publish", params=PAST).text)
    assert "过去的日子只能查看" in shown
    assert "您的岗位" not in shown


def test_whoever_never_publishes_reads_that_now_and_in_the_past(plain):
    client = plain.client("liaison")
    for params in ({}, PAST):
        answer = client.get("/publish", params=params)
        assert (answer.status_code, "您的岗位只查看" in text(answer.text)) == (200, True)


def test_what_the_past_hasnt_is_not_a_wrong_number_and_leads_back_to_now(plain):
    answer = plain.client("enterprise").get("/publish/need/bank", params=PAST)
    assert answer.status_code == 404
    assert "过去的日子也不能办理" in text(answer.text)
    assert '<a class="button" href="/publish/need/bank">' in answer.text


def test_the_office_that_doesnt_publish_reads_where_it_imports_for_others(plain):
    office, liaison = (plain.client(who).get("/publish").text for who in ("organizer", "liaison"))
    link = '<a class="button quiet" href="/import">'
    assert ("代企业、部门和银行发布，用填报表导入" in text(office), link in office) == (True, True)
    assert link not in liaison
