"""What each view is about, for whoever looks after the house: its name is for the command line."""

from __future__ import annotations

from collections.abc import Mapping

VIEW_TITLES: Mapping[str, str] = {
    "seals": "封存链",
    "times": "时刻",
    "parties": "单位",
    "market": "需求和供给",
    "proposals": "匹配结果",
    "decisions": "答复",
    "consents": "授权",
    "leads": "线索",
    "outbox": "待发的消息",
    "teasers": "授权前的预览",
    "extensions": "线索补充",
    "funnel": "进展统计",
    "counted": "指标",
    "lexicons": "同义词典",
    "sessions": "对接会",
    "users": "用户",
    "notices": "通知",
    "activations": "激活码",
    "imports": "导入的文件",
    "subjects": "个人信息",
    "registrations": "企业登记",
}
