"""What a teaser may say of a need, in bands, and in which order they are hidden.

A need's *path* has a word for each step of `HIDING`: what that step takes away. At a step, what is
left of the path is shown, the narrowest word of each field; at the last one nothing is. So what is
shown at one step says all that is shown at the next, and more: the needs of a track are a tree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from domain.postings.codes import PURPOSES
from domain.postings.content import Content
from domain.values.industry import industry_name
from domain.values.region import region_name

ANY = "未说明"
HIDDEN = "授权后可见"  # of everybody: a band that would tell too much
WAN = 1_000_000  # fen in 万元
AMOUNTS = (  # upper ends in fen and their titles: narrow bands, then wide ones
    (
        (100 * WAN, "100万元以内"),
        (300 * WAN, "100–300万元"),
        (500 * WAN, "300–500万元"),
        (1000 * WAN, "500–1000万元"),
        (3000 * WAN, "1000–3000万元"),
        (0, "3000万元以上"),
    ),
    ((500 * WAN, "500万元以内"), (0, "500万元以上")),
)
TENORS = (
    (
        (90, "三个月以内"),
        (180, "三至六个月"),
        (365, "六个月至一年"),
        (1095, "一至三年"),
        (0, "三年以上"),
    ),
    ((365, "一年以内"), (0, "一年以上")),
)

Band = Callable[[Content], str]


def industry_band(width: int) -> Band:
    """Division (two digits), then section (a letter)."""
    cut = (3, 1)[width]

    def band(content: Content) -> str:
        code = content.industries[0][:cut] if content.industries else ""
        return industry_name(code) if code else ANY

    return band


def region_band(width: int) -> Band:
    """County, then city, then province."""
    cut = (6, 4, 2)[width]

    def band(content: Content) -> str:
        code = content.regions[0][:cut] if content.regions else ""
        return region_name(code.ljust(6, "0")) if code else ANY  # a township shows its county

    return band


def amount_band(width: int) -> Band:
    return _figure("amount_fen", AMOUNTS[width])


def tenor_band(width: int) -> Band:
    return _figure("tenor_days", TENORS[width])


def purpose_band(content: Content) -> str:
    code = getattr(content.terms, "purpose", None)
    return PURPOSES.get(code, ANY) if code else ANY


def _figure(name: str, bands: Sequence[tuple[int, str]]) -> Band:
    def band(content: Content) -> str:
        value = getattr(content.terms, name, None)
        if value is None:
            return ANY
        return next((title for end, title in bands if not end or value <= end), ANY)

    return band


HIDING: tuple[tuple[str, Band], ...] = (
    ("amount", amount_band(0)),
    ("tenor", tenor_band(0)),
    ("industry", industry_band(0)),
    ("region", region_band(0)),
    ("industry", industry_band(1)),
    ("amount", amount_band(1)),
    ("tenor", tenor_band(1)),
    ("region", region_band(1)),
    ("purpose", purpose_band),
    ("region", region_band(2)),
)
ROOT = len(HIDING)  # the step at which nothing is shown but the track
Path = tuple[str, ...]


def path_of(content: Content) -> Path:
    """What each step hides of a need, the narrowest first."""
    return tuple(band(content) for _, band in HIDING)


def shown(path: Path, step: int) -> dict[str, str]:
    """By field, what a step still shows."""
    words: dict[str, str] = {}
    for (field, _), word in list(zip(HIDING, path, strict=True))[step:]:
        words.setdefault(field, word)
    return words
