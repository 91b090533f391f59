"""The composition root: the only place where parts meet. All else is handed what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

import uuid_utils

from domain.core.command import Ask, Role
from domain.values.dates import civil_date
from services.house.asking import Now, ask_now
from services.house.desk import Desk, NewId
from services.house.files import damaged
from services.house.settings import Settings
from services.house.views import Views
from services.ledger.ledger import Ledger
from services.stores.stores import Stores


@dataclass(frozen=True)
class House:
    """A log, the desk before it, the views behind it, the stores beside it, and the clock."""

    settings: Settings
    log: Ledger
    desk: Desk
    views: Views
    stores: Stores
    now: Now
    real_now: Now = lambda: datetime.now(UTC)

    @classmethod
    def open(
        cls, settings: Settings, *, now: Now | None = None, new_id: NewId | None = None
    ) -> Self:
        """Opens the log; the views are looked for when they are first asked.

        Raises `OSError` where the folder can't be used, `Unavailable` where the database can't,
        `Damaged` where a file is.
        """
        settings.prepare()
        try:
            log = Ledger.open(settings.log_url)
        except Exception as problem:
            if damage := damaged(problem, settings):
                raise damage from problem
            raise
        views = Views(settings.views_url, log.after)
        return cls(
            settings=settings,
            log=log,
            desk=Desk(log, new_id or event_id),
            views=views,
            stores=Stores(views.engine),
            now=now or (lambda: datetime.now(UTC)),
        )

    @property
    def today(self) -> date:
        """The civil date now, whatever day somebody looks at."""
        return civil_date(self.now())

    def ask(self, actor: str, role: Role, *, source: str = "cli", party: str | None = None) -> Ask:
        """Somebody asks now."""
        return ask_now(self.now, actor, role, source=source, party=party)

    @contextmanager
    def beside(self, views_url: str) -> Iterator[House]:
        """The same log with views of its own elsewhere, to compare; the log stays ours to close."""
        views = Views(views_url, self.log.after)
        try:
            yield replace(self, views=views, stores=Stores(views.engine))
        finally:
            views.engine.dispose()

    def close(self) -> None:
        self.log.close()
        self.views.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Raises `Damaged` where it was a damaged file that ended the block."""
        self.close()
        if value is not None and (damage := damaged(value, self.settings)):
            raise damage from value


def event_id(at: datetime) -> str:
    """UUIDv7: ids sort by the time they were made at."""
    return str(uuid_utils.uuid7(nanoseconds=int(at.timestamp() * 1_000_000) * 1000))
