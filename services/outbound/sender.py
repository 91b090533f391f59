"""The sender: what goes out by itself and needs no Redis: due webhooks, digests of past days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from httpx import AsyncBaseTransport

from domain.values.dates import civil_date
from services.house.house import House
from services.house.views import reaching
from services.house.watch import Watch, steady
from services.outbound.digest import write_digests
from services.outbound.mail import sender_to
from services.outbound.relay import Say
from services.outbound.rounds import PAUSE_S, Rounds
from services.outbound.webhooks import deliver_due

DAYS = 3  # that are looked at again after an outage


class Sender(Rounds):
    title = "推送和邮件摘要"

    def __init__(
        self,
        house: House,
        say: Say,
        pause_s: float = PAUSE_S,
        *,
        clock: Callable[[], float] = steady,
        network: AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(say, pause_s)
        self.house, self._network = house, network
        self._send = sender_to(house.settings.smtp) if house.settings.smtp else None
        self._digested: date | None = None
        self._watch = Watch(house, clock)

    def go(self) -> int:
        """One round; returns how many webhooks were taken. Raises `Unavailable`."""
        now = self.house.now()
        with reaching():
            views = self.house.views
            views.fresh(views.times, views.market, views.consents, views.outbox)
            if self._watch.doubt(now):
                return 0
            taken = deliver_due(self.house, now, network=self._network)
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
