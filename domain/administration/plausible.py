"""可信 Plausible: amounts that are asked about before they count, whatever they are of.

The refusal `amount.unlikely` says how far an amount is from what; the same command with `confirmed`
is taken. How far is far is a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.administration.parameter import Parameters
from domain.core.command import Ask, Refusal
from domain.values.money import show_money

FEN_PER_WAN = 1_000_000


def factor(fen: int, beside_fen: int) -> str:
    """10倍, 1.5倍; below the whole 8%, below one percent 0.5%. Cut off, never rounded up."""
    if fen >= beside_fen:
        tenths = fen * 10 // beside_fen
        return f"{tenths / 10:g}倍"
    return f"{fen * 1000 // beside_fen / 10:g}%"


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
    unlikely(show_money(fen), reasons)


def unlikely(amount: str, texts: Iterable[str]) -> None:
    """Raises where anything speaks against it."""
    reasons = "；".join(texts)
    if reasons:
        message = f"{amount}{reasons}。确实如此请确认，多写了请改正"
        raise Refusal("amount.unlikely", message, "amount_fen")
