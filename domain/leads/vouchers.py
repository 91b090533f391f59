"""Vouchers: by which number a drawdown is meant. People type it, at one desk in full width and at
the next in capitals: what differs in no more than width, case and blanks is one drawdown's."""

from __future__ import annotations

from collections.abc import Iterable

from domain.core.command import Refusal
from domain.leads.lead import Lead
from domain.values.text import matching_key


def same_voucher(voucher: str, vouchers: Iterable[str]) -> str | None:
    """The one of these that is meant, as it was told first; None where none is."""
    known = list(vouchers)
    if voucher in known:
        return voucher
    key = _key(voucher)
    return next((other for other in known if _key(other) == key), None)


def drawn_under(voucher: str, lead: Lead) -> str:
    """The voucher under which a drawdown of this lead stands. Refuses where there is none."""
    known = same_voucher(voucher, lead.drawn)
    if known is None:
        raise Refusal("disbursement.absent", f"没有凭证“{voucher}”", "voucher")
    return known


def _key(voucher: str) -> str:
    return "".join(matching_key(voucher).split())
