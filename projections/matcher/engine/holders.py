"""Holders: who has a text listed, so that a text that goes is taken out without asking everybody.

A chain a text, of those whose lists it entered; newest first. A list that the text has left since
stays in the chain until there is no more room, and does no harm: whoever takes the text out looks
whether it is there. Then all chains are made anew from the lists, some 10 ns an entry.

Memory: 16 bytes an entry of the lists, and more while chains grow.
"""

from __future__ import annotations

import numpy as np

from projections.matcher.engine.backends import Engine
from projections.matcher.engine.index import grown
from projections.matcher.engine.list_updates import SideLists
from projections.matcher.engine.segment import Ints


class Holders:
    """Of one side's texts; the lists are those of the other side."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._used = engine, 0
        self._last: Ints = np.full(64, -1, np.int32)  # of each text: the newest link of its chain
        self._who: Ints = np.zeros(256, np.int32)  # of each link: whose list, and the link before
        self._before: Ints = np.zeros(256, np.int32)

    def of(self, text: int) -> Ints:
        """Those whose lists have the text, and maybe some that had; each once, ascending."""
        if text >= len(self._last):
            return np.zeros(0, np.int32)
        return np.unique(self._engine.chain(self._last, self._who, self._before, text))

    def note(self, texts: Ints, who: Ints, lists: SideLists) -> None:
        """Text i entered the list of who i; the lists have them already."""
        if self._used + len(texts) > len(self._who):
            self.read(lists)
        else:
            self._link(texts, who)

    def read(self, lists: SideLists) -> None:
        """All chains, from the lists as they stand."""
        there = np.arange(lists.texts.shape[1]) < lists.sizes[:, None]
        texts, who = lists.texts[there], np.nonzero(there)[0].astype(np.int32)
        room = 256 + 2 * len(texts)
        self._who, self._before = np.zeros(room, np.int32), np.zeros(room, np.int32)
        self._last[:], self._used = -1, 0
        self._link(texts, who)

    def _link(self, texts: Ints, who: Ints) -> None:
        self._last = grown(self._last, int(texts.max(initial=-1)) + 1, -1)
        links = self._last, self._who, self._before
        self._used = self._engine.link(*links, self._used, texts, who)
