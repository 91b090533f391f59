"""A lead's money as its row keeps it: what was told, what stands of it, what waits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from domain.core.canonical import canonical
from domain.leads.money import Money, MoneyProposed

RECEIPTS = {"": "企业未确认", "confirmed": "企业已确认到账", "disputed": "企业说没有收到"}
EVERYBODYS, ENTERPRISES = 2, 1  # whose eyes a lead's money wants


@dataclass(frozen=True)
class Drawdown:
    """`receipt` is what the enterprise says of it, a key of `RECEIPTS`; `lapsed_fen` what it had
    confirmed of it before it was corrected, 0 for nothing."""

    voucher: str
    day: str
    fen: int
    receipt: str
    lapsed_fen: int = 0

    @property
    def receipt_title(self) -> str:
        return RECEIPTS[self.receipt]


@dataclass(frozen=True)
class Waiting:
    """An amount that counts when a second person confirms it. `voucher` is the one under which a
    drawdown is to stand; `corrects` that it stood under one before, or another amount did."""

    by: str
    what: str
    day: str
    fen: int
    rate_bp: int | None  # none: not stated; 0 is a rate
    tenor_days: int
    voucher: str
    doubts: tuple[str, ...]
    corrects: bool
    reason_code: str
    note: str


def changed(event: Any, row: dict[str, Any]) -> dict[str, Any]:
    """What an event about money changes in a row, besides the lead's state."""
    match event.verb:
        case "intent_signed":
            return _intent(Money(day=event.on, amount_fen=event.amount_fen))
        case "approved":
            return _approval(Money(day=event.on, **event.model_dump(exclude={"on"})))
        case "money_corrected" if event.what == "intent":
            return _intent(event.money)
        case "money_corrected" if event.what == "approval":
            return _approval(event.money)
        case "step_taken_back":
            return _taken_back(event.undone)
        case "money_proposed":
            return {"pending": canonical(asdict(_waiting(event))).decode()}
        case "money_confirmed" | "money_turned_down":
            return {"pending": ""}
    drawn = {drawdown.voucher: drawdown for drawdown in drawdowns(row["drawdowns"])}
    return _drawn(list(_after(event, drawn)))


def wants(row: dict[str, Any]) -> int | None:
    """All concerned look at what waits or is disputed, the enterprise at what it says nothing of;
    None where nobody has to."""
    if row["pending"] or row["disputed"]:
        return EVERYBODYS
    return ENTERPRISES if row["unconfirmed"] else None


def drawdowns(text: str) -> tuple[Drawdown, ...]:
    """In the order in which they were told."""
    return tuple(Drawdown(*values) for values in json.loads(text or "[]"))


def waiting(text: str) -> Waiting | None:
    if not text:
        return None
    values = json.loads(text)
    return Waiting(**values | {"doubts": tuple(values["doubts"])})


def _intent(money: Money) -> dict[str, Any]:
    return {"intent_fen": money.amount_fen or 0, "intent_on": money.day.isoformat()}


def _approval(money: Money) -> dict[str, Any]:
    return {
        "approved_fen": money.amount_fen or 0,
        "approved_on": money.day.isoformat(),
        "approved_rate_bp": money.rate_bp,
        "approved_tenor_days": money.tenor_days or 0,
        "collateral": money.collateral or "",
        "through": money.through.isoformat() if money.through else "",
    }


def _taken_back(undone: str) -> dict[str, Any]:
    back: dict[str, Any] = {"pending": "", "released": 0, "reasons": ""}
    if undone == "intent_signed":
        return back | {"intent_fen": 0, "intent_on": ""}
    if undone == "approved":
        none = {"approved_on": "", "collateral": "", "through": ""}
        return back | none | {"approved_fen": 0, "approved_rate_bp": None, "approved_tenor_days": 0}
    return back


def _waiting(event: MoneyProposed) -> Waiting:
    money, correction = event.money, event.correction
    return Waiting(
        by=event.by,
        what=event.what,
        day=money.day.isoformat(),
        fen=money.amount_fen or 0,
        rate_bp=money.rate_bp,
        tenor_days=money.tenor_days or 0,
        voucher=money.voucher,
        doubts=event.doubts,
        corrects=correction is not None,
        reason_code=correction.reason_code if correction else "",
        note=correction.note if correction else "",
    )


def _after(event: Any, drawn: dict[str, Drawdown]) -> Iterator[Drawdown]:
    """The drawdowns that stand after an event about one of them."""
    before = event.correction.voucher if event.verb == "money_corrected" else event.voucher
    for voucher, drawdown in drawn.items():
        if voucher != before:
            yield drawdown
            continue
        match event.verb:
            case "money_corrected":
                fen = event.money.amount_fen or 0
                receipt = drawdown.receipt if fen == drawdown.fen else ""
                lapsed = drawdown.lapsed_fen
                yield Drawdown(
                    event.money.voucher, event.money.day.isoformat(), fen, receipt, lapsed
                )
            case "receipt_lapsed":
                yield replace(drawdown, receipt="", lapsed_fen=event.amount_fen)
            case "receipt_confirmed" | "receipt_disputed":
                receipt = event.verb.removeprefix("receipt_")
                yield Drawdown(voucher, drawdown.day, drawdown.fen, receipt)
    if event.verb == "disbursed":
        yield Drawdown(event.voucher, event.on.isoformat(), event.amount_fen, "")


def _drawn(standing: list[Drawdown]) -> dict[str, Any]:
    """What stands of them; landing is the day of the first that does."""
    rows = [list(asdict(drawdown).values()) for drawdown in standing]
    return {
        "drawdowns": canonical(rows).decode(),
        "drawn_fen": sum(drawdown.fen for drawdown in standing),
        "landed_on": min((drawdown.day for drawdown in standing), default=""),
        "unconfirmed": sum(drawdown.receipt == "" for drawdown in standing),
        "disputed": sum(drawdown.receipt == "disputed" for drawdown in standing),
    }
