"""Text: what is let in, in which form it is kept, and what is turned away by name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.core.malformed import Malformed
from domain.values.text import clean_text, matching_key
from tests.domain.refusals import LONG, outcome


def clean(text: str, **more):
    return outcome(clean_text, text, **{"field": "title", "least": 1, "most": 80} | more)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("襄城县制造", "襄城县制造"),
        (" \u3000\u00a0襄城县\u2003 制造\u3000 ", "襄城县\u2003 制造"),
        ("Cafe\u0301", "Café"),
        ("臺灣台湾", "臺灣台湾"),
        ("㈱大和", "㈱大和"),
        ("ＡＢＣ公司", "ＡＢＣ公司"),
        ("𠮷野家", "𠮷野家"),
        ("Οκ О'к", "Οκ О'к"),
    ],
)
def test_a_name_is_stored_in_nfc_and_trimmed(raw, stored):
    assert clean(raw) == stored


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "text.empty"),
        (" \u3000\u00a0", "text.empty"),
        ("a\x00b", "text.control"),
        ("a\tb", "text.control"),
        ("a\nb", "text.control"),
        ("襄城县\r\n", "text.control"),
        ("a\x7fb", "text.control"),
        ("a\x85b", "text.control"),
        ("a\u2028b", "text.control"),
        ("a\ud800b", "text.surrogate"),
        ("a\ufffdb", "text.replacement"),
        ("abc\u202etxt.exe", "text.bidi"),
        ("a\u200fb", "text.bidi"),
        ("a\u2066b", "text.bidi"),
        ("襄\u200b城", "text.invisible"),
        ("襄\ufeff城", "text.invisible"),
        ("襄\u00ad城", "text.invisible"),
        ("襄\u3164城", "text.invisible"),
        ("襄\U000e0041城", "text.invisible"),
        ("襄\ufe0f城", "text.invisible"),
        ("襄\U000e0100城", "text.invisible"),
        ("a" + "\u0301" * 100, "text.marks"),
        ("a\ue000b", "text.private_use"),
        ("a\U000f0000b", "text.private_use"),
        ("a\u0378b", "text.unassigned"),
        ("a\ufffeb", "text.noncharacter"),
        ("a\ufdd0b", "text.noncharacter"),
        ("a\U0001ffffb", "text.noncharacter"),
        ("长" * 81, "text.too_long"),
        ("长" * 1_000_000, "text.too_long"),
    ],
)
def test_what_may_not_stand_in_a_name_is_refused_with_its_reason(raw, code):
    assert clean(raw) == code


def test_length_is_counted_in_characters_after_trimming():
    assert clean("𠮷" * 80) == "𠮷" * 80
    assert clean("　" * 200 + "长" * 80) == "长" * 80
    assert clean("e\u0301" * 80) == "é" * 80
    assert clean("短", least=2) == "text.too_short"
    assert clean("", least=0) == ""


def test_an_objection_names_the_field_the_place_and_the_character():
    with pytest.raises(Malformed) as refused:
        clean_text("ab\u202ec", field="title", least=1, most=80)
    finding = refused.value
    assert (finding.field, finding.message, finding.value) == (
        "title",
        "第 3 个字符是改变文字方向的控制符（U+202E）",
        "ab\\u202ec",
    )


def test_a_long_text_may_have_lines_emoji_and_bullets():
    assert clean("一\r\n二\r三\n\n", lines=True) == "一\n二\n三"
    assert clean("好\u2764\ufe0f \uf0b7 项", lines=True) == "好\u2764\ufe0f \uf0b7 项"
    for raw, code in (
        ("a\tb", "text.control"),
        ("a\x00b", "text.control"),
        ("a\u202eb", "text.bidi"),
        ("a\u200bb", "text.invisible"),
        ("a\ud800b", "text.surrogate"),
        ("a\ufffeb", "text.noncharacter"),
        ("a" + "\u0301" * 5, "text.marks"),
    ):
        assert clean(raw, lines=True) == code


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@settings(deadline=None, max_examples=500)
@given(ANY_TEXT | st.text("aé\u0301\u0315\u0958 \u3000\n襄Å㈱", max_size=20), st.booleans())
def test_what_is_stored_is_clean_and_stays_as_it_is(raw, lines):
    read = clean(raw, lines=lines)
    if not read.startswith("text."):
        assert read == unicodedata.normalize("NFC", read) == clean(read, lines=lines)
        assert read.encode("utf-8").decode("utf-8") == read
        assert 1 <= len(read) <= 80


@pytest.mark.parametrize("text", LONG)
def test_a_text_beyond_its_measure_is_refused(text):
    assert clean(text) in ("text.too_long", "text.empty")


def test_names_written_alike_have_one_key():
    assert {matching_key(name) for name in ("ＡＢＣ㈱", "abc(株)", "Abc（株）", "aBC㈱")} == {
        "abc(株)"
    }
    assert matching_key("Straße") == matching_key("STRASSE")
    assert matching_key("襄城县") != matching_key("襄城")


@settings(deadline=None, max_examples=500)
@given(st.text(max_size=60))
def test_a_key_is_its_own_key_and_cares_for_neither_case_nor_composition(text):
    read = clean(text)
    if not read.startswith("text."):
        key = matching_key(read)
        assert matching_key(key) == key
        assert matching_key(unicodedata.normalize("NFD", read)) == key
        assert matching_key(unicodedata.normalize("NFKC", read)) == key


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_has_a_key_too(text):
    assert len(matching_key(text)) <= len(text)


def test_what_an_older_python_cant_read_is_read_by_none():
    for newer in ("\U00031350", "\U0002ebf0", "\u2ffc", "\U0001e030"):
        assert matching_key(f"钢{newer}材") == "钢\ufffd材"
    assert matching_key("\U0003134a") == "\U0003134a"  # the last that Unicode 14 has
