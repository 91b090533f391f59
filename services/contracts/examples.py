"""Examples of what is sent and answered, made from the shapes themselves: they can't grow stale.

A value is known by the name of its field, else it is the plainest of its type; a test reads every
example back by its shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LEAD = "4c1b9f0e2d7a6358"
VALUES: dict[str, Any] = {
    "id": LEAD,
    "next": None,
    "need": "n-2026-017",
    "offering": "o-2026-004",
    "need_party": "e304",
    "offering_party": "b-01",
    "party": "b-01",
    "enterprise": "e304",
    "receiver": "b-01",
    "bank": "b-01",
    "partner": "b-01",
    "other": "b-01",
    "into": "e305",
    "parties": ["e304"],
    "supports": ["e304"],
    "on": "2026-07-02",
    "day": "2026-07-02",
    "expected": "2026-07-02T01:00:00Z",
    "since": "2026-07-02",
    "first": "2026-07-01",
    "last": "2026-07-31",
    "until": "2026-08-01",
    "through": "2026-08-01",
    "due": "2026-07-05",
    "delivered_on": "2026-07-02",
    "landed_on": "",
    "valid_from": "2026-07-01",
    "valid_through": "2026-09-30",
    "needed_by": "2026-08-01",
    "existing_loan_due_on": "2026-08-10",
    "month": "2026-07",
    "starts": "09:00",
    "begins": "09:15",
    "ends": "09:30",
    "amount_fen": 250_000_000,
    "intent_fen": 300_000_000,
    "approved_fen": 250_000_000,
    "drawn_fen": 100_000_000,
    "rate_bp": 380,
    "max_rate_bp": 435,
    "tenor_days": 365,
    "score": 612_345,
    "voucher": "JJ-2026-0713",
    "reasons": ["collateral_insufficient"],
    "reason_code": "no_longer_needed",
    "kinds": ["need", "company", "contact"],
    "kind": "reached",
    "track": "bank",
    "side": "need",
    "visibility": "matched_only",
    "purpose": "working_capital",
    "collateral_kinds": ["credit"],
    "regions": ["411025"],
    "region": "411025",
    "industries": ["C13"],
    "industry": "C1391",
    "role": "bank",
    "roles": ["enterprise"],
    "scopes": ["read", "write", "feed"],
    "title": "申请流动资金贷款300万元",
    "offering_title": "小微企业流动资金贷款",
    "enterprise_title": "襄城县某某食品有限公司",
    "text": "用于采购原料，旺季前到位",
    "venue": "县会议中心",
    "branch": "城关支行",
    "manager": "0017",
    "clock": "green",
    "status": "acknowledged",
    "word": "过桥周转",
    "concept": "bridge",
    "url": "https://bank.example/leads",
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "value": "王经理",
    "subject": f"lead-{LEAD}",
    "uscc": "91411025MA9KX0001M",
}
BY_SHAPE: dict[str, dict[str, Any]] = {  # where a field's name alone would mislead
    "BankNeed": {"kind": "bank.need"},
    "Personal": {"subject": "person-17"},
    "Profile": {"title": "襄城县某某食品有限公司"},
    "Details": {"kind": "one_to_one", "title": "政银企一对一洽谈会", "starts": "09:00"},
    "SessionShown": {"kind": "one_to_one", "title": "政银企一对一洽谈会", "status": "open"},
    "SetParameter": {"value": 3, "name": "acknowledge_workdays"},
    "PublishStatistic": {"value": 1000},
    "ParameterShown": {"value": 3, "name": "acknowledge_workdays", "title": "确认收到期限"},
    "FigureShown": {"value": 250_000_000, "title": "授信金额"},
    "Lent": {"amount_fen": 250_000_000},
    "Page": {"next": None},
    "Feed": {"next": 1, "last": 1},
    "Events": {"next": 1},
}


def example(schema: Mapping[str, Any], schemas: Mapping[str, Any], *, whole: bool = True) -> Any:
    """A value of this shape, with all that it may have or (not `whole`) what it must have."""
    return _value(schema, schemas, "", "", whole)


def _value(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str, shape: str, whole: bool
) -> Any:
    known = BY_SHAPE.get(shape, {})
    if name and name in known:
        return known[name]
    if "$ref" in schema:
        inner = schema["$ref"].rpartition("/")[2]
        return _value(schemas[inner], schemas, "", inner, whole)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            kinds = [kind for kind in schema[several] if kind.get("type") != "null"]
            return _value(kinds[0], schemas, name, shape, whole)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object" or "properties" in schema:
        return _fields(schema, schemas, shape, whole)
    if schema.get("type") == "array":
        if isinstance(VALUES.get(name), list):
            return VALUES[name]
        return [_value(schema.get("items", {}), schemas, name, shape, whole)]
    return _plain(schema, name)


def _fields(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], shape: str, whole: bool
) -> dict[str, Any]:
    needed = schema.get("required", ())
    return {
        name: _value(field, schemas, name, shape, whole)
        for name, field in schema.get("properties", {}).items()
        if whole or name in needed or "const" in field
    }


def _plain(schema: Mapping[str, Any], name: str) -> Any:
    kinds: dict[str, type] = {"string": str, "integer": int, "boolean": bool, "number": float}
    kind = schema.get("type", "string")
    known = VALUES.get(name)
    if known is not None and type(known) is kinds.get(kind):
        return known
    if kind == "string":
        return "2026-07-02" if schema.get("format") == "date" else "示例"
    return {"integer": 1, "number": 1.0, "boolean": True}.get(kind)
