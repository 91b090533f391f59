"""What a message to a receiver is about, in words."""

from __future__ import annotations

from domain.core.lifecycle import event_title
from services.outbound.messages import WITHHELD

TITLES = {
    "lead.delivered": "新线索",
    "lead.withdrawn": "企业撤回线索",
    "lead.lapsed": "线索逾期失效",
    "lead.ended": "线索终止：一方已停业、注销或并入另一单位",
    "consent.revoked": "企业收回授权",
    "consent.expired": "授权到期",
    WITHHELD: "授权已结束，不再提供",
    "feed": "一个事件",
    "reply.accepted": "已办理",
    "reply.refused": "不能办理，写明原因",
    "reply.malformed": "看不懂，写明哪里和怎样改",
}


def message_title(name: str) -> str:
    """By its type, without `docking.`."""
    return TITLES.get(name) or event_title(name)
