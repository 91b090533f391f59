"""Government–bank–enterprise: firms that need money. What banks lend is in `loans.py`."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from domain.postings.codes import COLLATERAL as KINDS
from domain.postings.content import Content
from domain.postings.terms import BankNeed
from services.demo.county.parties import Firm, People
from services.demo.county.piece import Piece, Side
from services.demo.county.telling import (
    WAN,
    about,
    chance,
    either,
    large,
    maybe,
    month_day,
    percent,
    pick,
    round_amount,
    sentence,
    stated,
    stepped,
    tell,
    weighted,
)
from services.demo.county.words import bank as words

LENDERS = 9  # the first of the banks take deposits; the others guarantee and lease


def need(dice: Random, folk: People, day: date) -> Piece:
    """A firm that asks for money, now and then leaving out what a bank would like to know."""
    firm = dice.choice(folk.firms)
    purpose = weighted(dice, words.PURPOSES)
    if purpose == "agriculture" and not firm.trade.code.startswith(("A", "C13")):
        purpose = "working_capital"
    lender = dice.choice(folk.banks[:LENDERS]).profile.title
    terms = _terms(dice, firm, purpose, lender, day)
    return Piece(
        member=firm,
        title=_title(dice, firm, purpose, terms),
        text=_text(dice, firm, purpose, terms),
        terms=terms,
        days=stepped(dice, 45, 120, 15),
        regions=maybe(dice, (firm.region,), 0.95) or (),
        industries=maybe(dice, firm.industries) or (),
    )


def _terms(dice: Random, firm: Firm, purpose: str, lender: str, day: date) -> BankNeed:
    amount = round_amount(dice, *words.AMOUNTS[firm.profile.scale or "small"])
    spans = (180, 365, 365, 730, 1095) if purpose in words.LONG else (180, 365, 365)
    if purpose == "bridge":
        due = day + timedelta(days=stepped(dice, 9, 50))
        return BankNeed(
            amount_fen=maybe(dice, amount * WAN),
            tenor_days=maybe(dice, weighted(dice, words.BRIDGES)),
            purpose=purpose,
            max_rate_bp=maybe(dice, stepped(dice, 360, 640, 5), 0.5),
            needed_by=maybe(dice, due, 0.6),
            existing_loan_due_on=due,
            existing_bank=lender,
        )
    return BankNeed(
        amount_fen=maybe(dice, amount * WAN),
        tenor_days=maybe(dice, dice.choice(spans)),
        purpose=maybe(dice, purpose),
        collateral_kinds=maybe(dice, _collateral(dice)),
        max_rate_bp=maybe(dice, stepped(dice, 330, 620, 5), 0.62),
        needed_by=maybe(dice, day + timedelta(days=stepped(dice, 12, 90)), 0.52),
    )


def _collateral(dice: Random) -> tuple[str, ...]:
    rows = [(kind, weight) for kind, weight, _ in words.COLLATERAL]
    kind, more = weighted(dice, rows), weighted(dice, rows)
    alone = "unsecured" in {kind, more} or kind == more or chance(dice, 0.6)
    return (kind,) if alone else (kind, more)


def _text(dice: Random, firm: Firm, purpose: str, terms: BankNeed) -> str:
    """What stands in the terms, in words, and why."""
    due, by = terms.existing_loan_due_on, terms.needed_by
    template = dice.choice(words.NEEDS[purpose]) + _security(terms)
    template += stated(terms.max_rate_bp, words.RATE) + (words.BY if by and not due else "")
    template += words.CLOSING if chance(dice, 0.5) else ""
    amount = terms.amount_fen // WAN if terms.amount_fen else 0
    total = amount * stepped(dice, 14, 24) // 100 * 10 or 1200
    return sentence(
        dice,
        template,
        who=firm.whom,
        does=firm.does,
        peak=either(firm.trade.peak),
        clients=either(firm.trade.clients),
        stock=firm.trade.stock,
        machines=either(firm.trade.machines),
        years=str(firm.facts.years),
        season="{七月|八月|三季度末|国庆前后}",
        revenue=large(firm.facts.revenue),
        amount=f"{amount}万元" if amount else "一笔",
        total=large(total),
        tenor=stated(terms.tenor_days, words.BRIDGE if due else words.TENOR),
        span=f"{terms.tenor_days}天"
        if due
        else either(words.TENORS.get(terms.tenor_days or 0, "")),
        more=KINDS[(terms.collateral_kinds or ("mortgage",))[-1]],
        rate=percent(terms.max_rate_bp or 0),
        by=about(by) if by else "",
        due=month_day(due) if due else "",
        lender=terms.existing_bank or "",
    )


def _security(terms: BankNeed) -> str:
    kinds = terms.collateral_kinds
    if not kinds:
        return ""
    phrases = next(bank for kind, _, bank in words.COLLATERAL if kind == kinds[0])
    return "。" + either(phrases) + (words.MORE if len(kinds) > 1 else "")


def _title(dice: Random, firm: Firm, purpose: str, terms: BankNeed) -> str:
    shapes = ["{what}{amount}", "求{what}{amount}", "{what}需求", "申请{what}{amount}"]
    if purpose == "equipment":
        shapes.append("购{tool}资金")
    return dice.choice(shapes).format(
        what=pick(dice, words.TITLES[purpose]),
        amount=f"{terms.amount_fen // WAN}万元" if terms.amount_fen else "",
        tool=pick(dice, firm.trade.machines),
    )


def change(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    """A rate that may be higher, or less money than was asked for at first."""
    terms: Any = content.terms
    rate, amount = terms.max_rate_bp, terms.amount_fen
    if rate and chance(dice, 0.6):
        bp = rate + dice.choice((15, 20, 30, 50))
        return {"max_rate_bp": bp}, f"补充：和几家银行谈过，利率可放宽到{percent(bp)}。"
    if amount and amount >= 100 * WAN:
        less = amount // WAN * 4 // 50 * 10
        why = tell(dice, "{更新|补充}：{自筹到一部分|回了一笔货款}，现在{只缺|需要}")
        return {"amount_fen": less * WAN}, f"{why}{less}万元。"
    return {}, tell(
        dice, "补充：{近半年流水和纳税证明已备好|征信报告已打印|最近三个月报表可提供}。"
    )


NEEDS_SIDE = Side(track="bank", side="need", count=330, make=need, change=change)
