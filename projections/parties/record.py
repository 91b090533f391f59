"""单位资料 Record: what a party's record says of a posting of its own, before it says so itself."""

from __future__ import annotations

from typing import Any

from domain.parties.facts import Facts
from domain.postings.terms import TERMS
from projections.parties.parties import PartyRow


def known_of(party: PartyRow | None, kind: str) -> dict[str, Any]:
    """By field, without what the record leaves open: a need's place, industry and facts are its
    party's; what is offered is made where its party is, a policy issued by it."""
    if party is None:
        return {}
    profile, terms = party.profile, TERMS[kind]
    values: dict[str, Any] = {}
    if kind.endswith(".need"):
        values["regions"] = (profile.region,) if profile.region else None
        values["industries"] = (profile.industry,) if profile.industry else None
    if "issuer" in terms.model_fields:
        values["issuer"] = profile.title
    if "origin" in terms.model_fields:
        values["origin"] = profile.region
    if issubclass(terms, Facts):
        values |= {name: getattr(party.facts, name) for name in Facts.model_fields}
    return {field: value for field, value in values.items() if value is not None}
