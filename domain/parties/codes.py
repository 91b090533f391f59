"""Code lists of organizations. Codes are stored, Chinese titles shown."""

from __future__ import annotations

PARTY_ROLES = {
    "enterprise": "企业",
    "bank": "银行及金融机构",
    "department": "政府部门",
    "university": "高校院所",
    "agency": "人力与中介机构",
    "supplier": "供应商与服务商",
}


SCALES = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}
