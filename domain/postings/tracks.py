"""Tracks: the six ways in which a need meets an offering. A seventh is one more row here.

A difference between tracks is a value in a row, or a rule named in a row; nowhere else in the house
does code ask which track it has before it (docs/how-to/add-a-track.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.postings import lead_terms
from domain.postings.codes import (
    COLLATERAL,
    COOPERATION,
    DIGITAL_DOMAINS,
    PURPOSE_WITHIN,
    PURPOSES,
    SHIFTS,
)
from domain.postings.lead_terms import LeadTerms
from domain.postings.rules import Among, Between, Rule, Wanted
from domain.postings.special_rules import ConditionsMet, IndustryServed, LocalIfAsked, RegionServed
from domain.postings.terms import TERMS, Terms
from domain.postings.visibility import MATCHED_ONLY, PUBLIC
from domain.values.dates import show_days
from domain.values.money import show_money
from domain.values.rate import show_rate

SIDES = ("need", "offering")
RULES = 2  # the edition of the rules below; the first one knew no band, no conversion, no tree


@dataclass(frozen=True, kw_only=True)
class Track:
    """One row. `code` is stored in events and never renamed; roles say who may publish."""

    code: str
    title: str
    english: str
    asks: frozenset[str]  # roles of a party that may publish needs
    offers: frozenset[str]  # roles of a party that may publish offerings
    rules: tuple[Rule, ...]  # all must pass before a pair is proposed
    valid_days: int  # how long a posting stays valid where nobody says otherwise
    # That both sides state and pass, from which on a pair is proposed though no word is shared.
    agreements: int | None = None
    money: bool = False  # leads go on to an approval and drawdowns
    lead_terms: LeadTerms = lead_terms.ELSE  # how its leads are spoken of
    published: bool = False  # its offerings are public anyhow: so they are, if nothing else is said

    def rules_of(self, edition: int) -> tuple[Rule, ...]:
        """The rules as an edition held them: a model remembers the one it was fitted under."""
        return self.rules if edition == RULES else tuple(rule.strict() for rule in self.rules)

    @property
    def bounds(self) -> dict[str, str]:
        """Titles of the conditions that an offering may bound, or say 不限 of; by rule."""
        return {rule.name: rule.title for rule in self.rules if rule.bounds_offerings}

    def terms(self, side: str) -> type[Terms]:
        """The typed terms of this track's needs, or of its offerings."""
        return TERMS[f"{self.code}.{side}"]

    def visibility(self, side: str) -> str:
        """That of a posting whose owner says nothing of it."""
        return PUBLIC if self.published and side == "offering" else MATCHED_ONLY

    def roles(self, side: str) -> frozenset[str]:
        """Who may publish on this side."""
        return self.asks if side == "need" else self.offers


_ROWS = (
    Track(
        code="policy",
        title="政策对接",
        english="Policy",
        asks=frozenset({"enterprise"}),
        offers=frozenset({"department"}),
        rules=(RegionServed(), IndustryServed(), ConditionsMet()),
        agreements=3,
        lead_terms=lead_terms.POLICY,
        valid_days=365,
        published=True,
    ),
    Track(
        code="bank",
        title="政银企对接",
        english="Government–bank–enterprise",
        asks=frozenset({"enterprise"}),
        offers=frozenset({"bank"}),
        rules=(
            RegionServed(),
            IndustryServed(),
            Between(
                name="amount",
                title="金额",
                holder="offering",
                value="amount_fen",
                low="amount_min_fen",
                high="amount_max_fen",
                shows=show_money,
                band=120,
            ),
            Between(
                name="tenor",
                title="期限",
                holder="offering",
                value="tenor_days",
                low="tenor_min_days",
                high="tenor_max_days",
                shows=show_days,
            ),
            Among(
                name="purpose",
                title="用途",
                holder="offering",
                value="purpose",
                takes="purposes",
                titles=PURPOSES,
                within=PURPOSE_WITHIN,
            ),
            Among(
                name="collateral",
                title="担保方式",
                holder="offering",
                value="collateral_kinds",
                takes="collateral_kinds",
                titles=COLLATERAL,
            ),
            Between(
                name="rate",
                title="利率",
                holder="need",
                value="rate_from_bp",
                high="max_rate_bp",
                shows=show_rate,
            ),
        ),
        agreements=3,
        lead_terms=lead_terms.BANK,
        valid_days=60,
        money=True,
    ),
    Track(
        code="sales",
        title="产销对接",
        english="Production–sales",
        asks=frozenset({"enterprise", "department", "supplier"}),
        offers=frozenset({"enterprise", "supplier"}),
        rules=(
            RegionServed(),
            LocalIfAsked(),
            Between(
                name="quantity",
                title="数量",
                holder="offering",
                value="quantity",
                low="min_quantity",
                high="quantity",
                unit="unit",
                band=150,
            ),
            Between(
                name="price",
                title="单价",
                holder="need",
                value="unit_price_fen",
                high="max_unit_price_fen",
                shows=show_money,
                unit="unit",
                joint="/",
                band=110,
            ),
            Between(
                name="delivery",
                title="交货日期",
                holder="need",
                value="deliver_from",
                high="deliver_by",
            ),
        ),
        lead_terms=lead_terms.SALES,
        valid_days=90,
    ),
    Track(
        code="academia",
        title="产学研对接",
        english="Industry–university–research",
        asks=frozenset({"enterprise"}),
        offers=frozenset({"university", "supplier", "enterprise"}),
        rules=(
            RegionServed(),
            IndustryServed(),
            Between(name="maturity", title="成熟度", holder="need", value="trl", low="trl_min"),
            Between(
                name="budget",
                title="预算",
                holder="need",
                value="fee_fen",
                high="budget_fen",
                shows=show_money,
                band=300,
            ),
            Among(
                name="cooperation",
                title="合作方式",
                holder="need",
                value="cooperation",
                takes="cooperation",
                titles=COOPERATION,
            ),
        ),
        lead_terms=lead_terms.ACADEMIA,
        valid_days=365,
    ),
    Track(
        code="labor",
        title="用工对接",
        english="Labour",
        asks=frozenset({"enterprise"}),
        offers=frozenset({"agency", "university", "enterprise"}),
        rules=(
            RegionServed(),
            Between(
                name="wage",
                title="月薪",
                holder="offering",
                value="wage_max_fen",
                low="wage_from_fen",
                shows=show_money,
                band=120,
            ),
            Among(
                name="shift",
                title="班制",
                holder="offering",
                value="shift",
                takes="shifts",
                titles=SHIFTS,
            ),
            Wanted(
                name="housing",
                title="住宿",
                holder="offering",
                value="housing",
                wants="housing_needed",
            ),
            Between(
                name="start",
                title="到岗日期",
                holder="need",
                value="available_from",
                high="start_on",
            ),
        ),
        agreements=3,
        lead_terms=lead_terms.LABOR,
        valid_days=45,
    ),
    Track(
        code="digitization",
        title="两化融合对接",
        english="Digitization",
        asks=frozenset({"enterprise"}),
        offers=frozenset({"supplier", "university", "enterprise"}),
        rules=(
            RegionServed(),
            IndustryServed(),
            Among(
                name="domain",
                title="领域",
                holder="offering",
                value="domain",
                takes="domains",
                titles=DIGITAL_DOMAINS,
            ),
            Between(
                name="level",
                title="基础水平",
                holder="offering",
                value="current_level",
                low="level_min",
            ),
            Between(
                name="budget",
                title="预算",
                holder="need",
                value="price_from_fen",
                high="budget_fen",
                shows=show_money,
                band=300,
            ),
        ),
        lead_terms=lead_terms.DIGITIZATION,
        valid_days=180,
    ),
)

TRACKS: dict[str, Track] = {track.code: track for track in _ROWS}
