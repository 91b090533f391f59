"""The period report: a period that isn't over is held against as many days of the others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.leads.lead import LeadDisbursed
from domain.values.periods import period
from projections.figures.facts import Facts
from projections.figures.period_report import period_report
from tests.leads import lead_delivered
from tests.logbook import Logbook

DRAWN_ON = date(2026, 4, 20)
MAY = period("month", date(2026, 5, 1))
sent = lead_delivered(track="bank", need="n1")
drawn = LeadDisbursed(on=DRAWN_ON, amount_fen=4_000, voucher="v1")


@pytest.fixture
def counted(engine):
    facts = Facts(engine)
    facts.rebuild(Logbook(("lead-l1", sent), ("lead-l1", drawn)).after, page=500)
    return facts


@pytest.mark.parametrize(
    ("today", "over", "before"),
    [
        (date(2026, 5, 19), False, 0),
        (date(2026, 5, 20), False, 4_000),
        (date(2026, 5, 31), True, 4_000),
        (date(2026, 7, 31), True, 4_000),
    ],
)
def test_of_the_period_before_as_many_days_count_as_have_passed(counted, today, over, before):
    report = period_report(counted, MAY, today)
    [line] = [x for x in report.sections[0].lines if x.now.figure.code == "drawn_amount"]
    assert (report.is_over, line.now.value, line.before.value) == (over, 0, before)


def test_a_period_that_begins_later_counts_nothing(counted):
    report = period_report(counted, MAY, MAY.first - timedelta(days=1))
    [line] = [x for x in report.sections[0].lines if x.now.figure.code == "drawn_amount"]
    assert (line.now.value, line.before.value, report.is_over) == (0, 0, False)
