"""补充资料: a lead that is out goes on with what a wider consent names, and with what changed."""

from __future__ import annotations

import pytest

from domain.core.command import Role
from domain.leads.consent import ConsentRevoked
from domain.leads.delivery import ExtendLead
from domain.leads.lead import LeadDisbursed, LeadExtended, LeadRejected
from tests.examples import FACTORY, factory
from tests.leads import (
    LEAD,
    NAME,
    PHONE,
    SCOPE,
    UNTIL,
    approved,
    contact_set,
    delivered,
    granted,
    lead_delivered,
)
from tests.spec import DAY, asks, given

SYSTEM = asks(Role.SYSTEM)
STANDING = {"consent": [granted], "party": [factory, contact_set]}
extend = ExtendLead(id=LEAD, need="n1", enterprise="e001", receiver="b01")
whole = LeadExtended(kinds=SCOPE.kinds, company=FACTORY, contact=NAME, phone=PHONE)


def test_the_receiver_gets_all_that_the_consent_names_now():
    narrow = lead_delivered(kinds=("need",), company=None, contact=None, phone=None)
    given(narrow, **STANDING).when(extend, SYSTEM).then(whole)
    given(narrow, approved, LeadDisbursed(on=DAY, amount_fen=1, voucher="v"), **STANDING).when(
        extend, SYSTEM
    ).then(whole)


def test_and_nothing_that_it_doesnt_name():
    scope = SCOPE.model_copy(update={"kinds": ("need", "contact")})
    consent = [granted.model_copy(update={"scope": scope})]
    less = LeadExtended(kinds=scope.kinds, company=None, contact=NAME, phone=PHONE)
    given(delivered, **STANDING | {"consent": consent}).when(extend, SYSTEM).then(less)
    unknown = {"consent": [granted], "party": [factory]}
    nobody = whole.model_copy(update={"contact": None, "phone": None})
    given(delivered, **unknown).when(extend, SYSTEM).then(nobody)


@pytest.mark.parametrize(
    "consent", [[], [granted, ConsentRevoked(need="n1", receiver="b01")]], ids=["none", "revoked"]
)
def test_without_a_live_consent_it_gets_nothing(consent):
    given(delivered, **STANDING | {"consent": consent}).when(extend, SYSTEM).refused(
        "consent.missing"
    )
    late = asks(Role.SYSTEM, on=UNTIL.replace(day=2))
    given(delivered, **STANDING).when(extend, late).refused("consent.missing")


def test_a_lead_that_is_over_or_anothers_is_told_nothing_more():
    over = LeadRejected(reasons=("leverage",), note="")
    given(delivered, over, **STANDING).when(extend, SYSTEM).refused("lead.state")
    given(**STANDING).when(extend, SYSTEM).refused("lead.absent")
    other = extend.model_copy(update={"receiver": "b02"})
    given(delivered, **STANDING).when(other, SYSTEM).refused("lead.absent")
