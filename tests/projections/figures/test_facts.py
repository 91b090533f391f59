"""What counts: from a drawdown back to the table and the slot, and as of any position."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.leads.lead import DisbursementVoided, LeadDisbursed
from domain.postings.need import NeedDrafted, NeedPublished, NeedRevised, NeedWithdrawn
from domain.postings.terms import LaborNeed
from domain.sessions.outcomes import FollowedUp, OutcomeRecorded
from domain.sessions.session import (
    CheckedIn,
    SessionHeld,
    SessionPlanned,
)
from projections.figures.facts import Facts
from tests.examples import content
from tests.leads import lead_delivered
from tests.logbook import Logbook
from tests.sessions import SOON, closed, details, full, meets, opened, released

LATER, MUCH_LATER = SOON + timedelta(days=9), SOON + timedelta(days=60)


def said(by, code="intent_signed", amount=5_000, slot=0):
    return OutcomeRecorded(
        slot=slot,
        enterprise=meets[slot].enterprise,
        partner="b1",
        by=by,
        code=code,
        amount_fen=amount,
    )


def followed(by, amount, day=LATER):
    return FollowedUp(
        on=day, slot=0, enterprise="e1", partner="b1", by=by, code="landed", amount_fen=amount
    )


def session(id="s1", day=SOON):
    """Both meetings were on; e2 didn't come."""
    there = (CheckedIn(party="e1"), CheckedIn(party="b1"), SessionHeld())
    planned = SessionPlanned(details=details(day=day))
    return [
        (f"session-{id}", one) for one in (planned, opened, *full[2:], closed, released, *there)
    ]


sent = lead_delivered(track="bank", need="n1").model_copy(
    update={"enterprise": "e1", "receiver": "b1"}
)
drawn = LeadDisbursed(on=LATER, amount_fen=4_000, voucher="v1")


@pytest.fixture
def counted(engine):
    return Facts(engine)


def follow(counted, *happened, page=500):
    log = Logbook(*happened)
    counted.rebuild(log.after, page=page)
    return log


def rows(counted, kind, as_of=None):
    found = counted.rows([kind], as_of=as_of)
    return [(row.party, row.partner, row.session, row.slot, row.seat, row.value) for row in found]


def test_a_held_session_counts_with_who_was_there_and_who_met(counted):
    log = follow(counted, *session())
    assert [row.party for row in counted.rows(["present"])] == ["b1", "e1"]
    assert [row.party for row in counted.rows(["absent"])] == ["e2"]
    assert rows(counted, "met") == [("e1", "b1", "s1", 0, 0, 1)]
    assert len(counted.rows(["held"])) == 1
    before = len(log.lines) - 1
    assert counted.rows(["held", "present", "met"], as_of=before) == []


def test_an_intent_counts_when_both_tell_the_same(counted):
    one, both = said("e1"), [said("e1"), said("b1")]
    follow(counted, *session(), ("session-s1", one))
    assert (rows(counted, "intent"), len(rows(counted, "unconfirmed"))) == ([], 1)
    follow(counted, *session(), *(("session-s1", event) for event in both))
    assert rows(counted, "intent") == [("e1", "b1", "s1", 0, 0, 5_000)]
    assert rows(counted, "unconfirmed") == []
    other = said("b1", amount=4_999)
    follow(counted, *session(), *(("session-s1", event) for event in (*both, other)))
    assert rows(counted, "intent") == []


def test_a_drawdown_leads_back_to_the_table_and_the_slot(counted):
    log = follow(counted, *session(), ("lead-l1", sent), ("lead-l1", drawn))
    assert rows(counted, "landed") == [("e1", "b1", "s1", 0, 0, 4_000)]
    (row,) = counted.rows(["landed"])
    assert (row.about, row.event, row.day) == ("lead-l1", len(log.lines), LATER.isoformat())
    assert rows(counted, "landed", as_of=len(log.lines) - 1) == []


def test_a_drawdown_counts_at_the_last_meeting_by_its_day(counted):
    second = session("s2", SOON + timedelta(days=30))
    late = drawn.model_copy(update={"on": MUCH_LATER, "voucher": "v2"})
    story = (("lead-l1", sent), ("lead-l1", drawn), ("lead-l1", late))
    follow(counted, *session(), *second, *story)
    assert [(row[2], row[5]) for row in rows(counted, "landed")] == [("s1", 4_000), ("s2", 4_000)]


def test_money_that_was_drawn_before_they_met_is_not_the_sessions(counted):
    early = drawn.model_copy(update={"on": SOON - timedelta(days=1)})
    follow(counted, *session(), ("lead-l1", sent), ("lead-l1", early))
    assert (rows(counted, "landed"), len(rows(counted, "drawn"))) == ([], 1)


def test_a_voided_drawdown_counts_no_more_but_did(counted):
    void = DisbursementVoided(voucher="v1", reason="重复登记")
    log = follow(counted, *session(), *(("lead-l1", event) for event in (sent, drawn, void)))
    assert (rows(counted, "landed"), rows(counted, "drawn")) == ([], [])
    assert len(rows(counted, "landed", as_of=len(log.lines) - 1)) == 1


def test_a_follow_up_counts_where_nothing_is_drawn_and_the_lower_of_two(counted):
    both = [("session-s1", one) for one in (said("e1"), followed("e1", 900), followed("b1", 800))]
    follow(counted, *session(), *both)
    assert [row[5] for row in rows(counted, "landed")] == [800]
    follow(counted, *session(), *both, ("lead-l1", sent), ("lead-l1", drawn))
    assert [row[5] for row in rows(counted, "landed")] == [4_000]


def test_an_outcome_that_says_they_did_not_meet_takes_the_meeting_away(counted):
    follow(counted, *session(), ("session-s1", said("e1", "did_not_take_place", None)))
    assert rows(counted, "met") == []


@pytest.mark.parametrize("page", [1, 3])
def test_where_a_page_ends_changes_nothing(counted, page):
    story = (*session(), ("session-s1", said("e1")), ("session-s1", said("b1")))
    money = (("lead-l1", sent), ("lead-l1", drawn), ("session-s1", followed("e1", 700)))
    follow(counted, *story, *money)
    whole = counted.digest()
    follow(counted, *story, *money, page=page)
    assert counted.digest() == whole


def posted(headcount):
    terms = LaborNeed(occupation="数控车工", headcount=headcount)
    return content(track="labor", terms=terms)


def test_posts_are_those_that_the_need_states_now(counted):
    """Said, left out, and said again: published once, it counts with what it says last."""
    revised = [NeedRevised(content=posted(number)) for number in (None, 7)]
    told = [NeedDrafted(party="e1", content=posted(20)), NeedPublished(), *revised]
    log = follow(counted, *[("need-n1", one) for one in told])
    values = [
        [row.value for row in counted.rows(["post"], as_of=at)] for at in range(len(log.lines) + 1)
    ]
    assert values == [[], [], [20], [0], [7]]


@pytest.mark.parametrize(("reason", "left"), [("published_by_mistake", []), ("other", [20])])
def test_posts_that_were_published_by_mistake_never_counted(counted, reason, left):
    told = [NeedDrafted(party="e1", content=posted(20)), NeedPublished()]
    log = follow(counted, *[("need-n1", one) for one in (*told, NeedWithdrawn(reason_code=reason))])
    assert [row.value for row in counted.rows(["post"])] == left
    assert [row.value for row in counted.rows(["post"], as_of=len(log.lines) - 1)] == [20]


def test_a_need_of_another_track_has_no_posts(counted):
    follow(counted, ("need-n1", NeedDrafted(party="e1", content=content())))
    assert counted.rows(["post", "draft"]) == []


def test_what_the_office_enters_for_a_side_is_counted_apart(counted):
    by_office = said("b1").model_copy(update={"entered_by": "organizer"})
    for told in ((said("e1"), by_office), (by_office, said("e1"))):
        follow(counted, *session(), *(("session-s1", event) for event in told))
        assert rows(counted, "intent") == []
        assert (len(rows(counted, "unconfirmed")), len(rows(counted, "entered"))) == (1, 1)
    follow(counted, *session(), *(("session-s1", e) for e in (said("e1"), by_office, said("b1"))))
    assert (len(rows(counted, "intent")), rows(counted, "entered")) == (1, [])


def test_landed_money_that_one_side_alone_tells_of_counts_nothing(counted):
    alone, office = (
        followed("b1", 800),
        followed("e1", 900).model_copy(update={"entered_by": "organizer"}),
    )
    for told in ((alone,), (alone, office)):
        events = [said("e1"), *told]
        follow(counted, *session(), *(("session-s1", event) for event in events))
        assert rows(counted, "landed") == []
