"""Writers for the tests of the log, each a process of its own that may be killed at any moment."""

from __future__ import annotations

import json
from contextlib import closing
from itertools import count
from multiprocessing.connection import Connection
from random import Random

from services.ledger.ledger import Ledger
from tests.services.ledgers import acks, together

Streams = tuple[str, ...]


def write(url: str, streams: Streams, told: Connection, seed: int, appends: int | None) -> None:
    """Append to the streams, one to seven entries at a time; say so when it is done, not before.

    Goes on where the streams end; without a number of appends, until it is killed.
    """
    with told, closing(Ledger.open(url)) as ledger:
        ends = {stream: len(lines) for stream, lines in ledger.read_many(streams).items()}
        random = Random(seed)
        for _ in count() if appends is None else range(appends):
            entries = together(_places(ends, random))
            told.send_bytes(json.dumps(acks(entries, ledger.append(entries))).encode())
            for written in entries:
                ends[written.stream] = written.version


def boast(url: str, streams: Streams, told: Connection, seed: int, appends: int | None) -> None:
    """The control: says that it is done before it begins."""
    with told, closing(Ledger.open(url)) as ledger:
        for stream in streams:
            entries = together([(stream, 1)])
            told.send_bytes(json.dumps(acks(entries, [0])).encode())
            ledger.append(entries)


def _places(ends: dict[str, int], random: Random) -> list[tuple[str, int]]:
    """The next places in one or two of the streams."""
    return [
        (stream, ends[stream] + step)
        for stream in random.sample(list(ends), random.choice([1, 1, 2]))
        for step in range(1, random.choice([1, 1, 2, 5]) + 1)
    ]
