"""Zones: texts that the rules keep out are passed over, and every list stays what it is."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from domain.postings.tracks import SIDES, TRACKS
from projections.matcher.engine.backends import engine
from projections.matcher.engine.pair_filter import opens
from projections.matcher.engine.rule_program import Rules
from projections.matcher.engine.segment import SEGMENT, TILE, ZONE
from projections.matcher.engine.standing import StandingLists, Text
from tests.examples import content, loan

pytestmark = pytest.mark.slow

COUNT, TERMS = TILE + 3 * ZONE + 100, 90
PLACES = ("411025", "411024", "420000", "310000", "440000", "110000", "500000", "650000")
SAYS = {
    "need": [content(regions=(place,)) for place in PLACES],
    "offering": [loan(regions=(place,)) for place in PLACES],
}


def entry(rules, dice, side, at):
    """Two of four words that everybody uses, so that there are columns, and six that few use."""
    terms = dice.sample(range(4), 2) + dice.sample(range(4, TERMS), 6)
    weights = [dice.randrange(1, 4) for _ in terms]
    facets = rules.facets(side, dice.choice(SAYS[side]), dice.choice("abcdef"))
    row = np.array(terms, np.int32), np.array(weights, np.uint16)
    return Text(f"{side}{at}", at, *row, facets)


def market(name, needs=40):
    """Few needs among offerings that fill more than a tile."""
    rules, dice = Rules(TRACKS["bank"]), Random(5)
    lists = StandingLists(rules, k=5, least=3, engine=engine(name), few=COUNT)
    counts = {"need": needs, "offering": COUNT}
    lists.load(
        {side: [entry(rules, dice, side, at) for at in range(counts[side])] for side in SIDES}
    )
    return lists, dice


@pytest.fixture(scope="module")
def both():
    return {name: market(name) for name in ("numba", "numpy")}


def test_zones_are_shut_and_opened(both):
    lists, _ = both["numba"]
    [segment] = lists.sides["offering"].index.sealed
    zones = range(segment.zones.shape[2])
    assert len(zones) == -(-COUNT // ZONE)
    gate = lists.gate("need")
    opened = [[opens(gate, need, segment.zones, zone) for zone in zones] for need in range(40)]
    assert 0 < np.mean(opened) < 0.5
    assert sorted(segment.numbers.tolist()) == list(range(COUNT))
    assert segment.columns.shape == (len(zones), 4, ZONE)


def test_the_lists_are_those_of_looking_at_every_text(both):
    (lists, _), (plain, _) = both["numba"], both["numpy"]
    assert lists.lists() == plain.lists()
    assert all(lists.lists().of_needs.values())


def test_those_who_come_and_go_among_zones_change_the_same_lists(both):
    changes = []
    for lists, dice in both.values():
        told = []
        for at in range(COUNT, COUNT + 60):
            told += [
                sorted(lists.arrive(side, entry(lists.rules, dice, side, at))) for side in SIDES
            ]
            gone = dice.choice(sorted(lists.sides["offering"].numbers))
            told.append(sorted(lists.withdraw("offering", gone)))
        lists.seal()
        told.append(sorted(lists.arrive("need", entry(lists.rules, dice, "need", 2 * COUNT))))
        changes.append((told, lists.lists()))
    assert changes[0] == changes[1]
    assert sum(map(len, changes[0][0])) > 100


def test_a_segment_holds_as_many_texts_as_a_place_can_number():
    assert SEGMENT == 1 << 16
    assert SEGMENT % TILE == TILE % ZONE == 0
