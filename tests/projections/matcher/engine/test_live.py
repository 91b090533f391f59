"""A track's meeting: from texts and contents to lists, the same as comparing everything."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.postings.rules import Verdict
from domain.postings.tracks import SIDES, TRACKS
from projections.matcher import best, least_points, vector
from projections.matcher.engine.jit import compiled, stamp
from projections.matcher.engine.live import LiveTrack, Posted, Vocabulary
from tests.examples import content, loan
from tests.projections.matcher.texts import MODEL, NEEDS, OFFERINGS, texts

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]
TRACK = TRACKS["bank"]
SAYS = {
    "need": (content(), content(regions=()), content(regions=("420000",), industries=())),
    "offering": (loan(), loan(regions=("411000",)), loan(industries=("C3", "C35"))),
}


def posted(side, at, text):
    """The id tells the arrival, so that ordering by one is ordering by the other."""
    return Posted(f"{side}{at:03}", at, text, SAYS[side][at % 3], f"p{at % 4}")


def market(times=3):
    """The texts of the examples, some times over: many equal scores."""
    said = {"need": [*NEEDS.values()] * times, "offering": [*OFFERINGS.values()] * times}
    return {side: [posted(side, at, text) for at, text in enumerate(said[side])] for side in SIDES}


def at_once(postings, engine=None):
    return LiveTrack(TRACK, MODEL, postings["need"], postings["offering"], engine=engine)


def compared(postings):
    """The lists by comparing everything with the track's own rules."""
    needs, offerings = ({p.id: p for p in postings[side]} for side in SIDES)

    def allowed(need, offering):
        ours, theirs = needs[need], offerings[offering]
        verdicts = {rule(ours.content, theirs.content).verdict for rule in TRACK.rules}
        return ours.party != theirs.party and verdicts == {Verdict.PASS}

    return best(
        {id: vector(p.text, MODEL, "need") for id, p in needs.items()},
        {id: vector(p.text, MODEL, "offering") for id, p in offerings.items()},
        k=MODEL.settings.k,
        least=least_points(MODEL.settings.least),
        allowed=allowed,
    )


@pytest.mark.parametrize("engine", ["numba", "numpy"])
def test_the_lists_are_those_of_comparing_everything(engine):
    postings = market()
    expected = compared(postings)
    assert sum(map(len, expected.of_needs.values())) > 20
    assert at_once(postings, engine).lists() == expected


@pytest.mark.parametrize("engine", ["numba", "numpy"])
def test_one_by_one_in_any_mixture_gives_the_same(engine):
    postings = market()
    meeting = LiveTrack(TRACK, MODEL, engine=engine, seal_at=7)
    waiting = {side: postings[side][::-1] for side in SIDES}
    while any(waiting.values()):
        for side, steps in (("need", 2), ("offering", 3)):
            for _ in range(min(steps, len(waiting[side]))):
                meeting.arrive(side, waiting[side].pop())
    assert meeting.lists() == compared(postings)
    for side in SIDES:
        for gone in postings[side][::5]:
            meeting.withdraw(side, gone.id)
        postings[side] = [p for at, p in enumerate(postings[side]) if at % 5]
    assert meeting.lists() == compared(postings)


def test_a_revised_posting_comes_after_those_of_equal_score():
    postings = market()
    meeting = at_once(postings)
    need, first, second = next(
        (need, one.id, other.id)
        for need, listed in meeting.lists().of_needs.items()
        for one, other in pairwise(listed)
        if one.points == other.points
    )
    revised = next(p for p in postings["offering"] if p.id == first)._replace(arrival=999)
    assert need in meeting.revise("offering", revised)
    order = [scored.id for scored in meeting.best("need", need)]
    assert order.index(second) < order.index(first)


def test_what_cannot_be_is_refused_and_changes_nothing():
    meeting = at_once(market(1))
    before = meeting.lists()
    with pytest.raises(ValueError, match="revise"):
        meeting.arrive("need", posted("need", 0, "倒贷")._replace(arrival=999))
    with pytest.raises(ValueError, match="after"):
        meeting.arrive("need", posted("need", 0, "倒贷")._replace(id="new"))
    with pytest.raises(KeyError):
        meeting.withdraw("need", "nobody")
    with pytest.raises(ValueError, match="after"):
        meeting.revise("need", posted("need", 0, "倒贷"))
    assert meeting.lists() == before


@given(st.lists(texts, max_size=4), st.sampled_from(SIDES))
@settings(deadline=None, max_examples=60)
def test_a_row_is_the_vector(said, side):
    vocabulary = Vocabulary()
    rows = [vocabulary.row(vector(text, MODEL, side)) for text in said]
    terms = {number: term for term, number in vocabulary.items()}
    for text, (numbers, weights) in zip(said, rows, strict=True):
        row = dict(zip(map(terms.get, numbers.tolist()), weights.tolist(), strict=True))
        assert row == vector(text, MODEL, side)


PROGRAM = """
import sys
if sys.argv[1] == "without":
    sys.modules["numba"] = None
from projections.matcher.engine.jit import HAS_NUMBA
from tests.projections.matcher.engine.test_live import at_once, market
assert HAS_NUMBA == (sys.argv[1] == "with")
print(at_once(market(1)).lists())
"""


def test_a_machine_without_numba_gives_the_same_lists():
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    said = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, how],
            capture_output=True, check=True, cwd=ROOT, env=environment, text=True,
        ).stdout
        for how in ("with", "without")
    ]  # fmt: skip
    assert said[0] == said[1] == f"{at_once(market(1)).lists()}\n"


def test_the_command_line_starts_without_the_compiler():
    program = (
        "import sys, services.cli; print('numba' in sys.modules, 'distributed' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=ROOT, text=True
    )
    assert said.stdout == "False False\n"


def one_more(value):
    return value + STEP


def one_less(value):
    return value - STEP


STEP = 1


def test_a_stamp_tells_what_a_function_calls():
    def calling(function):
        scope = {"inner": compiled(function)}
        exec("def outer(value):\n    return inner(value)", scope)
        return scope["outer"]

    assert stamp(calling(one_more)) == stamp(calling(one_more)) != stamp(calling(one_less))


def test_a_stamp_tells_the_numbers_that_a_function_names():
    def of(step):
        scope = {"STEP": step}
        exec("def add(value):\n    return value + STEP", scope)
        return stamp(scope["add"])

    assert of(1) == of(1) != of(2)
