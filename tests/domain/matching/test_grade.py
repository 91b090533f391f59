"""匹配度: a score as people say it."""

from __future__ import annotations

import pytest

from domain.matching.grade import GRADES, LEAST, bounds, grade


@pytest.mark.parametrize(
    ("score", "code"),
    [(1_000_000, "high"), (120_000, "high"), (119_999, "middle"), (50_000, "middle"), (0, "low")],
)
def test_a_score_has_one_grade(score, code):
    assert grade(score) == code
    least, below = bounds(code)
    assert least <= score < (below or 1_000_001)


def test_the_grades_leave_no_score_out_and_take_none_twice():
    spans = sorted(bounds(code) for code in GRADES)
    assert [least for least, _ in spans] == [0, *(below for _, below in spans[:-1])]
    assert (spans[-1][1], LEAST.keys()) == (None, GRADES.keys())


def test_no_grade_is_every_score():
    assert bounds("") == (0, None)
