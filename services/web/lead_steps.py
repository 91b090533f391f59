"""The steps of a lead as its page asks for them: the command of each, its fields, what is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.administration.permission import WRITES
from domain.core.command import Command
from domain.core.lifecycle import Step
from domain.core.personal import Personal
from domain.leads.answers import (
    Acknowledge,
    Approve,
    AssignManager,
    Contact,
    Disburse,
    NoteLead,
    Reject,
    SignIntent,
    Win,
    WithdrawLead,
)
from domain.leads.codes import (
    CONTACT_RESULTS,
    LEAD_WITHDRAWALS,
    NOTE_KINDS,
    REJECTION_REASONS,
)
from domain.leads.consent import RevokeConsent
from domain.leads.lead import LIFECYCLE
from domain.leads.money import waits_bar
from domain.postings.codes import COLLATERAL
from domain.postings.tracks import TRACKS
from projections.leads.leads import LeadRow
from services.files.cells.column import Column
from services.files.cells.writing import written
from services.web.forms import Form, column
from services.web.lead_questions import returned
from services.web.request import PageRequest
from services.web.selectors.covered import consent_behind, may_be_called, sent_of
from services.web.selectors.leads import colleagues

ENDS = {"consent": "同时撤回授权：对方不能再看到需求内容、企业名称和联系人"}
OWN_REASONS = {code: title for code, title in LEAD_WITHDRAWALS.items() if code != "consent_revoked"}
ON = column("on", "日期", "date", example="2026-07-01")
NEXT = column("next_on", "约定下次联系", "date", needed=False)
RESULTS = {code: NOTE_KINDS[code] for code in CONTACT_RESULTS}
ANSWERS: dict[str, tuple[type[Any], tuple[Column, ...]]] = {  # by step: the command and its form
    "acknowledge": (Acknowledge, ()),
    "contact": (
        Contact,
        (
            ON,
            column("result", "结果", "choice", needed=False, choices=RESULTS),
            column("text", "谈了什么", "paragraphs", needed=False),
            NEXT,
        ),
    ),
    "note": (
        NoteLead,
        (
            column("kind", "记什么", "choice", choices=NOTE_KINDS),
            column("text", "内容", "paragraphs", needed=False),
            NEXT,
        ),
    ),
    "sign_intent": (
        SignIntent,
        (ON, column("amount_fen", "意向金额", "money", "万元", needed=False, example="300万元")),
    ),
    "approve": (
        Approve,
        (
            ON,
            column("amount_fen", "授信金额", "money", "万元", example="300万元"),
            column("rate_bp", "年利率", "rate", "%", needed=False, example="4.35%"),
            column("tenor_days", "期限", "days", "天", needed=False, example="1年"),
            column("collateral", "担保方式", "choice", needed=False, choices=COLLATERAL),
            column("through", "额度到期日", "date", needed=False),
        ),
    ),
    "disburse": (
        Disburse,
        (
            ON,
            column("amount_fen", "放款金额", "money", "万元", example="100万元"),
            column("voucher", "借据或凭证号", "text"),
        ),
    ),
    "win": (Win, ()),
    "reject": (
        Reject,
        (
            column("reasons", "主要原因（一至四个）", "choices", choices=REJECTION_REASONS),
            column("note", "说明", "text", needed=False),
        ),
    ),
    "assign": (
        AssignManager,
        (
            column("user", "客户经理", "choice", needed=False),
            column("manager", "或者写姓名、工号", "text", needed=False),
            column("branch", "支行、网点", "text", needed=False),
        ),
    ),
    "withdraw": (
        WithdrawLead,
        (
            column("reason_code", "原因", "choice", choices=OWN_REASONS),
            column("ends", "授权", "choices", choices=ENDS, needed=False),
        ),
    ),
}
LOST = {  # by a step that can't be taken back: what is lost
    "withdraw": "撤回之后对方不再办理，也不能恢复；要再对接，等新的匹配。",
    "reject": "拒绝之后这条线索就办结了；企业的授权还有效、名额还在时，可以在“金额”下恢复办理。",
    "void": "作废之后这一笔不再计入放款，不能恢复；金额、日期或凭证号写错的，请改用“更正”。",
}
LOST_WITHOUT_MONEY = {
    "reject": "拒绝之后这条线索就办结了；企业的授权还有效、名额还在时，"
    "可以在“登记的结果”下恢复办理。"
}
OWN = {  # by a step that only the receiver's people see
    "note": "只有本单位的人能看到，企业和助企办看不到。",
    "contact": "结果和谈话内容只有本单位的人能看到；电话没有接通，不算已联系。",
}
MONEY_STEPS = {"sign_intent": "intent", "approve": "approval", "disburse": "disbursement"}
ASIDE = frozenset({"reject", "assign", "withdraw", "note"})  # never the next thing to do


@dataclass(frozen=True)
class StepForm:
    """A step with its form; `open` where it is the one to be filled in, `warning` where what it
    does can't be taken back, `hint` who sees it."""

    step: Step
    form: Form
    warning: str
    hint: str
    open: bool


def columns_of(request: PageRequest, lead: LeadRow, step: str) -> tuple[Column, ...]:
    """The fields of a step in the words of the lead's track; a lead is given to one of the asker's
    own people."""
    columns = columns_called(lead, step)
    if step != "assign":
        return columns
    people = colleagues(request)
    return tuple(replace(c, choices=people) if c.key == "user" else c for c in columns)


def columns_called(lead: LeadRow, step: str) -> tuple[Column, ...]:
    """The fields of a step as the lead's track calls them, without those that it doesn't ask."""
    words, (_, columns) = TRACKS[lead.track].lead_terms, ANSWERS[step]
    changes: dict[str, dict[str, Any]] = {
        "sign_intent": {"amount_fen": {"label": words.amount}},
        "assign": {"user": {"label": words.manager}, "branch": {"label": words.branch}},
        "reject": {"reasons": {"choices": {c: REJECTION_REASONS[c] for c in words.reasons}}},
    }
    own = changes.get(step, {})
    called = (replace(c, **own.get(c.key, {})) for c in columns)
    return tuple(c for c in called if c.label)


def open_steps(request: PageRequest, lead: LeadRow) -> list[Step]:
    """What whoever looks may do with it now. While money waits nothing of its receiver's leads
    on."""
    if request.at is not None or request.actor.role not in WRITES:
        return []
    own = request.actor.parties
    sides = {"withdraw": lead.enterprise}
    shut = frozenset() if may_be_called(request, lead) else {"contact"}
    return [
        step
        for step in LIFECYCLE.open_steps(lead.status, request.actor.role)
        if step.command in ANSWERS.keys() - shut
        and sides.get(step.command, lead.receiver) in own
        and (TRACKS[lead.track].money or not step.money)
        and not (lead.pending and waits_bar(step))
    ]


def step_forms(
    request: PageRequest, lead: LeadRow, asked: str = "", filled: Form | None = None
) -> Iterator[StepForm]:
    """A form for each of them. The one that was asked for is open, else what comes next, and of a
    line that is drawn whole that is its end; `filled` is what was written into it."""
    steps = open_steps(request, lead)
    aside = ASIDE | {"disburse"} if 0 < lead.approved_fen <= lead.drawn_fen else ASIDE
    forward = [step.command for step in steps if step.command not in aside]
    first = asked or next(iter(forward), "")
    known = _known(request, lead) if steps else {}
    for step in steps:
        name, here = step.command, step.command == asked
        form = filled if filled and here else _begun(request, lead, name, known.get(name, {}))
        lost = LOST.get(name, "")
        if not TRACKS[lead.track].money:
            lost = LOST_WITHOUT_MONEY.get(name, lost)
        yield StepForm(_step_called(lead, step), form, lost, OWN.get(name, ""), name == first)


def _step_called(lead: LeadRow, step: Step) -> Step:
    """The step as it is called on the lead's track."""
    words = TRACKS[lead.track].lead_terms
    titles = {"assign": words.assign, "sign_intent": words.sign}
    return replace(step, title=titles.get(step.command, step.title))


def _begun(request: PageRequest, lead: LeadRow, name: str, known: Mapping[str, Any]) -> Form:
    """The form of a step with what is known to begin with: shown, to be changed."""
    columns, values = columns_of(request, lead, name), {"on": request.today, **known}
    texts = {c.key: written(c, values[c.key]) for c in columns if c.key in values}
    return Form(columns, texts, {"ends": tuple(ENDS)}, name=name)


def _known(request: PageRequest, lead: LeadRow) -> dict[str, Mapping[str, Any]]:
    """By step of its money: what was told and turned down, else what the step before it says, else
    what the need asks for, as far as a consent lets its receiver have it."""
    sent = sent_of(request, lead)
    terms = sent["content"]["terms"] if sent else {}
    collateral = terms.get("collateral_kinds") or []
    asked_fen = lead.wanted_fen if sent else 0
    known: dict[str, dict[str, Any]] = {
        "sign_intent": {"amount_fen": asked_fen or None},
        "approve": {
            "amount_fen": lead.intent_fen or asked_fen or None,
            "tenor_days": (sent and lead.tenor_days) or None,
            "collateral": collateral[0] if len(collateral) == 1 else None,
        },
        "disburse": {"amount_fen": max(0, lead.approved_fen - lead.drawn_fen) or None},
    }
    return {
        step: returned(request, lead, MONEY_STEPS[step]) or values for step, values in known.items()
    }


def made(request: PageRequest, lead: LeadRow, step: str, values: dict[str, Any]) -> list[Command]:
    """What a filled form asks for. Who takes a lead back says in the same step whether its consent
    ends, too."""
    kind, _ = ANSWERS[step]
    if kind is WithdrawLead:
        return list(_taken_back(request, lead, **values))
    more: dict[str, Any] = {}
    if text := values.get("text"):
        more["text"] = Personal(subject=f"lead-{lead.id}", value=text)
    return [kind(id=lead.id, **(values | more))]


def _taken_back(
    request: PageRequest, lead: LeadRow, reason_code: str, ends: tuple[str, ...] = ()
) -> Iterator[Command]:
    yield WithdrawLead(id=lead.id, need=lead.need, reason_code=reason_code)
    if ends and consent_behind(request, lead) is not None:
        yield RevokeConsent(need=lead.need, receiver=lead.receiver)
