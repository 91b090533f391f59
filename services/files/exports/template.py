"""Templates: an .xlsx that people fill in, with everything it takes to fill it in right.

Every sheet has a hidden first row of machine keys, so that it is recognised however it is renamed,
and frozen headings. Cells are formatted as text: a code of 18 digits stays whole and 4.35% stays
4.35%. Only dates are dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from domain.core.malformed import Malformed
from domain.postings.tracks import TRACKS
from domain.values.region import OWN_COUNTY, OWN_COUNTY_NAME
from services.files.cells.column import Column
from services.files.intake.row import EXAMPLE
from services.files.sheets.formula_guard import neutral
from services.files.tables.columns import PARTY, PARTY_TITLE, SIDE_TITLES, columns, title_of
from services.files.tables.record_kinds import RECORD_KINDS

FORMATTED_ROWS = 2000  # drop-downs and hints reach down to here
LONGEST_LIST = 255  # characters in a drop-down's own list
HEADING = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
WIDTHS = {"paragraphs": 48, "title": 28, "party": 24, "uscc": 24, "conditions": 48, "choices": 26}
HINTS = {
    "id": "只用字母、数字、点、横线和下划线；可留空，系统会编号",
    "party.id": "只用字母、数字、点、横线和下划线；有统一社会信用代码的可留空",
    "party": "本文件“单位”表里的编号，或已登记单位的编号、统一社会信用代码",
    "title": "2 至 80 个字",
    "name": "姓名或称呼，最多 40 个字；和联系电话一起填",
    "phone": "手机号，或区号加座机号，例如 0374-3560000；和联系人一起填",
    "paragraphs": "2 至 4000 个字；请不要写联系人、电话、微信",
    "text": "最多 80 个字",
    "money": "例如 300万元、3,000,000元；只写数字时按标题里的单位",
    "rate": "年化，例如 4.35%",
    "days": "例如 90天、3个月、1年；只写数字时按天",
    "date": "例如 2026-03-01、2026年3月1日",
    "count": "整数",
    "level": "从下拉列表里选，也可以写 1 至 9 的整数",
    "quantity": "数字，单位填在“计量单位”栏",
    "yes_no": "是 或 否",
    "region": f"全称或代码，例如 {OWN_COUNTY_NAME}、{OWN_COUNTY}；外省写省名",
    "regions": f"可填多个，用顿号隔开，例如 {OWN_COUNTY_NAME}、许昌市",
    "industry": "国民经济行业分类代码或大类名称，例如 C34（通用设备制造业）",
    "industries": "可填多个，用顿号隔开，例如 C34、C3484（机械零部件加工）",
    "uscc": "营业执照上的 18 位代码",
    "conditions": "每行一条：事实 不低于/不高于/为 数值 | 政策原文",
}


def template_title(kind: str) -> str:
    """单位名单, 政银企对接填报表: of parties ("party"), of a track, of a kind of record. Raises
    KeyError."""
    if kind == PARTY:
        return f"{PARTY_TITLE}名单"
    return f"{title_of(kind) if kind in RECORD_KINDS else TRACKS[kind].title}填报表"


def write_template(kind: str, path: Path) -> None:
    """Writes the template of parties ("party"), of a track ("bank") with its parties, or of a kind
    of record. Raises KeyError where there is none such, `Malformed` for a name that isn't an .xlsx,
    `OSError` where nothing can be written."""
    if path.suffix.lower() != ".xlsx":
        advice = f"请写成 {path.with_suffix('.xlsx').name}"
        raise Malformed("file.format", "填报表是 Excel 文件", advice, value=path.name, field="out")
    try:
        _write(kind, path)
    except FileCreateError as wrapped:
        raise wrapped.args[0] from None


def _write(kind: str, path: Path) -> None:
    title = template_title(kind)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": title})
        styles = {
            "key": book.add_format({"font_color": "#9AA5B1"}),
            "heading": book.add_format(HEADING | {"bg_color": "#E3EDF7"}),
            "needed": book.add_format(HEADING | {"bg_color": "#FCE5CD"}),
            "example": book.add_format(
                {"italic": True, "font_color": "#7B8794", "num_format": "@"}
            ),
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "lines": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _explanation(book, styles, title, kind)
        sheets = [(PARTY_TITLE, PARTY)]
        if kind in RECORD_KINDS:
            sheets = [(title_of(kind), kind)]
        elif kind != PARTY:
            sheets += [(title, f"{kind}.{side}") for side, title in SIDE_TITLES.items()]
        for name, of in sheets:
            _table(book.add_worksheet(name), styles, of)


def _explanation(book: Any, styles: dict[str, Any], title: str, kind: str) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 96, styles["lines"])
    sheet.write_string(0, 0, title, styles["title"])
    for number, text in enumerate(_lines(kind), start=2):
        sheet.write_string(number, 0, text, styles["lines"])


def _lines(kind: str) -> Iterator[str]:
    """What the form of this kind says of itself, in numbered sections."""
    party = kind == PARTY or kind in RECORD_KINDS  # one sheet, and no postings
    rows = "一家一行" if kind == PARTY else "每行一条"
    listed = title_of(kind) if party else ""
    sections = {
        "怎么填": (
            f"在“{listed}”表里填写，{rows}。"
            if party
            else "在“单位”“需求”“供给”三张表里填写，每行一条；用不着的表可以留空，也可以删去。",
            *((_EXAMPLES,) if _has_examples(kind) else ()),
            "橙色标题是必填项，其余可以不填。没有填的算“未知”，不会当作零。",
            "单位最好填统一社会信用代码；没有的，按名称认。",
            "可以调整列宽、排序、筛选，也可以加别的列：用不上的列不会导入，备注会写进说明。",
            "单元格已设为文本，统一社会信用代码等长数字请直接输入，不要改成数字格式。",
            "可填多个的，用顿号“、”隔开。请从下拉列表里选。",
        ),
        "怎么读": (
            *(() if party else (*_POSTINGS_ARE_READ, _seen_by(kind))),
            "填了已登记单位的编号、信用代码或名称，就是修改它：留空的栏照旧，不会清空。",
            *(() if party else _POSTINGS_ARE_CHANGED),
        ),
        "怎么导入": (
            "没有问题的行先导入；有问题的行不导入，逐格列出原因和改法。",
            "没有导入的行可以取回：还是您的文件，只剩这些行，标好颜色，改好后再导入。",
            "同一个文件导入两次，只算一次。",
        ),
    }
    for number, (title, lines) in zip("一二三", sections.items(), strict=True):
        yield f"{number}、{title}"
        yield from (f"{place}. {line}" for place, line in enumerate(lines, start=1))


def _has_examples(kind: str) -> bool:
    """An example is told by its id; where rows have none, hints say what to write."""
    return kind not in RECORD_KINDS or columns(kind)[0].key == "id"


_EXAMPLES = f"编号以“{EXAMPLE}”开头的行是示例，不会导入；可以删去，也可以留着。"
_POSTINGS_ARE_READ = (
    "金额：300万元、3,000,000元、0.03亿元都可以；只写数字时按标题里的单位。",
    "利率：写年化百分数，例如 4.35%。期限：90天、3个月（按90天）、1年或12个月（按365天）。",
    "日期：2026-03-01、2026/3/1、2026年3月1日、20260301。",
    "有效期不填的，从导入当天开始，按赛道的通常期限截止。",
    "标题和说明是公开文字，不要写联系人、电话、微信；它们填在“单位”表里，授权之后才提供。",
    "需求和供给的编号可以留空，系统会编号。",
)
_POSTINGS_ARE_CHANGED = (
    "填了已发布的需求或供给的编号，就是修改它：留空的栏照旧，不会清空。",
    "没有编号的，按单位和标题认：同一家单位、同样的标题，就是修改原来那一条。",
)


def _seen_by(track: str) -> str:
    """What each choice of 可见范围 means, and which one stands where none is made."""
    fields = {(side, c.key): c for side in SIDE_TITLES for c in columns(f"{track}.{side}")}
    sides = {side: fields[side, "visibility"] for side in SIDE_TITLES}
    usual = "，".join(f"{SIDE_TITLES[side]}{c.choices[c.usual]}" for side, c in sides.items())
    return f"可见范围：{sides['need'].hint}。不填的，{usual}；选了受邀单位的，仅受邀可见。"


def _table(sheet: Any, styles: dict[str, Any], kind: str) -> None:
    """Row 1: machine keys, hidden. Row 2: headings. Row 3: the example."""
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_row(1, 32)
    sheet.freeze_panes(2, 2)
    for place, column in enumerate(columns(kind)):
        body = styles["date" if column.reads == "date" else "text"]
        width = WIDTHS.get(column.reads, max(14, 2 * len(column.heading) + 4))
        sheet.set_column(place, place, width, body)
        sheet.write_string(0, place, f"{kind}.{column.key}", styles["key"])
        heading = f"{column.heading} *" if column.needed else column.heading
        sheet.write_string(1, place, heading, styles["needed" if column.needed else "heading"])
        if _has_examples(kind):
            sheet.write_string(2, place, neutral(column.example or column.hint), styles["example"])
        sheet.data_validation(2, place, FORMATTED_ROWS, place, _validation(kind, column))


def _validation(kind: str, column: Column) -> dict[str, Any]:
    """The drop-down, and the hint that shows beside a selected cell."""
    usual = HINTS.get(column.reads, "请从下拉列表里选")
    hint = HINTS.get(f"{kind}.{column.key}", usual)
    if column.reads == "choices":
        hint = f"可填多个，用顿号隔开：{'、'.join(column.choices.values())}"
    shown = {"input_title": column.label[:32], "input_message": hint[:255]}
    titles = ["是", "否"] if column.reads == "yes_no" else list(column.choices.values())
    if not titles or len(",".join(titles)) > LONGEST_LIST:
        return shown | {"validate": "any"}
    # where several may be given the list only helps; it must not refuse 信用、存单或股权质押, nor 6
    strict = column.reads not in {"choices", "level"}
    return shown | {"validate": "list", "source": titles, "show_error": strict}
