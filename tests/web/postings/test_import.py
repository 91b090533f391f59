"""The import page: a filled form comes in as a whole; what is wrong comes back marked; no bomb."""

from __future__ import annotations

import base64
import io
import re
import zipfile

import openpyxl
import pytest

from domain.core.command import Role
from services.files.imports import check, take
from tests.web.sites import text

HEADINGS = ["编号", "单位编号", "标题", "说明", "融资金额（万元）"]
GOOD = ["N7", "e001", "流动资金贷款", "采购原料，旺季前到位", "300"]
WRONG = ["N8", "e404", "设备贷款", "买两台机床，厂房已备好", "约300万"]


def workbook(*rows, headings=HEADINGS, name="需求"):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in [headings, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(client, body, name="需求.xlsx", go="take", **fields):
    token = re.search(r'name="csrf" value="([^"]*)"', client.get("/import").text)[1]
    return client.post(
        "/import",
        data={"csrf": token, "go": go, "track": "bank"} | fields,
        files={"file": (name, body)},
    )


@pytest.fixture
def office(plain):
    return plain.client("organizer")


def test_a_file_without_a_fault_is_taken_as_a_whole_and_once(plain, office):
    before = plain.house.log.last()
    assert sent(office, WORKBOOK).headers["location"] == "/postings"
    row = plain.house.views.market.posting("need", "N7")
    assert (row.party, row.status, row.content.title) == ("e001", "published", "流动资金贷款")
    after = plain.house.log.last()
    assert after > before
    assert "这份文件已经导入过，没有重复添加" in text(sent(office, WORKBOOK).text)
    assert plain.house.log.last() == after


def test_a_file_that_came_in_by_another_hand_is_known(plain, office, tmp_path):
    """As by `docking import`, whose user is no person's."""
    path, body = tmp_path / "需求.xlsx", workbook(GOOD)
    path.write_bytes(body)
    hand = plain.house.ask("import", Role.ORGANIZER, source="import")
    take(plain.house.desk, check(plain.house.views, plain.house.desk, path, hand, track="bank"))
    assert "这份文件已经导入过，没有重复添加" in text(sent(office, body).text)


def test_parties_of_one_name_are_asked_about_and_taken_when_it_is_confirmed(plain, office):
    twice = workbook(
        *(["E71", "双丰饲料公司", "企业"], ["E72", "双丰饲料公司", "企业"]),
        headings=["编号", "单位名称", "单位类型"],
        name="单位",
    )
    shown = sent(office, twice, track="")
    assert (shown.status_code, "名称相同的是不同单位，照样导入" in text(shown.text)) == (422, True)
    checked = sent(office, twice, track="", go="check", different="1")
    assert 'name="different" value="1" checked' in checked.text
    assert sent(office, twice, track="", different="1").headers["location"] == "/parties"
    for page in ("/accounts?text=双丰", "/parties?text=双丰"):
        listed = text(office.get(page).text)
        assert ("双丰饲料公司（E71）" in listed, "双丰饲料公司（E72）" in listed) == (True, True)


def test_a_number_in_use_under_another_name_is_taken_when_it_is_confirmed(plain, office):
    """What the row leaves out stays as it is known."""
    before = plain.house.views.parties.party("e001").profile
    other = workbook(
        ["e001", "张冠李戴食品公司", "企业"],
        headings=["编号", "单位名称", "单位类型"],
        name="单位",
    )
    shown = sent(office, other, track="")
    meant = "编号相同、名称不同的是改了名称，照样导入"
    assert (shown.status_code, meant in text(shown.text)) == (422, True)
    assert plain.house.views.parties.party("e001").profile == before
    assert sent(office, other, track="", renamed="1").headers["location"] == "/parties"
    after = plain.house.views.parties.party("e001").profile
    assert after == before.model_copy(update={"title": "张冠李戴食品公司"})


def test_a_row_doesnt_take_a_role_away_that_something_stands_on(plain, office):
    before = plain.house.views.parties.party("b01").profile
    row = ["b01", before.title, "企业"]
    headings = ["编号", "单位名称", "单位类型"]
    shown = sent(office, workbook(row, headings=headings, name="单位"), track="")
    assert (shown.status_code, "请先结束，再更改单位类型" in text(shown.text)) == (422, True)
    assert plain.house.views.parties.party("b01").profile == before


def test_only_checked_nothing_is_written(plain, office):
    before = plain.house.log.last()
    shown = sent(office, workbook(GOOD), go="check")
    assert (shown.status_code, plain.house.log.last()) == (200, before)
    assert "1 行都可以导入" in text(shown.text)


def test_one_fault_and_no_row_comes_in(plain, office):
    before = plain.house.log.last()
    shown = sent(office, workbook(GOOD, WRONG))
    assert (shown.status_code, plain.house.log.last()) == (422, before)
    said = text(shown.text)
    assert "2 行里有 2 处需要修改，没有导入任何一行" in said
    assert "E3" in said
    assert "请只填一个确定的金额" in said
    marked = re.search(r'href="data:[^,]*,([^"]*)" download', shown.text)[1]
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(marked)))
    assert book["需求"]["E3"].comment.text.startswith("带了")


@pytest.mark.parametrize("track", ["bank", "labor"])
def test_the_form_of_a_track_can_be_had_and_read(office, track):
    given = office.get(f"/import/{track}")
    assert given.status_code == 200
    assert openpyxl.load_workbook(io.BytesIO(given.content)).sheetnames


WORKBOOK = workbook(GOOD)


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name.replace("__", "/") + ".xml", body)
    return out.getvalue()


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def laughing():
    """A workbook with a cell that grows when it is read."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as whole, zipfile.ZipFile(out, "w") as archive:
        for name in whole.namelist():
            body = whole.read(name).decode()
            if "sheet1" in name:
                assert "流动资金贷款" in body
                start = body.index("<worksheet")
                body = LAUGHS + body[start:].replace("流动资金贷款", "&c;")
            archive.writestr(name, body)
    return out.getvalue()


BAD = {
    "a zip bomb": (packed(xl__workbook="0" * 300_000_000), "需求.xlsx"),
    "a bomb of entities": (laughing(), "需求.xlsx"),
    "no workbook": (b"PK\x03\x04 nothing", "需求.xlsx"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "需求.xls"),
    "a program": (b"MZ" + b"\0" * 100, "需求.exe"),
    "empty": (b"", "需求.csv"),
    "not text": (b"\xff\xfe\x00\xff" * 50, "需求.csv"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_read_is_answered_and_nothing_is_written(plain, office, what):
    body, name = BAD[what]
    before = plain.house.log.last()
    shown = sent(office, body, name)
    assert (shown.status_code, plain.house.log.last()) == (422, before)
    assert re.search(r'data-code="(file|sheet|headings?|table)\.\w+"', shown.text), text(shown.text)


def test_too_large_a_file_is_turned_away_at_the_door(office):
    assert sent(office, b"\0" * (12 * 1024 * 1024)).status_code == 413


def test_without_a_file_it_says_so(office):
    token = re.search(r'name="csrf" value="([^"]*)"', office.get("/import").text)[1]
    shown = office.post("/import", data={"csrf": token, "go": "take"})
    assert (shown.status_code, "没有选择文件" in shown.text) == (422, True)


def test_markup_in_a_cell_is_shown_as_text(office):
    row = ["N9", "e404", "<script>alert(1)</script>", "<b>买机床</b>，厂房已经备好", "<i>三百</i>"]
    shown = sent(office, workbook(row))
    assert shown.status_code == 422
    assert not re.search(r"<script>alert|<i>三百", shown.text)
