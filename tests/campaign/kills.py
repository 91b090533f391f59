"""A county whose programs are killed, and what else befalls it: nothing that was acknowledged is
lost, no lead is doubled, none is withheld from who had agreed.

    python -m tests.campaign kills [ON_SQLITE [ON_POSTGRESQL]]

`docking up` on SQLite, `docking up` beside `docking web` on PostgreSQL, each ended by SIGKILL again
and again under a load of the API and of forms, and the database's server as well; then a full disk,
a clock that jumps, and backups that are torn. Each of what is looked for has a control, which must
be found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import click
from redis import Redis

from services.house.house import House
from services.house.settings import Settings
from tests.campaign.killing import checker
from tests.campaign.killing.controls import controls
from tests.campaign.killing.county import Door, made
from tests.campaign.killing.disturbances import (
    Jumps,
    Torn,
    clock_jumps,
    disk_full,
    may_mount,
    torn_backups,
)
from tests.campaign.killing.program import forks
from tests.campaign.killing.runs import Found, Tell, in_two, killed, up
from tests.servers import MASTER, started_redis
from tests.services.houses import copy_house
from tests.services.killable import killable_postgres

ON_SQLITE, ON_POSTGRES = 300, 50
ROUND = 75  # kills of one county on SQLite
LOADED_S = 1.2  # at most, between the first page and the kill


@dataclass
class Whole:
    """All that was found, and what the controls didn't find."""

    sqlite: list[Found] = field(default_factory=list)
    postgres: list[Found] = field(default_factory=list)
    disk: Found | None = None
    jumps: Jumps | None = None
    torn: Torn | None = None
    controls: dict[str, bool] = field(default_factory=dict)

    @property
    def found(self) -> list[Found]:
        return [*self.sqlite, *self.postgres, *([self.disk] if self.disk else [])]

    @property
    def faults(self) -> list[str]:
        more = [*self.torn.faults] if self.torn else []
        more += [f"ended by a jump: {name}" for name in self.jumps.ended] if self.jumps else []
        return [fault for each in self.found for fault in each.faults] + more

    @property
    def missed(self) -> list[str]:
        """Controls that weren't found."""
        return [name for name, found in self.controls.items() if not found]

    def figures(self) -> Iterator[tuple[str, int]]:
        kinds = [fault.partition(":")[0] for fault in self.faults]
        yield "kills.sqlite", sum(found.kills for found in self.sqlite)
        yield "kills.postgres", sum(found.kills for found in self.postgres)
        yield "kills.starting", sum(found.starting for found in self.found)
        yield "acknowledged", sum(found.told.acknowledged for found in self.found)
        yield "acknowledged.forms", sum(found.told.forms for found in self.found)
        yield "cut", sum(found.told.cut for found in self.found)
        yield "cut.kept", sum(found.told.kept for found in self.found)
        yield "leads", sum(found.leads for found in self.found)
        yield "disk.full", self.disk.kills if self.disk else 0
        yield "clock.jumps", self.jumps.jumps if self.jumps else 0
        yield "backups.killed", self.torn.killed if self.torn else 0
        yield "backups.damaged", self.torn.damaged if self.torn else 0
        for kind in (
            "lost",
            "doubled",
            "lead doubled",
            "without consent",
            "withheld",
            "hole",
            "promise",
        ):
            yield kind.replace(" ", "."), kinds.count(kind)
        yield "faults", len(kinds)
        yield "controls", len(self.controls)
        yield "controls.missed", len(self.missed)


@contextmanager
def county() -> Iterator[tuple[Path, list[Door]]]:
    """A county in a folder, which is copied for each run; the path is short, for a socket."""
    with TemporaryDirectory(prefix="kills-", dir="/tmp") as folder:
        place = Path(folder) / "county"
        yield place, made(Settings(data=place))


def on_sqlite(whole: Whole, place: Path, doors: list[Door], kills: int, loaded_s: float) -> Path:
    """Kills of `docking up`, so many on each of some counties; the last of these is left."""
    left = place
    while kills > 0:
        number = len(whole.sqlite)
        left = copy_house(place, place.with_name(f"lite-{number}"))
        site = up(left)
        some = min(kills, ROUND)
        found = killed(site, doors, some, number, _tell("SQLite"), loaded_s)
        whole.sqlite.append(found)
        kills -= some
    return left


def on_postgres(whole: Whole, folder: Path, kills: int, loaded_s: float) -> None:
    with ExitStack() as servers:
        database, url = servers.enter_context(killable_postgres())
        redis = servers.enter_context(started_redis())
        settings = Settings(data=folder / "beside", master=MASTER, postgres=url, redis=redis)
        site = in_two(settings, database, folder / "postgres")
        found = killed(site, made(settings), kills, 5, _tell("PostgreSQL"), loaded_s)
        whole.postgres.append(found)
        with House.open(settings) as house, Redis.from_url(redis) as client:
            client.flushall()
            whole.controls["streams"] = any(checker.streams(house, client))


def _tell(store: str) -> Tell:
    return lambda said: click.echo(f"{store}: {said}", err=True)


def campaign(
    on: tuple[int, int], *, loaded_s: float, disks: int, jumps: int, backups: int, hurts: int
) -> Whole:
    """All of it, with so many of each."""
    whole = Whole()
    forks()  # it loads the program meanwhile
    with county() as (place, doors):
        left = on_sqlite(whole, place, doors, on[0], loaded_s)
        whole.controls |= dict(controls(left, whole.sqlite[-1].told))
        on_postgres(whole, place.parent, on[1], loaded_s)
        tell = _tell("besides")
        if may_mount():
            tell("a full disk")
            whole.disk = disk_full(place, place.with_name("disk"), doors, disks)
            whole.controls["the disk was full"] = whole.disk.kills > 0
        tell("a clock that jumps")
        whole.jumps = clock_jumps(copy_house(place, place.with_name("clock")), jumps, 3)
        whole.controls["without the watch all is over"] = whole.jumps.control > 0
        tell("torn backups")
        folder = place.with_name("backups")
        folder.mkdir()
        whole.torn = torn_backups(place, folder, doors, backups, hurts)
        whole.controls["a plain copy lacks commands"] = whole.torn.lost_by_copying > 0
    naive = sum(found.doubled_by_naive for found in whole.found)
    whole.controls["who begins anew doubles"] = naive > 0
    return whole


def main(on_sqlite: str = str(ON_SQLITE), on_postgres: str = str(ON_POSTGRES)) -> None:
    begun = monotonic()
    on = int(on_sqlite), int(on_postgres)
    whole = campaign(on, loaded_s=LOADED_S, disks=5, jumps=50, backups=20, hurts=200)
    for fault in whole.faults[:40]:
        click.echo(fault)
    for name in whole.missed:
        click.echo(f"control not found: {name}")
    if whole.disk is None:
        click.echo("left out: a full disk takes root, to mount a small one")
    for name, value in whole.figures():
        click.echo(f"figure {name} {value}")
    click.echo(f"figure seconds {monotonic() - begun:.0f}")
    if whole.faults or whole.missed:
        sys.exit(1)
