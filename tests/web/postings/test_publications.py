"""Offerings that a party publishes one after the other, by page, API, line or file: so many a day,
and the office publishes what waits."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from domain.administration.parameter import ParameterSet
from domain.core.command import Role
from services.files.intake.imports import Reading, check, take
from services.inbound.execute import answer, ask_for_party
from tests.examples import loan
from tests.spec import DAY, NOON
from tests.web.postings.test_import import Import, workbook
from tests.web.sites import as_filled, site, text

WAITS = "由助企办发布，或者"
HEADINGS = ["编号", "标题", "说明", "最低金额（万元）", "最高金额（万元）"]
TEXT = "客户到期前一周内周转，随借随还"
WAITING = "/postings/publish?status=submitted"


@pytest.fixture
def two(tmp_path):
    """A party may publish and revise twice a day."""
    most = ParameterSet(parameter="offering_changes_a_day", value=2, since=DAY)
    with site(tmp_path, ("parameters", most)) as made:
        yield made


def drafted(made, id, who="bank"):
    client = made.client(who)
    names = {"side": "offering", "id": id}
    content = loan(title=f"周转贷{id}").model_dump(mode="json")
    for command, more in (("draft", {"party": "b01", "content": content}), ("submit", {})):
        assert _asked(client, command, names | more).status_code == 200


def by_api(made, id, who="bank"):
    sent = _asked(made.client(who), "publish", {"side": "offering", "id": id})
    return "accepted" if sent.status_code == 200 else sent.text


def by_page(made, id, who="bank"):
    client, path = made.client(who), f"/postings/offering/{id}"
    sent = client.fill(path, f"{path}/publish")
    return "accepted" if sent.status_code == 303 else text(sent.text)


def by_line(made, id):
    data = {"side": "offering", "id": id}
    raw = json.dumps({"command": "publish", "id": f"line-{id}-{made.moment}", "data": data})
    ask = ask_for_party(made.house.desk, made.house.now, "b01", "cli")
    given = answer(made.house, raw.encode(), ask)
    made.house.views.fresh()
    return "accepted" if given["answer"] == "accepted" else given["message"]


def _asked(client, command, body):
    page = client.get("/password").text
    headers = {"x-csrf-token": as_filled(page, "/password")["csrf"]}
    return client.post(f"/api/v1/commands/{command}", json=body, headers=headers)


def states(made):
    made.house.views.fresh()
    rows = made.house.views.market.postings(side="offering", party="b01")
    return {row.id: row.status for row in rows if row.id != "o1"}


@pytest.mark.parametrize("way", [by_api, by_page, by_line])
def test_the_third_of_a_day_stays_submitted_and_goes_out_on_the_next(two, way):
    for id in ("p1", "p2", "p3"):
        drafted(two, id)
    assert [way(two, "p1"), way(two, "p2")] == ["accepted", "accepted"]
    assert WAITS in way(two, "p3")
    assert states(two) == {"p1": "published", "p2": "published", "p3": "submitted"}
    two.moment = NOON + timedelta(days=1)
    assert (way(two, "p3"), states(two)["p3"]) == ("accepted", "published")


def test_one_that_is_withdrawn_counts_all_the_same(two):
    for id in ("p1", "p2", "p3"):
        drafted(two, id)
        by_api(two, id)
        body = {"side": "offering", "id": id, "reason_code": "other"}
        _asked(two.client("bank"), "withdraw", body)
    drafted(two, "p4")
    assert WAITS in by_api(two, "p4")


def test_what_is_revised_and_what_is_published_share_what_there_is(two):
    drafted(two, "p1")
    drafted(two, "p2")
    assert by_api(two, "p1") == "accepted"
    body = {"side": "offering", "id": "p1", "content": loan(title="另一种").model_dump(mode="json")}
    assert _asked(two.client("bank"), "revise", body).status_code == 200
    assert WAITS in by_api(two, "p2")


def filed(many=5):
    rows = [[f"f{n}", f"周转贷{n}", TEXT, n, 100 + n] for n in range(1, many)]
    return workbook(*rows, headings=HEADINGS, name="供给")


def test_a_file_comes_in_whole_and_the_office_publishes_what_waits_in_one_act(two):
    pages = Import(two.client("bank"), filed(), track="bank").take()
    assert "有 2 条已提交，还没有发布" in pages.says
    assert sorted(states(two).values()) == ["published", "published", "submitted", "submitted"]
    office, waiting = two.client("organizer"), "/postings?status=submitted"
    home = text(office.get("/").text)
    assert "待审核" in home
    assert "周转贷4" in home
    page = office.get(waiting).text
    form = as_filled(page, WAITING)
    ticked = {"posting": ["offering/f3", "offering/f4"]}
    done = office.post("/postings/publish?status=submitted", data={**form, **ticked})
    assert done.status_code == 303
    assert set(states(two).values()) == {"published"}


def test_the_bank_publishes_the_rest_tomorrow_as_far_as_that_day_goes(two):
    Import(two.client("bank"), filed(6), track="bank").take()
    two.moment = NOON + timedelta(days=1)
    bank = two.client("bank")
    form = as_filled(bank.get("/postings?status=submitted").text, WAITING)
    ticked = {"posting": ["offering/f3", "offering/f4", "offering/f5"]}
    assert bank.post("/postings/publish", data={**form, **ticked}).status_code == 303
    assert "其余的还在等待" in bank.get("/postings").text
    assert sorted(states(two).values()) == ["published"] * 4 + ["submitted"]
    again = bank.post("/postings/publish", data={"csrf": form["csrf"], "posting": "offering/f5"})
    assert (again.status_code, WAITS in text(again.text)) == (409, True)


def test_a_file_that_comes_in_again_after_it_was_taken_back_finds_nothing_left(two):
    pages = Import(two.client("bank"), filed(), track="bank").take()
    path = pages.page.partition('href="/imports/')[2].partition('"')[0]
    bank = two.client("bank")
    assert bank.fill(f"/imports/{path}", f"/imports/{path}/undo").status_code == 303
    assert "published" not in states(two).values()
    anew = workbook(
        ["g1", "周转贷", "客户到期前周转，随借随还", 5, 99], headings=HEADINGS, name="供给"
    )
    assert "有 1 条已提交" in Import(bank, anew, track="bank").take().says


def test_control_what_the_office_brings_in_is_all_published(two, tmp_path):
    path = tmp_path / "产品.xlsx"
    rows = [
        ["b01", f"周转贷{n}", "客户到期前一周内周转，随借随还", n, 100 + n] for n in range(1, 6)
    ]
    path.write_bytes(workbook(*rows, headings=["单位编号", *HEADINGS[1:]], name="供给"))
    house = two.house
    ask = house.ask("import", Role.ORGANIZER, source="import")
    reading = Reading("bank", confirmed=frozenset({"unusual", "new"}))
    take(house.desk, check(house.views, house.desk, path, ask, reading))
    assert list(states(two).values()) == ["published"] * 5
