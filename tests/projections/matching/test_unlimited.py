"""不限 that an offering states is a fact: shown as one, where a bound left out isn't stated."""

from __future__ import annotations

from domain.postings.content import Content
from domain.postings.terms import BankNeed, BankOffering, PolicyNeed, PolicyOffering
from domain.postings.tracks import TRACKS
from projections.matching.conditions import conditions, leaves_conditions_to_its_text
from projections.matching.plain_reasons import PlainReason, plain_reasons, sides
from projections.matching.reasons import facets
from projections.postings.posting_table import PostingRow
from tests.examples import content, loan

NEED = content(terms=BankNeed(amount_fen=300_000_000, collateral_kinds=("unsecured",)))
SAYS, LEAVES_OUT = (
    loan(terms=BankOffering(), regions=(), unlimited=unlimited)
    for unlimited in (("amount", "collateral"), ())
)


def row(side: str, made: Content) -> PostingRow:
    return PostingRow(side, f"{side[0]}1", f"{side}-1", made.track, "published", 1, made, 1)


def held(need: Content, offering: Content) -> list[dict[str, object]]:
    return [vars(facet) for facet in facets(row("need", need), row("offering", offering))]


def stated(need: Content, offering: Content) -> dict[str, tuple[str, str]]:
    return {facet["title"]: sides(facet) for facet in held(need, offering)}


def test_a_comparison_says_unlimited_where_the_offering_does_and_nothing_where_it_is_silent():
    amount, collateral = ("金额", "担保方式")
    says, silent = stated(NEED, SAYS), stated(NEED, LEAVES_OUT)
    assert (says[amount], says[collateral]) == (("300万元", "不限"), ("信用", "不限"))
    assert (silent[amount], silent[collateral]) == (("300万元", ""), ("信用", ""))


def test_for_people_a_stated_unlimited_is_met_and_one_that_is_left_out_stays_open():
    [says] = [r for r in plain_reasons([], held(NEED, SAYS)) if r.title == "金额"]
    [silent] = [r for r in plain_reasons([], held(NEED, LEAVES_OUT)) if r.title == "金额"]
    assert says == PlainReason("pass", "金额", need="300万元", offering="不限")
    assert says.sentence == "需求方 300万元 · 供给方 不限"
    assert silent == PlainReason("open", "金额", need="300万元")


def test_a_policy_that_says_it_has_no_conditions_leaves_none_to_its_text():
    asks = content(track="policy", terms=PolicyNeed())
    free, silent = (
        content(track="policy", terms=PolicyOffering(), regions=(), unlimited=unlimited)
        for unlimited in (("conditions",), ())
    )
    assert PlainReason("pass", "申报条件", words="不限") in plain_reasons([], held(asks, free))
    assert PlainReason("unknown", "申报条件") in plain_reasons([], held(asks, silent))
    assert [leaves_conditions_to_its_text(made) for made in (free, silent)] == [False, True]
    shown = [(facet.title, facet.offering) for facet in conditions(asks, free) if facet.unlimited]
    assert shown == [("申报条件", "不限")]
    assert [facet for facet in conditions(asks, silent) if facet.title == "申报条件"] == []


def test_every_bound_of_every_track_can_be_said_to_be_unlimited():
    for track, row_ in TRACKS.items():
        offering = content(
            track=track,
            terms=row_.terms("offering").model_construct(kind=f"{track}.offering"),
            regions=(),
            industries=(),
            unlimited=tuple(row_.bounds),
        )
        need = content(track=track, terms=row_.terms("need").model_construct(kind=f"{track}.need"))
        facts = {facet["name"] for facet in held(need, offering) if facet["unlimited"]}
        assert facts == set(row_.bounds)
