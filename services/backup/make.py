"""`docking backup`: two files of one moment, written beside everything else that goes on.

`PATH` has the log, its chain and what is kept beside it, sealed as it is; `PATH.keys` has the keys
of the subjects, and the key of what was typed, under a key made of the master key. The master key
is in neither. Both are read again before they get their names.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from domain.core.command import Refusal
from projections.core.seals import Seals
from projections.core.view import BOOKMARK
from services.backup.check import Checked, check
from services.backup.contents import (
    CHAIN,
    LOG,
    LOG_BINARY,
    as_text,
    binary,
    house_tables,
    kept_files,
)
from services.backup.file import HOUSE, KEYS, Head, Writer, packed
from services.backup.moment import Moment, one_moment
from services.backup.read import BACKUP_KEY, sealed_keys
from services.house.house import House
from services.house.views import reaching
from services.sealing.frames import Sealed, new_key, new_lock
from services.sealing.key_file import on_disk, open_private
from services.stores.backups import BackupMade, keys_of
from services.stores.subject_keys import SUBJECT_KEY
from services.version import version

ROWS = 500  # in a frame
LARGE = 8 * 1024 * 1024  # bytes of values, with which a frame ends, too
PIECE = 1024 * 1024  # of a file, in bytes
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Made:
    path: Path
    keys: Path
    size: int
    checked: Checked


def back_up(
    house: House,
    path: Path,
    *,
    passphrase: str | None = None,
    tell: Tell = lambda *_: None,
) -> Made:
    """Raises `Refusal` where a file is there already, or the log is damaged; `Unavailable`, and
    `OSError` where nothing can be written. Then nothing is there but what was there before."""
    path, keys = path.absolute(), keys_of(path.absolute())
    _may_be_written(house, path)
    house.views.fresh(house.views.seals)
    with ExitStack() as undo:
        drafts = [_draft(place) for place in (path, keys)]
        for draft in drafts:
            undo.callback(draft.unlink, missing_ok=True)
        with reaching(), one_moment(house.settings) as moment:
            at = house.real_now().isoformat()
            id = secrets.token_hex(8)
            heads = [
                Head(part, id, at, new_lock() if passphrase else None, version())
                for part in (HOUSE, KEYS)
            ]
            sealing = new_key()
            digest = _write_house(house, moment, drafts[0], heads[0], passphrase, sealing, tell)
            _write_keys(house, moment, drafts[1], heads[1], passphrase, sealing, digest)
        checked = check(drafts[0], drafts[1], house.master, passphrase, tell=tell)
        if checked.fault:
            message = f"{checked.fault}；没有留下备份。请运行 docking log verify"
            raise Refusal("backup.faulty", message)
        _named(drafts[1], keys)  # whoever sees PATH has both
        undo.callback(keys.unlink, missing_ok=True)
        _named(drafts[0], path)
        undo.pop_all()
        for draft in drafts:
            draft.unlink(missing_ok=True)
    size = path.stat().st_size
    made = BackupMade(id, at, checked.last, size, str(path))
    house.stores.backups.note(made)
    return Made(path, keys, size, checked)


def _may_be_written(house: House, path: Path) -> None:
    for place in (path, keys_of(path)):
        if place.exists():
            raise _exists(place)
    data = house.settings.data.resolve()
    if house.settings.postgres is None and path.resolve().is_relative_to(data):
        message = f"备份不能放在数据文件夹 {data} 里：文件夹没了，备份也没了"
        raise Refusal("backup.inside", message, "path")


def _draft(place: Path) -> Path:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(6)}.partial")
    open_private(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL).close()
    return draft


def _exists(place: Path) -> Refusal:
    return Refusal("backup.exists", f"已有 {place}，没有覆盖；请换一个名字，或先把它移走", "path")


def _named(draft: Path, place: Path) -> None:
    """Give it its name, at once; never over what came there meanwhile. Where the disk has no links,
    such as FAT, it is looked for just before."""
    try:
        os.link(draft, place)
    except FileExistsError:
        raise _exists(place) from None
    except OSError:
        if place.exists():
            raise _exists(place) from None
        draft.replace(place)
    on_disk(place.parent)


def _write_house(
    house: House,
    moment: Moment,
    draft: Path,
    head: Head,
    passphrase: str | None,
    sealing: bytes,
    tell: Tell,
) -> str:
    """Returns the digest of what was written."""
    count, last, chained = moment.ends()
    seal = Sealed(sealing, head.id.encode())
    counts: dict[str, int] = {}
    with draft.open("wb") as file:
        writer = Writer(file, head, passphrase)

        # what is beside the log comes first, so that the master key is known before all else
        for table, typed in house_tables():
            rows = moment.rows(moment.secrets, table)
            counts[table.name] = _write_table(writer, table, rows, seal if typed else None)
        for table in CHAIN:
            where = (BOOKMARK.c.view == Seals.name,) if table is BOOKMARK else ()
            rows = moment.rows(moment.chain, table, *where)
            counts[table.name] = _write_table(writer, table, rows)
        written, lines = 0, moment.lines()
        for some in _frames(lines):
            content = packed([as_text(LOG_BINARY, line) for line in some])
            writer.write({"table": LOG, "rows": len(some)}, content)
            written += len(some)
            tell("写备份", written, count)
        counts[LOG] = written
        files = 0
        for name, place in kept_files(house.settings):
            files += _write_file(writer, seal, name, place)
        writer.end(
            {"end": counts, "last": last, "lines": count, "chained": chained, "files": files}
        )
        return writer.digest


def _frames(rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """As many as belong into one frame: rows may be large, and whoever reads holds a frame."""
    some: list[Any] = []
    size = 0
    for row in rows:
        some.append(row)
        size += sum(len(value) for value in row if isinstance(value, (str, bytes, memoryview)))
        if len(some) >= ROWS or size >= LARGE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _write_table(
    writer: Writer, table: Table, rows: Iterator[list[Any]], seal: Sealed | None = None
) -> int:
    names, count = list(table.columns.keys()), 0
    columns = binary(table.name, names)
    writer.write({"columns": table.name, "names": names})
    for some in _frames(rows):
        what = {"table": table.name, "rows": len(some), "typed": seal is not None}
        content = packed([as_text(columns, row) for row in some])
        writer.write(what, seal.close(content) if seal else content)
        count += len(some)
    return count


def _write_file(writer: Writer, seal: Sealed, name: str, place: Path) -> int:
    """As long as it was when it was opened: journals grow meanwhile."""
    try:
        file = place.open("rb")
    except OSError:  # it was turned over meanwhile
        return 0
    with file:
        left = os.fstat(file.fileno()).st_size
        first = True
        while first or left > 0:
            piece = file.read(min(PIECE, left)) if left else b""
            left = left - len(piece) if piece else 0
            writer.write({"file": name, "first": first}, seal.close(piece))
            first = False
    return 1


def _write_keys(
    house: House,
    moment: Moment,
    draft: Path,
    head: Head,
    passphrase: str | None,
    sealing: bytes,
    digest: str,
) -> None:
    """Sealed under a key that is made of the master key, for this backup and its moment alone."""
    seal = sealed_keys(house.master, head)
    count = 0
    with draft.open("wb") as file:
        writer = Writer(file, head, passphrase)
        content = packed({"key": sealing.decode("latin-1"), "digest": digest})
        writer.write({"table": BACKUP_KEY}, seal.close(content))
        names = list(SUBJECT_KEY.columns.keys())
        writer.write({"columns": SUBJECT_KEY.name, "names": names})
        rows = moment.rows(moment.secrets, SUBJECT_KEY)
        for some in _frames(rows):
            writer.write({"table": SUBJECT_KEY.name}, seal.close(packed(some)))
            count += len(some)
        writer.end({"end": {SUBJECT_KEY.name: count}})
