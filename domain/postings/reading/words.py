"""Words for codes: by which words a text says a purpose, a collateral, a shift; what denies it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from domain.postings.reading.matches import NEVER, Finder, Match, asked, denied, pattern, so_far
from domain.values.industry import NAMES as INDUSTRIES
from domain.values.region import NAMES as REGIONS
from domain.values.region import read_region

PURPOSES = {
    "bridge": r"倒贷|过桥|转贷",
    "equipment": r"(?:买(?!的|了)|购[买置]?|添|上|换|更新)[^，,。；;]{0,8}"
    r"(?:设备|机床|车床|生产线|机器|叉车|数控)",
    "construction": r"(?:建|盖|扩建|新建)[^，,。；;]{0,4}(?:厂房|车间|仓库|冷库)",
    "technical_upgrade": r"技改|技术改造",
    "purchase": r"(?:买|购[买进]?|进|采购|备|囤)[^，,。；;]{0,4}"
    r"(?:原料|原材料|料|货|钢材|钢板|木材|板材|棉纱|水泥|煤)"
    r"|收购?[^，,。；;]{0,2}(?:红薯|粮|小麦|玉米|烟叶|花生|大豆|棉花|药材|果)",
    "export_trade": r"外贸结算|信用证|出口押汇",
    "research": r"(?:搞|做|投入|用于)研发|研发投入",
    "agriculture": r"种植|养殖|种[地粮烟]|养[猪牛羊鸡]",
}
WORKING_CAPITAL = {"working_capital": r"流动资金|周转|发工资|付货款|资金紧"}
COLLATERAL = {
    "unsecured": r"(?:没有?|无|不用|免|缺)[房产厂土地任何东西可]{0,5}抵押"
    r"|信用(?:贷|方式|借款)|纯信用|免担保",
    "mortgage": r"(?:厂房|房产|房子|土地|门面|商铺|住房)"
    r"(?![^，,。；;]{0,4}已)[^，,。；;]{0,6}(?:抵押|作?押)(?![给在掉])"
    r"|抵押[^，,。；;]{0,2}(?:厂房|房产|房子|土地)",
    "equipment_mortgage": r"(?:设备|机器|机床)[^，,。；;]{0,4}(?:抵押|作?押)",
    "receivables": r"应收(?:账?款)?[^，,。；;]{0,4}(?:质押|抵押|融资|贷)",
    "intellectual_property": r"(?:专利|商标|知识产权)[^，,。；;]{0,6}(?:质押|抵押|贷)",
    "guarantee_company": r"担保公司",
    "guarantee": r"(?:有人|找人|第三方|朋友|亲戚|保证人|联保|互保|老板|个人|法定代表人|法人|股东)"
    r"[^，,。；;没不]{0,4}(?:担保(?!公司)|保证(?![质按期供能]))",
    "inventory": r"(?:存货|库存|仓单)[^，,。；;]{0,4}(?:质押|抵押)",
    "pledge": r"(?:存单|股权)[^，,。；;]{0,4}(?:质押|抵押)",
}


def _listed(word: str) -> str:
    """The word as one of several: 信用、抵押、保证均可."""
    after = r"(?=[、或和及/，,。；;三等两]|方式|担保|均可|都可|$)"
    return rf"|(?<=[、或和及/受持]){word}{after}|(?<![^，,。；;：:]){word}(?=[、或/])|{word}担保"


OFFERED_COLLATERAL = COLLATERAL | {  # who offers a loan may say it in two letters
    "unsecured": COLLATERAL["unsecured"]
    + r"|(?<![讲守无失])信用(?![社证卡代等级评记良好村户体信报状风联户])",
    "mortgage": COLLATERAL["mortgage"] + _listed("抵押"),
    "pledge": COLLATERAL["pledge"] + _listed("质押"),
    "guarantee": COLLATERAL["guarantee"] + _listed("保证"),
}
SHIFTS = {
    "two": r"两班倒|二班倒|两班制",
    "three": r"三班倒|三班制",
    "day": r"长?白班",
    "night": r"夜班",
    "flexible": r"弹性|时间自由",
}
DOMAINS = {
    "erp": r"(?<![A-Za-z])ERP(?![A-Za-z])|进销存|企业管理系统",
    "mes": r"(?<![A-Za-z])MES(?![A-Za-z])|生产执行|排产|报工",
    "cloud": r"上云|云服务器",
    "network_5g": r"5G|工业网络",
    "iiot": r"设备联网|工业互联网|物联网|数采",
    "security": r"网络安全|数据安全|等保",
    "diagnosis": r"数字化诊断|诊断咨询",
    "design": r"(?<![A-Za-z])(?:CAD|PLM)(?![A-Za-z])",
    "logistics": r"(?<![A-Za-z])WMS(?![A-Za-z])|仓储(?:管理)?系统",
    "ecommerce": r"电商|网店|直播带货",
}
LEVELS = {1: r"全靠手工|全是手工|手工记账|靠手工|纸质|纸单", 4: r"(?:有|用着|只有)财务软件"}
COOPERATION = {
    "commissioned": r"委托开发|委托研发",
    "joint": r"联合研发|合作研发|一起研发|联合攻关",
    "transfer": r"成果转让|技术转让|买断",
    "license": r"许可使用|授权使用",
    "consulting": r"技术咨询|技术指导|(?:找|请)[^，,。；;]{0,12}(?:老师|专家|教授)",
    "platform": r"共建[^，,。；;]{0,4}(?:平台|实验室|中心)",
}
_WE = r"(?:我们|本企业|公司|已经?|刚)[^，,。；;吗]{0,3}(?:是|评上|认定|获评)[^，,。；;吗]{0,6}"
_ASKED = r"(?![^。；;，,]{0,4}吗)"
YES = {
    "housing": r"包吃?住|管吃?住|包食宿|提供(?:食宿|住宿|宿舍)|有宿舍",
    "housing_needed": r"(?:需要|要求?)(?:包|管|提供)?(?:住宿|宿舍|吃?住)",
    "local_only": r"只要(?:本地|本县|县内)|必须(?:是)?(?:本地|本县|县内)",
    "above_scale": rf"{_WE}(?:规上企业|规模以上){_ASKED}",
    "high_tech": rf"{_WE}(?:高新技术企业|高企){_ASKED}",
    "srdi": rf"{_WE}专精特新{_ASKED}",
    "exports": r"有出口|产品出口|做出口|出口到",
}
STANDING = frozenset({"above_scale", "high_tech", "srdi"})
NO = {
    "housing": r"不(?:包|管|提供)(?:吃?住|食宿|住宿)",
}


def coded(words: Mapping[Any, str]) -> Finder:
    """The code of whatever is said, unless it is denied."""

    def found_codes(plain: str, _today: date) -> Iterator[Match]:
        for code, text in words.items():
            for read in pattern(text, re.IGNORECASE).finditer(plain):
                says_not = read[0][0] in "没无不免缺"  # which is what it is to say
                if says_not or not denied(so_far(plain, *read.span())):
                    yield Match(code, read.start(), read.end())

    return found_codes


def first_of(*finders: Finder) -> Finder:
    """What the first of them finds; the next is asked where it finds nothing."""

    def found_first(plain: str, today: date) -> Iterator[Match]:
        for find in finders:
            matches = list(find(plain, today))
            if matches:
                yield from matches
                return

    return found_first


def together(find: Finder) -> Finder:
    """All that is found, as one value."""

    def found_together(plain: str, today: date) -> Iterator[Match]:
        matches = sorted(find(plain, today), key=lambda match: match.start)
        if matches:
            codes = tuple(dict.fromkeys(match.value for match in matches))
            yield Match(codes, matches[0].start, matches[0].end)

    return found_together


def yes_no(field: str) -> Finder:
    """True where it is said; False where the opposite is, as of what an enterprise is or isn't."""

    def found_answer(plain: str, _today: date) -> Iterator[Match]:
        refusal = pattern(NO.get(field, NEVER)).search(plain)
        if refusal:
            yield Match(False, refusal.start(), refusal.end())
            return
        for read in pattern(YES[field]).finditer(plain):
            clause = so_far(plain, *read.span())
            if not denied(clause):
                yield Match(True, read.start(), read.end())
            elif field in STANDING and not asked(clause):
                yield Match(False, read.start(), read.end())

    return found_answer


def called(words: str) -> Finder:
    """The words themselves, as the group `name` has them."""

    def found_names(plain: str, _today: date) -> Iterator[Match]:
        for read in pattern(words).finditer(plain):
            yield Match(read["name"], read.start("name"), read.end("name"))

    return found_names


def places(where: str) -> Finder:
    """Places of the code table, by their full names, behind one of the words; the name of a bank
    that begins with one is none."""

    def found_places(plain: str, _today: date) -> Iterator[Match]:
        for read in pattern(f"(?:{where})(?P<name>{_any_place()}){_NO_BANK}").finditer(plain):
            try:
                code = read_region(read["name"])
            except ValueError:  # another place is called so too
                continue
            yield Match((code,), read.start("name"), read.end("name"))

    return found_places


_NO_BANK = r"(?![\u4e00-\u9fff]{0,4}(?:银行|农商行|信用社|农信社))"


@cache
def _any_place() -> str:
    """The longest first, so that none is read as a shorter one."""
    names = {name for name in REGIONS.values() if len(name) > 2}
    return "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))


def branches(plain: str, _today: date) -> Iterator[Match]:
    """Divisions of the industry table, by their full names."""
    for code, name in INDUSTRIES.items():
        if len(code) == 3 and len(name) > 2 and name in plain:
            start = plain.index(name)
            yield Match((code,), start, start + len(name))
