"""`docking restore`: a backup becomes a house again, in an empty folder or database.

Nothing is written before the whole backup was held against itself, and what its streams and its
later erasures mean was said. In SQLite all is made in a folder within the data folder and moved
when it is whole, the log last; in PostgreSQL it is one transaction.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from domain.administration.subject import SubjectErased
from domain.core.command import Refusal
from domain.core.malformed import Malformed
from domain.log.entry import Line
from domain.log.seal import START, sealed
from projections.core.database import open_views
from projections.leads.outbox import Outbox
from services.backup.check import Checked, check_contents, lines_of
from services.backup.fill import check_empty, fill
from services.backup.read import Contents, Keys, Rows, read_keys
from services.house.asking import Now
from services.house.chain import copied, set_copy_aside
from services.house.house import House
from services.house.secrets import MADE, MASTER, fitting_master
from services.house.settings import Settings
from services.house.views import reaching
from services.ledger.ledger import Ledger
from services.outbound.erasing import finish
from services.outbound.relay import Client, stream
from services.sealing.master import Master
from services.stores.backups import KEYS_DAYS, keys_of

STAGING = "restoring"
MAY_LIE_THERE = {"streams", STAGING, "lost+found"}
Tell = Callable[[str, int, int], None]


@dataclass
class Restored:
    checked: Checked
    with_keys: bool
    erased: list[str] = field(default_factory=list)  # anew, by subject
    skipped: list[str] = field(default_factory=list)  # files that lay there already
    copy_ahead: int = 0  # how far the copy of the chain, outside, went beyond the backup


@dataclass(frozen=True)
class Backup:
    """A backup that was looked through, and what may be done with it."""

    path: Path
    checked: Checked
    keys: Keys | None
    passphrase: str | None
    later: Sequence[Line]  # erasures that came after it


def look_through(
    settings: Settings,
    path: Path,
    *,
    now: datetime,
    passphrase: str | None = None,
    without_keys: bool = False,
    erased_in: str | None = None,
    tell: Tell = lambda *_: None,
) -> Backup:
    """Everything that can be known before anything is written. Raises `Malformed` for a file that
    is damaged, newer or not ours, and `Refusal` where it may not be restored here."""
    _check_place(settings)
    with reaching():
        check_empty(settings)
    master = _master(settings, Contents(path, None, passphrase))
    keys = None if without_keys else _keys(path, master, passphrase, now)
    copy = dict(copied(settings))
    checked = check_contents(path, keys, passphrase, copy=copy, tell=tell)
    if checked.fault:
        raise Refusal("restore.faulty", f"{path} 里的日志不对：{checked.fault}")
    if checked.differs:
        message = f"{path} 里的封存链与库外抄本在位置 {checked.differs} 不符"
        raise Refusal("restore.differs", f"{message}：日志被改动过，或者是另一个县的")
    later = _later(erased_in, checked) if erased_in else []
    return Backup(path, checked, keys, passphrase, later)


def streams_ahead(backup: Backup, client: Client) -> dict[str, int]:
    """By receiver, how many messages its stream holds that this log never sent."""
    redis: Any = client
    with tempfile.TemporaryDirectory() as folder:
        outbox = Outbox(open_views(f"sqlite:///{folder}/outbox.db"))
        lines = lines_of(Contents(backup.path, None, backup.passphrase))
        outbox.catch_up(_pages(lines))
        ends = outbox.ends()
        outbox.engine.dispose()
    ahead = {}
    head, _, tail = stream("*").partition("*")
    for key in redis.scan_iter(match="docking:{*}:leads"):
        receiver = key.decode().removeprefix(head).removesuffix(tail)
        last = int(redis.xinfo_stream(key)["last-generated-id"].partition(b"-")[0])
        if last > ends.get(receiver, 0):
            ahead[receiver] = last - ends.get(receiver, 0)
    return dict(sorted(ahead.items()))


def restore(
    settings: Settings,
    backup: Backup,
    *,
    client: Client | None = None,
    now: Now | None = None,
    tell: Tell = lambda *_: None,
) -> Restored:
    """Put it there, erase what was erased since, make the views. Raises as `House.open` does."""
    contents = Contents(backup.path, backup.keys, backup.passphrase)
    restored = Restored(backup.checked, backup.keys is not None)
    if settings.postgres is not None:
        with reaching():
            restored.skipped = fill(settings, contents, backup.keys, backup.later, tell)
        restored.copy_ahead = _settle(settings, backup, restored, client, now, tell)
    else:
        data = settings.data.resolve()
        staging = data / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        settings.prepare()
        inside = settings.model_copy(update={"data": staging, "keys": settings.keys_folder})
        inside.prepare()
        restored.skipped = fill(inside, contents, backup.keys, backup.later, tell)
        restored.copy_ahead = _settle(inside, backup, restored, client, now, tell)
        _move(staging, data)
    return restored


def _settle(
    settings: Settings,
    backup: Backup,
    restored: Restored,
    client: Client | None,
    now: Now | None,
    tell: Tell,
) -> int:
    """Returns how far the copy of the chain was ahead; then another one is begun."""
    ahead = max((p for p, _ in copied(settings)), default=0) - backup.checked.last
    if ahead > 0:
        set_copy_aside(settings)
    with House.open(settings, now=now) as house:
        house.views.fresh(progress=tell)
        finish(house, client)
        restored.erased = sorted({_subject(line) for line in backup.later})
        faults = house.views.seals.verify(house.log.after)
        if faults:
            first = faults[0]
            raise AssertionError(f"restored, and not the same: {first.position} {first.message}")
    return max(0, ahead)


def _check_place(settings: Settings) -> None:
    """An empty folder; what the streams hold may lie there."""
    data = settings.data.resolve()
    if settings.postgres is None and data.is_dir():
        there = sorted(each.name for each in data.iterdir() if each.name not in MAY_LIE_THERE)
        if there:
            message = (
                f"{data} 里已有 {there[0]} 等 {len(there)} 项，恢复只能进空文件夹；"
                "请先停下程序，把旧文件夹改名，再用 --erased-in 指它"
            )
            raise Refusal("restore.in_use", message, "data")


def _master(settings: Settings, contents: Contents) -> Master:
    """It was put where it is looked for by hand: it is in no backup."""
    for part in contents:
        if isinstance(part, Rows) and part.table == MADE.name:
            for row in part.rows or ():
                made = dict(zip(part.names, row, strict=True))
                if made["name"] == MASTER:
                    return fitting_master(settings, made["value"])
    raise Malformed("backup.damaged", f"{contents.reader.path} 损坏：里面没有主密钥的印记")


def _keys(path: Path, master: Master, passphrase: str | None, now: datetime) -> Keys:
    place = keys_of(path)
    without = (
        "没有它，封存的个人信息（姓名、电话等）永远显示为〔已删除〕，草稿、上传的文件、通知地址和"
        "文件夹里的其他文件也没有；日志、密码、密钥、推送不受影响。确定要这样，请加 --without-keys"
    )
    if not place.exists():
        raise Refusal("restore.keys_absent", f"没有密钥文件 {place}。{without}")
    keys = read_keys(place, master, passphrase)
    age = now - datetime.fromisoformat(keys.head.at)
    if age < -timedelta(days=1):
        message = f"密钥文件 {place} 是 {-age.days} 天以后的：请先校准这台机器的时钟"
        raise Refusal("restore.clock", message)
    if age > timedelta(days=KEYS_DAYS):
        message = (
            f"密钥文件 {place} 已有 {age.days} 天，超过 {KEYS_DAYS} 天不再使用："
            f"这期间可能有人的信息已依法删除。{without}"
        )
        raise Refusal("restore.keys_old", message)
    return keys


def _later(place: str, checked: Checked) -> list[Line]:
    """The erasures in the log of before, of which the backup knows nothing. It is that log where it
    says the same up to where the backup ends."""
    url = place if "://" in place else _log_in(Path(place))
    log = Ledger.open(url)
    try:
        lines, position, seal, same = [], 0, START, checked.last == 0
        while page := log.after(position):
            position = page[-1].position
            for line in page:
                seal = sealed(line, seal)
                same = same or (line.position, seal) == (checked.last, checked.seal)
                if line.name == SubjectErased.name:
                    lines.append(line)
        if not same:
            message = f"{place} 里的日志不是这份备份的那一份（或者比它旧）"
            raise Malformed("restore.erased_in", message, field="--erased-in")
        return [line for line in lines if str(line.kept()["id"]) not in checked.erased]
    finally:
        log.close()


def _log_in(folder: Path) -> str:
    file = folder.resolve() / "log.db"
    if not file.is_file():
        message = f"{folder} 里没有日志（log.db）"
        raise Malformed("restore.erased_in", message, field="--erased-in")
    return f"sqlite:///{file}"


def _subject(line: Line) -> str:
    return line.stream.removeprefix("subject-")


def _pages(lines: Iterator[Line]) -> Callable[[int, int], list[Line]]:
    """A log to be followed once, from its beginning."""
    waiting: list[Line] = []

    def after(position: int, limit: int) -> list[Line]:
        page = [line for line in waiting if line.position > position][:limit]
        while len(page) < limit and (line := next(lines, None)) is not None:
            page.append(line)
        waiting[:] = page
        return page

    return after


def _move(staging: Path, data: Path) -> None:
    """The log comes last: a folder with a log is whole."""
    names: Mapping[bool, list[Path]] = {True: [], False: []}
    for path in sorted(staging.iterdir()):
        names[path.name.startswith("log.db")].append(path)
    for path in (*names[False], *sorted(names[True], reverse=True)):
        path.rename(data / path.name)
    staging.rmdir()
    folder = os.open(data, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
