"""Visibility does what its words say, on every road on which one might come upon a posting."""

from __future__ import annotations

import pytest

from domain.postings.need import NeedRevised
from domain.postings.offering import OfferingDrafted, OfferingPublished, OfferingSubmitted
from projections.matching.backtest import bench
from projections.matching.left_open import fit
from projections.matching.near_misses import near_misses
from projections.matching.open_pairs import open_pairs_of
from projections.matching.openings import why_unmatched
from tests.examples import content, loan
from tests.services.houses import MODEL
from tests.web.sites import text

WORD = "申请倒贷资金三百万元"
OTHERS = [
    ("offering-o2", OfferingDrafted(party="b02", content=loan())),
    ("offering-o2", OfferingSubmitted()),
    ("offering-o2", OfferingPublished()),
]


def proposed(site, who, offering):
    return bool(site.client(who).get("/api/v1/proposals").json()["items"])


def listed(site, who, offering):
    return "<article" in site.client(who).get("/proposals").text


def browsed(site, who, offering):
    client = site.client(who)
    found = WORD in text(client.get("/browse?side=need").text)
    assert found == (client.get("/browse/need/n1").status_code == 200)
    return found


def searched(site, who, offering):
    client = site.client(who)
    assert "/need/n1" not in client.get(f"/search?text={WORD}").text  # one's own, there
    return "/need/n1" in client.get(f"/browse?side=need&text={WORD}").text


def opened(site, who, offering):
    """Its own page, by whoever isn't its owner."""
    return site.client(who).get("/postings/need/n1").status_code == 200


def benched(site, who, offering):
    market = site.house.views.market
    needs = market.postings(track="bank", side="need", status="published")
    return bench(market.posting("offering", offering), needs, MODEL).needs > 0


def counted_while_written(site, who, offering):
    market = site.house.views.market
    return fit(market, market.posting("offering", offering)).partners > 0


def told_as_a_reason(site, who, offering):
    row = site.house.views.market.posting("offering", offering)
    return why_unmatched(site.house.views.proposals, row, {}).offered > 0


def nearly_missed(site, who, offering):
    """With the place left out: then it isn't proposed, and is near."""
    views = site.house.views
    pairing, row = views.proposals.pairing("bank"), views.market.posting("need", "n1")
    return offering in {miss.offering.id for miss in near_misses(pairing, row)}


def asked_about(site, who, offering):
    views = site.house.views
    row = views.market.posting("need", "n1")
    return offering in {pair.offering.id for pair in open_pairs_of(views.proposals, row, {})}


TO_BE_MATCHED = (proposed, listed, benched, counted_while_written, told_as_a_reason)
TO_BE_NEAR = (nearly_missed, asked_about)  # where the need leaves its place out
TO_BE_READ = (browsed, searched)


def roads(site, who, offering, ways):
    return {way.__name__ for way in ways if way(site, who, offering)}


def names(ways):
    return {way.__name__ for way in ways}


@pytest.fixture
def both(plain):
    plain.tell(*OTHERS)
    return plain


@pytest.mark.parametrize(
    ("visibility", "stranger", "read"),
    [
        ("public", TO_BE_MATCHED, TO_BE_READ),
        ("matched_only", TO_BE_MATCHED, ()),
        ("invited", (), ()),
    ],
)
def test_visibility_holds_on_every_road(both, visibility, stranger, read):
    """b02 is invited, where anybody is; b01 isn't."""
    guests = ("b02",) if visibility == "invited" else ()
    said = content(visibility=visibility, invited=guests)
    both.tell(("need-n1", NeedRevised(content=said)))
    assert roads(both, "bank", "o1", TO_BE_MATCHED) == names(stranger)
    assert roads(both, "other_bank", "o2", TO_BE_MATCHED) == names(TO_BE_MATCHED)
    for who in ("bank", "other_bank", "university", "rival"):
        assert roads(both, who, "o1", TO_BE_READ) == names(read)
        assert not opened(both, who, "o1")


@pytest.mark.parametrize("visibility", ["public", "matched_only", "invited"])
def test_who_is_not_invited_is_no_near_miss_either(both, visibility):
    guests = ("b02",) if visibility == "invited" else ()
    placeless = content(visibility=visibility, invited=guests, regions=())
    both.tell(("need-n1", NeedRevised(content=placeless)))
    everywhere = names(TO_BE_NEAR)
    invited = roads(both, "other_bank", "o2", TO_BE_NEAR)
    assert roads(both, "bank", "o1", TO_BE_NEAR) == (set() if guests else invited)
    assert invited <= everywhere
    assert "nearly_missed" in invited
