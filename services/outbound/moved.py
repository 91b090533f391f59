"""Moved: who was told at an old address hears there that it was changed.

Once, at the moment of the change: where the mail server is away, the notice on the pages of the
party's people is what is left (`channel_changed` in `projections/notices/kinds.py`).
"""

from __future__ import annotations

from contextlib import suppress

from domain.core.command import Ask, Command
from domain.parties.channel import RemoveMailbox, RemoveWebhook, SetMailbox, SetWebhook
from services.house.desk import Answer
from services.house.house import House
from services.outbound.channels import channel_of
from services.outbound.gateways import EMAIL, NotSent, Text, send_text, sends_out

MOVES = (SetWebhook, RemoveWebhook, SetMailbox, RemoveMailbox)
CHANNEL = (
    "线索推送的地址改了",
    "贵单位在六项对接里改了线索推送的地址或邮箱。\n\n不是本单位的人改的，请马上联系助企办。",
)
PERSON = (
    "通知的地址改了",
    "您在六项对接里收通知和验证码的邮箱或手机改了。\n\n不是您本人改的，请马上更改密码并联系助企办。",
)


def mailbox_before(house: House, command: Command, ask: Ask) -> str:
    """The mailbox that is to hear of it, where a command may change where leads go; or ""."""
    if not isinstance(command, MOVES) or ask.party is None:
        return ""
    mailbox = channel_of(house.desk, ask.party).mailbox
    return mailbox.reveal() if mailbox else ""


def tell_mailbox(house: House, mailbox: str, answer: Answer) -> None:
    """That something changed, if it did."""
    if mailbox and answer.entries and not answer.repeated:
        tell_old(house, EMAIL, mailbox, CHANNEL, answer.entries[-1].id)


def tell_old(house: House, channel: str, to: str, words: tuple[str, str], key: str) -> None:
    """Told as well as it can be: what was changed stays so."""
    if not sends_out(house.settings, channel):
        return
    subject, body = words
    where = f"\n\n{house.settings.address}" if house.settings.address else ""
    text = Text(to, f"六项对接：{subject}", body + where, f"moved-{key}", house.now())
    with suppress(NotSent):
        send_text(house.settings, channel, text)
