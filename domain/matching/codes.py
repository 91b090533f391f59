"""Code lists of proposals. Codes are stored, Chinese titles shown."""

from __future__ import annotations

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
