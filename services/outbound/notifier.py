"""The notifier: goes round and sends notices to people's mailboxes and telephones."""

from __future__ import annotations

from services.house.house import House
from services.house.views import reaching
from services.house.watch import Watch
from services.outbound.gateways import gateways
from services.outbound.notices import queue_notices, send_due
from services.outbound.relay import Say
from services.outbound.rounds import PAUSE_S, Rounds

FORGET_EVERY = 1800  # rounds


class Notifier(Rounds):
    title = "通知"

    def __init__(self, house: House, say: Say, pause_s: float = PAUSE_S) -> None:
        super().__init__(say, pause_s)
        self.house = house
        self._gateways = gateways(house.settings)
        self._rounds = 0
        self._watch = Watch(house)

    def go(self) -> int:
        """One round; returns how many messages went. Raises `Unavailable`."""
        now, house = self.house.now(), self.house
        with reaching():
            house.views.fresh(house.views.times, house.views.notices, house.views.users)
            if self._watch.doubt(now):
                return 0
            queue_notices(house, self._gateways, now)
            gone = send_due(house, self._gateways, now)
            if self._rounds % FORGET_EVERY == 0:
                house.stores.notice_queue.forget(int(now.timestamp()))
        self._rounds += 1
        if gone:
            self.say(f"发出通知 {gone} 条")
        return gone
