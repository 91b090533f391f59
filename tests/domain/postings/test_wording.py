"""写法: what a writer is told of a text that nobody would find."""

from __future__ import annotations

import pytest

from domain.postings.wording import Remark, remarks

WORDS = "、".join(f"词语{number}" for number in range(60))


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("流动资金贷款", "面向小微企业，随借随还，最高五百万元。", ()),
        ("综合服务", WORDS, (Remark.LIST,)),
        ("综合服务", f"我们提供：{WORDS}。", (Remark.LIST,)),
        ("可供工种", "焊工、车工、钳工、电工、叉车工、普工", ()),
        ("unsecured loan for SME", "need working capital", (Remark.FOREIGN,)),
        ("zhao hangong", "", (Remark.FOREIGN,)),
        ("求购304不锈钢", "", ()),
        ("？？？", "", ()),
        ("招 merchandiser", "会 English email", ()),
    ],
)
def test_a_writer_is_told_what_nobody_would_find(title, text, expected):
    assert remarks(title, text) == expected


def test_a_long_text_is_looked_through_in_a_moment():
    assert remarks("长文", "面粉 " * 39 + "。" + "很长的一句话没有标点" * 2000) == ()
