"""Plain baselines to hold a matcher against: scikit-learn's TF-IDF as it comes, and BM25.

Each is fitted on a corpus and scores every need against every offering, as a matrix; `char2` cuts
texts into pairs of characters, `char12` into single ones too, `words` by rjieba.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np
import rjieba
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

K1, B = 1.2, 0.75


class Plain(Protocol):
    """Rows of needs and rows of offerings whose dot product is the score."""

    def needs(self, texts: Sequence[str]) -> csr_matrix: ...

    def offerings(self, texts: Sequence[str]) -> csr_matrix: ...


class TfIdf:
    """scikit-learn's TfidfVectorizer; both sides alike."""

    def __init__(self, corpus: Sequence[str], options: dict[str, Any]) -> None:
        self.vectorizer = TfidfVectorizer(**options).fit(corpus)

    def needs(self, texts: Sequence[str]) -> csr_matrix:
        return self.vectorizer.transform(texts)

    offerings = needs


class Bm25:
    """Okapi BM25: needs carry counts and rarity, offerings saturated counts."""

    def __init__(self, corpus: Sequence[str], options: dict[str, Any]) -> None:
        self.vectorizer = CountVectorizer(**options)
        counts = self.vectorizer.fit_transform(corpus)
        df = counts.getnnz(axis=0)
        self.idf = diags(np.log((counts.shape[0] - df + 0.5) / (df + 0.5) + 1))
        self.mean_length = counts.sum() / counts.shape[0]

    def needs(self, texts: Sequence[str]) -> csr_matrix:
        return (self.vectorizer.transform(texts) @ self.idf).tocsr()

    def offerings(self, texts: Sequence[str]) -> csr_matrix:
        counts = self.vectorizer.transform(texts).astype(float)
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        slack = K1 * (1 - B + B * lengths / self.mean_length)
        counts.data *= (K1 + 1) / (counts.data + np.repeat(slack, np.diff(counts.indptr)))
        return counts


def words(text: str) -> list[str]:
    return [word for word in _cutter().cut(text.lower(), hmm=False) if any(map(str.isalnum, word))]


@cache
def _cutter() -> rjieba.Jieba:
    return rjieba.Jieba()


_CHAR2 = {"analyzer": "char", "ngram_range": (2, 2)}
_CHAR12 = {"analyzer": "char", "ngram_range": (1, 2)}
_WORDS = {"analyzer": words, "lowercase": False}
BASELINES: dict[str, Callable[[Sequence[str]], Plain]] = {
    "plain_char2": lambda corpus: TfIdf(corpus, _CHAR2),
    "plain_char12": lambda corpus: TfIdf(corpus, _CHAR12),
    "plain_words": lambda corpus: TfIdf(corpus, _WORDS),
    "bm25_char2": lambda corpus: Bm25(corpus, _CHAR2),
    "bm25_char12": lambda corpus: Bm25(corpus, _CHAR12),
    "bm25_words": lambda corpus: Bm25(corpus, _WORDS),
}
