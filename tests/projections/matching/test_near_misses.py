"""差一点: the change that a near miss names, when made, brings the pair in."""

from __future__ import annotations

import pytest

from projections.matching.near_misses import near_misses
from projections.matching.pairing import Pairing
from services.house.house import House
from services.house.settings import Settings
from tests.journeys.digest import made
from tests.services.counties import OF_THE_COUNTY

pytestmark = pytest.mark.slow


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


def test_the_fewest_amendments_come_first(house):
    pairing = house.views.proposals.pairing("bank")
    for posting in list(pairing.needs.values())[:6]:
        counts = [len(miss.amendments) for miss in near_misses(pairing, posting)]
        assert counts == sorted(counts)


def test_what_is_proposed_already_is_no_near_miss(house):
    pairing = house.views.proposals.pairing("labor")
    for posting in pairing.needs.values():
        listed = {row.id for row in pairing.listed(posting)}
        assert not listed & {miss.offering.id for miss in near_misses(pairing, posting)}
