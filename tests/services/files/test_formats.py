"""What a person reads in a cell: numbers under their formats, texts as they show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.files.sheets.formats import BUILT_IN, shown_as, telling, text_as_seen

DAY = 46_082.604  # 2026-03-01 14:29:45


@pytest.mark.parametrize(
    ("value", "pattern", "seen"),
    [
        # units and signs of money
        (3_000_000, '"¥"#,##0.00', ("3000000元", "text")),
        (3_000_000, "￥#,##0;￥-#,##0", ("3000000元", "text")),
        (3_000_000, "[$¥-804]#,##0.00", ("3000000元", "text")),
        (3_000_000, "[$CNY] #,##0", ("3000000元", "text")),
        (3_000_000, BUILT_IN[44], ("3000000元", "text")),
        (-5, BUILT_IN[44], ("-5元", "text")),
        (0, BUILT_IN[44], ("-", "text")),
        (3_000_000, BUILT_IN[5], ("3000000元", "text")),
        (300, '¥0"万"', ("300万元", "text")),
        (300, '#,##0.00" 万元"', ("300万元", "text")),
        (300, '"约"0"万元"', ("约300万元", "text")),
        (300, 'G/通用格式"元"', ("300元", "text")),
        (300, '"¥"0"/月"', ("¥300/月", "text")),
        (300, "[$$-409]#,##0", ("$300", "text")),
        (300, "[$¥-411]#,##0", ("日元300", "text")),
        (1e20, '"¥"0', ("1.00000000000000E+20", "lost_digits")),
        # another number than it holds
        (3_000_000, '0!.0,"万"', ("3000000", "scaled")),
        (3_000_000, '#,##0.00,"千元"', ("3000000", "scaled")),
        (30_000, '[>=10000]0.0,"万";0', ("30000", "scaled")),
        (500, '[>=10000]0.0,"万";0', ("500", "number")),
        (120_000_000, '0"亿"0000"万"', ("120000000", "scaled")),
        # other things than a number
        (0.0346, "0.00%", ("3.46%", "text")),
        (7, "0000", ("0007", "text")),
        (7, '"QX"0000', ("QX0007", "text")),
        (13_812_345_678, "000-0000-0000", ("138-1234-5678", "text")),
        (12, '0"个月"', ("12个月", "text")),
        (1, '"是";;"否"', ("是", "text")),
        (0, '"是";;"否"', ("否", "text")),
        (0, "0;-0;;@", ("", "text")),
        (300, ";;;", ("", "text")),
        (0.5, "# ?/?", ("0.5", "number")),
        (3, "[DBNum1][$-804]General", ("3", "number")),
        # days and times
        (DAY, 'yyyy"年"m"月"', ("2026年3月", "text")),
        (DAY, 'e"年"m"月"', ("2026年3月", "text")),
        (DAY, "mmm-yy", ("2026年3月", "text")),
        (DAY, BUILT_IN[57], ("2026年3月", "text")),
        (DAY, "yyyy", ("2026年", "text")),
        (DAY, 'm"月"', ("3月", "text")),
        (DAY, 'm"月"d"日"', ("2026-03-01", "date")),
        (DAY, "[$-804]yyyy年m月d日", ("2026-03-01", "date")),
        (DAY, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", ("2026-03-01", "date")),
        (DAY, "yyyy/m/d h:mm", ("2026-03-01 14:29:00", "date")),
        (DAY, "yyyy/m/d h:mm:ss", ("2026-03-01 14:29:46", "date")),
        (DAY, "上午/下午h时mm分", ("14:29", "text")),
        (0.0007, "mm:ss", ("0:01", "text")),
        (1.5, "[h]:mm", ("36:00", "text")),
        (61, "yyyy-mm-dd", ("1900-03-01", "date")),
        (59, "yyyy-mm-dd", ("1900-02-28", "date")),
        (-1, "yyyy-mm-dd", ("-1", "number")),
        (1e14, "yyyy-mm-dd", ("100000000000000", "number")),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(value, pattern, seen):
    assert telling(pattern)
    assert shown_as(value, pattern) == seen


@pytest.mark.parametrize(
    "pattern",
    ["General", "0", "#,##0.00", "#,##0_);[Red]\\(#,##0\\)", "0.00E+00", "#,##0;[红色]-#,##0", "@"],
)
def test_a_format_that_only_groups_and_fixes_digits_tells_nothing(pattern):
    assert not telling(pattern)
    assert shown_as(-1234.5, pattern) == ("-1234.5", "number")


def test_days_may_count_from_1904():
    assert shown_as(DAY - 1462, "yyyy/m/d", serials=False) == ("2026-03-01", "date")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("  甲公司\t", "甲公司"),
        ("\u3000张\u3000三\u3000", "张\u3000三"),
        ("300\u00a0万元\u2002", "300 万元"),
        ("\ufeff编\u200b号\u200e", "编号"),
        ("一行\r\n二行 \r三行\u2028四行\n", "一行\n二行\n三行\n四行"),
        ("甲\t乙", "甲 乙"),
        ('="00123"', "00123"),
        ('="a""b"', 'a"b'),
        ("=A1", "=A1"),
        ("“引号”—5²", "“引号”—5²"),
    ],
)
def test_a_text_is_read_without_what_nobody_sees(text, seen):
    assert text_as_seen(text) == seen


@given(
    st.floats(allow_nan=False),
    st.text(st.sampled_from('0#?.,%;"\\!_*[]$¥-/:@ yMdhsE+元万亿<>=1'), max_size=30),
)
def test_whatever_the_format_a_number_is_read(value, pattern):
    text, kind = shown_as(value, pattern)
    assert kind in {"text", "number", "date", "scaled", "lost_digits"}
    assert text == text.strip() or kind == "text"


@given(st.text(max_size=30))
def test_what_was_seen_once_is_seen_again(text):
    seen = text_as_seen(text)
    assert text_as_seen(seen) in {seen, seen[2:-1].replace('""', '"').strip()}
