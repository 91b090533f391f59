"""What anybody may read, as of any position, wherever pages end."""

from __future__ import annotations

import pytest

from domain.parties.party import PartyRegistered, PartyRevised, Profile
from domain.postings.need import NeedDrafted, NeedPaused, NeedPublished, NeedRevised
from domain.postings.offering import OfferingDrafted, OfferingPublished
from domain.postings.terms import SalesNeed
from projections.postings.market import Market
from projections.postings.public import public_counts, public_postings
from tests.examples import content, loan
from tests.logbook import Logbook

OPEN = content(visibility="public")
STORY = Logbook(
    ("need-n1", NeedDrafted(party="e001", content=OPEN)),
    ("need-n1", NeedPublished()),
    ("need-n2", NeedDrafted(party="e002", content=content())),
    ("need-n2", NeedPublished()),
    ("offering-o1", OfferingDrafted(party="b01", content=loan(visibility="public"))),
    ("offering-o1", OfferingPublished()),
    ("need-n1", NeedPaused()),
    ("need-n2", NeedRevised(content=OPEN)),
)


@pytest.mark.parametrize("page", [1, 3, 500])
def test_it_is_what_is_published_and_public_as_it_stood(engine, page):
    market = Market(engine)
    market.catch_up(STORY.after, page=page)

    def ids(**wanted):
        rows, many = public_postings(market, **wanted)
        assert many == len(rows)
        return [row.id for row in rows]

    assert ids() == ["n2", "o1"]
    assert [ids(as_of=at) for at in (1, 2, 4, 6, 7)] == [[], ["n1"], ["n1"], ["o1", "n1"], ["o1"]]
    assert [ids(as_of=4, seen=those) for those in ((), ("e001",))] == [[], ["n1"]]
    assert ids(side="need") == ["n2"]
    assert ids(track="labor") == []
    assert (ids(text="倒贷 三百万元"), ids(text="随借随还"), ids(text="倒贷 机床")) == (
        ["n2"],
        ["o1"],
        [],
    )
    assert ids(text="没有这些字", parties={"没有这些字": ["b01"]}) == ["o1"]
    assert public_counts(market) == {("bank", "need"): 1, ("bank", "offering"): 1}
    assert public_counts(market, 2) == {("bank", "need"): 1}
    assert public_counts(market, 2, ()) == {}


def party(title, role="enterprise"):
    return Profile(title=title, roles=(role,))


BOXES = content(
    track="sales",
    title="宏达机械求购",
    text="宏达机械和鑫源机械要一批包装。",
    regions=("411081",),
    visibility="public",
    terms=SalesNeed(product_name="瓦楞纸箱", quantity=9000),
)
NAMED = Logbook(
    ("party-e001", PartyRegistered(profile=party("禹州市宏达机械有限公司"))),
    ("party-b01", PartyRegistered(profile=party("紫云村镇银行", "bank"))),
    ("need-n1", NeedDrafted(party="e001", content=BOXES)),
    ("need-n1", NeedPublished()),
    ("need-n2", NeedDrafted(party="b01", content=OPEN)),
    ("need-n2", NeedPublished()),
    ("offering-o1", OfferingDrafted(party="b01", content=loan(visibility="public"))),
    ("offering-o1", OfferingPublished()),
    ("party-e001", PartyRevised(profile=party("禹州市鑫源机械有限公司"))),
    ("party-e001", PartyRevised(profile=party("禹州市瑞丰机械有限公司"))),
)


@pytest.mark.parametrize("page", [1, 3, 500])
def test_what_is_looked_for_are_words_that_anybody_may_read(engine, page):
    market = Market(engine)
    market.catch_up(NAMED.after, page=page)

    def ids(text, as_of=None, **wanted):
        rows, many = public_postings(market, text=text, as_of=as_of, **wanted)
        assert many == len(rows)
        return [row.id for row in rows]

    assert ids("瓦楞 包装 禹州市") == ["n1"]
    for hidden in ("product_name", "sales.need", "9000", "411081", "null"):
        assert ids(hidden) == []
    assert (ids("宏达机械", 8), ids("鑫源机械", 10)) == ([], [])


def test_an_institution_is_found_by_its_name_with_what_it_offers_alone(engine):
    market = Market(engine)
    market.catch_up(NAMED.after)
    rows, many = public_postings(market, text="紫云", parties={"紫云": ["b01"]})
    assert ([row.id for row in rows], many) == (["o1"], 1)
