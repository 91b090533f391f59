"""What else befalls a county: a full disk, a clock that jumps, backups that are torn."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic

from domain.core.malformed import Malformed
from services.automation.runner import run
from services.backup.check import check
from services.backup.restore import look_through, restore
from services.house.house import House
from services.house.settings import Settings
from services.house.watch import Watch
from services.sealing.key_file import KEY_FILE
from services.stores.backups import keys_of
from tests.campaign.killing import checker
from tests.campaign.killing.county import Door
from tests.campaign.killing.load import Ack, Load
from tests.campaign.killing.program import PATIENCE_S, Process
from tests.campaign.killing.runs import Found, Site, settled, up, wait
from tests.services.houses import copy_house
from tests.services.killable import eventually

DISK = "48m"
PIECE = 64 * 1024
SOME = 5  # commands that are acknowledged shortly before a copy is made


# --- a full disk ---------------------------------------------------------------------------------


def may_mount() -> bool:
    """A small disk of its own takes root on Linux, and a kernel that lets it."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    with TemporaryDirectory() as folder:
        try:
            with small_disk(Path(folder) / "tried"):
                return True
        except subprocess.CalledProcessError:
            return False


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)]
    subprocess.run(words, check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def disk_full(county: Path, place: Path, doors: Sequence[Door], times: int) -> Found:
    """The disk runs full under a load, and has room again; the program lives through it."""
    found = Found()
    with small_disk(place):
        site = up(copy_house(county, place / "data"))
        [program] = site.programs
        load = _load(site, doors, seed=7)
        program.start()
        with load.running():
            program.ready()
            for _ in range(times):
                wait(0.7)
                before = load.told.cut
                _fill(place / "ballast")
                until = monotonic() + 10
                while load.told.cut == before and monotonic() < until:
                    wait(0.1)
                found.kills += load.told.cut > before
                wait(0.5)  # it isn't over at once
                (place / "ballast").unlink()
                if program.process.ended:
                    found.faults.append(f"it ended by itself: {program.process.words()}")
                    program.start()
            program.ready()
        found.told, found.naive = load.told, load.naive
        settled(site, found)
    return found


def _fill(place: Path) -> None:
    with place.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(PIECE))
        except OSError as full:
            assert full.errno == errno.ENOSPC


def _load(site: Site, doors: Sequence[Door], seed: int) -> Load:
    with House.open(site.settings) as house:
        return Load(house, doors, [program.url for program in site.programs], seed)


# --- a clock that jumps --------------------------------------------------------------------------


@dataclass
class Jumps:
    """How often the clock jumped, and what the house ended because of it."""

    jumps: int = 0
    ended: list[str] = field(default_factory=list)
    control: int = 0  # what would have ended without the watch


ENDINGS = (".expired", ".lapsed", ".withdrawn", ".ended")


def clock_jumps(folder: Path, jumps: int, seed: int) -> Jumps:
    """The wall clock jumps by hours to years and back again, while a steady one goes on."""
    found, random = Jumps(), Random(seed)
    with House.open(Settings(data=folder)) as house:
        begun = house.now()
    wall, steady = begun, 0.0
    with House.open(Settings(data=folder), now=lambda: wall) as house:
        house.views.fresh()
        watch, end = Watch(house, lambda: steady), house.log.last()
        run(house, once=True, say=_ignore, watch=watch)
        for _ in range(jumps):
            by = timedelta(hours=random.choice([-1, 1, 1]) * random.uniform(4, 9600))
            wall, steady = wall + by + timedelta(seconds=2), steady + 2
            run(house, once=True, say=_ignore, watch=watch)
            wall, steady = wall - by + timedelta(seconds=2), steady + 2
            run(house, once=True, say=_ignore, watch=watch)
            found.jumps += 1
        found.ended = [line.name for line in house.log.after(end, 10_000) if _ends(line.name)]
        end, wall = house.log.last(), wall + timedelta(days=400)
        credulous = Watch(house, lambda: steady)
        credulous.believe(wall)
        run(house, once=True, say=_ignore, watch=credulous)
        found.control = sum(_ends(line.name) for line in house.log.after(end, 10_000))
    return found


def _ends(name: str) -> bool:
    return name.endswith(ENDINGS)


def _ignore(said: str) -> None:
    """What is done is looked at in the log."""


# --- backups that are torn -----------------------------------------------------------------------


@dataclass
class Torn:
    """Backups that were killed, files that were damaged, and what was wrong."""

    killed: int = 0
    left: int = 0  # of these, how many had been done before the kill
    damaged: int = 0
    faults: list[str] = field(default_factory=list)
    lost_by_copying: int = 0  # control: what a plain copy of the log's file lacks


def torn_backups(county: Path, folder: Path, doors: Sequence[Door], kills: int, hurts: int) -> Torn:
    """`docking backup` under a load, killed in the middle; and one that is let be, then damaged."""
    found, random = Torn(), Random(11)
    site = up(copy_house(county, folder / "data"))
    [program] = site.programs
    load, whole = _load(site, doors, seed=13), folder / "whole"
    program.start()
    with load.running():
        program.ready()
        for number in range(kills):
            path = folder / f"backup-{number}"
            made = Process(["--data", site.settings.data, "backup", path], folder / "said")
            made.wait(random.uniform(0.05, 1.2))
            made.kill()
            found.killed += 1
            found.faults += _under_its_name(site.settings, path, found)
        many = load.told.acknowledged
        eventually(lambda: load.told.acknowledged > many + SOME, PATIENCE_S)
        before = list(load.told.acks)
        shutil.copy(site.settings.data / "log.db", folder / "copied.db")
        made = Process(["--data", site.settings.data, "backup", whole], folder / "said")
        assert made.wait(PATIENCE_S)
    program.process.stop()
    if not whole.exists():
        found.faults.append(f"torn: there is no backup: {made.words()}")
        return found
    elsewhere = Settings(data=folder / "elsewhere")
    assert elsewhere.keys_folder
    assert site.settings.keys_folder
    elsewhere.keys_folder.mkdir(parents=True)
    shutil.copy(site.settings.keys_folder / KEY_FILE, elsewhere.keys_folder)
    with House.open(site.settings) as house:
        now = house.now()
    restore(elsewhere, look_through(elsewhere, whole, now=now))
    with House.open(elsewhere) as house:
        found.faults += checker.lost(house, before)
    found.lost_by_copying = _lost_of(folder / "copied.db", before)
    found.faults += _hurt(site.settings, whole, hurts, random, found)
    return found


def _under_its_name(settings: Settings, path: Path, found: Torn) -> Iterator[str]:
    """Whole with whole keys, or not there."""
    if not path.exists():
        return
    found.left += 1
    if not keys_of(path).exists():
        yield f"torn: {path.name} has no keys"
    elif (fault := _fault(settings, path)) is not None:
        yield f"torn: {path.name}: {fault}"


def _fault(settings: Settings, path: Path) -> str | None:
    with House.open(settings) as house:
        master = house.master
    try:
        return check(path, keys_of(path), master, None).fault or None
    except Malformed as damage:
        return str(damage)


def _hurt(settings: Settings, path: Path, hurts: int, random: Random, found: Torn) -> Iterator[str]:
    """A byte is flipped, or the end is missing, in either file: each is noticed."""
    if (fault := _fault(settings, path)) is not None:
        yield f"control: the backup that was let be: {fault}"
    for number in range(hurts):
        place = random.choice([path, keys_of(path)])
        content = place.read_bytes()
        at = random.randrange(len(content))
        hurt = content[:at]
        if number % 2:
            hurt += bytes([content[at] ^ 1 << random.randrange(8)]) + content[at + 1 :]
        place.write_bytes(hurt)
        found.damaged += 1
        if _fault(settings, path) is None:
            yield f"torn: {place.name} is taken for whole, hurt at {at} of {len(content)}"
        place.write_bytes(content)


def _lost_of(copy: Path, acks: Sequence[Ack]) -> int:
    """How many acknowledged commands a copy of the log's file alone lacks."""
    there: set[str] = set()
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(copy)) as db:
        there = {row[0] for row in db.execute("SELECT originator_id FROM stored_events")}
    return sum(f"command-{ack.command}" not in there for ack in acks if not ack.refused)
