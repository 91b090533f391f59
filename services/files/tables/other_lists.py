"""Lists of something else: what a list says of itself where its rows are no needs and offerings.

Offices keep lists with the same columns of what was lent, hired and bought as of what is wanted. A
title or a section that speaks of what is over, of what there is or of figures is asked about; so is
a row whose outcome is stated beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from domain.values.halfwidth import half_width
from services.files.cells.meaning import NOTHING

_DONE = (
    "发放|放款|放贷|批贷|获批|获贷|贷款|投放|授信|签约|签订|签|解决|办结|办理|办|完成|落实|对接|成交"
    "|达成|采购|购|供货|交货|招聘|招满|招到|招用|招|录用|到岗|入职|上岗|结清|还款|还|退件|退回|退"
    "|享受|兑现|拨付|兑付|发|到账|到位|建成|实施|上线|验收|关闭|终止|取消|撤回|撤销|转让|转化"
    "|满足|消化|输送|中标|审批|批复|通过|不再?需要?"
)
_REPORTED = "情况|进度|进展|结果|成效|成果|统计|明细|台账"
_OUTCOME = (
    "落实|完成|办理|解决|对接|签约|放款|发放|投放|到位|兑现|拨付|回访|反馈|进展|执行|使用|到期|履约"
    "|成交|受理|审批|授信|还款|招用|转化"
)
_AGAINST = re.compile(  # whatever else a title says
    rf"(?:已经?|业已)(?:{_DONE})(?!的?(?:融资|用工|技术|采购)?需求)"
    rf"|(?:{_OUTCOME})(?:工作)?(?:{_REPORTED})"
    "|存量|余额|逾期|不良|退件|驳回|不予|否决|未通过|放款|结清|还款|成交|案例|合同|中标|离职|减员|授信企业"
    "|产量|销量|销售额|产值|签约|(?:政银企|对接|活动)\\S{0,8}(?<!科技)(?<!科研)(?<!技术)(?<!专利)成果"
)
_STATES = re.compile(
    "统计|情况|现状|年报|季报|月报|年度|上年|去年|往年|明细|台账|花名册|监测|备案|到期"
)  # unless it asks as well
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})年")
_ASKS = re.compile(
    "需求|申请|求购|招聘|招工|缺工|意向|计划|拟|供给|供应|供货|目录|求职|诉求|难题|急需|征集"
    "|产品|成果|政策|资源|富余"
)
_GONE = re.compile("注销|吊销|关停|已搬离|失信")  # of parties
_NO_TITLE = re.compile("[:。;]")  # of what stands above a table: a note
LONGEST_TITLE = 40

_OUTCOMES = re.compile(r"\A(?:当前|目前|现)?(?:状态|(?:\S{0,6}(?:结果|情况|进展|进度|状态)))\Z")
_WHETHER_DONE = re.compile(rf"是否已?(?:{_DONE})")
_OF_THE_DONE = re.compile(
    r"\A(?:实际|已)?(?:放款|发放|审批|获批|成交|中标|到账|签约|结清|退件|退回|驳回|不予|否决)"
    r"\S{0,3}(?:金额|额度?|日期|时间|银行|原因|理由|人数|数量)\Z"
)
_OVER = re.compile(
    rf"已(?:经)?(?:{_DONE})|办结|放款成功|成功放款|解决|完成|不予|退件|驳回|否决|拒绝|终止|取消|撤[回销]"
    "|关闭|结清|无效|不再"
)
_OPEN = re.compile("未|尚|待|没|正在|中$|拟|暂|部分|不能|无法|需要?解决|希望|请求|需")
_NO = frozenset({"0", "0.0", "否", "不是", "无"})


def speaks_against(kind: str, titles: Iterable[str], year: int) -> str:
    """The words of a title by which a list isn't of this kind; "" where none speaks against it.
    `year`: the one in which it is read."""
    for title in titles:
        plain = "".join(half_width(title).split())
        if len(plain) > LONGEST_TITLE or _NO_TITLE.search(plain):
            continue
        if kind == "party":
            words = _GONE.search(plain)
        else:
            words = _AGAINST.search(plain) or _past(plain, year)
        if words:
            return words[0]
    return ""


def _past(title: str, year: int) -> re.Match[str] | None:
    if _ASKS.search(title):
        return None
    past = next((read for read in _YEAR.finditer(title) if int(read[1]) < year), None)
    return _STATES.search(title) or past


def outcomes(columns: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Of columns that fill nothing, by their headings, those by which a row is over."""
    for heading, text in columns.items():
        plain = half_width(text)
        if not plain or plain.casefold() in NOTHING or plain in _NO:
            continue
        stated = _OUTCOMES.fullmatch(heading) and _OVER.search(plain) and not _OPEN.search(plain)
        asked = _WHETHER_DONE.search(heading) and plain in {"是", "√", "✓", "有", "对"}
        if stated or asked or _OF_THE_DONE.fullmatch(heading):
            yield heading, text
