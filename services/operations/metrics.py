"""Metrics for Prometheus: the health snapshot when it is asked for, how long appends and matching
take. Served on the loopback address by itself; on another only where that is said, as in a
network of containers that nobody else is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from time import perf_counter

from prometheus_client import CollectorRegistry, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from domain.log.entry import Entry
from projections.core.restored import OtherLog
from projections.core.view import Log, Progress
from projections.matching.proposals import Proposals
from services.house.desk import Desk, UnitOfWork
from services.house.house import House
from services.house.views import Views, reaching
from services.ledger.ledger import Unavailable
from services.operations.health import Health, health
from services.outbound.relay import Client, connect

Address = Callable[[], str]
LOOPBACK = "127.0.0.1"
DAY_S = 86_400
SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
FIGURES = {  # name: what it says, its labels
    "docking_up": ("Whether the log, the views and the streams could be read", ()),
    "docking_log_position": ("The last position of the log", ()),
    "docking_view_lag_events": ("Events that a view is behind", ("view",)),
    "docking_view_lag_seconds": ("Age of the oldest event that a view lacks", ("view",)),
    "docking_view_parked": ("Events that a view has set aside", ("view",)),
    "docking_relay_lag_messages": ("Messages that a stream lacks", ("receiver",)),
    "docking_relay_lag_seconds": ("Age of the oldest message that a stream lacks", ("receiver",)),
    "docking_pending": ("Entries that were begun and not done", ("group",)),
    "docking_waiting": ("Entries that were not begun", ("group",)),
    "docking_dead": ("Dead letters", ("kind",)),
    "docking_notices_waiting": ("Notices that wait to be sent", ("channel",)),
    "docking_due": ("What the clock should have ended", ("what",)),
    "docking_clock_doubted": ("Whether what is done by itself waits for the clock", ()),
    "docking_other_log": ("Whether the log is another one than the views have read", ()),
    "docking_disk_free_bytes": ("Bytes that are left where the data folder is", ()),
    "docking_log_check_faults": ("Faults that the last look through the log has found", ()),
    "docking_log_check_age_seconds": ("Time since the last whole look through the log", ()),
    "docking_backup_age_seconds": ("Since the last backup, or since the log began", ()),
    "docking_backup_keys_age_seconds": ("Age of the oldest file of keys that is known of", ()),
    "docking_leads_owed": ("Leads whose receiver owes a step, by colour of the clock", ("clock",)),
}


class TimedDesk(Desk):
    """The same desk; every append is timed."""

    def __init__(self, desk: Desk, times: Histogram) -> None:
        super().__init__(desk.ledger, desk.new_id, desk.append)
        self._times = times

    def _append(self, work: UnitOfWork, id: str | None, causation: str | None) -> tuple[Entry, ...]:
        if not work.written:
            return ()
        with self._times.time():
            return super()._append(work, id, causation)


class TimedProposals(Proposals):
    """The same view; every time that it is worked out anew is timed."""

    def __init__(self, views: Views, times: Histogram) -> None:
        super().__init__(views.engine, views.market, Lock)
        self._times = times

    def catch_up(self, log: Log, *, page: int = 500, progress: Progress | None = None) -> int:
        before, began = self.position, perf_counter()
        position = super().catch_up(log, page=page, progress=progress)
        if position != before:
            self._times.observe(perf_counter() - began)
        return position


class HealthCollector(Collector):
    """Reads the health snapshot when somebody asks; what can't be reached is `docking_up 0`."""

    def __init__(self, house: House, redis: Address | None) -> None:
        self.house, self.redis = house, redis

    def collect(self) -> Iterable[GaugeMetricFamily]:
        made = {
            name: GaugeMetricFamily(name, text, labels=labels)
            for name, (text, labels) in FIGURES.items()
        }
        try:
            with reaching(), _client(self.redis) as client:
                state = health(self.house, client)
        except (Unavailable, OtherLog, RedisError, OSError):
            made["docking_up"].add_metric([], 0)
        else:
            for name, labels, value in figures(state):
                made[name].add_metric(labels, value)
        return made.values()

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing is read when it is registered."""
        return []


def figures(state: Health) -> Iterator[tuple[str, list[str], float]]:
    """(name, labels, value) of all there is to say."""
    yield "docking_up", [], 1
    yield "docking_log_position", [], state.last
    yield "docking_clock_doubted", [], bool(state.clock)
    yield "docking_other_log", [], bool(state.other_log)
    yield "docking_log_check_faults", [], max(state.check.faults, state.check.running)
    if state.free is not None:
        yield "docking_disk_free_bytes", [], state.free
    if state.check_age_s is not None:
        yield "docking_log_check_age_seconds", [], state.check_age_s
    if state.backup is not None:
        yield "docking_backup_age_seconds", [], state.backup.age_days * DAY_S
        oldest = max(state.backup.keys.values(), default=0.0)
        yield "docking_backup_keys_age_seconds", [], oldest * DAY_S
    for name, by in (("view", state.views), ("relay", state.relay)):
        unit = "events" if name == "view" else "messages"
        for label, (missing, seconds) in by.items():
            yield f"docking_{name}_lag_{unit}", [label], missing
            yield f"docking_{name}_lag_seconds", [label], seconds
    for name, counts in (
        ("docking_view_parked", state.parked),
        ("docking_pending", state.pending),
        ("docking_waiting", state.waiting),
        ("docking_dead", state.dead),
        ("docking_notices_waiting", {c: n for c, n in state.notices.items() if n is not None}),
        ("docking_due", state.due),
        ("docking_leads_owed", state.clocks),
    ):
        for label, count in counts.items():
            yield name, [label], count


def measured(house: House, registry: CollectorRegistry, redis: Address | None) -> House:
    """The same house, with its figures in the registry; `redis` says where the streams are."""
    appends = Histogram("docking_append_seconds", "An append", buckets=SECONDS, registry=registry)
    matches = Histogram("docking_match_seconds", "A matching", buckets=SECONDS, registry=registry)
    registry.register(HealthCollector(house, redis))
    return replace(
        house,
        desk=TimedDesk(house.desk, appends),
        views=house.views.but(proposals=TimedProposals(house.views, matches)),
    )


@contextmanager
def served(registry: CollectorRegistry, port: int, host: str = LOOPBACK) -> Iterator[int]:
    """Answers until the block ends; yields the port. `OSError` where it is taken."""
    server, thread = start_http_server(port, addr=host, registry=registry)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def _client(redis: Address | None) -> Iterator[Client | None]:
    if redis is None:
        yield None
        return
    client = connect(redis())
    try:
        yield client
    finally:
        client.close()
