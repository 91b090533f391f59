"""Code lists of consents and leads. Codes are stored, Chinese titles shown."""

from __future__ import annotations

REJECTION_REASONS = {  # which of them a track has is among its words
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
    "blacklisted": "列入失信或银行黑名单",
    "overdue_debt": "有逾期未还的债务",
    "litigation": "涉诉或被执行",
    "no_credit_check": "未授权查询征信",
    "too_young": "经营年限不够",
    "conditions_unmet": "不符合申报条件",
    "window_closed": "不在申报时间内",
    "out_of_stock": "没有货或产能不够",
    "price_unfit": "价格谈不拢",
    "spec_unfit": "规格或质量达不到",
    "delivery_unfit": "交货时间赶不上",
    "beyond_expertise": "不是本单位的专长",
    "basis_unfit": "企业信息化基础不够",
    "budget_unfit": "预算不够",
    "schedule_unfit": "时间安排不过来",
    "no_candidates": "没有合适的人选",
    "wage_unfit": "工资待遇谈不拢",
    "conditions_unfit": "班制、住宿等条件不合",
    "start_unfit": "到岗时间赶不上",
    "other": "其他",
}

NOTE_KINDS = {  # of what the receiver's own people note about a lead
    "note": "备注",
    "reached": "电话已接通",
    "no_answer": "电话未接通",
    "met": "面谈",
    "visited": "上门走访",
    "documents": "收到资料",
}
CONTACT_RESULTS = ("reached", "met", "visited", "no_answer")


LEAD_ENDS = {  # why a lead ended by itself: which side takes part no more, and how it stands
    "enterprise_deregistered": "企业已注销",
    "enterprise_dormant": "企业已停业",
    "enterprise_merged": "企业已并入另一单位",
    "receiver_deregistered": "对接单位已注销",
    "receiver_dormant": "对接单位已停业",
    "receiver_unreachable": "对接单位失联",
    "receiver_merged": "对接单位已并入另一单位",
}


LEAD_WITHDRAWALS = {
    "too_slow": "对方办理太慢",
    "terms": "条件不合适",
    "chosen_another": "已选择其他对象",
    "no_longer_needed": "不再需要",
    "other": "其他",
    "consent_revoked": "撤回了授权",
}


DISTRIBUTION = {
    "exclusive": "一次只交给一家",
    "panel": "同时交给至多三家",
    "open_claim": "由获授权的单位先接先得",
}


CONSENT_PURPOSES = {"docking": "就这条需求与本单位对接洽谈"}


DATA_KINDS = {
    "need": "需求的全文与条款",
    "company": "企业名称、统一社会信用代码、地区、行业与规模",
    "contact": "联系人姓名与电话",
}


KINDS_IN_SHORT = {"need": "需求内容", "company": "企业名称和代码", "contact": "联系人和电话"}


CONSENT_METHODS = {"click": "网页点击", "sms": "短信验证码", "paper": "纸质签字扫描"}
