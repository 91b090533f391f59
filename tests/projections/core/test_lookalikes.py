"""Names that a reader can't tell apart are one; others aren't."""

from __future__ import annotations

import pytest

from projections.core.lookalikes import looks, near


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("建设银行襄城支行", "建設銀行襄城支行"),
        ("ABC银行", "ＡＢＣ 银行"),
        ("许昌O2科技", "许昌02科技"),
        ("日昇（许昌）公司", "曰昇(许昌)公司"),
        ("襄城l厂", "襄城1厂"),
        ("未来银行", "末来银行"),
    ],
)
def test_what_looks_the_same_is_one(one, other):
    assert looks(one) == looks(other)


@pytest.mark.parametrize(
    ("one", "other"), [("大华厂", "太华厂"), ("一厂", "二厂"), ("甲行", "乙行")]
)
def test_what_a_reader_tells_apart_is_two(one, other):
    assert looks(one) != looks(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中国银行", "中囯银行"),
        ("青山农信社", "靑山农信社"),
        ("农户担保公司", "农戸担保公司"),
        ("广源公司", "広源公司"),
        ("VV科技", "W科技"),
        ("rnax公司", "max公司"),
    ],
)
def test_other_forms_of_a_character_and_letters_that_run_together_are_one(one, other):
    assert looks(one) == looks(other)


def test_control_what_another_language_writes_for_a_character_is_its_own_in_chinese():
    assert looks("芸香公司") != looks("艺香公司")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("紫岫村镇银行", "紫岫村镇根行"),
        ("襄城农信社", "襄域农信社"),
        ("宏设公司", "宏没公司"),
        ("紫岫村镇银行", "紫岫村镇银行股份有限公司"),
        ("紫岫村镇银行", "紫岫镇银行"),
        ("甲", "乙"),
        ("甲", "甲"),
    ],
)
def test_one_letter_or_a_part_is_near(one, other):
    assert near(looks(one), looks(other))
    assert near(looks(other), looks(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [("紫岫村镇银行", "紫云镇村银行"), ("建行", "建行襄城支行"), ("甲乙丙", "乙丙丁")],
)
def test_more_is_not(one, other):
    assert not near(looks(one), looks(other))
