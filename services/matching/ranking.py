"""Learning from decisions: which proposals people took up, and whether a model knows better.

Logistic regression on a few whole-number features, learned on the earlier decisions and held
against the plain text score on the later ones. What is compared is the order within one need's
list, because that is what an order is for: a model that only learned that policies are taken up
more often than goods puts no list in a better order, so every track has a constant of its own,
which is learned and left out. Only weights that win there are recorded, rounded, as an event.

Of a partner an earlier decision knows what was known on its day, and a later one what was known at
the cut: a recorded order knows its partners as they were when it was learned, too.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from domain.core.command import Refusal
from domain.matching.proposal import Shown
from domain.matching.ranking import Backtest, RecordOrder
from domain.postings.tracks import TRACKS
from projections.matching.decisions import Decision, Decisions
from projections.matching.partners import Partners
from projections.matching.ranking import FEATURES, features, parts

LATER = 0.3  # of the decisions, in the order of their days, are kept for the test
FEWEST = 40  # decisions on either side of the cut, with both answers among them
PAIRS = 20  # of one need's list, one taken up and one not, in the later part
RESAMPLINGS = 1000
MILLION = 1_000_000


@dataclass(frozen=True)
class Sample:
    """One decided proposal: its day, what was known of it, and whether anybody took it up."""

    day: str
    shown: Shown
    taken: bool
    partner: Mapping[str, int]

    @property
    def features(self) -> dict[str, int]:
        return features(self.shown.score, self.shown.reasons, self.partner)


class Compared(NamedTuple):
    """One need's list: its pairs of one that was taken up and one that wasn't, and twice how many
    of them each order has the right way round (once where it can't tell)."""

    pairs: int
    plain: int
    learned: int


def samples(decisions: Decisions) -> list[Sample]:
    """Every decided proposal, the oldest first."""
    known = decisions.all()
    partners = Partners(known)
    decided = [_sample(decision, partners) for decision in known if _decided(decision)]
    return sorted(decided, key=lambda sample: (sample.day, sample.shown.id))


def learn(decisions: Decisions, today: date) -> RecordOrder:
    """Weights learned from the earlier decisions, with how they did on the later ones; partners as
    they stand when this day begins.

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
    partners = Partners(decisions.all())
    weights = _weights(earlier)
    lists = compared([_known_at(later[0].day, sample, partners) for sample in later], weights)
    if sum(listed.pairs for listed in lists) < PAIRS:
        message = f"同一条需求下既有愿意又有不合适的答复太少，至少要能比较 {PAIRS} 对"
        raise Refusal("order.few", message, "decisions")
    gate = Backtest(
        learned_from=len(earlier),
        tested_on=len(later),
        plain=_share(lists, "plain"),
        learned=_share(lists, "learned"),
        doubt=_doubt(lists),
    )
    return RecordOrder(
        weights=weights,
        through=decisions.position,
        gate=gate,
        partners=partners.all(today.isoformat()),
    )


def compared(later: Sequence[Sample], weights: Mapping[str, int]) -> list[Compared]:
    """Both orders held against the answers, list by list."""
    lists: dict[str, list[Sample]] = {}
    for sample in later:
        lists.setdefault(sample.shown.need, []).append(sample)
    both = []
    for need in sorted(lists):
        taken = [sample for sample in lists[need] if sample.taken]
        left = [sample for sample in lists[need] if not sample.taken]
        pairs = [(yes, no) for yes in taken for no in left]
        plain = sum(_right(yes.shown.score, no.shown.score) for yes, no in pairs)
        learned = sum(_right(_worth(yes, weights), _worth(no, weights)) for yes, no in pairs)
        both.append(Compared(len(pairs), plain, learned))
    return [order for order in both if order.pairs]


def _right(taken: int, left: int) -> int:
    return 2 if taken > left else int(taken == left)


def _decided(decision: Decision) -> bool:
    """An answer; or none, by somebody who had looked at it."""
    answered = bool(decision.interested) or decision.status == "declined"
    return answered or (decision.status == "expired" and bool(decision.viewed))


def _sample(decision: Decision, partners: Partners) -> Sample:
    day, shown = decision.delivered_on, decision.shown
    partner = partners.known(shown.offering_party, day)
    return Sample(day, shown, taken=bool(decision.interested), partner=partner)


def _known_at(day: str, sample: Sample, partners: Partners) -> Sample:
    return replace(sample, partner=partners.known(sample.shown.offering_party, day))


def _worth(sample: Sample, weights: Mapping[str, int]) -> int:
    return sum(parts(sample.features, weights).values())


def _weights(known: Sequence[Sample]) -> dict[str, int]:
    """Whole weights: the coefficients over standardised features, brought back to their units.
    Beside the features stand the tracks, whose constants are no weights."""
    import numpy as np  # noqa: PLC0415 (scikit-learn is slow to load, and only learning needs it)
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 (scikit-learn is slow to load, and only learning needs it)

    rows = [sample.features for sample in known]
    values = np.array([[row[name] for name in FEATURES] for row in rows], np.float64)
    spread = values.std(axis=0)
    spread[spread == 0] = 1.0
    tracks = np.array([[sample.shown.track == track for track in TRACKS] for sample in known])
    model = LogisticRegression(C=1.0, max_iter=1000)
    columns = np.hstack([(values - values.mean(axis=0)) / spread, tracks])
    model.fit(columns, [sample.taken for sample in known])
    coefficients = model.coef_[0][: len(FEATURES)]
    weights = np.rint(coefficients / spread * MILLION * MILLION).astype(np.int64)
    return dict(zip(FEATURES, weights.tolist(), strict=True))


def _share(lists: Sequence[Compared], order: str) -> int:
    """Of the pairs, how many an order has the right way round, in millionths."""
    right: int = sum(getattr(listed, order) for listed in lists)
    return right * MILLION // (2 * sum(listed.pairs for listed in lists))


def _doubt(lists: Sequence[Compared]) -> int:
    """In how many of a million resamplings of the lists the plain score would be as good."""
    draw, as_good = random.Random(0), 0
    for _ in range(RESAMPLINGS):
        some = [lists[draw.randrange(len(lists))] for _ in lists]
        as_good += sum(c.plain for c in some) >= sum(c.learned for c in some)
    return as_good * MILLION // RESAMPLINGS
