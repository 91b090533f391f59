"""The composition root: the only place where parts meet. All else is handed what it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import uuid_utils
from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

from domain.core.command import Ask, Role, recall
from domain.core.streams import stream
from domain.parties.channel import Channel
from domain.values.dates import civil_date
from projections.administration.users import Users
from projections.core.seals import Seals
from projections.core.view import Kept, Progress, View, follow
from projections.figures.facts import Counted
from projections.figures.funnel import Funnel
from projections.figures.performance import Performance
from projections.leads.consents import Consents
from projections.leads.leads import Leads
from projections.leads.outbox import Outbox
from projections.leads.teasers import Crowds
from projections.matching.decisions import Decisions
from projections.matching.lexicon import Lexicons
from projections.matching.proposals import Proposals
from projections.parties.parties import Parties
from projections.postings.market import Market
from projections.sessions.sessions import Sessions
from projections.todo import Waiting
from services.house.desk import Desk, NewId
from services.house.settings import Settings
from services.house.views import _views
from services.ledger.ledger import Ledger, Unavailable
from services.stores.credentials import Keyring
from services.stores.webhook_queue import Webhooks

Now = Callable[[], datetime]
# The database of the views is down, locked or cut.
AWAY = (OperationalError, InterfaceError, InternalError)


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
    decisions: Decisions
    consents: Consents
    lexicons: Lexicons
    leads: Leads
    outbox: Outbox
    webhooks: Webhooks
    users: Users
    keyring: Keyring
    waiting: Waiting
    funnel: Funnel
    performance: Performance
    crowds: Crowds
    sessions: Sessions
    counted: Counted
    now: Now

    @classmethod
    def open(
        cls, settings: Settings, *, now: Now | None = None, new_id: NewId | None = None
    ) -> Self:
        """Opens the log; the views are looked for when they are first asked.

        Raises `OSError` where the folder can't be used, `Unavailable` where the database can't.
        """
        settings.prepare()
        views = _views(settings.views_url)
        ledger = Ledger.open(settings.log_url)
        return cls(
            settings=settings,
            ledger=ledger,
            desk=Desk(ledger, new_id or event_id),
            now=now or (lambda: datetime.now(UTC)),
            **views,
        )

    @property
    def views(self) -> tuple[Kept, ...]:
        return (self.seals, self.parties, self.market, self.proposals, *self._simple)

    @property
    def _simple(self) -> tuple[View, ...]:
        """Those that follow the log alone and may be rebuilt at any time."""
        following = (self.decisions, self.consents, self.leads, self.funnel)
        return (*following, self.outbox, self.lexicons, self.users, self.sessions, self.counted)

    def catch_up(self, progress: Progress | None = None) -> int:
        """Bring every view up to the log's end, so that it shows what was just written.

        Raises `Unavailable`.
        """
        with reaching():
            position = self.follow(progress)
            return min(position, self.proposals.catch_up(self.ledger.after, progress=progress))

    def follow(self, progress: Progress | None = None) -> int:
        """The same but for the proposals, which take longer and follow by themselves in the process
        that is there for it. Raises `Unavailable`."""
        with reaching():
            views = (self.seals, self.parties, self.market, *self._simple)
            return follow(views, self.ledger.after, progress=progress)

    def rebuild(self, progress: Progress | None = None) -> tuple[Kept, ...]:
        """Make the views anew from the log; returns them. Raises `Unavailable`.

        Not the seals: chained anew, they would vouch for a log that was changed behind our back.
        """
        with reaching():
            for view in (self.parties, self.market, *self._simple):
                view.rebuild(self.ledger.after, progress=progress)
            self.proposals.catch_up(self.ledger.after, progress=progress)  # the market began anew
        return (self.parties, self.market, self.proposals, *self._simple)

    def ask(self, actor: str, role: Role, *, source: str = "cli", party: str | None = None) -> Ask:
        """Somebody asks now."""
        at = self.now()
        return Ask(at=at, on=civil_date(at), actor=actor, role=role, party=party, source=source)

    def channel(self, party: str, as_of: int | None = None) -> Channel:
        """How a party wants to be told, as of a log position or the log's end."""
        lines = self.ledger.read(stream("channel", party))
        known = [one for one in lines if as_of is None or one.position <= as_of]
        found: Channel = recall(Channel(), (one.entry().event for one in known))
        return found

    @contextmanager
    def beside(self, views_url: str) -> Iterator[House]:
        """The same log with views of its own elsewhere, to compare; the log stays ours to close."""
        views = _views(views_url)
        try:
            yield replace(self, **views)
        finally:
            views["engine"].dispose()

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


@contextmanager
def reaching() -> Iterator[None]:
    """Where the views' database is down, locked or cut: `Unavailable`, as from the ledger."""
    try:
        yield
    except AWAY as problem:
        raise Unavailable(str(problem.orig)) from problem


def event_id(at: datetime) -> str:
    """UUIDv7: ids sort by the time they were made at."""
    return str(uuid_utils.uuid7(nanoseconds=int(at.timestamp() * 1_000_000) * 1000))
