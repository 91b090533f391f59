"""How a track's matcher is set. The numbers were measured: docs/matching.md has the table."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Part of every model: changing one makes another model.

    `k`: proposals a text gets at most. `least`: millionths of a score below which nothing is
    proposed. `length_slope`: percent; 100 is the plain cosine, less takes some weight from
    offerings that say less than others. `offering_idf`: whether rare terms count more in the
    offering too, or in the need only. `concept_weight`: how many times a term a concept counts.
    `character_weight`: percent; how much a single character counts. `ending_weight`: percent; how
    much the two characters that end a run count beside the pair that they are (0: not at all),
    `last_weight` the last one alone. `damped`: an offering's repetitions count by the logarithm of
    their logarithm.
    `idf_floor`: millionths that every term's rarity has at least. `title_share`: percent of a need
    that its first line makes up, however long the rest; 0 reads the text as one. `squared_floor`:
    where that is so and there is a rest, a term's rarity counts squared, and has at least so many
    millionths (0: it counts as in any need).

    `analysis` and `rules`: the editions of the analyzer and of the track's rules.
    `identifier_weight`: percent; how much an identifier counts. `names`: whether
    the fields that name the thing (product, spec, occupation) are read with the text. `agreements`:
    conditions stated on both sides and met, from which on a pair is listed though its texts have
    less than `least` in common (0: never). `of_party`: texts of one party that a list has at most
    (0: any number). `folds`: whether near-equal offerings of one party take one place.
    `open_bounds`: percent taken off an offering that leaves all its bounds open, and as much less
    as it states more. `other_grade`: percent that is left of the points of two that name grades of
    one family and none in common (C30, C50). `common`: how many of the commonest words are counted
    in a text: one that has more than twice as many of them as any usual text loses weight, for it
    is a list of words (0: nobody counts).

    A default says what is meant where a stored model says nothing, so it never changes: another
    choice is written into the rows below.
    """

    k: int = 10
    least: int = 20_000
    length_slope: int = 75
    offering_idf: bool = True
    concept_weight: int = 2
    character_weight: int = 100
    ending_weight: int = 0
    last_weight: int = 0
    damped: bool = False
    idf_floor: int = 1_000_000
    title_share: int = 0
    squared_floor: int = 0
    stop_words: str = ""
    analysis: int = 1
    identifier_weight: int = 100
    rules: int = 1
    names: bool = False
    agreements: int = 0
    of_party: int = 0
    folds: bool = False
    open_bounds: int = 0
    other_grade: int = 100
    common: int = 0

    def to_data(self) -> dict[str, Any]:
        """What differs from the defaults, so that a new setting leaves older models alone."""
        return {name: value for name, value in asdict(self).items() if value != DEFAULTS[name]}


DEFAULTS = asdict(Settings())

# What all tracks have by now: more is read, rules have bands, trees and units, no list is for sale.
_TODAY = Settings(
    analysis=2,
    identifier_weight=200,
    rules=2,
    names=True,
    of_party=2,
    folds=True,
    open_bounds=20,
    other_grade=25,
    common=200,
)

# Of technical texts a title says more than the pages under it, what stands in every text nothing.
_ASKING = "需求 寻求 解决 问题 目标 要求 希望 实现"  # what every call for research says of itself
_TECHNICAL = replace(
    _TODAY, character_weight=150, idf_floor=100_000, title_share=50, stop_words=_ASKING
)

# `least` is measured (benchmarks/calibration.py): on sales not one pair in a hundred is right below
# its own. Elsewhere a lower one would find a few more, and let stuffed texts into the lists again.
_BY_TRACK = {
    # A statute is long and repeats its subject: there the need alone says what is rare; and of a
    # firm that tells its story it says it the more, the longer the story is.
    "policy": replace(
        _TODAY,
        offering_idf=False,
        title_share=50,
        squared_floor=100_000,
        agreements=3,
        of_party=5,  # a county has few departments, and each has many policies
    ),
    # Two questions of one meaning share characters rather than words (还款, 还钱), and jargon most.
    "bank": replace(
        _TODAY,
        character_weight=150,
        concept_weight=3,
        stop_words="贷款 银行 产品 办理 申请",
        agreements=3,
    ),
    # What a product is comes last in its name; a list of products may be as short as it likes, and
    # one that names twenty machines isn't twenty times the right one.
    "sales": replace(
        _TODAY,
        least=16_000,
        character_weight=150,
        ending_weight=100,
        last_weight=100,
        length_slope=35,
        damped=True,
    ),
    "labor": replace(_TODAY, concept_weight=1, agreements=3),
    # Research names the very thing: a concept is broader than what is meant.
    "academia": replace(_TECHNICAL, concept_weight=1),
    "digitization": _TECHNICAL,
}


def settings_for(track: str) -> Settings:
    """The settings to fit a track's model with; a track without its own has the common ones."""
    return _BY_TRACK.get(track, _TODAY)
