"""The simulation by seeds (`tests/simulation`), as many as there is time for here; the others, and
all the controls within two hundred seeds each, by `python -m tests.simulation`."""

from __future__ import annotations

import pytest

from tests.simulation.controls import CONTROLS
from tests.simulation.seeds import found_at, outcomes

pytestmark = pytest.mark.slow

STEPS, TOGETHER, FURTHER = 60, 8, 6
# Where each control was found when this was written: it is looked for from there on.
KNOWN = {
    "AcknowledgesWhatIsLost": 1,
    "TearsAppends": 1,
    "LetsTheLastOneWin": 2,
    "SkipsLines": 20,
    "ForgetsBookmarks": 1,
    "AsksUnderANewId": 1,
    "AddsBlindly": 16,
    "BelievesAnyClock": 10,
    "ChangesALine": 1,
    "NeverTriesAgain": 2,
    "WaitsForEver": 2,
}


@pytest.mark.parametrize("first", range(1, 17, TOGETHER))
def test_whatever_goes_wrong_every_promise_holds(redis, first):
    seeds = range(first, first + TOGETHER)
    found = {each.seed: each.faults for each in outcomes(seeds, STEPS, redis)}
    assert found == dict.fromkeys(seeds, ())


def test_a_seed_tells_the_same_story_again(redis):
    told = [
        (each.trace, each.events, each.counted)
        for _ in range(2)
        for each in outcomes((7,), STEPS, redis)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize("name", CONTROLS)
def test_control_a_broken_variant_is_found(redis, name):
    assert found_at(name, redis, STEPS, range(KNOWN[name], KNOWN[name] + FURTHER))
