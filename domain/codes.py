"""Code lists: the words a field may take. Codes are stored, Chinese titles shown."""

from __future__ import annotations

from dataclasses import dataclass

PURPOSES = {
    "working_capital": "流动资金",
    "bridge": "转贷过桥",
    "equipment": "购置设备",
    "construction": "厂房建设",
    "technical_upgrade": "技术改造",
    "purchase": "原料采购",
    "export_trade": "外贸结算",
    "research": "研发投入",
    "agriculture": "农业生产",
    "other": "其他",
}

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

PARTY_ROLES = {
    "enterprise": "企业",
    "bank": "银行及金融机构",
    "department": "政府部门",
    "university": "高校院所",
    "agency": "人力与中介机构",
    "supplier": "供应商与服务商",
}

SCALES = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}

WITHDRAWAL_REASONS = {
    "solved_elsewhere": "已通过其他途径解决",
    "no_longer_needed": "不再需要",
    "published_by_mistake": "发布有误",
    "capacity_gone": "已无能力提供",
    "merged": "与另一条合并",
    "other": "其他",
}

FULFILMENT_REASONS = {
    "through_docking": "经对接达成",
    "partly_through_docking": "经对接部分达成",
    "elsewhere": "经其他途径达成",
}

# What a policy's condition may ask of an enterprise: the field of the policy need's facts.
FACTS = {
    "employees": "职工人数",
    "revenue_fen": "上年营业收入",
    "rd_spend_fen": "上年研发投入",
    "rd_ratio_bp": "研发投入占比",
    "investment_fen": "项目投资额",
    "new_hires": "当年新增就业",
    "years_running": "成立年数",
    "above_scale": "规模以上企业",
    "high_tech": "高新技术企业",
    "srdi": "专精特新企业",
    "exports": "有出口业务",
}

OPERATORS = {
    "at_least": "不低于",
    "at_most": "不高于",
    "is": "为",
}

# Why a party doesn't want a proposal; which of what the two sides state it is about.
DECLINE_REASONS = {
    "not_relevant": "内容不相关",
    "amount": "金额不合适",
    "tenor": "期限不合适",
    "rate": "利率不合适",
    "collateral": "担保方式不合适",
    "location": "地区不合适",
    "timing": "时间不合适",
    "capacity_full": "名额已满",
    "already_partner": "已是合作方",
    "competitor": "存在竞争关系",
    "prior_bad_experience": "以往合作不愉快",
    "other": "其他",
}

REJECTION_REASONS = {
    "credit_record": "信用记录",
    "cash_flow": "现金流",
    "collateral_insufficient": "担保不足",
    "leverage": "负债过高",
    "industry_policy": "行业政策限制",
    "purpose_unsupported": "用途不支持",
    "documents_incomplete": "资料不全",
    "unable_to_verify": "情况无法核实",
    "amount_out_of_range": "金额超出范围",
    "enterprise_declined_terms": "企业不接受条件",
    "duplicate": "重复",
    "unreachable": "联系不上",
    "other": "其他",
}

LEAD_WITHDRAWALS = {
    "too_slow": "对方办理太慢",
    "terms": "条件不合适",
    "chosen_another": "已选择其他对象",
    "no_longer_needed": "不再需要",
    "other": "其他",
}

DISTRIBUTION = {
    "exclusive": "一次只交给一家",
    "panel": "同时交给至多三家",
    "open_claim": "由获授权的对象抢单，先到先得",
}

CONSENT_PURPOSES = {"docking": "就这条需求与本单位对接洽谈"}

DATA_KINDS = {
    "need": "需求的全文与条款",
    "company": "企业名称、统一社会信用代码、地区、行业与规模",
    "contact": "联系人姓名与电话",
}

CONSENT_METHODS = {"click": "网页点击", "sms": "短信验证码", "paper": "纸质签字扫描"}

SESSION_KINDS = {
    "one_to_one": "一对一洽谈",
    "themed": "专题对接",
    "training": "培训",
    "visit": "上门走访",
    "press_conference": "新闻发布会",
    "policy_month": "政策宣传月活动",
}

MEETING_OUTCOMES = {
    "did_not_take_place": "没有见成",
    "no_interest": "没有意向",
    "informative_only": "了解情况",
    "cooperation_possible": "可能合作",
    "intent_signed": "签订意向",
}

# What became of a meeting from which something may come.
FOLLOW_UPS = {"progressing": "仍在推进", "landed": "已落地", "closed": "已了结"}


@dataclass(frozen=True)
class ResultKind:
    """A kind of result: on which track it counts, and which quantity it has (a field's name)."""

    title: str
    track: str
    measure: str = ""


RESULT_KINDS = {
    "purchase": ResultKind("购买使用本地产品", "sales", "amount_fen"),
    "hire": ResultKind("招用人员", "labor", "people"),
    "transfer": ResultKind("科技成果转化", "academia", "amount_fen"),
    "digital": ResultKind("数字化改造完成", "digitization"),
    "policy_paid": ResultKind("政策资金兑现", "policy", "amount_fen"),
}

QUALIFIERS = {"exact": "", "about": "约", "nearly": "近", "over": "余"}

STATISTICS = {  # with their units
    "new_sme_loans": ("新增中小微企业贷款", "元"),
    "awareness_asked": ("政策知晓率调查：受访", "家"),
    "awareness_yes": ("政策知晓率调查：知晓", "家"),
}
