"""Lists of the best: exact, in a total order, whatever the order of the input."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.matcher import (
    WHOLE_SCORE,
    Model,
    Scored,
    best,
    explain,
    fit,
    least_points,
    points,
    top,
    vector,
)
from tests.projections.matcher.texts import MODEL, NEEDS, OFFERINGS

NEED_VECTORS = {id_: vector(text, MODEL, "need") for id_, text in NEEDS.items()}
OFFERING_VECTORS = {id_: vector(text, MODEL, "offering") for id_, text in OFFERINGS.items()}

weights = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 3), max_size=4)
sides = st.dictionaries(st.text("xyz", min_size=1, max_size=3), weights, max_size=9)


@given(sides, sides, st.integers(1, 4), st.integers(1, 6), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=80)
def test_lists_are_what_comparing_everything_gives_in_any_order(needs, offerings, k, least, chance):
    def allowed(need: str, offering: str) -> bool:
        return (len(need) + len(offering)) % 3 != 0

    def listed(pairs):
        ranked = sorted((Scored(o, p) for o, p in pairs if p >= least), key=lambda s: (-s[1], s[0]))
        return tuple(ranked[:k])

    score = {(n, o): points(needs[n], offerings[o]) for n in needs for o in offerings}
    expected = (
        {n: listed((o, score[n, o]) for o in offerings if allowed(n, o)) for n in needs},
        {o: listed((n, score[n, o]) for n in needs if allowed(n, o)) for o in offerings},
    )
    for one, other in ((needs, offerings), (shuffled(needs, chance), shuffled(offerings, chance))):
        assert best(one, other, k=k, least=least, allowed=allowed) == expected


def shuffled(side, chance: random.Random):
    """The same side, its ids and their terms in another order."""
    rows = [(id_, dict(chance.sample(sorted(v.items()), len(v)))) for id_, v in side.items()]
    chance.shuffle(rows)
    return dict(rows)


def test_equal_scores_are_ordered_by_id():
    others = {id_: {"t": 7} for id_ in ("c", "a", "d", "b")}
    assert top({"q": {"t": 2}}, others, k=3)["q"] == (
        Scored("a", 14),
        Scored("b", 14),
        Scored("c", 14),
    )


def test_without_evidence_there_is_no_score():
    lists = best(NEED_VECTORS, OFFERING_VECTORS, k=20)
    assert lists.of_needs["boilerplate"] == ()
    assert not any("boilerplate" in dict(listed) for listed in lists.of_offerings.values())
    assert best({}, {}, k=3) == ({}, {})
    assert top({"q": {"t": 1}}, {}, k=3) == {"q": ()}


def test_more_blocks_than_one_give_the_same_as_one_by_one():
    needs = {f"n{i:03}": {"abc"[i % 3]: i + 1} for i in range(600)}
    offerings = {"o": {"a": 5}, "p": {"a": 5, "b": 1}}
    whole = top(needs, offerings, k=2)
    assert whole == {id_: top({id_: v}, offerings, k=2)[id_] for id_, v in needs.items()}


def test_the_least_score_is_rounded_up_to_points():
    assert [least_points(m) for m in (0, 1, 500_000, 1_000_000)] == [
        1,
        1074,
        WHOLE_SCORE // 2,
        WHOLE_SCORE,
    ]


def test_the_bridging_fund_comes_first_for_a_firm_that_must_refinance():
    assert best(NEED_VECTORS, OFFERING_VECTORS, k=3).of_needs["refinance"][0].id == "bridge"


def test_words_that_differ_still_meet_by_their_meaning():
    first = {need: listed[0].id for need, listed in lists_of_needs().items() if listed}
    assert first == {
        "refinance": "bridge",
        "machines": "equipment",
        "staff": "operator",
        "turners": "lathe",
        "software": "cloud",
        "gas": "silane",
        "panels": "glass",
    }


def lists_of_needs():
    return best(NEED_VECTORS, OFFERING_VECTORS, k=1).of_needs


def test_the_lexicon_makes_the_difference_for_the_refinancing_firm():
    """The control: without concepts the equipment loan, which shares more characters, wins."""
    need = "急需倒贷资金"
    bridge, equipment = OFFERINGS["bridge"], OFFERINGS["equipment"]

    def gap(model: Model) -> int:
        return explain(need, bridge, model).points - explain(need, equipment, model).points

    without = type(MODEL.lexicon).of("none", {})
    assert gap(MODEL) > 0 > gap(fit([*OFFERINGS.values(), *NEEDS.values()], lexicon=without))
