"""封存 Seals: the chain of hashes over the log, and which position the log had reached at a time.

One row a line: `hash` covers everything up to this position; `at` is the latest recording time up
to it, so that "as of a time" is always a prefix of the log, even if a clock once ran backwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
    select,
)

from domain.log.entry import Line
from domain.log.seal import START, sealed
from projections.core.database import reading
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

    def position_at(self, moment: datetime) -> int:
        """The last position that had been recorded by then; 0 before the first."""
        until = moment.astimezone(UTC).isoformat(timespec="microseconds")
        query = select(SEAL.c.position).where(SEAL.c.at <= until)
        with reading(self.engine) as db:
            last = (SEAL.c.at.desc(), SEAL.c.position.desc())  # the same, and by the index
            return db.execute(query.order_by(*last).limit(1)).scalar() or 0

    def verify(self, log: Log, page: int = 500) -> list[Fault]:
        """Read the whole log again and hold it against the seals, line by line."""
        faults: list[Fault] = []
        versions: dict[str, int] = {}
        last = Seal(0, BEGINNING, START)
        while lines := log(last.position, page):
            with reading(self.engine) as db:
                span = SEAL.c.position.between(lines[0].position, lines[-1].position)
                hashes = {r.position: bytes(r.hash) for r in db.execute(select(SEAL).where(span))}
            for line in lines:
                last = Seal(line.position, last.at, sealed(line, last.hash))
                faults += _faults(line, versions, hashes.pop(line.position, None), last.hash)
            faults += [Fault(p, "line.missing", "封存过的一行不见了") for p in sorted(hashes)]
        end = self.last()
        if end.position > last.position:
            faults.append(
                Fault(end.position, "log.cut", f"日志只到 {last.position}，封存到 {end.position}")
            )
        return faults

    def _last(self, db: Connection) -> Seal:
        row = db.execute(select(SEAL).order_by(SEAL.c.position.desc()).limit(1)).first()
        return Seal(row.position, row.at, bytes(row.hash)) if row else Seal(0, BEGINNING, START)


def _time(line: Line) -> str:
    """A line whose time can't be read moves no clock."""
    try:
        return line.recorded_at().astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, KeyError, TypeError):
        return BEGINNING


def _faults(line: Line, versions: dict[str, int], stored: bytes | None, now: bytes) -> list[Fault]:
    faults = []
    versions[line.stream] = versions.get(line.stream, 0) + 1
    if line.version != versions[line.stream]:
        want = versions[line.stream]
        faults.append(
            Fault(
                line.position,
                "version.hole",
                f"{line.stream} 应为第 {want} 版，却是 {line.version}",
            )
        )
        versions[line.stream] = line.version
    try:
        line.entry()
    except Exception as broken:  # noqa: BLE001 (whatever it is, it is a finding)
        faults.append(Fault(line.position, "line.unreadable", f"{type(broken).__name__}: {broken}"))
    if stored is not None and stored != now:
        faults.append(Fault(line.position, "seal.broken", "内容与封存不符"))
    return faults
