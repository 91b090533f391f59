"""导入 Imports: which files came in, what their rows became and what was taken back, as of any
position; and what was settled of a set of headings, for the next file that has them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
)

from domain.administration.file_import import Chosen, ImportTaken, ImportUndone, RowTaken, Stood
from domain.core.streams import id_of
from domain.log.entry import Entry
from projections.core.database import reading
from projections.core.lists import count_of
from projections.core.temporal import follow_streams, rows_at
from projections.core.view import View

META = MetaData()
IMPORT = Table(
    "file_import",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer, index=True),
    Column("id", String(80), nullable=False, index=True),
    Column("status", String(10), nullable=False),  # taken, undone
    Column("file", Text, nullable=False),
    Column("at", BigInteger, nullable=False),  # when it came in, in seconds of the epoch
    Column("actor", String(80), nullable=False),
    Column("party", String(64), nullable=False),  # whose own rows they are, "" of the office's
    Column("created", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("back", Integer, nullable=False),  # how many rows were taken back
    Column("rows", Text, nullable=False),  # JSON: what they became
    Column("stood", Text, nullable=False),  # JSON: what wasn't taken back, and why
)
SETTLED = Table(
    "settled_headings",
    META,
    Column("headings", String(32), primary_key=True),
    Column("party", String(64), primary_key=True),
    Column("of", String(80), nullable=False),  # the import in which it was chosen
    Column("kind", String(40), nullable=False),
    Column("fields", Text, nullable=False),  # JSON: field by heading
    Column("units", Text, nullable=False),
)
LISTS = ("fields", "units")
HEAD = tuple(c for c in IMPORT.c if c.name not in {"since", "until", "rows", "stood"})


@dataclass(frozen=True)
class ImportHead:
    """A file that came in: when and by whom, how many rows were created, revised, left, and taken
    back since."""

    id: str
    status: str
    file: str
    at: datetime
    actor: str
    party: str
    created: int
    revised: int
    left: int
    back: int


@dataclass(frozen=True)
class ImportRow(ImportHead):
    """The same with what its rows became, and what wasn't taken back."""

    rows: tuple[RowTaken, ...]
    stood: tuple[Stood, ...]


class Imports(View):
    name: ClassVar = "imports"
    version: ClassVar = 2
    tables: ClassVar = META
    listens: ClassVar = frozenset({ImportTaken.name, ImportUndone.name})

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        follow_streams(db, IMPORT, "import", page, _change, begun="status")
        for entry in page:
            id = id_of("import", entry.stream)
            if isinstance(entry.event, ImportTaken):
                _settle(db, id, entry.event)
            else:  # what was chosen for it is forgotten
                db.execute(delete(SETTLED).where(SETTLED.c.of == id))

    def page(
        self,
        *,
        party: str | None = None,
        after: int = 0,
        limit: int = 50,
        as_of: int | None = None,
    ) -> tuple[list[ImportHead], int]:
        """The latest first, behind the first `after`, and how many there are (`count_of`); of one
        party's own rows, or all."""
        query = select(IMPORT).where(rows_at(IMPORT, as_of))
        if party is not None:
            query = query.where(IMPORT.c.party == party)
        heads = query.with_only_columns(*HEAD).order_by(IMPORT.c.at.desc(), IMPORT.c.id)
        with reading(self.engine) as db:
            rows = db.execute(heads.limit(limit).offset(after)).mappings()
            return [ImportHead(**_read(row)) for row in rows], count_of(db, query)

    def of_id(self, id: str, as_of: int | None = None) -> ImportRow | None:
        query = select(*HEAD, IMPORT.c.rows, IMPORT.c.stood)
        with reading(self.engine) as db:
            row = db.execute(query.where(IMPORT.c.id == id, rows_at(IMPORT, as_of))).mappings()
            head = row.first()
        if head is None:
            return None
        lists = {
            "rows": tuple(RowTaken(**each) for each in json.loads(head["rows"])),
            "stood": tuple(Stood(**each) for each in json.loads(head["stood"])),
        }
        return ImportRow(**(_read(head) | lists))

    def settled(self, headings: str, party: str = "") -> tuple[str, dict[str, str], dict[str, str]]:
        """What was last settled of a set of headings: kind, field and unit by heading; ("", {}, {})
        where nothing was."""
        query = select(SETTLED.c.kind, SETTLED.c.fields, SETTLED.c.units)
        with reading(self.engine) as db:
            row = db.execute(
                query.where(SETTLED.c.headings == headings, SETTLED.c.party == party)
            ).first()
        return (row.kind, json.loads(row.fields), json.loads(row.units)) if row else ("", {}, {})


def _change(entry: Entry, row: dict[str, Any]) -> dict[str, Any]:
    match entry.event:
        case ImportTaken() as taken:
            created = sum(each.became == "created" for each in taken.rows)
            return {
                "status": "taken",
                "file": taken.file,
                "at": int(entry.recorded_at.timestamp()),
                "actor": entry.actor,
                "party": taken.party,
                "created": created,
                "revised": len(taken.rows) - created,
                "left": taken.left,
                "rows": _json(taken.rows),
                "stood": "[]",
            }
        case ImportUndone() as undone:
            back = row.get("back", 0) + len(undone.back)
            return {"status": "undone", "back": back, "stood": _json(undone.stood)}
    return row


def _settle(db: Connection, id: str, taken: ImportTaken) -> None:
    """What was chosen of a set of headings takes the place of what was before; of two sheets with
    the same headings and different kinds no kind is remembered."""
    chosen: dict[str, Chosen] = {}
    for table in taken.tables:
        if table.settled:
            before = chosen.get(table.headings, table.settled)
            kind = table.settled.kind if before.kind == table.settled.kind else ""
            fields = before.fields | table.settled.fields
            units = before.units | table.settled.units
            chosen[table.headings] = Chosen(kind=kind, fields=fields, units=units)
    for headings, settled in chosen.items():
        key = {"headings": headings, "party": taken.party}
        db.execute(delete(SETTLED).where(*(SETTLED.c[name] == key[name] for name in key)))
        values = {name: json.dumps(getattr(settled, name), ensure_ascii=False) for name in LISTS}
        db.execute(insert(SETTLED).values(**key, of=id, kind=settled.kind, **values))


def _json(rows: Sequence[RowTaken | Stood]) -> str:
    return json.dumps([row.model_dump() for row in rows], ensure_ascii=False)


def _read(row: Any) -> dict[str, Any]:
    return dict(row) | {"at": datetime.fromtimestamp(row["at"], UTC)}
