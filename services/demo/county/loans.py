"""Government–bank–enterprise: what banks, guarantors and lessors of the county lend."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from domain.postings.content import Content
from domain.postings.terms import BankOffering
from services.demo.county.parties import Member, People
from services.demo.county.piece import Piece, Side
from services.demo.county.telling import (
    WAN,
    chance,
    maybe,
    percent,
    pick,
    sentence,
    stated,
    stepped,
    tell,
)
from services.demo.county.words import loans as words
from services.demo.county.words.names import HENAN, XIANGCHENG, XUCHANG

SERVED = {
    XIANGCHENG: ((XIANGCHENG,),),
    XUCHANG: ((XUCHANG,), (XIANGCHENG, "411003", "411081")),
    HENAN: ((HENAN,), ()),
}


def offering(dice: Random, folk: People, day: date) -> Piece:  # noqa: ARG001 (a loan has no season)
    """A product of a bank, or of the guarantor, the lessor, the lender of small sums."""
    whole = len(folk.banks) == 12
    product = dice.choice(words.PRODUCTS if chance(dice, 0.86) or not whole else words.LEASES)
    bank = folk.banks[dice.choice(product.sellers) % len(folk.banks)]
    name, brand = pick(dice, product.name), bank.profile.title[:2]
    terms = _terms(dice, product)
    shapes = [f"{brand}{name}", name, f"{name}（{brand}）"]
    shapes.append(name + tell(dice, "：{中小企业|小微企业|制造业|实体企业}可申请"))
    return Piece(
        member=bank,
        title=dice.choice(shapes),
        text=_text(dice, bank, product, name, terms),
        terms=terms,
        days=stepped(dice, 120, 300, 30),
        regions=dice.choice(SERVED[bank.region]),
        industries=maybe(dice, product.industries) or (),
        public=chance(dice, 0.4),
    )


def _terms(dice: Random, product: words.Product) -> BankOffering:
    shortest, longest = product.days
    longest = longest if chance(dice, 0.6) else max(shortest * 2, longest // 2)
    most = maybe(dice, stepped(dice, *product.most, 100) * WAN)
    return BankOffering(
        amount_min_fen=maybe(dice, stepped(dice, *product.least, 10) * WAN) if most else None,
        amount_max_fen=most,
        tenor_min_days=maybe(dice, shortest),
        tenor_max_days=maybe(dice, longest),
        purposes=maybe(dice, product.purposes),
        collateral_kinds=maybe(dice, product.collateral) or None,
        rate_from_bp=maybe(dice, stepped(dice, *product.rate, 5)),
        capacity=maybe(dice, stepped(dice, 10, 120, 5)),
    )


def _text(
    dice: Random, bank: Member, product: words.Product, name: str, terms: BankOffering
) -> str:
    brand = bank.profile.title[:2]
    template = words.OPENINGS + _features(dice, product.tells)
    template += stated(terms.amount_max_fen, words.AMOUNTS[terms.amount_min_fen is None])
    template += stated(terms.tenor_max_days, words.SPAN) + stated(terms.rate_from_bp, words.RATE)
    template += stated(terms.capacity, words.CAPACITY) if chance(dice, 0.6) else ""
    text = sentence(
        dice,
        template + words.CLOSING,
        brand=brand,
        name=name,
        least=str((terms.amount_min_fen or 0) // WAN),
        most=str((terms.amount_max_fen or 0) // WAN),
        span=_span(terms.tenor_max_days or 0),
        rate=percent(terms.rate_from_bp or 0),
        count=str(terms.capacity),
    )
    if "行" in bank.profile.title:
        return text
    return text.replace("我行", "我公司").replace(f"{brand}行", brand)


def _features(dice: Random, tells: str) -> str:
    """A product's clauses in their order, one of them dropped now and then."""
    first, *others = tells.split("，{")
    if len(others) > 1 and chance(dice, 0.35):
        del others[dice.randrange(len(others))]
    return "，".join([first, *("{" + other for other in others)])


def _span(days: int) -> str:
    if days >= 365 and days % 365 == 0:
        return f"{days // 365}年"
    return f"{round(days / 30)}个月" if days >= 60 else f"{days}天"


def change(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    """A better rate, or more money for one firm."""
    terms: Any = content.terms
    if terms.rate_from_bp and chance(dice, 0.6):
        bp = terms.rate_from_bp - dice.choice((5, 10, 15))
        return {"rate_from_bp": bp}, f"本月起利率下调，最低{percent(bp)}。"
    if terms.amount_max_fen:
        most = terms.amount_max_fen // WAN + 200
        return {"amount_max_fen": most * WAN}, f"单户额度上限提高到{most}万元。"
    return {}, tell(dice, "{新增线上申请入口|抵押登记费由我方承担|申请材料减到五项}。")


LOANS_SIDE = Side(track="bank", side="offering", count=70, make=offering, change=change)
