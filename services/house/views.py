"""Every view, one line each, over one database; and how they are brought up to the log's end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from threading import Lock
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, DataError, InterfaceError, InternalError, OperationalError

from projections.accounts import Accounts
from projections.administration.activations import Activations
from projections.administration.imports import Imports
from projections.administration.registrations import Registrations
from projections.administration.subjects import Subjects
from projections.administration.users import Lookup, Users
from projections.beginnings import Beginnings
from projections.core.database import open_views
from projections.core.restored import OtherLog
from projections.core.seals import Seals
from projections.core.times import Times
from projections.core.view import Kept, Log, Progress, Reader, View, follow, other_log
from projections.figures.facts import Facts
from projections.figures.funnel import Funnel
from projections.figures.performance import Performance
from projections.finished import Finished
from projections.leads.consent_list import ConsentList
from projections.leads.consents import Consents
from projections.leads.extensions import Extensions
from projections.leads.inbox import Inbox
from projections.leads.leads import Leads
from projections.leads.outbox import Outbox
from projections.leads.teasers import Teasers
from projections.matching.decisions import Decisions
from projections.matching.lexicon import Lexicons
from projections.matching.proposals import Proposals
from projections.matching.unmatched_reasons import UnmatchedReasons
from projections.notices.notices import Notices
from projections.parties.parties import Parties
from projections.postings.market import Market
from projections.sessions.sessions import Sessions
from projections.todo import ToDo
from services.house.pinyin import sounds
from services.ledger.ledger import Unavailable, Unknown

# The database of the views is down, locked or cut.
AWAY = (OperationalError, InterfaceError, InternalError)
# What to do about another log.
WAYS_ON = "是的话请停下 docking up，运行 docking views rebuild --restored；不是的话请放回原来的日志"
DATABASE = DatabaseError  # whatever it may say, also what is a bug of ours
NO_SUCH_VALUE = DataError  # no column can hold what was asked for


class Views:
    """`log` reads the log in pages. Iterating gives those that keep rows with a bookmark.

    `database` is theirs, as a URL or open; the seals may lie elsewhere.
    """

    def __init__(
        self,
        database: str | Engine,
        log: Log,
        seals: Seals | None = None,
        lookup: Lookup | None = None,
    ) -> None:
        self.log = log
        self.engine = engine = open_views(database) if isinstance(database, str) else database
        self.seals = seals or Seals(engine)
        self.times = Times(engine)
        self.parties = Parties(engine, sounds)
        self.market = Market(engine)
        self.proposals = Proposals(engine, self.market, Lock)
        self.decisions = Decisions(engine)
        self.unmatched = UnmatchedReasons(self.proposals, self.parties, self.decisions, Lock())
        self.consents = Consents(engine)
        self.leads = Leads(engine)
        self.outbox = Outbox(engine)
        self.teasers = Teasers(engine)
        self.extensions = Extensions(engine)
        self.funnel = Funnel(engine)
        self.performance = Performance(engine)
        self.facts = Facts(engine)
        self.lexicons = Lexicons(engine)
        self.sessions = Sessions(engine)
        self.lookup = lookup or Lookup()
        self.users = Users(engine, self.lookup)
        self.notices = Notices(engine)
        self.inbox = Inbox(engine)
        self.activations = Activations(engine)
        self.imports = Imports(engine)
        self.registrations = Registrations(engine)
        self.accounts = Accounts(engine)
        self.finished = Finished(self.market)
        self.consent_list = ConsentList(engine)
        self.todo = ToDo(engine)
        self.subjects = Subjects(engine)
        self.beginnings = Beginnings(engine)

    def __iter__(self) -> Iterator[Kept]:
        return (view for view in vars(self).values() if isinstance(view, Kept))

    def but(self, **views: Any) -> Views:
        """The same, with these in place of those of their names."""
        other = copy(self)
        vars(other).update(views)
        return other

    def other_log(self) -> OtherLog | None:
        """Whether the log is another one than the views have read: an older one was put in its
        place. `fresh` raises it, too. Raises `Unavailable`."""
        with reaching():
            return other_log(self.readers, self.log)

    @property
    def readers(self) -> tuple[Reader, ...]:
        """All but the proposals, which take longer and are worked out by themselves in the process
        that is there for it."""
        return tuple(view for view in self if isinstance(view, Reader))

    def fresh(
        self, *views: Kept, at_least: int | None = None, progress: Progress | None = None
    ) -> int:
        """Bring these views, or all where none is named, up to the log's end; the position that
        they all show then. Raises `OtherLog`.

        `at_least` is the position that the caller needs, such as that of what it has written: where
        every one of them shows it already, nothing is read. Raises `Unavailable`.
        """
        wanted = views or tuple(self)
        with reaching():
            if at_least is not None:
                position = min(view.position for view in wanted)
                if position >= at_least:
                    return position
            readers = [view for view in wanted if isinstance(view, Reader)]
            databases: dict[Engine, list[Reader]] = {}
            for reader in readers:  # the seals are the first: they know when what the others show
                databases.setdefault(reader.engine, []).append(reader)
            ends = [follow(some, self.log, progress=progress) for some in databases.values()]
            others = [view for view in wanted if not isinstance(view, Reader)]
            ends += [view.catch_up(self.log, progress=progress) for view in others]
            return min(ends)

    def who_may_see(self) -> int:
        """Bring up to the log's end what decides who may come in and see what: parties, users and
        keys, consents. Asked before anything personal leaves; where nothing is new, two look-ups.
        Raises `Unavailable`: what can't be known is withheld.
        """
        return self.fresh(self.parties, self.users, self.consents)

    def rebuild(self, progress: Progress | None = None) -> tuple[Kept, ...]:
        """Make the views anew from the log; returns them. Raises `Unavailable`.

        Not the seals: chained anew, they would vouch for a log that was changed behind our back.
        """
        views = [view for view in self if isinstance(view, View)]
        with reaching():
            for view in views:
                view.rebuild(self.log, progress=progress)
            self.proposals.catch_up(self.log, progress=progress)  # the market began anew
        return (*views, self.proposals)


@contextmanager
def completing() -> Iterator[None]:
    """Something was kept already: where the rest can't be, the fate of the whole is `Unknown`."""
    try:
        with reaching():
            yield
    except Unavailable as away:
        raise Unknown(str(away)) from away


@contextmanager
def reaching() -> Iterator[None]:
    """Where the views' database is down, locked or cut: `Unavailable`, as from the ledger."""
    try:
        yield
    except AWAY as problem:
        raise Unavailable(str(problem.orig)) from problem
