"""Webhooks: what stands in the outbox is posted to receivers that asked for it, signed.

Headers and signatures are those of Standard Webhooks; the body is the CloudEvent that the stream
carries too. A receiver's messages go one after the other: one that fails is tried again later, for
three days and a few hours, and the following wait for it. Then it is dead, which is listed and can
be replayed, and the next is tried, at first once a day. Needs no Redis.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx
from standardwebhooks import Webhook

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.values.dates import civil_date
from projections.leads.outbox import Item, Outbox
from services.house.desk import Desk
from services.house.house import House
from services.outbound.channels import channel_of, is_inactive
from services.outbound.messages import SOURCE, as_bytes, message, stamp
from services.outbound.outcomes import ANSWER_S, MEANINGS, outcome_of, outcome_of_status
from services.outbound.retry import next_try
from services.outbound.ssrf_guard import Guarded, Network, listed, public
from services.stores.webhook_queue import DeliveryState, Webhooks

PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (10, 60, 600, 3600, 3 * 3600, 8 * 3600, 16 * 3600, 24 * 3600, 24 * 3600)
)
AT_ONCE = 16  # receivers
MOST = 50  # messages to one receiver, before the others have their turn again
LEASE = timedelta(seconds=2 * MOST * ANSWER_S)
PREFIX = "whsec_"
TEST = "docking.test"  # the type of a message about nothing


def deliver_due(
    house: House,
    now: datetime,
    pauses: Sequence[timedelta] = PAUSES,
    network: httpx.AsyncBaseTransport | None = None,
) -> int:
    """Post what is due; returns how many messages were taken. The outbox must have caught up.

    A message is tried once more than there are pauses; `network` is another than the real one, for
    trials. May run in several processes; takes seconds
    where receivers are slow, so give it a thread of its own, without an event loop.
    """
    due = _due(house.desk, house.views.outbox, house.stores.webhooks, now)
    return asyncio.run(_deliver(house, due, now, pauses, network)) if due else 0


def tried(house: House, receiver: str) -> str:
    """Post a message about nothing, signed as the others are; what came of it (`outcomes.py`), ""
    where it was taken.

    It has no number, and isn't tried again. Takes as long as the receiver, up to `ANSWER_S`; needs
    a thread without an event loop.
    """
    due = _ready(house.desk, house.stores.webhooks, receiver, house.now())
    if due is None:
        raise Refusal("channel.absent", "还没有设置接收地址", "url")
    return reached(house, due.url, due.secrets)


def reached(house: House, url: str, signed_by: Sequence[str]) -> str:
    """The same to an address that may not be set yet."""
    event = {
        "specversion": "1.0",
        "id": f"test-{secrets.token_hex(8)}",
        "source": SOURCE,
        "type": TEST,
        "time": stamp(house.now()),
        "datacontenttype": "application/json",
        "data": {},
    }

    async def post() -> str:
        async with _client(house.settings.networks) as client:
            due = Due("", url, tuple(signed_by))
            return await _posted(client, due, event, house)

    return asyncio.run(post())


def permitted(url: str, networks: Sequence[Network]) -> None:
    """Raises `Malformed` for an address that messages aren't posted to, whatever it resolves to."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Malformed("url.unreadable", "网址写法不对", value=url, field="url") from None
    address = _literal(host)
    inside = address is not None and listed(address, networks)
    if address is not None and not inside and not public(address):
        text, advice = MEANINGS["not_public"]
        raise Malformed("url.not_public", text, advice, value=host, field="url")
    may_be_inside = inside or (address is None and bool(networks))
    if not may_be_inside and (parts.scheme != "https" or port not in {None, 443}):
        text = "只用 https 和 443 端口"
        raise Malformed("url.insecure", text, MEANINGS["insecure"][1], value=url, field="url")


def _literal(host: str) -> str | None:
    """The address that stands in a URL itself; None for a name."""
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(ip_address(host))
    except ValueError:
        return None


def key_of(secret: str) -> str:
    """What a secret is known by in the log. Raises `Malformed` for what can't be one."""
    try:
        random = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        random = b""
    if not secret.startswith(PREFIX) or not 24 <= len(random) <= 64:
        advice = "whsec_ 加 24 至 64 个随机字节的 base64"
        raise Malformed("secret.unreadable", "密钥写法不对", advice, field="secret")
    return hashlib.sha256(b"docking webhook " + random).hexdigest()[:16]


@dataclass(frozen=True)
class Due:
    """A receiver that something may be sent to now."""

    receiver: str
    url: str
    secrets: tuple[str, ...]  # each signs


def _ready(desk: Desk, webhooks: Webhooks, receiver: str, now: datetime) -> Due | None:
    """Where a receiver is posted to now; None where it isn't, or isn't active."""
    if is_inactive(desk, receiver):
        return None
    channel = channel_of(desk, receiver)
    secrets = webhooks.secrets(receiver, channel.key, now) if channel.url else ()
    return Due(receiver, channel.url, secrets) if secrets else None


def _due(desk: Desk, outbox: Outbox, webhooks: Webhooks, now: datetime) -> list[Due]:
    standings = webhooks.standings()
    waiting = {
        receiver
        for receiver, end in outbox.ends().items()
        if _may_go(standings.get(receiver), end, now)
    }
    waiting |= {dead.receiver for dead in webhooks.dead() if dead.again}
    waiting |= {wanted.receiver for wanted in webhooks.wanted_again()}
    ready = (_ready(desk, webhooks, receiver, now) for receiver in sorted(waiting))
    return [due for due in ready if due is not None]


def _may_go(standing: DeliveryState | None, end: int, now: datetime) -> bool:
    return standing is None or (standing.sent < end and standing.next_at <= now.timestamp())


async def _deliver(
    house: House,
    due: Sequence[Due],
    now: datetime,
    pauses: Sequence[timedelta],
    network: httpx.AsyncBaseTransport | None,
) -> int:
    places = asyncio.Semaphore(AT_ONCE)
    async with _client(house.settings.networks, network) as client:

        async def turn(item: Due) -> int:
            async with places:
                return await Turn(house, client, item, now, pauses).go()

        return sum(await asyncio.gather(*map(turn, due)))


def _client(
    networks: Sequence[Network], network: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """It looks at every address that a name resolves to, and follows no redirection."""
    transport = network or Guarded(networks)
    return httpx.AsyncClient(transport=transport, trust_env=False, timeout=ANSWER_S)


@dataclass(frozen=True)
class Turn:
    """One receiver's turn."""

    house: House
    client: httpx.AsyncClient
    due: Due
    now: datetime
    pauses: Sequence[timedelta]

    async def go(self) -> int:
        """Send until nothing is left, something fails, or others wait; how many were taken."""
        webhooks, receiver = self.house.stores.webhooks, self.due.receiver
        standing = webhooks.hold(receiver, self.now, LEASE)
        if standing is None:
            return 0
        try:
            taken = await self._replay()
            if standing.next_at <= self.now.timestamp():
                taken += await self._line(standing)
            return taken
        finally:
            webhooks.let_go(receiver)

    async def _line(self, standing: DeliveryState) -> int:
        webhooks, receiver = self.house.stores.webhooks, self.due.receiver
        items = self.house.views.outbox.after(receiver, standing.sent, MOST)
        for taken, item in enumerate(items):
            why = await self._post(item)
            if why:
                failures = standing.failures if taken == 0 else 0
                then, over = next_try(failures, self.pauses, self.now)
                note = webhooks.gave_up if over else webhooks.failed
                note(receiver, item.number, self.now, why, then)
                return taken
            webhooks.went(receiver, item.number, self.now)
        return len(items)

    async def _replay(self) -> int:
        """What somebody wants sent once more, dead or not; it says what it says now."""
        webhooks, receiver = self.house.stores.webhooks, self.due.receiver
        taken = 0
        for wanted in webhooks.wanted_again(receiver, MOST):
            [item] = self.house.views.outbox.after(receiver, wanted.number - 1, 1)
            why = await self._post(item)
            webhooks.sent_again(receiver, wanted.number, self.now, why)
            taken += not why
            if why:
                break
        for dead in webhooks.dead(receiver):
            if dead.again:
                [item] = self.house.views.outbox.after(receiver, dead.number - 1, 1)
                why = await self._post(item)
                webhooks.replayed(receiver, dead.number, self.now, why)
                taken += not why
        return taken

    async def _post(self, item: Item) -> str:
        """Why it wasn't taken; "" where it was."""
        house, due = self.house, self.due
        house.views.fresh(house.views.consents)  # nothing leaves behind a revocation
        event = message(house.log, house.views, item, civil_date(self.now).isoformat())
        return await _posted(self.client, due, event, house)


async def _posted(client: httpx.AsyncClient, due: Due, event: dict[str, Any], house: House) -> str:
    """What came of it (`outcomes.py`); "" where it was taken. Signed at the real time, also in a
    demo: whoever verifies it looks at the clock on the wall."""
    body, url, at = as_bytes(event), due.url, house.real_now()
    signatures = (Webhook(secret).sign(event["id"], at, body.decode()) for secret in due.secrets)
    headers = {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": event["id"],
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    try:
        permitted(url, house.settings.networks)
        async with (
            asyncio.timeout(ANSWER_S),
            client.stream("POST", url, content=body, headers=headers) as response,
        ):
            return outcome_of_status(response.status_code)
    except (httpx.HTTPError, httpx.InvalidURL, Malformed, OSError) as problem:
        return outcome_of(problem)
