"""How a track's matcher is set. The numbers were measured: docs/matching.md has the table."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Part of every model: changing one makes another model.

    `k`: proposals a text gets at most. `least`: millionths of a score below which nothing is
    proposed. `length_slope`: percent; 100 is the plain cosine, less takes some weight from
    offerings that say less than others. `offering_idf`: whether rare terms count more in the
    offering too, or in the need only. `concept_weight`: how many times a term a concept counts.

    A default says what is meant where a stored model says nothing, so it never changes: another
    choice is written into the rows below.
    """

    k: int = 10
    least: int = 20_000
    length_slope: int = 75
    offering_idf: bool = True
    concept_weight: int = 2

    def to_data(self) -> dict[str, Any]:
        """What differs from the defaults, so that a new setting leaves older models alone."""
        return {name: value for name, value in asdict(self).items() if value != DEFAULTS[name]}


DEFAULTS = asdict(Settings())

_BY_TRACK = {
    # A statute is long and repeats its subject: there the need alone says what is rare.
    "policy": Settings(offering_idf=False),
    # Technical texts name the very thing; a concept is broader than what they mean.
    "academia": Settings(concept_weight=1),
    "digitization": Settings(concept_weight=1),
}


def settings_for(track: str) -> Settings:
    """The settings to fit a track's model with; a track without its own has the common ones."""
    return _BY_TRACK.get(track, Settings())
