"""The bell, the list of notices and where else somebody wants to be told."""

from __future__ import annotations

import re

import pytest

from domain.leads.lead import LeadContacted, LeadRejected, LeadWithdrawn
from services.outbound.gateways import EMAIL, SMS
from services.web.pages.site.home import MOST_UNREAD
from tests.examples import FACTORY, content, loan
from tests.leads import LEAD, PHONE
from tests.spec import DAY
from tests.web.sites import text


def bell(client, path="/postings"):
    """What the bell in the frame says."""
    [shown] = re.findall(r'<a class="bell".*?</a>', client.get(path).text, re.DOTALL)
    return text(shown)


@pytest.fixture
def told(led):
    """The lead moved on; the clock stands an hour later."""
    led.tell(
        (f"lead-{LEAD}", LeadContacted(on=DAY)),
        (f"lead-{LEAD}", LeadRejected(reasons=("other",), note="无额度")),
    )
    led.moment = led.moment.replace(hour=5)
    return led


def test_the_bell_counts_what_was_not_read_and_opening_a_notice_reads_it(told):
    client = told.client("enterprise")
    before = int(re.search("[0-9]+", bell(client))[0])
    shown = client.get("/notices").text
    assert "对接单位没有办理，请看原因" in text(shown)
    assert content().title in text(shown)
    [first, *_] = re.findall(r'href="(/notices/[0-9]+-[a-z_]+)"', shown)
    assert client.get(first).headers["location"] == f"/leads/{LEAD}"
    assert int(re.search("[0-9]+", bell(client))[0]) == before - 1
    assert client.fill("/notices", "/notices/read").headers["location"] == "/notices"
    assert bell(client) == "通知"
    assert "未读" not in text(client.get("/").text)


def test_home_shows_the_latest_that_were_not_read(told):
    client = told.client("enterprise")
    home, whole = (
        re.findall(r'href="(/notices/[0-9]+-[a-z_]+)"', client.get(path).text)
        for path in ("/", "/notices")
    )
    assert home == whole[:MOST_UNREAD]
    client.get(home[0])  # which reads it
    assert re.findall(r'href="(/notices/[0-9]+-[a-z_]+)"', client.get("/").text)[0] == whole[1]


def test_read_marks_are_a_persons_own(told):
    told.client("enterprise").fill("/notices", "/notices/read")
    assert bell(told.client("officer")) != "通知"


def test_a_list_is_narrowed_to_a_kind(told):
    client = told.client("enterprise")
    assert "对接单位没有办理" not in text(client.get("/notices?group=posting").text)
    assert "对接单位没有办理" in text(client.get("/notices?group=lead").text)


def test_a_receiver_reads_no_name_and_no_need_in_its_notices(told):
    told.tell((f"lead-{LEAD}", LeadWithdrawn(reason_code="terms")))
    shown = told.client("bank").get("/notices").text
    body = shown.partition("<main")[2]
    assert "企业撤回了一条线索" in body
    assert loan().title in body  # control: its own offering is named
    secrets = (FACTORY.title, content().title, "need-n1", "/n1", "e001")
    assert [secret for secret in secrets if secret in body] == []


def test_a_notice_of_another_is_not_there(told):
    shown = told.client("enterprise").get("/notices").text
    [path, *_] = re.findall(r'href="(/notices/[0-9]+-[a-z_]+)"', shown)
    assert told.client("rival").get(path).status_code == 404
    assert told.client("enterprise").get("/notices/1-nothing").status_code == 404
    assert told.client("enterprise").get("/notices/x").status_code == 404


def test_somebody_chooses_where_to_be_told(told):
    client = told.client("bank")
    fields = {"email": "credit@bank.example", "email_groups": ["办理进度"], "sms": ""}
    sent = client.fill("/notices/settings", "/notices/settings", **fields)
    assert sent.headers["location"] == "/notices/settings"
    choices = told.house.stores.notices.choices(["bank"])["bank"]
    assert choices.addresses[EMAIL].address == "credit@bank.example"
    assert (choices.wants(EMAIL, "lead"), choices.wants(EMAIL, "consent")) == (True, False)
    assert SMS not in choices.addresses
    page = client.get("/notices/settings").text
    assert 'value="credit@bank.example"' in page
    assert "本县的短信通知还没有开通" in text(page)


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"email": "nobody"}, "邮箱写法不对"), ({"sms": "0374-3560000"}, "短信只能发到手机号")],
)
def test_what_cannot_be_reached_is_refused_beside_its_field(told, fields, said):
    refused = told.client("bank").fill("/notices/settings", "/notices/settings", **fields)
    assert (refused.status_code, said in text(refused.text)) == (422, True)


def test_the_number_that_the_house_knows_is_offered(told):
    shown = told.client("enterprise").get("/notices/settings").text
    assert f'value="{PHONE.value}"' in shown
    assert "手机取自单位登记的联系人" in text(shown)
    assert f'value="{PHONE.value}"' not in told.client("rival").get("/notices/settings").text


def test_in_the_past_nothing_is_unread_and_nothing_later_is_shown(told):
    client = told.client("enterprise")
    shown = text(client.get("/notices?as_of=2026-03-01").text)
    assert "还没有通知" in shown
