"""What is hidden of a party's name: as it is written in full, and as people say it."""

from __future__ import annotations

import pytest

from domain.parties.names import without_name


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("禹州市宏达机械有限公司", "禹州市宏达机械有限公司"),
        ("禹州市宏达机械有限公司", "禹州市宏达机械"),
        ("禹州市宏达机械有限公司", "宏达机械"),
        ("长葛宏达机械有限公司", "宏达机械"),
        ("河南省许昌市襄城县宏达机械厂", "宏达机械"),
        ("湖北宏达机械集团股份有限公司", "宏达机械"),
        ("襄城县中原机械有限公司", "中原机械"),
        ("许昌经济技术开发区宏达机械有限公司", "宏达机械"),
        ("宏达机械有限公司", "宏达机械"),
    ],
)
def test_a_name_is_hidden_in_full_and_as_it_is_said(title, written):
    assert without_name(f"{written}想贷款", title) == "本单位想贷款"


@pytest.mark.parametrize(
    "text", ["禹州市的机械厂想贷款", "中原地区的机械", "有限公司，机械", "杞县的大蒜"]
)
def test_a_place_and_a_trade_alone_are_nobodys_name(text):
    for title in ("禹州市中原机械有限公司", "杞县机械厂", "机械有限公司"):
        assert without_name(text, title) == text
