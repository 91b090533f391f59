"""The matcher: how well a need and an offering fit by what they say, and why.

The story, one file a step:

    text      "急需倒贷资金"
    features  what can be counted in it: words, characters, concepts     features, lexicon
    model     how rare each feature is among a track's texts             model, settings
    vector    whole-number weights, a need's and an offering's           vectors
    score     their dot product in points, and every text's best k       scores
    reasons   the same points by phrase; they add up to the score        reasons, spans

As postings come and go, in whole numbers and at the machine's pace (not imported here, because the
compiler takes a second to start):

    live      a track's postings in, every text's standing list out      live, standing, holders,
                                                                         list_updates
    rules     what may meet, as steps over numbers                       rule_program, pair_filter
    index     texts by term, in segments that are scanned, with zones    index, segment
              that are passed over where nothing can come of them
    backends  the scanning: by numba, or by numpy with the same results  backends, jit, tile,
                                                                         kernels, numpy_kernels
    blocks    a whole track in parts, merged in any order                batch

It knows texts, ids and numbers, nothing of parties, events or tables. The same values in give the
same values out: on any machine, in any order, in any year.
"""

from __future__ import annotations

from projections.matcher.features import ANALYZER, analyzer_digest
from projections.matcher.lexicon import LEXICON, Lexicon
from projections.matcher.model import Model, Side, Unusable, fit, fit_for
from projections.matcher.reasons import (
    Explanation,
    Part,
    Reason,
    explain,
    millionths,
    split_millionths,
)
from projections.matcher.scores import WHOLE_SCORE, Lists, Scored, best, least_points, points, top
from projections.matcher.settings import Settings, settings_for
from projections.matcher.vectors import Vector, vector, weigh

__all__ = [
    "ANALYZER",
    "LEXICON",
    "WHOLE_SCORE",
    "Explanation",
    "Lexicon",
    "Lists",
    "Model",
    "Part",
    "Reason",
    "Scored",
    "Settings",
    "Side",
    "Unusable",
    "Vector",
    "analyzer_digest",
    "best",
    "explain",
    "fit",
    "fit_for",
    "least_points",
    "millionths",
    "points",
    "settings_for",
    "split_millionths",
    "top",
    "vector",
    "weigh",
]
