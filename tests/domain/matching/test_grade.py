"""匹配度: a score as people say it, on each track by its own bounds."""

from __future__ import annotations

import pytest

from domain.matching.grade import GRADES, grade, scores_of
from domain.postings.tracks import TRACKS


@pytest.mark.parametrize(
    ("track", "score", "code"),
    [
        ("bank", 1_000_000, "high"),
        ("bank", 78_000, "high"),
        ("bank", 77_999, "middle"),
        ("bank", 52_000, "middle"),
        ("bank", 51_999, "low"),
        ("bank", 0, "low"),
        ("digitization", 51_999, "middle"),
        ("labor", 60_000, "high"),
    ],
)
def test_a_score_has_one_grade(track, score, code):
    assert grade(track, score) == code
    least, below = scores_of(code)[track]
    assert least <= score < (below or 1_000_001)


@pytest.mark.parametrize("track", TRACKS)
def test_the_grades_leave_no_score_out_and_take_none_twice(track):
    spans = sorted(scores_of(code)[track] for code in GRADES)
    assert [least for least, _ in spans] == [0, *(below for _, below in spans[:-1])]
    assert spans[-1].below is None


def test_no_grade_narrows_nothing():
    assert scores_of("") == {}


def test_a_track_that_was_not_measured_has_the_usual_bounds():
    assert (grade("equipment", 75_000), grade("equipment", 49_999)) == ("high", "low")
