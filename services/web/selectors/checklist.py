"""The first steps of a county: what is to be done, what is done, and where; gone once all are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from services.web.request import PageRequest

BY_ADMINISTRATOR, BY_OFFICE = "由管理员办理", "由助企办办理"


class Step(NamedTuple):
    """`path` where whoever looks does it; "" where others do, as `hint` says."""

    title: str
    hint: str
    path: str
    done: bool


class Way(NamedTuple):
    """A step as those do it who know a kind of thing, and what the others are told. Of a step in
    parts, `lacks` says by part what is missing where only the others are done."""

    title: str
    hint: str
    kind: str
    path: str
    others: str
    lacks: Mapping[str, str] = {}


WAYS = {
    "office": Way("给助企办的同志开账号", "角色选“助企办”", "user", "/users/new", BY_ADMINISTRATOR),
    "parties": Way(
        "导入单位名单",
        "企业和能提供的单位（银行、部门等）一张表，连同联系人和电话",
        "import_parties",
        "/import",
        "整份名单由助企办导入；管理员可以在“单位”里逐家登记",
        {
            "parties.enterprise": "名单里还没有企业，再导入至少一家",
            "parties.provider": "还没有能提供的单位，再导入至少一家银行、部门、院所、机构或服务商",
        },
    ),
    "accounts": Way(
        "发激活条", "打印纸条，单位扫码就能开通账号", "account", "/accounts", BY_OFFICE
    ),
    "offerings.policy": Way(
        "发布惠企政策", "填表导入，或者由部门自己发布", "import_parties", "/import", BY_OFFICE
    ),
    "offerings.bank": Way(
        "发布银行产品", "填表导入，或者由银行自己发布", "import_parties", "/import", BY_OFFICE
    ),
    "sessions": Way(
        "办一场对接会",
        "先定时间地点，再请单位，开放报名",
        "session_plan",
        "/sessions/new",
        BY_OFFICE,
    ),
}


def first_steps(request: PageRequest) -> list[Step]:
    """For the administrator and the office; none where all are done, or in the past."""
    if request.at is not None or not request.actor.knows("account"):
        return []
    made = request.house.views.beginnings.made()
    if all(made.values()):
        return []
    return [_step(request, name, way, made) for name, way in WAYS.items()]


def _step(request: PageRequest, name: str, way: Way, made: Mapping[str, bool]) -> Step:
    ours = request.actor.knows(way.kind)
    missing = [part for part in way.lacks or (name,) if not made[part]]
    begun = 0 < len(missing) < len(way.lacks)
    hint = way.lacks[missing[0]] if begun else way.hint if ours else way.others
    return Step(way.title, hint, way.path if ours else "", not missing)
