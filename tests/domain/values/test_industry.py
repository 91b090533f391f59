"""Industries: exact codes, names where they are unique, prefixes that hold what they should."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.core.malformed import Malformed
from domain.values.industry import NAMES, industry_name, read_industry, within
from tests.domain.refusals import LONG, outcome

CODES = st.sampled_from(sorted(NAMES))


def test_the_table_has_as_many_codes_as_the_standard():
    assert Counter(map(len, NAMES)) == {1: 20, 3: 97, 4: 473, 5: 1381}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C3099", "C3099"),
        ("3099", "C3099"),
        ("c3099", "C3099"),
        ("Ｃ３０９９", "C3099"),
        ("C309", "C309"),
        ("309", "C309"),
        ("C30", "C30"),
        ("30", "C30"),
        ("01", "A01"),
        ("C", "C"),
        ("制造业", "C"),
        ("非金属矿物制品业", "C30"),
        (" 非金属矿物制品业\u3000", "C30"),
        ("酒、饮料和精制茶制造业", "C15"),
        ("房地产业", "K70"),
        ("教育", "P83"),
        ("国际组织", "T97"),
    ],
)
def test_an_industry_is_read_from_its_code_or_name(text, code):
    assert read_industry(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "industry.empty"),
        ("D30", "industry.unknown_code"),
        ("C3098", "industry.unknown_code"),
        ("C44", "industry.unknown_code"),
        ("98", "industry.unknown_code"),
        ("00", "industry.unknown_code"),
        ("U", "industry.unknown"),
        ("3", "industry.unknown"),
        ("C3", "industry.unknown"),
        ("C30999", "industry.unknown"),
        ("C 30", "industry.unknown"),
        ("٣٠", "industry.unknown"),
        ("食品", "industry.unknown"),
        ("装卸搬运和运输代理业", "industry.unknown"),
        ("C34 某某", "industry.unknown"),
        ("C34 食品制造业", "industry.disagree"),
        ("D30 非金属矿物制品业", "industry.unknown_code"),
    ],
)
def test_what_is_not_in_the_classification_is_refused_with_its_reason(text, code):
    assert outcome(read_industry, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C34 通用设备制造业", "C34"),
        ("C34-通用设备制造业", "C34"),
        ("34通用设备制造业", "C34"),
        ("通用设备制造业C34", "C34"),
        ("通用设备制造业（C34）", "C34"),
        ("C制造业", "C"),
        ("C3484 机械零部件加工", "C3484"),
        ("C3484 通用设备制造业", "C3484"),
        ("通用设备制造", "C34"),
        ("通用设备", "C34"),
        ("纺织", "C17"),
        ("制造", "C"),
        ("批发", "F51"),
        ("房地产", "K70"),
        ("农林牧渔业", "A"),
        ("酒、饮料及精制茶制造业", "C15"),
        ("软件开发", "I65"),
    ],
)
def test_an_industry_is_read_as_people_write_it(text, code):
    assert read_industry(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("石油加工、炼焦和核燃料加工业", "C25"),
        ("C25 石油加工、炼焦及核燃料加工业", "C25"),
        ("仓储业", "G59"),
        ("P82", "P83"),
        ("P82 教育", "P83"),
        ("82 教育", "P83"),
        ("O80 机动车、电子产品和日用产品修理业", "O81"),
        ("O80", "O80"),
        ("O80 居民服务业", "O80"),
    ],
)
def test_a_division_of_2011_is_read_where_it_went_into_one_of_today(text, code):
    assert read_industry(text) == code


def test_a_code_beside_the_name_of_another_industry_is_asked_about():
    with pytest.raises(Malformed) as refused:
        read_industry("C34 食品制造业")
    assert refused.value.advice == "C34 是通用设备制造业，食品制造业是 C14"


def test_a_division_behind_another_letter_is_named_its_own():
    with pytest.raises(ValueError) as refused:
        read_industry("D30")
    assert refused.value.advice == "30 大类属于门类 C"


def test_a_group_or_class_shows_its_divisions_name():
    assert [industry_name(code) for code in ("C", "C30", "C309", "C3099", "C3098")] == [
        "制造业",
        "非金属矿物制品业",
        "非金属矿物制品业",
        "非金属矿物制品业",
        "C3098",
    ]


def test_an_industry_lies_within_its_division_and_section():
    assert [
        within("C", "C30"),
        within("C30", "C3042"),
        within("C304", "C3042"),
        within("C3042", "C3042"),
        within("C30", "C"),
        within("C30", "C31"),
        within("D", "C30"),
        within("", "C30"),
        within("C3", "C30"),
    ] == [True, True, True, True, False, False, False, False, False]


@settings(deadline=None)
@given(CODES)
def test_every_code_reads_back_with_and_without_its_letter(code):
    assert read_industry(code) == read_industry(code.lower()) == code
    if len(code) > 1:
        assert read_industry(code[1:]) == code
    assert [wider for wider in (code[:1], code[:3], code[:4]) if not within(wider, code)] == []


def test_every_name_reads_as_its_code_or_as_its_only_division():
    names = {code: read_industry(name) for code, name in NAMES.items() if len(code) in (1, 3)}
    assert {code: read for code, read in names.items() if code != read} == {
        "K": "K70",
        "P": "P83",
        "T": "T97",
    }


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=30) | st.from_regex(r"\A[A-Ua-u]?[0-9]{0,5}\Z"))
def test_any_text_is_an_industry_or_malformed(text):
    read = outcome(read_industry, text)
    assert read.startswith("industry.") or read in NAMES


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_refused(text):
    assert outcome(read_industry, text).startswith("industry.")


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("纺织厂", "是不是“C17 纺织业”、“C18 纺织服装、服饰业”？请写代码或全称"),
        ("制品", "请写代码或门类、大类的全称，例如 C30"),
        (
            "机械加工",
            "是不是“C38 电气机械和器材制造业”、“C43 金属制品、机械和设备修理业”？请写代码或全称",
        ),
        ("软件外包", "是不是“I65 软件和信息技术服务业”？请写代码或全称"),
        ("制造厂", "请写代码或门类、大类的全称，例如 C30"),
        ("无此行", "请写代码或门类、大类的全称，例如 C30"),
    ],
)
def test_a_name_that_is_none_is_answered_with_those_that_share_its_words(written, advice):
    with pytest.raises(Malformed) as refused:
        read_industry(written)
    assert refused.value.advice == advice
