"""The cross-check: the proposals that are shown, held against all lists worked out as a batch.

What is shown came about posting by posting; the batch asks the whole track again, in blocks, on as
many workers as there are. Both must give the same pairs with the same ranks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from domain.core.canonical import canonical
from domain.core.command import Refusal
from domain.postings.tracks import SIDES
from projections.matching.proposals import Proposals

BACKENDS = {"threads": "threading", "loky": "loky", "dask": "dask"}

Ranked = dict[tuple[str, str], dict[str, int]]  # (need, offering) → each side's rank


class Checked(NamedTuple):
    """One track: how many pairs, the batch's digest, and whether the shown ones are the same."""

    pairs: int
    digest: str
    same: bool


def crosscheck(
    proposals: Proposals,
    track: str,
    *,
    backend: str,
    workers: int,
    shards: int,
    scheduler: str = "",
    folder: Path | None = None,
) -> Checked | None:
    """None where a track has no model yet. `scheduler` is dask's address. Refuses without dask.

    `folder`: where the index files are put meanwhile, which every worker finds by the same path.
    """
    from services.matching.shards import lists, write  # noqa: PLC0415 (numba, dask: only a cross-check needs them)

    pairing = proposals.pairing(track)
    if pairing is None:
        return None
    standing = pairing.live.standing
    standing.seal()
    ranked: Ranked = {}
    place = TemporaryDirectory(prefix="docking-", dir=folder)
    with place as where, _connected(backend, scheduler):
        indexes = {side: standing.sides[side].index for side in SIDES}
        manifest = write(Path(where), indexes, standing.rules.programs, shards=shards)
        for side, other in (SIDES, SIDES[::-1]):
            asked = lists(
                Path(where),
                manifest,
                side,
                k=standing.k,
                floor=standing.floor,
                listed=standing.listed,
                backend=BACKENDS[backend],
                workers=workers,
            )
            keys, others = standing.sides[side].keys, standing.sides[other].keys
            for number, texts in enumerate(asked.texts.tolist()):
                for rank, text in enumerate((text for text in texts if text >= 0), 1):
                    pair = (keys[number], others[text])
                    pair = pair if side == "need" else pair[::-1]
                    ranked.setdefault(pair, {})[side] = rank
    digest = hashlib.sha256(canonical(sorted([*pair, ranks] for pair, ranks in ranked.items())))
    return Checked(len(ranked), digest.hexdigest(), ranked == _shown(proposals, track))


def _shown(proposals: Proposals, track: str) -> Ranked:
    """The ranks of the proposals as they are shown."""
    return {
        row.pair: {side: rank for side in SIDES if (rank := row.rank(side))}
        for row in proposals.all(track=track)
    }


@contextmanager
def _connected(backend: str, scheduler: str) -> Iterator[None]:
    """With dask, a client that joblib finds."""
    client: Any = nullcontext()
    if backend == "dask":
        if not scheduler:
            raise Refusal(
                "matcher.scheduler", "请用 --scheduler 指明 dask 调度器的地址", "scheduler"
            )
        try:
            from distributed import Client  # noqa: PLC0415 (numba, dask: only a cross-check needs them)
        except ImportError:
            message = "没有安装 dask：pip install 'docking[scale]'"
            raise Refusal("matcher.dask", message, "backend") from None
        client = Client(scheduler)  # type: ignore[no-untyped-call]  # (it has no types)
    with client:
        yield
