"""Regions: codes and full names, and the hierarchy that matching relies on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.core.malformed import Malformed
from domain.values.region import (
    NAMES,
    NATION,
    ancestors,
    covers,
    read_area,
    read_as_wider,
    read_region,
    region_name,
)
from tests.domain.refusals import LONG, outcome

CODES = st.sampled_from(sorted(NAMES))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("411025", "411025"),
        ("４１１０２５", "411025"),
        ("襄城县", "411025"),
        (" 襄城县\u3000", "411025"),
        ("许昌市襄城县", "411025"),
        ("河南省许昌市襄城县", "411025"),
        ("河南省襄城县", "411025"),
        ("许昌市", "411000"),
        ("河南省许昌市", "411000"),
        ("河南省", "410000"),
        ("济源市", "419001"),
        ("河南省济源市", "419001"),
        ("安阳县", "410522"),
        ("安阳市", "410500"),
        ("湖北省", "420000"),
        ("香港特别行政区", "810000"),
        ("全国", NATION),
        ("000000", NATION),
        ("411025104", "411025104"),
        ("开封市鼓楼区", "410204"),
        ("平顶山市新华区", "410402"),
    ],
)
def test_a_place_is_read_from_its_code_or_its_full_name(text, code):
    assert read_region(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "region.empty"),
        ("411026", "region.unknown_code"),
        ("429900", "region.unknown_code"),
        ("41102", "region.unknown_code"),
        ("4110250000", "region.unknown_code"),
        ("鼓楼区", "region.ambiguous"),
        ("新华区", "region.ambiguous"),
        ("安阳", "region.ambiguous"),
        ("河南新乡", "region.ambiguous"),
        ("解放", "region.unknown"),
        ("紫云", "region.unknown"),
        ("新", "region.unknown"),
        ("襄城县火星镇", "region.unknown"),
        ("湖北省襄城县", "region.unknown"),
        ("山东省武汉市", "region.unknown"),
        ("朝阳", "region.unknown"),
        ("北京路社区", "region.unknown"),
        ("南京路街道", "region.unknown"),
        ("全市场", "region.unknown"),
        ("不限", "region.unbounded"),
        ("郑州市襄城县", "region.unknown"),
        ("省直辖县级行政区划", "region.unknown"),
        ("٤١١٠٢٥", "region.unknown"),
        ("火星", "region.unknown"),
    ],
)
def test_what_is_not_one_known_place_is_refused_with_its_reason(text, code):
    assert outcome(read_region, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("襄城", "411025"),
        ("许昌", "411000"),
        ("河南", "410000"),
        ("河南许昌襄城", "411025"),
        ("许昌襄城县", "411025"),
        ("河南省 许昌市 襄城县", "411025"),
        ("河南-许昌-襄城", "411025"),
        ("郑州金水", "410105"),
        ("开封鼓楼", "410204"),
        ("紫云镇", "411025105"),
        ("襄城县紫云镇", "411025105"),
        ("许昌市襄城县紫云镇", "411025105"),
        ("襄城颍桥", "411025101"),
        ("颍桥镇", "411025101"),
        ("茨沟乡", "411025002"),
        ("城关街道办事处", "411025001"),
        ("内蒙古", "150000"),
        ("吉林", "220000"),
        ("全县", "411025"),
        ("本市", "411000"),
        ("省内", "410000"),
        ("全国各地", NATION),
        ("411025000000", "411025"),
        ("411025000", "411025"),
        ("411025100000", "411025100"),
        ("410000000000", "410000"),
    ],
)
def test_a_place_is_read_from_what_it_is_called_for_short(text, code):
    assert (read_region(text), read_as_wider(text)) == (code, False)


@pytest.mark.parametrize(
    ("name", "code", "since"),
    [
        ("许昌县", "411023", "411003"),
        ("开封县", "410224", "410212"),
        ("偃师市", "410381", "410307"),
        ("吉利区", "410306", "410308"),
        ("长垣县", "410728", "410783"),
        ("淮阳县", "411626", "411603"),
    ],
)
def test_a_place_that_was_renamed_is_read_by_its_former_name_and_code(name, code, since):
    assert (read_region(name), read_region(code), region_name(code)) == (since, since, name)


def test_a_name_of_today_comes_before_a_former_one():
    assert [region_name(read_region(text)) for text in ("开封", "许昌", "偃师", "淮阳")] == [
        "开封市",
        "许昌市",
        "偃师区",
        "淮阳区",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("山东省潍坊市", "370000"),
        ("山东潍坊", "370000"),
        ("山东省寿光市", "370000"),
        ("武汉", "420000"),
        ("武汉市江夏区", "420000"),
        ("湖北省襄阳市襄城区", "420000"),
        ("江苏省南京市鼓楼区", "320000"),
        ("吉林市", "220000"),
        ("海南州", "630000"),
        ("海南省海口市", "460000"),
        ("上海浦东新区", "310000"),
        ("420106", "420000"),
        ("370785000000", "370000"),
        ("禹州市神垕镇", "411081"),
        ("411002001", "411002"),
        ("襄城县紫云镇雷洞村", "411025105"),
        ("411025105201", "411025105"),
    ],
)
def test_what_is_narrower_than_the_table_is_read_as_what_it_lies_in(text, code):
    assert (read_region(text), read_as_wider(text)) == (code, True)


def test_no_bound_is_the_whole_country_where_an_area_is_asked_for():
    assert [read_area(text) for text in ("不限", "地区不限", "全国", "许昌")] == [
        NATION,
        NATION,
        NATION,
        "411000",
    ]
    assert advice("不限") == "例如 襄城县；不限地区的写“全国”"


@pytest.mark.parametrize(
    ("text", "what_to_do"),
    [
        ("鼓楼区", "请连市名一起写，例如 开封市鼓楼区"),
        ("新华区", "请连市名一起写，例如 平顶山市新华区"),
        ("安阳", "是“安阳市”还是“安阳县”？请写全称"),
        ("金水", "是不是“金水区”？请写全称"),
        ("颍桥", "是不是“颍桥回族镇”？请写全称"),
        ("山东寿光", "外省请填到省级：山东省"),
        ("411026", "请核对，或写地名，例如 襄城县"),
        ("990000", "外省请填到省级，例如 420000"),
        ("月球", "请写全称，例如 襄城县、许昌市；外省写省名"),
    ],
)
def test_whoever_is_refused_reads_what_may_have_been_meant(text, what_to_do):
    assert advice(text) == what_to_do


def advice(name: str) -> str:
    with pytest.raises(Malformed) as refused:
        read_region(name)
    return refused.value.advice


def test_the_table_has_every_province_and_the_whole_of_henan():
    provinces = [code for code in NAMES if code.endswith("0000") and code != NATION]
    henan = [code for code in NAMES if code.startswith("41") and len(code) == 6]
    prefectures = [code for code in henan if code.endswith("00")][1:]
    zones = [code for code in henan if "71" <= code[4:] <= "79"]
    assert (len(provinces), len(prefectures), len(henan), len(zones)) == (34, 18, 200, 24)
    # 157 counties, districts and cities of county rank are what GB/T 2260 has for Henan since 2021.
    assert len(henan) - 1 - len(prefectures) - len(zones) == 157
    assert len([code for code in NAMES if len(code) == 9]) == 16
    assert len(set(NAMES.values())) == len(NAMES)


def test_a_place_knows_what_it_lies_in():
    assert ancestors("411025") == ("411025", "411000", "410000")
    assert ancestors("411025104") == ("411025104", "411025", "411000", "410000")
    assert ancestors("419001") == ("419001", "419000", "410000")
    assert ancestors("410000") == ("410000",)
    assert ancestors(NATION) == (NATION,)


def test_an_area_covers_what_lies_in_it():
    assert [
        covers("411025", "411025"),
        covers("411000", "411025"),
        covers("410000", "411025104"),
        covers(NATION, "411025"),
        covers(NATION, NATION),
        covers("411025", "411000"),
        covers("410100", "411025"),
        covers("420000", "411025"),
        covers("411025", NATION),
    ] == [True, True, True, True, True, False, False, False, False]


@settings(deadline=None)
@given(CODES)
def test_every_place_lies_in_places_that_exist(code):
    line = ancestors(code)
    assert line[0] == code
    assert set(line) <= set(NAMES)
    assert all(covers(area, code) for area in (*line, NATION))


@settings(deadline=None)
@given(CODES, CODES, CODES)
def test_covering_is_an_order(one, two, three):
    assert covers(one, one)
    assert one == two or not (covers(one, two) and covers(two, one))
    assert covers(one, three) or not (covers(one, two) and covers(two, three))


@settings(deadline=None)
@given(CODES)
def test_every_place_reads_back_from_its_name_in_full(code):
    above = [region_name(wider) for wider in reversed(ancestors(code)[1:]) if wider != "419000"]
    if code != "419000":
        assert read_region("".join(above) + region_name(code)) == code


def test_a_code_without_a_name_shows_as_itself():
    assert region_name("411025") == "襄城县"
    assert region_name("411025104") == "王洛镇"
    assert region_name("411025100") == "411025100"
    assert region_name("420100") == "420100"


@settings(deadline=None)
@given(st.text(max_size=30) | st.text("0123456789", max_size=10))
def test_any_text_is_a_place_or_malformed(text):
    read = outcome(read_region, text)
    assert read.startswith("region.") or read == read_region(read)


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_refused(text):
    assert outcome(read_region, text).startswith("region.")
