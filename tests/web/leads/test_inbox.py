"""The inbox: rows that tell needs apart, what waits and what is over, whose it is, what is new."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from domain.administration.user import Duty, UserAdded
from domain.core.personal import Personal
from domain.leads.consent import ConsentRevoked
from domain.leads.lead import LeadContacted, LeadNoted, LeadRejected
from projections.leads.inbox import NOBODY
from tests.examples import FACTORY, content
from tests.leads import LEAD
from tests.spec import DAY
from tests.web.sites import text

PAGE = f"/leads/{LEAD}"
TITLE = content().title


@pytest.fixture
def staffed(led):
    """The bank has a second user."""
    person = Personal(subject="person-wang", value="王敏")
    led.tell(("user-wang", UserAdded(duty=Duty(role="bank", party="b01"), person=person)))
    return led


def rows(html):
    """What each row of the list says."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [text(row) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]


def found(site, who="bank", **asked):
    return len(rows(site.client(who).get("/leads", params=asked).text))


def test_a_row_says_what_is_wanted_by_whom_for_which_product_and_what_is_next(led):
    [row] = rows(led.client("bank").get("/leads").text)
    for word in (TITLE, FACTORY.title, "300万元", "180天", "等您确认收到", "未读"):
        assert word in row
    [own] = rows(led.client("enterprise").get("/leads").text)
    assert TITLE in own
    assert "等对接单位确认收到" in own
    assert "未读" not in own


def test_what_was_opened_is_read_by_whom_opened_it(staffed):
    mine, other = staffed.client("bank"), staffed.client("wang")
    assert found(staffed, read="unread") == 1
    mine.get(PAGE)
    assert "未读" not in rows(mine.get("/leads").text)[0]
    assert found(staffed, read="unread") == 0
    assert "未读" in rows(other.get("/leads").text)[0]
    assert staffed.house.views.leads.one(LEAD).status == "delivered"


def test_tabs_follow_what_is_owed(led):
    assert [found(led), found(led, tab="going"), found(led, tab="over")] == [1, 0, 0]
    led.tell((f"lead-{LEAD}", LeadRejected(reasons=("leverage",), note="")))
    assert [found(led), found(led, tab="going"), found(led, tab="over")] == [0, 0, 1]
    assert "显示全部" in led.client("bank").get("/leads").text
    assert found(led, status="rejected") == found(led, tab="all") == 1
    assert found(led, "organizer") == 1


@pytest.mark.parametrize("said", [TITLE[:4], FACTORY.title[3:7], "hfspjx", LEAD])
def test_a_lead_is_found_by_title_name_and_number(led, said):
    assert found(led, text=said) == found(led, "organizer", text=said) == 1
    assert found(led, text="没有这样的") == 0


def test_nobody_finds_by_what_a_consent_no_longer_names(led):
    led.tell(("consent-n1:b01", ConsentRevoked(need="n1", receiver="b01")))
    assert [found(led, text=said) for said in (TITLE[:4], FACTORY.title[3:7], LEAD)] == [0, 0, 1]
    assert found(led, "organizer", text=TITLE[:4]) == 1
    [row] = rows(led.client("bank").get("/leads").text)
    assert [word for word in (TITLE, FACTORY.title, "300万元", "180天") if word in row] == []


def test_a_lead_is_given_to_a_colleague_and_the_list_and_the_history_say_so(staffed):
    mine, other = staffed.client("bank"), staffed.client("wang")
    assert found(staffed, assignee=NOBODY) == 1
    path = f"{PAGE}/assign"
    assert mine.fill(PAGE, path, user="王敏").status_code == 303
    assert other.fill(PAGE, path, user="", manager="0017").status_code == 303
    assert mine.fill(PAGE, path, user="王敏").status_code == 303
    assert "0017 → 王敏" in text(mine.get(PAGE).text)
    assert [found(staffed, assignee=who) for who in ("wang", "me", NOBODY)] == [1, 0, 0]
    assert found(staffed, "wang", assignee="me") == 1
    seen = text(staffed.client("enterprise").get(PAGE).text)
    assert "王敏" not in seen
    assert "已分派" in seen
    one_tap = re.findall(r'name="user" value="([^"]+)"', mine.get(PAGE).text)
    assert mine.fill(PAGE, path, user=one_tap[0], manager="").status_code == 303
    assert found(staffed, assignee="me") == 1


def test_a_lead_isnt_given_to_somebody_elses_people(staffed):
    refused = staffed.client("bank").fill(PAGE, f"{PAGE}/assign", user="rival")
    assert refused.status_code == 422


def test_what_is_noted_is_for_the_receivers_own_people_alone(staffed):
    mine, said = staffed.client("bank"), "财务说下周给报表"
    later = (DAY + timedelta(days=3)).isoformat()
    done = mine.fill(PAGE, f"{PAGE}/note", kind="电话已接通", text=said, next_on=later)
    assert done.status_code == 303
    assert said in staffed.client("wang").get(PAGE).text
    assert "约定再联系" in text(mine.get("/").text)
    assert "约定再联系" not in text(staffed.client("wang").get("/").text)
    for who in ("enterprise", "organizer", "admin", "officer"):
        assert said not in staffed.client(who).get(PAGE).text
        assert "电话已接通" not in text(staffed.client(who).get(PAGE).text)
    assert said not in staffed.client("admin").get("/log").text
    assert said not in staffed.client("admin").get("/api/v1/events").text


def test_where_nobody_answered_the_clock_goes_on(led):
    client = led.client("bank")
    form = {"on": DAY.isoformat(), "result": "电话未接通"}
    assert client.fill(PAGE, f"{PAGE}/contact", **form).status_code == 303
    assert "电话没有接通" in text(client.get(PAGE).text)
    assert led.house.views.leads.one(LEAD).status == "delivered"
    assert client.fill(PAGE, f"{PAGE}/contact", **form | {"result": "面谈"}).status_code == 303
    assert led.house.views.leads.one(LEAD).status == "contacted"


def test_an_appointment_goes_when_they_have_talked(led):
    def note(kind, day=None):
        return (f"lead-{LEAD}", LeadNoted(on=DAY, kind=kind, text=None, next_on=day))

    view = led.house.views.leads
    led.tell(note("reached", DAY))
    assert view.one(LEAD).next_on == DAY.isoformat()
    led.tell(note("note"))
    assert view.one(LEAD).next_on == DAY.isoformat()
    led.tell(note("met"))
    assert view.one(LEAD).next_on == ""
    led.tell(note("met", DAY), (f"lead-{LEAD}", LeadContacted(on=DAY)))
    assert view.one(LEAD).next_on == ""
