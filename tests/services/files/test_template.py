"""A template that is filled in comes back as commands, for every track."""

from __future__ import annotations

import openpyxl
import pytest

from domain.administration.publications import PublishOrWait
from domain.parties.party import RegisterParty
from domain.postings.posting import Draft, Submit
from domain.postings.tracks import SIDES, TRACKS
from domain.postings.validation import findings
from services.files.exports.template import write_template
from services.files.intake.row import read_line
from services.files.sheets.sheets import read_workbook
from services.files.tables.columns import SIDE_TITLES, columns
from services.files.tables.mapping import recognise
from services.files.tables.record_kinds import RECORD_KINDS
from tests.services.filled import TODAY, planned

pytestmark = pytest.mark.slow


def taken(sheets, track=None):
    """What is planned where nobody is known yet."""
    return planned(*sheets, track=track, known=())


def filled(path, track):
    """The template with a party and, on each side, its own example row filled in twice."""
    write_template(track, path)
    book = openpyxl.load_workbook(path)
    everything = "企业、银行、部门、高校院所、人力资源机构、服务商"
    book["单位"].append(["E1", "甲公司", None, everything, "襄城县", "C30", "小型", "是", "否"])
    for side in SIDES:
        sheet = book[SIDE_TITLES[side]]
        pairs = zip(columns(f"{track}.{side}"), sheet[3], strict=True)
        example = [cell.value if column.example else None for column, cell in pairs]
        sheet.append([f"{side}-1", "E1", *example[2:]])
        sheet.append([None, "Ｅ１", "没有编号的一条", *example[3:]])
    book.save(path)
    return path


@pytest.mark.parametrize("track", TRACKS)
def test_a_filled_template_comes_back_as_commands(tmp_path, track):
    plan = taken(read_workbook(filled(tmp_path / "a.xlsx", track)))
    assert plan.findings == ()
    assert [row.origin.row for row in plan.rows] == [4, 4, 5, 4, 5]
    kinds = [type(command) for command in plan.commands]
    assert kinds == [RegisterParty] + [Draft, Submit, PublishOrWait] * 4
    drafts = [command for command in plan.commands if isinstance(command, Draft)]
    assert [(draft.side, draft.party) for draft in drafts] == [
        ("need", "E1"),
        ("need", "E1"),
        ("offering", "E1"),
        ("offering", "E1"),
    ]
    assert [draft.content.track for draft in drafts] == [track] * 4
    assert [list(findings(draft.side, draft.content, TODAY)) for draft in drafts] == [[]] * 4


@pytest.mark.parametrize("track", TRACKS)
def test_every_example_of_a_field_is_read(tmp_path, track):
    """Each field of the terms that has an example has a value in the drafted content; who issues a
    policy is known of its party."""
    plan = taken(read_workbook(filled(tmp_path / "a.xlsx", track)))
    for draft in (command for command in plan.commands if isinstance(command, Draft)):
        exampled = {c.key for c in columns(f"{track}.{draft.side}") if c.example}
        terms = draft.content.terms
        stated = {key for key in type(terms).model_fields if getattr(terms, key) is not None}
        assert stated - {"kind", "issuer"} == exampled & stated
        assert exampled & set(type(terms).model_fields) <= stated


@pytest.mark.parametrize("track", TRACKS)
def test_an_untouched_template_has_no_rows(tmp_path, track):
    write_template(track, tmp_path / "a.xlsx")
    plan = taken(read_workbook(tmp_path / "a.xlsx"), track)
    assert [finding.code for finding in plan.findings] == ["file.no_rows"]
    assert plan.rows == ()


@pytest.mark.parametrize("track", TRACKS)
def test_headings_alone_are_recognised_where_the_hidden_row_is_gone(tmp_path, track):
    path = filled(tmp_path / "a.xlsx", track)
    whole = taken(read_workbook(path), None)
    book = openpyxl.load_workbook(path)
    for name in ("单位", "需求", "供给"):
        book[name].delete_rows(1)
    book.save(path)
    plan = taken(read_workbook(path), track)
    assert plan.findings == ()
    assert plan.commands == whole.commands


def test_codes_are_formatted_as_text_and_lists_drop_down(tmp_path):
    write_template("bank", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["说明", "单位", "需求", "供给"]
    sheet = book["单位"]
    assert sheet.row_dimensions[1].hidden
    assert sheet.freeze_panes == "C3"
    assert sheet.column_dimensions["C"].width >= 18
    lists = {v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"}
    assert '"大型,中型,小型,微型"' in lists
    assert '"是,否"' in lists
    assert all(cell.data_type != "f" for s in book.worksheets for row in s for cell in row)
    assert "示例" in " ".join(str(cell.value) for row in book["说明"] for cell in row)
    assert all(book[name]["A3"].value.startswith("示例") for name in ("单位", "需求", "供给"))


def explained(path, kind):
    write_template(kind, path)
    book = openpyxl.load_workbook(path)
    hints = {
        v.promptTitle: v.prompt for v in book["单位"].data_validations.dataValidation if v.prompt
    }
    return book.sheetnames, "\n".join(str(row[0].value) for row in book["说明"]), hints["编号"]


def test_a_form_says_of_itself_what_is_done_with_it(tmp_path):
    sheets, said, hint = explained(tmp_path / "a.xlsx", "party")
    assert sheets == ["说明", "单位"]
    assert "需求" not in said
    assert "留空的栏照旧，不会清空" in said
    assert hint == "只用字母、数字、点、横线和下划线；有统一社会信用代码的可留空"
    sheets, said, hint = explained(tmp_path / "b.xlsx", "bank")
    assert "“单位”“需求”“供给”三张表" in said
    assert "需求或供给的编号，就是修改它：留空的栏照旧" in said
    assert "系统会编号" not in hint


def test_a_typed_code_stays_whole_in_the_template(tmp_path):
    write_template("bank", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["单位"]
    styles = {c.min: c for c in sheet.column_dimensions.values()}
    assert styles[3].number_format == "@"


@pytest.mark.parametrize("track", TRACKS)
def test_every_sheet_of_a_template_is_recognised_whatever_its_name(tmp_path, track):
    write_template(track, tmp_path / "a.xlsx")
    tables = [recognise(sheet, None) for sheet in read_workbook(tmp_path / "a.xlsx")]
    found = [(table.kind, wrong) for table, wrong in tables if table]
    assert found == [("party", []), (f"{track}.need", []), (f"{track}.offering", [])]


@pytest.mark.parametrize(
    ("track", "usual"), [("bank", "供给仅匹配对象可见"), ("policy", "供给公开")]
)
def test_a_template_says_what_stands_where_no_visibility_is_chosen(tmp_path, track, usual):
    write_template(track, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["说明"]
    lines = " ".join(str(cell.value) for row in sheet for cell in row)
    assert f"不填的，需求仅匹配对象可见，{usual}" in lines


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_the_form_of_a_list_of_records_is_known_by_its_keys_and_holds_no_row(tmp_path, kind):
    write_template(kind, tmp_path / "a.xlsx")
    [sheet] = [sheet for sheet in read_workbook(tmp_path / "a.xlsx") if sheet.name != "说明"]
    table, wrong = recognise(sheet)
    assert (table.kind, wrong, table.ignored) == (kind, [], ())
    assert [read_line(table, row, TODAY) for row in table.rows] == [None] * len(table.rows)
