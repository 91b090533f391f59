"""Of which leads the receivers are to be told more: what is wider, what has changed, once."""

from __future__ import annotations

import pytest

from domain.leads.consent import ConsentRevoked
from domain.leads.lead import LeadExtended, LeadRejected
from domain.leads.money import StepTakenBack
from domain.parties.party import PartyRevised
from projections.leads.extensions import Extension, Extensions
from tests.examples import FACTORY
from tests.leads import LEAD, SCOPE, contact_set, delivered, granted, lead_delivered
from tests.logbook import Logbook
from tests.spec import DAY

CONSENT, OURS = "consent-n1:b01", f"lead-{LEAD}"
narrow = granted.model_copy(
    update={"scope": SCOPE.model_copy(update={"kinds": ("need", "contact")})}
)
narrow_lead = lead_delivered(kinds=("need", "contact"), company=None)
extended = LeadExtended(kinds=SCOPE.kinds, company=None, contact=None, phone=None)
rejected = LeadRejected(reasons=("other",), note="不符")
taken_back = StepTakenBack(
    on=DAY, undone="rejected", status="contacted", reason_code="other", note="记错"
)
revoked = ConsentRevoked(need="n1", receiver="b01")
other_contact, revised = ("party-e001", contact_set), ("party-e001", PartyRevised(profile=FACTORY))
SENT = ((CONSENT, granted), (OURS, delivered))
SENT_NARROW = ((CONSENT, narrow), (OURS, narrow_lead))


@pytest.mark.parametrize(
    ("story", "due"),
    [
        (SENT, None),
        ((*SENT, (CONSENT, narrow)), None),
        ((*SENT, other_contact), 3),
        ((*SENT, revised), 3),
        ((*SENT, other_contact, (OURS, extended)), None),
        ((*SENT, other_contact, (OURS, rejected)), None),
        ((*SENT, (OURS, rejected), other_contact, (OURS, taken_back)), 4),
        ((*SENT, other_contact, (CONSENT, revoked)), None),
        ((*SENT, (CONSENT, revoked), other_contact), None),
        ((*SENT, (CONSENT, revoked), (CONSENT, granted)), 4),
        (SENT_NARROW, None),
        ((*SENT_NARROW, revised), None),
        ((*SENT_NARROW, (CONSENT, granted)), 3),
        ((*SENT_NARROW, (CONSENT, granted), (OURS, extended), revised), 5),
    ],
)
@pytest.mark.parametrize("page", [1, 500])
def test_a_receiver_is_told_what_it_doesnt_know_yet(engine, story, due, page):
    view = Extensions(engine)
    view.catch_up(Logbook(*story).after, page=page)
    expected = [] if due is None else [Extension(LEAD, "n1", "e001", "b01", due)]
    assert (view.due(), view.parked()) == (expected, [])
