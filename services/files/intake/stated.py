"""Stated: whether a row says that something is wanted or offered at all.

Offices ask every enterprise and list the answers, so that many a row says that there is nothing:
暂无融资需求, 暂不招工, 有无融资需求 无, or dashes throughout. Such a row is left, with its reason.
"""

from __future__ import annotations

import re

from domain.core.malformed import Malformed, shown
from domain.postings.tracks import TRACKS
from domain.values.halfwidth import half_width
from services.files.cells.meaning import NOTHING
from services.files.intake.row import Line

_WHAT = (
    "融资|贷款|信贷|资金|用工|用人|招工|招聘|采购|购买|技术|产品|设备|合作|对接|申报|数字化|政策"
)
_WHAT += "|人才"
_NOW = "企业|我?公司|单位|目前|现阶段|现在|近期|短期内?|暂时|今年|本年度?|当前"
_DONE = "解决|满足|招满|招到|落实|办结|办完|放款|发放|取消|撤销|撤回|完成|购买|采购|到位"
_NOTHING_WANTED = re.compile(
    rf"(?:{_NOW}|[,、，])*"
    r"(?:"
    rf"(?:暂?无|没有?|暂没有?|不?无)(?:任何|相关|明确的?)?(?:{_WHAT}|[、和及])*的?(?:需求|需要|意向|意愿|计划|打算)"
    rf"|(?:暂不|不再?|暂时不|无需|无须|不用|暂缓)(?:考虑|打算|准备|计划|需要|要|想)*"
    rf"(?:招|招人|办理|申请|{_WHAT})*"
    rf"|(?:需求|情况)不(?:明确?|详|清楚?)"
    r")了?[.。!！]?"
)
_OVER = re.compile(
    rf"(?:{_NOW}|[,、，])*(?:人员|岗位)?(?:均|都|全部)?"
    rf"已(?:经)?(?:(?:通过|从|由|向|在).{{1,16}})?(?:{_DONE})了?[.。!！]?"
)
_TOO_SHORT = frozenset({"不", "暂不", "不再", "暂时不", "无需", "无须", "不用", "暂缓"})
_ASKS_WHETHER = re.compile(
    rf"(?:{_NOW})*(?:是否|有无|有没有)(?:还?有|存在)?(?:{_WHAT}|[、和及/])*的?(?:需求|需要|意向|意愿|计划)?"
    r"(?:[(（].*[)）])?"
)
_WANTED_WORD = re.compile(rf"需求|需要|意向|意愿|计划|{_WHAT}")
_SAYS_NOTHING = (None, False, "", ())
_NO = NOTHING | {"否", "不", "不是", "不需要", "无需求", "无需", "n", "no", "false", "f", "×", "✗"}


def nothing_wanted(line: Line, *, over_too: bool = False) -> tuple[str, Malformed] | None:
    """The field by which a row says that nothing is wanted, "" where it has none, and why it is
    left; `over_too`: somebody wants what is over all the same."""
    for heading, text in line.cells.items():
        if asks_whether(heading) and text and half_width(text).casefold() in _NO:
            return _place(line, text), _objection(f"“{heading}”写的是“{shown(text)}”", text)
        if says_nothing_is_wanted(text) or (not over_too and says_it_is_over(text)):
            return _place(line, text), _objection(f"写的是“{shown(text)}”", text)
    return None


def nothing_stated(kind: str, line: Line) -> Malformed | None:
    """Why a row that says nothing of its own is left: no term, no title and no text; that
    something isn't so is none."""
    track, _, side = kind.partition(".")
    own = {"title", "text", *TRACKS[track].terms(side).model_fields} - {"kind"}
    if line.bad or any(line.values.get(key) not in _SAYS_NOTHING for key in own):
        return None
    what = "没有写要什么" if side == "need" else "没有写能提供什么"
    advice = "请填写要导入的内容；没有的，删去这一行"
    return Malformed("row.nothing_stated", f"{what}，没有导入", advice)


def asks_whether(heading: str) -> bool:
    """有无融资需求, 是否有用工需求: its answer is whether there is anything."""
    plain = half_width(heading).replace(" ", "")
    return bool(_ASKS_WHETHER.fullmatch(plain) and _WANTED_WORD.search(plain))


def says_nothing_is_wanted(text: str) -> bool:
    plain = half_width(text).replace(" ", "").strip(".。;；")
    return plain not in _TOO_SHORT and _NOTHING_WANTED.fullmatch(plain) is not None


def says_it_is_over(text: str) -> bool:
    return _OVER.fullmatch(half_width(text).replace(" ", "").strip(".。;；")) is not None


def _place(line: Line, text: str) -> str:
    return next((key for key, own in line.texts.items() if own == text.strip()), "")


def _objection(what: str, text: str) -> Malformed:
    advice = "还有需要的，请改正这一格再导入；没有的，不用管它"
    message = f"{what}，看来不需要了，没有导入"
    return Malformed("row.nothing_wanted", message, advice, value=text.strip())
