"""Decisions, consents, leads and the outbox: the same in whatever pages, rebuilt, as of any day."""

from __future__ import annotations

import pytest

from domain.leads.consent import ConsentRevoked
from domain.leads.lead import LeadAcknowledged, LeadApproved, LeadWithdrawn
from domain.matching.proposal import ProposalViewed
from projections.core.database import open_views
from projections.leads.consents import Consents
from projections.leads.leads import Leads
from projections.leads.outbox import Outbox
from projections.matching.decisions import Decisions, Declines
from tests.leads import DEADLINES, LEAD, lead_delivered, proposed, shown
from tests.logbook import Logbook
from tests.projections.stories import OTHER, STORY, THIRD
from tests.spec import DAY

pytestmark = pytest.mark.slow

OURS = f"lead-{LEAD}"
VIEWS = (Decisions, Consents, Leads, Outbox)
TODAY, FOREVER = DAY.isoformat(), "2099-01-01"


@pytest.fixture(params=VIEWS, ids=lambda view: view.name)
def view(request, engine):
    return request.param(engine)


def caught_up(view, *story):
    view.catch_up(Logbook(*story or STORY).after)
    return view


@pytest.mark.parametrize("page", [1, 2, 7, 500])
def test_pages_make_no_difference_and_a_rebuild_gives_the_same(view, page):
    log = Logbook(*STORY)
    view.catch_up(log.after, page=500)
    whole = view.digest()
    view.rebuild(log.after, page=page)
    assert (view.digest(), view.parked()) == (whole, [])


@pytest.mark.parametrize("kind", [Decisions, Consents, Leads], ids=lambda view: view.name)
def test_as_of_any_position_equals_a_fresh_replay_to_it(kind, engine, tmp_path):
    view = caught_up(kind(engine))
    for position in range(len(STORY) + 1):
        fresh = kind(open_views(f"sqlite:///{tmp_path / f'{position}.db'}"))
        fresh.catch_up(Logbook(*STORY[:position]).after)
        assert view.all(as_of=position) == fresh.all()
        fresh.engine.dispose()


@pytest.mark.parametrize(
    ("kind", "early"),
    [
        (Decisions, (f"proposal-{LEAD}", ProposalViewed(party="e001"))),
        (Leads, (f"lead-{LEAD}", LeadAcknowledged())),
        (Outbox, (f"lead-{LEAD}", LeadWithdrawn(reason_code="terms"))),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_what_comes_before_its_beginning_is_parked(kind, early, engine):
    view = caught_up(kind(engine), early, *STORY)
    assert [position for position, *_ in view.parked()] == [1]


# --- decisions -----------------------------------------------------------------------------------


def test_a_decision_shows_what_was_shown_and_what_became_of_it(engine):
    view = caught_up(Decisions(engine))
    assert [(d.shown.id, d.status) for d in view.all()] == [
        (LEAD, "mutual"),
        (OTHER, "declined"),
        (THIRD, "expired"),
    ]
    one = view.one(LEAD)
    assert (one.shown, one.through) == (proposed.shown, proposed.through.isoformat())
    assert (one.viewed, one.interested, one.nominated) == (
        ("b01",),
        ("b01", "e001"),
        "本地特色产业",
    )
    rows, many = view.page("declined", parties=["b02"])
    assert ([d.shown.id for d in rows], many) == ([OTHER], 1)
    assert view.page("declined", parties=["b01"]) == ([], 0)
    assert view.page("declined", track="labor") == ([], 0)
    assert view.one("x") is None


def test_what_nobody_answered_is_due_after_its_last_day(engine):
    view = caught_up(Decisions(engine), (f"proposal-{LEAD}", proposed))
    last = proposed.through.isoformat()
    assert [view.due(last), view.due(FOREVER)] == [[], [LEAD]]


def test_new_proposals_are_counted_by_party_and_day(engine):
    view = caught_up(Decisions(engine))
    assert view.deliveries_by_party(TODAY) == {"e001": 3, "b01": 2, "b02": 1}
    assert view.deliveries_by_party("2026-03-03") == {}


def declines(engine, reason):
    event = STORY[7][1].model_copy(update={"reason_code": reason})
    view = caught_up(Decisions(engine), (f"proposal-{LEAD}", proposed), (f"proposal-{LEAD}", event))
    return Declines(view.all(status="declined"), list)


def row(**changes):
    """The pair as the proposals view has it today."""
    return shown(**changes)


def facet(name, need, offering="50–1000万元"):
    return {"facets": [{"name": name, "need": need, "offering": offering}]}


NEWER = {"id": OTHER, "need_edition": 2}


def test_a_decline_is_remembered_until_the_facet_that_it_named_changes(engine):
    known = declines(engine, "amount")
    assert known.stands(row()).declined_by == "b02"
    assert known.stands(row(**NEWER))
    assert known.stands(row(**NEWER, reasons=facet("amount", "200万元"))) is None
    assert known.stands(row(**NEWER, reasons=facet("amount", "300万元", "50–200万元"))) is None
    assert known.stands(row(need="n2")) is None


def test_a_facet_that_either_edition_lacks_is_remembered_with_the_edition(engine):
    known = declines(engine, "rate")
    assert known.stands(row())
    assert known.stands(row(**NEWER)) is None


@pytest.mark.parametrize("reason", ["not_relevant", "timing", "capacity_full", "other"])
def test_a_decline_for_words_is_remembered_until_either_sides_words_change(engine, reason):
    known = declines(engine, reason)
    assert known.stands(row(id=OTHER))
    assert known.stands(row(need_edition=2)) is None
    assert known.stands(row(offering_edition=2)) is None


@pytest.mark.parametrize("reason", ["already_partner", "competitor", "prior_bad_experience"])
def test_a_decline_of_the_other_party_is_remembered_for_good(engine, reason):
    known = declines(engine, reason)
    assert known.stands(row(need_edition=9, offering_edition=9, reasons={}))


# --- consents ------------------------------------------------------------------------------------


def test_a_consent_is_live_from_grant_to_revocation_and_to_its_last_day(engine):
    view = Consents(engine)

    def live(receiver="b01", day=TODAY):
        return set(view.live_kinds(receiver, ["n1", "n9"], day))

    assert live() == set()
    caught_up(view, *STORY[:13])
    assert [live(), live(day="2026-04-01"), live(day="2026-04-02")] == [{"n1"}, {"n1"}, set()]
    assert live("b02") == set()
    view.catch_up(Logbook(*STORY).after)
    assert live() == set()
    assert [c.need for c in view.all(receiver="b02")] == ["n2"]
    assert [c.need for c in view.all()] == ["n1", "n2", "n9"]
    assert [c.need for c in view.all(after=("n1", "b01"), limit=1)] == ["n2"]
    assert view.consent("n2", "b02").status == "expired"
    assert view.consent("n2", "b01") is None


def test_a_consent_is_over_after_its_last_day(engine):
    view = caught_up(Consents(engine), *STORY[:13])
    assert view.over("2026-04-01") == []
    [one] = view.over("2026-04-02")
    assert (one.need, one.kinds) == ("n1", ("need", "company", "contact"))


# --- leads ---------------------------------------------------------------------------------------


def test_a_lead_shows_its_state_its_manager_and_its_money(engine):
    one = caught_up(Leads(engine)).one(LEAD)
    assert (one.status, one.title, one.branch, one.manager) == ("won", "已落地", "城关支行", "0017")
    assert (one.intent_fen, one.approved_fen, one.drawn_fen) == (
        300_000_000,
        250_000_000,
        100_000_000,
    )


def test_a_rate_of_nothing_is_a_rate_and_no_rate_is_none(engine):
    leads = Leads(engine)
    free, plain = (LeadApproved(on=DAY, amount_fen=100, rate_bp=rate) for rate in (0, None))
    log = Logbook((OURS, lead_delivered()), (OURS, free), (OURS, plain))
    leads.catch_up(log.after)
    rates = [leads.one(LEAD, as_of).approved_rate_bp for as_of in (1, 2, 3)]
    assert rates == [None, 0, None]


def test_landing_is_the_day_of_the_first_drawdown_that_stands(engine):
    view = caught_up(Leads(engine))
    days = [view.one(LEAD, as_of=position).landed_on for position in (24, 25, 26, 27)]
    assert days == ["", "2026-03-03", "2026-03-02", "2026-03-03"]


def test_leads_are_found_by_receiver_enterprise_need_and_state(engine):
    view = caught_up(Leads(engine))
    assert [lead.id for lead in view.all(receiver="b01")] == [LEAD, THIRD]
    assert [lead.id for lead in view.all(enterprise="e001", status="withdrawn")] == [OTHER]
    assert [lead.id for lead in view.all(need="n3")] == [THIRD]


def test_what_nothing_came_of_holds_its_places_until_it_is_released(engine):
    view = caught_up(Leads(engine))
    assert [lead.id for lead in view.unreleased()] == [THIRD]


def test_the_clock_turns_yellow_on_the_day_and_red_after_it(engine):
    view = caught_up(Leads(engine), (f"lead-{LEAD}", lead_delivered()))
    one = view.one(LEAD)
    assert one.due == DEADLINES.acknowledge_by.isoformat() == "2026-03-03"
    assert [one.clock(day) for day in ("2026-03-02", "2026-03-03", "2026-03-04")] == [
        "green",
        "yellow",
        "red",
    ]
    assert view.undecided("2026-04-01") == []
    assert view.undecided("2026-04-02") == [LEAD]


def test_who_owes_nothing_has_no_clock(engine):
    one = caught_up(Leads(engine)).one(LEAD)
    assert (one.due, one.clock(FOREVER)) == ("", "")


# --- outbox --------------------------------------------------------------------------------------


def test_each_receiver_has_its_numbers_without_a_gap(engine):
    view = caught_up(Outbox(engine))
    assert [(i.number, i.name, i.lead) for i in view.after("b01", 0)] == [
        (1, "lead.delivered", LEAD),
        (2, "lead.delivered", THIRD),
        (3, "lead.lapsed", THIRD),
        (4, "consent.revoked", LEAD),
    ]
    assert [(i.number, i.name) for i in view.after("b02", 0)] == [
        (1, "lead.delivered"),
        (2, "lead.withdrawn"),
        (3, "consent.expired"),
    ]
    assert view.ends() == {"b01": 4, "b02": 3}


def test_a_receiver_reads_on_from_any_number(engine):
    view = caught_up(Outbox(engine))
    assert [item.number for item in view.after("b01", 2)] == [3, 4]
    assert [item.number for item in view.after("b01", 0, limit=2)] == [1, 2]
    assert view.after("b01", 4) == view.after("b99", 0) == []


def test_nobody_learns_of_a_consent_that_no_lead_followed(engine):
    view = caught_up(Outbox(engine), ("consent-n9:b01", ConsentRevoked(need="n9", receiver="b01")))
    assert (view.ends(), view.parked()) == ({}, [])
