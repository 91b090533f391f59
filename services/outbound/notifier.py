"""The notifier: goes round and sends notices, in a thread of its own: mail servers may be slow."""

from __future__ import annotations

from threading import Event, Thread
from types import TracebackType
from typing import Self

from services.house.house import House
from services.house.views import reaching
from services.ledger.ledger import Unavailable
from services.outbound.gateways import gateways
from services.outbound.notices import queue_notices, send_due
from services.outbound.relay import Say

PAUSE_S = 2.0
FORGET_EVERY = 1800  # rounds


class Notifier:
    """Goes round while the block runs."""

    def __init__(self, house: House, say: Say, pause_s: float = PAUSE_S) -> None:
        self.house, self.say, self.pause_s = house, say, pause_s
        self._gateways = gateways(house.settings)
        self._rounds = 0
        self._last_problem = ""
        self._stop = Event()
        self._thread = Thread(target=self._run, name="notifier")

    def go(self) -> int:
        """One round; returns how many messages went. Raises `Unavailable`."""
        now, house = self.house.now(), self.house
        with reaching():
            house.views.fresh(house.views.notices, house.views.users)
            queue_notices(house, self._gateways, now)
            gone = send_due(house, self._gateways, now)
            if self._rounds % FORGET_EVERY == 0:
                house.stores.notice_queue.forget(int(now.timestamp()))
        self._rounds += 1
        return gone

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if gone := self.go():
                    self.say(f"发出通知 {gone} 条")
                self._last_problem = ""
            except Unavailable as away:
                self._tell(f"通知暂停，会一直重试：{str(away).partition(chr(10))[0]}")
            except Exception as bug:  # noqa: BLE001 (the next round may do; what runs beside goes on)
                self._tell(f"通知出错：{type(bug).__name__}: {bug}")
            self._stop.wait(self.pause_s)

    def _tell(self, text: str) -> None:
        if text != self._last_problem:
            self.say(text)
        self._last_problem = text

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()
