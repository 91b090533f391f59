"""Layout: where in a sheet the headings stand, which rows are data, and what the others are.

An office's form has a title and a unit above its headings, headings in two rows of which the upper
one spans several columns, and below the data a sum, notes and signatures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from domain.values.halfwidth import half_width
from projections.core.simplified import simplified
from services.files.sheets.formula_guard import restored
from services.files.sheets.sheets import Sheet, SheetRow
from services.files.tables.aliases import PARTY_NAMES
from services.files.tables.other_lists import speaks_against
from services.files.tables.stated_units import LARGE, MONEY, Stated, stated_unit

LOOKED_AT = 15  # rows in which a heading may stand
LEAST = 2  # headings in a row of them
DEEPEST = 3  # rows of headings
LONGEST_HEADING = 60  # characters
LONGEST_GROUP = 8  # of what stands alone over some of the columns

LOWEST = frozenset({"最低", "下限", "最小", "最短", "起", "最少"})
HIGHEST = frozenset({"最高", "上限", "最大", "最长", "止", "最多"})
BOUNDS = LOWEST | HIGHEST | {"开始", "截止", "结束", "起始"}

_BRACKETS = str.maketrans("【[〔{（）】]〕}", "(((((" + ")))))")
_REMARK = re.compile(r"\((?P<inside>[^()]{0,40})\)")
_UNIT = re.compile(  # 单位：万元 above a table, or （万元）; 填报单位：元庄乡 states none
    rf"(?:(?<!\w)(?:金额|计量|货币)?单位 ?[:为]? ?(?:[人户家个吨%]{{1,2}}[、,/])*(?:人民币)?|\()"
    rf"(?P<unit>{MONEY})(?:人民币)?(?![\u4e00-\u9fff])"
)
_BEHIND = re.compile(
    r"(?P<base>.{2,30}?)[/、]?(?P<unit>[十百千]?万元|[百千]元|亿元|(?<![单美欧港日韩澳加多])元)"
)
_TOTAL = re.compile(r".{0,8}(?:合计|总计|小计|共计|累计|平均)(?:[:(0-9].*)?")
_NOTE = re.compile(
    r"(?:第[0-9]{1,4}页|注|备注|说明|填表说明|填报说明|附注|注意|要求)(?:[:1-9、.,/共].*|(?<=页))",
    re.DOTALL,
)
_SIGNED = re.compile(
    r"(?:填表|填报|制表|审核|审批|负责|经办|联系|单位|主要|主管|分管|报送|上报)[^:]{0,6}"
    r"(?:人|领导|单位|日期|时间|签字|签章|电话|盖章)[^:]{0,6}:.{0,40}"
)
_DATED = re.compile(
    r"(?:20[0-9]{2}|[〇零一二]{4})?年[0-9〇一二三四五六七八九十]{0,2}月(?:[0-9〇一二三四五六七八九十]{0,3}日)?"
)
_SECTION = re.compile(r"(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+[、.]).{2,40}")
_TITLE = re.compile(r"[表单册]\Z|汇总|台账|名录|目录")
_NUMBERED = re.compile(r"\A(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[.、](?=\D)")
_WHOSE = frozenset(  # 企业名称, never 企业 or 银行, which stand in rows too
    name for names in PARTY_NAMES.values() for name in names if name.endswith(("名称", "全称"))
)
_SPAN = re.compile(
    r"(?:/|每)(?:月|人|人?[·.]月|人/月|月/人|吨|套|件|台|个|米|公斤|千克|平方米|立方米)\Z"
)


@dataclass(frozen=True)
class Heading:
    """What stands over a column: `text` as in the file, the upper row's before the lower one's."""

    text: str
    upper: str = ""

    @cached_property
    def stated(self) -> Stated:
        """The unit that it or what is above it states: 金额（万元）, 工资（元/月）."""
        own = stated_unit(self.brackets)
        behind = _BEHIND.fullmatch(self._bare)
        if own == Stated() and behind:
            return Stated(str(behind["unit"]))
        return Heading(self.upper).stated if own == Stated() and self.upper else own

    @property
    def unit(self) -> str:
        return self.stated.unit

    @cached_property
    def brackets(self) -> list[str]:
        return _REMARK.findall(folded(self.text))

    @cached_property
    def remark(self) -> str:
        """What stands in brackets."""
        return next(iter(self.brackets), "")

    @cached_property
    def _bare(self) -> str:
        return _SPAN.sub("", _NUMBERED.sub("", _REMARK.sub("", folded(self.text))))

    @cached_property
    def base(self) -> str:
        """Without number, unit and remark."""
        behind = _BEHIND.fullmatch(self._bare)
        return behind["base"] if behind else self._bare

    @cached_property
    def names(self) -> tuple[str, ...]:
        """As it may be called, the likelier first; the last with what is above it."""
        upper = _NUMBERED.sub("", _REMARK.sub("", folded(self.upper)))
        names = (folded(self.text), self._bare, self.base, upper + self.base if upper else "")
        return tuple(dict.fromkeys(name for name in names if name))

    def __str__(self) -> str:
        return f"{self.upper} {self.text}" if self.upper else self.text


@dataclass(frozen=True)
class Layout:
    """`headings` by place (from 1), `last` the row of the lowest heading; `rows` are data, `left`
    says of the others below, by their number, what they are; `above` is what stands over it all.
    `sections` names those rows that stand under words of what is over; `others` are the rows under
    other headings, by them."""

    headings: dict[int, Heading]
    last: int
    rows: tuple[SheetRow, ...]
    left: dict[int, str]
    above: str
    sections: dict[int, str] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """单位：万元, where it stands above the table for all its amounts."""
        stated = _UNIT.search(half_width(self.above.translate(_BRACKETS)))
        unit = str(stated["unit"]) if stated else ""
        return LARGE.get(unit, unit)


def lay_out(sheet: Sheet, known: Callable[[Heading], bool]) -> Layout | None:
    """The table in a sheet; None where no row looks like headings. `known`: whether a heading names
    a column of any table that is read here."""
    spans = list(_spans(sheet.rows))
    headings = [_headings(sheet.rows[begin:end]) for begin, end in spans]
    hits = [len({h.text for h in over.values() if known(h)}) for over in headings]
    if not any(hits):
        return None
    # the more of them are known the better; of two rows only where they say more than one
    best = max(range(len(spans)), key=lambda n: (hits[n], spans[n][0] - spans[n][1]))
    begin, end = spans[best]
    rows = sheet.rows
    while begin > 0 and _stands_over(rows[begin - 1], rows[begin]):
        begin -= 1
    while end < min(len(rows), begin + DEEPEST) and _goes_on(rows[end - 1], rows[end]):
        end += 1
    over = _headings(rows[begin:end])
    above = "\n".join(dict.fromkeys(text for row in rows[:begin] for text in _filled(row)))
    return _with_rows(Layout(over, rows[end - 1].number, rows[end:], {}, above), known)


def _spans(rows: tuple[SheetRow, ...]) -> Iterator[tuple[int, int]]:
    """Rows, next to each other, that may be headings: from which to before which."""
    # a list of names alone has one heading
    least = LEAST if any(len(set(_filled(row))) >= LEAST for row in rows) else 1
    for begin in range(min(LOOKED_AT, len(rows))):
        if len(set(_filled(rows[begin]))) < least:
            continue
        for end in range(begin + 1, min(begin + DEEPEST, len(rows)) + 1):
            texts = _filled(rows[end - 1])
            if rows[end - 1].number - rows[begin].number != end - 1 - begin:
                break
            if not texts or max(map(len, texts)) > LONGEST_HEADING:
                break
            yield begin, end


def _stands_over(row: SheetRow, below: SheetRow) -> bool:
    """Whether a row holds what groups of the headings below have in common: 融资需求 over 金额 and
    期限; not a title over all of them, nor 单位：万元."""
    texts = _texts(row)
    if row.number != below.number - 1 or not texts:
        return False
    if any(":" in half_width(text) or not _REMARK.sub("", folded(text)) for text in texts.values()):
        return False
    if len(set(texts.values())) > 1:
        return True
    group = next(iter(texts.values()))
    return 1 not in texts and len(group) <= LONGEST_GROUP and not _TITLE.search(group)


def _goes_on(row: SheetRow, below: SheetRow) -> bool:
    """Whether headings reach into the next row: merged cells do, or nothing but 最低 and 最高
    stands there."""
    merged = any(cell.merged and cell.merged.bottom >= below.number for cell in row.cells)
    lower = _texts(below).items()
    ends = {text for place, text in lower if text != _texts(row).get(place)}
    return below.number == row.number + 1 and bool(merged or (ends and ends <= BOUNDS))


def _headings(rows: tuple[SheetRow, ...]) -> dict[int, Heading]:
    headings = {place: Heading(text) for place, text in _texts(rows[0]).items()}
    for row in rows[1:]:
        headings = dict(_joined(headings, _texts(row)))
    return headings


def _joined(upper: dict[int, Heading], lower: dict[int, str]) -> Iterator[tuple[int, Heading]]:
    """Another row of headings: what is above stands over all columns up to the next."""
    over = Heading("")
    for place in range(1, max([*upper, *lower]) + 1):
        over = upper.get(place, over if place in lower else Heading(""))
        under = lower.get(place, "")
        if folded(under) in MONEY.split("|"):
            under = f"({under})"
        if under and not _REMARK.sub("", folded(under)):  # a unit, or a remark
            yield place, Heading(over.text + under, over.upper)
        elif under and under != over.text:
            yield place, Heading(under, over.upper + over.text)
        elif over.text and place in upper:
            yield place, over


def _with_rows(layout: Layout, known: Callable[[Heading], bool]) -> Layout:
    """What each row below the headings is; those that another row of headings stands over are of
    another table."""
    data, left, sections, others = [], dict[int, str](), dict[int, str](), dict[int, str]()
    headings, section, other = layout.headings, "", ""
    serials = {p for p, heading in headings.items() if heading.names[0] in {"序号", "序", "编号"}}
    repeated = {place: heading.text for place, heading in headings.items()}
    for row in layout.rows:
        what = _what(row, serials, repeated)
        if not what and _heads_another(row, repeated, known):
            what, other = "标题", "、".join(_filled(row))
        elif what == "标题":
            other = ""
        elif what == "说明":
            section = speaks_against("", [_NUMBERED.sub("", text) for text in _filled(row)], 0)
        if what:
            left[row.number] = what
        elif other:
            others[row.number] = other
        else:
            data.append(row)
            sections |= {row.number: section} if section else {}
    return replace(layout, rows=tuple(data), left=left, sections=sections, others=others)


def _heads_another(
    row: SheetRow, above: Mapping[int, str], known: Callable[[Heading], bool]
) -> bool:
    """Whether a row holds headings, other ones than those above: whose a row is and at least one
    more, and hardly a word beside them."""
    texts = _texts(row)
    if any(cell.kind != "text" for cell in row.cells):
        return False
    whose = {folded(text) for place, text in texts.items() if above.get(place) == text}
    whose |= _WHOSE.intersection(map(folded, texts.values()))
    hits = sum(known(Heading(text)) for text in texts.values())
    return bool(whose) and hits >= LEAST and 2 * hits >= len(texts)


def _what(row: SheetRow, serials: set[int], repeated: dict[int, str]) -> str:
    """What a row is that holds no data; "" for one of data."""
    texts = _texts(row)
    if all(cell.kind == "text" for cell in row.cells) and not set(texts) - serials:
        return "空白行"
    if texts and all(repeated.get(place) == text for place, text in texts.items()):
        return "标题"
    first = next((folded(text) for _, text in sorted(texts.items())), "")
    if _TOTAL.fullmatch(first):
        return "合计"
    plain = ["".join(half_width(text).split()) for text in texts.values()]
    signed = [bool(_SIGNED.fullmatch(text)) for text in plain]
    if any(signed) and (len(signed) == 1 or all(":" in text for text in plain)):
        return "签字"
    if len(set(texts.values())) > 1:
        return ""
    if any(signed) or _DATED.fullmatch(first):
        return "签字"
    across = any(cell.merged and cell.merged.across for cell in row.cells)
    return "说明" if across or _NOTE.fullmatch(first) or _SECTION.fullmatch(first) else ""


def _texts(row: SheetRow) -> dict[int, str]:
    cells = enumerate(row.cells, start=1)
    return {place: cell.text.strip() for place, cell in cells if cell.text.strip()}


def _filled(row: SheetRow) -> list[str]:
    return list(_texts(row).values())


def folded(text: str) -> str:
    plain = half_width(restored(simplified(text))).translate(_BRACKETS).replace("–", "-").casefold()
    return "".join(c for c in plain if not c.isspace() and c not in "*★").strip(":")
