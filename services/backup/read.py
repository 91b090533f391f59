"""The two files of a backup, read: what stands in them, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from domain.core.malformed import Malformed
from services.backup.contents import LOG, TABLES, as_bytes, binary
from services.backup.file import HOUSE, KEYS, Head, Reader, unpacked
from services.sealing.frames import Broken, Sealed
from services.sealing.master import Master
from services.stores.subject_keys import SUBJECT_KEY

BACKUP_KEY = "backup_key"


class Rows(NamedTuple):
    """Some of a table's. `rows` is None where they are sealed and there is no key."""

    table: str
    names: list[str]
    rows: list[list[Any]] | None
    many: int


class Piece(NamedTuple):
    """Of a kept file. `content` is None where there is no key."""

    name: str
    first: bool
    content: bytes | None


class End(NamedTuple):
    tables: dict[str, int]
    last: int
    lines: int
    chained: int
    files: int


class Keys(NamedTuple):
    """The second file: the key of what was typed, what it belongs to, the keys of the subjects."""

    head: Head
    key: bytes
    digest: str  # of the first file
    names: list[str]
    rows: list[list[Any]]


def sealed_keys(master: Master, head: Head) -> Sealed:
    """For this backup and its moment alone: another head opens nothing."""
    return Sealed(master.derive(f"keys of backup {head.id}"), f"{head.id} {head.at}".encode())


def read_keys(path: Path, master: Master, passphrase: str | None) -> Keys:
    """Raises `Malformed` where it is damaged, or is for another master key."""
    reader = Reader(path, KEYS, passphrase)
    seal, key, digest = sealed_keys(master, reader.head), b"", ""
    names: list[str] = []
    rows: list[list[Any]] = []
    for what, content in reader:
        try:
            if what.get("table") == BACKUP_KEY:
                opened = unpacked(seal.open(content))
                key, digest = opened["key"].encode("latin-1"), opened["digest"]
            elif what.get("table") == SUBJECT_KEY.name:
                rows += unpacked(seal.open(content))
            elif "columns" in what:
                names = what["names"]
        except Broken:
            message = f"{path} 打不开：主密钥不是当时的那一把，或者文件被改动过"
            raise Malformed("backup.master", message, "请把当时的主密钥放回原处") from None
    return Keys(reader.head, key, digest, names, rows)


class Contents:
    """The first file. With `keys`, what was typed is opened, too."""

    def __init__(self, path: Path, keys: Keys | None, passphrase: str | None) -> None:
        self.reader = Reader(path, HOUSE, passphrase)
        self._keys = keys

    def __iter__(self) -> Iterator[Rows | Piece | End]:
        """Raises `Malformed` where it is damaged, or a newer program wrote what isn't known."""
        head, keys, names = self.reader.head, self._keys, dict[str, list[str]]()
        seal = Sealed(keys.key, head.id.encode()) if keys else None
        for what, content in self.reader:
            try:
                if "columns" in what:
                    self._known(what["columns"])
                    names[what["columns"]] = what["names"]
                elif "table" in what:
                    self._known(what["table"])
                    yield self._rows(what, content, names.get(what["table"], []), seal)
                elif "file" in what:
                    piece = seal.open(content) if seal else None
                    yield Piece(what["file"], what["first"], piece)
                elif "end" in what:
                    whole = (what[name] for name in ("end", "last", "lines", "chained", "files"))
                    yield End(*whole)
            except Broken:
                message = f"{self.reader.path} 和它的密钥文件不是一对"
                raise Malformed("backup.pair", message) from None

    def _rows(
        self, what: dict[str, Any], content: bytes, names: list[str], seal: Sealed | None
    ) -> Rows:
        table, count = what["table"], what["rows"]
        if what.get("typed"):
            if seal is None:
                return Rows(table, names, None, count)
            content = seal.open(content)
        columns = binary(table, names)
        return Rows(table, names, [as_bytes(columns, row) for row in unpacked(content)], count)

    def _known(self, table: str) -> None:
        if table != LOG and table not in TABLES:
            message = f"{self.reader.path} 里有本程序不认识的内容（{table}）"
            raise Malformed("backup.newer", message, "请用写它的那个版本或更新的版本恢复")
