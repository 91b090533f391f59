"""A pair is put before the two again whenever one of them edits what it published: it is one pair
in the figures, and what stood before is nobody's task any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.matching.proposal import InterestExpressed, MutualInterestReached, ProposalDelivered
from domain.parties.party import PartyStatusChanged
from domain.postings.offering import OfferingPaused, OfferingRevised, OfferingWithdrawn
from projections.figures.figures import figures
from tests.examples import loan
from tests.leads import shown
from tests.spec import DAY
from tests.web.sites import text

DAYS = ("2026-01-01", "2026-12-31")


def put(id, edition):
    event = ProposalDelivered(
        shown=shown(id=id, offering_edition=edition), through=DAY + timedelta(days=14)
    )
    return (f"proposal-{id}", event)


def edit(title):
    return ("offering-o1", OfferingRevised(content=loan(title=title)))


def edition(site):
    return site.house.views.market.posting("offering", "o1").edition


@pytest.fixture
def edited(plain):
    """The bank edited its loan twice, and the pair was put before both in each edition."""
    plain.tell(put("p1", edition(plain)))
    for n, title in enumerate(("转贷过桥周转贷款二", "转贷过桥周转贷款三"), 2):
        plain.tell(edit(title))
        plain.tell(put(f"p{n}", edition(plain)))
    return plain


def counted(site, code):
    return figures(site.house.views.facts, [code], *DAYS)[code].value


def test_the_figure_counts_the_pair_once(edited):
    assert counted(edited, "pairs_proposed") == 1


def test_who_are_willing_in_two_editions_are_one_pair(edited):
    for id in ("p1", "p3"):
        name = f"proposal-{id}"
        edited.tell((name, InterestExpressed(party="b01")), (name, MutualInterestReached()))
    assert counted(edited, "pairs_willing") == 1


def waiting(site):
    """How many the home tells of, and how many the list has."""
    home = text(site.client("enterprise").get("/").text)
    listed = site.client("enterprise").get("/proposals?status=proposed").text
    told = home.partition("新的匹配 ")[2].split()
    return int(told[0]) if told and told[0].isdigit() else 0, listed.count("等您答复")


def test_home_tells_of_what_the_list_shows(edited):
    assert waiting(edited) == (1, 1)


def test_once_it_is_answered_nothing_is_left(edited):
    edited.tell(("proposal-p3", InterestExpressed(party="e001")))
    assert waiting(edited) == (0, 0)


@pytest.mark.parametrize(
    "ends",
    [
        ("offering-o1", OfferingWithdrawn(reason_code="other")),
        ("offering-o1", OfferingPaused()),
        ("party-b01", PartyStatusChanged(status="deregistered")),
        ("party-b01", PartyStatusChanged(status="dormant")),
    ],
)
def test_it_is_gone_with_the_other_side(edited, ends):
    edited.tell(("proposal-p3", InterestExpressed(party="b01")))
    assert "对方愿意对接，请答复" in text(edited.client("enterprise").get("/").text)
    edited.tell(ends)
    home = text(edited.client("enterprise").get("/").text)
    assert "对方愿意对接，请答复" not in home
    assert waiting(edited) == (0, 0)
