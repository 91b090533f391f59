"""The composition root: the only place where parts meet. All else is handed what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import uuid_utils

from domain.core.command import Ask, Role
from domain.core.personal import Keys
from domain.values.dates import civil_date
from projections.administration.users import Lookup
from projections.core.database import compact
from services.house.asking import Now, ask_now
from services.house.chain import open_chain
from services.house.desk import Desk, NewId
from services.house.files import damaged
from services.house.secrets import open_secrets, views_database
from services.house.settings import Settings
from services.house.views import AWAY, Views, reaching
from services.ledger.ledger import Ledger
from services.sealing.master import Master
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
    master: Master
    new_key: Path | None = None  # the file of a master key that was made just now
    real_now: Now = lambda: datetime.now(UTC)

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        now: Now | None = None,
        new_id: NewId | None = None,
        open_log: Callable[[str], Ledger] = Ledger.open,
    ) -> Self:
        """Opens the log, and what is kept beside it; the views are looked for when they are first
        asked.

        Raises `OSError` where the folder can't be used, `Unavailable` where the database can't,
        `Damaged` where a file is, and `Malformed` where the master key is another one than that of
        before, `Refusal` where a log has lost its secrets.
        """
        settings.prepare()
        clock = now or (lambda: datetime.now(UTC))
        try:
            with ExitStack() as undo, reaching():
                log = open_log(settings.log_url)
                undo.callback(log.close)
                database = views_database(settings)
                undo.callback(database.dispose)
                secrets = open_secrets(settings, database, log.last(), clock)
                seals = open_chain(settings, database, log.last(), clock)
                undo.pop_all()
        except Exception as problem:
            if damage := damaged(problem, settings):
                raise damage from problem
            raise
        stores = Stores(secrets.engine, database, secrets.master, lambda: civil_date(clock()))
        log.keys = ReachedKeys(stores.subject_keys)
        lookup = Lookup(log.keys.open, secrets.master.digester("telephones at the door"))
        return cls(
            settings=settings,
            log=log,
            desk=Desk(
                log, new_id or event_id, digester=secrets.master.digester("answers to commands")
            ),
            views=Views(database, log.after, seals, lookup),
            stores=stores,
            now=clock,
            master=secrets.master,
            new_key=secrets.new_key,
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
        views = Views(views_url, self.log.after, lookup=self.views.lookup)
        try:
            yield replace(self, views=views)
        finally:
            views.engine.dispose()

    def compact(self) -> bool:
        """What was deleted goes from the disk as well, out of free pages and out of the WAL; False
        where that can't be right now."""
        views, stores = compact(self.views.engine), compact(self.stores.database)
        return views and stores

    def close(self) -> None:
        self.log.close()
        # Through the views' connections the secrets are only read: the last to go tidies up.
        for engine in (self.views.engine, self.views.seals.database, self.stores.database):
            engine.dispose()

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


class ReachedKeys:
    """Keys as the ledger asks for them: where their database is away, so is the house. A connection
    of before its restart is found out by the first who asks, so everybody asks twice."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def seal(self, subject: str, value: str, of: str) -> str:
        with suppress(*AWAY):
            return self._keys.seal(subject, value, of)
        with reaching():
            return self._keys.seal(subject, value, of)

    def open(self, subject: str, sealed: str, of: str) -> str | None:
        with suppress(*AWAY):
            return self._keys.open(subject, sealed, of)
        with reaching():
            return self._keys.open(subject, sealed, of)


def event_id(at: datetime) -> str:
    """UUIDv7: ids sort by the time they were made at."""
    return str(uuid_utils.uuid7(nanoseconds=int(at.timestamp() * 1_000_000) * 1000))
