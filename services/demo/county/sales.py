"""Production–sales: what firms, departments and dealers look for, and what firms have to sell."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from domain.core.command import Role
from domain.postings.content import Content
from domain.postings.terms import SalesNeed, SalesOffering
from services.demo.county.parties import Firm, Member, People
from services.demo.county.piece import Piece, Side
from services.demo.county.telling import (
    about,
    chance,
    either,
    many,
    maybe,
    month_day,
    pick,
    sentence,
    stated,
    stepped,
    tell,
    weighted,
    yuan,
)
from services.demo.county.words import sales as words
from services.demo.county.words.goods_heavy import GOODS_HEAVY
from services.demo.county.words.goods_light import GOODS_LIGHT
from services.demo.county.words.goods_made import GOODS_MADE
from services.demo.county.words.names import HENAN, XIANGCHENG, XUCHANG
from services.demo.county.words.trade import Good

GOODS = {good.key: good for good in GOODS_HEAVY + GOODS_LIGHT + GOODS_MADE}
ORIGINS = ((XIANGCHENG, 2), (XUCHANG, 2), (HENAN, 1))
SERVED = (((HENAN,), 4), ((), 3), ((XUCHANG, "410400"), 3), ((XIANGCHENG,), 1))


def need(dice: Random, folk: People, day: date) -> Piece:
    """Something to buy; departments buy in public."""
    buyer, good = _buyer(dice, folk)
    service, public = good.key in words.SERVICES, buyer.role is Role.DEPARTMENT
    spec, unit = pick(dice, good.specs), _unit(dice, good)
    by = day + timedelta(days=stepped(dice, 12, 80))
    terms = SalesNeed(
        product_name=pick(dice, good.called),
        spec=maybe(dice, spec),
        quantity=maybe(dice, Decimal(stepped(dice, *good.lot))),
        unit=maybe(dice, unit),
        max_unit_price_fen=maybe(dice, _price(dice, good, 97, 114), 0.9 if public else 0.68),
        deliver_by=None if service else maybe(dice, by),
        local_only=maybe(dice, chance(dice, 0.22)),
    )
    amount = f"{many(int(terms.quantity))}{unit}" if terms.quantity else ""
    titles = words.SERVICE_TITLES if service else words.TITLES
    templates = words.PUBLIC_NEEDS if public else words.SERVICE_NEEDS if service else words.NEEDS
    return Piece(
        member=buyer,
        title=dice.choice(titles).format(n=terms.product_name, q=amount),
        text=_wanted(dice, dice.choice(templates), buyer, good, terms, spec=spec, unit=unit),
        terms=terms,
        days=stepped(dice, 60, 120, 15),
        regions=maybe(dice, (buyer.county,), 0.95) or (),
        industries=buyer.industries if isinstance(buyer, Firm) else (),
        public=public,
    )


def _wanted(
    dice: Random,
    template: str,
    buyer: Member,
    good: Good,
    terms: SalesNeed,
    *,
    spec: str,
    unit: str,
) -> str:
    by, fen, service = terms.deliver_by, terms.max_unit_price_fen, good.key in words.SERVICES
    none = "量不固定" if service else "{一批|一批，具体数量面谈}"
    return sentence(
        dice,
        template,
        who=buyer.whom,
        does=buyer.does,
        name=terms.product_name,
        spec=spec,
        use=either(good.uses),
        quantity=f"{many(int(terms.quantity))}{unit}" if terms.quantity else none,
        deliver=stated(by, words.DELIVER),
        limit=words.LIMIT if fen else "单价以询价结果为准",
        price=f"{yuan(fen)}/{unit}" if fen else "",
        at_most=stated(fen, words.PRICE),
        basis="均价" if service else "到厂价",
        local=words.LOCAL if terms.local_only else "",
        ask=words.ASK,
        day=month_day(by) if by else "",
        about=about(by) if by else "",
    )


def offering(dice: Random, folk: People, day: date) -> Piece:
    """Something to sell: goods of a trade, what a dealer has, a carrier's turns, a cold store."""
    seller, good = _seller(dice, folk)
    low, high, step = good.lot
    spec, unit, quantity = (
        pick(dice, good.specs),
        _unit(dice, good),
        stepped(dice, high, high * 3, step),
    )
    origin = seller.county if isinstance(seller, Firm) else weighted(dice, ORIGINS)
    terms = SalesOffering(
        product_name=pick(dice, good.called),
        spec=maybe(dice, spec),
        quantity=maybe(dice, Decimal(quantity)),
        min_quantity=maybe(dice, Decimal(max(step, low // dice.choice((1, 2, 4)) // step * step))),
        unit=maybe(dice, unit),
        unit_price_fen=maybe(dice, _price(dice, good, 88, 108)),
        deliver_from=maybe(dice, day + timedelta(days=stepped(dice, 1, 35))),
        origin=maybe(dice, origin),
        capacity=maybe(dice, stepped(dice, 2, 30), 0.5),
    )
    titles = words.SERVICE_SALE_TITLES if good.key in words.SERVICES else words.SALE_TITLES
    return Piece(
        member=seller,
        title=dice.choice(titles).format(n=terms.product_name, s=spec),
        text=_offered(dice, seller, good, terms, spec=spec, unit=unit),
        terms=terms,
        days=stepped(dice, 60, 150, 15),
        regions=weighted(dice, SERVED),
        industries=seller.industries if isinstance(seller, Firm) else (),
        public=chance(dice, 0.3),
    )


def _offered(
    dice: Random, seller: Member, good: Good, terms: SalesOffering, *, spec: str, unit: str
) -> str:
    service, fen, ready = good.key in words.SERVICES, terms.unit_price_fen, terms.deliver_from
    least = terms.min_quantity if chance(dice, 0.8) else None
    return sentence(
        dice,
        dice.choice(words.SERVICE_OFFERS if service else words.OFFERS),
        does=seller.does,
        name=terms.product_name,
        spec=spec,
        points=either(good.points),
        use=either(good.uses),
        quantity=f"{many(int(terms.quantity))}{unit}" if terms.quantity else "不少",
        least=stated(least, f"，{{起订|最少}}{many(int(least or 0))}{unit}"),
        price=f"{words.SALE_PRICE}/{unit}" if fen else "，价格{随行就市|面议}",
        fen=yuan(fen or 0),
        basis=_basis(good),
        ready=words.READY if ready and chance(dice, 0.75) else "",
        day=month_day(ready) if ready else "",
        go=_go(good),
        ask=words.SALE_ASK,
    )


def _buyer(dice: Random, folk: People) -> tuple[Member, Good]:
    if chance(dice, 0.14):
        return dice.choice(folk.departments), GOODS[pick(dice, words.PUBLIC)]
    if chance(dice, 0.08):
        return dice.choice(folk.dealers), GOODS[pick(dice, words.DEALT)]
    firm = dice.choice(folk.firms)
    return firm, GOODS[pick(dice, firm.trade.buys)]


def _seller(dice: Random, folk: People) -> tuple[Member, Good]:
    firm = dice.choice(folk.firms)
    if chance(dice, 0.12) or not firm.trade.goods:  # builders have nothing to sell
        return dice.choice(folk.dealers), GOODS[pick(dice, words.DEALT)]
    return firm, GOODS[pick(dice, firm.trade.goods)]


def _unit(dice: Random, good: Good) -> str:
    """The usual unit; some measure otherwise, and then nothing can be compared."""
    units = good.unit.split("|")
    return units[0] if chance(dice, 0.88) else units[-1]


def _price(dice: Random, good: Good, low: int, high: int) -> int:
    """Fen for one unit, between `low` and `high` percent of the usual, rounded as prices are."""
    fen = dice.randrange(*good.price) * dice.randrange(low, high) // 100
    steps = ((500, 1), (5_000, 10), (100_000, 100), (1_000_000, 1_000), (10**12, 10_000))
    step = next(step for limit, step in steps if fen < limit)
    return max(step, fen // step * step)


def _basis(good: Good) -> str:
    if good.key in {"haul", "coldhaul"}:
        return "不含油补"
    return "月租" if good.key == "coldstore" else "出厂价"


def _go(good: Good) -> str:
    if good.key in {"haul", "coldhaul"}:
        return "发车"
    if good.key == "coldstore":
        return "入库"
    return "交货" if good.lot[0] < 10 else "发货"


def change_need(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    terms: Any = content.terms
    if terms.deliver_by and chance(dice, 0.6):
        later = terms.deliver_by + timedelta(days=dice.choice((7, 10, 15)))
        why = tell(dice, "更正：{工期顺延|生产计划调整}")
        return {"deliver_by": later}, f"{why}，交货可延到{month_day(later)}。"
    if terms.quantity and terms.unit:
        more = terms.quantity + terms.quantity // 5
        return {"quantity": more}, f"更正：总量增加到{many(int(more))}{terms.unit}。"
    return {}, tell(dice, "补充：{可分两批交货|运费可由我方承担一半|付款方式可商量}。")


def change_offering(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    terms: Any = content.terms
    if terms.unit_price_fen and terms.unit_price_fen >= 1_000 and chance(dice, 0.7):
        fen = terms.unit_price_fen * dice.choice((95, 97, 98)) // 100 // 10 * 10
        when = tell(dice, "{本周起|近期}调价")
        return {"unit_price_fen": fen}, f"{when}：单价降为{yuan(fen)}。"
    return {}, tell(dice, "补充：{新到一批现货|又添了一条线，交期能再短些|县内送货不加运费}。")


NEEDS_SIDE = Side(track="sales", side="need", count=260, make=need, change=change_need)
OFFERS_SIDE = Side(track="sales", side="offering", count=200, make=offering, change=change_offering)
