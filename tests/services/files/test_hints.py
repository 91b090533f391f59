"""What a word that can't be read may be: a slip of the hand, never another thing of its kind."""

from __future__ import annotations

import pytest

from services.files.cells.lists import closest

FORMS = ("不动产抵押", "设备抵押", "知识产权质押", "技术咨询", "两班倒", "三班倒", "微型", "小型")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("设备抵亚", "设备抵押"),
        ("设备押抵", "设备抵押"),
        ("设备抵押押", "设备抵押"),
        ("知识权质押", "知识产权质押"),
        ("抵押", ""),
        ("动产抵押", ""),
        ("设备质押", ""),
        ("技术入股", ""),
        ("小微", ""),
        ("四班倒", ""),
        ("", ""),
    ],
)
def test_only_a_slip_of_the_hand_is_hinted_at(written, meant):
    assert closest(written, FORMS) == meant
