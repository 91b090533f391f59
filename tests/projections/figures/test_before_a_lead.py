"""What comes before a lead counts too, and what was published by mistake doesn't."""

from __future__ import annotations

import pytest

from domain.leads.lead import IntentSigned, LeadContacted, LeadWon
from domain.leads.money import StepTakenBack
from domain.matching.proposal import MutualInterestReached, ProposalDelivered
from domain.parties.party import PartyRegistered, PartyUnregistered
from domain.postings.need import NeedDrafted, NeedPublished, NeedSubmitted, NeedWithdrawn
from domain.postings.offering import OfferingDrafted, OfferingPublished, OfferingSubmitted
from domain.postings.terms import LaborNeed
from projections.figures.facts import Facts
from projections.figures.figures import figures
from tests.examples import FACTORY, RURAL_BANK, content, loan
from tests.leads import lead_delivered, shown
from tests.logbook import Logbook
from tests.spec import DAY

CODES = (
    *("enterprises_registered", "needs_published", "offerings_published", "pairs_proposed"),
    *("pairs_willing", "leads_sent", "lead_intents", "leads_won", "posts"),
)
need = [NeedDrafted(party="e001", content=content()), NeedSubmitted(), NeedPublished()]
offering = [OfferingDrafted(party="b01", content=loan()), OfferingSubmitted(), OfferingPublished()]
jobs = content(terms=LaborNeed(occupation="操作工", headcount=1000), track="labor")
mistaken = NeedWithdrawn(reason_code="published_by_mistake")
lead = ("lead-l1", lead_delivered(need="n1"))


@pytest.fixture
def counted(engine):
    return Facts(engine)


def counts(counted, *happened):
    counted.rebuild(Logbook(*happened).after, page=500)
    values = figures(counted, CODES, "", "9999")
    return {code: value.value for code, value in values.items() if value.value}


def on(stream, events):
    return [(stream, event) for event in events]


def test_each_step_on_the_way_counts_once(counted):
    story = (
        ("party-e001", PartyRegistered(profile=FACTORY)),
        ("party-b01", PartyRegistered(profile=RURAL_BANK)),
        *on("need-n1", need),
        *on("offering-o1", offering),
        ("proposal-p1", ProposalDelivered(shown=shown(), through=DAY)),
        ("proposal-p1", MutualInterestReached()),
        lead,
        ("lead-l1", IntentSigned(on=DAY, amount_fen=None)),
        ("lead-l1", LeadWon()),
    )
    steps = CODES[:-1]
    assert counts(counted, *story) == dict.fromkeys(steps, 1)


def test_what_is_published_again_counts_no_second_time(counted):
    again = [*need, NeedPublished()]
    assert counts(counted, *on("need-n1", again)) == {"needs_published": 1}
    assert counts(counted, *on("need-n1", need[:2])) == {}


def test_what_was_published_by_mistake_never_counted(counted):
    posted = [need[0].model_copy(update={"content": jobs}), *need[1:]]
    assert counts(counted, *on("need-n1", posted)) == {"needs_published": 1, "posts": 1000}
    assert counts(counted, *on("need-n1", [*posted, mistaken])) == {}
    done = NeedWithdrawn(reason_code="solved_elsewhere")
    ended = counts(counted, *on("need-n1", [*posted, done]))
    assert ended == {"needs_published": 1, "posts": 1000}
    registered = ("party-e001", PartyRegistered(profile=FACTORY))
    assert counts(counted, registered, ("party-e001", PartyUnregistered())) == {}


def test_a_step_that_was_taken_back_was_never_taken(counted):
    signed = (lead, ("lead-l1", IntentSigned(on=DAY, amount_fen=5)))
    back = StepTakenBack(
        on=DAY, undone="intent_signed", status="contacted", reason_code="mistake", note=""
    )
    assert counts(counted, *signed) == {"leads_sent": 1, "lead_intents": 1}
    assert counts(counted, *signed, ("lead-l1", back)) == {"leads_sent": 1}
    won = (lead, ("lead-l1", LeadContacted(on=DAY)), ("lead-l1", LeadWon()))
    reopened = back.model_copy(update={"undone": "won"})
    assert counts(counted, *won) == {"leads_sent": 1, "leads_won": 1}
    assert counts(counted, *won, ("lead-l1", reopened)) == {"leads_sent": 1}
