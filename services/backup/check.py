"""A backup is held against itself: every byte by its frame, every line by the chain, every table by
its count, the two files by each other. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.administration.subject import SubjectErased
from domain.core.malformed import Malformed
from domain.log.entry import Line
from domain.log.seal import START, sealed
from services.backup.contents import LOG
from services.backup.file import Head
from services.backup.read import Contents, End, Keys, Piece, Rows, read_keys
from services.sealing.master import Master

Tell = Callable[[str, int, int], None]
NOTHING: Mapping[int, bytes] = {}


@dataclass
class Checked:
    """`fault` says what is wrong with the log that was backed up; the file itself is whole."""

    head: Head
    lines: int = 0
    last: int = 0
    chained: int = 0  # the position that the chain has come to, and with how many lines
    chain_lines: int = 0
    seal: bytes = START  # over the last line, also where the chain hasn't come to it yet
    files: int = 0
    fault: str = ""
    keys: int = 0
    erased: set[str] = field(default_factory=set)  # ids of events
    differs: int = 0  # the first position at which a copy of the chain says otherwise


def check(
    path: Path,
    keys: Path | None,
    master: Master,
    passphrase: str | None,
    *,
    tell: Tell = lambda *_: None,
) -> Checked:
    """Raises `Malformed`, naming the file and the place that is damaged."""
    opened = read_keys(keys, master, passphrase) if keys else None
    return check_contents(path, opened, passphrase, tell=tell)


def check_contents(
    path: Path,
    keys: Keys | None,
    passphrase: str | None,
    *,
    copy: Mapping[int, bytes] = NOTHING,
    tell: Tell = lambda *_: None,
) -> Checked:
    """`copy` is what of the chain was kept elsewhere, by position."""
    contents = Contents(path, keys, passphrase)
    reader = contents.reader
    if keys and keys.head.id != reader.head.id:
        raise Malformed("backup.pair", f"{path} 和它的密钥文件不是同一次备份")
    checked, counts, end = Checked(reader.head), Counter[str](), None
    for part in contents:
        tell("核对备份", reader.read, reader.size)
        if isinstance(part, Rows):
            counts[part.table] += part.many
            if part.table == LOG:
                _check_lines(checked, part.rows or [], copy)
            elif part.rows is not None and len(part.rows) != part.many:
                raise Malformed("backup.damaged", f"{path} 损坏：{part.table} 的行数不对")
        elif isinstance(part, Piece):
            checked.files += part.first
        else:
            end = part
    _check_end(path, checked, dict(counts), end)
    if keys and keys.digest != reader.digest:
        message = f"{path} 和备份时不一样了：与密钥文件里记的摘要不符"
        raise Malformed("backup.damaged", message, "什么都没有写入。请换一份备份")
    checked.keys = len(keys.rows) if keys else 0
    return checked


def lines_of(contents: Iterator[Any] | Contents) -> Iterator[Line]:
    """The lines of the log that stand in a backup, with nothing of anybody in them."""
    for part in contents:
        if isinstance(part, Rows) and part.table == LOG:
            for row in part.rows or ():
                position, stream, version, name, state = row[:5]
                yield Line(position, stream, version, name, state, _closed)


def _closed(_subject: str, _sealed: str, _of: str) -> str | None:
    """As where the key is gone."""


def _check_lines(checked: Checked, rows: list[list[Any]], copy: Mapping[int, bytes]) -> None:
    for row in rows:
        line, hash = Line(*row[:5]), row[6]
        checked.lines, checked.last = checked.lines + 1, line.position
        if line.name == SubjectErased.name:
            checked.erased.add(str(line.kept()["id"]))
        now = sealed(line, checked.seal)
        if hash is not None:
            if checked.lines - 1 != checked.chain_lines:
                checked.fault = checked.fault or f"位置 {line.position} 之前有没封存的行"
            if hash != now:
                checked.fault = checked.fault or f"位置 {line.position} 的内容与封存不符"
            checked.chain_lines, checked.chained = checked.chain_lines + 1, line.position
        checked.seal = now if hash is None else hash
        if copy.get(line.position, checked.seal) != checked.seal:
            checked.differs = checked.differs or line.position


def _check_end(path: Path, checked: Checked, counts: dict[str, int], end: End | None) -> None:
    if end is None:
        raise Malformed("backup.damaged", f"{path} 损坏：没有结尾")
    wanted = {name: count for name, count in end.tables.items() if count}
    if counts != wanted or checked.files != end.files:
        raise Malformed("backup.damaged", f"{path} 损坏：行数与结尾记的不符")
    if (end.lines, end.last) != (checked.lines, checked.last):
        checked.fault = checked.fault or "日志的行数不对"
    if end.chained != checked.chained:
        checked.fault = checked.fault or f"封存到 {end.chained}，日志里却没有这些行"
