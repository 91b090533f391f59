"""Industry–university–research: problems that firms can't solve alone, and results that might."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from domain.postings.codes import COOPERATION
from domain.postings.content import Content
from domain.postings.terms import AcademiaNeed, AcademiaOffering
from services.demo.county.parties import TRADES, Firm, People
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
from services.demo.county.words import academia as words
from services.demo.county.words.names import HENAN, XUCHANG
from services.demo.county.words.topics_heavy import TOPICS_HEAVY
from services.demo.county.words.topics_light import TOPICS_LIGHT
from services.demo.county.words.trade import Topic

WAYS = tuple(COOPERATION)
SERVED = (((HENAN,), 5), ((), 4), ((XUCHANG,), 2))
WANTED_LEVELS = ((4, 2), (5, 3), (6, 4), (7, 3), (8, 1))
LEVELS = ((3, 1), (4, 2), (5, 3), (6, 4), (7, 4), (8, 2), (9, 1))

TOPICS = TOPICS_HEAVY + TOPICS_LIGHT


def need(dice: Random, folk: People, day: date) -> Piece:
    """A problem of a firm's trade, with the figures of this firm."""
    firm = dice.choice(folk.firms)
    topic = dice.choice([topic for topic in TOPICS if firm.trade.key in topic.trades.split("|")])
    ways = tuple(dice.sample(WAYS[:5], 1 + dice.randrange(2)))
    terms = AcademiaNeed(
        trl_min=maybe(dice, weighted(dice, WANTED_LEVELS), 0.62),
        budget_fen=maybe(dice, _money(dice, 400) * WAN),
        cooperation=maybe(dice, ways),
        ip_terms=maybe(dice, pick(dice, words.RIGHTS), 0.35),
        needed_by=maybe(dice, day + timedelta(days=stepped(dice, 120, 480, 10))),
    )
    title = pick(dice, topic.title)
    return Piece(
        member=firm,
        title=tell(dice, "{攻关|求解|技术需求}：") + title if chance(dice, 0.3) else title,
        text=_asked(dice, firm, topic, terms),
        terms=terms,
        days=stepped(dice, 240, 365, 5),
        regions=maybe(dice, (firm.county,), 0.96) or (),
        industries=maybe(dice, firm.industries) or (),
    )


def _asked(dice: Random, firm: Firm, topic: Topic, terms: AcademiaNeed) -> str:
    return sentence(
        dice,
        dice.choice(words.NEEDS),
        who=firm.whom,
        does=firm.does,
        wants=_numbers(dice, either(topic.wants), topic),
        goal=_numbers(dice, either(topic.goal), topic),
        budget=stated(terms.budget_fen, words.BUDGET),
        figure=str((terms.budget_fen or 0) // WAN),
        coop=stated(terms.cooperation, words.COOP),
        ways="或".join(COOPERATION[way] for way in terms.cooperation or ()),
        level=stated(terms.trl_min, words.LEVEL),
        stage=words.STAGES.get(terms.trl_min or 0, ""),
        by=stated(terms.needed_by, words.BY),
        when=about(terms.needed_by) if terms.needed_by else "",
    )


def offering(dice: Random, folk: People, day: date) -> Piece:  # noqa: ARG001 (research has no season)
    """A result of an institute, or of a supplier of technical services."""
    institutes = [member for member in folk.universities if "职业" not in member.profile.title]
    member = dice.choice(institutes if chance(dice, 0.88) else folk.dealers[6:9] or institutes)
    topic = dice.choice(TOPICS)
    level = weighted(dice, LEVELS)
    if level < 6 and any(word in topic.has for word in words.PROVEN):
        level = 6
    terms = AcademiaOffering(
        trl=maybe(dice, level),
        fee_fen=maybe(dice, _money(dice, 300) * WAN),
        cooperation=maybe(dice, tuple(dice.sample(WAYS, 1 + dice.randrange(3)))),
        capacity=maybe(dice, stepped(dice, 1, 6)),
    )
    trades = [trade for trade in TRADES if trade.key in topic.trades.split("|")]
    return Piece(
        member=member,
        title=pick(dice, topic.result),
        text=_text(dice, topic, [trade.names.split("|")[0] for trade in trades[:2]], terms),
        terms=terms,
        days=stepped(dice, 200, 365, 5),
        regions=weighted(dice, SERVED),
        industries=maybe(dice, tuple(dict.fromkeys(trade.code[:3] for trade in trades)), 0.7) or (),
        public=chance(dice, 0.5),
    )


def _text(dice: Random, topic: Topic, trades: list[str], terms: AcademiaOffering) -> str:
    grade = words.STAGES.get(terms.trl or 0, "")
    fresh = bool(grade) and grade not in topic.has  # not said already
    ways = terms.cooperation or ()
    ending = "{都可|均可谈}" if len(ways) > 1 else "{可谈|优先}"
    return sentence(
        dice,
        dice.choice(words.OFFERS),
        has=_numbers(dice, either(topic.has), topic),
        trouble=_numbers(dice, either(topic.wants), topic),
        trade="、".join(trades),
        stage=words.STAGE if fresh else "{细节可面谈|有检测报告}",
        done=words.DONE if fresh else "",
        grade=grade,
        patents=words.EARLY if not terms.trl or terms.trl < 7 else words.PROVED,
        coop="、".join(COOPERATION[w] for w in ways) + ending if ways else "合作方式{灵活|面谈}",
        fee=stated(terms.fee_fen, words.FEE),
        figure=str((terms.fee_fen or 0) // WAN),
    )


def _money(dice: Random, most: int) -> int:
    """万元: mostly small, seldom large."""
    ranges = (((8, 40, 2), 4), ((40, 120, 5), 4), ((120, most, 20), 1))
    return stepped(dice, *weighted(dice, ranges))


def _numbers(dice: Random, phrase: str, topic: Topic) -> str:
    """Figures in a phrase; drawn anew each time, as no two firms measure alike."""
    now, then = stepped(dice, *topic.now), stepped(dice, *topic.then)
    return phrase.replace("{a}", str(now)).replace("{b}", str(then))


def change_need(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    terms: Any = content.terms
    if terms.budget_fen:
        budget = terms.budget_fen // WAN + dice.choice((10, 15, 20))
        why = tell(dice, "{更新|补充}：{董事会同意追加|纳入年度研发计划}")
        return {"budget_fen": budget * WAN}, f"{why}，预算提到{budget}万元。"
    note = "补充：{近三个月的生产记录可以提供|试验费用另行结算|可提供中试场地和公用工程}。"
    return {}, tell(dice, note)


def change_offering(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    terms: Any = content.terms
    if terms.trl and terms.trl < 9:
        return {"trl": terms.trl + 1}, f"进展：已做到{words.STAGES[terms.trl + 1]}。"
    note = "补充：{新增一件发明专利授权|检测报告已更新|可申请省科技特派员项目支持}。"
    return {}, tell(dice, note)


NEEDS_SIDE = Side(track="academia", side="need", count=160, make=need, change=change_need)
OFFERS_SIDE = Side(
    track="academia", side="offering", count=150, make=offering, change=change_offering
)
