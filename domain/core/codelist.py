"""Code lists: a code is on its list, or the answer is no."""

from __future__ import annotations

from collections.abc import Mapping

from domain.core.command import Refusal
from domain.core.malformed import Malformed


def listed(code: str, codes: Mapping[str, str], field: str) -> None:
    """Raises unless the code is on its list."""
    if code not in codes:
        raise Malformed(
            "code.unknown", f"没有代码“{code}”", f"可用的有 {'、'.join(codes)}", field=field
        )


def known(code: str, reasons: Mapping[str, str]) -> None:
    if code not in reasons:
        raise Refusal(
            "reason.unknown", f"没有原因代码“{code}”（{'、'.join(reasons)}）", "reason_code"
        )
