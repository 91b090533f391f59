"""Regions: codes and full names, and the hierarchy that matching relies on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.core.malformed import Malformed
from domain.values.region import NAMES, NATION, ancestors, covers, read_region, region_name
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
        ("420100", "region.unknown_code"),
        ("411025000", "region.unknown_code"),
        ("411002001", "region.unknown_code"),
        ("41102", "region.unknown_code"),
        ("鼓楼区", "region.ambiguous"),
        ("新华区", "region.ambiguous"),
        ("襄城", "region.unknown"),
        ("安阳", "region.unknown"),
        ("郑州市襄城县", "region.unknown"),
        ("省直辖县级行政区划", "region.unknown"),
        ("٤١١٠٢٥", "region.unknown"),
        ("火星", "region.unknown"),
    ],
)
def test_what_is_not_one_known_place_is_refused_with_its_reason(text, code):
    assert outcome(read_region, text) == code


def test_an_ambiguous_name_is_answered_with_the_one_that_may_be_meant():
    assert [finding for name in ("鼓楼区", "新华区") if (finding := advice(name))] == [
        "请连市名一起写，例如 开封市鼓楼区",
        "请连市名一起写，例如 平顶山市新华区",
    ]


def advice(name: str) -> str:
    with pytest.raises(ValueError) as refused:
        read_region(name)
    return refused.value.advice


def test_the_table_has_every_province_and_the_whole_of_henan():
    provinces = [code for code in NAMES if code.endswith("0000") and code != NATION]
    henan = [code for code in NAMES if code.startswith("41")]
    prefectures = [code for code in henan if code.endswith("00")][1:]
    zones = [code for code in henan if "71" <= code[4:] <= "79"]
    assert (len(provinces), len(prefectures), len(henan), len(zones)) == (34, 18, 200, 24)
    # 157 counties, districts and cities of county rank are what GB/T 2260 has for Henan since 2021.
    assert len(henan) - 1 - len(prefectures) - len(zones) == 157
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
    assert region_name("411025104") == "411025104"
    assert region_name("420100") == "420100"


@settings(deadline=None)
@given(st.text(max_size=30) | st.text("0123456789", max_size=10))
def test_any_text_is_a_place_or_malformed(text):
    read = outcome(read_region, text)
    assert read.startswith("region.") or read == read_region(read)


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_refused(text):
    assert outcome(read_region, text).startswith("region.")


@pytest.mark.parametrize(
    ("short", "advice"),
    [
        ("襄城", "是不是“襄城县”？请写全称"),
        ("月球", "请写全称，例如 襄城县、许昌市；外省写省名"),
    ],
)
def test_a_name_without_its_last_letter_is_answered_with_the_whole(short, advice):
    with pytest.raises(Malformed) as wrong:
        read_region(short)
    assert (wrong.value.code, wrong.value.advice) == ("region.unknown", advice)
