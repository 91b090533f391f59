"""What couldn't be sent is tried once more than there are pauses, and then given up."""

from __future__ import annotations

from datetime import timedelta

from services.outbound.retry import next_try
from tests.spec import NOON

PAUSES = timedelta(seconds=10), timedelta(hours=1)


def test_it_is_tried_after_each_pause_and_then_given_up():
    answers = [next_try(failures, PAUSES, NOON) for failures in range(3)]
    first, second = (NOON + pause for pause in PAUSES)
    assert answers == [(first, False), (second, False), (second, True)]
