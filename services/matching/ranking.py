"""Learning from decisions: which proposals people took up, and whether a model knows better.

Logistic regression on a few whole-number features, learned on the earlier decisions and held
against the plain text score on the later ones. Only weights that win there are recorded, rounded,
as an event.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.core.command import Refusal
from domain.matching.proposal import Shown
from domain.matching.ranking import Backtest, RecordOrder
from projections.matching.decisions import Decision, Decisions
from projections.matching.ranking import FEATURES, features, parts

LATER = 0.3  # of the decisions, in the order of their days, are kept for the test
FEWEST = 40  # decisions on either side of the cut, with both answers among them
RESAMPLINGS = 1000
MILLION = 1_000_000


@dataclass(frozen=True)
class Sample:
    """One decided proposal: its day, what was known of it, and whether anybody took it up."""

    day: str
    shown: Shown
    taken: bool


def samples(decisions: Decisions) -> list[Sample]:
    """Every decided proposal, the oldest first."""
    decided = [_sample(decision) for decision in decisions.all() if _decided(decision)]
    return sorted(decided, key=lambda sample: (sample.day, sample.shown.id))


def learn(decisions: Decisions) -> RecordOrder:
    """Weights learned from the earlier decisions, with how they did on the later ones.

    Refuses where there are too few decisions to tell.
    """
    known = samples(decisions)
    cut = int(len(known) * (1 - LATER))
    earlier, later = known[:cut], known[cut:]
    for some in (earlier, later):
        if len(some) < FEWEST or len({sample.taken for sample in some}) < 2:
            message = (
                f"已有 {len(known)} 条答复，前后两段各需 {FEWEST} 条以上，且愿意和不合适的都有"
            )
            raise Refusal("order.few", message, "decisions")
    weights = _weights(earlier)
    plain = [sample.shown.score for sample in later]
    learned = [
        sum(parts(sample.shown.score, sample.shown.reasons, weights).values()) for sample in later
    ]
    taken = [sample.taken for sample in later]
    gate = Backtest(
        learned_from=len(earlier),
        tested_on=len(later),
        plain=round(_area(taken, plain) * MILLION),
        learned=round(_area(taken, learned) * MILLION),
        doubt=_doubt(taken, plain, learned),
    )
    return RecordOrder(weights=weights, through=decisions.position, gate=gate)


def _decided(decision: Decision) -> bool:
    return bool(decision.interested) or decision.status in {"declined", "expired"}


def _sample(decision: Decision) -> Sample:
    return Sample(decision.delivered_on, decision.shown, taken=bool(decision.interested))


def _worth(shown: Shown, weights: Mapping[str, int]) -> int:
    return sum(parts(shown.score, shown.reasons, weights).values())


def _weights(known: Sequence[Sample]) -> dict[str, int]:
    """Whole weights: the coefficients over standardised features, brought back to their units."""
    import numpy as np  # noqa: PLC0415 (scikit-learn is slow to load, and only learning needs it)
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 (scikit-learn is slow to load, and only learning needs it)

    rows = [features(sample.shown.score, sample.shown.reasons) for sample in known]
    values = np.array([[row[name] for name in FEATURES] for row in rows], np.float64)
    spread = values.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=1.0, max_iter=1000)
    model.fit((values - values.mean(axis=0)) / spread, [sample.taken for sample in known])
    weights = np.rint(model.coef_[0] / spread * MILLION * MILLION).astype(np.int64)
    return dict(zip(FEATURES, weights.tolist(), strict=True))


def _doubt(taken: Sequence[bool], plain: Sequence[int], learned: Sequence[int]) -> int:
    """In how many of a million resamplings of the decisions the plain score would be as good."""
    draw = random.Random(0)
    ties = drawn = 0
    while drawn < RESAMPLINGS:
        some = [draw.randrange(len(taken)) for _ in taken]
        answers = [taken[at] for at in some]
        if len(set(answers)) < 2:
            continue
        drawn += 1
        ties += _area(answers, [plain[at] for at in some]) >= _area(
            answers, [learned[at] for at in some]
        )
    return ties * MILLION // RESAMPLINGS


def _area(taken: Sequence[bool], scores: Sequence[int]) -> float:
    """Area under the ROC curve."""
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 (scikit-learn is slow to load, and only learning needs it)

    return float(roc_auc_score(taken, scores))
