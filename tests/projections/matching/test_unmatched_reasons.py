"""未匹配的原因: every need without a proposal has one reason, that which is nearest to a proposal,
and it is the same however the track came to stand as it does."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from domain.postings.terms import BankNeed, BankOffering
from projections.matcher import fit, settings_for
from projections.matching.near_misses import Amendment
from projections.matching.open_pairs import open_pairs
from projections.matching.pairing import Pairing
from projections.matching.unmatched_advice import Advice, advice
from projections.matching.unmatched_reasons import OPEN, Reason, reasons_on
from projections.postings.posting_table import PostingRow
from tests.examples import content, loan
from tests.projections.matching.test_listing import market, model_of, paired

pytestmark = pytest.mark.slow

MODEL = fit(["急需倒贷资金周转", "转贷过桥周转贷款", "设备更新改造贷款"], settings_for("bank"))
NEED = PostingRow("need", "n1", "e001", "bank", "published", 1, content(), 1)
LOAN = PostingRow("offering", "o1", "b01", "bank", "published", 1, loan(), 2)


def asking(**said):
    return replace(NEED, content=content(**said))


def lending(**said):
    return replace(LOAN, content=loan(**said))


def pairing(*rows):
    sides = ([row for row in rows if row.side == side] for side in ("need", "offering"))
    return Pairing("bank", *sides, MODEL, {})


def proposed(track):
    return {pair.need.id for pair in track.proposals()}


def reasons(track, known=None, before=None):
    past = {"before": before} if before else {}
    left = reasons_on(track, proposed(track), known or {}, **past)
    return {id: each.reason for id, each in left.unmatched.items()}


def test_a_need_with_a_proposal_has_no_reason():
    assert reasons(pairing(NEED, LOAN)) == {}


SMALL = BankOffering(amount_max_fen=100)
STRANGE = {"title": "想学游泳", "text": "暑假班"}
CASES = {
    "nobody offers anything": ((NEED,), Reason.NOBODY),
    "what is offered is one's own": ((NEED, replace(LOAN, party="e001")), Reason.NOBODY),
    "it is for others": ((NEED, lending(visibility="invited", invited=("e9",))), Reason.NOBODY),
    "too small": ((NEED, lending(terms=SMALL)), Reason.LIMITS),
    "the need leaves its region out": ((asking(regions=()), LOAN), Reason.OWN),
    "the loan leaves its rate out": (
        (asking(terms=BankNeed(max_rate_bp=400)), lending(terms=BankOffering())),
        Reason.THEIRS,
    ),
    "other words": (
        (asking(**STRANGE, terms=BankNeed()), lending(terms=BankOffering())),
        Reason.TEXTS,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_reason_says_what_keeps_partners_away(case):
    rows, reason = CASES[case]
    assert reasons(pairing(*rows)) == {"n1": reason}


def test_one_open_question_is_nearer_than_limits_that_fail():
    rows = (asking(regions=()), lending(terms=SMALL), replace(LOAN, id="o2", party="b02"))
    assert reasons(pairing(*rows)) == {"n1": Reason.OWN}


def test_what_the_record_says_against_a_pair_leaves_nothing_open():
    """The control: a record that says nothing, or what fits."""
    track = pairing(asking(regions=()), LOAN)
    elsewhere, here = ({"e001": {"regions": (code,)}} for code in ("410182", "411025"))
    assert reasons(track, elsewhere) == {"n1": Reason.LIMITS}
    assert reasons(track, here) == reasons(track) == {"n1": Reason.OWN}


def advised(*rows, known=None):
    track = pairing(*rows)
    left = reasons_on(track, proposed(track), known or {})
    return advice(track, left.unmatched["n1"])


def test_the_other_side_is_told_what_it_could_state():
    little = lending(terms=SMALL)
    change = Amendment("offering", "金额", "≤1元", "≤300万元")
    assert advised(NEED, little) == Advice(little, amendments=(change,))
    silent = lending(terms=BankOffering())
    dear = asking(terms=BankNeed(max_rate_bp=400))
    assert advised(dear, silent) == Advice(silent, theirs=("年利率下限",))
    assert advised(asking(regions=()), LOAN) == Advice(LOAN, own=("地区",))
    assert advised(NEED) is None


def test_what_both_sides_have_to_state_is_told_of_both():
    """One whose owner alone could help comes before one that is liker; a record that says it is
    elsewhere leaves nothing to advise."""
    terms = BankNeed(amount_fen=300_000_000, max_rate_bp=400)
    little, placeless = lending(terms=SMALL), asking(regions=(), terms=terms)
    amount = Amendment("offering", "金额", "≤1元", "≤300万元")
    place = Amendment("need", "地区", "未填", "襄城县")
    rate = Amendment("offering", "利率", "未填", "4%")
    both = advised(placeless, little)
    assert both == Advice(little, amendments=(place, amount, rate))
    assert both.sides == ("need", "offering")
    anywhere = replace(lending(title="借款", regions=(), terms=SMALL), id="o2", party="b02")
    alone = advised(placeless, little, anywhere)
    assert alone == Advice(anywhere, amendments=(amount, rate))
    assert alone.sides == ("offering",)
    elsewhere = {"e001": {"regions": ("410182",)}}
    assert advised(placeless, little, known=elsewhere) is None
    silent = lending(terms=BankOffering(), regions=("411025",))
    dear = asking(regions=(), terms=BankNeed(max_rate_bp=400))
    assert advised(dear, silent) == Advice(silent, ("地区",), ("年利率下限",))


def test_what_the_need_alone_could_come_to_is_told_before_what_both_have_to_change():
    little, placeless = lending(terms=SMALL), asking(regions=())
    place = Amendment("need", "地区", "未填", "襄城县")
    less = Amendment("need", "金额", "300万元", "1元")
    alone = advised(placeless, little)
    assert alone == Advice(little, amendments=(place, less))
    assert alone.sides == ("need",)


def test_a_change_that_would_not_bring_it_in_is_not_told():
    assert advised(asking(**STRANGE), lending(terms=SMALL)) is None


@pytest.mark.parametrize("track", ["bank", "sales"])
def test_what_comes_and_goes_gives_the_reasons_of_looking_at_everything(track):
    """And what is open is what a need's page shows as open."""
    rows, dice, before, seen = market(track, 11), Random(3), None, set()
    model = model_of(rows)
    for _ in range(30):
        now = paired(dice.sample(rows, 10), model)
        fresh = reasons_on(now, proposed(now), {})
        again = reasons_on(now, proposed(now), {}, before) if before else fresh
        expected = {id: each.reason for id, each in fresh.unmatched.items()}
        assert {id: each.reason for id, each in again.unmatched.items()} == expected
        for id, reason in expected.items():
            assert (reason in OPEN) is bool(open_pairs(now, now.needs[id]))
        before, seen = again, seen | set(expected.values())
    assert len(seen) > 2
