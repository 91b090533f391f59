r"""The file of a backup: a head in plain JSON, then frames, the last of which counts them.

    {"docking": "backup", "format": 1, "part": "house", "id": …, "at": …, "lock": …}\n
    4 bytes: how long; 1 byte: whether it is the last; the frame

A frame holds a line of JSON that says what it is (`{"table": "log"}`) and what belongs to that,
compressed. It is read once, from the beginning; what is damaged is named by its place.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from domain.core.malformed import Malformed
from services.sealing.frames import Broken, Digested, Frames, Sealed, key_of

FORMAT = 1
HEAD_BYTES = 4096
FRAME_BYTES = 256 * 1024 * 1024  # a longer one is damage, not content
HOUSE, KEYS = "house", "keys"
PARTS = {HOUSE: "备份文件", KEYS: "密钥文件"}


@dataclass(frozen=True)
class Head:
    part: str
    id: str  # of the backup; both files have it
    at: str  # its moment, ISO 8601
    lock: dict[str, Any] | None = None  # how the passphrase makes the key
    version: str = ""  # of the program
    format: int = FORMAT

    def line(self) -> bytes:
        return json.dumps({"docking": "backup", **vars(self)}, ensure_ascii=False).encode() + b"\n"


class Writer:
    """Writes a head and frames into a file that is open."""

    def __init__(self, file: IO[bytes], head: Head, passphrase: str | None) -> None:
        self._file, line = file, head.line()
        self._frames = _frames(head, line, passphrase)
        self._whole = hashlib.sha256(line)
        file.write(line)

    @property
    def digest(self) -> str:
        """Over the whole file, as far as it is written."""
        return self._whole.hexdigest()

    def write(self, what: dict[str, Any], content: bytes = b"") -> None:
        self._write(what, content, last=False)

    def end(self, what: dict[str, Any]) -> None:
        """The last frame; the file is on the disk when this returns."""
        self._write(what, b"", last=True)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _write(self, what: dict[str, Any], content: bytes, *, last: bool) -> None:
        line = json.dumps(what, ensure_ascii=False).encode() + b"\n"
        body = self._frames.close(line + content, last=last)
        frame = len(body).to_bytes(4, "big") + bytes([last]) + body
        self._whole.update(frame)
        self._file.write(frame)


class Reader:
    """Reads them back. `read` is how many bytes were, of `size`."""

    def __init__(self, path: Path, part: str, passphrase: str | None) -> None:
        """Raises `OSError`, and `Malformed` for what is no such file, or is locked."""
        self.path, self.size = path, path.stat().st_size
        with path.open("rb") as file:
            line = file.readline(HEAD_BYTES)
        self.head = self._head(line, part)
        self.read = self._begin = len(line)
        self._line, self._passphrase, self._last = line, passphrase, "文件头"
        self.digest = ""  # over the whole file, once it was read
        if self.head.lock is not None and passphrase is None:
            raise Malformed(
                "backup.locked",
                f"{path} 是用口令加密的",
                "请用 --passphrase-file 指口令所在的文件，或设置 DOCKING_BACKUP_PASSPHRASE",
            )

    def __iter__(self) -> Iterator[tuple[dict[str, Any], bytes]]:
        """What each frame is, and what belongs to it. Raises `Malformed` where it is damaged."""
        self.read, first = self._begin, True
        try:
            frames = _frames(self.head, self._line, self._passphrase)
        except Broken:
            raise self._damaged("文件头不对") from None
        with self.path.open("rb") as file:
            file.seek(self._begin)
            last, whole = False, hashlib.sha256(self._line)
            while not last:
                place = self.read
                start = file.read(5)
                length, last = self._measure(start)
                body = file.read(length)
                whole.update(start + body)
                if len(body) < length:
                    raise self._damaged(f"从字节 {place} 起不完整")
                self.read += 5 + length
                try:
                    content = frames.open(body, last=last)
                    line, _, rest = content.partition(b"\n")
                    what = json.loads(line)
                except (Broken, ValueError):
                    if first and self.head.lock:
                        raise self._wrong_passphrase() from None
                    raise self._damaged(f"字节 {place} 至 {self.read} 被改动过") from None
                first = False
                self._last = what.get("table") or what.get("file") or self._last
                yield what, rest
            if file.read(1):
                raise self._damaged("结尾之后还有内容")
        self.digest = whole.hexdigest()

    def _measure(self, start: bytes) -> tuple[int, bool]:
        if len(start) < 5:
            raise self._damaged(f"不完整，只到字节 {self.read}")
        length = int.from_bytes(start[:4], "big")
        if length > FRAME_BYTES or start[4] > 1:
            raise self._damaged(f"从字节 {self.read} 起被改动过")
        return length, bool(start[4])

    def _head(self, line: bytes, part: str) -> Head:
        try:
            content = json.loads(line)
            ours = content.pop("docking") == "backup"
            format = int(content["format"])
        except (ValueError, KeyError, TypeError, AttributeError):
            ours = False
        if not ours:
            message = f"{self.path} 不是备份，或者文件头损坏了"
            raise Malformed("backup.unreadable", message, "请换一份备份")
        if format > FORMAT:
            message = f"{self.path} 是更新的程序写的（格式 {format}，本程序读到 {FORMAT}）"
            raise Malformed("backup.newer", message, "请用写它的那个版本或更新的版本恢复")
        try:
            head = Head(**content)
        except TypeError:
            raise self._damaged("文件头不对") from None
        if head.part != part:
            is_a, wanted = PARTS.get(head.part, head.part), PARTS[part]
            raise Malformed("backup.unreadable", f"{self.path} 是{is_a}，不是{wanted}")
        if head.line() != line:
            raise self._damaged("文件头不对")
        return head

    def _damaged(self, how: str) -> Malformed:
        message = f"{self.path} 损坏：{how}"
        if last := getattr(self, "_last", ""):
            message += f"（在 {last} 处）"
        return Malformed("backup.damaged", message, "什么都没有写入。请换一份备份")

    def _wrong_passphrase(self) -> Malformed:
        return Malformed("backup.passphrase", f"打不开 {self.path}：口令不对，或者文件损坏了")


def packed(rows: Any) -> bytes:
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpacked(content: bytes) -> Any:
    return json.loads(zlib.decompress(content))


def _frames(head: Head, line: bytes, passphrase: str | None) -> Frames:
    if head.lock is None:
        return Digested(line)
    assert passphrase is not None
    return Sealed(key_of(passphrase, head.lock), line)
