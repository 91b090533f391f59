"""Reading a cell: one function for each way in which a column says it is read.

A reader gives the value that a field takes, or raises Malformed with reason and advice; an empty
cell is a missing value, never zero. Nothing is guessed: where two readings are possible the writer
is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.core.malformed import Malformed, shown
from domain.postings.codes import FACTS, OPERATORS
from domain.postings.terms import Condition, PolicyNeed
from domain.values.dates import read_date, read_days
from domain.values.halfwidth import half_width
from domain.values.identity import is_identity_number
from domain.values.industry import read_industry
from domain.values.money import read_money
from domain.values.numerals import CHINESE, in_digits, number
from domain.values.phone import read_phone
from domain.values.rate import read_rate
from domain.values.region import read_region
from domain.values.text import clean_text
from domain.values.uscc import read_uscc
from services.files.cells.column import Column
from services.files.cells.lists import MOST_ITEMS, code_of, listed, split_list
from services.files.sheets.formula_guard import restored
from services.files.sheets.sheets import Cell

Reader = Callable[[Column, Cell], Any]

MOST_CONDITIONS = 50
SERIALS = (18_172, 73_415)  # the days of 1949-10-01 and 2100-12-31 as a spreadsheet counts them
DAY_ZERO = date(1899, 12, 30)
YES = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓", "对"})
NO = frozenset({"否", "无", "没有", "不", "n", "no", "false", "0", "×", "✗"})

_BARE = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?", re.ASCII)
_WHOLE = re.compile(
    r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}|[1-9][0-9]{0,14})(?:\.0{1,4})?", re.ASCII
)
_QUANTITY = re.compile(
    r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}|[1-9][0-9]{0,12})(?:\.[0-9]{1,6})?", re.ASCII
)
_SPOKEN = re.compile(rf"[{CHINESE}万亿]")  # 两百, 2万: numerals that aren't digits alone
_HAS_FIGURE = re.compile(rf"[0-9{CHINESE}]")
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]{0,20})?[eE]\+?[0-9]{1,3}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_CONDITION = re.compile(
    r"(?P<fact>\S{2,20}?) {0,4}"
    r"(?P<operator>不低于|不少于|≥|>=|不高于|不超过|≤|<=|为|是|等于|=) {0,4}"
    r"(?P<value>\S{1,40})"
)
_OPERATORS = {
    **{title: code for code, title in OPERATORS.items()},
    **dict.fromkeys(("不少于", "≥", ">="), "at_least"),
    **dict.fromkeys(("不超过", "≤", "<="), "at_most"),
    **dict.fromkeys(("是", "等于", "="), "is"),
}
_AS_TEXT = "请把该列设为文本格式，再重新填写"
_DOUBTS = {
    "lost_digits": ("cell.lost_digits", "数字太长，表格软件已丢失末尾几位", _AS_TEXT),
    "error": ("cell.error", "公式出错", "请改正公式，或直接填写结果"),
    "formula": ("cell.formula", "公式还没有算出结果", "请用表格软件打开并保存，或直接填结果"),
    "scaled": ("cell.format", "数字格式使显示的与存的不一样", "请把该列设为文本格式，写明单位"),
}


def read_cell(column: Column, cell: Cell) -> Any:
    """The value of a cell, None for an empty one. Raises Malformed without its field."""
    if cell.kind in _DOUBTS:
        code, message, advice = _DOUBTS[cell.kind]
        raise Malformed(code, message, advice, value=cell.text)
    text = restored(cell.text)
    if not half_width(text).strip():
        return None
    return READERS[column.reads](column, replace(cell, text=text))


def _id(_: Column, cell: Cell) -> str:
    text = half_width(cell.text)
    if _EXPONENT.fullmatch(text):
        raise Malformed("cell.lost_digits", "编号成了科学计数法", _AS_TEXT, value=cell.text)
    if is_identity_number(text):
        message, advice = "这是身份证号，不能用作编号", "请另取编号；个人信息不要写在这里"
        raise Malformed("id.identity_number", message, advice)
    if not _ID.fullmatch(text):
        raise Malformed(
            "id.form",
            "编号里有不能用的字符，或超过 64 个",
            "只用字母、数字、点、横线和下划线，以字母或数字开头",
            value=cell.text,
        )
    return text


def _party(column: Column, cell: Cell) -> str:
    """An id, or a credit code in its one form."""
    try:
        return read_uscc(cell.text)
    except Malformed as wrong:
        if wrong.code == "uscc.identity_number":
            raise
        return _id(column, cell)


def _parties(_: Column, cell: Cell) -> tuple[str, ...]:
    """Names, ids or codes, as they are written."""
    names = split_list(cell.text)
    if len(names) > MOST_ITEMS:
        raise Malformed("list.too_long", f"最多 {MOST_ITEMS} 项", "请分几条写", value=cell.text)
    if not names:
        raise Malformed("list.empty", "只有分隔符，没有内容", "不填请留空", value=cell.text)
    return tuple(dict.fromkeys(clean_text(name, field="", least=1, most=80) for name in names))


def _text(_: Column, cell: Cell) -> str:
    return clean_text(cell.text, field="", least=1, most=80)


def _name(_: Column, cell: Cell) -> str:
    return clean_text(cell.text, field="", least=1, most=40)


def _phone(_: Column, cell: Cell) -> str:
    if _EXPONENT.fullmatch(half_width(cell.text)):
        raise Malformed("cell.lost_digits", "电话成了科学计数法", _AS_TEXT, value=cell.text)
    return read_phone(cell.text)


def _title(_: Column, cell: Cell) -> str:
    return clean_text(cell.text, field="", least=2, most=80)


def _paragraphs(_: Column, cell: Cell) -> str:
    return clean_text(cell.text, field="", least=2, most=4000, lines=True)


def _money(column: Column, cell: Cell) -> int:
    try:
        return read_money(cell.text, unit=column.unit or None)
    except Malformed as wrong:
        if wrong.code != "money.unreadable" or not column.example:
            raise
        advice = f"例如 {column.example}"
        raise Malformed(wrong.code, wrong.message, advice, value=cell.text) from None


def _days(column: Column, cell: Cell) -> int:
    text = in_digits(half_width(cell.text))  # 三 in a column of years is three years
    return read_days(text + column.unit if _BARE.fullmatch(text) else text)


def _rate(column: Column, cell: Cell) -> int:
    text = half_width(cell.text)
    if not (column.unit == "%" and _BARE.fullmatch(text)):
        return read_rate(text)
    if Decimal(text) < 1:
        # 0.0435 is 4.35% in one person's cell and 0.0435% in another's
        raise Malformed(
            "rate.ambiguous", "看不出是小数还是百分数", "请连百分号一起写，例如 4.35%", value=text
        )
    return read_rate(text + "%")


def _date(_: Column, cell: Cell) -> date:
    text = half_width(cell.text)
    if cell.kind == "number" and text.isdecimal() and SERIALS[0] <= int(text) <= SERIALS[1]:
        return DAY_ZERO + timedelta(days=int(text))
    return read_date(text)


def _whole(column: Column, cell: Cell) -> int:
    text = half_width(cell.text).removesuffix(column.unit).rstrip() if column.unit else cell.text
    spoken = number(text) if _SPOKEN.search(text) else None
    if spoken is not None and spoken == int(spoken):
        return int(spoken)
    if not _HAS_FIGURE.search(half_width(text)):
        message, advice = "没有写明是多少", f"请写一个数，例如 {column.example or 20}；没定的请留空"
        raise Malformed("number.whole", message, advice, value=cell.text)
    if not _WHOLE.fullmatch(half_width(text)):
        raise Malformed(
            "number.whole",
            "应是一个整数，不带“约”“以上”等字样",
            f"例如 {column.example or 20}",
            value=cell.text,
        )
    return int(half_width(text).replace(",", "").partition(".")[0])


def _level(column: Column, cell: Cell) -> int:
    """A number, or what the number means: 6, 6级, 中试, 中试（6级）."""
    plain = half_width(cell.text).replace(" ", "").removesuffix("级")
    for level, title in column.choices.items():
        if plain in {level, half_width(title).removesuffix(")"), half_width(title).split("(")[0]}:
            return int(level)
        if half_width(title) == half_width(cell.text):
            return int(level)
    if not _HAS_FIGURE.search(plain):
        advice = f"可填的有 {'、'.join(column.choices.values())}"
        message = f"没有“{shown(cell.text[:20])}”这一级"
        raise Malformed("code.unknown", message, advice, value=cell.text)
    return _whole(column, cell)


def _quantity(column: Column, cell: Cell) -> Decimal:
    text = half_width(cell.text)
    spoken = number(text) if _SPOKEN.search(text) else None
    if spoken is not None:
        return Decimal(f"{spoken.normalize():f}")
    if not _QUANTITY.fullmatch(text):
        raise Malformed(
            "number.quantity",
            "应是一个数，最多六位小数，不带单位",
            f"例如 {column.example or 100}；单位填在“计量单位”栏",
            value=cell.text,
        )
    return Decimal(text.replace(",", ""))


def _yes_no(_: Column, cell: Cell) -> bool:
    text = half_width(cell.text).casefold()
    if text not in YES | NO:
        raise Malformed("yes_no.unreadable", "看不出是还是否", "请填“是”或“否”", value=cell.text)
    return text in YES


def _choice(column: Column, cell: Cell) -> str:
    return code_of(column.choices, cell.text, column.words)


def _choices(column: Column, cell: Cell) -> tuple[str, ...]:
    return listed(cell.text, lambda item: code_of(column.choices, item, column.words))


def _region(_: Column, cell: Cell) -> str:
    return read_region(cell.text)


def _regions(_: Column, cell: Cell) -> tuple[str, ...]:
    return listed(cell.text, read_region)


def _industry(_: Column, cell: Cell) -> str:
    return _industry_code(cell.text, number=cell.kind == "number")


def _industries(_: Column, cell: Cell) -> tuple[str, ...]:
    number = cell.kind == "number"
    return listed(cell.text, lambda item: _industry_code(item, number=number))


def _uscc(_: Column, cell: Cell) -> str:
    return read_uscc(cell.text)


def _conditions(_: Column, cell: Cell) -> tuple[Condition, ...]:
    lines = [line for line in cell.text.splitlines() if line.strip()]
    if len(lines) > MOST_CONDITIONS:
        raise Malformed("list.too_long", f"最多 {MOST_CONDITIONS} 条", "请合并相近的条件")
    return tuple(_condition(line) for line in lines)


def _industry_code(text: str, *, number: bool) -> str:
    """A number may have lost the nought in front: 111 is B111, or A0111 that became a number."""
    code, plain = read_industry(text), half_width(text)
    if plain.isdecimal() and (number or len(plain) == 3):
        try:
            other = read_industry("0" + plain)
        except Malformed:
            return code
        raise Malformed(
            "industry.ambiguous",
            "可能丢了开头的 0",
            f"请连字母一起写：{code} 还是 {other}",
            value=text,
        )
    return code


def _condition(line: str) -> Condition:
    stated, source = (*re.split("[|｜]", line, maxsplit=1), "")[:2]
    read = _CONDITION.fullmatch(half_width(stated)) if len(stated) <= 100 else None
    if read is None:
        raise Malformed(
            "condition.unreadable",
            "看不出是条件",
            "每行一条，例如：研发投入占比 不低于 3% | 政策原文",
            value=line,
        )
    fact = code_of(FACTS, read["fact"])
    operator = _OPERATORS[read["operator"]]
    asked: Any = PolicyNeed.model_fields[fact].json_schema_extra
    if (asked["reads"] == "yes_no") != (operator == "is"):
        right = "为" if asked["reads"] == "yes_no" else "不低于 或 不高于"
        message = f"“{FACTS[fact]}”要用“{right}”"
        raise Malformed("condition.operator", message, "请改写这一条", value=line)
    column = Column(key=fact, label=FACTS[fact], reads=asked["reads"], unit=asked["unit"])
    value = READERS[column.reads](column, Cell(read["value"]))
    text = clean_text(source if source.strip() else line, field="", least=2, most=400)
    return Condition(fact=fact, operator=operator, value=value, source_text=text)


READERS: dict[str, Reader] = {
    "id": _id,
    "party": _party,
    "parties": _parties,
    "title": _title,
    "name": _name,
    "phone": _phone,
    "text": _text,
    "paragraphs": _paragraphs,
    "money": _money,
    "rate": _rate,
    "days": _days,
    "date": _date,
    "count": _whole,
    "level": _level,
    "quantity": _quantity,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "region": _region,
    "regions": _regions,
    "industry": _industry,
    "industries": _industries,
    "uscc": _uscc,
    "conditions": _conditions,
}
