"""The import page in steps: reviewed, settled, taken; what is left comes back marked; no bomb."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from domain.core.command import Role
from domain.parties.party import PartyRegistered
from services.files.intake.imports import check, take
from tests.examples import FACTORY
from tests.web.sites import OTHERS, as_filled, text

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


def sent(client, body, name="需求.xlsx", **fields):
    """The file is sent: where that leads."""
    token = re.search(r'name="csrf" value="([^"]*)"', client.get("/import").text)[1]
    files = {"file": (name, body)}
    return client.post("/import", data={"csrf": token} | fields, files=files)


class Import:
    """Somebody at the steps of an import: `page` is what is shown last."""

    def __init__(self, client, body, name="需求.xlsx", **fields):
        self.client = client
        self.path = sent(client, body, name, **fields).headers["location"]
        self.page = client.get(self.path).text

    def press(self, go, **changed):
        """As the form stands, but for what was changed in it; None unticks."""
        fields = as_filled(self.page, self.path) | {"go": go} | changed
        answer = self.client.post(
            self.path, data={k: v for k, v in fields.items() if v is not None}
        )
        assert answer.headers["location"] == self.path
        self.page = self.client.get(self.path).text
        return self

    def recheck(self, **changed):
        return self.press("check", **changed)

    def take(self, **changed):
        return self.press("take", **changed)

    @property
    def counts(self):
        """New, revised, unchanged, left."""
        return [int(n) for n in re.findall(r'<p class="figure">(\d+)</p>', self.page)]

    @property
    def says(self):
        return text(self.page)

    def field(self, heading, what="读作"):
        """The name of the choice beside a heading."""
        return re.search(rf'name="([^"]*)" aria-label="{heading} {what}"', self.page)[1]

    def rest(self):
        """What wasn't taken, as it comes back."""
        return self.client.get(f"{self.path}/rest").content


def need(house, id):
    row = house.views.market.posting("need", id)
    return (row.party, row.status, row.content.title) if row else None


@pytest.fixture
def office(plain):
    return plain.client("organizer")


def test_a_file_is_reviewed_then_taken_and_taken_once(plain, office):
    before, steps = plain.house.log.last(), Import(office, WORKBOOK)
    assert (steps.counts, plain.house.log.last()) == ([1, 0, 0, 0], before)
    assert "政银企对接需求" in steps.says
    assert steps.take().counts == [1, 0, 0, 0]
    assert need(plain.house, "N7") == ("e001", "published", "流动资金贷款")
    after = plain.house.log.last()
    assert after > before
    again = office.post(steps.path, data=as_filled(office.get("/import").text, "/import"))
    assert again.headers["location"] == steps.path
    assert "这份文件已经导入过，没有重复添加" in office.get(steps.path).text
    assert "这份文件已经导入过，没有重复添加" in text(sent(office, WORKBOOK).text)
    assert plain.house.log.last() == after


def test_a_file_that_came_in_by_another_hand_is_known(plain, office, tmp_path):
    """As by `docking import`, whose user is no person's."""
    path, body = tmp_path / "需求.xlsx", workbook(GOOD)
    path.write_bytes(body)
    hand = plain.house.ask("import", Role.ORGANIZER, source="import")
    take(plain.house.desk, check(plain.house.views, plain.house.desk, path, hand))
    assert "这份文件已经导入过，没有重复添加" in text(sent(office, body).text)


def test_good_rows_come_in_and_the_others_come_back_to_be_finished(plain, office):
    steps = Import(office, workbook(GOOD, WRONG)).take()
    assert steps.counts == [1, 0, 0, 1]
    assert need(plain.house, "N7") == ("e001", "published", "流动资金贷款")
    book = openpyxl.load_workbook(io.BytesIO(steps.rest()))
    sheet = book["需求"]
    assert [cell.value for cell in sheet[2]] == WRONG
    assert sheet["B2"].comment.text.startswith("没有这个单位")
    sheet["B2"] = "e002"
    finished = io.BytesIO()
    book.save(finished)
    again = Import(office, finished.getvalue(), "需求-未导入.xlsx")
    assert again.counts == [1, 0, 0, 0]
    again.take()
    assert need(plain.house, "N8") == ("e002", "published", "设备贷款")
    assert office.get(f"{again.path}/rest").status_code == 404


def test_what_was_left_comes_in_from_the_same_file_once_its_party_is_registered(plain, office):
    body = workbook(GOOD, WRONG)
    assert Import(office, body).take().counts == [1, 0, 0, 1]
    assert "这份文件导入过，进来的行没有变" in Import(office, body).says
    plain.tell(("party-e404", PartyRegistered(profile=FACTORY.model_copy(update=NEWCOMER))))
    again = Import(office, body)
    assert (again.counts, "这份文件导入过" in again.says) == ([1, 0, 1, 0], True)
    again.take()
    assert need(plain.house, "N8") == ("e404", "published", "设备贷款")


def test_a_row_that_is_known_says_which_fields_it_changes(plain, office):
    Import(office, WORKBOOK).take()
    steps = Import(office, workbook([*GOOD[:4], "500"]), "更正.xlsx")
    assert steps.counts == [0, 1, 0, 0]
    assert "更新了：融资金额 1 行" in steps.take().says


def test_a_warning_is_taken_unless_its_tick_is_taken_away(plain, office):
    roughly = ["N8", "e002", "设备贷款", "买两台机床，厂房已备好", "约300万"]
    steps = Import(office, workbook(GOOD, roughly))
    assert steps.counts == [2, 0, 0, 0]
    steps.recheck(as_read=None)
    assert (steps.counts, "带有“约”" in steps.says) == ([1, 0, 0, 1], True)
    assert "as_read" not in as_filled(steps.page, steps.path)  # nothing is lost
    steps.take()
    assert (need(plain.house, "N7") is None, need(plain.house, "N8")) == (False, None)
    [reason] = openpyxl.load_workbook(io.BytesIO(steps.rest()))["需求"]["E2"].comment.text.split(
        "。"
    )[:1]
    assert reason.startswith("带有“约”")


def test_what_changed_since_the_review_is_shown_before_it_is_taken(plain, office):
    before, steps = plain.house.log.last(), Import(office, WORKBOOK)
    steps.take(**{steps.field("说明"): "-"})
    assert (plain.house.log.last(), "核对以后有变动" in steps.page) == (before, True)
    steps.take()
    assert plain.house.log.last() > before


NEWCOMER = {"title": "襄城县新来的机械有限公司", "uscc": None}
UNKNOWN = ["企业", "事由", "想贷", "想贷多少"]


def test_columns_and_the_kind_may_be_settled_by_hand(plain, office):
    row = [FACTORY.title, "买原料", "旺季前采购玉米，周转三个月", "300"]
    steps = Import(office, workbook(row, headings=UNKNOWN, name="Sheet1"), "汇总.xlsx")
    assert (steps.counts, "请选是哪一种表" in steps.says) == ([0, 0, 0, 0], True)
    steps.recheck(**{"sheet-0": "bank.need"})
    names = {heading: steps.field(heading) for heading in UNKNOWN}
    steps.recheck(
        **{names["企业"]: "party_name", names["事由"]: "title", names["想贷"]: "text"},
        **{names["想贷多少"]: "amount_fen"},
    )
    assert (steps.counts, "请选单位" in steps.says) == ([0, 0, 0, 1], True)
    steps.recheck(**{steps.field("想贷多少", "单位"): "万元"})
    assert steps.counts == [1, 0, 0, 0]
    assert steps.take().counts == [1, 0, 0, 0]
    rows = plain.house.views.market.postings(track="bank", side="need", party="e001")
    amounts = {row.content.title: row.content.terms.amount_fen for row in rows}
    assert amounts["买原料"] == 300_000_000
    other = [FACTORY.title, "添设备", "明年春天添两台粉碎机", "80"]
    steps = Import(office, workbook(other, headings=UNKNOWN, name="Sheet1"), "又一份.xlsx")
    assert (steps.counts, "万元" in steps.says) == ([1, 0, 0, 0], True)  # as was settled before
    assert "已导入" in steps.take().says


def test_a_sheet_may_be_left_out_and_comes_back(plain, office):
    steps = Import(office, WORKBOOK).recheck(**{"sheet-0": "-"})
    assert (steps.counts, "不导入" in steps.says) == ([0, 0, 0, 0], True)
    assert steps.recheck(**{"sheet-0": ""}).counts == [1, 0, 0, 0]


def test_another_users_upload_is_not_there(plain, office):
    steps = Import(office, WORKBOOK)
    bank = plain.client("bank")
    assert bank.get(steps.path).status_code == 404
    assert bank.get(f"{steps.path}/rest").status_code == 404
    token = re.search(r'name="csrf" value="([^"]*)"', bank.get("/import").text)[1]
    assert bank.post(steps.path, data={"csrf": token, "go": "take"}).status_code == 404
    steps.take()
    assert bank.get(steps.path).status_code == 404


def test_parties_of_one_name_are_asked_about_and_taken_when_it_is_confirmed(plain, office):
    twice = workbook(
        *(["E71", "双丰饲料公司", "企业"], ["E72", "双丰饲料公司", "企业"]),
        headings=["编号", "单位名称", "单位类型"],
        name="单位",
    )
    steps = Import(office, twice, "单位名单.xlsx")
    assert (steps.counts, "名称相同的是不同单位，照样导入" in steps.says) == ([1, 0, 0, 1], True)
    assert steps.recheck(different="1").counts == [2, 0, 0, 0]
    steps.take()
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
    steps = Import(office, other, "单位名单.xlsx")
    assert (steps.counts, "编号相同、名称不同的是改了名称" in steps.says) == ([0, 0, 0, 1], True)
    assert plain.house.views.parties.party("e001").profile == before
    steps.recheck(renamed="1").take()
    after = plain.house.views.parties.party("e001").profile
    assert after == before.model_copy(update={"title": "张冠李戴食品公司"})


def test_a_row_doesnt_take_a_role_away_that_something_stands_on(plain, office):
    before = plain.house.views.parties.party("b01").profile
    row = ["b01", before.title, "企业"]
    headings = ["编号", "单位名称", "单位类型"]
    steps = Import(office, workbook(row, headings=headings, name="单位"), "单位名单.xlsx")
    assert (steps.counts, "请先结束，再更改单位类型" in steps.says) == ([0, 0, 0, 1], True)


# --- a party's own rows --------------------------------------------------------------------------

OPENINGS = ["岗位", "招聘人数", "月薪", "要求"]


def openings(many, **more):
    rows = (
        [f"工种{n}操作工", n + 1, "4500-6000元", f"第{n}车间，包吃住，两班倒"] for n in range(many)
    )
    return workbook(*rows, headings=OPENINGS, name="招聘需求", **more)


def test_an_enterprise_imports_its_own_twelve_openings_at_once(plain):
    owner = plain.client("enterprise")
    assert '<a href="/import">' in owner.get("/publish").text
    assert 'href="/import">批量导入' in owner.get("/postings").text
    steps = Import(owner, openings(12), "招聘岗位.xlsx")
    assert (steps.counts, "导入 12 行" in steps.says) == ([12, 0, 0, 0], True)
    steps.take()
    rows = plain.house.views.market.postings(track="labor", side="need", party="e001")
    assert [row.status for row in rows] == ["published"] * 12


def test_a_row_of_another_is_left_and_says_nothing_of_who_is_known(plain):
    rows = (["e001", *GOOD[2:]], ["e002", *WRONG[2:4], "200"], ["e999", *WRONG[2:4], "200"])
    sheet = workbook(*rows, headings=HEADINGS[1:])
    steps = Import(plain.client("enterprise"), sheet)
    assert steps.counts == [1, 0, 0, 2]
    reasons = steps.says.count("这一行写的是别的单位")
    assert (reasons, "没有这个单位" in steps.says) == (2, False)


def test_another_enterprise_is_invited_by_its_name_and_not_by_counting_ids(plain):
    title, _ = OTHERS["e002"]
    rows = (["豆粕", "本厂豆粕现货供应，可送货", "豆粕", guest] for guest in ("e002", title))
    headings = ["标题", "说明", "产品名称", "受邀的单位"]
    sheet = workbook(*rows, headings=headings, name="产销供给")
    steps = Import(plain.client("enterprise"), sheet).recheck(**{"sheet-0": "sales.offering"})
    assert (steps.counts, steps.says.count("没有这个单位")) == ([1, 0, 0, 1], 1)


def test_the_list_of_parties_is_the_offices_alone(plain):
    parties = workbook(
        ["E71", "双丰饲料公司", "企业"], headings=["编号", "单位名称", "单位类型"], name="单位"
    )
    steps = Import(plain.client("enterprise"), parties, "单位名单.xlsx")
    assert (steps.counts, "单位名单由助企办导入" in steps.says) == ([0, 0, 0, 0], True)
    assert plain.client("enterprise").get("/import/forms/party").status_code == 404


# --- what can't be read --------------------------------------------------------------------------


@pytest.mark.parametrize("track", ["bank", "labor"])
def test_the_form_of_a_track_can_be_had_and_read(office, track):
    given = office.get(f"/import/forms/{track}")
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
    laughs = 0
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as whole, zipfile.ZipFile(out, "w") as archive:
        for name in whole.namelist():
            body = whole.read(name).decode()
            for title in ("流动资金贷款", "&#27969;&#21160;&#36164;&#37329;&#36151;&#27454;"):
                if title in body:  # in the sheet itself, or among the texts that sheets share
                    start = body.index("<sst" if "sharedStrings" in name else "<worksheet")
                    body = LAUGHS + body[start:].replace(title, "&c;")
                    laughs += 1
            archive.writestr(name, body)
    assert laughs == 1
    return out.getvalue()


BAD = {
    "a zip bomb": (packed(xl__workbook="0" * 300_000_000), "需求.xlsx"),
    "a bomb of entities": (laughing(), "需求.xlsx"),
    "no workbook": (b"PK\x03\x04 nothing", "需求.xlsx"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "需求.xls"),
    "a program": (b"MZ" + b"\0" * 100, "需求.exe"),
    "empty": (b"", "需求.csv"),
    "not text": (b"\xff\xff\x00\xff" * 50, "需求.csv"),
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
    shown = office.post("/import", data={"csrf": token})
    assert (shown.status_code, "没有选择文件" in shown.text) == (422, True)


def test_markup_in_a_cell_is_shown_as_text(office):
    row = ["N9", "e404", "<script>alert(1)</script>", "<b>买机床</b>，厂房已经备好", "<i>三百</i>"]
    steps = Import(office, workbook(row))
    assert steps.counts == [0, 0, 0, 1]
    assert not re.search(r"<script>alert|<i>三百", steps.page)
