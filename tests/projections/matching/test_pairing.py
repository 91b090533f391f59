"""Who is held against whom: nobody against itself, and a question names what was left out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from threading import Lock

import pytest

from domain.matching.model import MatcherFitted
from domain.postings.need import NeedDrafted, NeedPublished
from domain.postings.offering import OfferingDrafted, OfferingPublished
from domain.postings.rules import Verdict
from domain.postings.terms import BankNeed, SalesNeed, SalesOffering
from projections.matcher import fit, settings_for
from projections.matching.backtest import bench
from projections.matching.near_misses import near_misses
from projections.matching.pairing import Pairing
from projections.matching.proposals import Proposals
from projections.matching.reason_sheet import reason_sheet
from projections.matching.reasons import facets
from projections.matching.suggestions import Question, questions, shared_questions
from projections.postings.market import Market
from projections.postings.posting_table import PostingRow
from tests.examples import content, loan
from tests.logbook import Logbook

MODEL = fit(["急需倒贷资金周转", "转贷过桥周转贷款", "设备更新改造贷款"], settings_for("bank"))
NEED = PostingRow("need", "n1", "e001", "bank", "published", 1, content(), 1)
LOAN = PostingRow("offering", "o1", "b01", "bank", "published", 1, loan(), 2)
OWN = replace(LOAN, id="o2", party="e001")


def pairs(needs, offerings):
    pairing = Pairing("bank", needs, offerings, MODEL, {})
    return [(found.need.id, found.offering.id) for found in pairing.proposals()]


def test_nobody_is_proposed_to_itself():
    """The control is the same offering of another party."""
    assert pairs([NEED], [LOAN, OWN]) == [("n1", "o1")]
    assert pairs([NEED], [LOAN, replace(OWN, party="b02")]) == [("n1", "o1"), ("n1", "o2")]


def test_the_reason_sheet_says_that_it_is_ones_own():
    own, other = facets(NEED, OWN), facets(NEED, LOAN)
    assert own[1:] == other
    found = own[0]
    assert (found.name, found.need, found.offering) == ("party", "其他单位", "本单位")
    assert found.verdict is Verdict.FAIL


INVITING = replace(LOAN, id="o3", content=loan(visibility="invited", invited=("e001",)))


def test_what_is_for_the_invited_is_proposed_to_them_alone():
    """The control: another enterprise's need, which is the same but for whose it is."""
    other = replace(NEED, id="n2", party="e002")
    assert pairs([NEED, other], [INVITING]) == [("n1", "o3")]
    inviting = replace(NEED, content=content(visibility="invited", invited=("b02",)))
    assert pairs([inviting], [LOAN, replace(LOAN, id="o4", party="b02")]) == [("n1", "o4")]
    nobody = replace(NEED, content=content(visibility="invited"))
    assert pairs([nobody], [LOAN]) == []


def test_who_is_not_invited_reads_so_in_the_reasons_and_no_near_miss():
    other = replace(NEED, id="n2", party="e002")
    first = facets(other, INVITING)[0]
    assert (first.name, first.need, first.offering) == ("invited", "未受邀", "只给受邀的单位")
    assert facets(NEED, INVITING) == facets(NEED, LOAN)
    amount = content(terms=BankNeed(amount_fen=10, tenor_days=180))
    for party, many in (("e001", 1), ("e002", 0)):
        small = replace(NEED, party=party, content=amount)
        pairing = Pairing("bank", [small], [INVITING], MODEL, {})
        assert len(near_misses(pairing, small)) == many


def test_a_bench_tells_nothing_of_needs_that_are_for_others():
    others = replace(NEED, content=content(visibility="invited", invited=("b02",)))
    assert bench(LOAN, [NEED, others], MODEL) == bench(LOAN, [NEED], MODEL)
    own = replace(NEED, content=content(visibility="invited", invited=("b01",)))
    assert bench(LOAN, [NEED, own], MODEL).needs == 2


BRICKS = {"track": "sales", "title": "标砖", "text": "建房用的标砖，量大", "industries": ()}
SALES = fit(["建房用的标砖，量大", "水泥和砂石", "标砖现货供应"], settings_for("sales"))


def bricks(side, party, **terms):
    kind = SalesNeed if side == "need" else SalesOffering
    said = content(**BRICKS, terms=kind(product_name="标砖", **terms))
    return PostingRow(side, f"{side}-{party}", party, "sales", "published", 1, said, 1)


WANTED = {"quantity": Decimal(50), "max_unit_price_fen": 100}
SOLD = {"min_quantity": Decimal(10), "unit_price_fen": 90}


def asked(need, *offerings):
    return questions(need, Pairing("sales", [need], offerings, SALES, {}))


def test_a_question_names_the_field_and_counts_each_partner_once():
    """Amount and price both wait for the unit."""
    sellers = [bricks("offering", party, **SOLD, unit="块") for party in ("s1", "s2")]
    assert asked(bricks("need", "e1", **WANTED), *sellers) == (Question("计量单位", 2),)
    assert asked(bricks("need", "e1", **WANTED, unit="块"), *sellers) == ()


def asked_of_both(posting, other):
    need, offering = (posting, other) if posting.side == "need" else (other, posting)
    return shared_questions(posting, Pairing("sales", [need], [offering], SALES, {}))


@pytest.mark.parametrize("unit", [None, "万块"])
def test_nobody_is_asked_for_what_alone_would_not_help(unit):
    """The seller left its unit out too; or both have one, and they differ."""
    need = bricks("need", "e1", **WANTED, unit=unit and "块")
    assert asked(need, bricks("offering", "s1", **SOLD, unit=unit)) == ()


def test_what_helps_once_the_other_side_states_its_part_too_is_asked_for_beside_it():
    """The controls: the seller has stated its unit, or one that can't be compared."""
    need = bricks("need", "e1", **WANTED)
    silent, whole = (bricks("offering", "s1", **SOLD, unit=unit) for unit in (None, "块"))
    other = bricks("offering", "s1", **SOLD, unit="万块")
    shared = Question("计量单位", 1)
    assert asked_of_both(need, silent) == asked_of_both(silent, need) == (shared,)
    assert asked_of_both(need, whole) == ()
    assert asked_of_both(bricks("need", "e1", **WANTED, unit="块"), other) == ()


def test_a_party_isnt_asked_for_the_sake_of_its_own_offering():
    own = bricks("offering", "e1", **SOLD, unit="块")
    assert asked(bricks("need", "e1", **WANTED), own) == ()


@pytest.fixture
def obstacles(engine):
    """What stands between a need and an offering, once both are out."""

    def told(need, offering, model=MODEL):
        drafted = NeedDrafted(party=need.party, content=need.content)
        offered = OfferingDrafted(party=offering.party, content=offering.content)
        fitted = {"track": need.track, "fitted_at": 1, "digest": model.digest}
        log = Logbook(
            (f"matcher-{need.track}", MatcherFitted(**fitted, model=model.to_data())),
            (f"need-{need.id}", drafted),
            (f"need-{need.id}", NeedPublished()),
            (f"offering-{offering.id}", offered),
            (f"offering-{offering.id}", OfferingPublished()),
        )
        proposals = Proposals(engine, Market(engine), Lock)
        proposals.catch_up(log.after)
        return reason_sheet(proposals, need.id, offering.id).obstacles

    return told


def test_control_nothing_stands_in_the_way_of_what_is_proposed(obstacles):
    assert obstacles(NEED, LOAN) == ()


def test_ones_own_offering_stands_in_the_way(obstacles):
    assert obstacles(NEED, OWN) == ("对方单位不符：需求 其他单位，供给 本单位",)


def test_what_was_left_out_is_asked_for_by_name(obstacles):
    silent = replace(NEED, content=content(terms=BankNeed(tenor_days=180)))
    assert obstacles(silent, LOAN) == (
        "金额未知：请需求方补填“融资金额”（需求 未填，供给 50万元–1000万元）",
    )


def test_both_are_asked_for_the_unit_that_both_left_out(obstacles):
    need = bricks("need", "e1", quantity=Decimal(50))
    offering = bricks("offering", "s1", min_quantity=Decimal(10))
    [told] = obstacles(need, offering, SALES)
    assert told.startswith("数量未知：请需求方补填“计量单位”，请供给方补填“计量单位”")
    assert told.endswith("（需求 50 单位未填，供给 ≥10 单位未填）")


def test_units_that_differ_are_said_to_differ(obstacles):
    need = bricks("need", "e1", quantity=Decimal(50), unit="块")
    offering = bricks("offering", "s1", min_quantity=Decimal(10), unit="车")
    assert obstacles(need, offering, SALES) == (
        "数量未知：双方的计量单位不同，无法比较（需求 50块，供给 ≥10车）",
    )
