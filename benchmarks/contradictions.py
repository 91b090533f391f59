"""Contradictions: what the stated terms of a need and an offering say against each other.

A check of its own, written from what the fields mean; it imports no rule of the project, so that a
fault of the rules can't hide itself. Terms are as they stand in JSON, with `regions` and
`industries` beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Terms = Mapping[str, Any]

_UNITS = {  # dimension and how many of its first unit
    "吨": ("mass", 1_000_000),
    "t": ("mass", 1_000_000),
    "千克": ("mass", 1_000),
    "公斤": ("mass", 1_000),
    "kg": ("mass", 1_000),
    "斤": ("mass", 500),
    "克": ("mass", 1),
    "立方米": ("volume", 1),
    "方": ("volume", 1),
    "m³": ("volume", 1),
    "平方米": ("area", 1),
    "㎡": ("area", 1),
    "平": ("area", 1),
}


_WIDER = {"purchase": "working_capital"}  # what is part of what


def contradictions(need: Terms, offering: Terms) -> Iterator[str]:
    """The names of the conditions that can't both be true."""
    if _apart(need["regions"], offering["regions"], _places):
        yield "region"
    if _apart(need["industries"], offering["industries"], _trades):
        yield "industry"
    kind = need["kind"].partition(".")[0]
    yield from (name for name, holds in _OF_TRACK[kind](need, offering) if holds is False)


def _apart(theirs: list[str], served: list[str], within: Callable[[str, str], bool]) -> bool:
    if not theirs or not served:
        return False
    return not any(within(one, other) for one in theirs for other in served)


def _places(place: str, served: str) -> bool:
    """411025 is in 411000, and in 410000."""
    return place.startswith(served.removesuffix("00").removesuffix("00")) or served == "000000"


def _trades(trade: str, served: str) -> bool:
    return trade.startswith(served)


def _between(value: Any, low: Any, high: Any) -> bool | None:
    if value is None:
        return None
    return (low is None or value >= low) and (high is None or value <= high)


def _bank(n: Terms, o: Terms) -> Iterator[tuple[str, bool | None]]:
    yield "amount", _between(n.get("amount_fen"), o.get("amount_min_fen"), o.get("amount_max_fen"))
    yield "tenor", _between(n.get("tenor_days"), o.get("tenor_min_days"), o.get("tenor_max_days"))
    if n.get("collateral_kinds") and o.get("collateral_kinds"):
        yield "collateral", bool(set(n["collateral_kinds"]) & set(o["collateral_kinds"]))
    if n.get("purpose") and o.get("purposes"):
        yield "purpose", bool({n["purpose"], _WIDER.get(n["purpose"])} & set(o["purposes"]))
    yield "rate", _between(o.get("rate_from_bp"), None, n.get("max_rate_bp"))


def _sales(n: Terms, o: Terms) -> Iterator[tuple[str, bool | None]]:
    ours, theirs = _UNITS.get(n.get("unit") or ""), _UNITS.get(o.get("unit") or "")
    if ours and theirs and ours[0] == theirs[0]:
        times = ours[1] / theirs[1]
    elif n.get("unit") and n.get("unit") == o.get("unit"):
        times = 1.0
    else:
        times = 0.0
    if times and n.get("quantity") is not None:
        wanted = float(n["quantity"]) * times
        low, high = (float(o[k]) if o.get(k) else None for k in ("min_quantity", "quantity"))
        yield "quantity", _between(wanted, low, high)
    if times and o.get("unit_price_fen") is not None and n.get("max_unit_price_fen"):
        yield "price", o["unit_price_fen"] * times <= n["max_unit_price_fen"]
    yield "delivery", _between(o.get("deliver_from"), None, n.get("deliver_by"))
    if n.get("local_only") and o.get("origin") and n["regions"]:
        yield "local", any(_places(o["origin"], place) for place in n["regions"])


def _academia(n: Terms, o: Terms) -> Iterator[tuple[str, bool | None]]:
    yield "maturity", _between(o.get("trl"), n.get("trl_min"), None)
    yield "budget", _between(o.get("fee_fen"), None, n.get("budget_fen"))
    if n.get("cooperation") and o.get("cooperation"):
        yield "cooperation", bool(set(n["cooperation"]) & set(o["cooperation"]))


def _labor(n: Terms, o: Terms) -> Iterator[tuple[str, bool | None]]:
    yield "wage", _between(n.get("wage_max_fen"), o.get("wage_from_fen"), None)
    if n.get("shift") and o.get("shifts"):
        yield "shift", n["shift"] in o["shifts"]
    if o.get("housing_needed") and n.get("housing") is not None:
        yield "housing", n["housing"]
    yield "start", _between(o.get("available_from"), None, n.get("start_on"))


def _digitization(n: Terms, o: Terms) -> Iterator[tuple[str, bool | None]]:
    if n.get("domain") and o.get("domains"):
        yield "domain", n["domain"] in o["domains"]
    yield "level", _between(n.get("current_level"), o.get("level_min"), None)
    yield "budget", _between(o.get("price_from_fen"), None, n.get("budget_fen"))


def _policy(n: Terms, o: Terms) -> Iterator[tuple[str, bool | None]]:
    holds: dict[str, Callable[[Any, Any], bool]] = {
        "at_least": lambda value, bound: value >= bound,
        "at_most": lambda value, bound: value <= bound,
        "is": lambda value, bound: bool(value) == bool(bound),
    }
    for condition in o.get("conditions") or ():
        value = n.get(condition["fact"])
        if value is not None:
            yield "conditions", holds[condition["operator"]](value, condition["value"])


_OF_TRACK: dict[str, Callable[[Terms, Terms], Iterator[tuple[str, bool | None]]]] = {
    "bank": _bank,
    "sales": _sales,
    "academia": _academia,
    "labor": _labor,
    "digitization": _digitization,
    "policy": _policy,
}
