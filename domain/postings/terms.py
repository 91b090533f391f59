"""Terms: what a need or an offering states in figures and codes, typed for each track and side.

Every field says in its `asked(...)` what the form, the Excel template, the importer and the checks
need to know: the Chinese label, how it is read, its unit. A missing field is unknown, never zero.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, SerializeAsAny

from domain.core.asked import asked
from domain.core.shapes import Codes, Day, Figure, Shape, Whole, YesNo
from domain.parties.facts import Facts
from domain.postings import codes
from domain.values.region import OWN_COUNTY_NAME

TERMS: dict[str, type[Terms]] = {}
# In fen, what nobody in a county asks twice about: a loan, a month's wage, a project.
LOAN = (1_000_000, 100_000_000_000)
WAGE = (50_000, 10_000_000)
PROJECT = (50_000, 50_000_000_000)


class Together(Shape):
    """When `field` has `value`, the fields in `also` must be stated too."""

    field: str
    value: str
    also: tuple[str, ...]
    message: str


class Terms(Shape):
    """The typed part of a posting. `kind` ("bank.need") names the shape in the log."""

    kind: str
    ranges: ClassVar[tuple[tuple[str, str, str], ...]] = ()  # (low field, high field, label)
    together: ClassVar[tuple[Together, ...]] = ()
    # What of a posting its owner wants or sets, and may want otherwise (`regions` and `industries`
    # of the content too). All else is a fact: nobody is asked to state another one.
    changeable: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        TERMS[cls.model_fields["kind"].default] = cls


class BankNeed(Terms):
    kind: Literal["bank.need"] = "bank.need"
    amount_fen: Whole | None = asked("融资金额", "money", "万元", example="300万元", usual=LOAN)
    tenor_days: Whole | None = asked("期限", "days", "天", example="1年", usual=True)
    purpose: str | None = asked("用途", "choice", choices=codes.PURPOSES, example="流动资金")
    collateral_kinds: Codes | None = asked(
        "可提供的担保方式", "choices", choices=codes.COLLATERAL, example="信用、房地产抵押"
    )
    max_rate_bp: Whole | None = asked(
        "可接受最高年利率", "rate", "%", example="4.35%", usual=True, bound=True
    )
    needed_by: Day | None = asked("资金到位日期", "date", example="2026-12-31", bound=True)
    existing_loan_due_on: Day | None = asked("原贷款到期日", "date", example="2026-12-20")
    existing_bank: str | None = asked("原贷款银行", "text")

    together = (
        Together(
            field="purpose",
            value="bridge",
            also=("existing_loan_due_on", "existing_bank"),
            message="转贷过桥必须写明原贷款到期日和原贷款银行",
        ),
    )

    changeable = frozenset({"amount_fen", "tenor_days", "max_rate_bp"})


class BankOffering(Terms):
    kind: Literal["bank.offering"] = "bank.offering"
    amount_min_fen: Whole | None = asked(
        "最低金额", "money", "万元", example="10万元", bound=True, usual=LOAN
    )
    amount_max_fen: Whole | None = asked(
        "最高金额",
        "money",
        "万元",
        example="1000万元",
        bound=True,
        usual=LOAN,
    )
    tenor_min_days: Whole | None = asked(
        "最短期限", "days", "天", example="30天", usual=True, bound=True
    )
    tenor_max_days: Whole | None = asked(
        "最长期限", "days", "天", example="3年", usual=True, bound=True
    )
    purposes: Codes | None = asked(
        "支持用途", "choices", choices=codes.PURPOSES, example="流动资金、原料采购"
    )
    collateral_kinds: Codes | None = asked(
        "接受的担保方式", "choices", choices=codes.COLLATERAL, example="信用"
    )
    rate_from_bp: Whole | None = asked(
        "年利率下限", "rate", "%", example="3.45%", usual=True, bound=True
    )
    capacity: Whole | None = asked("可服务户数", "count", "户", example="50")

    ranges = (
        ("amount_min_fen", "amount_max_fen", "金额"),
        ("tenor_min_days", "tenor_max_days", "期限"),
    )

    changeable = frozenset(
        {
            "regions",
            "industries",
            "amount_min_fen",
            "amount_max_fen",
            "tenor_min_days",
            "tenor_max_days",
            "purposes",
            "collateral_kinds",
            "rate_from_bp",
        }
    )


class SalesNeed(Terms):
    kind: Literal["sales.need"] = "sales.need"
    product_name: str = asked("产品名称", "text", example="商品混凝土C30", needed=True)
    spec: str | None = asked("规格型号", "text")
    quantity: Figure | None = asked("采购数量", "quantity", example="2000")
    unit: str | None = asked("计量单位", "text", example="立方米")
    max_unit_price_fen: Whole | None = asked("最高单价", "money", "元", example="420元", bound=True)
    deliver_by: Day | None = asked("最迟交货日期", "date", example="2026-12-31", bound=True)
    local_only: YesNo | None = asked("只要本地产品", "yes_no", example="否")

    changeable = frozenset({"quantity", "unit", "max_unit_price_fen", "deliver_by", "local_only"})


class SalesOffering(Terms):
    kind: Literal["sales.offering"] = "sales.offering"
    product_name: str = asked("产品名称", "text", example="商品混凝土C15-C50", needed=True)
    spec: str | None = asked("规格型号", "text")
    quantity: Figure | None = asked("可供数量", "quantity", example="50000")
    min_quantity: Figure | None = asked("起订数量", "quantity", example="100", bound=True)
    unit: str | None = asked("计量单位", "text", example="立方米")
    unit_price_fen: Whole | None = asked("单价", "money", "元", example="398元")
    deliver_from: Day | None = asked("最早交货日期", "date", example="2026-11-01", bound=True)
    origin: str | None = asked("产地", "region", example=OWN_COUNTY_NAME)
    capacity: Whole | None = asked("还能接几单", "count", "单", example="20")

    ranges = (("min_quantity", "quantity", "数量"),)

    changeable = frozenset({"regions", "min_quantity", "unit", "unit_price_fen", "deliver_from"})


class AcademiaNeed(Terms):
    kind: Literal["academia.need"] = "academia.need"
    trl_min: Whole | None = asked(
        "要求的技术成熟程度", "level", "级", choices=codes.TRL, example="6", bound=True
    )
    budget_fen: Whole | None = asked(
        "预算", "money", "万元", example="80万元", bound=True, usual=PROJECT
    )
    cooperation: Codes | None = asked(
        "合作方式", "choices", choices=codes.COOPERATION, example="委托开发、联合研发"
    )
    ip_terms: str | None = asked("知识产权约定", "text")
    needed_by: Day | None = asked("期望完成日期", "date", example="2027-06-30", bound=True)

    changeable = frozenset({"trl_min", "budget_fen", "cooperation"})


class AcademiaOffering(Terms):
    kind: Literal["academia.offering"] = "academia.offering"
    trl: Whole | None = asked("技术成熟程度", "level", "级", choices=codes.TRL, example="7")
    fee_fen: Whole | None = asked("费用", "money", "万元", example="60万元", usual=PROJECT)
    cooperation: Codes | None = asked(
        "合作方式", "choices", choices=codes.COOPERATION, example="成果转让、许可使用"
    )
    capacity: Whole | None = asked("可承接项目数", "count", "项", example="3")

    changeable = frozenset({"regions", "industries", "fee_fen", "cooperation"})


class LaborNeed(Terms):
    kind: Literal["labor.need"] = "labor.need"
    occupation: str = asked("工种岗位", "text", example="数控车工", needed=True)
    headcount: Whole | None = asked("人数", "count", "人", example="20", least=1)
    wage_min_fen: Whole | None = asked(
        "月薪下限", "money", "元", example="4500元", bound=True, usual=WAGE
    )
    wage_max_fen: Whole | None = asked(
        "月薪上限", "money", "元", example="7000元", bound=True, usual=WAGE
    )
    shift: str | None = asked("班制", "choice", choices=codes.SHIFTS, example="两班倒")
    housing: YesNo | None = asked("提供住宿", "yes_no", example="是")
    start_on: Day | None = asked("到岗日期", "date", example="2026-12-01")
    season_end_on: Day | None = asked("用工结束日期", "date")

    ranges = (
        ("wage_min_fen", "wage_max_fen", "月薪"),
        ("start_on", "season_end_on", "用工日期"),
    )

    changeable = frozenset({"wage_max_fen", "shift", "start_on"})


class LaborOffering(Terms):
    kind: Literal["labor.offering"] = "labor.offering"
    occupation: str = asked("可供工种", "text", example="普工、操作工", needed=True)
    headcount: Whole | None = asked("可供人数", "count", "人", example="60", least=1)
    wage_from_fen: Whole | None = asked(
        "期望月薪不低于",
        "money",
        "元",
        example="4200元",
        bound=True,
        usual=WAGE,
    )
    shifts: Codes | None = asked(
        "可接受班制", "choices", choices=codes.SHIFTS, example="白班、两班倒"
    )
    housing_needed: YesNo | None = asked("需要住宿", "yes_no", example="是")
    available_from: Day | None = asked("可到岗日期", "date", example="2026-11-20", bound=True)
    capacity: Whole | None = asked("可服务企业数", "count", "家", example="10")

    changeable = frozenset({"regions", "wage_from_fen", "shifts", "available_from"})


class DigitizationNeed(Terms):
    kind: Literal["digitization.need"] = "digitization.need"
    domain: str | None = asked(
        "领域", "choice", choices=codes.DIGITAL_DOMAINS, example="生产执行MES"
    )
    current_level: Whole | None = asked(
        "目前信息化程度", "level", "级", choices=codes.DIGITAL_LEVELS, example="2"
    )
    budget_fen: Whole | None = asked(
        "预算", "money", "万元", example="50万元", bound=True, usual=PROJECT
    )
    go_live_by: Day | None = asked("期望上线日期", "date", example="2027-03-31", bound=True)

    changeable = frozenset({"budget_fen"})


class DigitizationOffering(Terms):
    kind: Literal["digitization.offering"] = "digitization.offering"
    domains: Codes | None = asked(
        "领域", "choices", choices=codes.DIGITAL_DOMAINS, example="生产执行MES、企业管理ERP"
    )
    level_min: Whole | None = asked(
        "要求的信息化程度", "level", "级", choices=codes.DIGITAL_LEVELS, example="2", bound=True
    )
    price_from_fen: Whole | None = asked(
        "起步价", "money", "万元", example="30万元", bound=True, usual=PROJECT
    )
    capacity: Whole | None = asked("可承接项目数", "count", "项", example="8")

    changeable = frozenset({"regions", "industries", "level_min", "price_from_fen"})


class PolicyNeed(Facts, Terms):
    """The facts that conditions are held against."""

    kind: Literal["policy.need"] = "policy.need"


class Condition(Shape):
    """One condition of a policy, with the sentence it was read from."""

    fact: str
    operator: Literal["at_least", "at_most", "is"]
    value: Whole | YesNo
    source_text: str


class PolicyOffering(Terms):
    kind: Literal["policy.offering"] = "policy.offering"
    conditions: tuple[Condition, ...] | None = asked(
        "申报条件", "conditions", example="研发投入占比 不低于 3% | 上年研发投入占比不低于3%的企业"
    )
    benefit_fen: Whole | None = asked("奖补金额", "money", "万元", example="20万元", bound=True)
    benefit_rate_bp: Whole | None = asked("奖补比例", "rate", "%", example="10%", bound=True)
    apply_from: Day | None = asked("申报开始", "date", example="2026-10-01", bound=True)
    apply_through: Day | None = asked("申报截止", "date", example="2026-12-31", bound=True)
    doc_no: str | None = asked("文号", "text")
    issuer: str | None = asked("发文单位", "text")
    auto_grant: YesNo | None = asked("免申即享", "yes_no", example="否")

    ranges = (("apply_from", "apply_through", "申报窗口"),)


def read_terms(data: Any) -> Any:
    """Terms out of stored or sent data, by their `kind`; `ValueError` for an unknown one."""
    if isinstance(data, Terms):
        return data
    kind = data.get("kind") if isinstance(data, dict) else None
    if kind not in TERMS:
        raise ValueError(f"没有这种条款：{kind!r}")
    return TERMS[kind].model_validate(data)


AnyTerms = Annotated[SerializeAsAny[Terms], BeforeValidator(read_terms)]
