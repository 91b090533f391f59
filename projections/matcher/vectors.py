"""Features → vector: each term's weight as a whole number, 2**15 being a vector's full length.

Term frequency counts by its logarithm, rarity by the model's idf. A need's vector is brought to
length one. An offering's is divided by its length plus a share of the mean length, so that one
saying very little can't fill a whole list by a single lucky word; with slope 100 this is the plain
cosine. Only addition, multiplication, division and square root of floats are used, which every
machine rounds alike, and `fsum`, whose result doesn't depend on the order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from projections.matcher.model import MICRO, Model, Side, tf_micro

Vector = dict[str, int]  # term → weight 1..32768, in the order of the terms

FULL = 1 << 15


def vector(text: str, model: Model, side: Side) -> Vector:
    """The text's vector as one side of a pair; empty when the text gives no evidence."""
    return weigh(model.features(text), model, side)


def weigh(counts: Mapping[str, int], model: Model, side: Side) -> Vector:
    """Weights of counted features. No vector is longer than `FULL`, so no score exceeds one."""
    terms = sorted(counts)
    raw = [tf_micro(counts[term]) * model.importance(term, side) / MICRO**2 for term in terms]
    length = math.sqrt(math.fsum(x * x for x in raw)) + _short_of(model, side)
    scaled = [FULL * x / length for x in raw]
    weights = [round(x) for x in scaled]
    if sum(w * w for w in weights) > FULL * FULL:  # rounding made it longer than one
        weights = [math.floor(x) for x in scaled]
    return {term: weight for term, weight in zip(terms, weights, strict=True) if weight}


def _short_of(model: Model, side: Side) -> float:
    if side == "need":
        return 0.0
    slope = model.settings.length_slope
    return model.pivot * (100 - slope) / (slope * 1000)
