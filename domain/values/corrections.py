"""更正原因: why something that was told is corrected. Codes are stored, Chinese titles shown."""

from __future__ import annotations

from domain.core.codelist import check_code
from domain.values.text import check_text

CORRECTION_REASONS = {
    "typing": "金额输错",
    "unit": "单位弄错（元、万元）",
    "day": "日期写错",
    "terms": "利率、期限等写错",
    "voucher": "凭证号写错",
    "elsewhere": "记错了企业或线索",
    "never": "误点，实际没有办",
    "other": "其他",
}


def check_reason(reason_code: str, note: str) -> None:
    """One of the reasons; in words where there is no other."""
    check_code(reason_code, CORRECTION_REASONS, "reason_code")
    if note or reason_code == "other":
        check_text(note, field="note", least=2, most=200)
