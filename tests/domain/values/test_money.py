"""Money: exact to the fen, and refused where it could mean another amount."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.core.malformed import Malformed
from domain.values.money import MOST_FEN, read_money, round_money, show_money
from tests.domain.refusals import LONG, outcome

YUAN = 100
WAN = 10_000 * YUAN
YI = 10_000 * WAN


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("800万元", 800 * WAN),
        ("800万", 800 * WAN),
        ("5234.6万元", 5_234_600_000),
        ("1.6亿", 16 * YI // 10),
        ("0.03亿元", 300 * WAN),
        ("3,000,000元", 300 * WAN),
        ("1,000.50元", 1000 * YUAN + 50),
        ("0.01元", 1),
        ("0.000001万元", 1),
        ("¥3,000,000", 300 * WAN),
        ("￥300.5万元", 3_005_000 * YUAN),
        ("人民币 300 万元", 300 * WAN),
        ("RMB300元", 300 * YUAN),
        ("３００万元", 300 * WAN),
        ("３，０００．５元", 3000 * YUAN + 50),
        ("\u3000 300万元 \u3000", 300 * WAN),
        ("300万元\n", 300 * WAN),
        ("10000000亿元", MOST_FEN),
        ("1亿2000万", 12_000 * WAN),
        ("1亿零500万元", 10_500 * WAN),
        ("1亿2仟万元", 12_000 * WAN),
        ("3万5000元", 35_000 * YUAN),
        ("1万2千元", 12_000 * YUAN),
        ("2千5百万", 2500 * WAN),
        ("3千5百元", 3500 * YUAN),
        ("1个亿", YI),
        ("300万元整", 300 * WAN),
        ("300 万 元", 300 * WAN),
        ("300.00万", 300 * WAN),
        ("3,000,000.00元", 300 * WAN),
        ("300万元人民币", 300 * WAN),
        ("300万RMB", 300 * WAN),
        ("cny 300万元", 300 * WAN),
        ("叁佰万元整", 300 * WAN),
        ("人民币（大写）：叁佰万圆整", 300 * WAN),
        ("壹佰贰拾叁元肆角伍分", 12_345),
        ("伍仟元零伍分", 5000 * YUAN + 5),
        ("12元3角", 1230),
    ],
)
def test_an_amount_with_its_unit_is_read_exactly(text, fen):
    assert read_money(text) == fen


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("8000000", "元", 800 * WAN),
        ("300", "万元", 300 * WAN),
        ("1.6", "亿元", 16 * YI // 10),
        ("3,000", "万元", 3000 * WAN),
        ("300万元", "元", 300 * WAN),
        ("300元", "万元", 300 * YUAN),
        ("300万", "万元", 300 * WAN),
        ("¥300", "元", 300 * YUAN),
    ],
)
def test_a_bare_number_takes_the_unit_of_its_column_and_a_written_unit_wins(text, unit, fen):
    assert read_money(text, unit=unit) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "money.empty"),
        ("\u3000 ", "money.empty"),
        ("8000000", "money.ambiguous"),
        ("300.5", "money.ambiguous"),
        ("NaN", "money.not_a_number"),
        ("nan万元", "money.not_a_number"),
        ("-inf", "money.not_a_number"),
        ("1e6元", "money.exponent"),
        ("1.5E+17", "money.exponent"),
        ("-300万元", "money.negative"),
        ("−300万元", "money.negative"),
        ("¥-300", "money.negative"),
        ("（300万元）", "money.negative"),
        ("3,00元", "money.grouping"),
        ("3,0000元", "money.grouping"),
        ("1234,567元", "money.grouping"),
        (",300元", "money.grouping"),
        ("1亿20000万元", "money.two_numbers"),
        ("1.5亿2000万元", "money.two_numbers"),
        ("300万,500万", "money.two_numbers"),
        ("3万5", "money.two_numbers"),
        ("300 500万元", "money.two_numbers"),
        ("300-500万元", "money.range"),
        ("300万至500万", "money.range"),
        ("300～500万元", "money.range"),
        ("1.234元", "money.too_fine"),
        ("1.000元", "money.too_fine"),
        ("0.0000001万元", "money.too_fine"),
        ("1000000000000000.01元", "money.too_large"),
        ("10000001亿元", "money.too_large"),
        ("9" * 30 + "元", "money.too_large"),
        ("三二百万元", "money.chinese_numerals"),
        ("几百万元", "money.chinese_numerals"),
        ("两百来万", "money.chinese_numerals"),
        ("约300万元", "money.qualified"),
        ("近300万", "money.qualified"),
        ("300多万元", "money.qualified"),
        ("不超过300万元", "money.qualified"),
        ("一次性奖励20万元", "money.words"),
        ("三年共300万元", "money.words"),
        ("百货300元", "money.words"),
        ("签约金额300万元", "money.words"),
        ("甲公司,300万元", "money.words"),
        ("（1）300万元", "money.words"),
        ("420元/立方米", "money.words"),
        ("300万角", "money.words"),
        ("2026-03-01", "money.date"),
        ("300W", "money.shorthand"),
        ("4.5k", "money.shorthand"),
        ("USD 300", "money.foreign"),
        ("$300万", "money.foreign"),
        ("100港币", "money.foreign"),
        ("二百,300元", "money.unreadable"),
        ("2千5", "money.chinese_numerals"),
        ("300万元以内", "money.qualified"),
        ("0300元", "money.unreadable"),
        (".5元", "money.unreadable"),
        ("300.元", "money.unreadable"),
        ("300美元", "money.foreign"),
        ("5²万元", "money.unreadable"),
        ("①万元", "money.unreadable"),
        ("٣٠٠元", "money.unreadable"),
        ("300万元300", "money.two_numbers"),
        ("万元", "money.unreadable"),
        ("面议", "money.unstated"),
    ],
)
def test_what_is_not_one_exact_amount_is_refused_with_its_reason(text, code):
    assert outcome(read_money, text) == code


def test_a_currency_sign_in_a_column_of_ten_thousands_is_ambiguous():
    assert outcome(read_money, "¥300", unit="万元") == "money.ambiguous"


def test_nought_is_read_and_whether_it_makes_sense_is_judged_elsewhere():
    assert [read_money(text) for text in ("0元", "0.00万元")] == [0, 0]


def test_an_unknown_unit_of_a_column_is_our_own_mistake():
    with pytest.raises(ValueError, match="no unit") as failure:
        read_money("300", unit="吨")
    assert not isinstance(failure.value, Malformed)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("一次性奖励20万元", ("金额前后还有别的话", "请只填金额，例如 20万元")),
        ("约300万元左右", ("带了“约、左右”一类的话", "请只填一个确定的金额")),
        ("300万美元", ("不是人民币金额", "请折算成人民币填写")),
    ],
)
def test_the_reason_is_so_of_the_whole_text(text, finding):
    with pytest.raises(Malformed) as refused:
        read_money(text)
    assert (refused.value.message, refused.value.advice) == finding


def test_an_objection_says_what_to_do():
    with pytest.raises(Malformed) as refused:
        read_money("300")
    assert str(refused.value) == (
        "金额没有写单位 · 读到“300” · 请写明单位，例如 300万元 或 3,000,000元"
    )


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (0, "0元"),
        (1, "0.01元"),
        (150, "1.5元"),
        (999_999, "9999.99元"),
        (WAN, "1万元"),
        (800 * WAN, "800万元"),
        (5_234_600_000, "5234.6万元"),
        (16 * YI // 10, "1.6亿元"),
        (100_000 * YUAN + 1, "100000.01元"),
        (100 * WAN, "100万元"),
        (MOST_FEN, "10000000亿元"),
        (MOST_FEN + 1, "1000000000000000.01元"),
        (-300 * WAN, "-300万元"),
        (-1, "-0.01元"),
    ],
)
def test_an_amount_is_shown_in_the_unit_that_suits_it(fen, shown):
    assert show_money(fen) == shown


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (0, "0元"),
        (39_850, "398.5元"),
        (999_999, "9999.99元"),
        (10**6, "1万元"),
        (5_234_678_512, "5234.68万元"),
        (189_444_390_897, "18.94亿元"),
        (16 * YI // 10, "1.6亿元"),
        (YI - 1, "1亿元"),
        (-5_234_678_512, "-5234.68万元"),
    ],
)
def test_people_read_an_amount_with_two_decimals_at_most(fen, shown):
    assert round_money(fen) == shown


@settings(deadline=None, max_examples=500)
@given(
    st.integers(0, MOST_FEN)
    | st.integers(0, 10**9).map(lambda n: n * WAN)
    | st.integers(0, 10**7).map(lambda n: n * YI)
    | st.integers(0, 10**6)
)
@example(0)
@example(MOST_FEN)
def test_every_amount_reads_back_as_it_is_shown(fen):
    assert read_money(show_money(fen)) == fen


@settings(deadline=None, max_examples=500)
@given(
    st.text(max_size=70) | st.text("0123456789.,元万亿 ¥-eE+至￥１２，．三千百角整约", max_size=20),
    st.sampled_from([None, "元", "万元", "亿元"]),
)
def test_any_text_is_an_amount_in_range_or_malformed(text, unit):
    read = outcome(read_money, text, unit=unit)
    assert read.startswith("money.") if isinstance(read, str) else 0 <= read <= MOST_FEN


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_refused(text):
    assert outcome(read_money, text, unit="元").startswith("money.")
