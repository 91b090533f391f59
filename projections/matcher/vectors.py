"""Features → vector: each term's weight as a whole number, 2**15 being a vector's full length.

Term frequency counts by its logarithm, rarity by the model's idf. A need's vector is brought to
length one; where a model says so, its first line and the rest are each brought to length one before
they are added, so that a long description doesn't drown what it is headed. An offering's is divided
by its length plus a share of the mean length, so that one saying very little can't fill a whole
list by a single lucky word; with slope 100 this is the plain cosine. Only addition, multiplication,
division and square root of floats are used, which every machine rounds alike, and `fsum`, whose
result doesn't depend on the order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from projections.matcher.model import MICRO, Model, Side

Vector = dict[str, int]  # term → weight 1..32768

FULL = 1 << 15
UNIT = MICRO**2


def vector(text: str, model: Model, side: Side) -> Vector:
    """The text's vector as one side of a pair; empty when the text gives no evidence."""
    share = model.settings.title_share if side == "need" else 0
    if not share:
        return weigh(model.features(text), model, side)
    title, _, body = text.partition("\n")
    whole: dict[str, float] = {}
    squares = model.settings.squared_floor > 0 and bool(body.strip())
    rarity = model.squared if squares else model.importances[side]
    for percent, field in ((share, title), (100 - share, body)):
        raw = _raw(model.features(field), model, side, rarity)
        length = _length(raw)
        for term, x in raw.items():
            whole[term] = whole.get(term, 0.0) + percent * x / length
    return _quantised(whole, _length(whole))


def weigh(counts: Mapping[str, int], model: Model, side: Side) -> Vector:
    """Weights of counted features. No vector is longer than `FULL`, so no score exceeds one."""
    raw = _raw(counts, model, side, model.importances[side])
    return _quantised(raw, _length(raw) + _short_of(model, side))


def shortened(vector: Vector, percent: int) -> Vector:
    """The vector at so many percent of its length, in whole numbers."""
    if percent == 100:
        return vector
    return {term: short for term, weight in vector.items() if (short := weight * percent // 100)}


def _raw(
    counts: Mapping[str, int], model: Model, side: Side, importances: Mapping[str, int]
) -> dict[str, float]:
    weights = map(importances.__getitem__, counts)
    return {
        term: weight / MICRO if count == 1 else model.times(count, side) * weight / UNIT
        for (term, count), weight in zip(counts.items(), weights, strict=True)
    }


def _length(raw: Mapping[str, float]) -> float:
    return math.sqrt(math.fsum([x * x for x in raw.values()]))


def _quantised(raw: Mapping[str, float], length: float) -> Vector:
    scaled = FULL * np.fromiter(raw.values(), np.float64, len(raw)) / length
    weights = np.rint(scaled).astype(np.int64)
    if weights @ weights > FULL * FULL:  # rounding made it longer than one
        weights = np.floor(scaled).astype(np.int64)
    return {term: weight for term, weight in zip(raw, weights.tolist(), strict=True) if weight}


def _short_of(model: Model, side: Side) -> float:
    if side == "need":
        return 0.0
    slope = model.settings.length_slope
    return model.pivot * (100 - slope) / (slope * 1000)
