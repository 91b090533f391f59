"""What pages show is for reading: sums, days and times as people here say them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from services.web import filters
from tests.leads import proposed
from tests.web.sites import text


def test_a_sum_is_short_and_has_the_exact_one_behind_it():
    assert filters.money(5_234_678_512) == '<span title="52,346,785.12 元">5234.68万元</span>'
    assert filters.money(189_444_390_897) == '<span title="1,894,443,908.97 元">18.94亿元</span>'


def test_a_small_sum_is_exact_as_it_is():
    assert filters.money(39_850) == "398.5元"


@pytest.mark.parametrize("day", [date(2026, 8, 13), "2026-08-13"])
def test_a_day_is_shown_as_its_language_does(day):
    assert filters.DAYS["zh"](day) == "2026年8月13日"
    assert filters.DAYS["en"](day) == "2026-08-13"


@pytest.mark.parametrize("moment", ["2026-08-12T17:30:05+00:00", "2026-08-13T01:30:05+08:00"])
def test_a_time_is_that_of_beijing_wherever_it_was_written_down(moment):
    assert filters.MOMENTS["zh"](moment, seconds=True) == "2026年8月13日 01:30:05"
    assert filters.MOMENTS["en"](datetime(2026, 8, 12, 17, 30, tzinfo=UTC)) == "2026-08-13 01:30"


def test_what_a_need_states_is_shown_in_words_and_edited_as_it_was_written(plain):
    client = plain.client("enterprise")
    [row] = [row for row in plain.house.views.market.postings() if row.id == "n1"]
    shown = client.get("/postings/need/n1")
    assert '<span title="3,000,000.00 元">300万元</span>' in shown.text
    assert f"有效期至 {filters.chinese_day(row.content.valid_through)}" in text(shown.text)
    edited = client.get("/postings/need/n1/edit").text
    assert f'name="valid_through" value="{row.content.valid_through}"' in edited
    assert 'name="amount_fen" value="300万元"' in edited


def test_the_log_shows_the_time_of_beijing(plain):
    shown = text(plain.client("admin").get("/log").text)
    assert filters.chinese_moment(plain.moment, seconds=True) in shown


def test_an_answer_is_followed_by_the_state_it_led_to(led):
    bank = led.client("bank")
    lead = f"/leads/{proposed.shown.id}"
    assert bank.fill(f"{lead}/acknowledge", f"{lead}/acknowledge").status_code == 303
    flash = re.search('<div class="flash".*?<span>(.*?)</span>', bank.get(lead).text, re.DOTALL)
    assert flash is not None
    assert flash[1] == "已确认收到"
