"""Holders: whoever lists a text is named, however often lists have changed."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from projections.matcher.engine.backends import engine
from projections.matcher.engine.holders import Holders
from projections.matcher.engine.list_updates import SideLists

LISTS, TEXTS, KEPT = 12, 90, 6


def ints(values):
    return np.array(values, np.int32)


@pytest.mark.parametrize("name", ["numba", "numpy"])
def test_whoever_lists_a_text_is_named_and_no_one_who_never_did(name):
    """Lists change a thousand times: far more links than there is room for at first."""
    dice, holders = Random(2), Holders(engine(name))
    texts, sizes = np.zeros((LISTS, KEPT), np.int32), np.zeros(LISTS, np.int32)
    lists = SideLists(np.zeros_like(texts), texts, sizes, np.zeros(LISTS, np.int32))
    ever = {text: set() for text in range(TEXTS)}
    for _ in range(1000):
        who, listed = dice.randrange(LISTS), dice.sample(range(TEXTS), dice.randrange(KEPT + 1))
        texts[who, : len(listed)], sizes[who] = listed, len(listed)
        holders.note(ints(listed), ints([who] * len(listed)), lists)
        for text in listed:
            ever[text].add(who)
    for text in range(TEXTS):
        now = {who for who in range(LISTS) if text in texts[who, : sizes[who]]}
        named = holders.of(text).tolist()
        assert named == sorted(set(named))
        assert now <= set(named) <= ever[text]


def test_made_anew_from_the_lists_exactly_those_who_hold_it_are_named():
    holders = Holders(engine())
    texts = ints([[3, 5], [5, 4], [5, 3]])
    holders.read(SideLists(np.zeros_like(texts), texts, ints([2, 1, 0]), ints([0, 0, 0])))
    assert [holders.of(text).tolist() for text in (3, 4, 5, 99)] == [[0], [], [0, 1], []]
