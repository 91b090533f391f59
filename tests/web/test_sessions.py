"""Docking sessions on the screen: planned, filled, given a timetable; each sees what is theirs."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest

from domain.command import Role
from domain.session import Meet, SessionClosed, TimetableReleased
from domain.session_meetings import ReleaseTimetable
from tests.examples import FACTORY
from tests.sessions import SOON, came
from tests.spec import NOON
from tests.web.sites import text

NEW = {
    "title": "五月政银企对接会",
    "track": "政银企对接",
    "kind": "一对一洽谈",
    "venue": "县会议中心",
    "day": (NOON + timedelta(days=20)).date().isoformat(),
    "starts": "09:00",
    "slot_minutes": "15",
    "slots": "4",
    "tables": "2",
    "capacity": "10",
    "most_each": "2",
}


@pytest.fixture
def met(led):
    """The factory and the bank came, and sit together in the first slot."""
    meet = Meet(slot=0, table=0, enterprise="e001", partner="b01")
    told = TimetableReleased(number=1, meetings=(meet,), worth=1500, bound=1500, seed=0)
    led.tell(
        ("session-s1", came("e001")),
        ("session-s1", came("b01", "partner")),
        ("session-s1", SessionClosed()),
        ("session-s1", told),
    )
    return led


def test_from_a_plan_to_a_released_timetable(led):
    office = led.client("organizer")
    path = office.fill("/sessions/new", "/sessions/new", **NEW).headers["location"]
    assert path not in led.client("bank").get("/sessions").text  # a draft is the office's own
    assert office.fill(path, f"{path}/open_session").status_code == 303
    for who in ("enterprise", "bank"):
        assert led.client(who).fill(path, f"{path}/register").status_code == 303
    assert office.fill(path, f"{path}/close_session").status_code == 303
    shown = office.fill(path, f"{path}/plan")
    assert "1 场会面" in text(shown.text)
    assert "已证明最优" in text(shown.text)
    assert "预览，尚未发布" in text(shown.text)
    fields = {"csrf": token(shown.text), "seed": "0", "mode": ""}
    assert office.post(f"{path}/release", data=fields).status_code == 303
    assert "第 1 版" in text(office.get(path).text)
    mine = text(led.client("enterprise").get(path).text)
    assert "我的安排" in mine
    assert "襄城农村商业银行" in mine


def token(html):
    return html.partition('name="csrf" value="')[2].partition('"')[0]


def test_a_guest_sees_its_own_meetings_and_no_list_of_others(met):
    shown = text(met.client("enterprise").get("/sessions/s1").text)
    assert "1 号桌" in shown
    assert "报名单位" not in shown
    assert "日程 第 1 版" not in shown
    other = text(met.client("rival").get("/sessions/s1").text)
    assert "我的安排" not in other
    assert FACTORY.title not in other


def test_an_agenda_goes_into_a_calendar(met):
    answer = met.client("enterprise").get("/sessions/s1/agenda.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    [event] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["uid"], event.decoded("dtstart").date()) == ("s1.e001.b01@docking", SOON)
    assert met.client("organizer").get("/sessions/s1/agenda.ics").status_code == 404


def test_as_of_the_day_before_there_was_no_timetable(met):
    met.moment = NOON + timedelta(days=1)
    office = met.client("organizer")
    later = Meet(slot=1, table=0, enterprise="e001", partner="b01")
    told = TimetableReleased(number=2, meetings=(later,), worth=1500, bound=1500, seed=0)
    ask = met.house.ask("office", Role.ORGANIZER)
    command = ReleaseTimetable(id="s1", version=2, meetings=(later,), worth=1500, bound=1500)
    assert met.house.desk.do(command, ask).entries[0].event == told
    met.house.follow()
    day = NOON.date().isoformat()
    assert "第 2 版" in text(office.get("/sessions/s1").text)
    assert "第 1 版" in text(office.get(f"/sessions/s1?as_of={day}").text)


def test_checking_in_by_the_office_on_the_day(met):
    met.moment = NOON + timedelta(days=10)
    office = met.client("organizer")
    path = "/sessions/s1/check_in/e001"
    assert office.fill("/sessions/s1", path).status_code == 303
    assert "已签到" in text(office.get("/sessions/s1").text)
    assert office.fill("/sessions/s1", "/sessions/s1/hold_session").status_code == 303
    assert "已举办" in text(office.get("/sessions/s1").text)


def test_a_refusal_is_said_and_changes_nothing(met):
    office = met.client("organizer")
    shown = office.fill("/sessions/s1", "/sessions/s1/hold_session")
    assert (shown.status_code, "还没有到" in text(shown.text)) == (409, True)
    wrong = office.fill("/sessions/new", "/sessions/new", **NEW | {"starts": "9点"})
    assert wrong.status_code == 422
    past = office.fill("/sessions/new", "/sessions/new", **NEW | {"day": "2020-01-01"})
    assert (past.status_code, "日期已经过去" in text(past.text)) == (422, True)


def test_a_session_is_cancelled_with_its_reason(met):
    office, path = met.client("organizer"), "/sessions/s1/cancel"
    assert office.fill(path, path, reason="天气原因").status_code == 303
    assert "已取消" in text(met.client("enterprise").get("/sessions").text)


def test_only_the_office_plans(met):
    bank = met.client("bank")
    assert bank.get("/sessions/new").status_code == 403
    csrf = token(bank.get("/sessions/s1").text)
    assert bank.post("/sessions/s1/plan", data={"csrf": csrf}).status_code == 403
    assert bank.post("/sessions/s1/close_session", data={"csrf": csrf}).status_code == 403
