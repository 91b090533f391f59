"""Whoever looks at everything, or asks whatever he likes, can't tell fewer than five apart.

`python -m tests.campaign teasers` does the same in the whole demo county, and says what it found.
"""

from __future__ import annotations

import re

import pytest

from tests.campaign.clones import attack_clones
from tests.campaign.teasers import (
    LEAST,
    as_chosen_before,
    attack_bench,
    attack_teasers,
    counts,
    county,
    judged,
    live_needs,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house():
    with county(0.3) as made:
        yield made


def test_no_answer_and_no_day_tells_fewer_than_five_enterprises_apart(house):
    for found in attack_teasers(house):
        assert found.smallest >= LEAST or found.shown == 0


def test_control_teasers_that_are_chosen_one_by_one_tell_some_apart(house):
    needs = live_needs(house)
    before = [judged(track, some, as_chosen_before(some)) for track, some in needs.items()]
    assert min(found.smallest for found in before) == 1


def test_whoever_asks_the_bench_word_by_word_gets_three_merged_answers_a_day(house):
    answers, truly, asked, refused = attack_bench(house)
    assert (len(answers), asked, refused) == (3, 16, {"revision.often": 7})
    for answer in answers:
        figures = counts(answer)
        assert figures
        assert [each for each in figures if not re.fullmatch("[0-9]*[05]–[0-9]*[49]", each)] == []
        assert "匹配度" not in answer
    assert 1 in truly, "control: an exact count would have told who wrote the word"


def test_whoever_publishes_clones_learns_what_a_days_number_of_them_tells_and_no_more(house):
    """The control: where the office allows the most, the same file tells more."""
    few, many = attack_clones(house, 10, "few"), attack_clones(house, 100, "many")
    assert (few.clones, few.published, many.published) == (186, 10, 90)  # ten were used up
    assert few.told <= 10
    assert many.told > 2 * few.told
    assert many.bits > 2 * few.bits
