"""Somebody who knows which enterprises have live needs, all that is true of these, and how teasers
are made, and looks at everything that is shown of a track at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from math import log2

from projections.leads.teaser_bands import Path

Shown = tuple[int, Path]  # the step, and what is left of the path


def candidates(truth: Mapping[str, tuple[str, Path]], labels: Iterable[Shown]) -> dict[Shown, set]:
    """By what is shown, the enterprises that could be meant.

    `truth`: enterprise and path of every live need, by its id.
    """
    counted = Counter(labels)
    labelled: Counter[Shown] = Counter()
    for (step, rest), many in counted.items():
        for up in range(len(rest) + 1):
            labelled[step + up, rest[up:]] += many
    needs = Counter(
        (step, path[step:]) for _, path in truth.values() for step in range(len(path) + 1)
    )
    return {
        (step, rest): {
            party
            for party, path in truth.values()
            if path[step:] == rest
            and all(labelled[s, path[s:]] < needs[s, path[s:]] for s in range(step))
        }
        for step, rest in counted
    }


def fitting(truth: Mapping[str, tuple[str, Path]], label: Shown) -> set[str]:
    """The enterprises that the words of a label are true of."""
    step, rest = label
    return {party for party, path in truth.values() if path[step:] == rest}


def matched(truth: Mapping[str, tuple[str, Path]], labels: Sequence[Shown]) -> dict[Shown, set]:
    """The same by trying which need could be behind which label, all at once."""
    could: dict[Shown, set] = {label: set() for label in labels}
    for order in permutations(truth.values()):
        if all(path[step:] == rest for (_, path), (step, rest) in zip(order, labels, strict=True)):
            for (party, _), label in zip(order, labels, strict=True):
                could[label].add(party)
    return could


def bits(enterprises: int, candidates_: int) -> float:
    """What is learned where so many of the enterprises are left."""
    return log2(enterprises / candidates_) if candidates_ else float("inf")
