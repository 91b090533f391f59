"""How proposals are kept: they follow the market's bookmarks and lives, and hold nobody up."""

from __future__ import annotations

from threading import Lock
from typing import ClassVar

import pytest
from sqlalchemy import select, update

from domain.matching.model import MatcherFitted
from domain.parties.party import PartyStatusChanged
from domain.postings.need import NeedDrafted, NeedPaused
from projections.core.database import open_views, writing
from projections.core.view import until
from projections.matcher import fit, settings_for
from projections.matching.proposal_table import PROPOSAL
from projections.matching.proposals import Proposals
from projections.postings.market import Market
from tests.examples import content, factory, live, offering_live, rural_bank
from tests.logbook import Logbook

pytestmark = pytest.mark.slow

MODEL = fit(["急需倒贷资金周转", "转贷过桥周转贷款", "设备更新改造贷款"], settings_for("bank"))
FITTED = MatcherFitted(track="bank", fitted_at=8, digest=MODEL.digest, model=MODEL.to_data())
STORY = (
    ("party-e001", factory),
    ("party-b01", rural_bank),
    *(("need-n1", event) for event in live),
    *(("offering-o1", event) for event in offering_live),
    ("matcher-bank", FITTED),
    ("need-n2", NeedDrafted(party="e001", content=content(title="申请过桥资金五百万元"))),
    *(("need-n2", event) for event in live[1:]),
)
PAIRS = [("n1", "o1"), ("n2", "o1")]


@pytest.fixture
def log():
    return Logbook(*STORY)


@pytest.fixture
def proposals(engine):
    return Proposals(engine, Market(engine), Lock)


def pairs(proposals):
    return sorted(row.pair for row in proposals.all())


def fresh(log, tmp_path, name="fresh"):
    """The digest of proposals that are worked out in a place of their own."""
    engine = open_views(f"sqlite:///{tmp_path / name}.db")
    made = Proposals(engine, Market(engine), Lock)
    made.catch_up(log)
    digest = made.digest()
    engine.dispose()
    return digest


def forge(proposals):
    """Change every row behind everybody's back."""
    with writing(proposals.engine) as db:
        db.execute(update(PROPOSAL).values(points=1))


class Newer(Market):
    version: ClassVar = Market.version + 1


# --- the market begins anew ----------------------------------------------------------------------


def test_control_proposals_that_are_up_to_date_are_left_as_they_are(proposals, log):
    proposals.catch_up(log.after)
    forge(proposals)
    assert proposals.catch_up(log.after) == len(STORY)
    assert [row.points for row in proposals.all()] == [1, 1]


def test_when_the_market_is_rebuilt_proposals_are_worked_out_anew(proposals, log, tmp_path):
    proposals.catch_up(log.after)
    forge(proposals)
    proposals.market.rebuild(log.after)
    assert proposals.catch_up(log.after) == len(STORY)
    assert (pairs(proposals), proposals.digest()) == (PAIRS, fresh(log.after, tmp_path))


def test_when_the_markets_version_is_raised_proposals_are_worked_out_anew(proposals, log, tmp_path):
    proposals.catch_up(log.after)
    forge(proposals)
    later = Proposals(proposals.engine, Newer(proposals.engine), Lock)
    assert later.catch_up(log.after) == len(STORY)
    assert (pairs(later), later.digest()) == (PAIRS, fresh(log.after, tmp_path))


@pytest.mark.parametrize("position", [0, 2, 8, 9, 11])
def test_a_market_that_is_behind_the_proposals_takes_them_back(proposals, log, tmp_path, position):
    proposals.catch_up(log.after)
    market = Newer(proposals.engine)
    market.catch_up(until(log.after, position))
    later = Proposals(proposals.engine, market, Lock)
    assert later.catch_up(until(log.after, position)) == position
    assert later.digest() == fresh(until(log.after, position), tmp_path, "behind")
    assert later.catch_up(log.after) == len(STORY)
    assert later.digest() == fresh(log.after, tmp_path)


def test_what_a_rebuilt_market_no_longer_shows_is_proposed_no_longer(proposals, log):
    log.write(("party-e003", factory))  # where the views stand, the log is the one that they read
    proposals.catch_up(log.after)
    for position in (10, 11, 12):
        log.damage(position, state=b"{}")
    assert (proposals.catch_up(log.after), pairs(proposals)) == (len(STORY) + 1, PAIRS)
    proposals.market.rebuild(log.after)
    assert (proposals.catch_up(log.after), pairs(proposals)) == (len(STORY) + 1, PAIRS[:1])


def test_proposals_as_of_any_position_while_an_event_is_parked(proposals, log, tmp_path):
    log.damage(10, state=b"{}")  # the draft of n2: its other events have nothing to change
    proposals.catch_up(log.after)
    assert [position for position, *_ in proposals.market.parked()] == [10, 11, 12]
    found = [proposals.digest(as_of=position) for position in range(len(STORY) + 1)]
    assert found == [
        fresh(until(log.after, position), tmp_path, str(position))
        for position in range(len(STORY) + 1)
    ]


# --- with others ---------------------------------------------------------------------------------


class Watched(Proposals):
    """Something happens while these are worked out, once."""

    happens = staticmethod(lambda: None)

    def pairing(self, *of):
        self._happens()
        return super().pairing(*of)

    def _about(self, track, touched):
        self._happens()
        return super()._about(track, touched)

    def _happens(self):
        happens, self.happens = self.happens, lambda: None
        happens()


@pytest.fixture
def watched(engine):
    return Watched(engine, Market(engine), Lock)


def test_nobody_waits_while_proposals_are_worked_out(watched, proposals, log, tmp_path):
    others = []
    watched.happens = lambda: others.append(
        (proposals.catch_up(log.after), proposals.bookmark(), proposals.digest())
    )
    assert watched.catch_up(log.after) == len(STORY)
    expected = fresh(log.after, tmp_path)
    assert [(at, digest) for at, _, digest in others] == [(len(STORY), expected)]
    assert (watched.bookmark(), watched.digest()) == (others[0][1], expected)


def test_what_was_worked_out_too_late_does_not_replace_what_is_newer(watched, proposals, log):
    watched.catch_up(log.after)
    log.write(("need-n1", NeedPaused()))

    def overtake():
        log.write(("need-n2", NeedPaused()))
        proposals.catch_up(log.after)

    watched.happens = overtake
    assert watched.catch_up(log.after) == len(STORY) + 2
    assert pairs(watched) == []


def test_a_market_that_is_rebuilt_while_proposals_are_worked_out(watched, log, tmp_path):
    watched.happens = lambda: watched.market.rebuild(log.after, page=2)
    assert watched.catch_up(log.after) == len(STORY)
    assert watched.bookmark().source == watched.market.bookmark().life == 2
    assert watched.digest() == fresh(log.after, tmp_path)


def test_what_changes_no_track_only_moves_the_mark(proposals, log):
    proposals.catch_up(log.after)
    forge(proposals)
    log.write(("party-e001", PartyStatusChanged(status="dormant")))
    assert proposals.catch_up(log.after) == proposals.position == len(STORY) + 1
    with proposals.engine.connect() as db:
        assert set(db.execute(select(PROPOSAL.c.points)).scalars()) == {1}
