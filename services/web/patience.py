"""Patience: a request has to come whole within a time, or the connection is closed.

The server itself waits for ever for the rest of a request that was begun. A body may take longer
than its headers: a file over a village's line.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_S, BODY_S = 10.0, 120.0


class Patient(H11Protocol):
    """HTTP/1.1 with a clock that runs while something of a request is still to come."""

    headers_s, body_s = HEADERS_S, BODY_S

    def __init__(self, *settings: Any, **named: Any) -> None:
        super().__init__(*settings, **named)
        self._clock: asyncio.TimerHandle | None = None
        self._awaited: Any = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        self._await(None)
        super().connection_lost(exc)

    def _look(self) -> None:
        """What is awaited now; the clock goes on where it is the same as before: a byte now and
        then gains nothing."""
        state = self.conn.their_state
        awaited = state if state in {h11.IDLE, h11.SEND_BODY} else None
        if awaited is not self._awaited:
            self._await(awaited)

    def _await(self, awaited: Any) -> None:
        if self._clock is not None:
            self._clock.cancel()
        self._awaited, self._clock = awaited, None
        if awaited is not None:
            seconds = self.headers_s if awaited is h11.IDLE else self.body_s
            self._clock = self.loop.call_later(seconds, self._over)

    def _over(self) -> None:
        if self._awaited is h11.SEND_BODY and self.flow.read_paused:  # it is we who don't read
            self._await(h11.SEND_BODY)
        else:
            self.transport.close()
