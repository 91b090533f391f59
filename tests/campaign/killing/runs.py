"""Programs that are killed again and again under a load, and then are left to settle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic

from redis import Redis

from services.house.house import House
from services.house.settings import Settings
from services.outbound.embedded_redis import Valkey
from tests.campaign.killing import checker
from tests.campaign.killing.county import Door
from tests.campaign.killing.load import Load, Told
from tests.campaign.killing.program import Program
from tests.services.killable import Server, eventually

STARTING = 0.4  # of all kills, those soon after the start
QUIET_S, PATIENCE_S = 1.0, 90
Tell = Callable[[str], object]


@dataclass
class Found:
    """What was done to a county, what its clients were told, and what was wrong in the end."""

    kills: int = 0
    starting: int = 0  # of these, while it was starting
    told: Told = field(default_factory=Told)
    naive: Told = field(default_factory=Told)
    doubled_by_naive: int = 0
    leads: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Site:
    """Programs over one county; `database` is a server that is killed as well, where there is
    one."""

    settings: Settings
    programs: Sequence[Program]
    database: Server | None = None

    def redis(self) -> str:
        return str(self.settings.redis or Valkey(self.settings.data).url)


def killed(
    site: Site, doors: Sequence[Door], kills: int, seed: int, tell: Tell, loaded_s: float = 1.2
) -> Found:
    """So many kills at random times, of a random program each; then all is left to settle."""
    found, random = Found(), Random(seed)
    with House.open(site.settings) as house:
        load = Load(house, doors, [program.url for program in site.programs], seed)
    begun = monotonic()
    for program in site.programs:
        program.start()
    with load.running():
        while found.kills < kills:
            _kill(site, random, loaded_s, found)
            passed = monotonic() - begun
            left = passed / found.kills * (kills - found.kills)
            tell(
                f"{found.kills}/{kills} kills, {load.told.acknowledged} acknowledged,"
                f" about {left:.0f} s left"
            )
        for program in site.programs:
            program.ready()
        eventually(lambda: load.told.acknowledged > kills, PATIENCE_S)
    found.told, found.naive = load.told, load.naive
    settled(site, found)
    return found


def _kill(site: Site, random: Random, loaded_s: float, found: Found) -> None:
    if site.database is not None and random.random() < 0.3:
        for program in site.programs:
            program.ready()
        wait(random.uniform(0.05, loaded_s))
        site.database.kill()
        wait(random.uniform(0, 0.3))
        site.database.start()
        found.kills += 1
        return
    program = random.choice(site.programs)
    if random.random() < STARTING:
        wait(random.uniform(0.02, 0.6))
        found.starting += not program.answered
    else:
        program.ready()
        wait(random.uniform(0.05, loaded_s))
    if program.process.ended:
        found.faults.append(f"it ended by itself: {program.process.words()}")
    program.process.kill()
    program.start()
    found.kills += 1


def wait(seconds: float) -> None:
    Event().wait(seconds)


def settled(site: Site, found: Found) -> None:
    """Wait until nothing is written any more and no lead is due (a program that was just started
    takes its time), and check; the programs are stopped in between."""
    with House.open(site.settings) as house, Redis.from_url(site.redis()) as client:
        until, position, since = monotonic() + PATIENCE_S, 0, monotonic()
        while monotonic() < until:
            last = house.log.last()
            if last != position:
                position, since = last, monotonic()
            behind = any(checker.streams(house, client)) or any(checker.withheld(house))
            if not behind and monotonic() - since > QUIET_S:
                break
            wait(0.1)
        found.faults += checker.streams(house, client)
    for program in site.programs:
        program.process.stop()
    with House.open(site.settings) as house:
        found.faults += checker.faults(house, found.told)
        found.doubled_by_naive = len(list(checker.doubled(house, found.naive.marks)))
        found.leads = len(house.views.leads.all())


def up(folder: Path) -> Site:
    """`docking up` on a folder."""
    program = Program(["--data", folder, "up"], folder.with_name(f"{folder.name}.said"))
    return Site(Settings(data=folder), [program])


def in_two(settings: Settings, database: Server, said: Path) -> Site:
    """`docking up` and `docking web` on one PostgreSQL, with one Redis."""
    words = ["--data", settings.data, "--postgres", settings.postgres, "--redis", settings.redis]
    env = {"DOCKING_MASTER": str(settings.master)}
    programs = [
        Program([*words, name], said.with_name(f"{said.name}.{name}"), env)
        for name in ("up", "web")
    ]
    return Site(settings, programs, database)
