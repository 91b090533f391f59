"""Code lists of results and statistics. Codes are stored, Chinese titles shown."""

from __future__ import annotations

from dataclasses import dataclass


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


ENTERED = "entered_"  # before a kind: entered by the office, and not confirmed by the enterprise
COUNTED_KINDS = {code for kind in RESULT_KINDS for code in (kind, f"{ENTERED}{kind}")}


QUALIFIERS = {"exact": "", "about": "约", "nearly": "近", "over": "余"}


STATISTICS = {  # with their units
    "new_sme_loans": ("新增中小微企业贷款", "元"),
    "awareness_asked": ("政策知晓率调查：受访", "家"),
    "awareness_yes": ("政策知晓率调查：知晓", "家"),
}


TARGETED = {  # figures of which a county says in advance what a year is to bring, with their units
    "enterprises_registered": ("新登记企业", "家"),
    "needs_published": ("新发布需求", "条"),
    "leads_sent": ("新送线索", "条"),
    "lead_intents": ("线索签订意向", "项"),
    "sessions_held": ("举办对接会", "场"),
    "enterprises_reached": ("到会企业", "家"),
    "intents": ("会上签订意向", "项"),
    "intent_amount": ("会上意向金额", "元"),
    "drawn_amount": ("线索放款", "元"),
    "local_purchases": ("购买本地产品", "元"),
    "hires": ("招用人员", "人"),
    "transfers": ("科技成果转化", "项"),
    "digital_projects": ("数字化改造", "项"),
    "policy_paid": ("政策兑现", "元"),
    "lent_to_members": ("名录库放款", "元"),
}
