"""The concept lexicon: which words of the field mean the same thing.

倒贷, 转贷, 过桥 and 调贷 share no word, yet a firm asking for one is served by a fund offering
another. Each concept has an English name and its words; a text in which one of them stands as a
word of its own gets the feature `#name` beside its own words. The lexicon is data with a version:
a `Lexicon` is a value, another one can be handed to everything that takes one.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from dataclasses import dataclass, replace
from typing import Any, Self

from domain.core.canonical import canonical
from projections.matcher import words as of_tracks


@dataclass(frozen=True)
class Lexicon:
    """Concepts with their words; hashable, so that an analyzer may be kept for it.

    `concepts` is sorted by name, each concept's words are sorted: build it with `Lexicon.of`.
    """

    version: str
    concepts: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, version: str, concepts: dict[str, str]) -> Self:
        """From `{concept: "word word ..."}`; ValueError when a word has two concepts that may
        count on one track."""
        seen: dict[str, list[str]] = {}
        for concept, words in concepts.items():
            for word in dict.fromkeys(words.casefold().split()):
                for other in seen.setdefault(word, []):
                    if _may_meet(concept, other):
                        raise ValueError(f"{word!r} belongs to {other} and {concept}")
                seen[word].append(concept)
        ordered = ((name, tuple(sorted(set(concepts[name].split())))) for name in sorted(concepts))
        return cls(version, tuple(ordered))

    def of_track(self, track: str) -> Self:
        """What counts on one track: its own concepts, and those that nobody gave to a track (the
        office's new ones). A bank's word for interest says nothing of a supplier of goods.
        """
        concepts = (held for held in self.concepts if TRACK_OF.get(held[0]) in {None, track})
        return replace(self, concepts=tuple(concepts))

    @property
    def digest(self) -> str:
        """sha256 of version and content: two lexicons with one digest behave the same."""
        return hashlib.sha256(canonical(self.to_data())).hexdigest()

    def to_data(self) -> dict[str, Any]:
        return {"version": self.version, "concepts": {k: list(v) for k, v in self.concepts}}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        return cls.of(data["version"], {k: " ".join(v) for k, v in data["concepts"].items()})


def _may_meet(concept: str, other: str) -> bool:
    tracks = TRACK_OF.get(concept), TRACK_OF.get(other)
    return None in tracks or tracks[0] == tracks[1]


OF_TRACKS: dict[str, dict[str, str]] = {
    file.name: importlib.import_module(f"{of_tracks.__name__}.{file.name}").CONCEPTS
    for file in pkgutil.iter_modules(of_tracks.__path__)
}
TRACK_OF = {concept: track for track, concepts in OF_TRACKS.items() for concept in concepts}
LEXICON = Lexicon.of(
    "2026-2", {concept: words for held in OF_TRACKS.values() for concept, words in held.items()}
)
