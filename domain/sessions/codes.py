"""Code lists of docking sessions. Codes are stored, Chinese titles shown."""

from __future__ import annotations

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
