"""The sender: what goes out by itself and needs no Redis: due webhooks, digests of past days.

In a thread of its own, because receivers and mail servers may be slow.
"""

from __future__ import annotations

from datetime import date, timedelta
from threading import Event, Thread
from types import TracebackType
from typing import Self

from domain.values.dates import civil_date
from services.house.house import House
from services.house.views import reaching
from services.ledger.ledger import Unavailable
from services.outbound.digest import sender_to, write_digests
from services.outbound.relay import Say
from services.outbound.webhooks import deliver_due

PAUSE_S = 2.0
DAYS = 3  # that are looked at again after an outage


class Sender:
    """Goes round while the block runs."""

    def __init__(self, house: House, say: Say, pause_s: float = PAUSE_S) -> None:
        self.house, self.say, self.pause_s = house, say, pause_s
        self._send = sender_to(house.settings.smtp) if house.settings.smtp else None
        self._digested: date | None = None
        self._last_problem = ""
        self._stop = Event()
        self._thread = Thread(target=self._run, name="sender")

    def go(self) -> int:
        """One round; returns how many webhooks were taken. Raises `Unavailable`."""
        now = self.house.now()
        with reaching():
            views = self.house.views
            views.fresh(views.market, views.consents, views.outbox)
            taken = deliver_due(self.house, now)
            self._digests(civil_date(now))
        return taken

    def _digests(self, today: date) -> None:
        if self._digested == today:
            return
        for back in range(DAYS, 0, -1):
            made = write_digests(self.house, today - timedelta(days=back), self._send)
            if made:
                self.say(f"邮件摘要 {len(made)} 份：{made[0].parent}")
        self._digested = today

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.go()
                self._last_problem = ""
            except (Unavailable, OSError) as away:
                self._tell(f"通知和摘要暂停，会一直重试：{str(away).partition(chr(10))[0]}")
            except Exception as bug:  # noqa: BLE001 (the next round may do; what runs beside goes on)
                self._tell(f"通知和摘要出错：{type(bug).__name__}: {bug}")
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
