"""A posting as the matcher reads it: its text, and its vector.

The fields that name the thing (product, spec, occupation) are read too, where the text doesn't say
it. An offering that leaves bounds open fits everybody: its vector is shorter, so that it stands
behind one that says whom it is for. One that is a mere list of words is shorter still.
"""

from __future__ import annotations

from domain.postings.content import Content
from domain.postings.tracks import TRACKS
from projections.matcher.identifiers import Grade
from projections.matcher.model import Model, Side
from projections.matcher.settings import Settings
from projections.matcher.vectors import Vector, shortened, vector

NAMING = ("product_name", "spec", "occupation")  # fields of terms


def text_of(content: Content, settings: Settings) -> str:
    """Title and text; and what is named in fields alone, where the settings say so."""
    text = f"{content.title}\n{content.text}"
    named = (getattr(content.terms, name, None) for name in NAMING if settings.names)
    return "\n".join([text, *(name for name in named if name and name not in text)])


def vector_of(content: Content, side: Side, model: Model, text: str | None = None) -> Vector:
    """What a posting says, weighed; `text` where it is at hand."""
    text = text_of(content, model.settings) if text is None else text
    weighed = vector(text, model, side)
    stated = length_percent(content, side, model.settings)
    return shortened(weighed, stated * model.length_percent(weighed) // 100)


def grades_of(text: str, model: Model) -> list[Grade]:
    """The grades that a posting names, where the model compares them."""
    if model.settings.other_grade == 100:
        return []
    return [grade for name in model.analyzer.cut(text).identifiers for grade in name.grades]


def length_percent(content: Content, side: Side, settings: Settings) -> int:
    """What is left of a vector's length, for what the posting leaves open."""
    if side == "need" or not settings.open_bounds:
        return 100
    rules = [r for r in TRACKS[content.track].rules_of(settings.rules) if r.bounds_offerings]
    left_open = [
        r for r in rules if not r.states_bound(content) and r.name not in content.unlimited
    ]
    return 100 - settings.open_bounds * len(left_open) // max(1, len(rules))
