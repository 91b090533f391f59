"""How places are written: in full, without the last letters, behind those that they lie in, by
names that were given up; and which province a place elsewhere is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from domain.values.regions_china import (
    ALSO_ELSEWHERE,
    FORMER,
    HENAN,
    PREFECTURES,
    PROVINCES,
    TOWNSHIPS,
)

NATION = "000000"
OWN_COUNTY = "411025"

_KIND = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|回族区|省|市|县|区)$")
_KIND_OF_TOWNSHIP = re.compile(r"(?:回族镇|镇|乡|街道)$")
_KINDS_OF_TOWNSHIP = ("镇", "乡", "回族镇", "回族乡", "街道", "街道办", "街道办事处", "办事处")
_FORMER = re.compile(r"([0-9]{6})(\D+)([0-9]{4})([^0-9\s]+)", re.ASCII)
_LEAST = 2  # letters of a short name: nobody says 新 for 新县
_MOST = 4  # what is longer is the name of a zone
_NO_PLACE = "419000"  # a heading in the table
_MUNICIPALITIES = ("110000", "120000", "310000", "500000")
_PART = re.compile(
    r"(?!路|大道|街)[\u4e00-\u9fff]{1,10}(?:区|县|市|旗|州|盟|镇|乡|街道|村|社区)", re.ASCII
)
_DISTRICT = re.compile(r"(?!路|大道|街)[\u4e00-\u9fff]{2,6}[区县]", re.ASCII)
_VILLAGE = re.compile(r"[\u4e00-\u9fff]{1,10}(?:村|社区|居委会|村委会)", re.ASCII)
_TOWNSHIP_ELSEWHERE = re.compile(r"[\u4e00-\u9fff]{2,8}(?:镇|乡|街道|办事处)", re.ASCII)


def _table() -> dict[str, str]:
    names = {NATION: "全国"}
    names |= {entry[:2] + "0000": entry[2:] for entry in PROVINCES.split()}
    prefecture = ""
    for entry in HENAN.split():
        if entry[:4].isdecimal():
            prefecture = entry[:4]
            names[prefecture + "00"] = entry[4:]
        else:
            names[prefecture + entry[:2]] = entry[2:]
    return names | {OWN_COUNTY + entry[:3]: entry[3:] for entry in TOWNSHIPS.split()}


NAMES = _table()
_BY_FULL_NAME = {name: code for code, name in NAMES.items()}
_GIVEN_UP = [(code, name, _BY_FULL_NAME[since]) for code, name, _, since in _FORMER.findall(FORMER)]
FORMER_CODES = {code: since for code, _, since in _GIVEN_UP if code not in NAMES}
FORMER_NAMES = {code: name for code, name, _ in _GIVEN_UP if code not in NAMES}


def _prefectures() -> tuple[frozenset[str], dict[str, str]]:
    """Elsewhere: the first four digits of codes, and provinces by the names of prefectures."""
    codes, provinces, province = set[str](), dict[str, str](), ""
    for line in PREFECTURES.split("\n"):
        province = province if line.startswith(" ") else line[:2]
        entries = line.split() if line.startswith(" ") else line.split()[1:]
        for entry in entries:
            codes.add(province + entry[:2])
            stem, _, rest = entry[2:].partition("+")
            whole = stem.endswith(("市", "区", "盟"))
            forms = (
                (stem + "州", stem + rest) if rest else (stem,) if whole else (stem, stem + "市")
            )
            provinces |= dict.fromkeys(forms if stem else (), province + "0000")
    codes |= {code[:4] for code in NAMES if code.endswith("0000")}
    return frozenset(codes), provinces


PREFECTURES_ELSEWHERE, _PROVINCES_OF = _prefectures()
_PROVINCE_NAMES = {
    spelled: code
    for code, name in NAMES.items()
    if code.endswith("0000") and code not in {NATION, OWN_COUNTY[:2] + "0000"}
    for spelled in (name, _KIND.sub("", name))
}


def ancestors(code: str) -> tuple[str, ...]:
    """The place itself and what it lies in, up to its province: 411025, 411000, 410000."""
    if code == NATION:
        return (NATION,)
    wider = (code, code[:6], code[:4] + "00", code[:2] + "0000")
    return tuple(dict.fromkeys(wider))


def named(name: str) -> frozenset[str]:
    """The places that a text may name: by a full name, else by one that was given up, else by a
    short one of today, else by a short one of those."""
    return next((codes for tier in _spellings() if (codes := tier.get(name))), frozenset())


def narrower_in_henan(name: str) -> str | None:
    """The place kept here in which a village lies, or a township of another county."""
    for cut in range(len(name) - 2, 2, -1):
        codes = _spellings()[0].get(name[:cut], frozenset())
        if len(codes) == 1:
            [code] = codes
            ours = code.startswith(OWN_COUNTY)
            below = _VILLAGE if ours else _TOWNSHIP_ELSEWHERE
            if code[4:6] != "00" and below.fullmatch(name, cut):
                return code
    return None


def province_elsewhere(name: str) -> str | None:
    """The province of a place in another one, that the text or the prefecture in it names."""
    for head, province in (("", ""), *_PROVINCE_NAMES.items()):
        if not name.startswith(head):
            continue
        rest = name[len(head) :]
        cuts = range(len(rest), 1, -1)
        prefecture = next((rest[:cut] for cut in cuts if rest[:cut] in _PROVINCES_OF), "")
        lies_in = _PROVINCES_OF.get(prefecture, province)
        rest = rest[len(prefecture) :]
        of_henan = rest in _spellings()[0] and rest not in ALSO_ELSEWHERE
        if not lies_in or (province and lies_in != province) or of_henan:
            continue
        if prefecture or head == NAMES[lies_in]:
            below = _PART
        elif lies_in in _MUNICIPALITIES:
            below = _DISTRICT
        else:
            continue
        if (prefecture and not rest) or below.fullmatch(rest):
            return lies_in
    return None


def province_named_first(name: str) -> str | None:
    """The other province with whose name a text begins."""
    return next((code for head, code in _PROVINCE_NAMES.items() if name.startswith(head)), None)


def unfinished(short: str) -> list[str]:
    """The full names that a text may be meant to be that lacks their last letters: 金水, 紫云."""
    return sorted(_cut_short().get(short, ())) if len(short) >= _LEAST else []


@cache
def _cut_short() -> dict[str, set[str]]:
    """The full names of places by what they are without their last letters."""
    names: dict[str, set[str]] = {}
    for code, name in NAMES.items():
        for short in {name[:-1], _short(code)} if code != _NO_PLACE else ():
            names.setdefault(short, set()).add(name)
    return names


def _short(code: str) -> str:
    kind = _KIND_OF_TOWNSHIP if len(code) > len(OWN_COUNTY) else _KIND
    return kind.sub("", NAMES[code])


@cache
def _spellings() -> tuple[dict[str, frozenset[str]], ...]:
    """Places by how they are written: four tables, each of less weight than the one before."""
    full, former, short, former_short = tables = [dict[str, set[str]]() for _ in range(4)]
    for code, name in NAMES.items():
        if code != _NO_PLACE:
            stem = _short(code)
            township = len(code) > len(OWN_COUNTY)
            others = (stem + kind for kind in _KINDS_OF_TOWNSHIP) if township else ()
            _put(full, code, dict.fromkeys((name, *others)))
            alone = not township and not name.endswith("区")  # 解放, 红旗 are words
            _put(short, code, (stem,), alone=alone or code.endswith("0000"))
    for code, name, since in _GIVEN_UP:
        _put(former, since, (name,), beside=code)
        _put(former_short, since, (_KIND.sub("", name),), beside=code)
    return tuple({text: frozenset(codes) for text, codes in t.items()} for t in tables)


def _put(
    table: dict[str, set[str]],
    code: str,
    names: Iterator[str] | tuple[str, ...] | dict[str, None],
    *,
    beside: str = "",
    alone: bool = True,
) -> None:
    """Names by themselves, and behind what they lie in, each of that in full, short or left out.
    `beside` is the code by which it lay elsewhere."""
    above = [c for c in reversed(ancestors(beside or code)[1:]) if c != _NO_PLACE]
    forms = [("", NAMES[c], _short(c)) for c in above]
    for name, parts in product(tuple(names), product(*forms)):
        ahead = "".join(parts)
        if len(name) >= _LEAST and (alone or (ahead and len(name) <= _MOST)):
            table.setdefault(ahead + name, set()).add(code)
