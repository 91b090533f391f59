"""Columns: what one line of a table holds, for every kind of table that people send in.

There are "party", each track's needs and offerings ("bank.need"), and the records beside them
(`record_kinds.py`). The columns of terms come from the fields themselves (`asked(...)` in
`domain/postings/terms.py`), so that a new field is in form, template and importer at once. How a
cell is read is in `reading.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from domain.core.shapes import Shape
from domain.parties.codes import PARTY_ROLE_WORDS, PARTY_ROLES, SCALES
from domain.postings.codes import FACTS, VISIBILITY
from domain.postings.tracks import SIDES, TRACKS
from domain.values.region import OWN_COUNTY_NAME
from services.files.cells.column import Column
from services.files.tables.aliases import CODES
from services.files.tables.record_kinds import RECORD_KINDS

PARTY = "party"
SIDE_TITLES = {"need": "需求", "offering": "供给"}
TEXT_HINTS = {
    "need": "请写清要什么、有什么条件；不要写联系人和电话",
    "offering": "请写清能提供什么、有什么条件；不要写联系人和电话",
}
PARTY_TITLE = "单位"
FORMER = {  # headings of fields in the templates that people already have
    "计量单位": ("单位",),
    "还能接几单": ("可接单数",),
    "要求的技术成熟程度": ("要求的技术成熟程度（1–9）", "要求成熟度（1–9）"),
    "技术成熟程度": ("技术成熟程度（1–9）", "成熟度（1–9）"),
    "目前信息化程度": ("目前信息化程度（1–9）", "现有水平（1–9）"),
    "要求的信息化程度": ("要求的信息化程度（1–9）", "要求的基础水平（1–9）"),
}
HINTS = {  # to mind with whatever is read so
    "conditions": "每行一条，写“项目 不低于／不高于 数”或“项目 为 是”，竖线后面抄政策原文。"
    f"项目有：{'、'.join(FACTS.values())}。例如：项目投资额 不低于 500万元；职工人数 不低于 20；"
    "成立年数 不低于 3；规模以上企业 为 是",
}
TITLES = {  # what somebody might head a posting with
    "bank.need": "申请流动资金贷款300万元",
    "bank.offering": "小微企业流动资金贷款",
    "sales.need": "采购商品混凝土2000立方米",
    "sales.offering": "供应商品混凝土",
    "academia.need": "寻求提高焊缝质量的技术",
    "academia.offering": "焊接变形控制技术",
    "labor.need": "招聘数控车工20人",
    "labor.offering": "可提供普工60人",
    "digitization.need": "车间想上生产执行系统",
    "digitization.offering": "中小制造企业生产执行系统",
    "policy.need": "想申请研发投入补助",
    "policy.offering": "研发投入补助",
}
TEXTS = {  # and what the posting might say
    "bank.need": "买原料周转，想贷300万元，用一年，可用厂房抵押，10月底前到位。",
    "bank.offering": "面向本县小微企业，信用方式，最高500万元，期限一年，随借随还。",
    "sales.need": "车间地坪用，C30商品混凝土2000立方米，月底前分批送到工地。",
    "sales.offering": "C15到C50商品混凝土现货供应，日产3000立方米，可送货。",
    "academia.need": "薄板焊接后变形大、焊缝容易开裂，想找懂焊接的老师一起解决。",
    "academia.offering": "焊接变形预测和控制技术，已在两家企业中试，可转让或合作开发。",
    "labor.need": "招数控车工20人，月薪4500到7000元，包吃住，两班倒，有经验优先。",
    "labor.offering": "现有普工、操作工60人，可两班倒，下月20日起可到岗，需要住宿。",
    "digitization.need": "车间排产和报工还靠手工记账，想上一套生产执行系统，预算50万元左右。",
    "digitization.offering": "面向中小制造企业的生产执行系统，三个月上线，30万元起。",
    "policy.need": "今年研发投入180万元，想知道能申请哪些补助，怎么申请。",
    "policy.offering": "对上年研发投入占比不低于3%的企业，按研发投入的10%给予补助，最高20万元。",
}

SEEN_BY = {  # what each choice of VISIBILITY means
    "matched_only": "只有系统推荐到的单位看得到",
    "public": "人人可看内容，不显示企业名称和联系方式",
    "invited": "只推荐给您选的单位",
}
INDUSTRIES = dict.fromkeys(TRACKS, "C34、C3484") | {"sales": "C30、C3021"}  # of those examples


CONTACT_COLUMNS = (  # who is called: given with a consent, shown to nobody before
    Column(key="contact", label="联系人", reads="name", example="张经理", aliases=("联系人姓名",)),
    Column(
        key="phone",
        label="联系电话",
        reads="phone",
        example="0374-3560000",
        aliases=("电话", "手机", "联系方式", "联系人电话"),
    ),
)
# In our own exports: a row of something that is over isn't begun anew. Told by its key alone, for
# what offices call 状态 says many things.
STATE = Column(key="status", label="状态", reads="text")
PARTY_COLUMNS = (
    Column(key="id", label="编号", reads="id", example="示例1", aliases=("单位编号",)),
    Column(
        key="title",
        label="单位名称",
        reads="title",
        needed=True,
        example=f"{OWN_COUNTY_NAME}某某机械有限公司",
        aliases=("名称", "企业名称"),
    ),
    Column(
        key="uscc",
        label="统一社会信用代码",
        reads="uscc",
        hint="营业执照上的18位代码",
        aliases=("信用代码", "社会信用代码"),
    ),
    Column(
        key="roles",
        label="单位类型",
        reads="choices",
        choices=PARTY_ROLES,
        words=PARTY_ROLE_WORDS,
        needed=True,
        example="企业、服务商",
    ),
    Column(
        key="region", label="地区", reads="region", example=OWN_COUNTY_NAME, aliases=("所在地区",)
    ),
    Column(key="industry", label="行业", reads="industry", example="C34", aliases=("所属行业",)),
    Column(key="scale", label="规模", reads="choice", choices=SCALES, example="小型"),
    Column(key="above_scale", label="规上", reads="yes_no", example="是", aliases=("规模以上",)),
    Column(key="key_enterprise", label="重点企业", reads="yes_no", example="否"),
    *CONTACT_COLUMNS,
)


@cache
def kinds() -> tuple[str, ...]:
    """Every kind of table, parties first."""
    return (*told_kinds(), *RECORD_KINDS)


@cache
def told_kinds() -> tuple[str, ...]:
    """Parties and postings: the kinds that headings and contents alone may tell."""
    return (PARTY, *(f"{track}.{side}" for track in TRACKS for side in SIDES))


@cache
def columns(kind: str) -> tuple[Column, ...]:
    """The columns of a kind of table, in the order of the template."""
    if kind == PARTY:
        return PARTY_COLUMNS
    if kind in RECORD_KINDS:
        return RECORD_KINDS[kind].columns
    track, _, side = kind.partition(".")
    unlimited = [_unlimited(track)] if side == "offering" else []
    return (*_posting(track, side), *_terms(track, side), *unlimited)


@cache
def importable(kind: str) -> tuple[Column, ...]:
    """The columns of a kind of table, and those beside them by which offices say whose a row is."""
    whose = (
        Column(key="party_code", label="统一社会信用代码", reads="uscc", aliases=CODES),
        Column(key="party_name", label="单位名称", reads="title"),
    )
    return columns(kind) + (() if kind == PARTY or kind in RECORD_KINDS else whose)


def is_the_offices(kind: str) -> bool:
    """Whether no party sends in rows of its own."""
    return kind == PARTY or (kind in RECORD_KINDS and RECORD_KINDS[kind].own is None)


def title_of(kind: str) -> str:
    """单位, 政银企对接需求."""
    if kind == PARTY:
        return PARTY_TITLE
    if kind in RECORD_KINDS:
        return RECORD_KINDS[kind].title
    track, _, side = kind.partition(".")
    return TRACKS[track].title + SIDE_TITLES[side]


def _posting(track: str, side: str) -> Iterator[Column]:
    example = TITLES.get(f"{track}.{side}", "")
    yield Column(key="id", label="编号", reads="id", example="示例1")
    yield Column(
        key="party",
        label="单位编号或统一社会信用代码",
        reads="party",
        needed=True,
        example="E0001",
        aliases=("单位编号", "单位代码"),
    )
    yield Column(key="title", label="标题", reads="title", needed=True, example=example)
    yield Column(
        key="text",
        label="说明",
        reads="paragraphs",
        needed=True,
        example=TEXTS.get(f"{track}.{side}", ""),
        hint=TEXT_HINTS[side],
        aliases=("内容", "正文"),
    )
    yield Column(key="regions", label="地区", reads="regions", example=f"{OWN_COUNTY_NAME}、许昌市")
    yield Column(key="industries", label="行业", reads="industries", example=INDUSTRIES[track])
    yield Column(
        key="valid_from",
        label="有效期开始",
        reads="date",
        example="2026-11-01",
        hint="不填就是发布当天",
    )
    yield Column(
        key="valid_through",
        label="有效期截止",
        reads="date",
        example="2026-12-31",
        hint=f"不填就是开始后 {TRACKS[track].valid_days} 天",
    )
    yield Column(
        key="visibility",
        label="可见范围",
        reads="choice",
        choices=VISIBILITY,
        usual=TRACKS[track].visibility(side),
        example="仅匹配对象可见",
        hint="；".join(f"{VISIBILITY[code]}：{means}" for code, means in SEEN_BY.items()),
    )
    yield Column(
        key="invited",
        label="受邀的单位",
        reads="parties",
        roles=tuple(sorted(TRACKS[track].roles(SIDES[1 - SIDES.index(side)]))),
        hint="只在可见范围是“仅受邀可见”时填：单位名称或编号，几个用顿号隔开",
        aliases=("受邀单位",),
    )


def _unlimited(track: str) -> Column:
    return Column(
        key="unlimited",
        label="不限的条件",
        reads="choices",
        choices=TRACKS[track].bounds,
        hint="勾选的条件就是明确不限。没有勾选也没有填写的，也会推荐，但排在写明的后面",
        aliases=("不限",),
    )


def _terms(track: str, side: str) -> Iterator[Column]:
    return asked_of(TRACKS[track].terms(side))


def asked_of(shape: type[Shape]) -> Iterator[Column]:
    """The columns of a shape's own fields."""
    for key, info in shape.model_fields.items():
        asked: Any = info.json_schema_extra
        if isinstance(asked, dict):
            yield Column(
                key=key,
                label=info.title or key,
                reads=asked["reads"],
                unit=asked["unit"],
                choices=asked.get("choices", {}),
                needed=info.is_required(),
                example=_example(asked),
                hint=HINTS.get(asked["reads"], ""),
                aliases=FORMER.get(info.title or "", ()),
            )


def _example(asked: dict[str, Any]) -> str:
    """A level is written in its words."""
    if asked["reads"] == "level":
        return str(asked["choices"][asked["example"]])
    return str(asked["example"])
