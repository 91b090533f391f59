"""指标表 The figures that the county publishes about its six tracks, each with its definition.

A figure counts or sums rows of `facts.py`, so its events can be listed; a rate has a numerator and
a denominator, which are figures themselves. `figures.py` works them out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from projections.figures.fact_table import FactRow

Keeps = Callable[[FactRow], bool]


@dataclass(frozen=True)
class Figure:
    """`how`: count the rows, sum their values, or count their parties, each once. `stock`: as it is
    on the last day, since whenever. `over`: a rate's numerator and denominator."""

    code: str
    title: str
    unit: str
    definition: str
    kinds: frozenset[str] = frozenset()
    how: str = "count"
    keeps: Keeps = field(default=lambda _: True)
    stock: bool = False
    over: tuple[str, str] | None = None


def _of(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


BY_THE_OFFICE = "助企办代企业登记、企业还没有确认的，不计入企业填报的数字。"
_ALL = (
    Figure(
        "enterprises_registered",
        "新登记企业",
        "家",
        "登记到本系统的企业，按登记日计；登记有误撤回的不计。",
        _of("registered"),
    ),
    Figure(
        "needs_published",
        "新发布需求",
        "条",
        "首次发布的需求，按首次发布日计；发布有误撤回的不计。",
        _of("need"),
    ),
    Figure(
        "offerings_published",
        "新发布供给",
        "条",
        "首次发布的供给，按首次发布日计；发布有误撤回的不计。",
        _of("offering"),
    ),
    Figure(
        "pairs_proposed",
        "新推荐",
        "对",
        "推荐给双方的需求和供给，每一对计一次，按推荐日计。",
        _of("proposed"),
    ),
    Figure(
        "pairs_willing",
        "新达成意愿",
        "对",
        "双方都表示愿意对接的需求和供给，按后一方表示的日子计。",
        _of("willing"),
    ),
    Figure(
        "leads_sent",
        "新送线索",
        "条",
        "经企业授权送给对接单位的线索，按送出日计。",
        _of("lead"),
    ),
    Figure(
        "lead_intents",
        "线索签订意向",
        "项",
        "对接单位在线索上登记的签订意向，不论有没有金额，按签订日计；撤销的不计。",
        _of("signed"),
    ),
    Figure(
        "leads_won",
        "线索办结",
        "条",
        "对接单位登记为办成的线索，按登记日计；撤销的不计。",
        _of("won"),
    ),
    Figure(
        "sessions_held",
        "举办对接会",
        "场",
        "已结束、至少一家单位签到的对接会，按举办日计；取消和改期的不计。",
        _of("held"),
    ),
    Figure(
        "enterprises_reached",
        "到会企业",
        "家",
        "在已结束的对接会上签到的企业，同一企业只计一次。",
        _of("present"),
        "parties",
        lambda row: row.partner == "enterprise",
    ),
    Figure(
        "organizations_trained",
        "培训单位",
        "家",
        "在形式为“培训”的对接会上签到的单位，同一单位只计一次。",
        _of("present"),
        "parties",
        lambda row: row.about == "training",
    ),
    Figure(
        "present", "签到家次", "家次", "在已结束的对接会上的签到，每场各计一次。", _of("present")
    ),
    Figure(
        "expected",
        "应到",
        "家次",
        "报名成功、对接会已结束的单位，每场各计一次。",
        _of("present", "absent"),
    ),
    Figure(
        "attendance",
        "到会率",
        "%",
        "签到的家次 ÷ 应到的家次。",
        over=("present", "expected"),
    ),
    Figure(
        "meetings_held",
        "会面",
        "场次",
        "日程里双方都到场，或有一方填了结果而不是“没有见成”的会面。",
        _of("met"),
    ),
    Figure(
        "intents",
        "会上签订意向",
        "项",
        "双方填写一致、结果为“签订意向”的会面，按举办日计；只有一方填的不计。",
        _of("intent"),
    ),
    Figure(
        "intent_amount",
        "会上意向金额",
        "元",
        "上述意向填写的金额之和。",
        _of("intent"),
        "sum",
    ),
    Figure(
        "landed_amount",
        "经对接会落地金额",
        "元",
        "见过面的双方在会后的放款，计入放款日；没有放款的，以双方跟进时都填写的落地金额为准，"
        "不一致取较小的。",
        _of("landed"),
        "sum",
    ),
    Figure(
        "conversion",
        "意向落地率",
        "%",
        "经对接会落地金额 ÷ 会上意向金额。",
        over=("landed_amount", "intent_amount"),
    ),
    Figure(
        "landed_per_session",
        "场均落地金额",
        "元",
        "经对接会落地金额 ÷ 举办场数。",
        over=("landed_amount", "sessions_held"),
    ),
    Figure(
        "lead_intent_amount",
        "线索意向金额",
        "元",
        "对接单位在本系统送出的线索上登记的意向金额，按更正后的金额和签订日计；撤销的不计。",
        _of("lead_intent"),
        "sum",
    ),
    Figure(
        "approved_amount",
        "线索授信",
        "元",
        "银行在本系统送出的线索上登记的授信，按更正后的金额和授信日计；撤销的、等待复核的不计。",
        _of("approved"),
        "sum",
    ),
    Figure(
        "drawn_amount",
        "线索放款",
        "元",
        "本系统送出的线索上登记的放款，按更正后的金额和放款日计，作废的、等待复核的不计；"
        "企业是否确认到账都计入，已确认的另列。",
        _of("drawn"),
        "sum",
    ),
    Figure(
        "drawn_confirmed",
        "企业确认到账",
        "元",
        "线索放款中企业已确认到账的金额。",
        _of("drawn"),
        "sum",
        lambda row: row.about == "confirmed",
    ),
    Figure(
        "drawn_disputed",
        "企业有异议的放款",
        "元",
        "线索放款中企业说没有收到的金额，仍计入线索放款，待银行核实更正。",
        _of("drawn"),
        "sum",
        lambda row: row.about == "disputed",
    ),
    Figure(
        "confirmed_share",
        "到账确认率",
        "%",
        "企业确认到账 ÷ 线索放款。",
        over=("drawn_confirmed", "drawn_amount"),
    ),
    Figure(
        "local_purchases",
        "购买本地产品",
        "元",
        "企业填报或确认的本地产品购买金额，按购买日计；助企办登记、企业没有确认的另列。",
        _of("purchase"),
        "sum",
    ),
    Figure(
        "local_purchases_construction",
        "建筑施工企业购买本地产品",
        "元",
        "行业门类为建筑业（E）的企业填报或确认的本地产品购买金额；行业以填报时为准。",
        _of("purchase"),
        "sum",
        lambda row: row.about.startswith("E"),
    ),
    Figure("hires", "招用人员", "人", "企业填报或确认的招用人数。", _of("hire"), "sum"),
    Figure(
        "scarce_hires",
        "引进紧缺人才",
        "人",
        "招用人员中注明为紧缺人才的人数。",
        _of("hire"),
        "sum",
        lambda row: row.about.endswith(" scarce"),
    ),
    Figure(
        "posts",
        "发布用工岗位",
        "人",
        "当期发布的用工需求的人数之和；发布有误撤回的不计。",
        _of("post"),
        "sum",
    ),
    Figure(
        "post_fill",
        "用工满足率",
        "%",
        "招用人员 ÷ 发布用工岗位，同一时段。",
        over=("hires", "posts"),
    ),
    Figure("transfers", "科技成果转化", "项", "企业填报或确认的成果转化项数。", _of("transfer")),
    Figure(
        "digital_projects", "数字化改造", "项", "企业填报或确认的数字化改造项数。", _of("digital")
    ),
    Figure(
        "policy_paid", "政策兑现", "元", "企业填报或确认的政策兑现金额。", _of("policy_paid"), "sum"
    ),
    *(
        Figure(f"entered_{code}", title, unit, BY_THE_OFFICE, _of(f"entered_{kind}"), how)
        for code, title, unit, kind, how in (
            ("purchases", "购买本地产品（助企办登记）", "元", "purchase", "sum"),
            ("hires", "招用人员（助企办登记）", "人", "hire", "sum"),
            ("transfers", "科技成果转化（助企办登记）", "项", "transfer", "count"),
            ("digital", "数字化改造（助企办登记）", "项", "digital", "count"),
            ("policy", "政策兑现（助企办登记）", "元", "policy_paid", "sum"),
        )
    ),
    Figure(
        "press_sessions",
        "政策发布会和宣传活动",
        "场",
        "形式为新闻发布会或政策宣传月活动、已结束的对接会。",
        _of("held"),
        keeps=lambda row: row.about in {"press_conference", "policy_month"},
    ),
    Figure(
        "name_list_members",
        "名录库市场主体",
        "家",
        "时段最后一天在名录库里的单位。",
        _of("member"),
        "parties",
        stock=True,
    ),
    Figure(
        "lent_to_members",
        "名录库放款",
        "元",
        "各银行按月填报的对名录库单位的放款之和。",
        _of("lent"),
        "sum",
    ),
    Figure(
        "lent_per_member",
        "名录库户均放款",
        "元",
        "名录库放款 ÷ 名录库市场主体。",
        over=("lent_to_members", "name_list_members"),
    ),
    Figure(
        "new_sme_loans",
        "新增中小微企业贷款",
        "元",
        "统计部门公布，本系统不计算；口径以来源为准。",
        _of("new_sme_loans"),
        "told",
    ),
    Figure(
        "awareness",
        "政策知晓率",
        "%",
        "知晓的受访单位 ÷ 受访单位，来自调查。",
        over=("awareness_yes", "awareness_asked"),
    ),
    Figure("awareness_yes", "知晓", "家", "调查中知晓的单位。", _of("awareness_yes"), "told"),
    Figure("awareness_asked", "受访", "家", "调查的单位。", _of("awareness_asked"), "told"),
)
FIGURES = {figure.code: figure for figure in _ALL}
