"""Which machinery does the counting: numba's machine code, or numpy. The results are the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from projections.matcher.engine import kernels, list_updates, numpy_kernels, segment
from projections.matcher.engine.jit import HAS_NUMBA, interpreted, keep
from projections.matcher.engine.segment import Ints

Name = Literal["numba", "numpy"]


@dataclass(frozen=True)
class Engine:
    """The functions that do the work; each is told of in `kernels`, `segment` or `upkeep`."""

    name: Name
    build: Callable[..., segment.Segment]
    sweep: Callable[..., None]
    scan: Callable[..., int]
    probe: Callable[..., int]
    append: Callable[..., int]
    admit: Callable[..., int]
    dismiss: Callable[..., int]
    link: Callable[..., int]
    chain: Callable[..., Ints]


NUMPY = Engine(
    *("numpy", segment.build_plain, numpy_kernels.sweep, numpy_kernels.scan, numpy_kernels.probe),
    append=interpreted(list_updates.append),
    admit=interpreted(list_updates.admit),
    dismiss=interpreted(list_updates.dismiss),
    link=interpreted(list_updates.link),
    chain=interpreted(list_updates.chain),
)
NUMBA = Engine(
    *("numba", segment.build, kernels.sweep, kernels.scan, kernels.probe),
    *(
        list_updates.append,
        list_updates.admit,
        list_updates.dismiss,
        list_updates.link,
        list_updates.chain,
    ),
)


def engine(name: Name | None = None) -> Engine:
    """The engine of that name; the faster one that is at hand where nothing is said.

    Raises RuntimeError for numba where it isn't installed.
    """
    if name == "numba" and not HAS_NUMBA:
        raise RuntimeError("numba isn't installed here: leave the engine out, or ask for numpy")
    keep()
    return NUMBA if (name or "numba") == "numba" and HAS_NUMBA else NUMPY
