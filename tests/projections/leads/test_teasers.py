"""Teasers: as many enterprises fit as are wanted, and nothing that anybody wrote shows through."""

from __future__ import annotations

import random
from dataclasses import astuple, replace
from threading import Lock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.postings.need import (
    NeedDrafted,
    NeedPaused,
    NeedPublished,
    NeedResumed,
    NeedRevised,
    NeedSubmitted,
)
from domain.postings.terms import BankNeed
from domain.values.industry import industry_name
from projections.core.database import open_views
from projections.core.view import until
from projections.leads.teasers import ANY, BANDS, HIDDEN, Crowd, Crowds, Teaser, teaser
from projections.postings.market import Market
from projections.postings.posting_table import PostingRow
from tests.examples import content
from tests.logbook import Logbook

pytestmark = pytest.mark.slow

CODES = {
    "regions": (("411025",), ("411024",), ("410100",), ("420100",), ()),
    "industries": (("C35",), ("C3531",), ("C14",), ("A01",), ()),
}
NOTHING = Teaser("政银企对接", HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, 0)
SECRET = "恒丰铸件9137联系13987654321"


def need(number, party, **changes):
    terms = {name: changes.pop(name) for name in list(changes) if name in BankNeed.model_fields}
    kept = {"amount_fen": 300_000_000, "tenor_days": 180, "purpose": "equipment"} | terms
    said = content(
        title=f"{SECRET}{number}", text=f"{SECRET}第{number}条", terms=BankNeed(**kept), **changes
    )
    return PostingRow("need", f"n-{SECRET}-{number}", party, "bank", "published", 1, said, number)


needs = st.builds(
    need,
    st.integers(1, 999),
    st.sampled_from([f"e{n:03}" for n in range(12)]),
    amount_fen=st.none() | st.integers(1, 50_000_000_000),
    tenor_days=st.none() | st.integers(1, 4000),
    purpose=st.sampled_from([None, "equipment", "purchase"]),
    regions=st.sampled_from(CODES["regions"]),
    industries=st.sampled_from(CODES["industries"]),
)


def fits(row, shown):
    """Whether a need is one of those that a teaser may be about, judged band by band."""
    said = (shown.amount, shown.tenor, shown.industry, shown.region, shown.purpose)
    return all(
        value in {ANY, HIDDEN} or value in {make(width)(row.content) for width in range(3)}
        for make, value in zip(BANDS, said, strict=True)
    )


@given(st.lists(needs, min_size=1, max_size=15), st.integers(2, 6))
@settings(max_examples=60, deadline=None)
def test_as_many_enterprises_fit_as_are_wanted(live, crowd):
    shown = teaser(live[0], Crowd(live), crowd)
    assert fits(live[0], shown)
    if shown != NOTHING:
        assert len({row.party for row in live if fits(row, shown)}) >= crowd


@given(st.lists(needs, min_size=1, max_size=15), st.integers(2, 6))
@settings(max_examples=60, deadline=None)
def test_nothing_that_anybody_wrote_shows_through(live, crowd):
    for row in live:
        said = "".join(map(str, astuple(teaser(row, Crowd(live), crowd))[:-1]))
        assert row.party not in said
        assert not any(SECRET[n : n + 2] in said for n in range(len(SECRET) - 1))
        assert row.id not in said


@given(st.lists(needs, min_size=5, max_size=15))
@settings(max_examples=50, deadline=None)
def test_words_make_no_difference(live):
    other = content(title="另外的标题", text="另外的内容", terms=live[0].content.terms)
    mute = replace(
        live[0],
        id="x",
        content=other.model_copy(
            update={
                "regions": live[0].content.regions,
                "industries": live[0].content.industries,
            }
        ),
    )
    assert teaser(live[0], Crowd(live), 3) == teaser(mute, Crowd([mute, *live[1:]]), 3)


def test_alike_enterprises_show_narrow_bands():
    live = [need(n, f"e{n}", amount_fen=200_000_000 + n) for n in range(5)]
    assert teaser(live[0], Crowd(live), 5) == Teaser(
        track="政银企对接",
        industry=industry_name("C35"),
        region="襄城县",
        amount="100–300万元",
        tenor="三至六个月",
        purpose="购置设备",
        crowd=5,
    )


def test_one_enterprise_with_many_needs_is_no_crowd():
    live = [need(n, "e1") for n in range(9)]
    assert teaser(live[0], Crowd(live), 2) == NOTHING


@pytest.mark.parametrize("fen", [99_999_999, 100_000_000, 300_000_001])
def test_bands_are_widened_until_enough_fit(fen):
    live = [need(1, "e1", amount_fen=fen), need(2, "e2", amount_fen=450_000_000)]
    assert teaser(live[0], Crowd(live), 2).amount in {"500万元以内", "300–500万元"}


def test_a_township_shows_its_county():
    live = [need(n, f"e{n}", regions=("411025",)) for n in range(3)]
    assert teaser(live[0], Crowd(live), 3).region == "襄城县"


def test_a_crowd_that_moved_along_is_the_one_counted_anew(tmp_path):
    """Published, revised, paused, resumed and withdrawn: after each event, as of each event."""
    engine = open_views(f"sqlite:///{tmp_path / 'views.db'}")
    market, draw, log = Market(engine), random.Random(5), Logbook()
    crowds, ids = Crowds(market, Lock()), [f"n{number}" for number in range(8)]
    for step in range(120):
        id = draw.choice(ids)
        said = need(step, "", amount_fen=draw.choice([10, 400, 900]) * 1_000_000).content
        stream, version = f"need-{id}", log.versions.get(f"need-{id}", 0)
        log.write((stream, life(draw, version, draw.choice("abcde"), said)))
        market.catch_up(log.after)
        live = market.postings(track="bank", side="need", status="published")
        assert vars(crowds.of("bank")) == vars(Crowd(live))
    for position in range(1, 121, 7):
        then = market.postings(track="bank", side="need", status="published", as_of=position)
        assert vars(crowds.of("bank", position)) == vars(Crowd(then))
    engine.dispose()


def life(draw, version, party, said):
    """What may come next in a need's life."""
    if version < 3:
        return (NeedDrafted(party=party, content=said), NeedSubmitted(), NeedPublished())[version]
    return draw.choice([NeedRevised(content=said), NeedPaused(), NeedResumed(), NeedPublished()])


def test_a_past_that_the_market_does_not_show_yet_is_not_kept(tmp_path):
    """Asked for too early, a crowd is right once the market has come so far."""
    engine = open_views(f"sqlite:///{tmp_path / 'views.db'}")
    market, said = Market(engine), need(1, "").content
    events = (NeedDrafted(party="a", content=said), NeedSubmitted(), NeedPublished())
    log = Logbook(*((f"need-{id}", event) for id in ("n1", "n2") for event in events))
    market.catch_up(until(log.after, 3))
    crowds = Crowds(market, Lock())
    assert vars(crowds.of("bank", 6)) == vars(crowds.of("bank", 3))
    market.catch_up(log.after)
    then = market.postings(track="bank", side="need", status="published", as_of=6)
    assert (len(then), vars(crowds.of("bank", 6))) == (2, vars(Crowd(then)))
    engine.dispose()
