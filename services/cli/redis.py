"""Where Redis is, for the commands of the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from services.house.settings import Settings

if TYPE_CHECKING:
    from services.outbound.relay import Client


Address = Callable[[], str]


@contextmanager
def address(settings: Settings) -> Iterator[tuple[Address | None, str]]:
    """What gives the URL of Redis, None where there is none; and what to say of it."""
    from services.outbound.embedded_redis import Valkey  # noqa: PLC0415 (this command's alone)

    if settings.redis:
        yield (lambda: str(settings.redis)), settings.shown_redis
        return
    valkey = Valkey(settings.data)
    obstacle = valkey.obstacle()
    try:
        yield (None, f"未开启：{obstacle}") if obstacle else (valkey.address, valkey.url)
    finally:
        valkey.close()


@contextmanager
def streams_client(settings: Settings) -> Iterator[Client | None]:
    """A client of Redis; None where there is none."""
    from services.outbound.relay import connect  # noqa: PLC0415 (this command's alone)

    with address(settings) as (url, _):
        client = connect(url()) if url else None
        try:
            yield client
        finally:
            if client is not None:
                client.close()
