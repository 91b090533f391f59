"""指标 Figures: what the county publishes about its six tracks, each with its definition.

A figure counts or sums rows of `facts.py` over a span of days, as of any position, so
its events can be listed; a rate has a numerator and a denominator, which are figures themselves. A
figure without rows is nought; a rate of nothing is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from projections.figures.fact_table import FactRow
from projections.figures.facts import Facts

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


@dataclass(frozen=True)
class Value:
    """A figure over a span of days. `value` in the figure's unit (money in fen), for a rate its
    parts over one another; None where there is nothing to divide by, or nothing was told."""

    figure: Figure
    value: int | float | None
    numerator: int | None = None
    denominator: int | None = None
    qualifier: str = "exact"
    source: str = ""
    rows: tuple[FactRow, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """Of a rate's numerator and denominator."""
        return tuple(FIGURES[part].unit for part in self.figure.over or ())


def _of(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


_ALL = (
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
        "见过面的双方在会后的放款，计入放款日；没有放款的，以跟进时填写的落地金额为准，"
        "双方不一致取较小的。",
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
        "企业填报的本地产品购买金额，按购买日计。",
        _of("purchase"),
        "sum",
    ),
    Figure(
        "local_purchases_construction",
        "建筑施工企业购买本地产品",
        "元",
        "行业门类为建筑业（E）的企业填报的本地产品购买金额；行业以填报时为准。",
        _of("purchase"),
        "sum",
        lambda row: row.about.startswith("E"),
    ),
    Figure("hires", "招用人员", "人", "企业填报的招用人数。", _of("hire"), "sum"),
    Figure(
        "scarce_hires",
        "引进紧缺人才",
        "人",
        "招用人员中注明为紧缺人才的人数。",
        _of("hire"),
        "sum",
        lambda row: row.about.endswith(" scarce"),
    ),
    Figure("posts", "发布用工岗位", "人", "当期发布的用工需求的人数之和。", _of("post"), "sum"),
    Figure(
        "post_fill",
        "用工满足率",
        "%",
        "招用人员 ÷ 发布用工岗位，同一时段。",
        over=("hires", "posts"),
    ),
    Figure("transfers", "科技成果转化", "项", "企业填报的成果转化项数。", _of("transfer")),
    Figure("digital_projects", "数字化改造", "项", "企业填报的数字化改造项数。", _of("digital")),
    Figure("policy_paid", "政策兑现", "元", "企业填报的政策兑现金额。", _of("policy_paid"), "sum"),
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


def figures(
    counted: Facts,
    codes: Iterable[str],
    first: str,
    last: str,
    *,
    track: str | None = None,
    session: str | None = None,
    partner: str | None = None,
    as_of: int | None = None,
) -> dict[str, Value]:
    """These figures from one day through another: of one track, one session, one partner (a bank,
    a university …), or of all."""
    wanted = list(codes)
    rows = [
        row
        for row in _rows(counted, wanted, first, last, track, as_of)
        if session in {None, row.session} and partner in {None, row.partner}
    ]
    return _values(wanted, rows, first)


def figures_by_track(
    counted: Facts,
    codes: Iterable[str],
    first: str,
    last: str,
    tracks: Iterable[str],
    *,
    as_of: int | None = None,
) -> dict[str, dict[str, Value]]:
    """The same of all, under "", and of each of these tracks: the rows are read once."""
    wanted = list(codes)
    rows = _rows(counted, wanted, first, last, None, as_of)
    values = {"": _values(wanted, rows, first)}
    for track in tracks:
        values[track] = _values(wanted, [row for row in rows if row.track == track], first)
    return values


def _parts(codes: Iterable[str]) -> list[str]:
    return [part for code in codes for part in (FIGURES[code].over or (code,))]


def _rows(
    counted: Facts, codes: list[str], first: str, last: str, track: str | None, as_of: int | None
) -> list[FactRow]:
    """What the figures are made of; of stocks since whenever."""
    parts = [FIGURES[part] for part in _parts(codes)]
    stocks = {kind for part in parts if part.stock for kind in part.kinds}
    flows = {kind for part in parts for kind in part.kinds} - stocks
    return [
        row
        for kinds, since in ((stocks, ""), (flows, first))
        if kinds
        for row in counted.rows(kinds, since, last, track=track, as_of=as_of)
    ]


def _values(codes: list[str], rows: list[FactRow], first: str) -> dict[str, Value]:
    plain = {part: _plain(FIGURES[part], rows, first) for part in _parts(codes)}
    return {code: _value(FIGURES[code], plain) for code in codes}


def _plain(figure: Figure, rows: Iterable[FactRow], first: str) -> Value:
    counted = tuple(
        row
        for row in rows
        if row.kind in figure.kinds and (figure.stock or row.day >= first) and figure.keeps(row)
    )
    if figure.how == "told":
        if not counted:
            return Value(figure, None)
        qualifier, _, source = counted[-1].about.partition(" ")
        total = sum(row.value for row in counted)
        return Value(figure, total, qualifier=qualifier, source=source, rows=counted)
    if figure.how == "sum":
        return Value(figure, sum(row.value for row in counted), rows=counted)
    many = len({row.party for row in counted}) if figure.how == "parties" else len(counted)
    return Value(figure, many, rows=counted)


def _value(figure: Figure, plain: dict[str, Value]) -> Value:
    if figure.over is None:
        return plain[figure.code]
    above, below = (plain[part] for part in figure.over)
    rows = (*above.rows, *below.rows)
    if not below.value or above.value is None:
        return Value(figure, None, _whole(above), _whole(below), rows=rows)
    return Value(figure, above.value / below.value, _whole(above), _whole(below), rows=rows)


def _whole(value: Value) -> int | None:
    return None if value.value is None else int(value.value)
