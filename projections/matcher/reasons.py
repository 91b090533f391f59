"""A score's reasons: what the two texts have in common, and how much each part is worth.

The parts of a score are whole points per term; they add up to the score exactly. People don't
read terms, so the terms are gathered into what they see:

* a phrase: a stretch of at least two characters that stands in both texts. A term belongs to the
  longest phrase that contains it (of equally long ones the first in the need), and to no other;
* a concept: different words of one meaning, 倒贷 here and 过桥 there;
* an identifier: a grade, a model, a size, an abbreviation that both name;
* the rest: characters in common that belong to no phrase, one line for all of them.

Every term is in exactly one of these, so the lines add up too. Shown numbers have six decimals,
and are rounded so that even the rounded lines add up to the rounded score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from domain.values.text import matching_key
from projections.matcher.features import BREAK, LINKING, Cut
from projections.matcher.identifiers import names_of
from projections.matcher.model import Model
from projections.matcher.scores import MILLIONTH, WHOLE_SCORE
from projections.matcher.spans import Span, original, places
from projections.matcher.vectors import Vector, vector

Kind = Literal["phrase", "concept", "identifier", "rest"]

REST = "零散相同的字"
GRAMMAR = frozenset(  # concepts of what people ask with, and of other words that say nothing alone
    {
        *("ask_how", "ask_how_much", "ask_may", "ask_what", "ask_when", "ask_where", "ask_whether"),
        *("ask_why", "again", "already", "cannot", "me", "not_have", "now"),
    }
)


@dataclass(frozen=True)
class Part:
    """One term's share: need_weight · offering_weight = points."""

    term: str
    points: int
    need_weight: int
    offering_weight: int


@dataclass(frozen=True)
class Reason:
    """One line people see. Spans are (start, end) in the texts as they were handed in.

    `millionths` is the line's rounded share of the rounded score; `terms` are the parts in it.
    """

    kind: Kind
    label: str
    concept: str
    points: int
    millionths: int
    terms: tuple[str, ...]
    need_spans: tuple[Span, ...]
    offering_spans: tuple[Span, ...]


@dataclass(frozen=True)
class Explanation:
    """`parts` by points (descending), then term; `reasons` by points, then kind and phrase."""

    points: int
    millionths: int
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]


def explain(
    need: str, offering: str, model: Model, vectors: tuple[Vector, Vector] | None = None
) -> Explanation:
    """Why these two texts have the score they have; no parts and 0 points without evidence.

    `vectors` are those of the two texts, where they are at hand already.
    """
    parts = _parts(*(vectors or (vector(need, model, "need"), vector(offering, model, "offering"))))
    total = sum(part.points for part in parts)
    cuts = model.analyzer.cut(need), model.analyzer.cut(offering)
    phrases = _phrases(_linked(cuts[0]), _linked(cuts[1]))
    if model.settings.analysis > 1:
        known = model.analyzer.is_word
        phrases = list(
            dict.fromkeys(whole for p in phrases for whole in _whole_words(p, cuts, known))
        )
    whole = {part: name.name for name in cuts[0].identifiers[::-1] for part in names_of(name)}
    terms = [part.term for part in parts]
    groups = _gathered(terms, sorted(phrases, key=len, reverse=True), whole)
    worth = {part.term: part.points for part in parts}
    order = sorted(groups, key=lambda key: (-sum(worth[t] for t in groups[key]), key))
    sums = [sum(worth[term] for term in groups[key]) for key in order]
    shown = split_millionths(sums)
    reasons = (
        _reason(key, groups[key], (value, millionth), (need, offering), cuts)
        for key, value, millionth in zip(order, sums, shown, strict=True)
    )
    return Explanation(total, millionths(total), parts, tuple(reasons))


def millionths(points: int) -> int:
    """Points as millionths of a score, rounded half up: what people see as six decimals."""
    return (2 * points * MILLIONTH + WHOLE_SCORE) // (2 * WHOLE_SCORE)


def split_millionths(parts: list[int]) -> list[int]:
    """Each part's millionths, such that they add up to the millionths of the sum exactly.

    All are rounded down, then the largest remainders get one more; the earlier of equal ones first.
    """
    shares = [divmod(points * MILLIONTH, WHOLE_SCORE) for points in parts]
    missing = millionths(sum(parts)) - sum(whole for whole, _ in shares)
    first = sorted(range(len(parts)), key=lambda at: (-shares[at][1], at))[:missing]
    return [whole + (at in first) for at, (whole, _) in enumerate(shares)]


def _parts(ours: Vector, theirs: Vector) -> tuple[Part, ...]:
    parts = [Part(t, w * theirs[t], w, theirs[t]) for t, w in ours.items() if t in theirs]
    return tuple(sorted(parts, key=lambda part: (-part.points, part.term)))


def _gathered(
    terms: Iterable[str], phrases: list[str], whole: Mapping[str, str]
) -> dict[tuple[Kind, str], list[str]]:
    """The terms of every group; a group's key is its kind and its phrase, concept or identifier,
    as it is in the need as a `whole` (6204-2rs, which counts as 6204 too). What people ask
    with (能, 怎么) is with the rest: it weighs, and nobody would call it a reason."""
    groups: dict[tuple[Kind, str], list[str]] = {}
    for term in terms:
        key: tuple[Kind, str] = ("rest", "")
        if term.startswith("#"):
            key = ("rest", "") if term[1:] in GRAMMAR else ("concept", term[1:])
        elif term.startswith("i:"):
            key = ("identifier", whole.get(term[2:], term[2:]))
        else:
            inside = next((phrase for phrase in phrases if term[2:] in phrase), None)
            if inside is not None:
                key = ("phrase", inside)
        groups.setdefault(key, []).append(term)
    return groups


def _phrases(need: str, offering: str) -> list[str]:
    """Common stretches of two or more characters that no longer one at their place contains.

    Longest first, then in the order of the need. At each place the stretch is at least as long as
    the previous one less its first character, so the whole need is walked once.
    """
    phrases: dict[str, None] = {}
    length = 0
    for at in range(len(need)):
        before, length = length, max(length - 1, 0)
        while (
            at + length < len(need)
            and need[at + length] != BREAK
            and need[at : at + length + 1] in offering
        ):
            length += 1
        if length >= 2 and length >= before:
            phrases.setdefault(need[at : at + length])
    return sorted(phrases, key=len, reverse=True)


def _whole_words(
    phrase: str, cuts: tuple[Cut, Cut], is_word: Callable[[str], bool]
) -> Iterator[str]:
    """The longest part of a phrase that begins and ends where words do in one of the texts, or else
    a word in it: nobody knows 资金周 of 资金周转 and 资金周期 for anything."""
    best = ""
    for cut in cuts:
        edges = {at for start, end in cut.words for at in (start, end)}
        for start in _starts(phrase, cut.kept):
            inside = [at - start for at in range(start, start + len(phrase) + 1) if at in edges]
            if inside and inside[-1] - inside[0] > max(len(best), 1):
                best = phrase[inside[0] : inside[-1]]
    if best:
        yield best
    else:
        pairs = (phrase[at : at + 2] for at in range(len(phrase) - 1))
        yield from (pair for pair in pairs if is_word(pair))


def _starts(phrase: str, text: str) -> Iterator[int]:
    at = text.find(phrase)
    while at >= 0:
        yield at
        at = text.find(phrase, at + 1)


def _linked(cut: Cut) -> str:
    """`kept` with a break at every linking word."""
    characters = list(cut.kept)
    for start, end in cut.words:
        if cut.kept[start:end] in LINKING:
            characters[start:end] = BREAK * (end - start)
    return "".join(characters)


def _reason(
    key: tuple[Kind, str],
    terms: list[str],
    worth: tuple[int, int],
    texts: tuple[str, str],
    cuts: tuple[Cut, Cut],
) -> Reason:
    kind, name = key
    concepts = {term[1:] for term in terms if term.startswith("#")}
    features = {term[2:] for term in terms if not term.startswith("#")}
    sought = [name] if kind == "phrase" else sorted(features)
    spans = []
    for text, cut in zip(texts, cuts, strict=True):
        matches = [(start, end) for concept, start, end in cut.concepts if concept in concepts]
        if kind == "identifier":
            counted = {term[2:] for term in terms}
            matches = [i.span for i in cut.identifiers if counted & {*names_of(i)}]
        elif kind != "concept":
            matches = sorted({*matches, *places(sought, cut.kept)})
        spans.append(original(text, matching_key(text), matches))
    words = [
        "、".join(dict.fromkeys(text[start:end] for start, end in where))
        for text, where in zip(texts, spans, strict=True)
    ]
    label = {"rest": REST, "phrase": words[0].split("、")[0]}.get(
        kind, words[0] if words[0] == words[1] else "＝".join(words)
    )
    return Reason(
        kind=kind,
        label=label,
        concept=name if kind == "concept" else "",
        points=worth[0],
        millionths=worth[1],
        terms=tuple(terms),
        need_spans=spans[0],
        offering_spans=spans[1],
    )
