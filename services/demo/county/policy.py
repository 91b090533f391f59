"""Policy: what firms ask for with their facts, and what departments grant under conditions."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from domain.postings.content import Content
from domain.postings.terms import Condition, PolicyNeed, PolicyOffering
from services.demo.county.parties import Firm, FirmFacts, People
from services.demo.county.piece import Piece, Side
from services.demo.county.telling import (
    WAN,
    chance,
    either,
    large,
    maybe,
    month_day,
    percent,
    pick,
    sentence,
    stated,
    stepped,
    tell,
    weighted,
)
from services.demo.county.words import policy as words
from services.demo.county.words.names import HENAN, XIANGCHENG, XUCHANG
from services.demo.county.words.policy import CLAUSES, GRANTS, Grant

SERVED = (((XIANGCHENG,), 6), ((XUCHANG,), 2), ((HENAN,), 1))
KNOWN = 0.87  # how much of its facts a firm states


def need(dice: Random, folk: People, day: date) -> Piece:  # noqa: ARG001 (facts have no season)
    """A firm that asks after a grant; most have a chance, some ask in vain."""
    firm = dice.choice(folk.firms)
    suitable = [grant for grant in GRANTS if not grant.industries or _is_for(grant, firm)]
    likely = [g for g in suitable if all(_may(key, firm.facts) for key in g.conditions)]
    grant = dice.choice(likely if likely and chance(dice, 0.75) else suitable)
    terms = _facts(dice, firm.facts)
    shape = "{想了解|咨询|申请}{name}" if chance(dice, 0.8) else "{问|求}{一下|}惠企政策：{name}"
    return Piece(
        member=firm,
        title=tell(dice, shape, name=pick(dice, grant.title)),
        text=_asked(dice, firm, grant, terms),
        terms=terms,
        days=stepped(dice, 180, 365, 5),
        regions=maybe(dice, (firm.county,), 0.96) or (),
        industries=maybe(dice, firm.industries, 0.92) or (),
    )


def _facts(dice: Random, facts: FirmFacts) -> PolicyNeed:
    """What the firm states of its facts; the ratio only where both figures are known to it."""
    revenue = maybe(dice, facts.revenue * WAN, KNOWN)
    research = maybe(dice, facts.research * WAN, KNOWN)
    investment = stepped(dice, 80, max(300, min(3000, facts.revenue // 4)), 20)
    both = revenue is not None and research is not None
    return PolicyNeed(
        employees=maybe(dice, facts.employees, KNOWN),
        revenue_fen=revenue,
        rd_spend_fen=research,
        rd_ratio_bp=facts.research * 10_000 // facts.revenue if both else None,
        investment_fen=maybe(dice, investment * WAN, KNOWN),
        new_hires=maybe(dice, facts.hired, KNOWN),
        years_running=maybe(dice, facts.years, KNOWN),
        above_scale=maybe(dice, facts.above_scale, KNOWN),
        high_tech=maybe(dice, facts.high_tech, KNOWN),
        srdi=maybe(dice, facts.srdi, KNOWN),
        exports=maybe(dice, facts.exports, KNOWN),
    )


def _asked(dice: Random, firm: Firm, grant: Grant, terms: PolicyNeed) -> str:
    spend = (terms.rd_spend_fen or 0) // WAN
    investment = terms.investment_fen if "invest" in grant.conditions else None
    hired = None if "{hired}" in grant.asks else terms.new_hires
    return sentence(
        dice,
        dice.choice(words.NEEDS),
        who=firm.whom,
        does=firm.does,
        asks=_asks(grant, firm.facts),
        machines=either(firm.trade.machines),
        people=words.PEOPLE if terms.employees else "{人不多|规模不大}",
        staff=str(terms.employees),
        revenue=stated(terms.revenue_fen, words.REVENUE),
        sales=large((terms.revenue_fen or 0) // WAN),
        research=f"，研发投入{spend}万元" if spend >= 5 else "",
        spend=f"{spend}万元" if spend >= 5 else "不少",
        hired=str(terms.new_hires or "十几"),
        hires=stated(hired, f"，今年新增就业{hired}人"),
        invest=stated(investment, f"，项目投了{(investment or 0) // WAN}万元"),
        marks=_marks(terms),
    )


def _is_for(grant: Grant, firm: Firm) -> bool:
    return any(firm.trade.code.startswith(code) for code in grant.industries)


def _may(key: str, facts: FirmFacts) -> bool:
    """Whether a firm may think that it meets a condition."""
    marks = {"tech": facts.high_tech, "srdi": facts.srdi, "export": facts.exports}
    return (marks | {"scale": facts.above_scale, "young": facts.years <= 5}).get(key, True)


def _asks(grant: Grant, facts: FirmFacts) -> str:
    """How the firm asks; one that isn't there yet doesn't say that it is."""
    asks = grant.asks
    if not facts.high_tech:
        asks = asks.replace("高企证书刚到手|", "")
    asks = asks.replace("想往专精特新上靠|" if facts.srdi else "|已是专精特新", "")
    asks = asks.replace("今年营收要过线|" if facts.above_scale else "|刚进规上库", "")
    return either(asks)


def _marks(terms: PolicyNeed) -> str:
    """What a firm says of its standing."""
    marks = (
        (terms.high_tech, "高企"),
        (terms.srdi, "专精特新"),
        (terms.above_scale, "规上"),
        (terms.exports, "有出口"),
    )
    standing = "、".join(word for holds, word in marks if holds)
    years = stated(terms.years_running, f"，成立{terms.years_running}年")
    return (f"，{standing}" if standing else "") + years


def offering(dice: Random, folk: People, day: date) -> Piece:
    """A grant with one to three conditions; the window may be left out, as it is in many papers."""
    grant = dice.choice(GRANTS)
    issuer = folk.departments[grant.issuer % len(folk.departments)]
    opens, closes = (day + timedelta(days=stepped(dice, *r)) for r in ((0, 20), (45, 150)))
    dated = chance(dice, 0.89)
    benefit = stepped(dice, *grant.most, 5 if grant.most[1] > 50 else 1)
    terms = PolicyOffering(
        conditions=tuple(_condition(dice, key) for key in _keys(dice, grant)),
        benefit_fen=maybe(dice, benefit * WAN),
        benefit_rate_bp=maybe(dice, stepped(dice, *grant.rate, 100)) if grant.rate else None,
        apply_from=opens if dated else None,
        apply_through=closes if dated else None,
        doc_no=maybe(dice, f"襄惠企〔2026〕{stepped(dice, 1, 89)}号"),
        issuer=issuer.profile.title,
        auto_grant=chance(dice, 0.2),
    )
    return Piece(
        member=issuer,
        title=tell(dice, "{2026年|本年度|}") + pick(dice, grant.title),
        text=_granted(dice, grant, terms),
        terms=terms,
        days=(closes - day).days if dated else 300,
        regions=weighted(dice, SERVED),
        industries=grant.industries,
        public=True,
    )


def _granted(dice: Random, grant: Grant, terms: PolicyOffering) -> str:
    clauses = [condition.source_text for condition in terms.conditions or ()]
    opens, closes = terms.apply_from, terms.apply_through
    most = stated(terms.benefit_fen, words.MOST) or "{标准见实施细则|额度分档确定}"
    return sentence(
        dice,
        dice.choice(words.OFFERS),
        says=either(grant.says),
        clauses=("；" if len(clauses) < 3 else "，").join(clauses),
        benefit=stated(terms.benefit_rate_bp, words.RATE) + most,
        percent=percent(terms.benefit_rate_bp or 0),
        most=str((terms.benefit_fen or 0) // WAN),
        window=words.WINDOW if closes else "{常年受理|随报随审}",
        window2="，{opens}至{closes}受理" if closes else "，常年受理",
        opens=month_day(opens) if opens else "",
        closes=month_day(closes) if closes else "",
        auto=words.AUTO if terms.auto_grant else words.FORMS,
    )


def _keys(dice: Random, grant: Grant) -> list[str]:
    """One to three clauses; now and then one that such grants seldom ask for."""
    keys = dice.sample(grant.conditions, 1 + dice.randrange(len(grant.conditions)))
    if chance(dice, 0.25):
        facts = [CLAUSES[key][0] for key in keys]
        keys.append(dice.choice([key for key, row in CLAUSES.items() if row[0] not in facts]))
    return keys[:3]


def _condition(dice: Random, key: str) -> Condition:
    fact, operator, values, says = CLAUSES[key]
    if isinstance(values, bool):
        return Condition(fact=fact, operator=operator, value=values, source_text=tell(dice, says))
    value = dice.choice(values)
    text = tell(dice, says, n=percent(value) if fact.endswith("_bp") else str(value))
    return Condition(
        fact=fact,
        operator=operator,
        value=value * WAN if fact.endswith("_fen") else value,
        source_text=text.replace("40000万元", "4亿元"),
    )


def change_need(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    terms: Any = content.terms
    hired = (terms.new_hires or 0) + dice.choice((2, 3, 4))
    return {"new_hires": hired}, f"更新：截至上月，今年新增就业{hired}人。"


def change_offering(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    terms: Any = content.terms
    if terms.apply_through:
        later = terms.apply_through + timedelta(days=dice.choice((10, 15, 30)))
        return {"apply_through": later}, f"通知：申报截止延至{month_day(later)}。"
    return {}, tell(dice, "补充：{申报指南已更新|可到惠企窗口现场辅导|附件模板有调整}。")


NEEDS_SIDE = Side(track="policy", side="need", count=220, make=need, change=change_need)
OFFERS_SIDE = Side(track="policy", side="offering", count=60, make=offering, change=change_offering)
