"""名单: who stands in a list: the best that the rules let in and that have enough in common, of one
party no more than its places, and of what it says twice once; however the postings came."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from domain.postings.tracks import SIDES, TRACKS
from projections.matcher import Scored, fit, settings_for
from projections.matcher.engine.live import LiveTrack, Posted
from projections.matching.pairing import Pairing
from projections.matching.reasons import alike, facets_of, points_of, reasons, vectors_of
from projections.postings.posting_table import PostingRow
from tests.examples import content

pytestmark = pytest.mark.slow

SAID = {
    "bank": "流动资金 周转 过桥 倒贷 信用贷 抵押 厂房 设备 承兑 担保 续贷 收麦子 快贷 票",
    "sales": "螺纹钢 HRB400E HRB500E Φ12 Φ25 Φ10-25 混凝土 C30 C50 C15-C40 轴承 6204-2RS 6205 托盘",
}
K = 3


def settings(track):
    return replace(settings_for(track), k=K, least=5_000)


def terms(dice, track, side):
    """Few values, many missing."""

    def maybe(*values):
        return dice.choice((None, *values))

    kind = TRACKS[track].terms(side)
    if track == "bank" and side == "need":
        return kind(
            amount_fen=maybe(100, 130),
            tenor_days=maybe(30, 90),
            purpose=maybe("purchase", "equipment"),
            collateral_kinds=maybe(("unsecured",)),
        )
    if track == "bank":
        return kind(
            amount_max_fen=maybe(100, 120),
            tenor_max_days=maybe(90),
            purposes=maybe(("working_capital",), ("equipment",)),
        )
    figures = {"product_name": dice.choice(("钢材", "货")), "unit": maybe("吨", "千克", "件")}
    if side == "need":
        return kind(**figures, quantity=maybe(Decimal(2), Decimal(2000)))
    return kind(**figures, min_quantity=maybe(Decimal(1), Decimal(1000)))


def row(dice, track, side, number):
    words = SAID[track].split()
    said = content(
        track=track,
        title="".join(dice.sample(words, 2)),
        text="，".join(dice.sample(words, dice.choice((1, 3)))),
        regions=dice.choice(((), ("411025",))),
        industries=(),
        terms=terms(dice, track, side),
    )
    party = f"p{dice.randrange(4)}"
    return PostingRow(side, f"{side[0]}{number:03}", party, track, "published", 1, said, number)


def market(track, seed, size=30):
    dice = Random(seed)
    rows = [row(dice, track, SIDES[number % 2], number) for number in range(2 * size)]
    twins = [replace(r, id=f"{r.id}x", since=100 + n) for n, r in enumerate(rows[:8])]
    return [*rows, *twins]


def model_of(rows):
    track = rows[0].track
    return fit([r.text for r in rows], settings(track))


def twins(one, other):
    """Whether two offerings say the same: one party, the same facts, three of four characters."""
    facts = [(r.side, r.party, r.content.regions, r.content.terms) for r in (one, other)]
    ours, theirs = (Counter(r.text.casefold()) for r in (one, other))
    return (
        one.side == "offering"
        and facts[0] == facts[1]
        and 8 * (ours & theirs).total() >= 3 * (ours + theirs).total()
    )


def expected(rows, model):
    """Every list by comparing everything, one pair at a time."""
    standing = []
    for one in sorted(rows, key=lambda r: r.since):
        if not any(twins(one, other) for other in standing):
            standing.append(one)
    lists = {}
    for one in standing:
        others = [other for other in standing if other.side != one.side]
        ranked = []
        for other in others:
            need, offering = (one, other) if one.side == "need" else (other, one)
            vectors = vectors_of(need, offering, model)
            held = facets_of(need, offering, model)
            if {f.verdict for f in held} <= {"pass"} and alike(need, offering, vectors, model):
                ranked.append((-points_of(need, offering, vectors, model), other.since, other))
        placed, taken = [], []
        for points, _, other in sorted(ranked, key=lambda r: r[:2]):
            if taken.count(other.party) < model.settings.of_party and len(placed) < K:
                taken.append(other.party)
                placed.append(Scored(other.id, -points))
        lists[one.side, one.id] = tuple(placed)
    return lists


def listed(pairing, rows):
    return {
        (r.side, r.id): pairing.best(r.side, r.id)
        for r in rows
        if pairing.folding.stands(r.side, r.id)
    }


def paired(rows, model):
    needs, offerings = ([r for r in rows if r.side == side] for side in SIDES)
    return Pairing(rows[0].track, needs, offerings, model, {})


@pytest.mark.parametrize("track", SAID)
@pytest.mark.parametrize("seed", range(4))
def test_the_lists_are_those_of_comparing_everything(track, seed):
    rows = market(track, seed)
    model = model_of(rows)
    lists = expected(rows, model)
    assert listed(paired(rows, model), rows) == lists
    assert any(len(found) == K for found in lists.values())


@pytest.mark.parametrize("track", SAID)
def test_as_postings_come_and_go_one_by_one_the_lists_stay_those(track):
    rows, dice = market(track, 11), Random(3)
    model = model_of(rows)
    pairing, live = paired(rows[:1], model), list(rows[:1])
    for at, one in enumerate(sorted(rows[1:], key=lambda r: r.since)):
        pairing.move([(False, one)])
        live.append(one)
        if at % 3 == 2:
            gone = live.pop(dice.randrange(len(live)))
            if pairing.move([(True, gone)]) is None:
                pairing = paired(live, model)
    assert listed(pairing, live) == expected(live, model)


@pytest.mark.parametrize("track", SAID)
def test_both_engines_find_the_same_lists(track):
    rows = market(track, 5)
    model = model_of(rows)
    sides = {
        side: [
            Posted(r.id, r.since, r.text, r.content, r.party)
            for r in sorted(rows, key=lambda r: r.since)
            if r.side == side
        ]
        for side in SIDES
    }
    by_engine = [
        LiveTrack(TRACKS[track], model, *sides.values(), engine=engine)
        for engine in ("numba", "numpy")
    ]
    assert by_engine[0].lists() == by_engine[1].lists()
    for track_ in by_engine:
        for posted in sides["offering"][::3]:
            track_.withdraw("offering", posted.id)
    assert by_engine[0].lists() == by_engine[1].lists()


def test_the_parts_of_a_reason_sheet_add_up_where_grades_differ():
    rows = market("sales", 1)
    model = model_of(rows)
    needs, offerings = ([r for r in rows if r.side == side] for side in SIDES)
    sheets = [reasons(need, offering, model) for need in needs for offering in offerings]
    assert any(term["kind"] == "grade" for sheet in sheets for term in sheet.terms)
    for sheet in sheets:
        assert sum(term["points"] for term in sheet.terms) == sheet.points
        assert sum(term["millionths"] for term in sheet.terms) == sheet.millionths
