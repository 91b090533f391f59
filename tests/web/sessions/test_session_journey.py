"""In a real browser: a bank session of 20 banks and 100 enterprises, from the plan to the day."""

from __future__ import annotations

from datetime import UTC, datetime

import icalendar
import pytest

from domain.administration.user import AddUser, Duty
from domain.core.command import Role
from domain.core.personal import Personal
from domain.parties.party import PartyRegistered
from domain.postings.need import NeedDrafted, NeedPublished, NeedSubmitted
from domain.postings.offering import OfferingDrafted, OfferingPublished, OfferingSubmitted
from services.sessions import planning
from services.web.server import beside, bound
from tests.examples import FACTORY, RURAL_BANK, content, loan
from tests.web.site.test_browser import Running, chromium
from tests.web.sites import site

__all__ = ["chromium"]
ENTERPRISES, BANKS = 100, 20
USERS = {"b01": "bank"}  # the bank of the story; the others are their own
MORNING = datetime(2026, 5, 20, 1, 50, tzinfo=UTC)  # 09:50 in Shanghai: three slots have begun
SESSION = {
    "title": "五月政银企对接会",
    "venue": "县会议中心",
    "day": "2026-05-20",
    "starts": "09:00",
    "slot_minutes": "20",
    "slots": "16",
    "tables": "15",
    "capacity": "120",
    "most_each": "3",
    "change_minutes": "3",
}


def crowd():
    """Enterprises with a need each, banks with a loan each."""
    for n in range(1, ENTERPRISES + 1):
        profile = FACTORY.model_copy(update={"title": f"合成企业{n:03}", "uscc": None})
        yield f"party-f{n:03}", PartyRegistered(profile=profile)
        need = content(title=f"倒贷周转 第{n}号")
        drafted = NeedDrafted(party=f"f{n:03}", content=need)
        yield from ((f"need-f{n}", e) for e in (drafted, NeedSubmitted(), NeedPublished()))
    for n in range(1, BANKS + 1):
        profile = RURAL_BANK.model_copy(update={"title": f"合成银行{n:02}", "uscc": None})
        yield f"party-k{n:02}", PartyRegistered(profile=profile)
        drafted = OfferingDrafted(party=f"k{n:02}", content=loan(title=f"转贷贷款 第{n}款"))
        steps = (drafted, OfferingSubmitted(), OfferingPublished())
        yield from ((f"offering-k{n}", e) for e in steps)


@pytest.fixture
def running(tmp_path, chromium):
    with site(tmp_path, *crowd()) as made:
        ask = made.house.ask("setup", Role.SYSTEM)
        for party in (f"k{n:02}" for n in range(1, BANKS + 1)):
            person = Personal(subject=f"person-{party}", value=f"客户经理{party}")
            made.house.desk.do(
                AddUser(id=party, duty=Duty(role="bank", party=party), person=person), ask
            )
        made.house.views.fresh()
        place = bound("127.0.0.1", 0)
        url = f"http://127.0.0.1:{place.getsockname()[1]}"
        with beside(made.app, place):
            yield Running(made, url, chromium)


def state(running):
    (row,) = [one for one in running.made.house.views.sessions.all() if one.title != "x"]
    return row, planning.session(running.made.house.desk, row.id)


def released(running):
    """The clicks from a new session to its first timetable; the office's page."""
    office = running.at("organizer")
    office.goto(f"{running.url}/sessions/new")
    for name, value in SESSION.items():
        office.fill(f"[name={name}]", value)
    office.select_option("[name=track]", "政银企对接")
    office.select_option("[name=kind]", "一对一洽谈")
    office.click("main form button")
    office.click("text=开放报名")
    office.click("text=邀请名单")
    office.fill("[name=enterprises]", str(ENTERPRISES))
    office.fill("[name=partners]", str(BANKS))
    office.click("text=看看")
    office.click("text=邀请选中的")
    office.click("text=代为报名")
    office.click(f".crumbs >> text={SESSION['title']}")
    office.click("text=截止报名")
    office.click("button >> text=确定截止报名")
    office.click("text=排日程")
    assert "已证明最优" in office.inner_text("#board")
    office.click("text=发布这份日程")
    assert "第 1 版" in office.inner_text("#board")
    return office


def test_from_a_bank_session_in_may_to_the_day_itself(running):
    house = running.made.house
    office = released(running)
    row, first = state(running)
    assert (row.proved, len(first.seats)) == (True, len(first.invited))
    assert len(first.seats) > ENTERPRISES
    # Drag a meeting to an empty cell or another's: the page says what it costs.
    meeting, elsewhere = office.locator("[data-pair]").first, office.locator("td[data-slot='5']")
    elsewhere.nth(2).scroll_into_view_if_needed()
    meeting.drag_to(elsewhere.nth(2))
    office.wait_for_selector("text=预览，尚未发布")
    assert "这一改" in office.inner_text("#board")
    # Every guest has an agenda, on paper and as a calendar.
    office.goto(f"{running.url}/sessions/{row.id}/print/agendas")
    assert office.locator(".sheet").count() == len(first.seats)
    banks = sorted({m.partner for m in first.meetings})
    calendars = {bank: calendar(running, row.id, bank) for bank in banks}
    assert all(len(events) > 0 for events in calendars.values())
    # In the morning a bank leaves; the afternoon is planned anew.
    running.made.moment = MORNING
    gone = max(banks, key=lambda bank: (sum(m.partner == bank for m in first.meetings), bank))
    leaver = running.at(USERS.get(gone, gone))
    leaver.goto(f"{running.url}/sessions/{row.id}")
    leaver.click("text=取消报名")
    leaver.click("button >> text=确定取消报名")
    leaver.wait_for_load_state()
    office = running.at("organizer")
    office.goto(f"{running.url}/sessions/{row.id}")
    assert office.input_value("[name=since]") == "3"  # what has begun stays
    office.click("text=排日程")
    office.click("text=发布这份日程")
    assert office.locator(".refused").all_inner_texts() == []
    assert "第 2 版" in office.inner_text("#board")
    _, second = state(running)
    assert {m for m in first.meetings if m.slot < 3} <= set(second.meetings)
    assert not [m for m in second.meetings if m.partner == gone and m.slot >= 3]
    changed = {b for b in banks if b != gone and calendar(running, row.id, b) != calendars[b]}
    moved = set(first.meetings) ^ set(second.meetings)
    assert changed == {m.partner for m in moved} - {gone}
    assert changed < set(banks) - {gone}
    office.click("text=各版日程")
    assert "家单位的安排有变" in office.inner_text("main")
    assert house.views.sessions.one(row.id).number == 2
    assert running.troubles == []


def calendar(running, id, bank):
    """The bank's calendar as it gets it, by meeting."""
    page = running.at(USERS.get(bank, bank))
    body = page.request.get(f"{running.url}/sessions/{id}/agenda.ics").body()
    page.context.close()
    made = icalendar.Calendar.from_ical(body)
    return {str(e["uid"]): e.to_ical() for e in made.walk("VEVENT")}
