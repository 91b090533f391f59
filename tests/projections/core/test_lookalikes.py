"""Names that a reader can't tell apart are one; others aren't."""

from __future__ import annotations

import pytest

from projections.core.lookalikes import looks


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
