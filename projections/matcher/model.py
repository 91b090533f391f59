"""The model: how rare each term is. Fitted once, stored as it is, never fitted again on replay.

A model is a value: the number of texts, the terms by how many texts have them, the settings and
the lexicon. Its inverse document frequencies are whole millionths worked out in decimal, because
the logarithm of a processor differs in the last bit from that of another. Words that come up after
the fit are not left out (a new product's name says the most): they count as seen in no text.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import cache, cached_property, partial
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np

from domain.core.canonical import canonical
from projections.matcher.features import Analyzer, analyzer
from projections.matcher.lexicon import LEXICON, Lexicon
from projections.matcher.settings import Settings, settings_for

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Side = Literal["need", "offering"]

MICRO = 1_000_000


class Unusable(ValueError):
    """A stored model that can't be worked with here; `analyzer`: because another one made it."""

    def __init__(self, message: str, *, analyzer: bool = False) -> None:
        super().__init__(message)
        self.analyzer = analyzer


class Known(dict[str, int]):
    """Numbers of the fitted terms; another term's is worked out, and not kept: there is no end of
    them."""

    def __init__(self, known: Mapping[str, int], of_others: Callable[[str], int]) -> None:
        super().__init__(known)
        self._of_others = of_others

    def __missing__(self, term: str) -> int:
        return self._of_others(term)


@dataclass(frozen=True)
class Model:
    """`terms_by_df` is sorted by df, its terms too; `pivot` is the mean length of a fitted text's
    offering weights in thousandths; `analyzer_digest` is that of the analyzer it was fitted with;
    `usual` is how many of the commonest words all but one in a hundred fitted texts have at most.
    """

    n: int
    terms_by_df: tuple[tuple[int, tuple[str, ...]], ...]
    pivot: int
    settings: Settings
    lexicon: Lexicon
    analyzer_digest: str
    usual: int = 0

    def features(self, text: str) -> Counter[str]:
        """The text's features as this model counts them."""
        endings, lasts = self.settings.ending_weight > 0, self.settings.last_weight > 0
        return self.analyzer.features(text, endings=endings, lasts=lasts)

    @cached_property
    def analyzer(self) -> Analyzer:
        return analyzer(self.lexicon, self.settings.stop_words, self.settings.analysis)

    def idf(self, term: str) -> int:
        """Inverse document frequency in millionths: ln((1+n)/(1+df)) + floor, df = 0 if unseen."""
        return self._idf.get(term, self._unseen)

    def importance(self, term: str, side: Side) -> int:
        """What one occurrence of the term weighs on this side, in millionths."""
        return self.importances[side][term]

    @cached_property
    def importances(self) -> dict[Side, Mapping[str, int]]:
        """The same for all terms, those too that nobody has used before."""
        sides: tuple[Side, Side] = ("need", "offering")
        return {
            side: Known(
                {term: self._weighed(term, idf, side) for term, idf in self._idf.items()},
                partial(self._weighed, idf=self._unseen, side=side),
            )
            for side in sides
        }

    @cached_property
    def common(self) -> frozenset[str]:
        """The commonest words, as many as the settings say."""
        words = (
            (-df, term)
            for df, terms in self.terms_by_df
            for term in terms
            if term.startswith("w:") and len(term) > len("w:流")
        )
        return frozenset(term for _, term in nsmallest(self.settings.common, words))

    def length_percent(self, terms: Iterable[str]) -> int:
        """What is left of the length of a text with these terms, which may be a mere list."""
        had, free = len(self.common.intersection(terms)), 2 * max(self.usual, 1)
        return 100 if had <= free else max(1, 100 * free**2 // had**2)

    @cached_property
    def squared(self) -> Mapping[str, int]:
        """What an occurrence weighs in a need that has a rest under its first line, where a model
        squares rarity there."""
        floor = self.settings.squared_floor
        known = {
            term: self._squared(term, idf_micro(self.n, df, floor))
            for df, terms in self.terms_by_df
            for term in terms
        }
        return Known(known, partial(self._squared, rarity=idf_micro(self.n, 0, floor)))

    def _squared(self, term: str, rarity: int) -> int:
        return rarity * rarity // MICRO * self._percent(term) // 100

    def _weighed(self, term: str, idf: int, side: Side) -> int:
        rare = side == "need" or self.settings.offering_idf
        return (idf if rare else MICRO) * self._percent(term) // 100

    def _percent(self, term: str) -> int:
        if term.startswith("#"):
            return 100 * self.settings.concept_weight
        if term.startswith("i:"):
            return self.settings.identifier_weight
        if term.startswith("e:"):
            return self.settings.ending_weight
        if term.startswith("l:"):
            return self.settings.last_weight
        single = term.startswith("c:") and len(term) == len("c:流")
        return self.settings.character_weight if single else 100

    def times(self, count: int, side: Side) -> int:
        """How much a term weighs that a text has so often, once being a million."""
        return tf_micro(count, damped=self.settings.damped and side == "offering")

    @cached_property
    def _idf(self) -> dict[str, int]:
        return {term: self._rarity(df) for df, terms in self.terms_by_df for term in terms}

    @cached_property
    def _unseen(self) -> int:
        return self._rarity(0)

    def _rarity(self, df: int) -> int:
        return idf_micro(self.n, df, self.settings.idf_floor)

    @cached_property
    def digest(self) -> str:
        """sha256 over the canonical JSON of all that the model is."""
        return hashlib.sha256(canonical(self._content())).hexdigest()

    def summary(self) -> dict[str, Any]:
        """Everything but the terms: what names a model whose texts are at hand to fit it again."""
        content = self._content()
        del content["terms_by_df"], content["idf_by_df"]
        return {**content, "terms": len(self._idf), "digest": self.digest}

    def to_data(self) -> dict[str, Any]:
        """A plain dict for JSON, complete: `from_data` needs no text, and no logarithm."""
        return {**self._content(), "digest": self.digest}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """`Unusable` when texts were cut otherwise, or anything stored, an idf say, isn't what this
        program makes of it.
        """
        try:
            model = cls(
                n=data["n"],
                terms_by_df=tuple(
                    sorted((int(df), tuple(terms)) for df, terms in data["terms_by_df"].items())
                ),
                pivot=data["pivot"],
                settings=Settings(**data["settings"]),
                lexicon=Lexicon.from_data(data["lexicon"]),
                analyzer_digest=data["analyzer_digest"],
                usual=data.get("usual", 0),
            )
            same = model.to_data() == data
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as broken:
            raise Unusable(f"{type(broken).__name__}: {broken}") from broken
        if not same:
            raise Unusable(f"stored with digest {data['digest']}, read with {model.digest}")
        ours = model.analyzer.digest
        if ours != model.analyzer_digest:
            made = f"fitted with analyzer {model.analyzer_digest}, this is {ours}"
            raise Unusable(made, analyzer=True)
        return model

    def _content(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "idf_by_df": {str(df): self._rarity(df) for df, _ in self.terms_by_df},
            "terms_by_df": {str(df): list(terms) for df, terms in self.terms_by_df},
            "pivot": self.pivot,
            "settings": self.settings.to_data(),
            "lexicon": self.lexicon.to_data(),
            "analyzer_digest": self.analyzer_digest,
            **({"usual": self.usual} if self.usual else {}),
        }


def fit(
    texts: Iterable[str], settings: Settings | None = None, lexicon: Lexicon = LEXICON
) -> Model:
    """The model of these texts (a track's offerings, say); their order doesn't matter."""
    held = list(texts)
    settings = settings or Settings()
    cutting = analyzer(lexicon, settings.stop_words, settings.analysis)
    model = Model(len(held), (), 0, settings, lexicon, cutting.digest)
    if not any(map(model.features, held)):
        return model
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415 (scikit-learn takes a second to load)

    vectorizer = CountVectorizer(analyzer=lambda text: list(model.features(text).elements()))
    counts = vectorizer.fit_transform(held)
    names = [str(term) for term in vectorizer.get_feature_names_out()]
    by_df: dict[int, list[str]] = {}
    for term, df in zip(names, counts.getnnz(axis=0).tolist(), strict=True):
        by_df.setdefault(df, []).append(term)
    model = replace(model, terms_by_df=tuple((df, tuple(by_df[df])) for df in sorted(by_df)))
    importance = np.array([model.importance(term, "offering") for term in names], np.int64)
    common = counts[:, [term in model.common for term in names]].getnnz(axis=1)
    usual = int(np.sort(common)[(len(common) - 1) * 99 // 100]) if settings.common else 0
    return replace(model, pivot=_mean_length(counts, importance, model), usual=usual)


def fit_for(track: str, texts: Iterable[str], lexicon: Lexicon = LEXICON) -> Model:
    """A track's model: with the track's settings, and those of the concepts that count on it."""
    return fit(texts, settings_for(track), lexicon.of_track(track))


@cache
def idf_micro(n: int, df: int, floor: int) -> int:
    """ln((1+n)/(1+df)) in millionths, correctly rounded (the same on every machine), + floor."""
    with localcontext(prec=50):
        return round((Decimal(1 + n) / Decimal(1 + df)).ln() * MICRO) + floor


@cache
def tf_micro(count: int, *, damped: bool = False) -> int:
    """1 + ln(count) in millionths, or 1 + ln(1 + ln(count)); correctly rounded."""
    with localcontext(prec=50):
        grown = Decimal(count).ln()
        return round(((1 + grown).ln() + 1 if damped else grown + 1) * MICRO)


def _mean_length(counts: csr_matrix, importance: np.ndarray, model: Model) -> int:
    """Mean Euclidean length of the texts that say anything, in thousandths; whole numbers only,
    because floating sums depend on the order in which a processor adds.
    """
    distinct, places = np.unique(counts.data, return_inverse=True)
    times = [model.times(count, "offering") for count in distinct.tolist()]
    tf = np.array(times, np.int64)[places]
    weights = tf * importance[counts.indices] // 10**9
    filled = np.diff(counts.indptr) > 0
    squares = np.add.reduceat(weights * weights, counts.indptr[:-1][filled])
    lengths = np.rint(np.sqrt(squares)).astype(np.int64)
    return int(lengths.sum()) // len(lengths)
