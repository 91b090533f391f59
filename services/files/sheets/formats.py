"""What a person reads in a cell: a number under its number format, a text as it shows.

A cell that holds 0.0346 and shows 3.46% is read as 3.46%, one that holds 3000000 and shows
¥3,000,000.00 as 3000000元, and a day of which only year and month show as 2026年3月. Digits are
never rounded as the screen rounds them. A format that scales (3000000 shown as 300.0万) makes the
number untrustworthy: who wrote it may have meant either.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from domain.values.text import BIDI_CONTROLS, SPACES

LOST_FROM = 10**15  # a spreadsheet keeps 15 digits of a number
DAYS = 2_957_003  # that a spreadsheet counts at least, up to the last of the year 9999

Read = tuple[str, str]  # text and kind, as in services/files/sheets/sheets.py

_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_TIME, _TIME_S = "h:mm", "h:mm:ss"
BUILT_IN = {  # formats that a workbook may use without saying them, as a Chinese program shows them
    **dict.fromkeys((5, 6), '"¥"#,##0'),
    **dict.fromkeys((7, 8), '"¥"#,##0.00'),
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 30, 31), "yyyy/m/d"),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), _MONTH_DAY),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((18, 20, 32, 34, 55), _TIME),
    **dict.fromkeys((19, 21, 33, 35, 56), _TIME_S),
    22: "yyyy/m/d h:mm",
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
}

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|[\\!](?P<escaped>.)"
    r"|(?P<space>_.|\*.)"
    r"|\[\$(?P<currency>[^\]-]*)(?:-(?P<locale>[^\]]*))?\]"
    r"|\[(?P<elapsed>h+|m+|s+)\]"
    r"|\[(?P<condition>[<>=][^\]]*)\]"
    r"|(?P<colour>\[[^\]]*\])"
    r"|(?P<general>General|G/通用格式|@)"
    r"|(?P<noon>AM/PM|A/P|上午/下午)"
    r"|(?P<power>E[+-])"
    r"|(?P<date>y+|e+|m+|d+|aaaa?|h+|s+)"
    r"|(?P<digit>[0#?])"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(?P<sign>[<>]=?|<>|=)(?P<limit>-?[0-9]{1,15}(?:\.[0-9]{1,10})?)")
_PLAIN = re.compile(r"[-+(]?[#?,]*[0?]*(?<=0)(?:\.[0#?]+)?(?:E[+-]0+)?\)?|General|G/通用格式|@")
_NOT_SHOWN = re.compile(r"_.|\*.|\\(?=[-+() ])|\[(?:\$-[^\]]*|[A-Za-z]+|[一-鿿]{2,3}[0-9]*)\]| ")
_SCALING = re.compile(r"[0#?],+(?![0#?,])")
_SCALING_WORD = re.compile(r"[.,．，一-鿿]")
_CURRENCY = re.compile(r"¥|￥|RMB|CNY|人民币", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:[十百千]?万|[百千]|[十百千万]?亿)?元?")
_SIGNS = str.maketrans("", "", "-()（）")

_UNUSUAL = re.compile("[^ -~\u3001-\ufefe\uff00-\U0010ffff]")  # rare, so looked for at once
_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff" + "".join(BIDI_CONTROLS) + "]")
_SPACE = re.compile(f"[\t{SPACES.replace(chr(0x3000), '')}]")
_FORMULA_TEXT = re.compile(r'="((?:[^"]|"")*)"')


class Section(NamedTuple):
    """What a number format says of one kind of number: of positive ones, or those under a limit."""

    condition: str
    date: str  # the letters that stand for parts of a date or time, as in "yMd" or "hms"
    elapsed: bool
    before: str  # what stands before the digits, or alone
    digits: str  # placeholders with their commas and point; "" where no digit shows
    inside: tuple[tuple[int, str], ...]  # what stands among the digits, and after how many
    after: str
    percent: bool


def telling(pattern: str) -> bool:
    """Whether a number format makes a person read something else than the bare number."""
    shown = [_NOT_SHOWN.sub("", part) for part in pattern.split(";")[:3]]
    return any(not _PLAIN.fullmatch(part) or _padded(part) for part in shown)


def _padded(digits: str) -> bool:
    return digits.startswith("00") and digits.strip("0") == ""


def shown_as(value: float, pattern: str, *, serials: bool = True) -> Read:
    """A number in such a format, as a person reads it: 3.46%, 007, 300万元, 3000000元, 2026年3月.

    `serials`: whether days are counted from 1900, not from 1904.
    """
    section = _section(value, pattern)
    if section.date:
        return _moment(value, section, serials=serials)
    text, kind = number_as_seen(value, serials=serials)
    if kind == "lost_digits":
        return text, kind
    if not section.digits or (value == 0 and not set(section.digits) & set("0/")):
        return _CURRENCY.sub("", section.before + section.after).strip(), "text"
    if _SCALING.search(section.digits) or any(_SCALING_WORD.search(s) for _, s in section.inside):
        return text, "scaled"
    before, after = section.before.strip(), section.after.strip()
    if value < 0:  # the sign stands in the number already
        before, after = before.translate(_SIGNS), after.translate(_SIGNS)
    if section.percent:
        # two digits fewer than a number holds, or 0.0346 would become 3.4600000000000004
        percent = Decimal(format(Decimal(text) * 100, ".13g")).normalize()
        return f"{before}{percent:f}%{after}", "text"
    digits = _placed(text, section)
    if digits == text and not before and not after:
        return text, kind
    return _with_unit(before, digits, after), "text"


def _with_unit(before: str, digits: str, after: str) -> str:
    """The number with what stands around it; a sign of the currency is written as 元."""
    rest, signs = _CURRENCY.subn("", before + after)
    if signs and _AMOUNT.fullmatch(rest.strip()):
        return f"{digits}{rest.strip().removesuffix('元')}元"
    return f"{before}{digits}{after}"


def _placed(text: str, section: Section) -> str:
    """The digits in their places: 0007, 138-1234-5678."""
    if not text.isdecimal() or set(section.digits) & set("./"):
        return text
    places = section.digits.replace(",", "")
    digits = text.zfill(places.count("0")) if _padded(places[places.find("0") :]) else text
    length = len(digits)
    for after, literal in reversed(section.inside):
        place = length - len(places) + after
        if place > 0:
            digits = digits[:place] + literal + digits[place:]
    return digits


def _moment(value: float, section: Section, *, serials: bool) -> Read:
    """A day, a time, or both; of a day only what shows of it, if that is its month or its year."""
    if not 0 <= value < DAYS:  # nothing shows but ####
        return number_as_seen(value, serials=serials)
    day, seconds = divmod(round(value * 86_400), 86_400)
    if not section.elapsed and "s" not in section.date:
        seconds -= seconds % 60
    minutes, second = divmod(seconds, 60)
    clock = f"{minutes // 60}:{minutes % 60:02}" + (f":{second:02}" if second else "")
    if section.elapsed:
        hours = f"{day * 24 + minutes // 60}{clock[clock.index(':') :]}"
        return hours, "text"
    if not set(section.date) & set("yMd"):
        return clock, "text"
    first = datetime(1899, 12, 30) if serials else datetime(1904, 1, 1)  # noqa: DTZ001 (a cell knows no zone)
    if serials and day < 60:  # a spreadsheet's 1900 has a 29th of February
        first += timedelta(days=1)
    moment = first + timedelta(days=day, seconds=seconds)
    match "d" in section.date, "y" in section.date, "M" in section.date:
        case False, True, True:
            return f"{moment.year}年{moment.month}月", "text"
        case False, True, False:
            return f"{moment.year}年", "text"
        case False, False, True:
            return f"{moment.month}月", "text"
    if seconds and "h" in section.date:
        return moment.isoformat(sep=" "), "date"
    return moment.date().isoformat(), "date"


def _section(value: float, pattern: str) -> Section:
    """The part of the format that holds for this number."""
    sections = _sections(pattern)
    if any(section.condition for section in sections):
        return next((s for s in sections if _holds(value, s.condition)), sections[-1])
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


def _holds(value: float, condition: str) -> bool:
    if not condition:
        return True
    limit = _CONDITION.fullmatch(condition)
    if limit is None:
        return False
    other = float(limit["limit"])
    return {
        "<": value < other,
        "<=": value <= other,
        ">": value > other,
        ">=": value >= other,
        "=": value == other,
        "<>": value != other,
    }[limit["sign"]]


@lru_cache(maxsize=1000)
def _sections(pattern: str) -> tuple[Section, ...]:
    """The sections of a format without the one for texts."""
    sections: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(pattern):
        if token["other"] == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return tuple(map(_read_section, sections[:3]))


def _read_section(tokens: list[re.Match[str]]) -> Section:
    condition, date, digits, percent, elapsed = "", "", "", False, False
    before, after = "", ""
    inside: list[tuple[int, str]] = []
    for token in tokens:
        literal = _literal(token)
        if token["condition"]:
            condition = token["condition"]
        elif letters := token["date"] or token["elapsed"]:
            elapsed = elapsed or bool(token["elapsed"])
            date += _part(letters.lower(), date)
        elif token["other"] == "%":
            percent = True
        elif token["general"] or token["power"]:
            digits += after + "0"  # as many digits as there are
            after = ""
        elif (
            token["digit"]
            or (token["other"] and token["other"] in ",/" and digits)
            or (token["other"] == ".")
        ):
            if after.strip():
                inside.append((len(digits.replace(",", "")), after))
            after = ""
            digits += token["digit"] or token["other"]
        elif literal and digits:
            after += literal
        else:
            before += literal
    date = date.replace("Ms", "ms")
    return Section(condition, date, elapsed, before, digits, tuple(inside), after, percent)


def _literal(token: re.Match[str]) -> str:
    if token["currency"] is not None:
        japanese = (token["locale"] or "").endswith(("411", "ja-JP"))
        return "日元" if japanese and token["currency"] in {"¥", "￥"} else token["currency"]
    return token["quoted"] or token["escaped"] or token["other"] or ""


def _part(letters: str, before: str) -> str:
    """y, M, d, h, m or s; after hours m stands for minutes (before seconds too: see there)."""
    if letters[0] == "m":
        return "m" if before.endswith(("h", "s")) else "M"
    return {"e": "y", "a": "d"}.get(letters[0], letters[0])


def number_as_seen(value: float, *, serials: bool) -> Read:
    """Text and kind of a number without any format of its own."""
    if abs(value) >= LOST_FROM:
        return f"{value:.14E}", "lost_digits"
    # 15 digits, as a spreadsheet shows them: 0.1+0.2 is 0.3 there
    text = format(Decimal(format(value, ".15g")), "f")
    return text, "number" if serials else "text"


def text_as_seen(text: str) -> str:
    """A text without what nobody sees in it: invisible characters, strange spaces, blank ends.

    Lines stay lines. ="00123", which a spreadsheet shows as 00123, is what it shows.
    """
    if _UNUSUAL.search(text):
        text = _SPACE.sub(" ", _INVISIBLE.sub("", _BREAK.sub("\n", text)))
        if "\n" in text:
            text = "\n".join(line.rstrip(SPACES) for line in text.split("\n"))
    text = text.strip(SPACES + "\n")
    if quoted := _FORMULA_TEXT.fullmatch(text):
        return quoted[1].replace('""', '"').strip(SPACES + "\n")
    return text
