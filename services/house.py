"""The composition root: the only place where parts meet. All else is handed what it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import uuid_utils
from sqlalchemy import Engine

from domain.civil import civil_date
from domain.command import Ask, Role
from projections.market import Market
from projections.parties import Parties
from projections.proposals import Proposals
from projections.seals import Seals
from projections.view import Progress, View, open_views
from services.desk import Desk, NewId
from services.ledger import Ledger
from services.settings import Settings

Now = Callable[[], datetime]


@dataclass(frozen=True)
class House:
    """A log, the desk before it, and the views behind it."""

    settings: Settings
    ledger: Ledger
    desk: Desk
    engine: Engine
    market: Market
    parties: Parties
    proposals: Proposals
    seals: Seals
    now: Now

    @classmethod
    def open(
        cls, settings: Settings, *, now: Now | None = None, new_id: NewId | None = None
    ) -> Self:
        if not settings.postgres:
            settings.data.mkdir(parents=True, exist_ok=True)
        ledger = Ledger.open(settings.log_url)
        engine = open_views(settings.views_url)
        market = Market(engine)
        return cls(
            settings=settings,
            ledger=ledger,
            desk=Desk(ledger, new_id or event_id),
            engine=engine,
            market=market,
            parties=Parties(engine),
            proposals=Proposals(engine, market),
            seals=Seals(engine),
            now=now or (lambda: datetime.now(UTC)),
        )

    @property
    def views(self) -> tuple[View, ...]:
        return (self.seals, self.parties, self.market, self.proposals)

    def catch_up(self, progress: Progress | None = None) -> int:
        """Bring every view up to the log's end, so that it shows what was just written."""
        return min(view.catch_up(self.ledger.after, progress=progress) for view in self.views)

    def ask(self, actor: str, role: Role, *, source: str = "cli", party: str | None = None) -> Ask:
        """Somebody asks now."""
        at = self.now()
        return Ask(at=at, on=civil_date(at), actor=actor, role=role, party=party, source=source)

    def beside(self, views_url: str) -> House:
        """The same log with views of its own elsewhere, to rebuild and compare."""
        engine = open_views(views_url)
        market = Market(engine)
        return replace(
            self,
            ledger=Ledger.open(self.settings.log_url),
            engine=engine,
            market=market,
            parties=Parties(engine),
            proposals=Proposals(engine, market),
            seals=Seals(engine),
        )

    def close(self) -> None:
        self.ledger.close()
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()


def event_id(at: datetime) -> str:
    """UUIDv7: ids sort by the time they were made at."""
    return str(uuid_utils.uuid7(nanoseconds=int(at.timestamp() * 1_000_000) * 1000))
