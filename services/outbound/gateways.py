"""Gateways: a short text to one person, by e-mail or by SMS.

E-mail goes to the mail server of the settings. An SMS goes to whatever is behind `DOCKING_SMS`,
asked by a signed request (docs/how-to/send-notices.md); where there is none, and the house is
embedded, it is put down as a line of JSON in the data folder, for somebody at the office to read.

What is sent twice under one `key` is one message. No reason why something wasn't sent repeats
whom it was for.
"""

from __future__ import annotations

import json
import os
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

import httpx
from standardwebhooks import Webhook

from domain.values.dates import SHANGHAI
from services.house.settings import Settings
from services.outbound.mail import Send, sender_to

EMAIL, SMS = "email", "sms"
TITLES = {EMAIL: "邮件", SMS: "短信"}
FOLDER = "sms"
ANSWER_S = 10.0


class NotSent(Exception):
    """The gateway is away, or said no."""


@dataclass(frozen=True)
class Text:
    """What one person is to read; `subject` is for e-mails. `at`: when it was written."""

    to: str
    subject: str
    body: str
    key: str
    at: datetime


class Gateway(Protocol):
    """What sends to one kind of address. Another SMS gateway is another class with this method,
    and its line in `_sms`."""

    def send(self, text: Text) -> None:
        """Raises `NotSent`."""


def gateways(settings: Settings) -> Mapping[str, Gateway]:
    """By channel, those that there are."""
    there: dict[str, Gateway] = {}
    if settings.smtp:
        there[EMAIL] = Mail(sender_to(settings.smtp), settings.sender)
    if sms := _sms(settings):
        there[SMS] = sms
    return there


def sends_out(settings: Settings, channel: str) -> bool:
    """Whether what is sent comes to somebody's own device: not where it lies in our folder."""
    return bool(settings.smtp) if channel == EMAIL else settings.sms is not None


def send_text(settings: Settings, channel: str, text: Text) -> None:
    """At once, and once: whoever asks waits for it. Raises `NotSent`."""
    gateway = gateways(settings).get(channel)
    if gateway is None:
        raise NotSent(f"没有设置{TITLES[channel]}")
    gateway.send(text)


def _sms(settings: Settings) -> Gateway | None:
    if settings.sms:
        return SmsHttp(settings.sms, settings.sms_secret or "", settings.sms_name)
    if settings.postgres is None:
        return SmsFile(settings.data / FOLDER, settings.sms_name)
    return None  # its processes share no folder


@dataclass(frozen=True)
class Mail:
    """`deliver` hands an e-mail to the server."""

    deliver: Send
    sender: str

    def send(self, text: Text) -> None:
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = self.sender, text.to, text.subject
        mail["Date"] = text.at.astimezone(SHANGHAI)
        mail["Message-ID"] = f"<{text.key}@docking>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text.body, charset="utf-8", cte="base64")
        try:
            self.deliver(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = sorted({str(code) for code, _ in refused.recipients.values()})
            raise NotSent(f"邮箱不收（{'、'.join(codes)}）") from None
        except smtplib.SMTPResponseException as answered:
            raise NotSent(f"邮件服务器答复 {answered.smtp_code}") from None
        except OSError as away:
            raise NotSent(f"邮件服务器连不上（{type(away).__name__}）") from None


@dataclass(frozen=True)
class SmsFile:
    """One line of JSON a message, one file a day, which its owner alone may read."""

    folder: Path
    name: str

    def send(self, text: Text) -> None:
        day = text.at.astimezone(SHANGHAI)
        line = {
            "key": text.key,
            "at": day.isoformat(timespec="seconds"),
            "to": text.to,
            "text": signed_text(self.name, text.body),
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            place = self.folder / f"{day.date().isoformat()}.jsonl"
            file = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(file, "a", encoding="utf-8") as lines:
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as full:
            raise NotSent(f"写不进文件夹（{full.strerror}）") from None


@dataclass(frozen=True)
class SmsHttp:
    """Asks a service by POST, with the headers and the signature of Standard Webhooks."""

    url: str
    secret: str
    name: str

    def send(self, text: Text) -> None:
        content = {"to": text.to, "text": signed_text(self.name, text.body)}
        body = json.dumps(content, ensure_ascii=False)
        at = datetime.now(UTC)  # the receiver's clock is the real one, also beside a demo's
        headers = {
            "content-type": "application/json; charset=utf-8",
            "webhook-id": text.key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(text.key, at, body),
        }
        try:
            with httpx.Client(timeout=ANSWER_S, trust_env=False) as client:
                answer = client.post(self.url, content=body.encode(), headers=headers)
        except (httpx.HTTPError, OSError) as away:
            raise NotSent(f"短信服务连不上（{type(away).__name__}）") from None
        if not answer.is_success:
            raise NotSent(f"短信服务答复 HTTP {answer.status_code}")


def signed_text(name: str, text: str) -> str:
    """With who sends it before it, as operators want it."""
    return f"【{name}】{text}"
