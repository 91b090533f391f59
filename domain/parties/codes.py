"""Code lists of organizations. Codes are stored, Chinese titles shown: a party and the people who
act for it are called the same."""

from __future__ import annotations

from collections.abc import Iterable

PARTY_ROLES = {
    "enterprise": "企业",
    "bank": "银行",
    "department": "部门",
    "university": "高校院所",
    "agency": "人力资源机构",
    "supplier": "服务商",
}
PARTY_ROLE_WORDS = {  # what else people write, and what forms of earlier versions offer
    "银行及金融机构": "bank",
    "金融机构": "bank",
    "政府部门": "department",
    "人力与中介机构": "agency",
    "供应商与服务商": "supplier",
    "供应商": "supplier",
}


INSTITUTIONS = frozenset({"bank", "department", "university", "agency"})


def is_institution(roles: Iterable[str]) -> bool:
    """Whether a party is nothing but an institution: whose name is no secret, for people need to
    know whom they turn to."""
    return INSTITUTIONS.issuperset(roles)


SCALES = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}
