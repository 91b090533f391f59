"""Code lists of needs and offerings. Codes are stored, Chinese titles shown."""

from __future__ import annotations

from domain.parties.facts import Facts

PURPOSES = {
    "working_capital": "流动资金",
    "bridge": "转贷过桥",
    "equipment": "购置设备",
    "construction": "厂房建设",
    "technical_upgrade": "技术改造",
    "purchase": "原料采购",
    "payroll": "发放工资",
    "export_trade": "外贸结算",
    "research": "研发投入",
    "agriculture": "农业生产",
    "other": "其他",
}
# Whoever lends for the wider purpose lends for this one: what is bought and paid from day to day is
# working capital.
PURPOSE_WITHIN = {"purchase": "working_capital", "payroll": "working_capital"}


COLLATERAL = {
    "unsecured": "信用",
    "mortgage": "房地产抵押",
    "equipment_mortgage": "设备抵押",
    "pledge": "存单或股权质押",
    "receivables": "应收账款质押",
    "intellectual_property": "知识产权质押",
    "guarantee": "第三方保证",
    "guarantee_company": "担保公司担保",
    "inventory": "存货或仓单质押",
}


COOPERATION = {
    "commissioned": "委托开发",
    "joint": "联合研发",
    "transfer": "成果转让",
    "license": "许可使用",
    "consulting": "技术咨询",
    "platform": "共建平台",
}


DIGITAL_DOMAINS = {
    "cloud": "企业上云",
    "network_5g": "5G与工业网络",
    "mes": "生产执行MES",
    "erp": "企业管理ERP",
    "iiot": "设备联网与工业互联网",
    "security": "网络与数据安全",
    "diagnosis": "数字化诊断咨询",
    "design": "研发设计CAD/PLM",
    "logistics": "仓储物流WMS",
    "ecommerce": "电商与营销数字化",
}


SHIFTS = {"day": "白班", "night": "夜班", "two": "两班倒", "three": "三班倒", "flexible": "弹性"}


VISIBILITY = {"matched_only": "仅匹配对象可见", "public": "公开", "invited": "仅受邀可见"}


BY_MISTAKE = "published_by_mistake"  # what was withdrawn so has never counted
WITHDRAWAL_REASONS = {
    "solved_elsewhere": "已通过其他途径解决",
    "no_longer_needed": "不再需要",
    BY_MISTAKE: "发布有误",
    "capacity_gone": "已无能力提供",
    "merged": "与另一条合并",
    "deregistered": "单位已注销",
    "other": "其他",
}


FULFILMENT_REASONS = {
    "through_docking": "经对接办成",
    "partly_through_docking": "经对接办成一部分",
    "elsewhere": "经其他途径办成",
}


def _levels(words: str) -> dict[str, str]:
    """The nine levels of a scale, each in words: what is stored is its number."""
    return {str(n): f"{word}（{n}级）" for n, word in enumerate(words.split(), 1)}


TRL = _levels("只有想法 有技术方案 做过实验 实验室样品 小试 中试 试生产 小批量生产 可量产")
DIGITAL_LEVELS = _levels(
    "全靠手工 有电脑但手工记账 用表格记账 有财务软件 有单个系统 主要环节有系统 系统之间已联通 "
    "数据自动采集 用数据辅助决策"
)

# What a policy's condition may ask of an enterprise: the field of the policy need's facts.
FACTS = {name: str(field.title) for name, field in Facts.model_fields.items()}


OPERATORS = {
    "at_least": "不低于",
    "at_most": "不高于",
    "is": "为",
}
