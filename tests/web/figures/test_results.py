"""成果: an enterprise reports what came of docking; the office may void it; the figures follow."""

from __future__ import annotations

import pytest

from domain.results.result import ResultReported
from tests.examples import FACTORY
from tests.logbook import Logbook
from tests.spec import NOON
from tests.web.sites import DUTIES, text

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


BUY = {"kind": "购买使用本地产品", "on": HIRE["on"], "amount_fen": "50"}
OLD = ResultReported(
    kind="purchase",
    on=NOON.date(),
    enterprise="e001",
    partner="e002",
    industry="C34",
    amount_fen=50_000_000_00,
    people=None,
    scarce=False,
)


def entered(led):
    """The office enters that one enterprise bought of another."""
    told = BUY | {"enterprise": "e001", "partner": "e002"}
    assert led.client("organizer").fill("/results/new", "/results/new", **told).status_code == 303
    [row], _ = led.house.views.facts.page(["entered_purchase", "purchase"])
    return f"/results/{row.id}"


def told_of(led, party):
    rows = led.house.views.notices.between(0, int(led.house.now().timestamp()))
    return [row.kind for row in rows if row.addressee == party]


def report(led):
    return text(led.client("organizer").get("/report?kind=month").text)


def test_what_the_office_enters_is_marked_and_counted_apart(led):
    entered(led)
    assert "购买本地产品 50万元" not in report(led)
    assert "购买本地产品（助企办登记） 50万元" in report(led)
    office = led.client("organizer")
    assert "助企办登记" in text(office.get("/results").text)
    assert "助企办登记" in text(office.get("/report/entered_purchases?kind=month").text)
    exported = office.fill("/results", "/results/export?format=csv")
    assert "助企办登记" in exported.content.decode("utf-8-sig")


@pytest.mark.parametrize("who", ["enterprise", "rival"])
def test_both_sides_are_told_and_asked(led, who):
    entered(led)
    assert "result_entered" in told_of(led, f"party-{DUTIES[who].party}")
    mine = led.client(who)
    assert "助企办登记了这项成果，请确认" in text(mine.get("/").text)
    assert "助企办登记" in text(mine.get("/results").text)


def test_by_the_enterprises_own_word_it_counts_with_the_others(led):
    path, mine = entered(led), led.client("enterprise")
    assert mine.fill("/results", f"{path}/confirm").status_code == 303
    assert "购买本地产品 50万元" in report(led)
    assert "企业已确认" in text(led.client("organizer").get("/results").text)
    assert "请确认" not in text(mine.get("/").text).partition("助企办登记了这项成果")[2][:20]
    assert f"{path}/confirm" not in mine.get("/results").text


def test_the_other_sides_word_alone_does_not_count(led):
    path = entered(led)
    assert led.client("rival").fill("/results", f"{path}/confirm").status_code == 303
    assert "购买本地产品 50万元" not in report(led)
    assert "对接单位已确认" in text(led.client("organizer").get("/results").text)


@pytest.mark.parametrize(
    ("who", "says"), [("enterprise", "企业有异议"), ("rival", "对接单位有异议")]
)
def test_a_dispute_is_shown_and_the_office_is_told(led, who, says):
    path = entered(led)
    assert led.client(who).fill("/results", f"{path}/dispute").status_code == 303
    assert says in text(led.client("organizer").get("/results").text)
    assert "result_disputed" in told_of(led, "office")
    assert "购买本地产品 50万元" not in report(led)


def told_by(led, role):
    """An entry from before who told it was noted in the event itself."""
    line = Logbook(("result-old", OLD)).lines[0].entry()._replace(role=role, id="old-1")
    led.house.log.append([line])
    led.house.views.fresh()
    return [row.kind for row in led.house.views.facts.rows(["purchase", "entered_purchase"])]


def test_whose_an_old_entry_is_tells_who_entered_it(led):
    assert told_by(led, "organizer") == ["entered_purchase"]


def test_control_an_enterprises_own_word_counts_and_nobody_is_asked(led):
    assert told_by(led, "enterprise") == ["purchase"]
    assert "result_entered" not in told_of(led, "party-e002")
    assert "还没有填报" in text(led.client("rival").get("/results").text)
