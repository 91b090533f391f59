"""渠道 Channel: how a receiver wants to be told, besides its stream: a webhook, a mailbox.

The secret that signs a webhook is never in the log: an event holds the key it is known by
(docs/decisions/012-secrets-beside-the-log.md). A mailbox is personal data: it may be somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from domain.core.command import Ask, Command, Refusal, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.core.shapes import Id
from domain.core.streams import stream
from domain.parties.party import Party

URL = re.compile(
    r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)
MAILBOX = re.compile(r"[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
LONGEST = 500


class WebhookSet(Event, name="channel.webhook_set", title="设定推送网址"):
    """Messages are posted to `url`, signed with the secret that is known by `key`."""

    url: str
    key: str


class WebhookRemoved(Event, name="channel.webhook_removed", title="取消推送网址"): ...


class MailboxSet(Event, name="channel.mailbox_set", title="设定邮箱"):
    mailbox: Personal


class MailboxRemoved(Event, name="channel.mailbox_removed", title="取消邮箱"): ...


@dataclass(frozen=True)
class Channel:
    """Where a receiver is told; empty where it isn't."""

    url: str = ""
    key: str = ""
    mailbox: Personal | None = None

    def after(self, event: Event) -> Channel:
        match event:
            case WebhookSet():
                return replace(self, url=event.url, key=event.key)
            case WebhookRemoved():
                return replace(self, url="", key="")
            case MailboxSet():
                return replace(self, mailbox=event.mailbox)
            case MailboxRemoved():
                return replace(self, mailbox=None)
        return self


class ChannelCommand(Command):
    party: Id

    def about(self) -> Mapping[str, State]:
        return {stream("channel", self.party): Channel(), stream("party", self.party): Party()}

    def known(self, party: Party, ask: Ask) -> None:
        """The party exists, and it is the one that asks: nobody else is told in its place."""
        if party.profile is None or ask.party != self.party:
            raise Refusal("party.absent", f"没有编号为“{self.party}”的单位", "party")


class SetWebhook(ChannelCommand):
    """What the house makes of the receiver's own request (`services/outbound/webhooks.py`), which
    has the secret and not the key."""

    url: str
    key: str

    def decide(self, channel: Channel, party: Party, ask: Ask) -> Iterable[Event]:
        self.known(party, ask)
        if len(self.url) > LONGEST or not URL.fullmatch(self.url):
            advice = "例如 https://example.com/leads，主机名用小写字母"
            raise Malformed("url.unreadable", "网址写法不对", advice, value=self.url, field="url")
        if (channel.url, channel.key) != (self.url, self.key):
            yield WebhookSet(url=self.url, key=self.key)


class RemoveWebhook(ChannelCommand, name="remove_webhook", title="取消推送网址"):
    def decide(self, channel: Channel, party: Party, ask: Ask) -> Iterable[Event]:
        self.known(party, ask)
        if channel.url:
            yield WebhookRemoved()


class SetMailbox(ChannelCommand, name="set_mailbox", title="设定邮箱"):
    mailbox: Personal

    def decide(self, channel: Channel, party: Party, ask: Ask) -> Iterable[Event]:
        self.known(party, ask)
        if not MAILBOX.fullmatch(self.mailbox.reveal()):
            raise Malformed("mailbox.unreadable", "邮箱写法不对", field="mailbox")
        if channel.mailbox != self.mailbox:
            yield MailboxSet(mailbox=self.mailbox)


class RemoveMailbox(ChannelCommand, name="remove_mailbox", title="取消邮箱"):
    def decide(self, channel: Channel, party: Party, ask: Ask) -> Iterable[Event]:
        self.known(party, ask)
        if channel.mailbox:
            yield MailboxRemoved()
