"""预览 Teasers: what a receiver may see of a need before any consent.

Industry, place, amount, term and purpose, each as a band; never a name, a code, an address, a phone
number or a word that somebody wrote. Bands are widened, one after the other, until at least so many
enterprises with a live need on the track fit what is shown: who sees a teaser can't tell which of
them it is. Where even the widest bands are too narrow, only the track is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.codes import PURPOSES
from domain.content import Content
from domain.industry import industry_name
from domain.region import region_name
from domain.tracks import TRACKS
from projections.market import Row

ANY = "不限定"
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


@dataclass(frozen=True)
class Teaser:
    """What is shown; `crowd` is how many enterprises it fits (0: nothing but the track).

    It has no id of the need: people may have put anything into one.
    """

    track: str
    industry: str
    region: str
    amount: str
    tenor: str
    purpose: str
    crowd: int


Band = Callable[[Content], str]


def industry_band(width: int) -> Band:
    """Division (two digits), then section (a letter), then nothing."""
    cut = (3, 1, 0)[width]

    def band(content: Content) -> str:
        code = content.industries[0][:cut] if content.industries and cut else ""
        return industry_name(code) if code else ANY

    return band


def region_band(width: int) -> Band:
    """County, then city, then province, then nothing."""
    cut = (6, 4, 2, 0)[width]

    def band(content: Content) -> str:
        code = content.regions[0][:cut] if content.regions and cut else ""
        return region_name(code.ljust(6, "0")) if code else ANY  # a township shows its county

    return band


def amount_band(width: int) -> Band:
    return _figure("amount_fen", AMOUNTS[width] if width < len(AMOUNTS) else ())


def tenor_band(width: int) -> Band:
    return _figure("tenor_days", TENORS[width] if width < len(TENORS) else ())


def purpose_band(width: int) -> Band:
    def band(content: Content) -> str:
        code = getattr(content.terms, "purpose", None)
        return PURPOSES.get(code, ANY) if code and not width else ANY

    return band


# One step after the other until enough enterprises fit: (amount, tenor, industry, region, purpose).
BANDS = (amount_band, tenor_band, industry_band, region_band, purpose_band)
STEPS = (
    (0, 0, 0, 0, 0),
    (1, 0, 0, 0, 0),
    (1, 1, 0, 0, 0),
    (1, 1, 1, 0, 0),
    (1, 1, 1, 1, 0),
    (1, 1, 2, 1, 0),
    (2, 1, 2, 1, 0),
    (2, 2, 2, 1, 0),
    (2, 2, 2, 2, 0),
    (2, 2, 2, 2, 1),
    (2, 2, 2, 3, 1),
)


def teaser(need: Row, live: Sequence[Row], crowd: int) -> Teaser:
    """The teaser of a need among all live needs of its track, that one included."""
    for step in STEPS:
        bands = [make(width) for make, width in zip(BANDS, step, strict=True)]
        shown = [band(need.content) for band in bands]
        fits = {row.party for row in live if [band(row.content) for band in bands] == shown}
        if len(fits) >= crowd:
            amount, tenor, industry, region, purpose = shown
            return Teaser(
                track=TRACKS[need.track].title,
                industry=industry,
                region=region,
                amount=amount,
                tenor=tenor,
                purpose=purpose,
                crowd=len(fits),
            )
    return Teaser(TRACKS[need.track].title, ANY, ANY, ANY, ANY, ANY, 0)


def _figure(name: str, bands: Sequence[tuple[int, str]]) -> Band:
    def band(content: Content) -> str:
        value = getattr(content.terms, name, None)
        if value is None:
            return ANY
        return next((title for end, title in bands if not end or value <= end), ANY)

    return band
