"""How a receiver wants to be told: set by itself alone, readable, and without its secret."""

from __future__ import annotations

import pytest

from domain.core.command import Role
from domain.core.personal import Personal
from domain.parties.channel import (
    MailboxRemoved,
    MailboxSet,
    RemoveMailbox,
    RemoveWebhook,
    SetMailbox,
    SetWebhook,
    WebhookRemoved,
    WebhookSet,
)
from tests.examples import rural_bank
from tests.spec import OFFICE, asks, given

URL, KEY = "https://bank.example/leads", "0f1e2d3c4b5a6978"
BANK = asks(Role.BANK, "b01")
SET = SetWebhook(party="b01", url=URL, key=KEY)
BOX = Personal(subject="mailbox-1", value="leads@bank.example")
known = {"party": [rural_bank]}


def test_a_webhook_is_set():
    given(**known).when(SET, BANK).then(WebhookSet(url=URL, key=KEY))


def test_set_as_it_is_it_stays():
    given(WebhookSet(url=URL, key=KEY), **known).when(SET, BANK).then()


def test_another_secret_is_another_webhook():
    given(WebhookSet(url=URL, key="older"), **known).when(SET, BANK).then(
        WebhookSet(url=URL, key=KEY)
    )


def test_a_webhook_is_removed_once():
    command = RemoveWebhook(party="b01")
    given(WebhookSet(url=URL, key=KEY), **known).when(command, BANK).then(WebhookRemoved())
    given(**known).when(command, BANK).then()


@pytest.mark.parametrize("ask", [OFFICE, asks(Role.BANK, "b02"), asks(Role.ENTERPRISE, "e001")])
@pytest.mark.parametrize(
    "command",
    [
        SET,
        RemoveWebhook(party="b01"),
        SetMailbox(party="b01", mailbox=BOX),
        RemoveMailbox(party="b01"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nobody_else_says_where_a_party_is_told(command, ask):
    given(**known).when(command, ask).refused("party.absent", "party")


@pytest.mark.parametrize(
    "url",
    [
        *("", "bank.example", "ftp://bank.example/", "https://", "https://bank.example/leads here"),
        *("https://user:word@bank.example/", "https://bank.example/#top", "https://银行.example/"),
        *(
            "https://BANK.example/",
            "https://bank.example:123456/",
            "https://b.example/" + "a" * 500,
        ),
        *(
            "https://bank.example\\@inside/",
            "https://bank.example/\r\nhost: inside",
            "javascript:1",
        ),
    ],
)
def test_an_address_that_can_be_misread_is_malformed(url):
    command = SetWebhook(party="b01", url=url, key=KEY)
    given(**known).when(command, BANK).malformed("url.unreadable", "url")


def test_a_mailbox_is_set_and_removed():
    given(**known).when(SetMailbox(party="b01", mailbox=BOX), BANK).then(MailboxSet(mailbox=BOX))
    given(MailboxSet(mailbox=BOX), **known).when(RemoveMailbox(party="b01"), BANK).then(
        MailboxRemoved()
    )


@pytest.mark.parametrize(
    "value", ["bank", "a@b", "a b@bank.example", "a@bank.example\nbcc: x@y.zz"]
)
def test_a_mailbox_that_is_none_is_malformed(value):
    mailbox = Personal(subject="mailbox-1", value=value)
    command = SetMailbox(party="b01", mailbox=mailbox)
    given(**known).when(command, BANK).malformed("mailbox.unreadable", "mailbox")
