"""Who else comes to a session: counts, until the office has released a timetable; then those whom
one meets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.leads.consent import ConsentRevoked
from domain.sessions.session import (
    Left,
    MeetingRequested,
    SessionHeld,
    SessionPlanned,
    TimetableReleased,
)
from services.web.api.openapi import PREFIX
from tests.examples import FACTORY, RURAL_BANK
from tests.sessions import came, details, opened
from tests.spec import NOON
from tests.web.sites import steady, text

RIVAL = "襄城县明远纺织有限公司"
PATHS = (
    "/sessions",
    "/sessions/s1",
    "/sessions/s1/meetings",
    "/sessions/s1/agenda.ics",
    "/follow_ups",
    "/notices",
    "/",
    "/search?q=恒丰",
    f"{PREFIX}/sessions",
    f"{PREFIX}/sessions/s1",
)
EXPORTS = ("/sessions/export", "/sessions/s1/meetings/export", "/follow_ups/export")
ASKED = MeetingRequested(by="e001", other="b01", until=NOON + timedelta(hours=9))


def said(client, *names):
    """On which roads somebody reads one of these names or ids."""
    shown = {path: steady(client.get(path).text).replace("\r\n ", "") for path in PATHS}
    page = client.get("/sessions").text
    csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
    for path in EXPORTS:
        answer = client.post(f"{path}?format=csv", data={"csrf": csrf})
        shown[path] = answer.content.decode("utf-8", "ignore")
    return {path for path, words in shown.items() if any(name in words for name in names)}


BEGUN = (
    ("session-s1", SessionPlanned(details=details(request_quota=2))),
    ("session-s1", opened),
)


@pytest.fixture
def full(plain):
    """Two enterprises and two banks are registered, without any consent."""
    guests = (came("e001"), came("e002"), came("b01", "partner"), came("b02", "partner"))
    plain.tell(*BEGUN, *(("session-s1", guest) for guest in guests))
    return plain


def test_who_registered_reads_counts_and_no_enterprise(full):
    for who in ("bank", "other_bank"):
        assert said(full.client(who), FACTORY.title, RIVAL, "e001", "e002") == set()
    shown = text(full.client("bank").get("/sessions/s1/meetings").text)
    assert "已报名企业 2 家、对接方 2 家" in shown


def test_an_enterprise_reads_the_institutions_and_no_other_enterprise(full):
    mine = full.client("enterprise")
    assert said(mine, RIVAL) == set()
    assert RURAL_BANK.title in mine.get("/sessions/s1/meetings").text


def test_a_university_neither_registers_for_a_session_of_banks_nor_reads_of_it(full):
    theirs, path = full.client("university"), "/sessions/s1"
    assert theirs.fill(path, f"{path}/register").status_code == 409
    assert said(theirs, FACTORY.title, RIVAL) == set()


def test_the_form_says_what_registering_discloses_and_the_log_keeps_that_it_did(plain):
    plain.tell(*BEGUN)
    path = "/sessions/s1"
    mine = plain.client("enterprise")
    assert "您的名称将告知与您排在一起会面的单位" in text(mine.get(path).text)
    assert mine.fill(path, f"{path}/register").status_code == 303
    [line] = [e for e in plain.house.log.read("session-s1") if e.name == "session.registered"]
    assert line.entry().event == came("e001").model_copy(update={"informed": True})


def test_a_request_tells_its_name_to_whom_it_goes_while_it_is_open(full):
    full.tell(("session-s1", ASKED))
    assert said(full.client("bank"), FACTORY.title) == {"/sessions/s1/meetings"}
    assert said(full.client("other_bank"), FACTORY.title) == set()
    full.moment = NOON + timedelta(hours=10)
    assert said(full.client("bank"), FACTORY.title) == set()


def test_the_released_agenda_names_whom_one_meets_also_after_a_revocation(met):
    mine, other = met.client("bank"), met.client("other_bank")
    met.tell(("consent-n1:b01", ConsentRevoked(need="n1", receiver="b01")))
    named = said(mine, FACTORY.title)
    assert named == {
        "/sessions/s1",
        "/sessions/s1/meetings",
        "/sessions/s1/meetings/export",
        "/sessions/s1/agenda.ics",
    }
    assert said(other, FACTORY.title) == set()


def test_whom_one_does_not_meet_after_all_has_no_name_in_the_calendar(met):
    empty = TimetableReleased(number=2, meetings=(), worth=0, bound=0, seed=0)
    met.tell(
        ("consent-n1:b01", ConsentRevoked(need="n1", receiver="b01")),
        ("session-s1", Left(party="e001", meets=("b01",))),
        ("session-s1", empty),
    )
    mine = met.client("bank")
    assert said(mine, FACTORY.title) == set()
    assert "CANCELLED" in mine.get("/sessions/s1/agenda.ics").text


def test_a_request_that_came_to_nothing_names_nobody_once_the_session_is_over(full):
    full.tell(("session-s1", ASKED), ("session-s1", SessionHeld()))
    assert said(full.client("bank"), FACTORY.title) == set()
