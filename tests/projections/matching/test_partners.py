"""Partners: how those who offer something had answered before a day."""

from __future__ import annotations

from domain.matching.proposal import Shown
from projections.matching.decisions import Decision
from projections.matching.partners import UNKNOWN_PARTNER, Partners


def asked(delivered, *, answered="", declined="", status="proposed", through="2026-03-15"):
    """A proposal of the bank's, and what became of it."""
    shown = Shown(
        id="p1",
        track="bank",
        need="n1",
        need_edition=1,
        need_party="e1",
        offering="o1",
        offering_edition=1,
        offering_party="b1",
        score=200_000,
        reasons={},
        digest="0" * 64,
    )
    return Decision(
        status=status,
        shown=shown,
        through=through,
        delivered_on=delivered,
        viewed=(),
        interested=("b1",) if answered else (),
        nominated="",
        declined_by="",
        reason_code="",
        declined_on=declined,
        offering_answered_on=answered,
    )


QUICK = asked("2026-03-01", answered="2026-03-02", status="interested")
SLOW = asked("2026-03-01", answered="2026-03-10", declined="2026-03-10", status="declined")
LAPSED = asked("2026-03-01", status="expired")
WAITING = asked("2026-03-08")
WITHDRAWN = asked("2026-03-01", declined="2026-03-05", status="declined")  # by the other side


def test_what_was_answered_lapsed_and_waits_is_known_on_the_day_after():
    partners = Partners([QUICK, SLOW, LAPSED, WAITING, WITHDRAWN])
    assert partners.known("b1", "2026-03-01") == UNKNOWN_PARTNER
    assert partners.known("b1", "2026-03-03") == {  # one answered, in a day
        "answered": 666_666,
        "days": 4_000_000,
        "waiting": 3_000_000,
    }
    assert partners.known("b1", "2026-03-06")["waiting"] == 2_000_000
    assert partners.all("2026-03-20") == {  # (2 + 1) of (3 + 2); 1 + 9 + 7 days over three
        "b1": {"answered": 600_000, "days": 5_666_666, "waiting": 1_000_000}
    }


def test_nobody_knows_a_stranger():
    assert Partners([]).known("b2", "2026-03-20") == {
        "answered": 500_000,
        "days": 7_000_000,
        "waiting": 0,
    }
