"""Text → features: the countable things two texts can have in common.

One text is cut into words (rjieba without its guessing model, so that the dictionary alone
decides); words of the stop list, bare numbers and punctuation break it into runs (an amount is a
facet's business: 500 in both texts is no likeness). What counts is

    w:流动             every word of a run
    c:流 c:流动        single Chinese characters, and pairs of neighbours in a run (of Latin letters
                       and digits the pairs alone: a single one says nothing)
    e:资金 l:金        the pair that ends a run, its last character, where a model asks for them
    i:c30             identifiers (`identifiers.py`), which no pair of characters reaches into
    #working_capital   concepts of the lexicon whose words stand in the text

The second edition of the analyzer reads more of what people write (`reading.py`): identifiers,
traditional characters, a word that differs by a sound; and what they say they don't want isn't
evidence for it. Whatever the first one fitted is read as it was.

The prefixes keep a word, a pair and a concept of the same spelling apart. A text with nothing
left has no features: no evidence, never a score. Nothing here depends on the machine, the
process or the order of anything; `Analyzer.digest` names all that the result depends on.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.metadata import version
from itertools import accumulate

from domain.core.canonical import canonical
from domain.values.text import matching_key
from projections.core.simplified import simplified, table_digest
from projections.matcher.identifiers import Identifier, identifiers, names_of
from projections.matcher.lexicon import LEXICON, Lexicon
from projections.matcher.reading import Sounds, denied
from projections.matcher.spans import Span

ANALYZERS = {1: "words+chars12+concepts/1", 2: "words+chars12+concepts+identifiers/2"}
ANALYZER = ANALYZERS[1]
BREAK = "\n"  # stands for every character that doesn't count, in `Cut.kept`

_FIRMS = "公司 本公司 我司 有限 有限公司 有限责任 有限责任公司 股份 股份有限公司 集团 企业"
# They count like all others but begin and end no phrase: 流动资金, not 的流动资金.
LINKING = frozenset("的地得了着和与及或等是在为对将并以由从而其该此之有可")
# What figures are counted in: no likeness, just as little as the figures (second edition).
_UNITS = (
    "元 角 分 吨 公斤 千克 斤 克 米 平方 平方米 立方 立方米 毫米 厘米 公里 亩 "
    "个 件 台 套 只 双 条 块 辆"
)
_TIMES = (
    "年 月 日 号 天 周 小时 分钟 个月 月份 月底 月初 月中 上旬 中旬 下旬 "
    "月上旬 月中旬 月下旬 年底 一年"
)
_SOME = "万 亿 若干 几个 几 多 左右 以上 以下 以内 到 至 约 车次 人次 名 人 位"
_MANY = (f"{many}{unit}" for many in ("万", "亿", "千") for unit in _UNITS.split())
MEASURES = frozenset((*_UNITS.split(), *_TIMES.split(), *_SOME.split(), *_MANY))
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
    identifiers: tuple[Identifier, ...] = ()


class Analyzer:
    """Cuts and counts texts with one lexicon and one stop list; build it with `analyzer(...)`,
    which keeps it."""

    def __init__(self, lexicon: Lexicon, more_stop_words: str = "", edition: int = 1) -> None:
        self.lexicon, self.edition = lexicon, edition
        measures = MEASURES if edition > 1 else ()
        self.stop_words = STOP_WORDS.union(more_stop_words.split(), measures)
        self._concept_of = {
            matching_key(word): name for name, words in lexicon.concepts for word in words
        }
        self._longest: dict[str, int] = {}  # a concept word, by the two characters it begins with
        for word in self._concept_of:
            self._longest[word[:2]] = max(len(word), self._longest.get(word[:2], 0))
        import rjieba  # noqa: PLC0415 (its dictionary takes a fifth of a second)

        self._jieba = rjieba.Jieba()
        for word in sorted(self._concept_of):
            if not word.isascii() and not self._jieba.has_word(word):  # no mes out of james
                self._jieba.add_word(word, _USER_WORD_FREQUENCY, "n")

    @lru_cache(maxsize=4096)  # noqa: B019 (analyzers are kept for good anyhow)
    def cut(self, text: str) -> Cut:
        """The text's runs, words and concepts with their places."""
        key = matching_key(text)
        if self.edition == 1:
            return self._cut(key, self._pieces(key))
        key = simplified(key)
        pieces = self._pieces(key)
        mended = self._sounds.mended(key, pieces)
        if mended != key:
            key, pieces = mended, self._pieces(mended)
        edges = set(accumulate(map(len, pieces), initial=0))
        all_named = [
            identifier
            for identifier in identifiers(key)
            if identifier.numbered or edges.issuperset(identifier.span)
        ]
        blank = list(denied(key, pieces))
        named = tuple(identifier for identifier in all_named if not _inside(identifier.span, blank))
        return self._cut(key, self._around(key, all_named), named, blank, pieces)

    def _pieces(self, key: str) -> list[str]:
        return list(self._jieba.cut(key, hmm=False))

    def _around(self, key: str, named: Iterable[Identifier]) -> list[str]:
        """The text's pieces, each identifier one of them."""
        pieces, at = [], 0
        for identifier in named:
            start, end = identifier.span
            pieces += [*self._pieces(key[at:start]), key[start:end]]
            at = end
        return [*pieces, *self._pieces(key[at:])]

    def _cut(
        self,
        key: str,
        cut: Sequence[str],
        named: tuple[Identifier, ...] = (),
        denied: Sequence[Span] = (),
        as_words: Sequence[str] = (),
    ) -> Cut:
        """Runs, words and concepts. Identifiers are in no run, though they may be of a concept (5g
        专网), whose edges are those of the words of the whole; what is denied is nowhere."""
        edges, pieces, words = [0], [], []
        blank = [*(identifier.span for identifier in named), *denied]
        for word in cut:
            start, end = edges[-1], edges[-1] + len(word)
            edges.append(end)
            counts = word not in self.stop_words and (word.isalpha() or any(map(str.isalpha, word)))
            if self.edition > 1:  # what of letters and digits counts is an identifier
                counts = counts and not word.isascii() and not _inside((start, end), blank)
            pieces.append(word if counts else BREAK * len(word))
            if counts:
                words.append((start, end))
        whole = list(accumulate(map(len, as_words), initial=0)) if as_words else []
        concepts = self._concepts(key, sorted({*edges, *whole}))
        known = tuple(concept for concept in concepts if not _inside(concept[1:], denied))
        return Cut(key, "".join(pieces), tuple(words), known, named)

    @cached_property
    def _sounds(self) -> Sounds:
        """Of the words of two characters that stand in the lexicon's words."""
        known = {*self._concept_of, *self.stop_words}
        pairs = {word[at : at + 2] for word in known for at in range(len(word) - 1)}
        return Sounds(p for p in sorted(pairs) if not p.isascii() and self._jieba.has_word(p))

    def features(self, text: str, *, endings: bool = False, lasts: bool = False) -> Counter[str]:
        """How often each feature occurs in the text; empty means: no evidence."""
        cut = self.cut(text)
        with_breaks = cut.kept
        features = ["w:" + with_breaks[start:end] for start, end in cut.words]
        features += ["c:" + single for single in _CHINESE.findall(with_breaks)]
        features += ["c:" + pair for pair in _PAIR.findall(with_breaks)]
        features += ["#" + name for name, _, _ in cut.concepts]
        features += ["i:" + name for identifier in cut.identifiers for name in names_of(identifier)]
        if endings:
            features += ["e:" + run[-2:] for run in _RUN.findall(with_breaks)]
        if lasts:
            features += ["l:" + run[-1] for run in _RUN.findall(with_breaks)]
        return Counter(features)

    @lru_cache(maxsize=4096)  # noqa: B019 (analyzers are kept for good anyhow)
    def words_of(self, text: str) -> frozenset[str]:
        """The text's features that people know for words: its words of two characters and more,
        its concepts and identifiers, and of its pairs those that are a word anywhere, or two here.
        """
        cut = self.cut(text)
        known = {f"w:{cut.kept[start:end]}" for start, end in cut.words if end - start > 1}
        known |= {f"#{name}" for name, _, _ in cut.concepts}
        known |= {f"i:{name}" for identifier in cut.identifiers for name in names_of(identifier)}
        inside = {at for start, end in cut.words for at in range(start + 1, end)}
        for match in _PAIR.finditer(cut.kept):
            pair, at = match[1], match.start()
            whole = at not in inside and at + 2 not in inside
            if LINKING.isdisjoint(pair) and (whole or self.is_word(pair)):
                known.add(f"c:{pair}")
        return frozenset(known)

    @lru_cache(maxsize=100_000)  # noqa: B019 (analyzers are kept for good anyhow)
    def is_word(self, characters: str) -> bool:
        return bool(self._jieba.has_word(characters))

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
            "analyzer": ANALYZERS[self.edition],
            "rjieba": version("rjieba"),
            "sample": self._jieba.cut(_SAMPLE, hmm=False),
            "lexicon": self.lexicon.digest,
            "stop_words": sorted(self.stop_words),
        }
        if self.edition > 1:
            parts |= {"characters": table_digest(), "sounds": version("pypinyin")}
        return hashlib.sha256(canonical(parts)).hexdigest()


@cache
def analyzer(lexicon: Lexicon = LEXICON, more_stop_words: str = "", edition: int = 1) -> Analyzer:
    """The analyzer for a lexicon, and for a track's own stop words (parted by spaces) beside those
    of all. Building one reads rjieba's dictionary (0.2 s), so it is kept."""
    return Analyzer(lexicon, more_stop_words, edition)


def is_single(feature: str) -> bool:
    """Whether a feature is a character by itself: what two texts have in common by chance."""
    return feature[0] in "cwl" and len(feature) == len("c:流")


def _inside(span: Span, spans: Iterable[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


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
