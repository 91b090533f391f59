"""The daily digest: how many, which leads, by when; and nothing of whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from domain.core.personal import Personal
from domain.parties.channel import SetMailbox
from services.house.house import House
from services.house.settings import Settings
from services.inbound.execute import ask_for_party, execute
from services.outbound.digest import write_digests
from services.outbound.mail import sender_to
from services.outbound.sender import Sender
from tests.services.killable import eventually
from tests.services.mail import mail_server
from tests.services.outgoing import SECRETS, deliver, opened, revoke
from tests.services.working import ignore, registered
from tests.spec import DAY, NOON

MAILBOX = "leads@bank.example"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(Settings(data=tmp_path)) as made:
        registered(made, "b01", "b02")
        mailbox = Personal(subject="mailbox-1", value=MAILBOX)
        execute(
            made,
            SetMailbox(party="b01", mailbox=mailbox),
            ask_for_party(made.desk, made.now, "b01", "test"),
            None,
        )
        deliver(made.log, ["b01", "b01", "b02", "b01"], iter([1, 2, 3, 4]))
        revoke(made.log, "n4", "b01")
        made.views.fresh()
        yield made


def test_a_digest_says_how_many_which_and_by_when(house):
    [place] = write_digests(house, DAY)
    assert place == house.settings.data / "digests" / "2026-03-02" / "b01.eml"
    mail = message_from_bytes(place.read_bytes(), policy=default)
    assert (mail["to"], mail["from"]) == (MAILBOX, "docking@localhost")
    assert mail["subject"] == "六项对接 2026-03-02 线索摘要（4 条）"
    said = mail.get_content()
    assert [line for line in said.splitlines() if line] == [
        "2026-03-02 发给贵单位的消息共 4 条：",
        "  授权撤回 1 条",
        "  新线索 2 条",
        "  未送出（授权已失效） 1 条",
        "线索和期限：",
        "  n1  确认收到 2026-03-02  联系 2026-03-02  决定 2026-03-02",
        "  n2  确认收到 2026-03-02  联系 2026-03-02  决定 2026-03-02",
        "详情请在消息流或收件页查看。本邮件不含企业与联系人信息。",
    ]


def test_nothing_of_whom_is_in_it(house):
    [place] = write_digests(house, DAY)
    whole = place.read_text() + message_from_bytes(place.read_bytes(), policy=default).get_content()
    assert not [secret for secret in SECRETS if secret in whole]


def test_a_day_is_written_once_and_a_day_without_anything_not_at_all(house):
    assert len(write_digests(house, DAY)) == 1
    assert write_digests(house, DAY) == []
    assert write_digests(house, DAY + timedelta(days=1)) == []


def test_the_same_day_gives_the_same_bytes(house):
    [place] = write_digests(house, DAY)
    once = place.read_bytes()
    place.unlink()
    assert write_digests(house, DAY) == [place]
    assert place.read_bytes() == once


def test_it_is_sent_by_the_mail_server_of_the_settings(house):
    with mail_server() as server:
        [place] = write_digests(house, DAY, sender_to(server.url))
    [got] = server.got
    assert message_from_bytes(got, policy=default)["message-id"] == "<2026-03-02.b01@docking>"
    assert (
        message_from_bytes(got).get_payload()
        == message_from_bytes(place.read_bytes()).get_payload()
    )


def test_control_what_could_not_be_sent_is_not_written_off(house):
    with mail_server() as server:
        gone = server.url
    with pytest.raises(OSError):
        write_digests(house, DAY, sender_to(gone))
    assert len(write_digests(house, DAY)) == 1


def test_the_rounds_write_yesterdays(house):
    tomorrow = replace(house, now=lambda: NOON + timedelta(days=1))
    with Sender(tomorrow, ignore, pause_s=0.01):
        eventually((house.settings.data / "digests/2026-03-02/b01.eml").exists)
