"""A sealed log of an older one, in which personal values stand as they were typed.

Nothing is changed in the old folder: it is copied first, and its copy is read. The new log has the
same events with the same ids at the same positions; personal values are sealed, and digests of
answers are kept under a key. Its chain is its own, and names the head of the old one's.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic_core import from_json, to_json

from domain.core.command import Refusal
from domain.core.personal import CLEAR, personals, sealed
from domain.log.entry import Entry, Line
from domain.log.idempotency import CommandAnswered
from projections.core.seals import Seal
from projections.core.view import Progress
from services.house.chain import note_before
from services.house.desk import kept_digest
from services.house.house import House
from services.house.settings import Settings
from services.ledger.ledger import Ledger
from services.sealing.key_file import KEY_FILE
from services.sealing.master import Digester
from services.stores.subject_keys import SubjectKeys

PAGE = 1000
MOVED = ("demo-clock",)  # besides the databases


class SealedLog(NamedTuple):
    """How many lines there are, how many were written anew, and the heads of both chains."""

    lines: int
    changed: int
    before: Seal
    after: Seal


def seal_old(old: Settings, new: Settings, progress: Progress | None = None) -> SealedLog:
    """Raises `Refusal` where the old log doesn't hold, or the new folder isn't empty."""
    if new.data.exists() and any(new.data.iterdir()):
        raise Refusal("folder.full", f"{new.data} 里已经有东西，请换一个空文件夹", "to")
    new.prepare()
    with tempfile.TemporaryDirectory(prefix=".docking-", dir=new.data.resolve().parent) as place:
        copy = _copied(old, Path(place))
        before = _verified(copy)
        _hand_over(copy, new)
        ledger = Ledger.open(copy.log_url)
        try:
            with House.open(new) as house:
                note_before(new, house.views.seals, before)
                changed = _write(ledger, house, progress)
                lines = _compare(ledger, house.log)
                house.views.fresh(house.views.seals)
                if house.views.seals.verify(house.log.after):
                    raise Refusal("log.faulty", "新日志核对不过，请保留旧文件夹", "to")
                return SealedLog(lines, changed, before, house.views.seals.last())
        finally:
            ledger.close()


def _copied(old: Settings, place: Path) -> Settings:
    """A copy of the folder and of its master key, to work on."""
    data, keys = place / "old", place / "keys"
    data.mkdir(mode=0o700)
    keys.mkdir(mode=0o700)
    if not (old.data / "log.db").exists():
        raise Refusal("folder.empty", f"{old.data} 里没有日志", "from")
    for file in (*old.data.glob("*.db"), *old.data.glob("*.db-wal")):
        shutil.copy(file, data)
    for name in MOVED:
        if (old.data / name).exists():
            shutil.copy(old.data / name, data)
    folder = old.keys_folder
    if folder is not None and (folder / KEY_FILE).exists():
        shutil.copy(folder / KEY_FILE, keys)
    return Settings(data=data, keys=keys, master=old.master)


def _verified(copy: Settings) -> Seal:
    """The head of the old chain, which holds. What an older program kept elsewhere is carried over
    on the way."""
    with House.open(copy) as house:
        house.views.fresh(house.views.seals)
        if faults := house.views.seals.verify(house.log.after):
            first = faults[0]
            message = f"旧日志在位置 {first.position} 不对：{first.message}"
            raise Refusal("log.faulty", message, "from")
        return house.views.seals.last()


def _hand_over(copy: Settings, new: Settings) -> None:
    """What isn't the log: secrets as they are, under the master key that they are sealed by."""
    assert copy.keys is not None
    for name in ("secrets.db", *MOVED):
        if (copy.data / name).exists():
            shutil.copy(copy.data / name, new.data)
            (new.data / name).chmod(0o600)
    folder, key = new.keys_folder, copy.keys / KEY_FILE
    if new.master is None and key.exists() and folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / KEY_FILE).exists():
            raise Refusal("folder.full", f"{folder} 里已经有主密钥，请换一个地方", "to")
        shutil.copy(key, folder)
        (folder / KEY_FILE).chmod(0o600)


def _write(old: Ledger, house: House, progress: Progress | None) -> int:
    keys, digester = house.stores.subject_keys, house.master.digester("answers to commands")
    changed = 0
    for page in _pages(old):
        lines = list(_sealed_lines(page, keys, digester))
        changed += sum(line.state != before.state for line, before in zip(lines, page, strict=True))
        house.log.copy(lines)
        if progress:
            progress("封存", page[-1].position, old.last())
    return changed


def _sealed_lines(page: list[Line], keys: SubjectKeys, digester: Digester) -> Iterator[Line]:
    contents = [from_json(line.state) for line in page]
    values = [value for content in contents for value in personals(content["data"])]
    keys.make({value["subject"] for value in values if set(value) == CLEAR})
    for line, content in zip(page, contents, strict=True):
        data = content["data"]
        if any(set(value) == CLEAR for value in personals(data)):
            data = sealed(data, content["id"], keys)
        if line.name == CommandAnswered.name and data["digest"]:
            data = data | {"digest": kept_digest(data["digest"], digester)}
        if data == content["data"]:
            yield line
        else:
            yield line._replace(state=to_json(content | {"data": data}))


def _compare(old: Ledger, new: Ledger) -> int:
    """Every line says what it said. Returns how many there are."""
    many = 0
    for page in _pages(old):
        others = new.at(line.position for line in page)
        for line in page:
            other = others.get(line.position)
            if other is None or _plain(other.entry()) != _plain(line.entry()):
                raise Refusal("log.faulty", f"新日志在位置 {line.position} 与旧的不同", "to")
        many += len(page)
    return many


def _plain(entry: Entry) -> Entry:
    """Without the digest of an answer, which is kept in another way."""
    if not isinstance(entry.event, CommandAnswered):
        return entry
    return entry._replace(event=entry.event.model_copy(update={"digest": ""}))


def _pages(log: Ledger) -> Iterator[list[Line]]:
    position = 0
    while lines := log.after(position, PAGE):
        yield lines
        position = lines[-1].position
