"""Programs that are killed lose nothing and double nothing: a tenth of the campaign.

`python -m tests.campaign kills` does the same ten times as long, and prints what it saw.
"""

from __future__ import annotations

import pytest

from tests.campaign.killing.controls import BREAKS
from tests.campaign.kills import ON_POSTGRES, ON_SQLITE, campaign

pytestmark = pytest.mark.slow

KILLS = ON_SQLITE // 10, ON_POSTGRES // 10


@pytest.fixture(scope="module")
def whole():
    return campaign(KILLS, loaded_s=0.3, disks=1, jumps=5, backups=2, hurts=20)


def test_nothing_acknowledged_is_lost_no_lead_is_doubled_and_none_withheld(whole):
    figures = dict(whole.figures())
    assert whole.faults == []
    assert (figures["kills.sqlite"], figures["kills.postgres"]) == KILLS
    assert figures["acknowledged"] > sum(KILLS)


def test_control_the_checker_finds_each_thing_that_it_looks_for(whole):
    assert whole.missed == []
    assert whole.controls.keys() >= BREAKS.keys()
