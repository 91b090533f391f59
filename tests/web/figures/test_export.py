"""Lists as Excel files: as they are shown, ids as text, no formula; who took them is noted."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from openpyxl import load_workbook

from domain.administration.user import Exported
from domain.leads.codes import DATA_KINDS
from domain.leads.consent import ConsentRevoked
from domain.leads.lead import LIFECYCLE
from domain.postings.need import NeedDrafted, NeedPublished, NeedSubmitted
from domain.postings.terms import BankNeed
from services.files.exports.export import ListSheet
from services.web.export import file_title
from tests.examples import FACTORY, RURAL_BANK, content
from tests.leads import LEAD
from tests.spec import NOON


def sheet(answer):
    """Whole rows of the file."""
    assert answer.status_code == 200
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    made = load_workbook(io.BytesIO(answer.content), data_only=False).active
    return [[cell.value for cell in row] for row in made.iter_rows()], made


def test_a_bank_takes_its_leads_out_and_it_is_noted(led):
    before = led.house.log.last()
    rows, made = sheet(led.client("bank").fill("/leads", "/leads/export"))
    assert rows[0][:4] == ["编号", "期限", "企业", "对接单位"]
    assert [rows[1][0], rows[1][2], rows[1][6]] == [LEAD, FACTORY.title, None]
    assert {cell.data_type for cell in made["A"]} == {"s"}
    assert len(rows) == 2
    noted = [line.entry().event for line in led.house.log.after(before, 10)]
    assert noted[-1] == Exported(what="leads", rows=1)


def test_a_file_that_can_hold_no_more_rows_says_so_in_its_name():
    some, more = ListSheet("线索", ["编号"], [["1"]]), ListSheet("线索", ["编号"], [["1"], ["2"]])
    titles = [file_title("线索", sheets, 2) for sheets in ([some], [more], [some, more])]
    assert titles == ["线索", "线索-前2行", "线索-前2行"]


def test_another_bank_takes_out_nothing_of_it(led):
    client = led.client("other_bank")
    assert "/leads/export" not in client.get("/leads").text
    page = client.get("/leads").text
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    rows, _ = sheet(client.post("/leads/export", data={"csrf": token}))
    assert len(rows) == 1


def test_what_would_be_a_formula_is_text(plain):
    client = plain.client("enterprise")
    given = client.get("/postings").text
    assert "/postings/export" in given
    rows, made = sheet(client.fill("/postings", "/postings/export"))
    assert [row[0] for row in rows] == ["bank.need.id", "编号", "n1"]
    assert all(cell.data_type in {"s", "n"} for row in made.iter_rows() for cell in row)


def test_a_list_comes_as_a_text_too(plain):
    made = plain.client("enterprise").fill("/postings", "/postings/export?format=csv")
    assert made.headers["content-type"] == "text/csv; charset=utf-8"
    first, second = csv.reader(io.StringIO(made.content.decode("utf-8-sig")))
    assert (first[0], second[0], second[2]) == ("编号（bank.need.id）", "n1", content().title)


def test_contacts_go_out_where_they_are_asked_for_to_those_who_may_know_them(led):
    office = led.client("organizer")
    rows, _ = sheet(office.fill("/parties", "/parties/export"))
    assert {"重点企业", "规上"} <= set(rows[1])
    assert not {"联系人", "联系电话"} & set(rows[1])
    rows, _ = sheet(office.fill("/parties", "/parties/export?contacts=1"))
    assert {"联系人", "联系电话"} <= set(rows[1])
    rows, _ = sheet(led.client("bank").fill("/parties", "/parties/export"))
    assert [row[0] for row in rows[2:]] == ["b01"]


def test_a_past_day_is_taken_out_as_it_was(led):
    day = NOON.date().isoformat()
    led.moment = NOON + timedelta(days=1)
    step = f"/leads/{LEAD}/acknowledge"
    assert led.client("bank").fill(step, step).status_code == 303
    office = led.client("organizer")
    now, _ = sheet(office.fill("/leads", "/leads/export"))
    then, _ = sheet(office.fill(f"/leads?as_of={day}", f"/leads/export?as_of={day}"))
    titles = LIFECYCLE.titles
    assert (now[1][5], then[1][5]) == (titles["acknowledged"], titles["delivered"])


def test_without_the_token_nothing_leaves(led):
    assert led.client("bank").post("/leads/export").status_code == 403


def test_a_bank_takes_suggestions_out_with_the_name_of_a_need_while_its_consent_stands(led):
    bank = led.client("bank")
    rows, _ = sheet(bank.fill("/proposals", "/proposals/export"))
    assert rows[0][:4] == ["编号", "赛道", "需求", "需求方"]
    assert len(rows) == 2
    assert FACTORY.title in rows[1]
    led.tell(("consent-n1:b01", ConsentRevoked(need="n1", receiver="b01")))
    rows, _ = sheet(bank.fill("/proposals", "/proposals/export"))
    assert len(rows) == 2
    assert FACTORY.title not in str(rows)
    whole, _ = sheet(
        led.client("organizer").fill("/proposals?track=bank", "/proposals/export?track=bank")
    )
    assert FACTORY.title in whole[1]


def test_consents_users_and_unmatched_needs_can_be_taken_out(led):
    rows, _ = sheet(led.client("enterprise").fill("/consents", "/consents/export"))
    given = "；".join(DATA_KINDS.values())
    assert rows == [
        ["需求编号", "需求", "企业", "对接单位", "状态", "提供的信息", "到期日"],
        ["n1", content().title, FACTORY.title, RURAL_BANK.title, "已授权", given, "2026-04-01"],
    ]
    rows, _ = sheet(led.client("admin").fill("/users", "/users/export"))
    assert "bank" in [row[0] for row in rows]
    trees = content(title="两百棵苗木", text="荒坡绿化", terms=BankNeed())
    life = (NeedDrafted(party="e001", content=trees), NeedSubmitted(), NeedPublished())
    led.tell(*(("need-n2", event) for event in life))
    page = "/unmatched?track=bank"
    rows, _ = sheet(led.client("organizer").fill(page, "/unmatched/export?track=bank"))
    assert [(row[0], row[-1]) for row in rows] == [("编号", "原因"), ("n2", "文字相同处太少")]


def test_results_and_the_rows_of_a_figure_can_be_taken_out(led):
    day = NOON.date().isoformat()
    hire = {"kind": "招用人员", "on": day, "people": "18", "scarce": "是"}
    assert led.client("enterprise").fill("/results/new", "/results/new", **hire).status_code == 303
    office = led.client("organizer")
    rows, _ = sheet(office.fill("/results", "/results/export"))
    assert rows[2][1:] == [
        *(day, "e001", FACTORY.title, "招用人员", None, None, None, "18", "是"),
        *("企业填报", None),
    ]
    page = "/report/hires?kind=month"
    rows, _ = sheet(office.fill(page, "/report/hires/export?kind=month"))
    assert [row[1:6] for row in rows[1:]] == [["e001", FACTORY.title, None, None, 18]]
