"""Who moves where leads go, lets a program in or changes where codes are sent shows once more who
it is; and who was told before hears of it."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pyotp
import pytest
from pydantic import SecretStr

from domain.core.command import Role
from domain.core.personal import Personal
from domain.parties.channel import MailboxSet, SetMailbox, WebhookSet
from services.identity.signin import Identity
from services.inbound.execute import execute
from services.inbound.shorthand import SetWebhookWithSecret
from services.outbound.channels import channel_of
from services.outbound.gateways import EMAIL
from services.web.request import SESSION
from tests.services.mail import mail_server
from tests.spec import DAY, asks
from tests.web.sites import LEAD_STORY, site, text

RIGHT = "correct horse 9 battery"
OLD, NEW = "credit@bank.example", "thief@elsewhere.example"
HOOK = {"url": "https://elsewhere.example/leads", "secret": "whsec_" + "QUJD" * 10}
TO = Personal(subject="mailbox-b01", value=OLD)
COMMANDS = {
    "set_webhook": HOOK,
    "remove_webhook": {"party": "b01"},
    "set_mailbox": {"party": "b01", "mailbox": {"subject": "mailbox-b01", "value": NEW}},
    "remove_mailbox": {"party": "b01"},
}
FORMS = {
    "/channel/webhook": {"url": "https://elsewhere.example/leads"},
    "/channel/webhook/remove": {},
    "/channel/mailbox": {"mailbox": NEW},
    "/channel/mailbox/remove": {},
}


@pytest.fixture
def mailed():
    with mail_server() as server:
        yield server


@pytest.fixture
def known(tmp_path, mailed):
    """A bank with a webhook and a mailbox, whose user has a password."""
    with site(tmp_path, *LEAD_STORY, smtp=mailed.url) as made:
        Identity.of(made.house).choose_password("bank", RIGHT)
        made.tell(
            ("channel-b01", WebhookSet(url="https://bank.example/leads", key="k" * 16)),
            ("channel-b01", MailboxSet(mailbox=TO)),
        )
        yield made


def program(known, *scopes):
    ask, until = asks(Role.BANK, "b01"), DAY + timedelta(days=30)
    _, key = Identity.of(known.house).issue_key(ask, "信贷系统", scopes, until)
    known.house.views.fresh()
    return known.client(authorization=f"Bearer {key}")


def told(mailed):
    """(to, subject) of the e-mails that went out."""
    mails = [message_from_bytes(mail, policy=default) for mail in mailed.got]
    return [(mail["To"], mail["Subject"]) for mail in mails]


def standing(known):
    channel = channel_of(known.house.desk, "b01")
    return channel.url, channel.mailbox.reveal() if channel.mailbox else ""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_key_that_may_only_write_moves_nothing(known, command):
    before, writer = standing(known), program(known, "read", "write", "feed")
    refused = writer.post(f"/api/v1/commands/{command}", json=COMMANDS[command])
    assert (refused.status_code, standing(known)) == (403, before)
    mover = program(known, "channel")
    assert mover.post(f"/api/v1/commands/{command}", json=COMMANDS[command]).status_code == 200
    assert standing(known) != before
    assert mover.post("/api/v1/commands/acknowledge", json={"id": "x"}).status_code == 403


@pytest.mark.parametrize("command", COMMANDS)
def test_a_session_moves_nothing_by_the_api(known, command):
    before, bank = standing(known), known.client("bank")
    token = Identity.of(known.house).visit(bank.cookies[SESSION]).session.csrf
    path, headers = f"/api/v1/commands/{command}", {"x-csrf-token": token}
    refused = bank.post(path, json=COMMANDS[command], headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "channel.role")
    assert standing(known) == before


@pytest.mark.parametrize("form", FORMS)
def test_on_the_page_the_password_is_asked_for(known, form):
    before, bank = standing(known), known.client("bank")
    for wrong in ({}, {"proof": "something else"}):
        refused = bank.fill("/channel", form, **FORMS[form], **wrong)
        assert (refused.status_code, "原密码不对" in refused.text) == (409, True)
        assert standing(known) == before


def test_with_the_password_it_is_done_and_who_was_told_before_hears_of_it(known, mailed):
    bank = known.client("bank")
    bank.fill("/channel", "/channel/mailbox", mailbox=NEW, proof=RIGHT)
    assert standing(known)[1] == NEW
    assert told(mailed) == [(OLD, "六项对接：线索推送的地址改了")]
    notices = text(known.client("bank").get("/notices").text)
    assert "线索推送的地址改了，不是本单位改的请马上联系助企办" in notices


def test_whichever_way_in_it_came_by(known, mailed):
    ask = asks(Role.BANK, "b01")
    hook = SetWebhookWithSecret(url=HOOK["url"], secret=SecretStr(HOOK["secret"]))
    execute(known.house, hook, ask, "w-1")
    execute(known.house, hook, ask, "w-1")  # said once
    execute(known.house, SetMailbox(party="b01", mailbox=TO), ask, None)  # so already
    assert [to for to, _ in told(mailed)] == [OLD]


def test_who_has_a_second_factor_shows_it_too(known):
    factor = Identity.of(known.house).factor
    factor.propose("bank")
    secret = factor.proposed("bank")
    codes = factor.confirm("bank", pyotp.TOTP(secret).at(int(known.house.real_now().timestamp())))
    identity, bank, before = Identity.of(known.house), known.client(), standing(known)
    bank.cookies.set(SESSION, identity.show_code(identity.begin("bank", "test"), codes[1]))
    refused = bank.fill("/channel", "/channel/mailbox", mailbox=NEW, proof=RIGHT)
    assert ("动态码不对" in refused.text, standing(known)) == (True, before)
    bank.fill("/channel", "/channel/mailbox", mailbox=NEW, proof=RIGHT, proof_code=codes[0])
    assert standing(known)[1] == NEW


def test_a_key_is_made_by_who_shows_who_it_is_and_the_others_hear_of_it(known):
    bank = known.client("bank")
    fields = {"title": "信贷系统", "scopes": "read", "until": "2026-06-01"}
    refused = bank.fill("/keys", "/keys", **fields)
    assert (refused.status_code, known.house.views.users.keys("b01")) == (409, [])
    made = bank.fill("/keys", "/keys", **fields, proof=RIGHT)
    assert "dk_" in made.text
    assert "发放了接口密钥" in text(bank.get("/notices").text)


def test_where_codes_are_sent_is_changed_by_who_shows_who_it_is(known, mailed):
    bank, marks, now = known.client("bank"), known.house.stores.notices, 1
    marks.keep_address("bank", EMAIL, "own@bank.example", now)
    refused = bank.fill("/notices/settings", "/notices/settings", email=NEW)
    addresses = marks.choices(["bank"])["bank"].addresses
    assert (refused.status_code, addresses[EMAIL].address) == (409, "own@bank.example")
    bank.fill("/notices/settings", "/notices/settings", email=NEW, proof=RIGHT)
    assert marks.choices(["bank"])["bank"].addresses[EMAIL].address == NEW
    assert told(mailed) == [("own@bank.example", "六项对接：通知的地址改了")]


def test_what_moves_no_address_asks_for_nothing(known):
    bank = known.client("bank")
    saved = bank.fill("/notices/settings", "/notices/settings", email_groups="lead")
    assert saved.status_code == 303
