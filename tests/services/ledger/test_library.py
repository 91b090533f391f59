"""Our recorders keep to the library's own tests of recorders."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from eventsourcing.persistence import InfrastructureFactory, OperationalError
from eventsourcing.tests import persistence as library
from eventsourcing.utils import Environment

from services.ledger.ledger import STORES


def readers_have_gone() -> None:
    """The library tells its readers to stop and doesn't wait: one that reads on while its
    connection is closed takes Python down with it."""
    for thread in threading.enumerate():
        if "read_continuously" in thread.name:
            thread.join()


def in_turn(insert: Callable[..., Any]) -> Callable[..., Any]:
    """The library's threads ask once. On a busy machine a turn may not come in time, and then the
    ledger asks again."""

    def inserted(*events: Any, **more: Any) -> Any:
        while True:
            try:
                return insert(*events, **more)
            except OperationalError as busy:
                if "did not finish in time" not in str(busy):
                    raise

    return inserted


class OnOurStore:
    """Gives the library's test cases our recorder, and text ids."""

    url: ClassVar[str]

    def create_recorder(self) -> Any:
        env = {"PERSISTENCE_MODULE": STORES[self.url.partition(":")[0]], "LEDGER_URL": self.url}
        made = InfrastructureFactory.construct(Environment(env=env))
        recorder = made.application_recorder()
        recorder.insert_events = in_turn(recorder.insert_events)
        self.addCleanup(made.close)
        self.addCleanup(recorder.close)
        self.addCleanup(readers_have_gone)
        return recorder

    def new_originator_id(self) -> str:
        return f"need-{uuid4()}"


@pytest.fixture
def in_sqlite(request: pytest.FixtureRequest, sqlite_log: str) -> None:
    request.cls.url = sqlite_log


@pytest.fixture
def in_postgres(request: pytest.FixtureRequest, postgres: str) -> None:
    request.cls.url = postgres


@pytest.mark.usefixtures("in_sqlite")
class TestSQLiteApplication(OnOurStore, library.ApplicationRecorderTestCase[Any]):
    """Insert, select, notifications, many threads."""


@pytest.mark.usefixtures("in_sqlite")
class TestSQLiteNonInterleaving(OnOurStore, library.NonInterleavingNotificationIDsBaseCase):
    """Two appends never mix their positions."""


@pytest.mark.usefixtures("in_postgres")
class TestPostgresApplication(OnOurStore, library.ApplicationRecorderTestCase[Any]):
    """The same, and subscriptions, which we don't use but don't break."""

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


@pytest.mark.usefixtures("in_postgres")
class TestPostgresNonInterleaving(OnOurStore, library.NonInterleavingNotificationIDsBaseCase):
    """Two appends never mix their positions."""
