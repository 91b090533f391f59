"""Dealings: the demo county's parties answer day by day, and no rule is bent for them."""

from __future__ import annotations

from datetime import date

import pytest

from domain.leads.consent import ConsentGranted, ConsentRevoked
from domain.leads.lead import LeadDelivered
from services.demo.dealings import DAYS, Dealings
from services.demo.fill import fill
from services.house.house import House
from services.house.settings import Settings

pytestmark = pytest.mark.slow

SEED, LAST = 11, date(2026, 7, 1)


def dealt(folder):
    """What happened in a small county, line by line, without the ids of the moment."""
    said = []
    with House.open(Settings(data=folder)) as house:
        fill(house, SEED, share=0.25, progress=lambda *_: None)
        house.views.fresh()
        before = house.log.last()
        last = Dealings(house, SEED).run(LAST, lambda *told: said.append(told))
        happened, position = [], before
        while lines := house.log.after(position):
            happened += [line.entry() for line in lines]
            position = lines[-1].position
        parked = [view.parked() for view in house.views if view.parked()]
        return last, happened, parked, said, house.views.funnel.counts()


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return dealt(tmp_path_factory.mktemp("one"))


def test_leads_go_out_and_things_come_of_them(county):
    last, happened, parked, said, figures = county
    names = {entry.event.name for entry in happened}
    assert {"proposal.declined", "lead.acknowledged", "lead.intent_signed"} <= names
    assert sum(figures["lead"].values()) > 5
    assert (last > LAST, parked, len(said)) == (True, [], DAYS)


def test_no_lead_goes_out_without_a_consent_that_lives(county):
    _, happened, *_ = county
    live, sent = {}, 0
    for entry in happened:
        event = entry.event
        if isinstance(event, ConsentGranted):
            live[event.need, event.scope.receiver] = event.scope.until
        elif isinstance(event, ConsentRevoked):
            del live[event.need, event.receiver]
        elif isinstance(event, LeadDelivered):
            assert live[event.need, event.receiver] >= entry.effective_on
            sent += 1
    assert sent > 5


def test_the_same_seed_deals_the_same(county, tmp_path):
    def told(entries):
        return [(e.stream, e.version, e.event, e.recorded_at, e.actor) for e in entries]

    assert told(dealt(tmp_path)[1]) == told(county[1])
