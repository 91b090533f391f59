"""Entries to write, and what must be true of a log whatever happened to its writers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import uuid_utils

from domain.log.entry import Entry, Line, line
from domain.postings.need import NeedWithdrawn
from services.ledger.ledger import Ledger


class Ack(NamedTuple):
    """What a writer was told: this event is kept."""

    stream: str
    version: int
    digest: str  # of the bytes
    position: int  # 0: it was not told where


def entry(stream: str = "need-1", version: int = 1, text: str = "文本", **fields: object) -> Entry:
    """An entry at a place, with an id of its own; `command` says how many are appended with it."""
    id_ = str(uuid_utils.uuid7())
    usual = {"id": id_, "correlation": id_, "command": "1"}
    return Entry(
        stream=stream,
        version=version,
        event=NeedWithdrawn(reason_code=text),
        recorded_at=datetime(2026, 3, 1, 4, 0, tzinfo=UTC),
        effective_on=date(2026, 3, 1),
        actor="zhang",
        role="enterprise",
        source="test",
        **(usual | fields),  # type: ignore[arg-type]  # a test may give any field
    )


def together(places: Iterable[tuple[str, int]], text: str = "文本") -> list[Entry]:
    """Entries for one append, which say that they belong together."""
    places = list(places)
    shared = {"correlation": str(uuid_utils.uuid7()), "command": str(len(places))}
    return [entry(stream, version, text, **shared) for stream, version in places]


def with_options(url: str, **options: str) -> str:
    """The URL of the same place, with more options."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query)) | options
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))


def acks(entries: Sequence[Entry], positions: Sequence[int]) -> list[Ack]:
    return [
        Ack(e.stream, e.version, digest(line(e)), position)
        for e, position in zip(entries, positions, strict=True)
    ]


def digest(kept: Line) -> str:
    return sha256(kept.name.encode() + b"\0" + kept.state).hexdigest()[:16]


def whole(ledger: Ledger, limit: int = 500) -> list[Line]:
    """The log, page by page."""
    lines: list[Line] = []
    while page := ledger.after(lines[-1].position if lines else 0, limit):
        lines += page
    return lines


def faults(lines: Sequence[Line], told: Iterable[Ack] = (), *, gaps: bool = False) -> list[str]:
    """What is wrong with a log: nothing acknowledged may be missing or different, versions run from
    1, an append is there whole, positions rise, without gaps unless these are allowed."""
    return [
        *_lost(lines, told),
        *_out_of_order([kept.position for kept in lines], gaps=gaps),
        *_torn(lines),
    ]


def _lost(lines: Sequence[Line], told: Iterable[Ack]) -> Iterator[str]:
    there = {(kept.stream, kept.version): kept for kept in lines}
    for ack in told:
        kept = there.get((ack.stream, ack.version))
        if kept is None:
            yield f"lost: {ack}"
        elif digest(kept) != ack.digest:
            yield f"changed: {ack}"
        elif ack.position not in {0, kept.position}:
            yield f"moved: {ack} to {kept.position}"


def _out_of_order(positions: Sequence[int], *, gaps: bool) -> Iterator[str]:
    for before, after in zip([0, *positions], positions, strict=False):
        if after <= before:
            yield f"not rising: {after} after {before}"
        elif after != before + 1 and not gaps:
            yield f"gap: {after} after {before}"


def _torn(lines: Sequence[Line]) -> Iterator[str]:
    by_stream = sorted(lines, key=lambda kept: kept.stream)
    for stream, of_stream in groupby(by_stream, key=lambda kept: kept.stream):
        versions = [kept.version for kept in of_stream]
        if versions != list(range(1, len(versions) + 1)):
            yield f"versions of {stream}: {versions}"
    entries = [kept.entry() for kept in lines]
    appended = Counter((e.correlation, e.command) for e in entries)
    for (correlation, size), found in appended.items():
        if str(found) != size:
            yield f"half an append: {found} of {size} in {correlation}"
