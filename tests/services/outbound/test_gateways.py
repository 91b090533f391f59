"""A short text to one person: by the mail server, by an SMS service, or into the folder."""

from __future__ import annotations

import base64
import json
import stat
from email import message_from_bytes
from email.policy import default

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from domain.core.malformed import Malformed
from services.house.settings import Settings
from services.outbound.gateways import EMAIL, SMS, NotSent, Text, gateways, send_text, sends_out
from tests.services.mail import lines, mail_server, sms_service
from tests.spec import NOON

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(32)).decode()
TO_MAIL = Text("clerk@mill.example", "有新线索", "有新线索，请登录查看。", "k1", NOON)
TO_PHONE = Text("13900001234", "有新线索", "有新线索，请登录查看。", "k1", NOON)


def test_an_email_is_handed_to_the_mail_server(tmp_path):
    with mail_server() as server:
        settings = Settings(data=tmp_path, smtp=server.url, sender="office@county.example")
        send_text(settings, EMAIL, TO_MAIL)
    [got] = server.got
    mail = message_from_bytes(got, policy=default)
    told = {name: mail[name] for name in ("from", "to", "subject", "message-id", "date")}
    assert told == {
        "from": "office@county.example",
        "to": "clerk@mill.example",
        "subject": "有新线索",
        "message-id": "<k1@docking>",
        "date": "Mon, 02 Mar 2026 12:00:00 +0800",
    }
    assert mail.get_content().rstrip() == "有新线索，请登录查看。"


def test_why_an_email_was_not_sent_does_not_say_to_whom(tmp_path):
    with mail_server() as server:
        server.refuses = b"550 no such clerk@mill.example"
        with pytest.raises(NotSent) as refused:
            send_text(Settings(data=tmp_path, smtp=server.url), EMAIL, TO_MAIL)
        gone = server.url
    assert str(refused.value) == "邮箱不收（550）"
    with pytest.raises(NotSent, match="邮件服务器连不上"):
        send_text(Settings(data=tmp_path, smtp=gone), EMAIL, TO_MAIL)


def test_an_sms_service_is_asked_by_a_signed_request(tmp_path):
    with sms_service() as server:
        settings = Settings(data=tmp_path, sms=server.url, sms_secret=SECRET, sms_name="襄城助企办")
        send_text(settings, SMS, TO_PHONE)
    [(headers, body)] = server.got
    assert headers["webhook-id"] == "k1"
    assert Webhook(SECRET).verify(body, headers) == json.loads(body)
    assert json.loads(body) == {
        "to": "13900001234",
        "text": "【襄城助企办】有新线索，请登录查看。",
    }
    with pytest.raises(WebhookVerificationError):  # control: under another secret it doesn't hold
        Webhook(OTHER).verify(body, headers)


def test_what_an_sms_service_answers_is_said(tmp_path):
    with sms_service() as server:
        server.answers = 429
        settings = Settings(data=tmp_path, sms=server.url, sms_secret=SECRET)
        with pytest.raises(NotSent, match="短信服务答复 HTTP 429"):
            send_text(settings, SMS, TO_PHONE)
    with pytest.raises(NotSent, match="短信服务连不上"):
        send_text(settings, SMS, TO_PHONE)


def test_without_a_service_a_line_in_the_folder_is_for_its_owner_alone(tmp_path):
    settings = Settings(data=tmp_path)
    send_text(settings, SMS, TO_PHONE)
    place = tmp_path / "sms" / "2026-03-02.jsonl"
    assert lines(place.read_text(encoding="utf-8")) == [
        {
            "key": "k1",
            "at": "2026-03-02T12:00:00+08:00",
            "to": "13900001234",
            "text": "【六项对接】有新线索，请登录查看。",
        }
    ]
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert not sends_out(settings, SMS)


def test_there_are_the_gateways_that_the_settings_name(tmp_path):
    assert sorted(gateways(Settings(data=tmp_path))) == [SMS]
    assert sorted(gateways(Settings(postgres="postgresql://db/docking"))) == []
    assert sorted(gateways(Settings(data=tmp_path, smtp="smtp://mail"))) == [EMAIL, SMS]
    with pytest.raises(NotSent, match="没有设置邮件"):
        send_text(Settings(data=tmp_path), EMAIL, TO_MAIL)


@pytest.mark.parametrize(
    "environ",
    [
        {"DOCKING_SMS": "ftp://sms.example"},
        {"DOCKING_SMS": "https://sms.example/send"},
        {"DOCKING_SMS": "https://sms.example/send", "DOCKING_SMS_SECRET": "whsec_short"},
    ],
)
def test_a_service_that_cannot_be_asked_stops_the_start(environ):
    with pytest.raises(Malformed, match="DOCKING_SMS"):
        Settings.read(environ)
