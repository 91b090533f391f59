"""Going out: lists of ours that are for people to read and that nobody reads in again.

They are told by their sheet and by their file, which are named by our export; one that somebody
renamed is a list like any other.
"""

from __future__ import annotations

import re

from services.files.tables.report import Finding

TITLES = frozenset({"匹配结果", "未匹配的需求", "授权", "线索", "对接会", "待跟进"})
_NAMED = re.compile(r"(.+?)(?:-前[0-9]+行)?-20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:[ (（_].*)?")


def goes_out_only(sheet: str, file: str) -> str:
    """What the list is called, "" where it is no such. A browser may have counted the file: (1)."""
    named = _NAMED.fullmatch(file.strip())
    title = named[1] if named else ""
    return title if title in TITLES and sheet.strip() in {title, file.strip()} else ""


def going_out(sheet: str, title: str) -> Finding:
    message = f"这是“{title}”的导出表，只供查看，不能导入"
    advice = "要导入的请用“导入”页上的填报表，或手里原来的表"
    return Finding(sheet=sheet, code="sheet.exported", message=message, advice=advice)
