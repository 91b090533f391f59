"""Likely parties: whom a name may mean that nobody has so: 万里运输公司, 中原银行, 工信局.

They are offered as a question, never taken unasked. What is compared is the name without its place
and its form: 襄城县万里运输有限公司 and 襄城县万里运输公司 are both 万里运输.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from domain.parties.party import folded
from domain.values.region import OWN_COUNTY_NAME
from projections.core.simplified import simplified

MOST_COMPARED = 32_768  # names as they are compared: hundreds that nobody has are held against all
OFFERED = 3  # candidates that are named
LEAST = 3  # letters of a name that is looked for within others
_PLACE = re.compile(rf"\A(?:河南省?|许昌市?|中共|{OWN_COUNTY_NAME}|{OWN_COUNTY_NAME[:-1]}|县|市)+")
_FORM = re.compile(
    r"(?:\(.*\)|（.*）)?(?:集团)?(?:(?:股份|有限责任|有限|责任)*公司|股份|有限|集团|总公司|分公司)*\Z"
)
_INSTITUTION = re.compile(r"(?:局|委|办|院|中心|会|部|处|社)\Z")


def likely_parties(name: str, titles: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of ids and titles those that a name may mean, those whose names are the same without place
    and form before all others."""
    whole, bare = _folded(name), _bare(name)
    if len(bare) < 2:
        return []
    ranked = sorted(
        (rank, len(title), id, title) for id, title in titles for rank in _ranks(whole, bare, title)
    )
    best = ranked[0][0] if ranked else 0
    return [(id, title) for rank, _, id, title in ranked if rank == best]


def _ranks(whole: str, bare: str, title: str) -> Iterator[int]:
    other = _folded(title)
    if _bare(title) == bare:
        yield 0
    elif len(whole) >= LEAST and (whole in other or (len(bare) >= LEAST and bare in other)):
        yield 1
    elif _INSTITUTION.search(bare) and _shortens(bare, _bare(title)):
        yield 2


def _shortens(short: str, full: str) -> bool:
    """Whether the letters of a name stand in another one in their order, from its first to its
    last: 工信局, 工业和信息化局."""
    letters = iter(full)
    ends = bool(full) and (short[0], short[-1]) == (full[0], full[-1])
    return len(short) >= LEAST and ends and all(letter in letters for letter in short)


@lru_cache(maxsize=MOST_COMPARED)
def _folded(name: str) -> str:
    return folded(simplified(name))


@lru_cache(maxsize=MOST_COMPARED)
def _bare(name: str) -> str:
    plain = simplified(name).strip()
    bare = _FORM.sub("", _PLACE.sub("", plain))
    return _folded(bare or plain)
