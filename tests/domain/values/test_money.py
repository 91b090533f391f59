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
        ("1亿2000万元", "money.two_numbers"),
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
        ("300万元以内", "money.qualified"),
        ("0300元", "money.unreadable"),
        (".5元", "money.unreadable"),
        ("300.元", "money.unreadable"),
        ("300美元", "money.unreadable"),
        ("5²万元", "money.unreadable"),
        ("①万元", "money.unreadable"),
        ("٣٠٠元", "money.unreadable"),
        ("300万元300", "money.two_numbers"),
        ("万元", "money.unreadable"),
        ("面议", "money.unreadable"),
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
        read_money("300", unit="千元")
    assert not isinstance(failure.value, Malformed)


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
    st.text(max_size=70) | st.text("0123456789.,元万亿 ¥-eE+至￥１２，．三", max_size=20),
    st.sampled_from([None, "元", "万元", "亿元"]),
)
def test_any_text_is_an_amount_in_range_or_malformed(text, unit):
    read = outcome(read_money, text, unit=unit)
    assert read.startswith("money.") if isinstance(read, str) else 0 <= read <= MOST_FEN


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_refused(text):
    assert outcome(read_money, text, unit="元").startswith("money.")
