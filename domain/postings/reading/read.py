"""What a text says for each field of a kind of posting, and on which side of which track it is."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from domain.postings.reading.days import vague_days
from domain.postings.reading.figures import vague
from domain.postings.reading.matches import agreed, pattern
from domain.postings.reading.roughly import roughly
from domain.postings.reading.table import TABLE, TRADES
from domain.postings.terms import TERMS
from domain.values.halfwidth import half_width

LONGEST = 4000


@dataclass(frozen=True)
class Reading:
    """A field's value, and the words that say it; `sense`: how it is meant (`roughly.py`)."""

    value: Any
    words: str
    start: int
    end: int
    sense: str = ""


def readings(kind: str, text: str, today: date) -> dict[str, Reading]:
    """By field; what isn't said, or said in two ways, isn't there. Spans are those of the text."""
    plain = _plain(text)
    matches = ((name, agreed(find(plain, today))) for name, find in TABLE[kind].items())
    rough = (
        (name, *roughly(plain, match, bound=_is_bound(kind, name)))
        for name, match in matches
        if match
    )
    return {
        name: Reading(
            match.value, text[match.start : match.end].strip(), match.start, match.end, sense
        )
        for name, sense, match in rough
    }


def _is_bound(kind: str, name: str) -> bool:
    """Whether a field is a least or a most itself."""
    field = TERMS[kind].model_fields.get(name)
    asked = field.json_schema_extra if field else None
    return isinstance(asked, dict) and bool(asked.get("bound"))


def unread(kind: str, text: str, today: date) -> dict[str, frozenset[str]]:
    """The figures and days that were seen and not read: vague ones and ranges, each with the ways
    of reading in which a field would take it; and those of a field that is said in two ways, with
    its name. In the order of the text."""
    plain = _plain(text)
    taken = [(read.start, read.end) for read in readings(kind, text, today).values()]
    figures = [*vague(plain), *vague_days(plain)]
    for name, find in TABLE[kind].items():
        matches = [match for match in find(plain, today) if isinstance(match.value, int | Decimal)]
        if agreed(matches) is None:
            figures += (replace(match, value=frozenset({name})) for match in matches)
    spans: dict[tuple[int, int], frozenset[str]] = {}
    for figure in sorted(figures, key=lambda figure: (figure.start, figure.end)):
        span = figure.start, figure.end
        spans[span] = spans.get(span, frozenset()) | figure.value
    return {
        text[start:end].strip(): into
        for (start, end), into in spans.items()
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in spans)
        and not any(start < b and a < end for a, b in taken)
    }


# To pay a sum back is said of a loan; 还 before a verb is another word.
_TO_RETURN = r"还(?![有要在是需想没])"
_PAID_BACK = (
    rf"(?:还(?:清|本|款|上|得起)|分[^，,。]{{0,6}}{_TO_RETURN}|[年月天][内底]?{_TO_RETURN})"
)
_SUM = r"[0-9一二三四五六七八九十百]万(?![个只件吨人斤公条套])"
# Who wants to buy, and speaks of no sum, no loan, no technique and no software, means goods.
_GOODS_ALONE = (
    rf"\A(?!.*(?:{_SUM}|{_PAID_BACK}|[贷借融]|资金|授信|周转|[缺差]钱"
    r"|补贴|政策|技术|专利|系统|软件|数字化|上云|ERP|MES))"
)

# By side and track: words that say it, the second of which count most.
_KINDS: dict[tuple[str, str], tuple[str, str]] = {
    ("need", "bank"): (
        r"抵押|担保|保证人|利息|利率|资金|周转|银行|到期|还清|[0-9一二三四五六七八九十百]万(?![个只件吨人])",
        (
            r"贷(?!款余额)|[借待][^，,。]{0,6}(?:钱|款|万)|缺(?:钱|资金)|融资|授信|过桥|承兑|贴现|没有?抵押|无抵押"
            r"|[资现]金[^，,。]{0,4}(?:周转|紧)|周转不[开过灵]|周转[^，,。]{0,2}[钱金]|一笔[^，,。]{0,6}[钱金]"
            rf"|{_SUM}.{{0,40}}{_PAID_BACK}|{_PAID_BACK}.{{0,40}}{_SUM}"
        ),
    ),
    ("need", "labor"): (
        r"普工|焊工|车工|电工|工人|月薪|工资|包吃|包住|到岗|两班倒|人手",
        rf"招工|招聘|招人|用工|缺[^，,。]{{0,4}}人|[缺雇][^，,。]{{0,6}}?(?:{TRADES})|招(?:[0-9一二三四五六七八九十两几个名收]|[^，,。招商]{{0,6}}?(?:{TRADES}))",
    ),
    ("need", "sales"): (
        r"买|要货|订货|月底要|[0-9万]\s*(?:吨|个|件|箱|台|公斤|斤|套|米|只)",
        (
            r"采购|求购|收购|订购|[要想求]收(?![入益到款据支回费])|买[^，,。]{0,3}[0-9一二三四五六七八九十两]+[^，,。]{0,2}(?:吨|个|件|箱|公斤|斤|套|只|条)"
            rf"|{_GOODS_ALONE}.*?(?:[想要需备算急][^，,。找求]{{0,4}}[买购](?![家方卖])|[买购][^，,。]{{0,3}}[0-9一二三四五六七八九十两几]+[台部辆把张米袋批桶])"
        ),
    ),
    ("offering", "sales"): (
        r"现货|库存|库里|批发|起订|产地|[0-9万]\s*(?:吨|个|件|箱|台|公斤|斤|套|米|只)",
        (
            r"滞销|[找求]销路|[找求][^，,。]{0,4}(?:买家|下家|[单位人家厂]买)|供应|出售|代销|卖不[出掉动]|销不出"
            r"|卖(?:出去|掉)|[想要急][^，,。]{0,4}卖(?!家)|积压|库[里存][^，,。]{0,4}压[着了]"
        ),
    ),
    ("need", "academia"): (
        r"技术|工艺|难题|实验|配方|合格率|开裂|变形",
        r"(?:找|请|求)[^，,。]{0,10}(?:老师|教授|专家)|高校|院校|攻关|产学研|合作研发|委托开发|成果转化",
    ),
    ("need", "digitization"): (
        r"系统|软件|对不上|手工记账|信息化",
        r"(?<![A-Za-z])(?:ERP|MES|WMS|PLM)(?![A-Za-z])|上云|数字化|进销存|设备联网|工业互联网|5G|网店|电商",
    ),
    ("need", "policy"): (
        r"申报|申请条件|怎么申请|专精特新|高企|高新技术企业|规上|符合条件",
        r"政策|奖励|补贴|补助|奖补|扶持|资助|减免|免税|能享受",
    ),
    ("offering", "policy"): (
        r"不低于|不高于|最高|符合条件的企业",
        r"申报截止|[补奖][^，,。]{0,6}[0-9]+(?:\.[0-9]+)?[%％]|最高[补奖]|(?:给予|一次性)[^，,。]{0,8}[补奖]",
    ),
}
_STRONG, _CLEAR = 4, 2


def kind_of(text: str, among: Collection[tuple[str, str]]) -> tuple[str, str] | None:
    """(side, track) of a text, among those that are open to whoever writes; None unless clear."""
    plain = _plain(text)
    scores = [(_score(kind, plain), kind) for kind in _likeliest(plain, among)]
    best, next_best = (*scores, (0, ("", "")), (0, ("", "")))[:2]
    return best[1] if best[0] >= _STRONG and best[0] - next_best[0] >= _CLEAR else None


def likely_kinds(text: str, among: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of which a text has any word, the likeliest first: for whoever must choose."""
    plain = _plain(text)
    return [kind for kind in _likeliest(plain, among) if _score(kind, plain)]


def _likeliest(plain: str, among: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    kinds = (kind for kind in _KINDS if kind in among)
    return sorted(kinds, key=lambda kind: -_score(kind, plain))


def _score(kind: tuple[str, str], plain: str) -> int:
    weak, strong = (pattern(words, re.IGNORECASE) for words in _KINDS[kind])
    return len(set(weak.findall(plain))) + _STRONG * bool(strong.search(plain))


def _plain(text: str) -> str:
    """In the widths that the rules read, letter for letter."""
    return "".join(half_width(letter) or " " for letter in text[:LONGEST])
