"""Background tasks of `docking up`: workers of the streams, beside the site."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from services.cli import show
from services.house.house import House

if TYPE_CHECKING:
    from services.outbound.notifier import Notifier


@contextmanager
def background(house: House, url: str | None, *, once: bool) -> Iterator[None]:
    """What is done in threads of its own beside the rest: webhooks and digests, and with the URL of
    Redis, parties' commands. `once`: only webhooks and digests, at the end."""
    from services.inbound.workers import Workers, at_work  # noqa: PLC0415 (this command's alone)
    from services.outbound.sender import Sender  # noqa: PLC0415 (this command's alone)

    sender = Sender(house, show.say)
    if once:
        yield
        sender.go()
        return
    with ExitStack() as threads:
        threads.enter_context(sender)
        if url:
            threads.enter_context(at_work(Workers(house, url, own_name(), show.say)))
        yield


@contextmanager
def notifying(house: House, *, once: bool) -> Iterator[Notifier]:
    """Notices go out in a thread of their own; `once`: what is due, at the end."""
    from services.outbound.notifier import Notifier  # noqa: PLC0415 (this command's alone)

    notifier = Notifier(house, show.say)
    if once:
        yield notifier
        notifier.go()
        return
    with notifier:
        yield notifier


def own_name() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"
