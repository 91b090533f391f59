"""Health: how the house is doing, as figures. The doctor judges them; metrics publish them.

Reading them changes nothing and brings no view up to date: it is seen how far each one is behind.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.values.dates import civil_date
from projections.leads.outbox import Outbox
from projections.parties.parties import Parties
from services.house.house import House
from services.house.parameters import parameters
from services.house.watch import JUMP, OFF, doubted, in_words
from services.house.working_days import unknown_years
from services.ledger.ledger import Ledger
from services.operations.backup_state import BackupState, backup_state
from services.outbound.dead_letters import COMMANDS, key, letters
from services.outbound.gateways import TITLES as CHANNELS
from services.outbound.gateways import gateways, sends_out
from services.outbound.relay import Client, stream
from services.stores.checks import Check
from services.stores.notice_queue import Lately


@dataclass(frozen=True)
class Health:
    """`seconds` are how long the oldest thing that is missing has been missing."""

    last: int  # the log's last position
    views: dict[str, tuple[int, float]]  # by view: events behind, seconds
    parked: dict[str, int]  # by view
    relay: dict[str, tuple[int, float]] = field(default_factory=dict)  # by receiver: missing
    pending: dict[str, int] = field(default_factory=dict)  # by stream and group: begun, not done
    waiting: dict[str, int] = field(default_factory=dict)  # by stream and group: not begun
    dead: dict[str, int] = field(default_factory=dict)  # by kind
    due: dict[str, int] = field(default_factory=dict)  # what the clock should have ended
    clocks: dict[str, int] = field(default_factory=dict)  # open leads by colour
    notices: dict[str, int | None] = field(default_factory=dict)  # that wait, by channel; None: off
    lately: dict[str, Lately] = field(default_factory=dict)  # of the channels that are set up
    kept: frozenset[str] = frozenset()  # the channels whose messages stay in our folder
    networks: str = ""  # private ones that webhooks may go to
    clock: str = ""  # why the clock isn't believed; "" where it is
    other_log: str = ""  # why the views don't read on; "" where they do
    free: int | None = None  # bytes where the folder is; None where nobody can say
    years: tuple[tuple[int, bool], ...] = ()  # without known make-up days; whether it is this one
    check: Check = Check()  # noqa: RUF009 (it is frozen)
    check_age_s: int | None = None  # since the last whole look through the log; None: never yet
    ahead: dict[str, int] = field(default_factory=dict)  # webhooks: numbers sent that the log lacks
    backup: BackupState | None = None  # None: nobody has signed in yet, so nothing can be lost


def health(house: House, client: Client | None) -> Health:
    """Raises `Unavailable`, and redis's `RedisError`. Without a client nothing of streams."""
    now, last = house.now(), house.log.last()
    dead, check = letters(house, client), house.stores.checks.standing()
    day = civil_date(now).isoformat()
    return Health(
        last=last,
        views={view.name: _behind(house.log, view.position, last, now) for view in house.views},
        parked={view.name: len(view.parked()) for view in house.views},
        relay=_relay(house.log, house.views.outbox, client, now) if client is not None else {},
        pending=_groups(house.views.parties, client, "pending") if client is not None else {},
        waiting=_groups(house.views.parties, client, "lag") if client is not None else {},
        dead=dict(Counter(letter.kind for letter in dead)),
        due={
            "postings": len(house.views.market.overdue(day)),
            "proposals": len(house.views.decisions.due(day)),
            "consents": len(house.views.consents.over(day)),
            "leads": len(house.views.leads.undecided(day)),
        },
        clocks={c: n for c, n in house.views.inbox.colours(day).items() if c},
        notices=_notices(house),
        lately={c: house.stores.notice_queue.lately(c) for c in gateways(house.settings)},
        kept=frozenset(c for c in gateways(house.settings) if not sends_out(house.settings, c)),
        networks=house.settings.webhook_networks,
        clock=_clock(house, now),
        other_log=str(house.views.other_log() or ""),
        free=free(house),
        years=_years(house),
        check=check,
        check_age_s=int(now.timestamp()) - check.ended if check.ended else None,
        ahead=_ahead(house),
        backup=backup_state(house),
    )


def _clock(house: House, now: datetime) -> str:
    """That somebody has doubted it, or that it is behind the log."""
    expected = doubted(house)
    if expected is None:
        last = house.views.times.believed(OFF)
        expected = last if last is not None and last - now > JUMP else None
    return in_words(expected, now) if expected else ""


def free(house: House) -> int | None:
    """Bytes that are left where the folder is."""
    try:
        return shutil.disk_usage(house.settings.data).free
    except OSError:
        return None


def _years(house: House) -> tuple[tuple[int, bool], ...]:
    years = unknown_years(parameters(house.desk), house.today)
    return tuple((year, year == house.today.year) for year in years)


def _ahead(house: House) -> dict[str, int]:
    """Receivers to whom more was sent than this log has for them."""
    ends = house.views.outbox.ends()
    lines = house.stores.webhooks.standings().items()
    more = {receiver: line.sent - ends.get(receiver, 0) for receiver, line in lines}
    return {receiver: many for receiver, many in more.items() if many > 0}


def _notices(house: House) -> dict[str, int | None]:
    counts, there = house.stores.notice_queue.counts(), gateways(house.settings)
    return {
        channel: counts.get((channel, "new"), 0) + counts.get((channel, "waiting"), 0)
        if channel in there
        else None
        for channel in CHANNELS
    }


def _behind(log: Ledger, position: int, last: int, now: datetime) -> tuple[int, float]:
    missing = last - position  # below nothing: it shows what this log doesn't have
    return missing, _age(log, position, now) if missing > 0 else 0.0


def _age(log: Ledger, position: int, now: datetime) -> float:
    """Seconds since what stands behind a position was written."""
    lines = log.after(position, 1)
    return max(0.0, (now - lines[0].recorded_at()).total_seconds()) if lines else 0.0


def _relay(
    log: Ledger, outbox: Outbox, client: Client, now: datetime
) -> dict[str, tuple[int, float]]:
    backlog = {}
    for receiver, end in outbox.ends().items():
        sent = _sent(client, stream(receiver))
        items = outbox.after(receiver, sent, 1)
        age = _age(log, items[0].position - 1, now) if items else 0.0
        backlog[receiver] = (end - sent, age)
    return backlog


def _sent(client: Client, name: str) -> int:
    redis: Any = client  # redis-py's types are of both its clients, sync and async
    if not redis.exists(name):
        return 0
    return int(redis.xinfo_stream(name)["last-generated-id"].partition(b"-")[0])


def _groups(parties: Parties, client: Client, figure: str) -> dict[str, int]:
    redis: Any = client
    counts = {}
    for party in sorted(parties.titles()):
        for name in (key(party, COMMANDS), stream(party)):
            if redis.exists(name):
                for group in redis.xinfo_groups(name):
                    counts[f"{name} {group['name'].decode()}"] = int(group[figure] or 0)
    return counts
