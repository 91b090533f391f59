"""Tiles: zones in which nothing can reach the bar aren't read, and every list stays what it is."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from domain.postings.tracks import SIDES, TRACKS
from projections.matcher.engine.backends import engine
from projections.matcher.engine.batch import block
from projections.matcher.engine.index import Index
from projections.matcher.engine.pair_filter import PairRules, TextFacts
from projections.matcher.engine.rule_program import Facets, Rules
from projections.matcher.engine.segment import TILE, ZONE
from projections.matcher.engine.standing import StandingLists, Text
from projections.matcher.engine.tile import HERE, Bars, blank, planned, room, want
from tests.examples import content

pytestmark = pytest.mark.slow

COUNT, ASKING, K = TILE + 3 * ZONE + 100, 40, 5
TOPICS, COMMON = 30, 4
ENGINES = ("numba", "numpy")
NO_FACTS = Facets(np.zeros(0, np.int64), np.zeros(0, np.int32))
NOBODY = np.zeros(0, np.int32)


def told(dice, subject=True):
    """What everybody says, and of one subject (or of any) what few others say."""
    about = COMMON + 3 * dice.randrange(TOPICS)
    of_few = range(about, about + 3) if subject else range(COMMON, COMMON + 3 * TOPICS)
    terms = [*range(COMMON), *dice.sample(of_few, 2)]
    weights = [dice.randrange(1, 5) for _ in range(COMMON)] + [dice.randrange(5, 20) for _ in "ab"]
    return np.array(terms, np.int32), np.array(weights, np.uint16)


def index(name, count, seed, subject=True):
    dice, found = Random(seed), Index(0, (), engine(name))
    found.load([(*told(dice, subject), NO_FACTS) for _ in range(count)])
    return found


@pytest.fixture(scope="module")
def sides():
    return {name: (index(name, ASKING, 1), index(name, COUNT, 2)) for name in ENGINES}


def open_to_all(among):
    facts = TextFacts(np.zeros((0, 1), np.int64), np.zeros(0, np.int32))
    return PairRules(np.zeros((0, 4), np.int64), facts, facts, among.alive)


def lists(name, asking, among, k=K, floor=1):
    how = among.segments(), open_to_all(among), k, floor
    return block(engine(name), asking.rows, 0, asking.count, *how)


def points(asking, among):
    """Of every pair, by whole matrices."""

    def matrix(side):
        whole = side.whole()
        shape = side.count, COMMON + 3 * TOPICS
        return csr_matrix(
            (whole["weights"].astype(np.int64), whole["terms"], whole["starts"]), shape
        )

    return (matrix(asking) @ matrix(among).T).toarray()


def wanted(asking, among, row, bar, bars):
    """Of each zone of the only segment, whether it is read."""
    [segment] = among.sealed
    rows, work, found = asking.rows, room(), []
    plan = planned(rows, row, 0, segment, blank(int(rows.starts[row + 1] - rows.starts[row])))
    for tile in range(2):
        want(work, segment, tile, plan, row, bar, bars, open_to_all(among))
        zones = min(HERE, segment.zones.shape[2] - tile * HERE)
        found += (work.most[:zones] >= work.least[:zones]).tolist()
    return np.array(found)


def test_both_engines_build_the_same_segment(sides):
    [one], [other] = (sides[name][1].sealed for name in ENGINES)
    for name, array in one._asdict().items():
        assert np.array_equal(array, getattr(other, name)), name
    assert one.columns.shape == (-(-COUNT // ZONE), COMMON, ZONE)
    assert len(one.entries) < len(one.postings) / 5


def test_what_is_not_read_could_not_have_entered_the_list(sides):
    asking, among = sides["numba"]
    numbers, scores = among.sealed[0].numbers, points(asking, among)
    read = []
    for row in range(ASKING):
        bar = int(np.sort(scores[row])[-K])
        zones = wanted(asking, among, row, bar, Bars(NOBODY, 1))
        highest = np.maximum.reduceat(scores[row][numbers], range(0, COUNT, ZONE))
        assert (highest[~zones] < bar).all()
        read.append(zones.mean())
    assert 0 < np.mean(read) < 0.3


def test_before_there_is_a_bar_everything_is_read(sides):
    asking, among = sides["numba"]
    assert wanted(asking, among, 0, 1, Bars(NOBODY, 1)).all()


def test_an_arrival_reads_the_zones_of_those_whose_lists_it_may_enter(sides):
    asking, among = sides["numba"]
    numbers, scores = among.sealed[0].numbers, points(asking, among)[0]
    high, best = 10_000, int(np.argmax(scores))
    cover = np.full(COUNT, high, np.int32)
    assert not wanted(asking, among, 0, high, Bars(cover, 1)).any()
    cover[best] = scores[best] - 1
    zones = wanted(asking, among, 0, high, Bars(cover, 1))
    assert np.flatnonzero(zones).tolist() == [numbers.tolist().index(best) // ZONE]


@pytest.mark.parametrize("subject", [True, False], ids=["by subject", "without subjects"])
@pytest.mark.parametrize(("k", "floor"), [(K, 1), (1, 1), (K, 900), (COUNT, 1)])
def test_the_lists_are_those_of_looking_at_every_text(sides, subject, k, floor):
    asking = sides["numba"][0]
    among = sides["numba"][1] if subject else index("numba", COUNT, 3, subject=False)
    found = lists("numba", asking, among, k, floor)
    for row, scores in enumerate(points(asking, among)):
        order = np.lexsort((np.arange(COUNT), -scores))[:k]
        order = order[scores[order] >= floor]
        assert found.texts[row][: len(order)].tolist() == order.tolist()
        assert found.scores[row][: len(order)].tolist() == scores[order].tolist()
        assert (found.texts[row][len(order) :] == -1).all()


def test_both_engines_find_the_same_lists(sides):
    one, other = (lists(name, *sides[name]) for name in ENGINES)
    assert np.array_equal(one.scores, other.scores)
    assert np.array_equal(one.texts, other.texts)


def test_those_who_come_and_go_change_the_same_lists_where_lists_are_full():
    outcomes = []
    for name in ENGINES:
        rules, dice, at = Rules(TRACKS["digitization"]), Random(7), 0
        standing = StandingLists(rules, k=2, least=2, engine=engine(name), seal_at=500)
        texts = {side: [] for side in SIDES}
        for side, count in (("need", 1500), ("offering", 1500)):
            terms = TRACKS["digitization"].terms(side)()
            plain = content(track="digitization", regions=(), industries=(), terms=terms)
            facets = rules.facets(side, plain, side)
            for _ in range(count + 30):
                at += 1
                texts[side].append(Text(f"{side}{at}", at, *told(dice), facets))
        standing.load({side: some[:1500] for side, some in texts.items()})
        changes = []
        for need, offering in zip(texts["need"][1500:], texts["offering"][1500:], strict=True):
            changes.append(sorted(standing.arrive("need", need)))
            changes.append(sorted(standing.arrive("offering", offering)))
            gone = dice.choice(sorted(standing.sides["need"].numbers))
            changes.append(sorted(standing.withdraw("need", gone)))
        outcomes.append((changes, standing.lists()))
        assert standing.sides["need"].lists.cover[:1500].min() > standing.floor
    assert outcomes[0] == outcomes[1]
    assert sum(map(len, outcomes[0][0])) > 50
