"""Standing lists: online, in one go, and worked out otherwise: always the same."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from scipy.sparse import csr_matrix

from domain.postings.rules import Verdict
from domain.postings.tracks import SIDES, TRACKS
from domain.postings.visibility import may_meet
from projections.matcher.engine.backends import engine
from projections.matcher.engine.rule_program import Rules
from projections.matcher.engine.standing import StandingLists, Text
from projections.matcher.scores import Lists, Scored
from tests.examples import content
from tests.projections.matcher.contents import contents

pytestmark = pytest.mark.slow

TRACK = TRACKS["digitization"]
K, LEAST, TERMS = 2, 4, 7
ENGINES = ("numba", "numpy")

rows = st.dictionaries(st.integers(0, TERMS - 1), st.integers(1, 5), max_size=4)
facts = {side: contents(TRACK.code, side) for side in SIDES}
keys = st.integers(0, 11).map(str)
sides = st.sampled_from(SIDES)


class Remembered:
    """A text as the test remembers it: term → weight, what it says in figures, whose it is."""

    def __init__(self, arrival, row, content, party):
        self.arrival, self.row, self.content, self.party = arrival, row, content, party

    def entry(self, key, rules, side):
        terms = np.array(list(self.row), np.int32)
        weights = np.array(list(self.row.values()), np.uint16)
        return Text(key, self.arrival, terms, weights, rules.facets(side, self.content, self.party))


def digest(lists):
    return hashlib.sha256(repr([sorted(side.items()) for side in lists]).encode()).hexdigest()


def recomputed(needs, offerings):
    """Every list from nothing, by whole matrices and by the track's own rules."""

    def matrix(texts):
        cells = [(w, i, t) for i, text in enumerate(texts.values()) for t, w in text.row.items()]
        weights, texts_at, terms = np.array(cells, np.int64).reshape(-1, 3).T
        return csr_matrix((weights, (texts_at, terms)), shape=(len(texts), 99))

    def meet(need, offering):
        verdicts = {rule(need.content, offering.content).verdict for rule in TRACK.rules}
        let = may_meet(need.party, need.content, offering.party, offering.content)
        return need.party != offering.party and let and verdicts <= {Verdict.PASS}

    points = (matrix(needs) @ matrix(offerings).T).toarray()
    allowed = [[meet(n, o) for o in offerings.values()] for n in needs.values()]
    points *= np.array(allowed, bool).reshape(points.shape)

    def listed(column, others):
        arrivals = [other.arrival for other in others.values()]
        found = sorted(zip(-column, arrivals, others, strict=True))[:K]
        return tuple(Scored(key, int(-p)) for p, _, key in found if -p >= LEAST)

    return Lists(
        {key: listed(points[at], offerings) for at, key in enumerate(needs)},
        {key: listed(points[:, at], needs) for at, key in enumerate(offerings)},
    )


class Market(RuleBasedStateMachine):
    """Texts come, change and go on both sides; two engines keep the lists.

    One seals heads of three and enumerates where a rule leaves half, the other wherever a rule
    decides anything.
    """

    @initialize()
    def opens(self):
        self.position = 0
        self.live = {side: {} for side in SIDES}
        self.online = [self.lists(ENGINES[0], 3, 2), self.lists(ENGINES[1], 1000, 1)]

    def lists(self, name, seal_at=1000, few=1000):
        how = {"engine": engine(name), "seal_at": seal_at, "few": few}
        return StandingLists(Rules(TRACK), k=K, least=LEAST, **how)

    def text(self, row, content, party):
        self.position += 1
        return Remembered(self.position, row, content, party)

    @rule(side=sides, key=keys, row=rows, data=st.data(), party=st.sampled_from("ab"))
    def comes_or_is_revised(self, side, key, row, data, party):
        text = self.text(row, data.draw(facts[side]), party)
        there = key in self.live[side]
        self.live[side][key] = text
        self.changes("revise" if there else "arrive", side, text, key)

    @rule(side=sides, key=keys, row=rows)
    def comes_with_nothing_in_the_way(self, side, key, row):
        if key not in self.live[side]:
            kind = TRACK.terms(side)
            plain = content(track=TRACK.code, regions=(), industries=(), terms=kind())
            self.live[side][key] = self.text(row, plain, side)
            self.changes("arrive", side, self.live[side][key], key)

    @rule(side=sides, key=keys, data=st.data())
    def other_facts(self, side, key, data):
        if key in self.live[side]:
            before = self.live[side][key]
            text = self.text(before.row, data.draw(facts[side]), before.party)
            self.live[side][key] = text
            self.changes("revise", side, text, key)

    @rule(side=sides, key=keys)
    def goes(self, side, key):
        if self.live[side].pop(key, None):
            before = self.online[0].lists()
            told = [set(lists.withdraw(side, key)) for lists in self.online]
            self.those_told_are_those_that_changed(before, side, told)

    @rule()
    def seals(self):
        self.online[1].seal()

    def changes(self, what, side, text, key):
        before = self.online[0].lists()
        told = [
            set(getattr(lists, what)(side, text.entry(key, lists.rules, side)))
            for lists in self.online
        ]
        self.those_told_are_those_that_changed(before, side, told)

    def those_told_are_those_that_changed(self, before, side, told):
        other = 1 - SIDES.index(side)
        after = self.online[0].lists()
        changed = {key for key in after[other] if after[other][key] != before[other][key]}
        assert told[0] == told[1]
        assert changed <= told[0]

    @invariant()
    def all_ways_agree(self):
        needs, offerings = (dict(self.live[side]) for side in SIDES)
        expected = digest(recomputed(needs, offerings))
        for name in ENGINES:
            at_once = self.lists(name)
            entries = {
                side: [t.entry(key, at_once.rules, side) for key, t in self.live[side].items()]
                for side in SIDES
            }
            at_once.load(entries)
            assert digest(at_once.lists()) == expected
        assert [digest(lists.lists()) for lists in self.online] == [expected, expected]


Market.TestCase.settings = settings(max_examples=15, stateful_step_count=24, deadline=None)
TestMarket = Market.TestCase
