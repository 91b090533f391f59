"""How old the last backup is, and which files of keys lie where they were written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from services.house.house import House
from services.house.parameters import parameters
from services.stores.backups import KEYS_DAYS, BackupMade

DAY_S = 86_400


@dataclass(frozen=True)
class BackupState:
    """Ages are days. `keys` has the last backup's, and those too old that are there still: a file
    that was taken elsewhere isn't seen."""

    made: bool
    age_days: float  # of the last backup; where there is none, of the log
    most_days: int  # then somebody is to be told
    keys: dict[str, float] = field(default_factory=dict)


def backup_state(house: House) -> BackupState | None:
    """None where nothing would be lost: a demo, or a county in which nobody can sign in yet."""
    if house.settings.is_demo or not house.stores.credentials.any_password():
        return None
    now, backups = house.real_now(), house.stores.backups.latest()
    most = parameters(house.desk).on("backup_days", house.today)
    since = backups[0].moment if backups else _began(house, now)
    return BackupState(
        made=bool(backups),
        age_days=_days(since, now),
        most_days=most,
        keys=_keys(backups, now),
    )


def _keys(backups: list[BackupMade], now: datetime) -> dict[str, float]:
    ages = {backup.keys: _days(backup.moment, now) for backup in reversed(backups)}
    last = backups[0].keys if backups else None
    return {
        str(path): days
        for path, days in ages.items()
        if (path == last or days > KEYS_DAYS) and _is_there(path)
    }


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # in a folder that we may not look into
        return False


def _began(house: House, now: datetime) -> datetime:
    lines = house.log.after(0, 1)
    try:
        return lines[0].recorded_at() if lines else now
    except (KeyError, ValueError):  # a line that can't be read is told elsewhere
        return now


def _days(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds() / DAY_S)
