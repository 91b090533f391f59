"""A story of two leads in a log, for the views that follow it."""

from __future__ import annotations

from datetime import timedelta

from domain.core.event import Event
from domain.leads.consent import ConsentExpired, ConsentRequested, ConsentRevoked
from domain.leads.lead import (
    DisbursementVoided,
    IntentSigned,
    LeadAcknowledged,
    LeadAssigned,
    LeadContacted,
    LeadDisbursed,
    LeadLapsed,
    LeadNoted,
    LeadReleased,
    LeadWithdrawn,
    LeadWon,
)
from domain.matching.proposal import (
    InterestExpressed,
    MutualInterestReached,
    ProposalDeclined,
    ProposalExpired,
    ProposalNominated,
    ProposalViewed,
)
from tests.leads import LEAD, SCOPE, approved, delivered, granted, lead_delivered, proposed, shown
from tests.spec import DAY

OTHER = "29f6a1c0b7d35e84"
THIRD = "3ab0c9d8e7f65544"
PROPOSAL, CONSENT, A_LEAD = f"proposal-{LEAD}", "consent-n1:b01", f"lead-{LEAD}"
second = shown(id=OTHER, need="n2", offering="o2", offering_party="b02")
to_second = granted.model_copy(
    update={"need": "n2", "scope": SCOPE.model_copy(update={"receiver": "b02"})}
)
NEXT = DAY + timedelta(days=1)

STORY: tuple[tuple[str, Event], ...] = (
    (PROPOSAL, proposed),
    (PROPOSAL, ProposalViewed(party="b01")),
    (PROPOSAL, ProposalNominated(note="本地特色产业")),
    (PROPOSAL, InterestExpressed(party="b01")),
    (PROPOSAL, InterestExpressed(party="e001")),
    (PROPOSAL, MutualInterestReached()),
    (f"proposal-{OTHER}", proposed.model_copy(update={"shown": second})),
    (f"proposal-{OTHER}", ProposalDeclined(party="b02", reason_code="amount")),
    (f"proposal-{THIRD}", proposed.model_copy(update={"shown": shown(id=THIRD, need="n3")})),
    (f"proposal-{THIRD}", ProposalExpired()),
    (CONSENT, ConsentRequested(need="n1", receiver="b01")),
    ("consent-n9:b01", ConsentRequested(need="n9", receiver="b01")),
    (CONSENT, granted),
    ("consent-n2:b02", to_second),
    (A_LEAD, delivered),
    (f"lead-{OTHER}", lead_delivered(need="n2", offering="o2", receiver="b02")),
    (A_LEAD, LeadAcknowledged()),
    (A_LEAD, LeadAssigned(branch="城关支行", manager="0017")),
    (A_LEAD, LeadNoted(on=DAY, kind="no_answer", text=None, next_on=NEXT)),
    (A_LEAD, LeadContacted(on=DAY)),
    (f"lead-{OTHER}", LeadWithdrawn(reason_code="terms")),
    (f"lead-{OTHER}", LeadReleased()),
    (A_LEAD, IntentSigned(on=DAY, amount_fen=300_000_000)),
    (A_LEAD, approved),
    (A_LEAD, LeadDisbursed(on=NEXT, amount_fen=100_000_000, voucher="v2")),
    (A_LEAD, LeadDisbursed(on=DAY, amount_fen=90_000_000, voucher="v1")),
    (A_LEAD, DisbursementVoided(voucher="v1", reason="金额录入有误")),
    (A_LEAD, LeadWon()),
    (f"lead-{THIRD}", lead_delivered(need="n3")),
    (f"lead-{THIRD}", LeadLapsed()),
    ("consent-n9:b01", ConsentRevoked(need="n9", receiver="b01")),
    (CONSENT, ConsentRevoked(need="n1", receiver="b01")),
    ("consent-n2:b02", ConsentExpired(need="n2", receiver="b02")),
)
