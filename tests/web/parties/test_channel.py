"""How a bank says on its page where its leads go, and tries it."""

from __future__ import annotations

import re

import pytest
from standardwebhooks import Webhook

from domain.leads.consent import ConsentRevoked
from services.outbound.channels import channel_of
from services.outbound.webhooks import deliver_due
from services.web.request import SESSION
from tests.services.receiver import Receiver
from tests.web.sites import LEAD_STORY, site, text


@pytest.fixture
def near(tmp_path):
    """With a lead, and a receiver may be on this machine; its day is long over."""
    with site(tmp_path, *LEAD_STORY, webhook_networks="127.0.0.0/8,::1/128") as made:
        yield made


@pytest.fixture
def receiver():
    made = Receiver()
    made.start()
    yield made
    made.stop()


def set_up(bank, receiver):
    """Where it is posted to; the receiver learns the secret from the page."""
    shown = bank.fill("/channel", "/channel/webhook", url=receiver.url)
    [secret] = re.findall(r"<code>(whsec_[^<]+)</code>", shown.text)
    receiver._webhook = Webhook(secret)
    return secret


def test_a_test_reaches_the_system_signed_and_is_no_message(near, receiver):
    bank = near.client("bank")
    secret = set_up(bank, receiver)
    assert secret not in bank.get("/channel").text
    shown = bank.fill("/channel", "/channel/test")
    assert "测试消息已被接收" in text(shown.text)
    [kept] = receiver.kept.values()
    assert (kept["type"], kept["data"], "sequence" in kept) == ("docking.test", {}, False)
    assert near.house.stores.webhooks.attempts("b01") == []


def test_then_the_leads_come_and_the_page_says_how_far(near, receiver):
    bank = near.client("bank")
    set_up(bank, receiver)
    while deliver_due(near.house, near.house.now()):
        pass
    assert receiver.numbers == [1]
    assert "已送到第 1 条，共 1 条" in text(bank.get("/channel").text)


def test_each_message_is_listed_shown_and_sent_once_more(near, receiver):
    bank, page = near.client("bank"), "/channel/messages"
    set_up(bank, receiver)
    deliver_due(near.house, near.house.now())
    assert "新线索" in text(bank.get(page).text)
    shown = bank.get(f"{page}/1").text
    assert "13900001234" in shown
    assert bank.fill(f"{page}/1", f"{page}/1/onwards").status_code == 303
    assert "已安排重发" in text(bank.get(page).text)
    assert deliver_due(near.house, near.house.now()) == 1
    assert receiver.numbers == [1]
    near.tell(("consent-n1:b01", ConsentRevoked(need="n1", receiver="b01")))
    assert "13900001234" not in bank.get(f"{page}/1").text
    assert near.client("other_bank").get(f"{page}/1").status_code == 404


def test_what_came_back_is_shown(near, receiver):
    bank = near.client("bank")
    set_up(bank, receiver)
    receiver.mood = lambda: (False, 503)
    assert "状态码是 503" in text(bank.fill("/channel", "/channel/test").text)
    receiver.stop()
    shown = text(bank.fill("/channel", "/channel/test").text)
    assert "连接不上" in shown
    assert "防火墙" in shown


def test_without_an_address_there_is_nothing_to_try(near):
    bank = near.client("bank")
    token = re.findall(r'name="csrf" value="([^"]+)"', bank.get("/channel").text)[0]
    answer = bank.post("/channel/test", data={"csrf": token})
    assert (answer.status_code, "还没有设置接收地址" in text(answer.text)) == (404, True)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://1.1.1.1/x", "只用 https"),
        ("ftp://bank.example", "只用 https"),
        ("https://bank:99/x", "只用 https"),
        ("https://127.0.0.1/leads", "DOCKING_WEBHOOK_NETWORKS"),
        ("https://10.20.3.4/leads", "DOCKING_WEBHOOK_NETWORKS"),
        ("https://no-such-name.invalid/leads", "找不到这个主机名"),
    ],
)
def test_an_address_inside_unsafe_or_unknown_is_refused_with_what_to_do(led, url, said):
    bank = led.client("bank")
    answer = bank.fill("/channel", "/channel/webhook", url=url)
    assert (answer.status_code, said in text(answer.text)) == (422, True)
    assert channel_of(led.house.desk, "b01").url == ""


def test_a_mailbox_is_set_and_removed_and_nobody_else_sees_it(led):
    bank = led.client("bank")
    assert bank.fill("/channel", "/channel/mailbox", mailbox="not one").status_code == 422
    bank.fill("/channel", "/channel/mailbox", mailbox="loans@bank.example")
    assert "loans@bank.example" in bank.get("/channel").text
    assert "loans@bank.example" not in led.client("other_bank").get("/channel").text
    bank.fill("/channel", "/channel/mailbox/remove")
    assert channel_of(led.house.desk, "b01").mailbox is None


def test_the_office_has_no_such_page(led):
    office = led.client("organizer")
    assert office.cookies[SESSION]
    assert office.get("/channel").status_code == 403
