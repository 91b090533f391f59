"""Why two fit, or what keeps them apart: both texts' shares of the score, and every rule's verdict.

A model remembers the edition of the rules that it was fitted under; without one the rules are those
of today.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from domain.core.canonical import canonical
from domain.postings.rules import Facet, Rule, Verdict, hold
from domain.postings.tracks import TRACKS
from domain.postings.visibility import invites, may_meet
from domain.values.text import matching_key
from projections.matcher import (
    Model,
    Vector,
    explain,
    least_points,
    millionths,
    points,
    split_millionths,
)
from projections.matcher.identifiers import differ
from projections.matcher.posted import grades_of, text_of, vector_of
from projections.matcher.spans import Span, original
from projections.postings.posting_table import PostingRow

Vectors = tuple[Vector, Vector]  # of a need and an offering
# Millionths of a score: one floor for all tracks, for every question costs somebody time.
LEAST_ASKED = 10_000
DIFFERS = " ≠ "  # between two grades
FOR_THE_INVITED, NOT_INVITED = "只给受邀的单位", "未受邀"


@dataclass(frozen=True)
class Reasons:
    """Why: both texts' shares of the score, and every rule's verdict."""

    points: int
    millionths: int
    terms: list[dict[str, Any]]  # label, kind, points, millionths, spans in both texts
    facets: tuple[Facet, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is stored and sent."""
        terms = json.loads(canonical(self.terms))
        return {"terms": terms, "facets": [_facet_json(facet) for facet in self.facets]}


def _facet_json(facet: Facet) -> dict[str, Any]:
    """`beyond` and `unlimited` only where it is so: what was sent before it could be keeps its
    digest."""
    return {k: v for k, v in asdict(facet).items() if v or k not in {"beyond", "unlimited"}}


def reasons(
    need: PostingRow,
    offering: PostingRow,
    model: Model,
    vectors: Vectors | None = None,
) -> Reasons:
    """The reason sheet of any pair, proposed or not. The terms' shares add up to the score."""
    needed, offered = (text_of(row.content, model.settings) for row in (need, offering))
    weighed = vectors or vectors_of(need, offering, model)
    explained = explain(needed, offered, model, weighed)
    terms: list[dict[str, Any]] = [
        {
            "label": reason.label,
            "kind": reason.kind,
            "concept": reason.concept,
            "points": reason.points,
            "millionths": reason.millionths,
            "need_spans": _shown(reason.need_spans, need),
            "offering_spans": _shown(reason.offering_spans, offering),
        }
        for reason in explained.reasons
    ]
    held = facets_of(need, offering, model)
    total = points_of(need, offering, weighed, model)
    if total < explained.points:
        terms.append(_other_grade(need, offering, model, total - explained.points))
        shares = split_millionths([int(term["points"]) for term in terms])
        terms = [term | {"millionths": share} for term, share in zip(terms, shares, strict=True)]
    return Reasons(total, millionths(total), terms, held)


def _other_grade(need: PostingRow, offering: PostingRow, model: Model, less: int) -> dict[str, Any]:
    """The line of what is taken off because the two name different grades."""
    families = other_grades(need, offering, model)
    spans, words = [], []
    for row in (need, offering):
        text = text_of(row.content, model.settings)
        named = [
            identifier.span
            for identifier in model.analyzer.cut(text).identifiers
            if any(grade.family in families for grade in identifier.grades)
        ]
        spans.append(original(text, matching_key(text), named))
        words.append("、".join(dict.fromkeys(text[start:end] for start, end in spans[-1])))
    return {
        "label": DIFFERS.join(words),
        "kind": "grade",
        "concept": "",
        "points": less,
        "millionths": 0,
        "need_spans": _shown(spans[0], need),
        "offering_spans": _shown(spans[1], offering),
    }


def _shown(spans: tuple[Span, ...], row: PostingRow) -> tuple[Span, ...]:
    """Those in title and text; what is named in a field alone stands nowhere there."""
    return tuple(span for span in spans if span[1] <= len(row.text))


def facets(
    need: PostingRow, offering: PostingRow, rules: Iterable[Rule] | None = None
) -> tuple[Facet, ...]:
    """Every rule held against the pair: the track's as they are today, if nothing else is said."""
    return tuple(_held(need, offering, TRACKS[need.track].rules if rules is None else rules))


def facets_of(need: PostingRow, offering: PostingRow, model: Model) -> tuple[Facet, ...]:
    """Every rule held against the pair, as a model holds them."""
    return facets(need, offering, TRACKS[need.track].rules_of(model.settings.rules))


def _held(need: PostingRow, offering: PostingRow, rules: Iterable[Rule]) -> Iterator[Facet]:
    """Nobody is proposed to itself, nor to whom it isn't invited; then the rules of the track, one
    after the other."""
    if need.party == offering.party:
        yield Facet("party", "对方单位", "其他单位", "本单位", Verdict.FAIL)
    if not let_meet(need, offering):
        wants, offers = (
            NOT_INVITED if invites(row.content, other.party) else FOR_THE_INVITED
            for row, other in ((need, offering), (offering, need))
        )
        yield Facet("invited", "受邀", wants, offers, Verdict.FAIL)
    for rule in rules:
        yield hold(rule, need.content, offering.content).facet


def as_pair(posting: PostingRow, other: PostingRow) -> tuple[PostingRow, PostingRow]:
    """A posting and one of the other side, as need and offering."""
    return (posting, other) if posting.side == "need" else (other, posting)


def let_meet(need: PostingRow, offering: PostingRow) -> bool:
    """Whether their owners let the two be proposed to each other."""
    return may_meet(need.party, need.content, offering.party, offering.content)


def could_meet(posting: PostingRow, other: PostingRow) -> bool:
    """Whether the two may be held against each other at all, whatever they state: not where both
    are one party's, nor where either is for others alone."""
    return posting.party != other.party and let_meet(*as_pair(posting, other))


def alike(need: PostingRow, offering: PostingRow, vectors: Vectors, model: Model) -> bool:
    """Whether two have enough in common to be listed, if the rules let them: by their texts, or by
    what both state."""
    like = points_of(need, offering, vectors, model) >= least_points(model.settings.least)
    if like and _share_a_word(need, offering, vectors, model):
        return True
    enough = model.settings.agreements
    return enough > 0 and len(agreed(need, offering, model)) >= enough


def nearly_alike(need: PostingRow, offering: PostingRow, vectors: Vectors, model: Model) -> bool:
    """Whether somebody may be asked about two: less in common is no reason to, words or not."""
    least = least_points(LEAST_ASKED)
    return points_of(need, offering, vectors, model) >= least or alike(
        need, offering, vectors, model
    )


def points_of(need: PostingRow, offering: PostingRow, vectors: Vectors, model: Model) -> int:
    """The points of a pair: less, where the two name different grades of one thing."""
    whole = points(*vectors)
    return (
        whole * model.settings.other_grade // 100 if other_grades(need, offering, model) else whole
    )


def other_grades(need: PostingRow, offering: PostingRow, model: Model) -> list[str]:
    """The families of which both name grades, and none in common."""
    sides = (text_of(row.content, model.settings) for row in (need, offering))
    return differ(*(grades_of(text, model) for text in sides))


def _share_a_word(need: PostingRow, offering: PostingRow, vectors: Vectors, model: Model) -> bool:
    """Whether there is more than scattered equal characters, where the model asks for that."""
    if model.settings.analysis == 1:
        return True
    texts = (text_of(row.content, model.settings) for row in (need, offering))
    words = frozenset[str]().union(*map(model.analyzer.words_of, texts))
    return not words.isdisjoint(vectors[0].keys() & vectors[1].keys())


def vectors_of(need: PostingRow, offering: PostingRow, model: Model) -> Vectors:
    return vector_of(need.content, "need", model), vector_of(offering.content, "offering", model)


def agreed(need: PostingRow, offering: PostingRow, model: Model) -> list[str]:
    """What of the rules both sides state."""
    rules = TRACKS[need.track].rules_of(model.settings.rules)
    theirs = {name for rule in rules for name in rule.states("offering", offering.content)}
    return [name for rule in rules for name in rule.states("need", need.content) if name in theirs]


def no_pair(need: PostingRow, offering: PostingRow) -> tuple[str, ...]:
    if need.track != offering.track:
        tracks = (TRACKS[need.track].title, TRACKS[offering.track].title)
        return (f"不在同一赛道：需求属{tracks[0]}，供给属{tracks[1]}",)
    return ("该赛道还没有撮合模型",)


def obstacles(
    need: PostingRow, offering: PostingRow, sheet: Reasons, model: Model
) -> tuple[str, ...]:
    """What stands between this pair and a proposal, the gravest first."""
    lines = [
        f"{'需求' if row.side == 'need' else '供给'}不在发布中"
        for row in (need, offering)
        if row.status != "published"
    ]
    for facet in sheet.facets:
        if facet.verdict is Verdict.FAIL:
            lines.append(f"{facet.title}不符：需求 {facet.need}，供给 {facet.offering}")
        if facet.verdict is Verdict.UNKNOWN:
            who = {"need": "需求方", "offering": "供给方"}
            asked = [f"请{who[side]}补填“{left}”" for side, left in sorted(facet.asks.items())]
            what = "，".join(asked) or "双方的计量单位不同，无法比较"
            lines.append(f"{facet.title}未知：{what}（需求 {facet.need}，供给 {facet.offering}）")
    if alike(need, offering, vectors_of(need, offering, model), model):
        pass
    elif not sheet.points:
        lines.append("两段文字没有共同的内容")
    elif sheet.points >= least_points(model.settings.least):
        lines.append("两段文字只有零散的字相同")
    else:
        lines.append(f"文字得分低于 {model.settings.least / 1e6:.6f}")
    return tuple(lines) or (f"双方都已有至少 {model.settings.k} 个得分更高的对象",)
