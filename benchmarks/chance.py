"""Could the difference between two rankings be chance? Paired tests, always with the same dice."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata
from sklearn.metrics import roc_auc_score

ROUNDS = 10_000
ROUNDS_OF_PAIRS = 500
SEED = 20250101


def standard_error(values: list[float]) -> float:
    """Of the mean of independent values; nan where there is only one."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")


def p_of_means(ours: list[float], theirs: list[float]) -> float:
    """Two-sided: how often does swapping query by query, by coin, give as big a mean difference?"""
    differences = np.subtract(ours, theirs)
    dice = np.random.default_rng(SEED)
    signs = dice.choice((-1.0, 1.0), size=(ROUNDS, len(differences)))
    return _share(np.abs(signs @ differences), abs(float(differences.sum())))


def p_of_areas(same: list[int], ours: list[float], theirs: list[float]) -> float:
    """Two-sided, for areas under the curve: pair by pair the two scores' ranks are swapped."""
    one, other = rankdata(ours), rankdata(theirs)
    dice = np.random.default_rng(SEED)
    found = []
    for swapped in dice.random((ROUNDS_OF_PAIRS, len(same))) < 0.5:
        a, b = np.where(swapped, other, one), np.where(swapped, one, other)
        found.append(abs(roc_auc_score(same, a) - roc_auc_score(same, b)))
    return _share(np.array(found), abs(roc_auc_score(same, one) - roc_auc_score(same, other)))


def _share(found: np.ndarray, seen: float) -> float:
    """The seen arrangement is one of them, so the answer is never 0."""
    return float((np.count_nonzero(found >= seen - 1e-12) + 1) / (len(found) + 1))
