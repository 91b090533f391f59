"""待确认 in the made-up county: when enterprises answer their own open questions, with what the
likest offering asks for, open pairs become proposals; as many as working all out anew gives."""

from __future__ import annotations

import pytest

from domain.core.command import Role
from domain.postings.posting import ReviseNeed
from domain.postings.rules import Verdict
from domain.postings.tracks import TRACKS
from domain.values.dates import end_of_day
from projections.matching.amendments import changed, suggestions
from projections.matching.open_pairs import open_pairs
from projections.matching.unmatched_reasons import Reason
from services.demo.county import DAY
from services.house.house import House
from services.house.settings import Settings
from tests.journeys.digest import made

pytestmark = pytest.mark.slow


@pytest.fixture
def house(tmp_path):
    settings = Settings(data=tmp_path)
    made(settings)
    with House.open(settings, now=lambda: end_of_day(DAY)) as opened:
        yield opened


def answered(pairing, pair):
    """The need, with what it left open stated as the offering asks for it."""
    said = pair.need.content
    for rule in pairing.rules:
        if rule(said, pair.offering.content).verdict is Verdict.UNKNOWN:
            own = (c for who, c in suggestions(rule, said, pair.offering.content) if who == "need")
            said = changed(said, next(own, {}))
    return said


def waiting(house, track):
    """The open pairs of each need that waits for its enterprise alone, the likest first, and the
    need's answers to the first that asks nobody else."""
    pairing = house.views.proposals.pairing(track)
    for found in house.views.unmatched.of(track).values():
        if found.reason is Reason.OWN:
            pairs = open_pairs(pairing, found.need, found.known)
            first = next(pair for pair in pairs if not pair.of("offering"))
            yield pairs, answered(pairing, first)


def test_what_enterprises_answer_makes_proposals_of_open_pairs(house):
    views, opened = house.views, set()
    before = views.unmatched.waiting()
    for track in TRACKS:
        for pairs, content in waiting(house, track):
            need = pairs[0].need
            opened |= {(need.id, pair.offering.id) for pair in pairs}
            owner = house.ask(need.party, Role.ENTERPRISE, party=need.party)
            house.desk.do(ReviseNeed(id=need.id, content=content), owner)
    views.fresh()
    became = opened & {row.pair for row in views.proposals.all()}
    anew = opened & {row.pair for row in views.proposals.worked_out(views.market.position)}
    assert became == anew
    assert len(became) > 0
    helped, after = {need for need, _ in became}, views.unmatched.waiting()
    assert helped <= {need for needs in before.values() for need in needs}
    assert not helped & {need for needs in after.values() for need in needs}
