"""预览 Teasers: what a receiver may see of a need before any consent.

Industry, place, amount, term and purpose, each as a band; never a name, a code, an address, a phone
number or a word that somebody wrote. Bands are widened, one after the other, until at least so many
enterprises with a live need on the track fit what is shown: who sees a teaser can't tell which of
them it is. Where even the widest bands are too narrow, only the track is shown.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from domain.postings.codes import PURPOSES
from domain.postings.content import Content
from domain.postings.tracks import TRACKS
from domain.values.industry import industry_name
from domain.values.region import region_name
from projections.core.view import Bookmark, Guard
from projections.postings.market import Market
from projections.postings.posting_table import PostingRow

ANY = "未说明"
HIDDEN = "授权后可见"  # of everybody: a band that would tell too much
FIELDS = ("industry", "region", "purpose", "amount", "tenor")
PAST_KEPT = 12  # crowds of past positions
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

    @property
    def open_bands(self) -> dict[str, str]:
        """By field, the bands that say something."""
        return {name: band for name in FIELDS if (band := getattr(self, name)) != HIDDEN}


Band = Callable[[Content], str]
Move = tuple[bool, PostingRow]  # whether a need goes or comes


def industry_band(width: int) -> Band:
    """Division (two digits), then section (a letter), then nothing."""
    cut = (3, 1, 0)[width]

    def band(content: Content) -> str:
        if not cut:
            return HIDDEN
        code = content.industries[0][:cut] if content.industries else ""
        return industry_name(code) if code else ANY

    return band


def region_band(width: int) -> Band:
    """County, then city, then province, then nothing."""
    cut = (6, 4, 2, 0)[width]

    def band(content: Content) -> str:
        if not cut:
            return HIDDEN
        code = content.regions[0][:cut] if content.regions else ""
        return region_name(code.ljust(6, "0")) if code else ANY  # a township shows its county

    return band


def amount_band(width: int) -> Band:
    return _figure("amount_fen", AMOUNTS[width] if width < len(AMOUNTS) else ())


def tenor_band(width: int) -> Band:
    return _figure("tenor_days", TENORS[width] if width < len(TENORS) else ())


def purpose_band(width: int) -> Band:
    def band(content: Content) -> str:
        code = getattr(content.terms, "purpose", None)
        return HIDDEN if width else PURPOSES.get(code, ANY) if code else ANY

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


class Crowd:
    """The live needs of a track, counted by what each step of the bands shows of them.

    It never changes: who reads it while the market moves on reads one moment of it.
    """

    def __init__(self, live: Iterable[PostingRow]) -> None:
        self._parties: dict[tuple[int, tuple[str, ...]], Counter[str]] = {}
        self._count((False, row) for row in live)

    def moved(self, moves: Sequence[Move]) -> Crowd:
        """The crowd after needs went and came, in their order."""
        after = Crowd(())
        after._parties = dict(self._parties)
        for key in {(at, shown(row, at)) for _, row in moves for at in range(len(STEPS))}:
            after._parties[key] = Counter(self._parties.get(key, {}))
        after._count(moves)
        return after

    def _count(self, moves: Iterable[Move]) -> None:
        for gone, row in moves:
            for at in range(len(STEPS)):
                key = at, shown(row, at)
                parties = self._parties.setdefault(key, Counter())
                parties[row.party] += -1 if gone else 1
                if not parties[row.party]:
                    del parties[row.party]
                if not parties:
                    del self._parties[key]

    def fits(self, at: int, bands: tuple[str, ...]) -> int:
        """How many enterprises have a live need that is shown so."""
        return len(self._parties.get((at, bands), ()))


class Crowds:
    """The crowd of each track, moved along with the market; of past positions the last few asked
    for. `guard` is held by one thread at a time."""

    def __init__(self, market: Market, guard: Guard) -> None:
        self.market, self._guard = market, guard
        self._now: dict[str, tuple[Bookmark, Crowd]] = {}
        self._past: OrderedDict[tuple[str, int, int], Crowd] = OrderedDict()

    def of(self, track: str, as_of: int | None = None) -> Crowd:
        mark = self.market.bookmark()
        with self._guard:
            if as_of is None:
                self._now[track] = (mark, self._moved(track, mark))
                return self._now[track][1]
            if mark.position < as_of:
                return self._read(track, as_of)  # the market doesn't show all of it yet
            key = (track, mark.life, as_of)
            if key not in self._past:
                self._past[key] = self._read(track, as_of)
                if len(self._past) > PAST_KEPT:
                    self._past.popitem(last=False)
            return self._past[key]

    def _moved(self, track: str, mark: Bookmark) -> Crowd:
        cached = self._now.get(track)
        if cached is None or cached[0].life != mark.life or cached[0].position > mark.position:
            return self._read(track, mark.position)
        before, crowd = cached
        if before == mark:
            return crowd
        moves = self.market.moves(track, before.position, mark.position)
        needs = [(gone, row) for gone, row in moves if row.side == "need"]
        return crowd.moved(needs) if needs else crowd

    def _read(self, track: str, at: int) -> Crowd:
        how = {"track": track, "side": "need", "status": "published"}
        return Crowd(self.market.postings(**how, as_of=at))


def shown(need: PostingRow, at: int) -> tuple[str, ...]:
    """What a step of the bands shows of a need: amount, tenor, industry, region, purpose."""
    made = zip(BANDS, STEPS[at], strict=True)
    return tuple(make(width)(need.content) for make, width in made)


def teaser(need: PostingRow, crowd: Crowd, least: int) -> Teaser:
    """The teaser of a need among all live needs of its track, that one included."""
    for at in range(len(STEPS)):
        bands = shown(need, at)
        fits = crowd.fits(at, bands)
        if fits >= least:
            amount, tenor, industry, region, purpose = bands
            return Teaser(
                track=TRACKS[need.track].title,
                industry=industry,
                region=region,
                amount=amount,
                tenor=tenor,
                purpose=purpose,
                crowd=fits,
            )
    return Teaser(TRACKS[need.track].title, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, 0)


def _figure(name: str, bands: Sequence[tuple[int, str]]) -> Band:
    def band(content: Content) -> str:
        if not bands:
            return HIDDEN
        value = getattr(content.terms, name, None)
        if value is None:
            return ANY
        return next((title for end, title in bands if not end or value <= end), ANY)

    return band
