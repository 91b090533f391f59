"""Lists of a whole track on many workers: index files by path, blocks of queries, one merge.

A folder holds both sides as plain `.npy` files, each side cut into shards, and a manifest with
every file's digest. A worker opens what it needs by path and maps it into memory; nothing but a
path and the numbers of a block travels to it, nothing but a block's lists comes back. A file that
isn't what the manifest says is refused.

Whole numbers and a total order make the merge order-free: any number of shards, blocks and workers,
threads, processes or machines give the same lists. `backend` is joblib's: threading, loky, or dask
with a client that is connected already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from domain.postings.tracks import SIDES
from projections.matcher.engine.backends import Name, engine
from projections.matcher.engine.batch import Block, Lists, block, merge
from projections.matcher.engine.index import Index
from projections.matcher.engine.pair_filter import PairRules, TextFacts
from projections.matcher.engine.rule_program import PARTY
from projections.matcher.engine.segment import Longs, Rows, Segment

MANIFEST = "manifest.json"
FACTS = "facts"
QUERIES = 4096  # in a block: some tenths of a second
WORTH_A_MAP = 4096  # bytes; an empty array can't be mapped at all


Listed = tuple[int, int, int, int, int]  # `PairRules` from `least` on


class Changed(ValueError):
    """A file of an index isn't the one that was written."""


@dataclass(frozen=True)
class Work:
    """One block: queries `begin` to before `end` of a side, against one shard of the other."""

    folder: str
    manifest: str  # its digest, so that a worker can't take an older index for this one
    side: str
    shard: int
    begin: int
    end: int
    k: int
    floor: int
    listed: Listed
    engine: Name | None = None


def write(
    folder: Path, sides: Mapping[str, Index], programs: Mapping[str, Longs], *, shards: int = 1
) -> str:
    """Fills the folder; returns the manifest's digest. `programs`: what a side asks (`Rules`)."""
    folder.mkdir(parents=True, exist_ok=True)
    cuts = {
        side: np.linspace(0, index.count, shards + 1).astype(int).tolist()
        for side, index in sides.items()
    }
    digests = {}
    for side, index in sides.items():
        facts = index.whole() | {"program": programs[side]}
        arrays: dict[str, Any] = {f"{FACTS}.{name}": array for name, array in facts.items()}
        for shard, (first, last) in enumerate(zip(cuts[side], cuts[side][1:], strict=False)):
            for number, segment in enumerate(index.cut(first, last)):
                by_term = segment._asdict()
                arrays |= {f"{shard}.{number}.{name}": array for name, array in by_term.items()}
        for name, array in arrays.items():
            path = folder / f"{side}.{name}.npy"
            np.save(path, array)
            digests[path.name] = _digest(path)
    counts = {side: index.count for side, index in sides.items()}
    text = json.dumps({"shards": shards, "counts": counts, "files": digests}, sort_keys=True)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return _digest(folder / MANIFEST)


def lists(
    folder: Path,
    manifest: str,
    side: str,
    *,
    k: int,
    floor: int = 1,
    listed: Listed = (1, 0, 0, 0, 100),
    backend: str = "threading",
    workers: int = 1,
    queries: int = QUERIES,
    count: int | None = None,
    engine: Name | None = None,
) -> Lists:
    """The best k of every text of `side`, also if it is gone; of the first `count` if said.
    `listed`: of `PairRules`.

    `Changed` if a file differs from what was written.
    """
    shape = _manifest(folder, manifest)
    count = shape["counts"][side] if count is None else count
    work = [
        Work(str(folder), manifest, side, shard, begin, end, k, floor, listed, engine)
        for begin, end in _blocks(count, queries)
        for shard in range(shape["shards"])
    ]
    with joblib.parallel_config(backend=backend, n_jobs=workers):
        blocks: list[Block] = joblib.Parallel()(joblib.delayed(run)(part) for part in work)
    others = _opened(folder, manifest, f"{SIDES[1 - SIDES.index(side)]}.{FACTS}.")
    return merge(blocks, count, k, others["cells"][:, PARTY], listed[2])


def run(work: Work) -> Block:
    """One block's lists, wherever this process is."""
    folder = Path(work.folder)
    other = SIDES[1 - SIDES.index(work.side)]
    ours, theirs = (_opened(folder, work.manifest, f"{s}.{FACTS}.") for s in (work.side, other))
    shard = _opened(folder, work.manifest, f"{other}.{work.shard}.")
    here, there = (TextFacts(side["cells"], side["codes"]) for side in (ours, theirs))
    gate = PairRules(ours["program"], here, there, theirs["alive"], *work.listed)
    rows = Rows(ours["starts"], ours["terms"], ours["weights"])
    segments = list(_segments(shard))
    return block(
        engine(work.engine), rows, work.begin, work.end, segments, gate, work.k, work.floor
    )


@lru_cache(maxsize=16)
def _opened(folder: Path, manifest: str, prefix: str) -> dict[str, Any]:
    """The arrays whose names begin so; each file's digest is compared once in every process."""
    arrays = {}
    for name, digest in _manifest(folder, manifest)["files"].items():
        if name.startswith(prefix):
            path = folder / name
            if _digest(path) != digest:
                raise Changed(f"{path} isn't the file that was written: write the index anew")
            # Copy on write, though nothing writes: compiled code knows no read-only arrays.
            mapped = path.stat().st_size > WORTH_A_MAP
            array = np.load(path, mmap_mode="c" if mapped else None).view(np.ndarray)
            arrays[name.removeprefix(prefix).removesuffix(".npy")] = array
    return arrays


def _segments(shard: Mapping[str, Any]) -> Iterator[Segment]:
    number = 0
    while f"{number}.numbers" in shard:
        yield Segment(*(shard[f"{number}.{name}"] for name in Segment._fields))
        number += 1


@lru_cache(maxsize=8)
def _manifest(folder: Path, manifest: str) -> dict[str, Any]:
    path = folder / MANIFEST
    if _digest(path) != manifest:
        raise Changed(f"{path} isn't the manifest of this index: write the index anew")
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def _blocks(count: int, queries: int) -> Iterator[tuple[int, int]]:
    for begin in range(0, count, queries):
        yield begin, min(begin + queries, count)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
