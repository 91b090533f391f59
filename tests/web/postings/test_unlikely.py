"""A rate that is far from usual is asked about where an offering or a need is published, revised or
imported, and taken when it is confirmed."""

from __future__ import annotations

import re

from tests.web.postings.test_import import GOOD, HEADINGS, Import, office, workbook
from tests.web.postings.test_publishing import NEED, PAGE, walk
from tests.web.sites import as_filled, text

__all__ = ["office"]
TOO_HIGH = "是常见的最高年利率15%的2.9倍"


def test_publishing_asks_and_a_tap_confirms(plain):
    client = plain.client("enterprise")
    review = walk(client, PAGE, go="look", **NEED, max_rate_bp="43.5%")
    [action] = set(re.findall(r'action="(/publish/need/bank/[^"]+/review)"', review.text))
    filled = as_filled(review.text, action)
    asked = client.post(action, data=filled | {"go": "publish"})
    assert (asked.status_code, TOO_HIGH in text(asked.text)) == (409, True)
    assert "没有写错，发布" in text(asked.text)
    [confirmed] = re.findall(r'name="confirmed" value="([^"]+)"', asked.text)
    again = as_filled(asked.text, action)
    assert client.post(action, data=again | {"confirmed": confirmed}).status_code == 303
    needs = plain.house.views.market.heads({"e001"})
    assert [head.status for head in needs if head.title == NEED["title"]] == ["published"]


def test_revising_asks_and_a_tap_confirms(plain):
    client, page = plain.client("bank"), "/postings/offering/o1/edit"
    filled = as_filled(client.get(page).text, page) | {"rate_from_bp": "43.5%"}
    asked = client.post(page, data=filled)
    assert (asked.status_code, TOO_HIGH in text(asked.text)) == (409, True)
    [token] = re.findall(r'name="confirmed" value="([^"]+)"', asked.text)
    again = as_filled(asked.text, page)
    assert client.post(page, data=again | {"confirmed": token}).status_code == 303
    row = plain.house.views.market.posting("offering", "o1")
    assert row.content.terms.rate_from_bp == 4350


def test_a_figure_that_was_confirmed_of_one_field_is_asked_about_in_another(plain):
    client, page = plain.client("bank"), "/postings/offering/o1/edit"
    least = {"tenor_min_days": "36500天", "tenor_max_days": ""}
    most = {"tenor_min_days": "", "tenor_max_days": "36500天"}
    asked = client.post(page, data=as_filled(client.get(page).text, page) | least)
    token = {"confirmed": re.findall(r'name="confirmed" value="([^"]+)"', asked.text)[0]}
    again = client.post(page, data=as_filled(asked.text, page) | most | token)
    assert (again.status_code, "最长期限36500天是" in text(again.text)) == (409, True)
    confirmed = client.post(page, data=as_filled(again.text, page) | least | token)
    assert confirmed.status_code == 303


def test_an_import_asks_and_a_tick_confirms(plain, office):
    row = [*GOOD, "43.5%"]
    steps = Import(office, workbook(row, headings=[*HEADINGS, "可接受最高年利率（%）"]))
    assert (steps.counts, TOO_HIGH in steps.says) == ([0, 0, 0, 1], True)
    assert "少见的金额、利率、期限没有写错，照样导入" in steps.says
    steps.recheck(unusual="1").take()
    row = plain.house.views.market.posting("need", "N7")
    assert row.content.terms.max_rate_bp == 4350
