"""Meaning: what somebody who filled in a list meant by a cell, and how sure that is.

Strictly read first (`reading.py`). What can't be read so may have one meaning all the same: a range
in a cell for one figure, a figure with 约 before it, the everyday word for a choice, a dash where
nothing is to be said. That is taken with a warning that names what was taken for what; what may
mean two things is refused as before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from domain.core.malformed import Malformed, shown
from domain.values.dates import is_open_ended, read_date
from domain.values.halfwidth import half_width
from domain.values.region import read_area, read_as_wider, region_name, township_called
from domain.values.uscc import doubt_uscc
from projections.core.simplified import simplified
from services.files.cells.column import Column
from services.files.cells.everyday import (
    EVERYDAY,
    FILLERS,
    LEVEL_ENDS,
    LEVELS,
    SEPARATORS,
    SUFFIXES,
    YES_OR_NO,
)
from services.files.cells.figures import FIGURES, in_its_goods, read_figure
from services.files.cells.lists import listed, split_list
from services.files.cells.meant import Around, Meaning, strictly, taken, tried
from services.files.cells.reading import NO, read_cell
from services.files.sheets.sheets import Cell

NOTHING = frozenset(  # what is written where there is nothing to say
    {*"/\\-—－／…、.。x×", "--", "——"}
    | {
        "无",
        "暂无",
        "没有",
        "待定",
        "未定",
        "不详",
        "未知",
        "空",
        "不清楚",
        "待确认",
        "未填",
        "暂定",
    }
    | {"未填写", "暂未确定", "待填", "暂缺", "n/a", "na", "null", "none", "nil"}
)
OPEN = frozenset({"面议", "面谈", "另议", "详谈", "待议", "协商", "双方协商", "按实际情况"})
ANY = frozenset({"不限", "均可", "都可以", "都可", "任意", "皆可", "不限制", "无要求"})
SOON = frozenset(
    {"尽快", "立即", "随时", "即日", "即日起", "马上", "急", "急需", "近期", "随时到岗", "随时上岗"}
)
WORDED = frozenset({"choice", "choices"})
ENDS = frozenset(
    {"valid_through", "needed_by", "existing_loan_due_on", "deliver_by", "season_end_on"}
)
ENDS |= {"go_live_by", "apply_through"}
OF_WORDS = WORDED | {"yes_no", "region", "regions", "industry", "industries", "level"}
PENDING = frozenset(  # of a credit code: there is none yet
    {
        "待办",
        "办理中",
        "正在办理",
        "未办理",
        "待办理",
        "新办",
        "筹建",
        "筹建中",
        "筹备中",
        "待补",
        "待注册",
    }
)
READABLE = frozenset({"text", "number", "date"})  # kinds of cells
CUT = 3  # letters of a title that stand for all of it
_NONE = re.compile(
    "(?:暂时?|现)?(?:无|没有?|不)(?:融资|贷款|用工|资金|采购|此项)?(?:需求|需要|要|缺)|已.{2,8}"
)
_AND = re.compile(r"[+＋]|[及和或]")
_EVERYWHERE = re.compile(r"(?:全县)?(?:各|所有|全部)个?(?:乡镇|镇)(?:街道|办)?")
_TELEPHONES = re.compile(r"[、，,;；/|\n\s]+|或")
_TELEPHONE = re.compile(
    r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}[- ]?[2-9][0-9]{6,7})(?![0-9])", re.ASCII
)
_AROUND_A_NAME = " :、,;/()-电话联系方式手机"


def read_meaning(column: Column, cell: Cell, around: Around) -> Meaning:
    """What a cell says for a column. Raises Malformed, with the reason of the strict reading, where
    it isn't clear."""
    if column.reads in OF_WORDS:
        cell = replace(cell, text=simplified(cell.text))
    if _is_nothing(column, cell.text):
        return Meaning()
    read = READERS.get(column.reads)
    if column.reads == "name" and (person := _person(column, cell, around)):
        return person
    try:
        value = strictly(column, cell)
        if column.goods:
            return in_its_goods(column, value, half_width(cell.text))
        doubt = DOUBTS.get(column.reads) if value else None
        return Meaning(value, doubt(cell.text, value) if doubt else ())
    except Malformed:
        meaning = read(column, cell, around) if read and cell.kind in READABLE else None
        if meaning is None:
            raise
        return meaning


def is_said_to_be_none(text: str) -> bool:
    """Whether a cell says that there is nothing, or that it is over: 无, 面议, 无需求, 已解决."""
    plain = half_width(text).casefold()
    return plain in NOTHING | OPEN | ANY or _NONE.fullmatch(plain) is not None


def _is_nothing(column: Column, text: str) -> bool:
    plain = half_width(text).casefold()
    if column.reads == "yes_no":
        return plain in NOTHING - NO - {"没有", "x"}
    if column.reads == "uscc" and plain in PENDING:
        return True
    return plain in NOTHING or (column.reads in FIGURES and plain in OPEN)


# --- words ---------------------------------------------------------------------------------------


def _word(column: Column, cell: Cell, around: Around) -> Meaning | None:
    if half_width(cell.text) in ANY and "unlimited" not in around.columns:
        message = f"“{shown(cell.text)}”按没有填写导入"
        return Meaning(None, (taken("code.any", cell.text, message),))
    warnings: list[Malformed] = []

    def read(text: str) -> str:
        try:
            value: str = read_cell(replace(column, reads="choice"), Cell(text))
        except Malformed:
            code = likely(column, text)
            if code is None:
                raise
            message = f"“{shown(text)}”按“{column.choices[code]}”导入"
            warnings.append(taken("code.likely", text, message, "不是这个意思的请改正"))
            return code
        return value

    value: Any = None
    if column.reads == "choice":
        try:
            value = read(cell.text)
        except Malformed:
            _refuse_several(cell.text, read)
    else:
        value = _codes(cell.text, read) or _codes(_AND.sub("、", cell.text), read)
    if value is None:
        return None
    # a name may contain a separator: what was tried on the way isn't what was taken
    return Meaning(value, tuple({w.value: w for w in warnings if w.value in cell.text}.values()))


def _codes(text: str, read: Callable[[str], str]) -> tuple[str, ...] | None:
    try:
        return listed(text, read)
    except Malformed:
        return None


def _refuse_several(text: str, read: Callable[[str], str]) -> None:
    items = _codes(text, read) or ()
    if len(items) > 1:
        advice = "请只留最主要的一项，或分成几行"
        raise Malformed("code.several", "写了几项，这一栏只能填一项", advice, value=text)


def _whether(column: Column, cell: Cell, _: Around) -> Meaning | None:
    """包吃住, 规上: what a yes or a no is called in a list."""
    plain = half_width(cell.text).replace(" ", "")
    for value, words in YES_OR_NO.get(column.key, {}).items():
        if plain in words:
            message = f"“{shown(plain)}”按“{'是' if value else '否'}”导入"
            return Meaning(value, (taken("code.likely", cell.text, message),))
    return None


def _level(column: Column, cell: Cell, _: Around) -> Meaning | None:
    """产业化, 小试阶段: what a level is called in a list."""
    plain = half_width(cell.text).replace(" ", "")
    bare = LEVEL_ENDS.sub("", plain)
    level = LEVELS.get(column.key, {}).get(bare) or tried(column, bare)
    if level is None:
        return None
    message = f"“{shown(plain)}”按“{column.choices[str(level)]}”导入"
    return Meaning(level, (taken("code.likely", cell.text, message),))


def _unread_conditions(column: Column, cell: Cell, _: Around) -> Meaning | None:
    """Conditions in an office's own words: said in the text, for nothing can be held against
    them. A line that reads as one shows that the others were meant to."""
    if any(tried(column, line) for line in cell.text.splitlines()):
        return None
    message, advice = "申报条件不是逐条的写法，只写进说明", "要按条件撮合的请照模板逐条写"
    warning = taken("condition.unread", cell.text, message, advice)
    return Meaning(None, (warning,), remark=cell.text)


def likely(column: Column, text: str) -> str | None:
    """The one code that an everyday word, a shorter form or words turned round mean."""
    plain = half_width(text).replace(" ", "").casefold()
    bare = SUFFIXES.sub("", plain) or plain
    if SEPARATORS.search(plain):
        return None  # several things: each has a meaning of its own
    everyday = EVERYDAY.get(column.key, {}).items()
    titles = {code: half_width(title).casefold() for code, title in column.choices.items()}
    for codes in (
        [code for code, words in everyday if {plain, bare} & words],
        [code for code, title in titles.items() if SUFFIXES.sub("", title) == bare],
        [code for code, title in titles.items() if sorted(title) == sorted(bare)],
        [code for code, title in titles.items() if _says_no_more(plain, title)],
        [code for code, title in titles.items() if len(bare) >= CUT and title.startswith(bare)],
    ):
        if codes:
            return codes[0] if len(codes) == 1 else None
    return None


def _says_no_more(text: str, title: str) -> bool:
    """用于补充流动资金 says no more than 流动资金; 非流动资金 does."""
    ahead, title_itself, behind = text.partition(title)
    return bool(title_itself) and all(FILLERS.fullmatch(rest) for rest in (ahead, behind))


# --- days and places -----------------------------------------------------------------------------


def _day(column: Column, cell: Cell, around: Around) -> Meaning | None:
    """A month or a half year for its last day where an end is meant, else for its first."""
    if is_open_ended(cell.text):
        message = "没有截止的日子，按没有填写导入"
        return Meaning(None, (taken("date.open", cell.text, message, "有期限的请填日期"),))
    if half_width(cell.text) in SOON:
        message = f"“{shown(cell.text)}”不是日期，按没有填写导入"
        return Meaning(None, (taken("date.soon", cell.text, message, "有日子的请填日期"),))
    try:
        day = read_date(cell.text, today=around.today, end=column.key in ENDS)
    except Malformed:
        return None
    message = f"按 {day.isoformat()} 导入"
    return Meaning(day, (taken("date.completed", cell.text, message, "不对的请写到日"),))


def _places(_: Column, cell: Cell, around: Around) -> Meaning | None:
    """不限: anywhere, where an offering reaches; of a need, that nothing is said of its place."""
    text = half_width(cell.text)
    if everywhere := _EVERYWHERE.search(text):
        text = _EVERYWHERE.sub("", text) or "全县"
    warnings: list[Malformed] = []

    def read(name: str) -> str:
        try:
            return read_area(name)
        except Malformed:
            township = township_called(name)
            if township is None:
                raise
            warnings.append(_township(name, township))
            return township

    places = _codes(text, read)
    if places is None:
        return None
    if warnings:
        return Meaning(places, (*_wider(text, places), *warnings))
    if everywhere:
        message = f"“{shown(everywhere[0])}”按“{text}”导入"
        return Meaning(places, (taken("region.likely", cell.text, message),))
    if "unlimited" in around.columns:
        return Meaning(places)
    message = "没有写明地方，按单位所在地导入"
    return Meaning(None, (taken("region.unbounded", cell.text, message, "在别处的请写明"),))


def _place(_: Column, cell: Cell, __: Around) -> Meaning | None:
    """湛北: a township of the own county without 乡 behind it."""
    township = township_called(cell.text)
    return Meaning(township, (_township(cell.text, township),)) if township else None


def _township(text: str, code: str) -> Malformed:
    return taken("region.likely", text, f"“{shown(text)}”按“{region_name(code)}”导入")


def _wider(text: str, value: str | Sequence[str]) -> tuple[Malformed, ...]:
    """A place that isn't kept here is read as the one that it lies in."""
    wider = list(_narrower_places(text))
    if not wider:
        return ()
    places = "、".join(region_name(code) for code in ([value] if isinstance(value, str) else value))
    message = f"“{shown('、'.join(wider))}”不在地区表里，按“{places}”导入"
    return (taken("region.wider", text, message),)


def _narrower_places(text: str) -> Iterator[str]:
    for part in split_list(text):
        with suppress(Malformed):
            if read_as_wider(part):
                yield part


# --- whose row -----------------------------------------------------------------------------------


def _whose(column: Column, cell: Cell, _: Around) -> Meaning | None:
    """A name where an id or a code is asked for."""
    text = half_width(cell.text)
    if not re.search(r"[\u3400-\u9fff]", text):
        return None
    return Meaning(read_cell(replace(column, reads="title"), cell))


def _telephones(column: Column, cell: Cell, _: Around) -> Meaning | None:
    """The first of several that can be read."""
    parts = (*_TELEPHONES.split(cell.text), *_TELEPHONE.findall(half_width(cell.text)))
    number = next((number for part in parts if (number := tried(column, part))), None)
    if number is None:
        return None
    message = f"只取一个号码：{number}"
    return Meaning(number, (taken("phone.several", cell.text, message, "要用别的请改正"),))


def _person(column: Column, cell: Cell, around: Around) -> Meaning | None:
    """张三 13700001111: a name and a number in one cell."""
    text, phone = half_width(cell.text), around.columns.get("phone")
    numbers = _TELEPHONE.findall(text)
    if not numbers or phone is None:
        return None
    name = tried(column, _TELEPHONE.sub(" ", text).strip(_AROUND_A_NAME))
    message = f"号码 {numbers[0]} 当作联系电话"
    warning = taken("phone.within", cell.text, message)
    return Meaning(name, (warning,), beside={"phone": tried(phone, numbers[0])})


def _code_in_doubt(_: str, value: str) -> tuple[Malformed, ...]:
    doubt = doubt_uscc(value)
    return (doubt,) if doubt else ()


DOUBTS: dict[str, Callable[[str, Any], tuple[Malformed, ...]]] = {  # of what was read strictly
    "uscc": _code_in_doubt,
    "region": _wider,
    "regions": _wider,
}
READERS: dict[str, Callable[[Column, Cell, Around], Meaning | None]] = {
    **dict.fromkeys(FIGURES, read_figure),
    **dict.fromkeys(WORDED, _word),
    "yes_no": _whether,
    "conditions": _unread_conditions,
    "phone": _telephones,
    "name": _person,
    "party": _whose,
    "date": _day,
    "level": _level,
    "region": _place,
    "regions": _places,
}
