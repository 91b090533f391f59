"""Erasing: what follows from `subject.erased`, so that nobody can open those values any more.

The event comes first: it is refused where the subject is held, and from then on what is left is
known from the log. Then go the copies that hold a value as somebody typed it; then the key, with
which all sealed forms go at once; last the pages that held them. Ended anywhere in between, it is
done again from the beginning by whoever comes next: at every start, and while `docking up` or
`docking clock` run. What stands in receivers' streams is written anew where there is a Redis.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from time import monotonic, sleep
from typing import Any

from redis import Redis, RedisCluster
from redis.exceptions import RedisError

from domain.administration.subject import EraseSubject
from domain.core.command import Ask
from projections.administration.subjects import SubjectRow
from services.house.house import House
from services.house.views import reaching
from services.outbound.gateways import FOLDER
from services.outbound.occurrences import Occurrence, occurrences, told_to, values_of
from services.outbound.relay import Streams, connect, stream
from services.outbound.withholding import write_anew
from services.sealing.key_file import open_private

Client = Redis | RedisCluster
Address = Callable[[], str]
HOUSE, STREAMS = "house", "streams"
CODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
LARGEST = 64 * 1024 * 1024  # of a part of a file that is looked through
REWRITE_S = 30.0


@dataclass(frozen=True)
class Erasure:
    """What the eraser is told: by receiver, how many leads had it; the lines in which it stands as
    it was typed, which no key closes; and whether receivers' streams still have it."""

    told: dict[str, int]
    clear: list[Occurrence]
    streams_left: bool


def erase(house: House, subject: str, basis: str, ask: Ask, address: Address | None) -> Erasure:
    """`address` gives the URL of the streams' Redis, where there are any. Raises `Refusal` where
    others hold it."""
    anew = house.stores.subject_keys.has(subject)
    house.desk.do(EraseSubject(subject=subject, basis=basis, anew=anew), ask)
    with _client(address) as client:
        finish(house, client)
    leads, done = told_to(house.log, subject), house.stores.subject_keys.done
    left = address is not None and bool(leads)
    left = left and done(STREAMS).get(subject, 0) < done(HOUSE).get(subject, 0)
    clear = [each for each in occurrences(house.log, subject) if each.clear]
    return Erasure(leads, clear, left)


@contextmanager
def _client(address: Address | None) -> Iterator[Client | None]:
    """None also where Redis is away: `docking up` finishes what is left once it is back."""
    client = None
    with suppress(RedisError, OSError):
        client = connect(address()) if address else None
    try:
        yield client
    finally:
        if client is not None:
            client.close()


def finish(house: House, client: Client | None = None) -> int:
    """Do what erasures ask for and isn't done; returns how many there were."""
    with reaching():
        house.views.fresh(house.views.subjects)
        rows, keys = house.views.subjects.erased(), house.stores.subject_keys
        if not rows:
            return 0
        house.views.fresh(house.views.users, house.views.outbox)
        done = keys.done(HOUSE)
        due = [row for row in rows if done.get(row.subject, 0) < row.erased_at]
        for row in due:
            _forget_copies(house, row)
            keys.erase(row.subject, row.erased_at)
        gone = house.compact() if due else True
        for row in due if gone else ():  # else the next round does it again
            keys.note_done(HOUSE, row.subject, row.erased_at)
        if client is not None:
            with suppress(RedisError, OSError):  # it is away: `docking up` does it once it is back
                _forget_streams(house, client, rows)
    return len(due)


def pass_on(house: House, streams: Streams | None) -> None:
    """Send what is missing, and take back what was erased. Raises `Unavailable`."""
    if streams is None:
        finish(house)
        return
    streams.pass_on()
    finish(house, streams.client)


def _forget_copies(house: House, row: SubjectRow) -> None:
    """What was typed and is kept beside the log."""
    values = values_of(house.log, row.subject)
    users = [u.id for u in house.views.users.all() if row.subject in _subjects_of(u)]
    house.stores.notices.forget_people(users, values)
    forms = [form for value in values for form in _forms(value)]
    house.stores.drafts.remove_where(lambda text: _holds(text.encode(), forms))
    house.stores.uploads.remove_where(lambda body, text: _in_file(body, text, forms))
    if house.settings.postgres is None:
        _forget_messages(house.settings.data / FOLDER, forms)


def _subjects_of(user: Any) -> set[str]:
    return {each.subject for each in (user.person, user.phone) if each}


def _forms(value: str) -> Iterable[bytes]:
    """How a value may be written in a file."""
    escaped = json.dumps(value)[1:-1]
    return {*(value.encode(coding) for coding in CODINGS), escaped.encode()}


def _holds(content: bytes, forms: Iterable[bytes]) -> bool:
    return any(form in content for form in forms)


def _in_file(body: bytes, text: str, forms: Iterable[bytes]) -> bool:
    """Whether an uploaded file holds it, also within a workbook; what can't be looked through is
    said to hold it."""
    if _holds(body, forms) or _holds(text.encode(), forms):
        return True
    if not body.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            sizes = sum(each.file_size for each in packed.infolist())
            return sizes > LARGEST or any(
                _holds(packed.read(name), forms) for name in packed.namelist()
            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return True


def _forget_messages(folder: Path, forms: Iterable[bytes]) -> None:
    """Short messages that lie in a file, because there is no service to send them."""
    for draft in folder.glob("*.new"):  # of a process that ended here
        if _holds(draft.read_bytes(), forms):
            draft.unlink()
    for file in sorted(folder.glob("*.jsonl")):
        lines = file.read_bytes().splitlines(keepends=True)
        left = [line for line in lines if not _holds(line, forms)]
        if len(left) < len(lines):
            draft = file.with_name(f"{file.stem}.{token_hex(4)}.new")  # others may be at it, too
            with open_private(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as new:
                new.write(b"".join(left))
            draft.replace(file)


def _forget_streams(house: House, client: Client, rows: Iterable[SubjectRow]) -> None:
    """What stands in receivers' streams says no more than it would if it were sent now; and the
    server forgets what it said before."""
    keys = house.stores.subject_keys
    done = keys.done(STREAMS)
    due = [row for row in rows if done.get(row.subject, 0) < row.erased_at]
    if not due:
        return
    views = house.views
    views.fresh(views.outbox, views.consents, views.parties, views.market)  # what messages say
    keys.forget(row.subject for row in due)  # another process may have erased them
    rewritten, whole = False, []
    for row in due:
        positions = [each.position for each in occurrences(house.log, row.subject)]
        anew = write_anew(house, client, stream, positions)
        rewritten |= anew.some
        if anew.whole:  # else the next round does it again
            whole.append(row)
    if rewritten:
        _compact(client)
    for row in whole:
        keys.note_done(STREAMS, row.subject, row.erased_at)


def _compact(client: Any) -> None:
    """Its journal on disk, too, where it keeps one. A server that may not is left alone."""
    if not client.info("persistence").get("aof_enabled"):
        return
    client.bgrewriteaof()
    until = monotonic() + REWRITE_S
    while monotonic() < until:
        state = client.info("persistence")
        if not (state["aof_rewrite_in_progress"] or state["aof_rewrite_scheduled"]):
            return
        sleep(0.05)
