"""A figure that is only roughly meant is read as it stands, with the words that say so."""

from __future__ import annotations

from datetime import date

import pytest

from domain.postings.reading.read import readings, unread

TODAY = date(2026, 9, 10)
EXACT = ""
MEANT = [
    ("bank.need", "贷300万左右", {"amount_fen": ("300万左右", "about")}),
    ("bank.need", "大约需要三百万上下", {"amount_fen": ("大约需要三百万上下", "about")}),
    ("bank.need", "缺口两百来万", {"amount_fen": ("两百来万", "about")}),
    ("bank.need", "想贷不到300万", {"amount_fen": ("不到300万", "below")}),
    ("bank.need", "将近300万", {"amount_fen": ("将近300万", "below")}),
    ("bank.need", "贷300万以内", {"amount_fen": ("300万以内", "below")}),
    ("bank.need", "三百多万", {"amount_fen": ("三百多万", "above")}),
    ("bank.need", "借300余万元", {"amount_fen": ("300余万元", "above")}),
    ("bank.need", "至少300万", {"amount_fen": ("至少300万", "above")}),
    ("bank.need", "用一年左右", {"tenor_days": ("一年左右", "about")}),
    ("bank.need", "年息5%左右", {"max_rate_bp": ("5%左右", "about")}),
    ("bank.need", "年息不超过5%", {"max_rate_bp": ("5%", EXACT)}),  # a bound says so itself
    ("bank.offering", "最高500万", {"amount_max_fen": ("500万", EXACT)}),
    ("bank.need", "节约300万", {"amount_fen": ("300万", EXACT)}),
    ("bank.need", "合约300万", {"amount_fen": ("300万", EXACT)}),
    (
        "labor.need",
        "招20个左右普工",
        {"headcount": ("20个左右", "about"), "occupation": ("普工", EXACT)},
    ),
    ("labor.need", "招聘20人出头", {"headcount": ("20人出头", "above")}),
    (
        "sales.need",
        "要买钢材100多吨",
        {
            "product_name": ("钢材", EXACT),
            "quantity": ("100多吨", "above"),
            "unit": ("100多吨", EXACT),
        },
    ),
    ("bank.need", "不要超过300万", {"amount_fen": ("不要超过300万", "below")}),
    ("bank.need", "贷款不能超过300万", {"amount_fen": ("不能超过300万", "below")}),
    ("bank.need", "别超过300万", {"amount_fen": ("别超过300万", "below")}),
    ("bank.need", "不能低于300万", {"amount_fen": ("不能低于300万", "above")}),
    (
        "bank.need",
        "贷300万起码要三年",
        {"amount_fen": ("300万", EXACT), "tenor_days": ("起码要三年", "above")},
    ),
    ("bank.need", "300万上下游周转", {"amount_fen": ("300万", EXACT), "purpose": ("周转", EXACT)}),
    ("bank.need", "贷300万以上下游货款作抵押", {"amount_fen": ("300万", EXACT)}),
    ("bank.need", "贷300万前后两次放款", {"amount_fen": ("300万", EXACT)}),
    ("bank.need", "贷款300万多谢帮忙", {"amount_fen": ("300万", EXACT)}),
    (
        "sales.need",
        "买面粉不到50吨",
        {
            "product_name": ("面粉", EXACT),
            "quantity": ("不到50吨", "below"),
            "unit": ("50吨", EXACT),
        },
    ),
    (
        "sales.need",
        "采购100吨左右钢材",
        {
            "product_name": ("钢材", EXACT),
            "quantity": ("100吨左右", "about"),
            "unit": ("100吨", EXACT),
        },
    ),
    (
        "sales.need",
        "采购钢材约100吨",
        {
            "product_name": ("钢材", EXACT),
            "quantity": ("约100吨", "about"),
            "unit": ("100吨", EXACT),
        },
    ),
    (
        "labor.need",
        "招20个以上普工",
        {"headcount": ("20个以上", "above"), "occupation": ("普工", EXACT)},
    ),
    (
        "labor.need",
        "招20名出头普工",
        {"headcount": ("20名出头", "above"), "occupation": ("普工", EXACT)},
    ),
    ("sales.need", "10月底左右要货", {"deliver_by": ("10月底左右", "about")}),
]


@pytest.mark.parametrize(("kind", "text", "meant"), MEANT)
def test_a_figure_is_read_with_the_words_that_say_how_it_is_meant(kind, text, meant):
    read = readings(kind, text, TODAY)
    assert {name: (each.words, each.sense) for name, each in read.items()} == meant


def test_a_term_that_is_open_is_named_as_not_read():
    assert readings("bank.need", "用一年多", TODAY) == {}
    assert list(unread("bank.need", "用一年多", TODAY)) == ["一年多"]
    assert list(unread("bank.need", "用10多个月", TODAY)) == ["10多个月"]
    assert list(unread("bank.need", "用期10个多月", TODAY)) == ["10个多月"]
    assert list(unread("bank.need", "借半年多", TODAY)) == ["半年多"]
    assert list(unread("bank.need", "开了一年多", TODAY)) == []  # control: no term
