"""The table: of each kind of posting its fields, and by which rule each is read from a text."""

from __future__ import annotations

from domain.postings.reading.conditions import conditions
from domain.postings.reading.days import dates
from domain.postings.reading.figures import (
    UNITS,
    amount_range,
    amounts,
    part,
    people,
    prices,
    quantities,
    rates,
    tenors,
    wages,
)
from domain.postings.reading.matches import Finder, likeliest, near
from domain.postings.reading.words import (
    COLLATERAL,
    COOPERATION,
    DOMAINS,
    LEVELS,
    OFFERED_COLLATERAL,
    PURPOSES,
    SHIFTS,
    WORKING_CAPITAL,
    branches,
    called,
    coded,
    first_of,
    places,
    together,
    yes_no,
)
from domain.values.qualifiers import WORDS_BEFORE, WORDS_BEHIND

NOT_A_LOAN = (
    r"预算|报价|营收|收入|产值|年产|销售|注册资本|订单|货值|总价|投资|利润|欠|还了|奖|补贴|月薪|工资|单价"
    r"|每[吨个件台]|存款|纳税|评估|亏"
)
_COUNTED = (  # about 100 tons: with the words that say how exactly it is meant
    rf"(?:(?:{WORDS_BEFORE})?\s*[0-9.一二三四五六七八九十百千万两]+\s*[来多余]?\s*"
    rf"(?:{'|'.join(UNITS)})(?:{WORDS_BEHIND})?的?)"
)
_BUYS = r"(?:买|采购|购买|求购|收购|收(?![入益到款据支回费])|订购?|要|需要?)"
_SELLS = r"(?:供应|出售|卖(?![不得出掉给])|销售)"
_GOODS = (  # no figure with its unit, and no digit of a longer one
    rf"(?!本地|本县|县内|{_BUYS}|{_COUNTED})"
    r"(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,16}?)(?<![0-9](?=[0-9]))"
)
_STOP = "月底|年底|要货|急用|要求|用于|需要|找|求|现货|有货|供应"
_END = rf"(?=[，,。；;！!？?\s、（(]|{_COUNTED}|{_STOP}|$)"
_NOT_IN_JOB = (
    "招聘缺要供可有个名位左右收再还和派遣输送提出为是的，,、。\\s0-9一二三四五六七八九十两几"
)
TRADES = (
    "普工|技工|焊工|车工|钳工|电工|缝纫工|操作工|包装工|装配工|搬运工|质检员|仓管员|销售员|文员|会计|司机|厨师"
    "|保安|保洁|家政|月嫂|护工|保姆|瓦工|木工|钢筋工|油漆工|管道工|裁剪工|挡车工|叉车工|分拣员|快递员"
    "|缝纫女工|临时工|熟练工|学徒|工程师|技术员|业务员|主播|客服|工人"
)
_JOB = (
    rf"(?:(?<![^{_NOT_IN_JOB}])|(?<=以上)|(?<=以内)|(?<=出头))(?!以上|以内|头)"
    rf"(?P<name>[^{_NOT_IN_JOB}]{{0,4}}(?:{TRADES}))"
)
_WORKERS = rf"(?<![^{_NOT_IN_JOB}])(?P<name>[^{_NOT_IN_JOB}]{{2,8}}的[男女]工)"  # 踩缝纫机的女工
_SOLD_THERE = r"\A有?(?:客户|销售|业务|卖)"
_PLACE = near(places(r"在|位于|坐落于?|厂址是?|地址是?"), r"", _SOLD_THERE)
_AREA = places(r"面向|服务|限|只做|只限|覆盖|卖到|发往|送到|可送|在")
_BY = r"前|之前|到位|要用|急用|需要|要货|交货|送到|到货|交付|要|内|完成|上线|用上"

_NO_PAY = r"年薪|押金|罚款"

TABLE: dict[str, dict[str, Finder]] = {
    "bank.need": {
        "amount_fen": likeliest(amounts, r"[贷借]|融资|申请|缺口?|授信|资金", NOT_A_LOAN),
        "tenor_days": tenors,
        "purpose": first_of(coded(PURPOSES), coded(WORKING_CAPITAL)),
        "collateral_kinds": together(coded(COLLATERAL)),
        "max_rate_bp": near(rates, r"利率|利息|年化|息"),
        "needed_by": near(dates, _BY, r"到期"),
        "existing_loan_due_on": near(dates, r"到期"),
        "existing_bank": called(
            r"(?:原来?在|欠|之前在|现在在)(?P<name>[\u4e00-\u9fff]{1,8}?(?:银行|农商行|信用社|农信社))"
        ),
        "regions": _PLACE,
        "industries": branches,
    },
    "bank.offering": {
        "amount_min_fen": amount_range(0),
        "amount_max_fen": first_of(
            amount_range(1), near(amounts, r"最高|不超过|以内|以下|上限|封顶")
        ),
        "tenor_max_days": near(tenors, r"最长|不超过|以内|期限|期"),
        "purposes": together(coded(PURPOSES | WORKING_CAPITAL)),
        "collateral_kinds": together(coded(OFFERED_COLLATERAL)),
        "rate_from_bp": near(rates, r"利率|利息|年化|息"),
        "regions": _AREA,
        "industries": branches,
    },
    "sales.need": {
        "product_name": called(rf"{_BUYS}+\s*(?:一批)?(?:{_COUNTED}\s*(?:的)?)?{_GOODS}{_END}"),
        "quantity": part(quantities, 0),
        "unit": part(quantities, 1),
        "max_unit_price_fen": prices,
        "deliver_by": near(dates, _BY),
        "local_only": yes_no("local_only"),
        "regions": _PLACE,
    },
    "sales.offering": {
        "product_name": first_of(
            called(rf"{_SELLS}\s*(?:一批)?(?:{_COUNTED}\s*(?:的)?)?{_GOODS}{_END}"),
            called(rf"{_COUNTED}(?P<name>[\u4e00-\u9fff]{{2,12}}?)(?=[想要]?[找求卖])"),
            called(r"(?P<name>[\u4e00-\u9fff]{2,12})(?=[找求](?:销路|买家))"),
        ),
        "quantity": near(part(quantities, 0), r"", r"\A\s*起[订批]"),
        "unit": part(quantities, 1),
        "min_quantity": near(part(quantities, 0), r"\A\s*起[订批]"),
        "unit_price_fen": prices,
        "deliver_from": near(dates, r"起|后|开始|可供|发货"),
        "regions": _AREA,
    },
    "academia.need": {
        "budget_fen": likeliest(amounts, r"预算|经费|出|投|费用", r"营收|产值|收入|损失|亏|订单"),
        "cooperation": together(coded(COOPERATION)),
        "needed_by": near(dates, _BY),
        "regions": _PLACE,
        "industries": branches,
    },
    "academia.offering": {
        "fee_fen": near(amounts, r"费用|转让费|报价|收费|价"),
        "cooperation": together(coded(COOPERATION)),
        "industries": branches,
    },
    "labor.need": {
        "occupation": first_of(called(_JOB), called(_WORKERS)),
        "headcount": near(people, r"招|聘|缺|要|需", r"共有|现有|已有|员工|职工"),
        "wage_min_fen": near(wages(0), r"", _NO_PAY),
        "wage_max_fen": near(wages(1), r"", _NO_PAY),
        "shift": coded(SHIFTS),
        "housing": yes_no("housing"),
        "start_on": near(dates, r"到岗|上班|入职|开工|上岗"),
        "season_end_on": near(dates, r"干到|做到|结束|为止"),
        "regions": _PLACE,
    },
    "labor.offering": {
        "occupation": called(_JOB),
        "headcount": people,
        "wage_from_fen": wages(0),
        "shifts": together(coded(SHIFTS)),
        "housing_needed": yes_no("housing_needed"),
        "available_from": near(dates, r"到岗|上班|可以?来|起|后"),
        "regions": _AREA,
    },
    "digitization.need": {
        "domain": coded(DOMAINS),
        "current_level": coded(LEVELS),
        "budget_fen": likeliest(amounts, r"预算|经费|出|投|费用|左右|以内", r"营收|产值|收入|订单"),
        "go_live_by": near(dates, r"前|上线|用上|启用"),
        "regions": _PLACE,
        "industries": branches,
    },
    "digitization.offering": {
        "domains": together(coded(DOMAINS)),
        "price_from_fen": near(amounts, r"起|报价|价"),
        "regions": _AREA,
        "industries": branches,
    },
    "policy.need": {
        "employees": near(people, r"职工|员工|工人|共有?|现有"),
        "revenue_fen": near(amounts, r"营收|营业收入|销售收入|年收入", r"研发|投资"),
        "rd_spend_fen": near(amounts, r"研发(?:投入|费用|花)"),
        "rd_ratio_bp": near(rates, r"研发"),
        "investment_fen": near(amounts, r"投资", r"研发|营收"),
        "new_hires": near(people, r"新招|新增"),
        "above_scale": yes_no("above_scale"),
        "high_tech": yes_no("high_tech"),
        "srdi": yes_no("srdi"),
        "exports": yes_no("exports"),
        "regions": _PLACE,
        "industries": branches,
    },
    "policy.offering": {
        "conditions": conditions,
        "benefit_fen": first_of(
            near(amounts, r"最高|不超过|封顶|上限", r"不低于|以上|投资额"),
            near(amounts, r"奖|补|资助", r"不低于|以上|投资|营收|收入"),
        ),
        "benefit_rate_bp": near(rates, r"补|奖|资助|给予", r"不低于|不少于|增长|占比|达到|以上"),
        "apply_from": near(dates, r"起申报|开始申报|申报开始|起受理|开始受理"),
        "apply_through": near(
            dates, r"申报截止|截止|截至|前申报|止申报|前提交|前报送", r"起申报|开始"
        ),
        "regions": _AREA,
        "industries": branches,
    },
}
