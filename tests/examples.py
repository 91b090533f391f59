"""Named examples, one truth each, used by all tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.parties.party import PartyRegistered, Profile
from domain.postings.content import Content
from domain.postings.need import NeedDrafted, NeedPublished, NeedSubmitted
from domain.postings.offering import OfferingDrafted, OfferingPublished, OfferingSubmitted
from domain.postings.terms import BankNeed, BankOffering

FACTORY = Profile(
    title="襄城县恒丰食品机械有限公司",
    uscc="91411025MA3X00002W",
    roles=("enterprise",),
    region="411025",
    industry="C3531",
)
RURAL_BANK = Profile(title="襄城农村商业银行", roles=("bank",), region="411025")

factory = PartyRegistered(profile=FACTORY)
rural_bank = PartyRegistered(profile=RURAL_BANK)


def content(**changes: Any) -> Content:
    """A bridging need of three million yuan for half a year."""
    kept: dict[str, Any] = {
        "track": "bank",
        "title": "申请倒贷资金三百万元",
        "text": "原贷款即将到期，需要短期倒贷周转资金，续贷已获银行同意。",
        "regions": ("411025",),
        "industries": ("C35",),
        "valid_from": date(2026, 3, 1),
        "valid_through": date(2026, 4, 30),
        "terms": BankNeed(amount_fen=300_000_000, tenor_days=180),
    }
    return Content.model_validate(kept | changes)


def loan(**changes: Any) -> Content:
    """A bridging product of half a million to ten million yuan for up to a year."""
    kept: dict[str, Any] = {
        "title": "转贷周转贷",
        "text": "为贷款到期企业提供过桥资金，手续简便，随借随还，帮助企业续贷。",
        "industries": (),
        "terms": BankOffering(
            amount_min_fen=50_000_000, amount_max_fen=1_000_000_000, tenor_max_days=365
        ),
    }
    return content(**(kept | changes))


drafted = NeedDrafted(party="e001", content=content())
submitted = NeedSubmitted()
published = NeedPublished()
live = (drafted, submitted, published)

offered = OfferingDrafted(party="b01", content=loan())
offering_live = (offered, OfferingSubmitted(), OfferingPublished())
