"""What is wrong with a sheet as a whole and with its headings, in words for who filled it in."""

from __future__ import annotations

from collections.abc import Sequence

from domain.core.malformed import Malformed
from domain.postings.tracks import TRACKS
from services.files.cells.column import Column
from services.files.sheets.sheets import Sheet
from services.files.sheets.workbook import column_name
from services.files.tables.columns import PARTY, title_of
from services.files.tables.headings import by_key
from services.files.tables.layout import Layout
from services.files.tables.report import Finding


def unrecognised(sheet: Sheet) -> Finding:
    return Finding(
        sheet=sheet.name,
        code="sheet.unrecognised",
        message="看不出是哪一种表",
        advice="请指明赛道，或照模板写标题；不导入的工作表可以留着",
    )


def unclear(sheet: Sheet, candidates: Sequence[str]) -> Finding:
    titles = "、".join(title_of(kind) for kind in candidates)
    return Finding(
        sheet=sheet.name,
        code="sheet.ambiguous",
        message=f"分不清是哪一种表：{titles}",
        advice="请指明赛道，或在标题、工作表名里写明是“需求”“供给”还是“单位”",
    )


def other_list(sheet: Sheet, kind: str, words: str) -> Finding:
    advice = f"确是{title_of(kind)}的，请在网页上导入时在“当作”里选定，或改正标题"
    if kind != PARTY:
        advice += "；是成果、统计数据的，请照那一类的模板"
    return Finding(
        sheet=sheet.name,
        code="sheet.other_list",
        message=f"标题里写着“{words}”，看着不是{title_of(kind)}，没有读",
        advice=advice,
    )


def other_track(sheet: Sheet, kind: str, track: str) -> Finding:
    return Finding(
        sheet=sheet.name,
        code="sheet.other_track",
        message=f"这是{title_of(kind)}表，而指明的赛道是{TRACKS[track].title}",
        advice="请换用该赛道的模板，或改正赛道",
    )


def missing(sheet: str, kind: str, layout: Layout, column: Column) -> Finding:
    whose = by_key(kind, "party_name") if column.key == "party" else None
    label = (whose or column).label  # whose a row is, most offices say by name
    return Finding(
        sheet=sheet,
        row=layout.last,
        label=label,
        code="column.missing",
        message=f"缺少“{label}”这一栏",
        advice="请补上这一列，或指明哪一列是",
    )


def twice(sheet: Sheet, place: int, taken: int, layout: Layout, column: Column) -> Finding:
    message = (
        f"“{column.label}”这一栏有两列，只读了“{layout.headings[taken]}”（{column_name(taken)} 列）"
    )
    wrong = Malformed("column.twice", message, "请核对哪一列才是")
    return _at(sheet, place, layout, column, wrong)


def without_heading(place: int) -> str:
    return f"{column_name(place)} 列（没有标题）"


def unheaded(sheet: Sheet, place: int) -> Finding:
    message = f"{without_heading(place)}里有内容，没有读"
    advice = "要导入的请补上标题"
    return Finding(sheet=sheet.name, code="column.unheaded", message=message, advice=advice)


def remembered(sheet: Sheet, place: int, layout: Layout, column: Column, unit: str) -> Finding:
    message = f"没有写单位，照上一份同样标题的表按“{unit}”读"
    wrong = Malformed("unit.remembered", message, "不对的请在“单位”里另选，或在表里写明")
    return _at(sheet, place, layout, column, wrong)


def moved(sheet: Sheet, place: int, layout: Layout, column: Column) -> Finding:
    message = f"标题与隐藏的第一行不一致（那里是“{column.label}”）"
    advice = "请不要移动或改写标题；如已改动，请删去隐藏的第一行"
    return _at(sheet, place, layout, column, Malformed("column.moved", message, advice))


def _at(sheet: Sheet, place: int, layout: Layout, column: Column, wrong: Malformed) -> Finding:
    return Finding(
        sheet=sheet.name,
        cell=f"{column_name(place)}{layout.last}",
        row=layout.last,
        label=str(layout.headings.get(place, column.label)),
        code=wrong.code,
        message=wrong.message,
        advice=wrong.advice,
    )
