"""成果: an enterprise reports what came of docking; the office may void it; the figures follow."""

from __future__ import annotations

from tests.examples import FACTORY
from tests.spec import NOON
from tests.web.sites import text

HIRE = {"kind": "招用人员", "on": NOON.date().isoformat(), "people": "18", "scarce": "是"}


def test_an_enterprise_reports_and_the_figures_have_it(led):
    mine, office = led.client("enterprise"), led.client("organizer")
    assert mine.fill("/results/new", "/results/new", **HIRE).status_code == 303
    assert "紧缺人才" in text(mine.get("/results").text)
    assert FACTORY.title in text(office.get("/results").text)
    assert "还没有填报" in text(led.client("rival").get("/results").text)
    assert "引进紧缺人才 18 人" in text(office.get("/report?kind=month").text)


def test_a_form_that_is_sent_twice_reports_once(led):
    mine = led.client("enterprise")
    fields = HIRE | {"command": "a" * 24}
    for _ in range(2):
        assert mine.fill("/results/new", "/results/new", **fields).status_code == 303
    assert mine.get("/results").text.count('<td data-label="成果">') == 1


def test_the_office_reports_for_an_enterprise_and_voids_with_a_reason(led):
    office = led.client("organizer")
    buy = {"enterprise": "e001", "kind": "购买使用本地产品", "on": HIRE["on"], "amount_fen": "120"}
    assert office.fill("/results/new", "/results/new", **buy).status_code == 303
    shown = office.get("/results").text
    assert "120万元" in text(shown)
    path = shown.partition('action="/results/')[2].partition('"')[0]
    assert office.fill("/results", f"/results/{path}", reason="").status_code == 422
    assert office.fill("/results", f"/results/{path}", reason="重复填报").status_code == 303
    assert "还没有填报" in text(office.get("/results").text)


def test_what_makes_no_sense_stands_beside_its_field(led):
    mine = led.client("enterprise")
    wrong = mine.fill("/results/new", "/results/new", **HIRE | {"people": ""})
    assert (wrong.status_code, "应在 1 到" in text(wrong.text)) == (422, True)
    unwanted = mine.fill("/results/new", "/results/new", **HIRE | {"amount_fen": "5"})
    assert (unwanted.status_code, "不填这一项" in text(unwanted.text)) == (422, True)
