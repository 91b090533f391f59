"""Text → features: the countable things two texts can have in common.

One text is cut into words (rjieba without its guessing model, so that the dictionary alone
decides); words of the stop list, bare numbers and punctuation break it into runs (an amount is a
facet's business: 500 in both texts is no likeness). What counts is

    w:流动             every word of a run
    c:流 c:流动        single Chinese characters, and pairs of neighbours in a run (of Latin letters
                       and digits the pairs alone: a single one says nothing)
    e:资金 l:金        the pair that ends a run, its last character, where a model asks for them
    #working_capital   concepts of the lexicon whose words stand in the text

The prefixes keep a word, a pair and a concept of the same spelling apart. A text with nothing
left has no features: no evidence, never a score. Nothing here depends on the machine, the
process or the order of anything; `Analyzer.digest` names all that the result depends on.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.metadata import version

import rjieba

from domain.core.canonical import canonical
from domain.values.text import matching_key
from projections.matcher.lexicon import LEXICON, Lexicon

ANALYZER = "words+chars12+concepts/1"
BREAK = "\n"  # stands for every character that doesn't count, in `Cut.kept`

_FIRMS = "公司 本公司 我司 有限 有限公司 有限责任 有限责任公司 股份 股份有限公司 集团 企业"
STOP_WORDS = frozenset((*_FIRMS.split(), "提供", "服务"))


@dataclass(frozen=True)
class Cut:
    """A text as the matcher reads it, positions kept.

    `key` is the text after NFKC and casefold; `kept` is the same with `BREAK` for every character
    outside a run; `words` are (start, end) in `key`; `concepts` are (name, start, end).
    """

    key: str
    kept: str
    words: tuple[tuple[int, int], ...]
    concepts: tuple[tuple[str, int, int], ...]


class Analyzer:
    """Cuts and counts texts with one lexicon and one stop list; build it with `analyzer(...)`,
    which keeps it."""

    def __init__(self, lexicon: Lexicon, more_stop_words: str = "") -> None:
        self.lexicon = lexicon
        self.stop_words = STOP_WORDS.union(more_stop_words.split())
        self._concept_of = {
            matching_key(word): name for name, words in lexicon.concepts for word in words
        }
        self._longest: dict[str, int] = {}  # a concept word, by the two characters it begins with
        for word in self._concept_of:
            self._longest[word[:2]] = max(len(word), self._longest.get(word[:2], 0))
        self._jieba = rjieba.Jieba()
        for word in sorted(self._concept_of):
            if not word.isascii() and not self._jieba.has_word(word):  # no mes out of james
                self._jieba.add_word(word, _USER_WORD_FREQUENCY, "n")

    @lru_cache(maxsize=4096)  # noqa: B019 (analyzers are kept for good anyhow)
    def cut(self, text: str) -> Cut:
        """The text's runs, words and concepts with their places."""
        key = matching_key(text)
        edges, pieces, words = [0], [], []
        for word in self._jieba.cut(key, hmm=False):
            start = edges[-1]
            edges.append(start + len(word))
            counts = word not in self.stop_words and (word.isalpha() or any(map(str.isalpha, word)))
            pieces.append(word if counts else BREAK * len(word))
            if counts:
                words.append((start, edges[-1]))
        return Cut(key, "".join(pieces), tuple(words), tuple(self._concepts(key, edges)))

    def features(self, text: str, *, endings: bool = False, lasts: bool = False) -> Counter[str]:
        """How often each feature occurs in the text; empty means: no evidence."""
        cut = self.cut(text)
        with_breaks = cut.kept
        features = ["w:" + with_breaks[start:end] for start, end in cut.words]
        features += ["c:" + single for single in _CHINESE.findall(with_breaks)]
        features += ["c:" + pair for pair in _PAIR.findall(with_breaks)]
        features += ["#" + name for name, _, _ in cut.concepts]
        if endings:
            features += ["e:" + run[-2:] for run in _RUN.findall(with_breaks)]
        if lasts:
            features += ["l:" + run[-1] for run in _RUN.findall(with_breaks)]
        return Counter(features)

    def _concepts(self, key: str, edges: list[int]) -> Iterator[tuple[str, int, int]]:
        """Concept words that begin and end where words do (never 机器 in 机器人), longest first."""
        at = 0
        while at < len(edges) - 1:
            step, start = 1, edges[at]
            longest = self._longest.get(key[start : start + 2]) or self._longest.get(key[start], 0)
            for to in self._reach(edges, at, longest) if longest else ():
                name = self._concept_of.get(key[start : edges[to]])
                if name:
                    yield name, start, edges[to]
                    step = to - at
                    break
            at += step

    def _reach(self, edges: list[int], at: int, longest: int) -> range:
        """The word edges at which a concept word beginning at edge `at` may end, farthest first."""
        to = at
        while to + 1 < len(edges) and edges[to + 1] - edges[at] <= longest:
            to += 1
        return range(to, at, -1)

    @cached_property
    def digest(self) -> str:
        """sha256 of everything the features depend on, except the Unicode tables of Python.

        The dictionary inside rjieba can't be read, so a fixed sample cut by it stands for it.
        """
        parts = {
            "analyzer": ANALYZER,
            "rjieba": version("rjieba"),
            "sample": self._jieba.cut(_SAMPLE, hmm=False),
            "lexicon": self.lexicon.digest,
            "stop_words": sorted(self.stop_words),
        }
        return hashlib.sha256(canonical(parts)).hexdigest()


@cache
def analyzer(lexicon: Lexicon = LEXICON, more_stop_words: str = "") -> Analyzer:
    """The analyzer for a lexicon, and for a track's own stop words (parted by spaces) beside those
    of all. Building one reads rjieba's dictionary (0.2 s), so it is kept."""
    return Analyzer(lexicon, more_stop_words)


def features(text: str, lexicon: Lexicon = LEXICON) -> Counter[str]:
    return analyzer(lexicon).features(text)


def analyzer_digest(lexicon: Lexicon = LEXICON) -> str:
    return analyzer(lexicon).digest


_RUN = re.compile(r"[^\W_]+")
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PAIR = re.compile(r"(?=([^\W_]{2}))")  # ahead only: pairs overlap
_USER_WORD_FREQUENCY = 10_000
_SAMPLE = (
    "企业需要流动资金周转和设备更新改造贷款，招聘数控车床操作工，采购预拌混凝土与光伏玻璃，"
    "联合高校研究生命起源与南京市长江大桥检测，申报专精特新奖补，上云并建设5G+MES系统v2.0。"
)
