"""可疑 Unlikely: amounts that are asked about before they count, whatever they are of.

How far is far is a parameter.
"""

from __future__ import annotations

from domain.administration.parameter import Parameters
from domain.core.command import Ask
from domain.core.unlikely import Objection, refuse_unlikely
from domain.values.money import show_money
from domain.values.usual import factor

FEN_PER_WAN = 1_000_000


def check_usual(
    fen: int | None, parameters: Parameters, ask: Ask, *, beside: int | None = None
) -> None:
    """Raises `amount.unlikely` for an amount that is beyond what is usual, or far from what the
    other side wrote for the same."""
    if not fen:
        return
    most = parameters.on("ask_above_wan", ask.on) * FEN_PER_WAN
    reasons = [f"超过{show_money(most)}，少见"] if fen > most else []
    over = parameters.on("amount_over_percent", ask.on)
    if beside and (fen * 100 > beside * over or beside * 100 > fen * over):
        reasons.append(f"是对方填的{show_money(beside)}的{factor(fen, beside)}")
    refuse_unlikely(
        Objection("amount.unlikely", "amount_fen", show_money(fen), reason) for reason in reasons
    )
