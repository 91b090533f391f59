"""The period report as .docx: A4, the tables of the page, the first rows of each list.

Whole lists are in the workbook (`period_xlsx.py`); the paper says so where it leaves rows out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from projections.figures.figures import Value
from services.files.period.paper import (
    HEADINGS,
    LIST_HEADINGS,
    SEAL,
    TARGET_HEADINGS,
    TARGETS,
    Cell,
    Paper,
    heading,
    line_text,
    target_text,
)

MOST_ROWS = 20  # of a list
WIDTHS_MM = (40, 22, 22, 27, 22, 27)
TARGET_WIDTHS_MM = (52, 36, 36, 36)
LIST_WIDTHS_MM = (11, 22, 24, 48, 42, 36, 40, 18, 15, 18)
BODY, TITLES = "仿宋", "黑体"  # what offices have; another one stands in where they don't
MARGINS_MM = {"top": 37, "bottom": 35, "left": 28, "right": 22}
LYING_MM = {"top": 25, "bottom": 20, "left": 12, "right": 11}
SMALL, USUAL, LARGE, GAP, TIGHT = 9, 12, 22, 6, 2  # points
SHADE = "E3EDF7"


def write_docx(paper: Paper, path: Path) -> None:
    from docx import Document  # noqa: PLC0415 (its library takes a moment to load)

    document = Document()
    document.core_properties.title = paper.whole_title
    document.core_properties.author = paper.office
    document.core_properties.created = datetime.combine(paper.made_on, time())
    _page(document.sections[0])
    _paragraph(document, paper.whole_title, TITLES, LARGE, centred=True)
    for text in (f"单位：{paper.office}", f"统计时段：{paper.period}", paper.compared):
        _paragraph(document, text, BODY, USUAL)
    for place, section in enumerate(paper.report.sections):
        _paragraph(document, f"{CHINESE[place]}、{heading(section.track)}", TITLES, USUAL)
        _table(document, HEADINGS, WIDTHS_MM, map(line_text, section.lines), figures_from=1)
    if paper.report.targets:
        _paragraph(document, f"{CHINESE[len(paper.report.sections)]}、{TARGETS}", TITLES, USUAL)
        lines = map(target_text, paper.report.targets)
        _table(document, TARGET_HEADINGS, TARGET_WIDTHS_MM, lines, figures_from=1)
    _paragraph(document, f"{SEAL[0]}　　{SEAL[1]}", BODY, USUAL)
    _paragraph(document, f"{SEAL[2]}{paper.office}", BODY, USUAL)
    _paragraph(document, f"编制日期：{paper.made}", BODY, USUAL)
    if paper.lists:
        _page(document.add_section(), lying=True)
    for place, value in enumerate(paper.lists, 1):
        _list(document, paper, place, value)
    document.save(str(path))


CHINESE = "一二三四五六七八九十"


def _list(document: Any, paper: Paper, place: int, value: Value) -> None:
    many = len(value.rows)
    title = f"附表{place}　{value.figure.title}（{many} 条）"
    _paragraph(document, title, TITLES, USUAL)
    rows = islice(paper.list_of(value), MOST_ROWS)
    _table(document, LIST_HEADINGS, LIST_WIDTHS_MM, rows)
    if many > MOST_ROWS:
        left = f"以上为前 {MOST_ROWS} 条，其余 {many - MOST_ROWS} 条见附表（Excel）。"
        _paragraph(document, left, BODY, SMALL)


def _page(section: Any, *, lying: bool = False) -> None:
    """A4, upright or lying."""
    from docx.shared import Mm  # noqa: PLC0415 (as above)

    section.orientation = int(lying)
    section.page_width, section.page_height = (Mm(297), Mm(210)) if lying else (Mm(210), Mm(297))
    for side, wide in (LYING_MM if lying else MARGINS_MM).items():
        setattr(section, f"{side}_margin", Mm(wide))
    if lying:
        return  # its foot is that of the pages before
    foot = section.footer.paragraphs[0]
    foot.alignment = 1
    for text, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        _styled(foot.add_run(text), BODY, SMALL)
        if field:
            _field(foot, field)


def _field(paragraph: Any, code: str) -> None:
    """A number that the program which opens the file fills in."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 (as above)
    from docx.oxml.ns import qn  # noqa: PLC0415 (as above)

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)  # noqa: SLF001 (the library has no fields of its own)


def _paragraph(
    document: Any,
    text: str,
    font: str,
    points: int,
    *,
    centred: bool = False,
) -> None:
    from docx.shared import Pt  # noqa: PLC0415 (as above)

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(GAP)
    paragraph.paragraph_format.keep_with_next = font == TITLES
    if centred:
        paragraph.alignment = 1
    _styled(paragraph.add_run(text), font, points)


def _table(
    document: Any,
    headings: Sequence[str],
    widths_mm: Sequence[int],
    rows: Iterable[Sequence[Cell]],
    figures_from: int = 0,
) -> None:
    """The headings stand on every page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 (as above)
    from docx.oxml.ns import qn  # noqa: PLC0415 (as above)
    from docx.shared import Mm  # noqa: PLC0415 (as above)

    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.autofit = False
    for column, wide in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(wide)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 (as above)
    _fill(table.rows[0].cells, headings, TITLES)
    for cell in table.rows[0].cells:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), SHADE)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 (the library has no shades)
    for cells in rows:
        _fill(table.add_row().cells, cells, BODY, figures_from=figures_from)


def _fill(cells: Sequence[Any], texts: Sequence[Cell], font: str, *, figures_from: int = 0) -> None:
    """Headings in the middle; figures, from one column on where they are texts, at the right."""
    from docx.shared import Pt  # noqa: PLC0415 (as above)

    for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        cell.vertical_alignment = 1
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(TIGHT)
        is_figure = not isinstance(text, str) or bool(figures_from and column >= figures_from)
        paragraph.alignment = 1 if font == TITLES else 2 if is_figure else 0
        run = paragraph.add_run("" if text is None else f"{text}")
        _styled(run, font, SMALL)
        run.font.bold = font == TITLES


def _styled(run: Any, font: str, points: int) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 (as above)
    from docx.shared import Pt  # noqa: PLC0415 (as above)

    run.font.size, run.font.name = Pt(points), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # noqa: SLF001 (as above)
