"""Civil dates and terms in China.

Shanghai is a fixed +08:00 here: China has had one zone and no summer time since September 1991, and
everything recorded lies after that, so no zone database is needed (nor can a stale one differ).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.numerals import in_digits
from domain.values.qualifiers import set_apart
from domain.values.stretches import Stretch, named_stretch

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
EARLIEST_YEAR, LATEST_YEAR = 1949, 2100
MOST_DAYS = 36_500

_DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})",
        r"([0-9]{4}) ?(年) ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]",
        r"([0-9]{4})()([0-9]{2})([0-9]{2})",
    )
)
_TIME = re.compile(  # of a day, as databases and spreadsheets write it behind the day
    r"(?P<day>.*[0-9日号])(?:T| {1,2}|(?<=[日号]))"
    r"(?P<hour>[01]?[0-9]|2[0-3])(?:[:时点](?:[0-5]?[0-9])?){1,2}(?:[:分][0-5]?[0-9])?[分秒]?"
    r"(?:\.[0-9]{1,9})?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
_WEEKDAY = re.compile(r" ?\(?(?:星期|周|礼拜)[一二三四五六日天]\)?\Z")
_YEAR_IN_WORDS = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")
_WORDS = {
    **{word: str(digit) for digit, word in enumerate("〇一二三四五六七八九")},
    "零": "0",
    "○": "0",
}
_UNTIL = re.compile(r"(?:截[止至]到?|直?[至到])?(.+?)(?:[之以]?前|为?止)?")
_FROM = re.compile(r"(?:自|从)?(.+?)(?:起|开始)?")
OPEN_ENDED = frozenset(
    {"长期", "长期有效", "永久", "永久有效", "至今", "无固定期限", "无期限", "不限期", "长期招聘"}
)
_DAYS = re.compile(
    r"(0|[1-9][0-9]{0,8}) ?(天|日|个半月|个月|年半|年|周|个?星期|个?季度|期\(月\))?",
    re.ASCII,
)
_OF_A_TERM = re.compile(r"(?<=[年月天日周])(?:期限?|整)\Z")
_YEARS_AND_MONTHS = re.compile(r"([1-9][0-9]?) ?年零? ?([1-9]|1[01]) ?个月", re.ASCII)
_AND_A_HALF = re.compile(r"(0|[1-9][0-9]?)\.5 ?年", re.ASCII)
_OTHER_UNITS = {"周": 7, "星期": 7, "个星期": 7}
_MONTHS = {"季度": 3, "个季度": 3, "期(月)": 1}
_HALF_MONTHS = {"年": (24, 0), "年半": (24, 12), "个月": (2, 0), "个半月": (2, 1)}  # each, besides
HALVES = {"半年": 180, "半个月": 15}


def read_date(
    text: str, *, today: date | None = None, end: bool | None = None, timed: bool = True
) -> date:
    """2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301, full-width too, with a time of day or
    a weekday behind it; years 1949 to 2100.

    Where the last day of something is asked for (`end`), or the first (`end=False`), a month, a
    half year and the like have one: 2026年3月, 上半年, 3月底前, 12月5日. What says no year needs
    `today`: where an end is asked for it is the next that comes, else the nearest. Not `timed`: a
    time of day is refused, where leaving it out would say another thing.
    Raises Malformed with a code beginning with `date.`.
    """
    plain = _plain(text) if len(text) <= 40 else ""
    day = _exact(plain, text) if timed or not _TIME.fullmatch(plain) else None
    if day is None and end is not None:
        day = _edge(plain, text, today, end=end)
    if day is None:
        raise _objection(text)
    return _existing(day.year, day.month, day.day, text)


def is_open_ended(text: str) -> bool:
    """长期, 长期有效, 至今: for who lets a time be without end; `read_date` refuses it."""
    return half_width(text[:40]) in OPEN_ENDED


def _plain(text: str) -> str:
    """In digits, without a weekday, and without the mark by which a spreadsheet knows a text."""
    plain = _WEEKDAY.sub("", half_width(text)).removeprefix("'")
    if _YEAR_IN_WORDS.match(plain):
        year = "".join(_WORDS[word] for word in plain[:4])
        return year + in_digits(plain[4:])
    return plain


def _exact(plain: str, text: str) -> date | None:
    timed = _TIME.fullmatch(plain)
    for pattern in _DATES:
        if read := pattern.fullmatch(timed["day"] if timed else plain):
            day = _existing(int(read[1]), int(read[3]), int(read[4]), text)
            return _in_shanghai(day, plain) if timed and timed["zone"] else day
    return None


def _in_shanghai(day: date, plain: str) -> date:
    """The day there at a moment that says its offset."""
    clock = re.search(r"[0-9]{1,2}:[0-9]{2}.*", plain)
    try:
        return civil_date(datetime.fromisoformat(f"{day.isoformat()}T{clock[0] if clock else ''}"))
    except (ValueError, OverflowError):
        raise Malformed(
            "date.time", "看不懂日期后面的时刻", "只填日期，例如 2026-03-01", value=plain
        ) from None


def _edge(plain: str, text: str, today: date | None, *, end: bool) -> date | None:
    """The first or the last day of what is named. What says no year is the next that comes where an
    end is meant, as in texts; else the nearest, since what has begun may have been said late."""
    bare = (_UNTIL if end else _FROM).fullmatch(plain)
    plain = bare[1] if bare else plain
    if day := _exact(plain, text):
        return day
    stretches = _stretches(plain, text, today)
    if not stretches:
        return None
    if stretches[0].year:
        return stretches[0].last if end else stretches[0].first
    if today is None:
        raise Malformed("date.no_year", "没有写年份", "请写四位年份，例如 2026-03-01", value=text)
    if end:
        return next((s.last for s in stretches if s.last >= today), None)
    return min((s.first for s in stretches), key=lambda day: abs(day - today))


def _stretches(plain: str, text: str, today: date | None) -> list[Stretch]:
    """What is named; where it says no year, in this one and those beside it (29 February: in the
    next that has it)."""
    stretches, impossible = list[Stretch](), False
    base = today or date(2000, 1, 1)
    for years in (0,) if today is None else (0, 1, 2, 3, 4, -1):
        try:
            stretch = named_stretch(plain, date(base.year + years, base.month, 1))
        except ValueError:
            impossible = True
            continue
        if stretch is None:
            return []
        stretches.append(stretch)
        if stretch.year:
            break
    if not stretches and impossible:
        raise _impossible(text)
    relative = not re.match("[0-9]{4}", plain)
    return [s._replace(year=False) for s in stretches] if today is None and relative else stretches


def civil_date(moment: datetime) -> date:
    """The date in Shanghai at an aware moment; a naive one is a bug of ours (ValueError)."""
    if moment.utcoffset() is None:
        raise ValueError("a moment without its offset has no civil date")
    return moment.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """The last second of the day in Shanghai, in UTC: what is due on a day may come until then."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI).astimezone(UTC)


def read_days(text: str) -> int:
    """A term in days, as `term_days` counts them: 90天, 3个月, 1年, 180, 三个月, 半年, 一年半,
    一年期, 1年6个月, 2周, 36期(月).

    Raises Malformed with a code `term.…`.
    """
    plain = in_digits(half_width(text[:100]))
    if not plain:
        raise Malformed("term.empty", "没有填写期限", "例如 90天、3个月、1年")
    days = _days(plain) if len(text) <= 40 else None
    if days is None:
        raise _no_term(plain, text)
    if days == 0:
        raise Malformed("term.zero", "期限不能为零", "至少 1 天", value=text)
    if days > MOST_DAYS:
        raise Malformed("term.too_long", "期限超过一百年", "请核对单位", value=text)
    return days


def _days(plain: str) -> int | None:
    plain = _OF_A_TERM.sub("", plain)
    if plain in HALVES:
        return HALVES[plain]
    if read := _YEARS_AND_MONTHS.fullmatch(plain):
        return term_days(12 * int(read[1]) + int(read[2]), "个月")
    if read := _AND_A_HALF.fullmatch(plain):
        return term_days(int(read[1]), "年半")
    read = _DAYS.fullmatch(plain)
    if read is None:
        return None
    count, unit = int(read[1]), read[2] or "天"
    if unit in _MONTHS:
        count, unit = count * _MONTHS[unit], "个月"
    return term_days(count * _OTHER_UNITS.get(unit, 1), unit) if count else 0


def _no_term(plain: str, text: str) -> Malformed:
    """Why a text is no term."""
    words = set_apart(plain).words
    if words:
        message, advice = f"带了“{words}”一类的话", "请只填一个确定的期限"
        return Malformed("term.qualified", message, advice, value=text)
    for pattern, code, message, advice in _NO_TERMS:
        if pattern.search(plain):
            return Malformed(code, message, advice, value=text)
    return Malformed(
        "term.unreadable", "看不出是期限", "请写整数和单位，例如 90天、3个月、1年", value=text
    )


_NO_TERMS = tuple(
    (re.compile(pattern, re.ASCII), code, message, advice)
    for pattern, code, message, advice in (
        (
            r"[0-9][天日年个月]{0,2} ?[-~〜–—至到] ?[0-9]",
            "term.range",
            "写的是一个范围",
            "请分别填写最短和最长",
        ),
        (r"长期|永久|无期限|不限", "term.open_ended", "没有写多久", "没有期限的请留空"),
        (r"工作日", "term.workdays", "写的是工作日", "请按自然日填写，例如 30天"),
        (r"\A[0-9]{1,3} ?期\Z", "term.instalments", "没有写每期多久", "请写 36个月 这样的期限"),
        (r"\A[0-9]{1,2} ?月\Z", "term.month", "看不出是月份还是几个月", "请写 3个月 这样的期限"),
    )
)


def show_days(days: int) -> str:
    return f"{days}天"


def term_days(count: int, unit: str) -> int:
    """So many 天, 日, 个月, 个半月, 年, 年半 in days: a year is 365, twelve months are a year, and
    each month beyond whole years is 30. Terms are compared in bands, not counted on the
    calendar; but who says 12个月 means what 一年 says, and 18个月 is 一年半."""
    if unit not in _HALF_MONTHS:
        return count
    each, besides = _HALF_MONTHS[unit]
    years, half_months = divmod(count * each + besides, 24)
    return years * 365 + half_months * 15


def _existing(year: int, month: int, day: int, text: str) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Malformed(
            "date.year", f"年份不在 {EARLIEST_YEAR} 至 {LATEST_YEAR} 之间", "请核对年份", value=text
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise _impossible(text) from None


def _impossible(text: str) -> Malformed:
    return Malformed("date.impossible", "没有这一天", "请核对月份和日子，先年后月再日", value=text)


def _objection(text: str) -> Malformed:
    """Why a text is no date; the first reason that fits."""
    plain = half_width(text[:100])
    if not plain:
        return Malformed("date.empty", "没有填写日期", "例如 2026-03-01")
    if plain in OPEN_ENDED:
        advice = "请写一个日期，例如 2026-12-31"
        return Malformed("date.open_ended", "没有写到哪一天", advice, value=text)
    for pattern, code, message, advice in _OBJECTIONS:
        if pattern.search(plain):
            return Malformed(code, message, advice, value=text)
    return _unfinished(plain, text) or Malformed(
        "date.unreadable", "看不出是日期", "例如 2026-03-01 或 2026年3月1日", value=text
    )


def _unfinished(plain: str, text: str) -> Malformed | None:
    """Of what a day might have come, were it asked for as an end or as a beginning."""
    for bare in filter(None, (_UNTIL.fullmatch(plain), _FROM.fullmatch(plain))):
        try:
            day, stretch = _exact(bare[1], text), named_stretch(bare[1], date(2000, 1, 1))
        except ValueError as finding:
            return finding if isinstance(finding, Malformed) else _impossible(text)
        if day:
            message, advice = "日期前后还有别的话", f"请只填日期，例如 {day}"
            return Malformed("date.words", message, advice, value=text)
        if stretch and not stretch.year and "日" in plain:
            advice = "请写四位年份，例如 2026-03-01"
            return Malformed("date.no_year", "没有写年份", advice, value=text)
        if stretch:
            advice = "请写到日，例如 2026-03-01"
            return Malformed("date.incomplete", "没有写日子", advice, value=text)
    return None


_OBJECTIONS = tuple(
    (re.compile(pattern, re.ASCII), code, message, advice)
    for pattern, code, message, advice in (
        (
            r"[0-9日号月年].{0,3}[~〜–—至到].{0,3}[0-9]",
            "date.range",
            "写的是一段时间",
            "请分别填写开始和截止的日期",
        ),
        (
            r"[0-9][ T日]{1,2}[0-9]{1,2}[:时点]",
            "date.time",
            "带了时刻",
            "只填日期，例如 2026-03-01",
        ),
        (
            r"\A'?[0-9]{2}[-/.年][0-9]{1,2}(?:[-/.月][0-9]{1,2}日?|月)\Z",
            "date.two_digit_year",
            "年份只有两位",
            "请写四位年份，例如 2026-03-01",
        ),
        (
            r"\A[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}\Z",
            "date.order",
            "顺序不是年月日",
            "请写成 2026-03-01",
        ),
        (
            r"\A[0-9]{4}[-/.年](?:1[3-9]|[2-9][0-9]|00?)月?\Z",
            "date.impossible",
            "没有这个月",
            "请核对月份，先年后月再日",
        ),
        (
            r"\A[0-9]{5}(?:\.[0-9]+)?\Z",
            "date.serial",
            "像是表格里的日期序号",
            "请把该列设为日期格式",
        ),
    )
)


Working = Callable[[date], bool]


def workdays_after(day: date, count: int, working: Working) -> date:
    """The `count`-th working day after `day`, which itself doesn't count."""
    while count:
        day += timedelta(days=1)
        count -= working(day)
    return day
