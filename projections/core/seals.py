"""封存 Seals: the chain of hashes over the log.

One row a line: `hash` covers everything up to this position; `at` is the latest recording time up
to it. Which position the log had reached at a time is asked of `times.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import ClassVar

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    select,
)

from domain.log.entry import Line
from domain.log.seal import START, sealed
from projections.core.database import reading, writing
from projections.core.temporal import insert_all
from projections.core.view import Log, Reader

META = MetaData()
SEAL = Table(
    "seal",
    META,
    Column("position", Integer, primary_key=True),
    Column("at", String(32), nullable=False, index=True),  # ISO 8601, UTC: sorts as it reads
    Column("hash", LargeBinary(32), nullable=False),
)
BEGINNING = "0001-01-01T00:00:00.000000+00:00"


@dataclass(frozen=True)
class Seal:
    position: int
    at: str
    hash: bytes


@dataclass(frozen=True)
class Fault:
    """What is wrong with the log, and where."""

    position: int
    code: str
    message: str


Witness = Callable[[Seal], None]  # is shown the latest seal of every page
MANY = 500  # positions in a question


class Seals(Reader):
    """Never rebuilt: chained anew, they would vouch for whatever the log says by now."""

    name: ClassVar = "seals"
    version: ClassVar = 1
    tables: ClassVar = META

    def __init__(self, database: Engine, witness: Witness | None = None) -> None:
        super().__init__(database)
        self._witness = witness

    def take(self, db: Connection, lines: Sequence[Line]) -> None:
        last = self._last(db)
        rows = []
        for line in lines:
            last = Seal(line.position, max(last.at, _time(line)), sealed(line, last.hash))
            rows.append(dict(vars(last)))
        insert_all(db, SEAL, rows)
        if self._witness:  # before the end of the transaction: the same lines give the same seals
            self._witness(last)

    def last(self) -> Seal:
        """The seal over the whole log, as far as it has been read."""
        with reading(self.engine) as db:
            return self._last(db)

    def at(self, position: int) -> Seal | None:
        with reading(self.engine) as db:
            row = db.execute(select(SEAL).where(SEAL.c.position == position)).first()
            return Seal(row.position, row.at, bytes(row.hash)) if row else None

    def of(self, positions: Iterable[int]) -> dict[int, Seal]:
        """The seals over these positions, as far as there are any."""
        wanted, seals = list(positions), {}
        with reading(self.engine) as db:
            for start in range(0, len(wanted), MANY):
                some = SEAL.c.position.in_(wanted[start : start + MANY])
                for row in db.execute(select(SEAL).where(some)):
                    seals[row.position] = Seal(row.position, row.at, bytes(row.hash))
        return seals

    def differing(self, outside: Iterable[tuple[int, bytes]]) -> list[Fault]:
        """What a copy that was kept outside says otherwise."""
        copied = dict(outside)
        seals, faults = self.of(copied), []
        for position, hash in sorted(copied.items()):
            seal = seals.get(position)
            if seal is None:
                faults.append(Fault(position, "chain.cut", "库外抄本里有这一处封存，日志里没有"))
            elif seal.hash != hash:
                faults.append(Fault(position, "chain.differs", "封存与库外抄本不符"))
        return faults

    def verify(self, log: Log, page: int = 500) -> list[Fault]:
        """Read the whole log again and hold it against the seals, line by line."""
        faults: list[Fault] = []
        versions: dict[str, int] = {}
        position = 0
        while lines := log(position, page):
            holes = [fault for line in lines for fault in _holes(line, versions)]
            faults += sorted([*self.check(lines, position), *holes], key=lambda f: f.position)
            position = lines[-1].position
        end = self.last()
        if end.position > position:
            faults.append(
                Fault(end.position, "log.cut", f"日志只到 {position}，封存到 {end.position}")
            )
        return faults

    def check(self, lines: Sequence[Line], after: int) -> list[Fault]:
        """Hold the lines that follow a position against their seals. Each is chained from the seal
        that was kept before it: what is wrong with one line is told once, and of it alone."""
        with reading(self.engine) as db:
            span = SEAL.c.position.between(after, lines[-1].position)
            rows = db.execute(select(SEAL).where(span).order_by(SEAL.c.position))
            hashes = {row.position: bytes(row.hash) for row in rows}
        before = hashes.pop(after, START)
        faults = []
        for line in lines:
            missing = [place for place in hashes if place < line.position]
            for place in missing:
                before = hashes.pop(place)
                faults.append(Fault(place, "line.missing", "封存过的一行不见了"))
            stored, now = hashes.pop(line.position, None), sealed(line, before)
            if stored is not None and stored != now:
                faults.append(Fault(line.position, "seal.broken", "内容与封存不符"))
            faults += _unreadable(line)
            before = stored or now
        return faults

    def cut(self, log: Log, keep: Callable[[Sequence[Seal]], object]) -> list[Seal]:
        """Forget the seals of lines that this log doesn't have, and begin after those that it has:
        an older log was put in its place, and somebody says so. Returns what was forgotten; `keep`
        is given it before."""
        same = self._common(log)
        with writing(self.engine) as db:
            self._bookmark(db, lock=True)
            later = SEAL.c.position > same
            rows = db.execute(select(SEAL).where(later).order_by(SEAL.c.position)).all()
            forgotten = [Seal(row.position, row.at, bytes(row.hash)) for row in rows]
            if forgotten:
                keep(forgotten)
            db.execute(delete(SEAL).where(later))
            self._set_back(db, log(same - 1, 1)[0] if same else None)
        return forgotten

    def _common(self, log: Log) -> int:
        """Up to which sealed position the lines of both are the same; none after it is. A log may
        leave positions unused: only those that were sealed are asked for."""
        with reading(self.engine) as db:
            positions = (
                db.execute(select(SEAL.c.position).order_by(SEAL.c.position)).scalars().all()
            )
        same, end = 0, len(positions)  # how many of them
        while same < end:
            middle = (same + end + 1) // 2
            position, before = positions[middle - 1], positions[middle - 2 : middle - 1]
            lines, seals = log(position - 1, 1), self.of([*before, position])
            chained = seals[before[0]].hash if before else START
            known = (
                bool(lines)
                and lines[0].position == position
                and sealed(lines[0], chained) == seals[position].hash
            )
            same, end = (middle, end) if known else (same, middle - 1)
        return positions[same - 1] if same else 0

    def _last(self, db: Connection) -> Seal:
        row = db.execute(select(SEAL).order_by(SEAL.c.position.desc()).limit(1)).first()
        return Seal(row.position, row.at, bytes(row.hash)) if row else Seal(0, BEGINNING, START)


def _time(line: Line) -> str:
    """A line whose time can't be read moves no clock."""
    try:
        return line.recorded_at().astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, KeyError, TypeError):
        return BEGINNING


def _holes(line: Line, versions: dict[str, int]) -> list[Fault]:
    want = versions.get(line.stream, 0) + 1
    versions[line.stream] = line.version
    if line.version == want:
        return []
    message = f"{line.stream} 应为第 {want} 版，却是 {line.version}"
    return [Fault(line.position, "version.hole", message)]


def _unreadable(line: Line) -> list[Fault]:
    try:
        line.entry()
    except Exception as broken:  # noqa: BLE001 (whatever it is, it is a finding)
        return [Fault(line.position, "line.unreadable", f"{type(broken).__name__}: {broken}")]
    return []
