"""Named examples of what follows a proposal: what was shown, a consent, a lead, its money."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.core.personal import Personal
from domain.leads.consent import NOT_KNOWN, ConsentGranted, Scope
from domain.leads.delivery import ClaimLead, DeliverLead
from domain.leads.lead import Deadlines, LeadApproved, LeadDelivered
from domain.leads.wording import LATEST_WORDING, consent_text, text_digest
from domain.matching.proposal import ProposalDelivered, Shown
from domain.parties.party import PartyContactSet, SetContact
from tests.examples import FACTORY, RURAL_BANK, content
from tests.spec import DAY

LEAD = "18299a6e082c8e51"  # the id of the proposal that it comes from
UNTIL = DAY + timedelta(days=30)
KINDS = ("need", "company", "contact")
REASONS = {
    "terms": [{"label": "倒贷", "kind": "phrase", "points": 657_500_000, "millionths": 612_345}],
    "facets": [
        {
            "name": "amount",
            "title": "金额",
            "verdict": "pass",
            "need": "300万元",
            "offering": "50–1000万元",
        }
    ],
}
SCOPE = Scope(receiver="b01", purpose="docking", kinds=KINDS, until=UNTIL)
DEADLINES = Deadlines(
    acknowledge_by=date(2026, 3, 3), contact_by=date(2026, 3, 5), decide_by=date(2026, 4, 1)
)
NAME = Personal(subject="person-1", value="王某")
PHONE = Personal(subject="person-1", value="13900001234")
contact_set = PartyContactSet(contact=NAME, phone=PHONE)
BANK_NAME = Personal(subject="person-2", value="李某")
BANK_PHONE = Personal(subject="person-2", value="03743500001")
BANK_CONTACT = "李某 03743500001"
bank_contact_set = PartyContactSet(contact=BANK_NAME, phone=BANK_PHONE)


def bank_contact(id: str) -> SetContact:
    """Whom a bank names to be called."""
    return SetContact(id=id, contact=BANK_NAME, phone=BANK_PHONE)


def shown(**changes: Any) -> Shown:
    """The factory's bridging need beside the rural bank's loan."""
    kept: dict[str, Any] = {
        "id": LEAD,
        "track": "bank",
        "need": "n1",
        "need_edition": 1,
        "need_party": "e001",
        "offering": "o1",
        "offering_edition": 1,
        "offering_party": "b01",
        "score": 612_345,
        "reasons": REASONS,
        "digest": "0" * 64,
    }
    return Shown.model_validate(kept | changes)


def wording(**changes: Any) -> str:
    """The digest of the text that was shown before the factory agreed."""
    kept: dict[str, Any] = {
        "title": content().title,
        "receiver": RURAL_BANK.title,
        "contact": BANK_CONTACT,
        "uscc": RURAL_BANK.uscc or NOT_KNOWN,
        "id": "b01",
        "purpose": "docking",
        "kinds": KINDS,
        "until": UNTIL,
    }
    return text_digest(consent_text(LATEST_WORDING, **(kept | changes)))


def lead_delivered(**changes: Any) -> LeadDelivered:
    kept: dict[str, Any] = {
        "on": DAY,
        "track": "bank",
        "need": "n1",
        "need_edition": 1,
        "offering": "o1",
        "enterprise": "e001",
        "receiver": "b01",
        "kinds": KINDS,
        "content": content(),
        "company": FACTORY,
        "contact": NAME,
        "phone": PHONE,
        "score": 612_345,
        "deadlines": DEADLINES,
        "product_least_fen": 50_000_000,
        "product_most_fen": 1_000_000_000,
        "product_most_days": 365,
    }
    return LeadDelivered.model_validate(kept | changes)


def deliver(kind: type[DeliverLead] = DeliverLead, **changes: Any) -> DeliverLead:
    kept: dict[str, Any] = {
        "id": LEAD,
        "need": "n1",
        "offering": "o1",
        "enterprise": "e001",
        "receiver": "b01",
        "purpose": "bridge",
        "score": 612_345,
        "deadlines": DEADLINES,
    }
    return kind.model_validate(kept | changes)


def claim(**changes: Any) -> DeliverLead:
    return deliver(ClaimLead, **changes)


proposed = ProposalDelivered(shown=shown(), through=DAY + timedelta(days=14))
granted = ConsentGranted(
    need="n1", enterprise="e001", scope=SCOPE, wording="3", digest=wording(), method="click"
)
delivered = lead_delivered()
approved = LeadApproved(on=DAY, amount_fen=250_000_000, rate_bp=380, tenor_days=180)
