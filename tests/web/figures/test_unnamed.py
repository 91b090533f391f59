"""A leader sees figures; the names behind one for a reason, which the log keeps."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from domain.administration.user import NamesShown
from tests.examples import FACTORY, RURAL_BANK, content
from tests.web.sites import forms, text

MARCH = "first=2026-03-01&last=2026-03-31"
FIGURE, LEADS, PERIOD = (
    "/figures/lead/bank",
    f"/report/leads_sent?{MARCH}",
    f"/report/period?{MARCH}",
)
NAMES = {FIGURE: f"{FIGURE}/names", LEADS: f"/report/leads_sent/names?{MARCH}"}
WHY = "现场督办前了解情况"
SECRET = (FACTORY.title, RURAL_BANK.title, content().title, "e001")


def told(page):
    return [word for word in SECRET if word in text(page)]


@pytest.mark.parametrize("path", [FIGURE, LEADS, PERIOD, "/", "/screen", "/report?kind=month"])
def test_a_leader_sees_no_name(led, path):
    assert told(led.client("leader").get(path).text) == []


@pytest.mark.parametrize("path", [FIGURE, LEADS])
def test_control_the_office_sees_them(led, path):
    page = led.client("organizer").get(path).text
    assert FACTORY.title in told(page)
    assert NAMES[path].partition("?")[0] not in page


@pytest.mark.parametrize("path", [FIGURE, LEADS])
def test_names_are_shown_for_a_reason_that_is_kept(led, path):
    leader, before = led.client("leader"), led.house.log.last()
    page = leader.get(path).text
    [action] = [f["action"] for f in forms(page) if "/names" in f["action"]]
    for short in ("", "看看"):
        refused = leader.fill(path, action, reason=short)
        assert (refused.status_code, told(refused.text)) == (422, [])
    assert led.house.log.last() == before
    shown = leader.fill(path, action, reason=WHY)
    assert FACTORY.title in told(shown.text)
    [noted] = [line.entry() for line in led.house.log.after(before, 10)]
    assert isinstance(noted.event, NamesShown)
    assert (noted.stream, noted.event.reason) == ("user-leader", WHY)
    assert told(leader.get(path).text) == []


@pytest.mark.parametrize(
    ("path", "unknown"),
    [(FIGURE, "/figures/lead/moon/names"), (LEADS, f"/report/happiness/names?{MARCH}")],
)
def test_a_figure_that_isnt_there_keeps_no_reason(led, path, unknown):
    leader, before = led.client("leader"), led.house.log.last()
    [form] = [form for form in forms(leader.get(path).text) if "/names" in form["action"]]
    sent = {**form["fields"], "reason": WHY}
    assert leader.post(unknown, data=sent).status_code == 404
    assert led.house.log.last() == before


@pytest.mark.parametrize("path", ["/postings", "/postings/need/n1", "/parties", "/parties/e001"])
def test_single_postings_and_parties_are_no_figures(led, path):
    assert led.client("leader").get(path).status_code == 403


@pytest.mark.parametrize(
    ("page", "begins"), [(PERIOD, "/report/period/xlsx"), (LEADS, "/report/leads_sent/export")]
)
def test_what_a_leader_takes_out_names_nobody(led, page, begins):
    leader = led.client("leader")
    [action] = [
        form["action"]
        for form in forms(leader.get(page).text)
        if form["action"].startswith(begins) and "csv" not in form["action"]
    ]
    book = load_workbook(io.BytesIO(leader.fill(page, action).content))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    cells = [str(cell) for row in rows for cell in row if cell]
    assert [word for word in SECRET if any(word in cell for cell in cells)] == []
