"""Digitization: firms that want machines and books on line, and who does that for them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from domain.postings.codes import DIGITAL_DOMAINS
from domain.postings.content import Content
from domain.postings.terms import DigitizationNeed, DigitizationOffering
from services.demo.county.parties import Firm, People
from services.demo.county.piece import Piece, Side
from services.demo.county.telling import (
    WAN,
    about,
    chance,
    either,
    maybe,
    pick,
    sentence,
    stated,
    stepped,
    tell,
    weighted,
)
from services.demo.county.words import digitization as words
from services.demo.county.words.names import HENAN, XUCHANG
from services.demo.county.words.trade import Trade

SERVED = (((HENAN,), 5), ((), 3), ((XUCHANG,), 3))
LEVELS = ((1, 3), (2, 4), (3, 4), (4, 2), (5, 2), (6, 1))
ASKED_LEVELS = ((1, 6), (2, 5), (3, 3), (4, 2), (5, 1))


def need(dice: Random, folk: People, day: date) -> Piece:
    """What hurts a firm, and the system that it thinks would help."""
    firm = dice.choice(folk.firms)
    domain = weighted(dice, _kinds(firm.trade))
    _, pains, wants, _, (low, high) = words.DOMAINS[domain]
    terms = DigitizationNeed(
        domain=maybe(dice, domain),
        current_level=maybe(dice, weighted(dice, LEVELS)),
        budget_fen=maybe(dice, stepped(dice, low, high, 1 if high < 40 else 5) * WAN),
        go_live_by=maybe(dice, day + timedelta(days=stepped(dice, 60, 260, 5))),
    )
    budget = f"{terms.budget_fen // WAN}万元以内" if terms.budget_fen else "预算面议"
    command = tell(dice, either(wants)).split("，")[0]
    shape = dice.choice(words.TITLES).format(n=DIGITAL_DOMAINS[domain], p=budget)
    return Piece(
        member=firm,
        title=command if len(command) > 5 and chance(dice, 0.5) else shape,
        text=_wanted(dice, firm, dice.sample(pains.split("|"), 2), wants, terms),
        terms=terms,
        days=stepped(dice, 120, 240, 10),
        regions=maybe(dice, (firm.county,), 0.95) or (),
        industries=maybe(dice, firm.industries) or (),
    )


def _wanted(dice: Random, firm: Firm, pains: list[str], wants: str, terms: DigitizationNeed) -> str:
    level, by = terms.current_level, terms.go_live_by if chance(dice, 0.7) else None
    templates = [t for t in words.NEEDS if level or "{state}" not in t]
    return sentence(
        dice,
        dice.choice(templates),
        who=firm.whom,
        does=firm.does,
        pain=pains[0],
        pain2=pains[1],
        want=either(wants),
        goods=words.GOODS_SAID.get(firm.trade.key, "产品"),
        stock=firm.trade.stock,
        machines=pick(dice, firm.trade.machines).lstrip("一两三四五六八十二条台套座批组"),
        people=f"{{一共|总共|有}}{firm.facts.employees}{{人|号人}}",
        budget=stated(terms.budget_fen, words.BUDGET),
        figure=str((terms.budget_fen or 0) // WAN),
        level=stated(level, words.NOW),
        state=words.LEVELS.get(level or 0, ""),
        by=stated(by, words.BY),
        when=about(by) if by else "",
        ask=words.ASK,
    )


def _kinds(trade: Trade) -> list[tuple[str, int]]:
    """What a trade would digitize: no workshop system for a haulier, no web shop for coke."""
    without: tuple[str, ...] = () if trade.code.startswith("C") else words.WORKSHOP
    without += () if trade.key in words.CONSUMER else ("ecommerce",)
    without += () if trade.key in words.DRAWN else ("design",)
    return [(code, row[0]) for code, row in words.DOMAINS.items() if code not in without]


def offering(dice: Random, folk: People, day: date) -> Piece:  # noqa: ARG001 (software has no season)
    """A system with its price, for the firms that it is meant for."""
    member = dice.choice(folk.digital if chance(dice, 0.9) else folk.universities)
    domain = weighted(dice, [(code, row[0] + 4) for code, row in words.DOMAINS.items()])
    _, _, _, has, (low, high) = words.DOMAINS[domain]
    more = [code for code in words.RELATED[domain] if chance(dice, 0.3)]
    says, price = pick(dice, has), stepped(dice, low, max(low + 2, high * 2 // 3))
    target, codes = dice.choice([words.TARGETS[at] for at in words.FOR.get(domain, range(9))])
    terms = DigitizationOffering(
        domains=maybe(dice, (domain, *more)),
        level_min=maybe(dice, weighted(dice, ASKED_LEVELS)),
        price_from_fen=maybe(dice, price * WAN),
        capacity=maybe(dice, stepped(dice, 2, 15)),
    )
    also = "，{也做|兼做}" + "、".join(DIGITAL_DOMAINS[code] for code in more) if more else ""
    name = says.split("，")[0]
    return Piece(
        member=member,
        title=name if chance(dice, 0.7) else f"{name}（{target}）",
        text=_offered(dice, says + also, target, terms),
        terms=terms,
        days=stepped(dice, 150, 300, 10),
        regions=weighted(dice, SERVED),
        industries=maybe(dice, codes, 0.6) or (),
        public=chance(dice, 0.5),
    )


def _offered(dice: Random, says: str, target: str, terms: DigitizationOffering) -> str:
    level = terms.level_min or 1
    return sentence(
        dice,
        dice.choice(words.OFFERS),
        has=says,
        who2=target,
        price=stated(terms.price_from_fen, words.PRICE),
        figure=str((terms.price_from_fen or 0) // WAN),
        level=words.LEAST if level > 1 else "",
        asked=words.ASKED.get(level, ""),
        days=words.DAYS,
        cases=words.CASES,
        ask=words.SALE_ASK,
        ask2=words.PROMISE,
    )


def change_need(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    terms: Any = content.terms
    if terms.budget_fen:
        budget = terms.budget_fen // WAN + dice.choice((3, 5, 8))
        return {"budget_fen": budget * WAN}, f"补充：可用技改奖补配套，预算放到{budget}万元。"
    return {}, tell(dice, "补充：{先上一个车间试点|要求源代码或数据可导出|已做过一次现场调研}。")


def change_offering(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    terms: Any = content.terms
    if terms.price_from_fen and terms.price_from_fen > 4 * WAN:
        price = terms.price_from_fen // WAN - 1
        return {"price_from_fen": price * WAN}, f"活动价{price}万元起，签约截至季度末。"
    return {}, tell(dice, "补充：{新增手机端|新增县内一家样板|可对接省工业互联网平台}。")


NEEDS_SIDE = Side(track="digitization", side="need", count=150, make=need, change=change_need)
OFFERS_SIDE = Side(
    track="digitization", side="offering", count=90, make=offering, change=change_offering
)
