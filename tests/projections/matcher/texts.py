"""Texts made for the matcher's tests: a small market of needs and offerings, and random ones."""

from __future__ import annotations

from hypothesis import strategies as st

from projections.matcher import Settings, fit

OFFERINGS = {
    "bridge": "县级应急转贷基金，为贷款临近到期的小微企业办理过桥，用款三至十五天",
    "equipment": "设备按揭贷款，购置数控机床和生产线可贷设备价款的七成，急需资金可以加急办理",
    "working": "流动资金循环贷，用于采购原料和日常周转，随借随还",
    "unsecured": "纯信用线上贷款，不需要抵押物，按纳税记录核定额度",
    "mortgage": "以厂房和土地抵押的经营性贷款，最长五年",
    "silane": "电子级硅烷的提纯与储运技术，可转让专利三项",
    "glass": "超白光伏玻璃，厚度二至三毫米，年产能四十万吨",
    "coke": "焦炭和煤焦油深加工产品，常年供应",
    "operator": "本地职业学校毕业生，可做普工和仓库管理",
    "lathe": "数控专业学员三十名，会操作数控车床，可顶岗",
    "cloud": "帮助工厂把ERP和MES搬到云平台，按月付费",
    "reward": "首次认定高新技术企业的给予一次性奖补",
}
NEEDS = {
    "refinance": "急需倒贷资金，原贷款下月到期",
    "machines": "计划购置两条生产线，想申请设备贷款",
    "staff": "招收一线工人二十名，两班倒",
    "turners": "急缺会用数控车床的技工",
    "software": "车间想上MES系统，把生产数据放到云上",
    "gas": "寻找高纯硅烷气的生产技术",
    "panels": "采购太阳能玻璃，每月五千平方米",
    "boilerplate": "公司提供服务。有限公司！500，3.5",
}

MODEL = fit([*OFFERINGS.values(), *NEEDS.values()])
PLAIN = fit([*OFFERINGS.values(), *NEEDS.values()], Settings(length_slope=100, concept_weight=1))

PIECES = [
    *("流动资金", "倒贷", "过桥", "设备", "贷款", "企业", "数控车床", "的", "和", "，", "。"),
    *("MES", "㈱", "５Ｇ", "500", "硅烷", "焦炭", "ﬁ", "É", "e\u0301"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=40)
