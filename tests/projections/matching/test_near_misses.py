"""差一点: the change that a near miss names, when made, brings the pair in."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from operator import attrgetter

import pytest

from domain.postings.terms import SalesNeed, SalesOffering
from projections.matcher import fit, settings_for
from projections.matching.near_misses import Amendment, kept_apart_by_texts, near_misses
from projections.matching.pairing import Pairing
from projections.postings.posting_table import PostingRow
from services.house.house import House
from services.house.settings import Settings
from tests.examples import content
from tests.journeys.digest import made
from tests.services.counties import OF_THE_COUNTY

pytestmark = pytest.mark.slow


SALES = fit(["建房用的标砖，量大", "水泥和砂石", "标砖现货供应"], settings_for("sales"))


def bricks(side, **terms):
    kind = SalesNeed if side == "need" else SalesOffering
    said = content(
        track="sales",
        title="标砖",
        text="建房用的标砖，量大",
        industries=(),
        terms=kind(product_name="标砖", **terms),
    )
    return PostingRow(side, side, f"{side}s", "sales", "published", 1, said, 1)


def advised(need, offering):
    rows = bricks("need", **need), bricks("offering", **offering)
    pairing = Pairing("sales", rows[:1], rows[1:], SALES, {})
    return [miss.amendments for miss in near_misses(pairing, rows[0])]


MUCH = {"min_quantity": Decimal(57400), "unit": "公斤"}


def test_a_figure_is_changed_within_its_own_unit():
    """The control is the same unit on both sides."""
    own = {"quantity": Decimal(20), "unit": "吨"}
    then = Amendment("need", "数量", "20吨", "57.4吨")
    assert advised(own, MUCH) == [(then,)]
    same = Amendment("need", "数量", "20000公斤", "57400公斤")
    assert advised({"quantity": Decimal(20000), "unit": "公斤"}, MUCH) == [(same,)]


def test_nobody_is_advised_to_count_pieces_by_the_kilogram():
    assert advised({"quantity": Decimal(20000), "unit": "个"}, MUCH) == []


def test_who_states_a_figure_without_its_unit_is_asked_for_the_unit_alone():
    """57400 might be anything; 60000 fits, if kilograms are what it counts."""
    assert advised({"quantity": Decimal(20000)}, MUCH) == []
    then = Amendment("need", "数量", "60000 单位未填", "60000公斤")
    assert advised({"quantity": Decimal(60000)}, MUCH) == [(then,)]


@pytest.mark.parametrize("times", [(2, 3), (3, 2)])
def test_among_equals_the_one_that_has_stood_longer_comes_first(times):
    """Whatever their ids; of those that the texts keep apart, too."""
    need = bricks("need", quantity=Decimal(20), unit="吨")
    much = bricks("offering", **MUCH)
    equals = [
        replace(much, id=id, party=id, since=since)
        for id, since in zip(("o1", "o2"), times, strict=True)
    ]
    longest_first = [row.id for row in sorted(equals, key=attrgetter("since"))]
    misses = near_misses(Pairing("sales", [need], equals, SALES, {}), need)
    assert [miss.offering.id for miss in misses] == longest_first
    cement = {"title": "水泥", "text": "砂石", "terms": SalesOffering(product_name="水泥")}
    unlike = content(track="sales", industries=(), **cement)
    strange = [replace(row, content=unlike) for row in equals]
    apart = kept_apart_by_texts(Pairing("sales", [need], strange, SALES, {}), need)
    assert [row.id for row in apart] == longest_first


def test_what_only_words_keep_apart_is_no_near_miss():
    assert advised({"quantity": Decimal(60000), "unit": "公斤"}, MUCH) == []


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    settings = Settings(data=tmp_path_factory.mktemp("county"))
    made(settings)
    with House.open(settings) as opened:
        yield opened


def rebuilt(pairing: Pairing, changed: dict[str, object]) -> set[tuple[str, str]]:
    """The proposals of the whole track with these rows instead of those with their ids."""
    rows = [
        changed.get(row.id, row) for row in (*pairing.needs.values(), *pairing.offerings.values())
    ]
    needs = [row for row in rows if row.side == "need"]
    offerings = [row for row in rows if row.side == "offering"]
    found = Pairing(pairing.track.code, needs, offerings, pairing.model, {}).proposals()
    return {(p.need.id, p.offering.id) for p in found}


@pytest.mark.parametrize("track", OF_THE_COUNTY)
def test_every_near_miss_comes_in_when_its_change_is_made(house, track):
    pairing = house.views.proposals.pairing(track)
    postings = [*list(pairing.needs.values())[:6], *list(pairing.offerings.values())[:4]]
    found = [miss for posting in postings for miss in near_misses(pairing, posting)]
    before = rebuilt(pairing, {})
    assert found
    for miss in found:
        pair = (miss.need.id, miss.offering.id)
        assert pair not in before
        assert pair in rebuilt(pairing, {row.id: row for row in miss.then})
        assert miss.amendments
        assert all(amendment.now != amendment.then for amendment in miss.amendments)


def test_a_near_miss_without_its_change_stays_out(house):
    """The control: the same pair, nothing amended."""
    pairing = house.views.proposals.pairing("bank")
    for posting in list(pairing.needs.values())[:6]:
        for miss in near_misses(pairing, posting):
            assert not pairing.enters(miss.need, miss.offering)


def test_the_likest_texts_come_first_and_among_equals_the_fewest_amendments(house):
    pairing = house.views.proposals.pairing("bank")
    for posting in list(pairing.needs.values())[:6]:
        order = [(-miss.points, len(miss.amendments)) for miss in near_misses(pairing, posting)]
        assert order == sorted(order)


def test_what_is_proposed_already_is_no_near_miss(house):
    pairing = house.views.proposals.pairing("labor")
    for posting in pairing.needs.values():
        listed = {row.id for row in pairing.listed(posting)}
        assert not listed & {miss.offering.id for miss in near_misses(pairing, posting)}
