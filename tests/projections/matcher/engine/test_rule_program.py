"""The rules in whole numbers: they let pass what the track's own rules let pass, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.postings.rules import Verdict
from domain.postings.tracks import SIDES, TRACKS
from domain.postings.visibility import may_meet
from domain.values.region import NAMES
from projections.matcher.engine.backends import engine
from projections.matcher.engine.index import Index
from projections.matcher.engine.numpy_kernels import passing
from projections.matcher.engine.pair_filter import PairRules, opens, sift
from projections.matcher.engine.rule_program import Rules, compiles
from projections.matcher.engine.segment import zones_of
from tests.examples import content, loan
from tests.projections.matcher.contents import contents

pytestmark = pytest.mark.slow

NOTHING = np.zeros(0, np.int32), np.zeros(0, np.uint16)


def facts_of(rules, side, texts):
    """The facts of a whole side, as an index holds them."""
    index = Index(rules.width(side), rules.sets[side], engine("numpy"))
    for said, party in texts:
        index.add(*NOTHING, rules.facets(side, said, party))
    return index


def held(gate, row, count):
    """What the kernel says of one need and every offering."""
    everyone = np.arange(count, dtype=np.int32)
    places = everyone.copy()
    passed = set(places[: sift(gate, row, everyone, places, count)].tolist())
    return [o in passed for o in range(count)]


def zone_opens(gate, row, texts):
    """What the kernel says of a zone of these texts."""
    return opens(gate, row, zones_of(gate.theirs.cells[texts]), 0)


def verdicts(track, needs, offerings, rules=None):
    """What numba and numpy say of every pair; they agree."""
    rules = rules or Rules(TRACKS[track])
    ours, theirs = facts_of(rules, "need", needs), facts_of(rules, "offering", offerings)
    asks, asks_back = rules.programs["need"], rules.programs["offering"]
    gate = PairRules(asks, ours.facts, theirs.facts, theirs.alive)
    everyone = np.arange(len(offerings))
    by_kernel = [held(gate, n, len(offerings)) for n in range(len(needs))]
    assert by_kernel == [passing(gate, n, everyone).tolist() for n in range(len(needs))]
    for n, passed in enumerate(by_kernel):
        assert not any(passed) or zone_opens(gate, n, everyone)
        assert all(zone_opens(gate, n, [o]) for o in everyone if passed[o])
    back = PairRules(asks_back, theirs.facts, ours.facts, ours.alive)
    by_offering = [passing(back, o, np.arange(len(needs))).tolist() for o in everyone]
    assert by_kernel == [list(row) for row in zip(*by_offering, strict=True)]
    return by_kernel


def expected(track, needs, offerings):
    def met(need, offering):
        verdict = [rule(need[0], offering[0]).verdict for rule in TRACKS[track].rules]
        let = may_meet(need[1], need[0], offering[1], offering[0])
        return need[1] != offering[1] and let and set(verdict) <= {Verdict.PASS}

    return [[met(need, offering) for offering in offerings] for need in needs]


@pytest.mark.parametrize("track", TRACKS)
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_what_passes_is_what_passes_every_rule_of_the_track(track, data):
    parties = st.sampled_from("abc")
    needs, offerings = (
        data.draw(st.lists(st.tuples(contents(track, side), parties), min_size=1, max_size=6))
        for side in SIDES
    )
    assert verdicts(track, needs, offerings) == expected(track, needs, offerings)


def test_the_random_contents_pass_and_fail():
    """The control: pairs that nothing hinders, and pairs that something does."""
    pairs = [(content(), "a"), (content(regions=("420000",)), "a"), (content(), "b")]
    found = verdicts("bank", pairs, [(loan(), "b")])
    assert found == expected("bank", pairs, [(loan(), "b")])
    assert {cell for row in found for cell in row} == {True, False}


def test_the_same_party_may_be_left_to_meet_itself():
    own = [(content(), "a")], [(loan(), "a")]
    assert verdicts("bank", *own, Rules(TRACKS["bank"], apart=False)) == [[True]]
    assert verdicts("bank", *own) == [[False]]


def test_whom_nobody_invited_meets_nobody():
    """The control: the same two where the one is invited, or nobody has to be."""
    need, product = content(), loan()
    guarded = {"visibility": "invited", "invited": ("b",)}
    for_b, for_nobody = content(**guarded), content(visibility="invited")
    needs = [(need, "a"), (for_b, "a"), (for_nobody, "a")]
    found = verdicts("bank", needs, [(product, "b"), (product, "c"), (loan(**guarded), "c")])
    assert found == [[True, True, False], [True, False, False], [False, False, False]]


def test_codes_that_share_a_bit_are_told_apart():
    """More places than a signature has bits."""
    places = sorted(NAMES)[:90]
    needs = [(content(regions=(place,)), "a") for place in places]
    offerings = [(loan(regions=(place,)), "b") for place in places]
    assert verdicts("bank", needs, offerings) == expected("bank", needs, offerings)


@pytest.mark.parametrize("track", TRACKS)
def test_every_rule_of_every_track_has_a_compiler(track):
    assert all(map(compiles, TRACKS[track].rules))
