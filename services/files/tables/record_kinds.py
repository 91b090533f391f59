"""Record kinds: tables beside parties and postings whose rows are each one command by a key of
their own: results, statistics, the name list, what was lent under it, guests of sessions, users.

Their words are everybody's (日期, 单位, 金额), so that headings alone don't tell them: the machine
keys of our exports and templates do, a title that names the list, or a person. Whoever a row names
stands in two columns, number or credit code and name; either is enough. How rows become commands is
in `intake_records.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.administration.user import FOR_PEOPLE
from domain.core.command import Role
from domain.results.codes import QUALIFIERS, RESULT_KINDS, STATISTICS
from services.files.cells.column import Column
from services.files.tables.aliases import CODES

RESULT, STATISTIC, MEMBER, LENDING = "result", "statistic", "member", "lending"
GUEST, USER = "guest", "user"
NAME = "_name"  # behind a field: the column that says the same by name
EXACT = {code: title or "准确数" for code, title in QUALIFIERS.items()}
USER_STATES = {"active": "可登录", "closed": "已停用"}
GUEST_STATES = {"invited": "已邀请", "registered": "已报名", "waiting": "候补", "here": "已签到"}


@dataclass(frozen=True)
class RecordKind:
    """`called`: how a title names the list. `by`: who takes in all of it. `own`: the party that
    sends in rows of its own, and the field that names it, `owner`."""

    title: str
    columns: tuple[Column, ...]
    called: re.Pattern[str]
    by: Role = Role.ORGANIZER
    own: Role | None = None
    owner: str = ""


def _whose(
    key: str, number: str, name: str, *, needed: bool = True, aliases: Iterable[str] = ()
) -> tuple[Column, Column]:
    """The two columns that name a party."""
    return (
        Column(
            key=key, label=number, reads="party", needed=needed, aliases=CODES if needed else ()
        ),
        Column(key=f"{key}{NAME}", label=name, reads="title", aliases=tuple(aliases)),
    )


RECORD_KINDS = {
    RESULT: RecordKind(
        "成果",
        (
            Column(key="id", label="编号", reads="id", example="示例1"),
            Column(
                key="on",
                label="日期",
                reads="date",
                needed=True,
                example="2026-11-05",
                aliases=(
                    "时间",
                    "招用时间",
                    "招用日期",
                    "成交时间",
                    "成交日期",
                    "完成时间",
                    "兑现时间",
                ),
            ),
            *_whose("enterprise", "单位编号", "单位", aliases=("单位名称", "企业名称", "企业")),
            Column(
                key="kind",
                label="成果",
                reads="choice",
                choices={code: kind.title for code, kind in RESULT_KINDS.items()},
                needed=True,
                example="招用人员",
                aliases=("成果类型",),
            ),
            *_whose("partner", "对接单位编号", "对接单位", needed=False),
            Column(
                key="amount_fen",
                label="金额",
                reads="money",
                unit="万元",
                example="120万元",
                aliases=("成交金额", "采购金额", "兑现金额"),
            ),
            Column(
                key="people",
                label="人数",
                reads="count",
                unit="人",
                example="20",
                aliases=("招用人数", "到岗人数"),
            ),
            Column(key="scarce", label="紧缺人才", reads="yes_no", example="否"),
        ),
        re.compile("填报成果|成果填报|对接成果"),
        own=Role.ENTERPRISE,
        owner="enterprise",
    ),
    STATISTIC: RecordKind(
        "统计数据",
        (
            Column(
                key="kind",
                label="哪一项",
                reads="choice",
                choices={code: title for code, (title, _) in STATISTICS.items()},
                needed=True,
                example="新增中小微企业贷款",
            ),
            Column(
                key="first", label="统计时段从", reads="date", needed=True, example="2026-01-01"
            ),
            Column(key="last", label="到", reads="date", needed=True, example="2026-10-31"),
            Column(
                key="amount",
                label="金额（贷款填这里）",
                reads="money",
                unit="万元",
                example="138500万元",
            ),
            Column(key="many", label="家数（调查填这里）", reads="count", unit="家", example="320"),
            Column(
                key="qualifier",
                label="公布时怎么说",
                reads="choice",
                choices=EXACT,
                usual="exact",
                example=EXACT["exact"],
            ),
            Column(key="source", label="来源", reads="text", needed=True, example="县统计局"),
        ),
        re.compile("统计数据"),
    ),
    MEMBER: RecordKind(
        "名录库",
        _whose("party", "单位编号", "单位", aliases=("单位名称", "企业名称"))[::-1],
        re.compile(r"列入名录库|名录库(?:成员|名单)|(?:^|\s)名录库(?=\s|$)"),
    ),
    LENDING: RecordKind(
        "名录库放款",
        (
            *_whose("party", "单位编号", "单位", aliases=("单位名称", "企业名称"))[::-1],
            Column(
                key="fen", label="金额", reads="money", unit="万元", needed=True, example="50万元"
            ),
            Column(key="month", label="月份", reads="text", needed=True, example="2026-11"),
            *_whose("bank", "银行编号", "银行", aliases=("银行名称",))[::-1],
        ),
        re.compile("名录库放款"),
        own=Role.BANK,
        owner="bank",
    ),
    GUEST: RecordKind(
        "对接会单位",
        (
            *_whose("party", "单位编号", "单位", aliases=("单位名称", "企业名称")),
            Column(
                key="status",
                label="状态",
                reads="choice",
                choices=GUEST_STATES,
                usual="invited",
                example=GUEST_STATES["invited"],
            ),
            Column(key="session", label="对接会", reads="id", needed=True),
        ),
        re.compile("对接会(?:邀请|参会)?(?:单位|名单)"),
    ),
    USER: RecordKind(
        "用户",
        (
            Column(key="id", label="用户名", reads="id", needed=True, example="示例1"),
            Column(key="name", label="姓名", reads="name", needed=True, example="张三"),
            Column(
                key="role",
                label="角色",
                reads="choice",
                choices={role.value: title for role, title in FOR_PEOPLE.items()},
                needed=True,
                example=FOR_PEOPLE[Role.ENTERPRISE],
            ),
            *_whose("party", "单位编号", "所属单位", needed=False),
            Column(key="phone", label="手机或电话", reads="phone", example="13700001111"),
            Column(key="supports", label="分包的企业", reads="parties"),
            Column(key="status", label="状态", reads="text", example=USER_STATES["active"]),
        ),
        re.compile("用户名单|系统用户"),
        by=Role.ADMIN,
    ),
}


def titled(titles: str) -> str:
    """The record kind that the longest words in a title name; "" where none does."""
    words = [
        (len(match[0]), kind)
        for kind, record in RECORD_KINDS.items()
        for match in record.called.finditer(titles)
    ]
    return max(words, default=(0, ""))[1]


def lacking(kind: str, keys: frozenset[str]) -> set[str]:
    """The fields without which no row can be taken: a name does for a number."""
    needed = {column.key for column in RECORD_KINDS[kind].columns if column.needed}
    return {key for key in needed - keys if f"{key}{NAME}" not in keys}
