"""The timeline of a record: its events in the words that people use, with who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.administration.user import TITLES
from domain.leads import consent, lead
from domain.log.entry import Entry
from domain.matching import proposal
from domain.postings import posting
from domain.values.money import show_money
from services.web.request import Look

CYCLES = {
    "need": posting.LIFECYCLE,
    "offering": posting.LIFECYCLE,
    "lead": lead.LIFECYCLE,
    "consent": consent.LIFECYCLE,
    "proposal": proposal.LIFECYCLE,
}
OTHERS = {
    "party.registered": "登记",
    "party.revised": "修改资料",
    "party.contact_set": "设定联系人",
    "party.status_changed": "更改状态",
    "user.added": "新增用户",
    "user.revised": "修改用户",
    "user.closed": "停用用户",
    "user.reopened": "恢复用户",
    "user.password_changed": "更改密码",
    "user.signed_in": "登录",
    "user.sign_in_refused": "登录失败",
    "user.signed_out": "退出",
    "user.exported": "导出",
    "access_key.issued": "发放密钥",
    "access_key.revoked": "收回密钥",
    "access_key.used": "使用密钥",
    "parameter.set": "更改参数",
    "calendar.day_set": "调整工作日",
}


@dataclass(frozen=True)
class Moment:
    """One event. `who` is a role: whose name it was is for the audit."""

    position: int
    at: datetime
    on: str
    title: str
    who: str
    detail: str


def timeline(look: Look, stream: str) -> list[Moment]:
    """What happened in a stream up to the day that is shown, the latest first."""
    lines = look.house.ledger.read(stream)
    shown = [one for one in lines if look.at is None or one.position <= look.at]
    return [_moment(one.entry()) for one in reversed(shown)]


def title(name: str) -> str:
    """What happened, by the event's name."""
    kind, _, verb = name.partition(".")
    if kind in CYCLES:
        steps = [step for step in CYCLES[kind].steps if step.event == verb]
        if steps:
            return steps[0].title
    return OTHERS.get(name, name)


def _moment(entry: Entry) -> Moment:
    role = {**{r.value: t for r, t in TITLES.items()}, "clock": "系统时钟", "system": "系统"}
    return Moment(
        position=entry.position,
        at=entry.recorded_at,
        on=entry.effective_on.isoformat(),
        title=title(entry.event.name),
        who=role.get(entry.role, entry.role),
        detail=_detail(entry.event),
    )


def _detail(event: Any) -> str:
    amount = getattr(event, "amount_fen", None)
    day = getattr(event, "on", None)
    parts = [show_money(amount) if amount else "", day.isoformat() if day else ""]
    return " · ".join(part for part in parts if part)
