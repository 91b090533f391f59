"""What came of a county, in three figures: what its market is, and how much of it has a partner."""

from __future__ import annotations

import hashlib
from fractions import Fraction

from domain.core.canonical import canonical
from projections.postings.market import Market
from services.house.views import Views


def market_digest(market: Market) -> str:
    """SHA-256 over what is published, in the order of sides and ids."""
    whole = hashlib.sha256()
    rows = market.postings(status="published")
    for row in sorted(rows, key=lambda row: (row.side, row.id)):
        whole.update(canonical(row.content.model_dump(mode="json")))
    return whole.hexdigest()


def partnered(views: Views) -> tuple[Fraction, Fraction]:
    """Of the live needs, the share that has a proposal, and the share that has one or an open
    pair."""
    many = len(views.market.postings(side="need", status="published")) or 1
    proposed = len({row.need for row in views.proposals.all()})
    waiting = sum(len(needs) for needs in views.unmatched.waiting().values())
    return Fraction(proposed, many), Fraction(proposed + waiting, many)
