"""Upkeep: what changes when a text comes or goes; small steps that both engines take alike.

A posting is appended in about 10 ns; entering a list, or leaving one, moves at most the entries
that it keeps.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from projections.matcher.engine.jit import compiled
from projections.matcher.engine.pair_filter import last_of_party
from projections.matcher.engine.segment import Ints, Longs, Postings, Shorts
from projections.matcher.scores import WHOLE_SCORE


class SideLists(NamedTuple):
    """One side's standing lists: text t has `sizes[t]` entries, best first.

    `cover[t]`: every live pair of the text with more points is in its list. Of pairs with exactly
    as many some may have been left out, so a newcomer has to have more.
    """

    scores: Ints  # (texts, kept)
    texts: Ints
    sizes: Ints
    cover: Ints


@compiled
def append(
    text: int,
    terms: Ints,
    weights: Shorts,
    spans: Ints,
    room: Ints,
    postings: Postings,
    used: int,
) -> int:
    """A text's postings at the end of growing lists; returns how much of the pool is used now.

    A list that is full moves to the pool's end, with twice the room. -1, and nothing is changed,
    when the pool is too small for that.
    """
    wanted = used
    for term in terms:
        if spans[term, 1] - spans[term, 0] == room[term]:
            wanted += max(4, 2 * room[term])
    if wanted > postings.size:
        return -1
    for i in range(terms.size):
        term = terms[i]
        length = spans[term, 1] - spans[term, 0]
        if length == room[term]:
            room[term] = max(4, 2 * room[term])
            for j in range(length):
                postings[used + j] = postings[spans[term, 0] + j]
            spans[term, 0] = used
            used += room[term]
        j = spans[term, 0] + length
        postings[j] = text << 16 | int(weights[i])
        spans[term, 1] = j + 1
    return used


@compiled
def admit(
    lists: SideLists,
    takers: Ints,
    scores: Ints,
    count: int,
    newcomer: int,
    shown: int,
    cells: Longs,
    cap: int,
) -> int:
    """Puts a newcomer into the lists of those that were told of it; last among equal scores. Where
    its party has all its places in a list, it takes that of the party's last one, or none; `cells`
    are those of its side.

    Those whose first `shown` entries changed are moved to the front of `takers`; returns how many.
    """
    capacity = lists.scores.shape[1]
    changed = 0
    for i in range(count):
        text, score = takers[i], scores[i]
        place = lists.sizes[text]
        last = last_of_party(lists.texts[text], place, newcomer, cells, cap)
        if last >= 0:
            if lists.scores[text, last] >= score:
                continue
            place = last
        elif place < capacity:
            lists.sizes[text] = place + 1
        else:
            place = capacity - 1
        while place > 0 and lists.scores[text, place - 1] < score:
            lists.scores[text, place] = lists.scores[text, place - 1]
            lists.texts[text, place] = lists.texts[text, place - 1]
            place -= 1
        lists.scores[text, place], lists.texts[text, place] = score, newcomer
        if last < 0 and lists.sizes[text] == capacity:
            lists.cover[text] = lists.scores[text, capacity - 1]
        if place < shown:
            takers[changed] = text
            changed += 1
    return changed


@compiled
def dismiss(
    lists: SideLists, holders: Ints, count: int, gone: int, shown: int, cells: Longs, cap: int
) -> int:
    """Takes a text out of its holders' lists. `holders`, and what is returned, as in `admit`.

    A list in which its party had all its places may have left others of that party out: it is
    emptied, to be asked for anew, as one that covers nothing.
    """
    changed = 0
    for i in range(count):
        text = holders[i]
        size = lists.sizes[text]
        place = 0
        while place < size and lists.texts[text, place] != gone:
            place += 1
        if place == size:
            continue
        if last_of_party(lists.texts[text], size, gone, cells, cap) >= 0:
            lists.sizes[text], lists.cover[text] = 0, WHOLE_SCORE
            holders[changed] = text
            changed += 1
            continue
        for j in range(place, size - 1):
            lists.scores[text, j] = lists.scores[text, j + 1]
            lists.texts[text, j] = lists.texts[text, j + 1]
        lists.sizes[text] = size - 1
        if place < shown:
            holders[changed] = text
            changed += 1
    return changed


@compiled
def link(last: Ints, who: Ints, before: Ints, used: int, texts: Ints, holders: Ints) -> int:
    """Adds holder i to the chain of text i; returns how many links are used now."""
    for i in range(texts.size):
        text = texts[i]
        who[used], before[used] = holders[i], last[text]
        last[text] = used
        used += 1
    return used


@compiled
def chain(last: Ints, who: Ints, before: Ints, text: int) -> Ints:
    """A text's chain of holders."""
    length, at = 0, last[text]
    while at >= 0:
        length, at = length + 1, before[at]
    holders, at = np.empty(length, np.int32), last[text]
    for i in range(length):
        holders[i], at = who[at], before[at]
    return holders
