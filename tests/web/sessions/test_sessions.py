"""Docking sessions on the screen: planned, filled, given a timetable; each sees what is theirs."""

from __future__ import annotations

import re
from datetime import timedelta

import icalendar

from domain.core.command import Role
from domain.leads.lead import IntentSigned, LeadContacted
from domain.postings.need import NeedRevised
from domain.sessions.meetings import ReleaseTimetable
from domain.sessions.session import (
    Invited,
    Meet,
    SessionRevised,
    TimetableReleased,
)
from projections.figures.figure_table import FIGURES
from projections.figures.figures import figures
from services.web.filters import chinese_day
from tests.examples import FACTORY, content
from tests.leads import LEAD
from tests.sessions import SOON, came, details, planned
from tests.spec import DAY, NOON
from tests.web.sites import forms, text

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
    met.house.views.fresh(*met.house.views.readers)
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


def test_a_guest_says_when_it_is_free_and_finds_the_session_at_home(led):
    mine, path = led.client("enterprise"), "/sessions/s1"
    assert mine.fill(path, f"{path}/register", free=["0", "2"]).status_code == 303
    shown = mine.get(path).text
    assert shown.count('name="free"') == 4
    assert shown.count("checked") == 2
    assert "五月政银企对接会 已报名" in text(mine.get("/").text)
    assert mine.fill(path, f"{path}/register", free=["1"]).status_code == 303
    assert mine.get(path).text.count("checked") == 1
    wrong = mine.fill(path, f"{path}/register", free=["99"])
    assert wrong.status_code == 422


def test_a_request_is_asked_for_accepted_and_planned_first(led):
    wanted = details(request_quota=2)
    led.tell(
        ("session-s1", SessionRevised(details=wanted)),
        ("session-s1", came("e001")),
        ("session-s1", came("b01", "partner")),
    )
    path, mine, theirs = "/sessions/s1/meetings", led.client("enterprise"), led.client("bank")
    assert mine.fill(path, "/sessions/s1/ask", other="b01").status_code == 303
    assert "等待答复" in text(theirs.get(path).text)
    assert theirs.fill(path, "/sessions/s1/answer", accepted="yes").status_code == 303
    assert "已接受" in text(mine.get(path).text)
    assert "已接受" not in text(led.client("rival").get(path).text)


def test_an_outcome_is_told_by_one_and_confirmed_by_the_other_then_followed_up(met):
    met.moment = NOON + timedelta(days=10)
    path, office = "/sessions/s1/meetings", met.client("organizer")
    for party in ("e001", "b01"):
        office.fill("/sessions/s1", f"/sessions/s1/check_in/{party}")
    said = {"code": "intent_signed", "amount_fen": "200"}
    mine, theirs = met.client("enterprise"), met.client("bank")
    assert mine.fill(path, "/sessions/s1/outcome", **said).status_code == 303
    assert "等另一方确认" in text(theirs.get(path).text)
    wrong = theirs.fill(path, "/sessions/s1/outcome", **said | {"amount_fen": "很多"})
    assert wrong.status_code == 422
    assert theirs.fill(path, "/sessions/s1/outcome", **said).status_code == 303
    assert "双方一致" in text(mine.get(path).text)
    office.fill("/sessions/s1", "/sessions/s1/hold_session")
    assert f"{chinese_day(SOON + timedelta(days=7))} 前跟进" in text(mine.get(path).text)
    assert "没有到期的跟进" in text(mine.get("/follow_ups").text)
    landed = {"code": "landed", "amount_fen": "150"}
    assert mine.fill(path, "/sessions/s1/follow_up", **landed).status_code == 303
    assert "前跟进" not in text(mine.get(path).text)
    assert theirs.fill(path, "/sessions/s1/follow_up", **landed).status_code == 303
    shown = text(office.get("/report?kind=year&figure=landed_amount").text)
    assert "150万元" in shown
    assert "第 1 时段 1 号桌" in text(office.get("/report/landed_amount?kind=year").text)


def test_a_follow_up_falls_due_until_somebody_tells(met):
    met.moment = NOON + timedelta(days=10)
    office = met.client("organizer")
    for party in ("e001", "b01"):
        office.fill("/sessions/s1", f"/sessions/s1/check_in/{party}")
    path = "/sessions/s1/meetings"
    said = {"code": "cooperation_possible"}
    assert office.fill(path, "/sessions/s1/outcome", **said).status_code == 303
    office.fill("/sessions/s1", "/sessions/s1/hold_session")
    met.moment = NOON + timedelta(days=18)
    bank, rival = met.client("bank"), met.client("rival")
    assert chinese_day(SOON + timedelta(days=7)) in text(bank.get("/follow_ups").text)
    assert "没有到期的跟进" in text(rival.get("/follow_ups").text)
    assert bank.fill(path, "/sessions/s1/follow_up", code="progressing").status_code == 303
    assert "没有到期的跟进" in text(bank.get("/follow_ups").text)
    met.moment = NOON + timedelta(days=41)  # the next falls due after thirty days
    again = text(met.client("organizer").get("/follow_ups").text)
    assert chinese_day(SOON + timedelta(days=30)) in again
    assert FACTORY.title in again


def test_the_pages_show_the_figures_that_the_view_has(met):
    met.moment = NOON + timedelta(days=10)
    office = met.client("organizer")
    office.fill("/sessions/s1", "/sessions/s1/check_in/e001")
    office.fill("/sessions/s1", "/sessions/s1/hold_session")
    span = ("2026-01-01", "2026-12-31")
    found = figures(met.house.views.facts, FIGURES, *span)
    assert (found["sessions_held"].value, found["attendance"].value) == (1, 0.5)
    for path in ("/report?kind=year", "/screen"):
        shown = text(office.get(path).text)
        assert "1 场" in shown
        assert "50.0%" in shown
        assert "1 ÷ 2" in shown
    answer = office.get("/api/v1/figures?kind=year").json()["items"]
    assert {one["code"]: one["value"] for one in answer} == {
        code: value.value for code, value in found.items()
    }
    before = NOON.date().isoformat()
    assert "50.0%" not in text(office.get(f"/report?kind=year&as_of={before}").text)


def test_the_office_insists_on_a_meeting_and_takes_it_back(met):
    office, path = met.client("organizer"), "/sessions/s1/meetings"
    pair = {"enterprise": "e001", "partner": "b01"}
    assert office.fill(path, "/sessions/s1/insist", **pair).status_code == 303
    assert "取消指定" in text(office.get(path).text)
    back = [f for f in forms(office.get(path).text) if "wanted" in f["fields"]]
    assert office.post(back[0]["action"], data=back[0]["fields"]).status_code == 303
    assert "取消指定" not in text(office.get(path).text)


def test_who_stayed_away_is_told_so_and_nobody_else(met):
    met.moment = NOON + timedelta(days=10)
    office = met.client("organizer")
    office.fill("/sessions/s1", "/sessions/s1/check_in/e001")
    office.fill("/sessions/s1", "/sessions/s1/hold_session")
    assert "没有到会" in text(met.client("bank").get("/sessions/s1").text)
    assert "没有到会" not in text(met.client("enterprise").get("/sessions/s1").text)
    shown = text(office.get("/report?kind=year&session=s1").text)
    assert "1 ÷ 2" in shown
    assert "1 ÷ 2" not in text(office.get("/report?kind=year&session=other").text)


def test_what_is_printed_has_everybody_and_a_code_that_checks_in(met):
    met.moment = NOON + timedelta(days=10)
    office = met.client("organizer")
    for kind, said in (("agendas", "1"), ("cards", "1"), ("signing", "签名"), ("badges", "企业")):
        shown = text(office.get(f"/sessions/s1/print/{kind}").text)
        assert said in shown
        assert FACTORY.title in shown or kind == "cards"
    assert "<svg" in office.get("/sessions/s1/print/badges").text
    door = "/sessions/s1/door/e001"
    assert "第一场会面" in text(office.get(door).text)
    assert office.fill(door, door).status_code == 303
    assert "已签到" in text(office.get(door).text)
    assert office.get("/sessions/s1/door/e002").status_code == 404
    assert met.client("enterprise").get(door).status_code == 403


def test_an_edit_of_the_board_says_what_it_costs_and_is_what_is_released(met):
    office = met.client("organizer")
    moved = {"pair": "e001|b01", "slot": "2", "table": "1"}
    shown = office.fill("/sessions/s1", "/sessions/s1/move", **moved)
    assert "这一改不影响得分" in text(shown.text)
    released = next(f for f in forms(shown.text) if f["action"].endswith("/release"))
    assert office.post(released["action"], data=released["fields"]).status_code == 303
    assert "2 号桌" in text(met.client("bank").get("/sessions/s1").text)
    shown = text(office.get("/sessions/s1/versions").text)
    assert "1 场会面不同，2 家单位的安排有变" in shown
    none = office.fill("/sessions/s1", "/sessions/s1/move", **moved | {"pair": "x|y"})
    assert (none.status_code, "没有这场会面" in text(none.text)) == (409, True)
    broken = office.fill("/sessions/s1", "/sessions/s1/move", **moved | {"board": "1 2"})
    assert broken.status_code == 422


def test_who_looked_at_an_older_board_is_told_to_plan_again(met):
    office = met.client("organizer")
    shown = office.fill("/sessions/s1", "/sessions/s1/move", pair="e001|b01", slot="2", table="1")
    old = next(f for f in forms(shown.text) if f["action"].endswith("/release"))
    later = office.fill("/sessions/s1", "/sessions/s1/move", pair="e001|b01", slot="3", table="0")
    new = next(f for f in forms(later.text) if f["action"].endswith("/release"))
    assert office.post(new["action"], data=new["fields"]).status_code == 303
    assert office.post(old["action"], data=old["fields"]).status_code == 409


def test_a_what_if_is_shown_and_not_released(met):
    office = met.client("organizer")
    shown = office.fill("/sessions/s1", "/sessions/s1/plan", tables="1", slots="1")
    assert "假如这样，不能发布" in text(shown.text)
    assert not [f for f in forms(shown.text) if f["action"].endswith("/release")]


def test_invitations_go_to_those_who_are_ticked(led):
    office = led.client("organizer")
    shown = office.get("/sessions/s1/invites?enterprises=1&partners=1")
    assert "从未受邀" in text(shown.text)
    path = "/sessions/s1/invites"
    answer = office.fill(path, path, party="e001", deed="invite")
    assert answer.status_code == 303
    assert "助企办邀请您" in text(led.client("enterprise").get("/sessions/s1").text)
    for deed in ("invite", "register"):
        none = office.fill(path, path, deed=deed, theme="设备", party=[])
        assert (none.status_code, 'value="设备"' in none.text) == (422, True)
    edited = text(office.get("/sessions/s1/invites?enterprises=1&partners=1&never=b01").text)
    assert "这样改，价值少" in edited


def test_an_enterprise_that_only_waits_for_an_answer_is_shown_and_nobody_ticks_it(led):
    """The control is its need as it was: proposed, and ticked."""
    page, box = "/sessions/s1/invites", r'<input type="checkbox" name="party" value="e001"[^>]*>'
    office = led.client("organizer")
    [before] = re.findall(box, office.get(page).text)
    assert "checked" in before
    assert 'id="waiting"' not in office.get(page).text
    led.tell(("need-n1", NeedRevised(content=content(regions=()))))
    shown = office.get(page).text
    [now] = re.findall(box, shown)
    assert "checked" not in now
    assert f"{FACTORY.title} 待确认 {content().title}" in text(shown)
    assert office.fill(page, page, party="e001", deed="invite").status_code == 303
    assert "助企办邀请您" in text(led.client("enterprise").get("/sessions/s1").text)


def test_who_could_have_been_invited_on_a_past_day_no_later_event_changes(led):
    page = "/sessions/s1/invites?enterprises=1&partners=1"
    then = f"{page}&as_of={led.moment.date()}"
    led.moment += timedelta(days=1)
    before = text(led.client("organizer").get(then).text)
    assert "从未受邀" in before
    signed = IntentSigned(on=DAY, amount_fen=100)
    led.tell((f"lead-{LEAD}", LeadContacted(on=DAY)), (f"lead-{LEAD}", signed))
    led.tell(("session-s2", planned), ("session-s2", Invited(parties=("e001",))))
    assert text(led.client("organizer").get(then).text) == before
    assert text(led.client("organizer").get(page).text) != before


def test_sessions_of_one_campaign_are_shown_together(led):
    led.tell(("session-s1", SessionRevised(details=details(campaign="行长进万企"))))
    office = led.client("organizer")
    assert "行长进万企" in text(office.get("/sessions").text)
    assert "没有符合条件的记录" in text(office.get("/sessions?campaign=别的").text)


def test_only_the_office_plans(met):
    bank = met.client("bank")
    assert bank.get("/sessions/new").status_code == 403
    csrf = token(bank.get("/sessions/s1").text)
    assert bank.post("/sessions/s1/plan", data={"csrf": csrf}).status_code == 403
    assert bank.post("/sessions/s1/close_session", data={"csrf": csrf}).status_code == 403


def test_the_office_changes_what_it_announced_and_when_it_is(led):
    office = led.client("organizer")
    page = office.fill("/sessions/new", "/sessions/new", **NEW).headers["location"]
    shown = office.get(page).text
    assert f'href="{page}/revise"' in shown
    changed = NEW | {"title": "五月对接会", "venue": "产业园一楼", "capacity": "20"}
    assert office.fill(f"{page}/revise", f"{page}/revise", **changed).status_code == 303
    later = (NOON + timedelta(days=30)).date()
    moved = {"day": later.isoformat(), "starts": "14:30"}
    assert office.fill(f"{page}/postpone", f"{page}/postpone", **moved).status_code == 303
    details = led.house.views.sessions.one(page.rpartition("/")[2]).details
    assert (details.title, details.venue, details.capacity, details.day, details.starts) == (
        *("五月对接会", "产业园一楼", 20),
        *(later, "14:30"),
    )
    wrong = office.fill(f"{page}/postpone", f"{page}/postpone", day="2020-01-01", starts="14:30")
    assert wrong.status_code in {409, 422}
    assert led.client("bank").get(f"{page}/revise").status_code == 403
