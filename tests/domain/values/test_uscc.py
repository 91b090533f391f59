"""Credit codes: both checks, codes that a spreadsheet has spoilt, and numbers that are none."""

from __future__ import annotations

import pytest
import stdnum.cn.uscc
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.exceptions import InvalidChecksum

from domain.core.malformed import Malformed
from domain.values.uscc import (
    ALPHABET,
    check_character,
    completed,
    doubt_uscc,
    organization_check,
    read_uscc,
)
from tests.domain.refusals import LONG, outcome

WHOLE = completed("91411025MA47ABCD")
GOOD = WHOLE[:17]
IDENTITY = "41042618000101001X"  # nobody's: of a day in 1800

FIRST_16 = st.builds(
    "".join,
    st.tuples(
        st.text("123459", min_size=1, max_size=1),
        st.text("1239", min_size=1, max_size=1),
        st.text("0123456789", min_size=6, max_size=6),
        st.text(ALPHABET, min_size=8, max_size=8),
    ),
)


def remainder(first17: str) -> int:
    """Σ value × 3^i mod 31, counted out by the table of weights in the standard."""
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    return sum(ALPHABET.index(c) * w for c, w in zip(first17, weights, strict=True)) % 31


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        WHOLE.lower(),
        f" {WHOLE}\u3000",
        f"{WHOLE[:2]} {WHOLE[2:8]} {WHOLE[8:17]} {WHOLE[17]}",
        f"{WHOLE[:8]}-{WHOLE[8:]}",
        "".join(chr(ord(c) + 0xFEE0) for c in WHOLE),
    ],
)
def test_a_code_is_read_whatever_its_width_case_and_gaps(text):
    assert read_uscc(text) == WHOLE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "uscc.empty"),
        ("\u3000", "uscc.empty"),
        (GOOD, "uscc.length"),
        (WHOLE + "1", "uscc.length"),
        ("411025000012345", "uscc.length"),
        (WHOLE[:9] + "O" + WHOLE[10:], "uscc.alphabet"),
        (WHOLE[:9] + "i" + WHOLE[10:], "uscc.alphabet"),
        (WHOLE[:9] + "Z" + WHOLE[10:], "uscc.alphabet"),
        (WHOLE[:9] + "ß" + WHOLE[10:], "uscc.alphabet"),
        (WHOLE[:9] + "٣" + WHOLE[10:], "uscc.alphabet"),
        ("91A11025MA47ABCD35", "uscc.region"),
        ("91411025MA3X00000M", "uscc.checksum"),
        ("000000000000000000", "uscc.placeholder"),
        ("111111111111111", "uscc.placeholder"),
        ("XXXXXXXXXXXXXXXXXX", "uscc.placeholder"),
        ("123456789012345678", "uscc.placeholder"),
        ("987654321098765432", "uscc.placeholder"),
        ("9.1411E+17", "uscc.lost_digits"),
        ("9.14110E17", "uscc.lost_digits"),
        ("９.1411ｅ+17", "uscc.lost_digits"),
        ("914110250000000000", "uscc.lost_digits"),
        ("914110257123456000", "uscc.lost_digits"),
    ],
)
def test_what_is_not_a_code_is_refused_with_its_reason(text, code):
    assert outcome(read_uscc, text) == code


def test_a_wrong_character_is_named_with_its_place():
    with pytest.raises(Malformed) as refused:
        read_uscc(WHOLE[:9] + "O" + WHOLE[10:])
    assert refused.value.message == "第 10 位“O”不是代码用字"
    assert "I、O、S、V、Z 不用" in refused.value.advice


def test_a_remainder_of_zero_gives_a_zero():
    first16 = next(
        first16
        for first16 in ("91411025MA47AB" + a + b for a in ALPHABET for b in ALPHABET)
        if remainder(first16 + organization_check(first16[8:])) == 0
    )
    code = completed(first16)
    assert code[17] == "0"
    assert read_uscc(code) == stdnum.cn.uscc.validate(code)


def test_a_true_code_that_ends_in_three_zeros_is_taken():
    codes = [completed(f"91411025{n:07d}0") for n in range(7_000_000, 7_002_000)]
    both = [code for code in codes if code.endswith("000")]
    assert both
    assert [read_uscc(code) for code in both] == both


@pytest.mark.parametrize(
    ("code", "check"), [("D2143569", "X"), ("60003734", "1"), ("00000000", "0")]
)
def test_an_organization_code_has_a_check_of_its_own(code, check):
    assert organization_check(code) == check


def test_a_code_whose_organization_code_is_wrong_is_read_and_doubted():
    doubt = doubt_uscc(read_uscc("91411025MA3X00000N"))
    assert doubt is not None
    assert (doubt.code, doubt.value) == ("uscc.organization", "91411025MA3X00000N")
    assert doubt_uscc(read_uscc(WHOLE)) is None


@pytest.mark.parametrize(
    "text", [IDENTITY, f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}", "11010519491231002x"]
)
def test_an_identity_number_is_refused_without_being_shown(text):
    with pytest.raises(Malformed) as refused:
        read_uscc(text)
    assert (refused.value.code, refused.value.value) == ("uscc.identity_number", "")


@pytest.mark.parametrize("text", ["110105194912310021", "110105491231002", "91411025MA3X00000M"])
def test_what_may_be_a_mistyped_identity_number_isnt_shown_either(text):
    with pytest.raises(Malformed) as refused:
        read_uscc(text)
    assert refused.value.value == ("" if text.isdigit() else text)


@pytest.mark.slow
@settings(deadline=None, max_examples=2000)
@given(FIRST_16)
def test_codes_agree_with_the_library_and_the_standard(first16):
    code = completed(first16)
    check = ALPHABET[-remainder(code[:17]) % 31]
    assert code[17] == check == stdnum.cn.uscc.calc_check_digit(code[:17])
    if not code.isdigit():
        assert read_uscc(code) == stdnum.cn.uscc.validate(code)
        for other in ALPHABET.replace(check, ""):
            if not (code[:17] + other).endswith("000"):
                assert outcome(read_uscc, code[:17] + other) == "uscc.checksum"


@settings(deadline=None)
@given(FIRST_16, st.sampled_from(ALPHABET), st.integers(8, 16))
def test_one_wrong_character_is_always_found(first16, other, place):
    whole = completed(first16)
    wrong = whole[:place] + other + whole[place + 1 :]
    if wrong != whole and not wrong.isdigit():
        assert outcome(read_uscc, wrong) == "uscc.checksum"
        with pytest.raises(InvalidChecksum):
            stdnum.cn.uscc.validate(wrong)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=40) | st.text(ALPHABET + "IOSVZ -", min_size=16, max_size=20))
def test_any_text_is_a_code_or_malformed(text):
    read = outcome(read_uscc, text)
    assert read.startswith("uscc.") or read == read_uscc(read)


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_refused(text):
    assert outcome(read_uscc, text).startswith("uscc.")


@pytest.mark.parametrize("first17", ["", GOOD[:16], GOOD + "1", GOOD[:16] + "I"])
def test_a_check_character_needs_seventeen_of_the_alphabet(first17):
    with pytest.raises(ValueError, match="17"):
        check_character(first17)
