"""Dates and terms: every common way of writing them, and none that could mean another."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.postings.reading.read import readings
from domain.values.dates import (
    SHANGHAI,
    civil_date,
    end_of_day,
    is_open_ended,
    read_date,
    read_days,
)
from tests.domain.refusals import LONG, outcome

FIRST_OF_MARCH = date(2026, 3, 1)
DAYS = st.dates(date(1949, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "2026-3-1",
        "2026/3/1",
        "2026/03/01",
        "2026.3.1",
        "2026年3月1日",
        "2026 年 3 月 1 日",
        "2026年03月01号",
        "20260301",
        "２０２６－０３－０１",
        "２０２６年３月１日",
        "\u30002026-03-01 ",
        "'2026-03-01",
        "2026-03-01 00:00:00",
        "2026/3/1 8:30",
        "2026-03-01T08:00:00Z",
        "2026-02-28T20:00:00.000Z",
        "2026-03-01T23:00:00+08:00",
        "2026年3月1日10时",
        "2026年3月1日 10:30",
        "2026-03-01 星期日",
        "2026年3月1日（周日）",
        "二〇二六年三月一日",
    ],
)
def test_a_day_is_read_in_the_ways_people_write_it(text):
    assert read_date(text) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date.empty"),
        ("2026-02-29", "date.impossible"),
        ("2026-13-01", "date.impossible"),
        ("20260230", "date.impossible"),
        ("2026-00-10", "date.impossible"),
        ("1948-12-31", "date.year"),
        ("2101-01-01", "date.year"),
        ("0001-01-01", "date.year"),
        ("9999-12-31", "date.year"),
        ("26-03-01", "date.two_digit_year"),
        ("26年3月1日", "date.two_digit_year"),
        ("2026-03-01 25:00", "date.time"),
        ("26年3月", "date.two_digit_year"),
        ("2026年上半年", "date.incomplete"),
        ("2026年底", "date.incomplete"),
        ("3月底", "date.incomplete"),
        ("202603", "date.incomplete"),
        ("2026-13", "date.impossible"),
        ("3月15日", "date.no_year"),
        ("2026年12月31日前", "date.words"),
        ("截至2026年12月31日", "date.words"),
        ("长期有效", "date.open_ended"),
        ("01/03/2026", "date.order"),
        ("2026年3月", "date.incomplete"),
        ("2026-03", "date.incomplete"),
        ("46082", "date.serial"),
        ("2026-03/01", "date.unreadable"),
        ("2026301", "date.unreadable"),
        ("٢٠٢٦-٠٣-٠١", "date.unreadable"),
        ("明天", "date.unreadable"),
        ("2026-03-01至2026-04-01", "date.range"),
    ],
)
def test_what_is_not_one_day_is_refused_with_its_reason(text, code):
    assert outcome(read_date, text) == code


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026年3月", "2026-03-01", "2026-03-31"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("2026/3", "2026-03-01", "2026-03-31"),
        ("202602", "2026-02-01", "2026-02-28"),
        ("2026年上半年", "2026-01-01", "2026-06-30"),
        ("2026年第一季度", "2026-01-01", "2026-03-31"),
        ("2026Q4", "2026-10-01", "2026-12-31"),
        ("2026年", "2026-01-01", "2026-12-31"),
        ("2026年2月下旬", "2026-02-21", "2026-02-28"),
        ("2026年3月底", "2026-03-31", "2026-03-31"),
        ("2026年底", "2026-12-31", "2026-12-31"),
        ("2026-03-05", "2026-03-05", "2026-03-05"),
    ],
)
def test_a_month_and_the_like_begin_and_end_on_a_day_where_that_is_asked_for(text, first, last):
    assert str(read_date(text, end=False)) == first
    assert str(read_date(text, end=True)) == last


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("十二月", "2026-12-01", "2026-12-31"),
        ("12月5日", "2026-12-05", "2026-12-05"),
        ("3月底", "2026-03-31", "2027-03-31"),
        ("3月15日", "2026-03-15", "2027-03-15"),
        ("下半年", "2026-07-01", "2026-12-31"),
        ("年底", "2026-12-31", "2026-12-31"),
        ("月底", "2026-09-30", "2026-09-30"),
        ("下月", "2026-10-01", "2026-10-31"),
        ("明年一季度", "2027-01-01", "2027-03-31"),
        ("2月29日", "2028-02-29", "2028-02-29"),
    ],
)
def test_what_says_no_year_is_the_next_as_an_end_and_the_nearest_as_a_beginning(text, first, last):
    today = date(2026, 9, 10)
    assert str(read_date(text, today=today, end=False)) == first
    assert str(read_date(text, today=today, end=True)) == last
    assert outcome(read_date, text, end=True) == "date.no_year"


@pytest.mark.parametrize("text", ["10月底前", "至10月31日", "10月31日之前", "截止到2026年10月31日"])
def test_an_end_is_read_with_the_words_that_make_it_one(text):
    assert read_date(text, today=date(2026, 9, 10), end=True) == date(2026, 10, 31)


def test_a_beginning_is_read_with_the_words_that_make_it_one():
    assert read_date("自10月1日起", today=date(2026, 9, 10), end=False) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2月30日", "date.impossible"),
        ("1900年3月", "date.year"),
        ("9999年12月", "date.year"),
        ("0000年3月", "date.impossible"),
        ("至今", "date.open_ended"),
        ("春节前", "date.unreadable"),
    ],
)
def test_what_has_no_last_day_is_refused_with_its_reason(text, code):
    assert outcome(read_date, text, end=True, today=date(2026, 9, 10)) == code


def test_a_time_of_day_is_refused_where_leaving_it_out_would_say_another_thing():
    assert outcome(read_date, "2026-03-01 08:30", timed=False) == "date.time"
    assert read_date("2026-03-01", timed=False) == FIRST_OF_MARCH


def test_what_is_open_ended_is_told_apart():
    assert [is_open_ended(text) for text in ("长期", " 至今 ", "3年", "")] == [
        True,
        True,
        False,
        False,
    ]


@settings(deadline=None)
@given(DAYS)
def test_every_day_reads_back_in_every_form(day):
    forms = (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        day.strftime("%Y%m%d"),
    )
    assert {read_date(form) for form in forms} == {day}


@settings(deadline=None, max_examples=300)
@given(
    st.text(max_size=50) | st.text("0123456789-/.年月日号 T:底上下半季度旬今明前Z+", max_size=20),
    st.sampled_from([None, True, False]),
    st.none() | DAYS,
)
def test_any_text_is_a_day_in_range_or_malformed(text, end, today):
    read = outcome(read_date, text, end=end, today=today)
    assert read.startswith("date.") if isinstance(read, str) else 1949 <= read.year <= 2100


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_neither_day_nor_term(text):
    assert outcome(read_date, text).startswith("date.")
    assert outcome(read_days, text).startswith("term.")


def test_a_day_begins_at_midnight_in_shanghai():
    last = datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC)
    assert civil_date(last) == date(2026, 2, 28)
    assert civil_date(last + timedelta(seconds=1)) == FIRST_OF_MARCH


def test_the_day_of_a_moment_is_the_same_however_its_offset_is_written():
    moment = datetime(2026, 2, 28, 8, 0, tzinfo=timezone(timedelta(hours=-9)))
    assert civil_date(moment) == civil_date(moment.astimezone(UTC)) == FIRST_OF_MARCH


def test_a_moment_without_offset_has_no_day():
    with pytest.raises(ValueError, match="offset"):
        civil_date(datetime(2026, 3, 1))  # noqa: DTZ001 (naive on purpose)


@settings(deadline=None)
@given(DAYS)
def test_the_end_of_a_day_is_its_last_second(day):
    end = end_of_day(day)
    assert end.tzinfo is UTC
    assert end.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") == f"{day.isoformat()} 23:59:59"
    assert civil_date(end) == day
    assert civil_date(end + timedelta(seconds=1)) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("90天", 90),
        ("90日", 90),
        ("3个月", 90),
        ("12个月", 365),
        ("1年", 365),
        ("3 年", 1095),
        ("180", 180),
        ("１８０天", 180),
        ("100年", 36_500),
        ("1年期", 365),
        ("半年期", 180),
        ("12个月整", 365),
        ("1年6个月", 545),
        ("1.5年", 545),
        ("2周", 14),
        ("1个季度", 90),
        ("36期（月）", 1095),
    ],
)
def test_a_term_is_read_in_days_of_thirty_a_month_and_365_a_year(text, days):
    assert read_days(text) == days


@pytest.mark.parametrize(
    "same",
    [
        ("6个月", "六个月", "半年"),
        ("12个月", "十二个月", "1年", "一年", "365天"),
        ("18个月", "1年半", "一年半"),
        ("24个月", "两年", "730天"),
        ("36个月", "3年"),
        ("1个半月", "一个半月", "45天"),
    ],
)
def test_a_term_is_the_same_in_every_way_of_saying_it_and_wherever_it_is_read(same):
    [days] = {read_days(text) for text in same}
    today = date(2026, 9, 10)
    for text in same:
        said = readings("bank.need", f"想贷50万，用{text}", today)["tenor_days"]
        by_then = readings("bank.need", f"想贷50万，{text}内要用", today).get("needed_by")
        assert said.value == days
        assert by_then is None or by_then.value == today + timedelta(days)


def test_more_months_are_never_fewer_days():
    days = [read_days(f"{months}个月") for months in range(1, 241)]
    assert days == sorted(set(days))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "term.empty"),
        ("0天", "term.zero"),
        ("101年", "term.too_long"),
        ("36501", "term.too_long"),
        ("090天", "term.unreadable"),
        ("1.2年", "term.unreadable"),
        ("1年12个月", "term.unreadable"),
        ("两年半载", "term.unreadable"),
        ("3月", "term.month"),
        ("1-3年", "term.range"),
        ("36期", "term.instalments"),
        ("1年以内", "term.qualified"),
        ("约1年", "term.qualified"),
        ("30个工作日", "term.workdays"),
        ("-90天", "term.unreadable"),
        ("长期", "term.open_ended"),
    ],
)
def test_what_is_not_one_term_is_refused_with_its_reason(text, code):
    assert outcome(read_days, text) == code


@settings(deadline=None)
@given(st.text(max_size=50) | st.text("0123456789天日个月年.半周期约", max_size=8))
def test_any_text_is_a_term_in_range_or_malformed(text):
    read = outcome(read_days, text)
    assert read.startswith("term.") if isinstance(read, str) else 1 <= read <= 36_500
