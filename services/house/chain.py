"""The chain of seals: opened where it lies, and copied out of the data folder as it grows.

The chain proves that the log is what it was; so it isn't kept with what may be thrown away. Each
page that is sealed leaves a checkpoint in a plain text file beside the master key: who changes the
log and makes the chain anew doesn't reach that one with the data folder alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    insert,
    inspect,
    select,
    update,
)

from projections.core.database import alone, file_url, open_views, reading, writing
from projections.core.seals import Seal, Seals, Witness
from services.house.asking import Now
from services.house.carry_over import carry_chain, drop_chain
from services.house.secrets import make_private
from services.house.settings import Settings
from services.sealing.key_file import CHAIN_COPY, open_private

META = MetaData()
BEGUN = Table(  # one row
    "chain_begun",
    META,
    Column("position", Integer, primary_key=True),  # what the log had reached by then
    Column("at", String(32), nullable=False),
    Column("carried", Integer, nullable=False),  # 1: an older place may have to be cleared yet
)
BEFORE = Table(  # of a log that was made of another: up to where, and the head of its chain
    "chain_before",
    META,
    Column("position", Integer, primary_key=True),
    Column("hash", String(64), nullable=False),
)
CHECKPOINT = re.compile(r"docking-checkpoint:(\d{1,18}):([0-9a-f]{64})\Z")


class Begun(NamedTuple):
    """When the chain was begun, and up to where the log had been written without one."""

    position: int
    at: str


def open_chain(settings: Settings, views: Engine, last: int, now: Now) -> Seals:
    """`last` is the log's last position: in a log that is there already a new chain begins."""
    if settings.chain is None:
        engine = views
    else:
        make_private(settings.chain)
        engine = open_views(file_url(settings.chain), durable=True)
    row, witness = _begun(engine), _witness(settings)
    seals = Seals(engine, witness)
    if row is None or row.carried:
        _begin(settings, engine, last, now)
        if witness and (head := seals.last()).position:
            witness(head)  # what was carried over is copied at once, not with the next event
    return seals


def begun(seals: Seals) -> Begun:
    row = _begun(seals.engine)
    return Begun(row.position, row.at) if row else Begun(0, "")


def note_before(settings: Settings, seals: Seals, head: Seal) -> None:
    """This log was made of another one, whose head it was."""
    with writing(seals.engine) as db:
        META.create_all(db)
        db.execute(insert(BEFORE).values(position=head.position, hash=head.hash.hex()))
    if settings.keys_folder is not None:
        line = f"made of the log whose head was {checkpoint(head)}"
        _append(settings.keys_folder / CHAIN_COPY, line)


def before(seals: Seals) -> Seal | None:
    """The head of the log that this one was made of; None where it was made of none."""
    with reading(seals.engine) as db:
        if not inspect(db).has_table(BEFORE.name):
            return None
        row = db.execute(select(BEFORE)).first()
    return Seal(row.position, "", bytes.fromhex(row.hash)) if row else None


def checkpoint(seal: Seal) -> str:
    """What somebody outside keeps: it vouches for everything up to that position."""
    return f"docking-checkpoint:{seal.position}:{seal.hash.hex()}"


def copied(settings: Settings) -> Iterator[tuple[int, bytes]]:
    """The checkpoints in the copy outside the data folder; a torn line says nothing."""
    folder = settings.keys_folder
    if folder is None or not (folder / CHAIN_COPY).exists():
        return
    with (folder / CHAIN_COPY).open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if match := CHECKPOINT.match(line.strip()):
                yield int(match[1]), bytes.fromhex(match[2])


def _begun(engine: Engine) -> Row[Any] | None:
    with reading(engine) as db:
        if not inspect(db).has_table(BEGUN.name):
            return None
        return db.execute(select(BEGUN)).first()


def _begin(settings: Settings, engine: Engine, last: int, now: Now) -> None:
    old = None
    if settings.chain is not None and settings.chain.with_name("views.db").exists():
        old = open_views(settings.views_url)
    with writing(engine) as db:
        alone(db, "docking chain")
        META.create_all(db)
        if db.execute(select(BEGUN)).first() is None:
            carried = carry_chain(old, db) if old is not None else _is_there(db)
            if not (carried or last):
                set_copy_aside(settings)
            position, moment = 0 if carried else last, now().isoformat()
            row = {"position": position, "at": moment, "carried": int(old is not None)}
            db.execute(insert(BEGUN).values(**row))
    if old is not None:
        drop_chain(old)
        old.dispose()
        with writing(engine) as db:
            db.execute(update(BEGUN).values(carried=0))


def _is_there(db: Connection) -> bool:
    """Whether a program before this one kept it where it is kept now."""
    return inspect(db).has_table("seal")


def set_copy_aside(settings: Settings) -> None:
    """A new log begins here: what was copied of another one that lay here is kept beside."""
    folder = settings.keys_folder
    if folder is None or not (folder / CHAIN_COPY).exists():
        return
    numbers = (n for n in range(1, 10_000) if not (folder / f"chain.{n}.txt").exists())
    (folder / CHAIN_COPY).rename(folder / f"chain.{next(numbers)}.txt")


def _witness(settings: Settings) -> Witness | None:
    folder = settings.keys_folder
    if folder is None:
        return None

    def write(seal: Seal) -> None:
        try:
            _append(folder / CHAIN_COPY, checkpoint(seal))
        except OSError:  # work goes on; `docking doctor` says how far the copy is
            return

    return write


def _append(file: Path, line: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open_private(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND) as copy:
        copy.write(f"{line}\n".encode())
