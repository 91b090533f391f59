"""Each track speaks of its leads in its own words, and declines for its own reasons."""

from __future__ import annotations

import pytest

from domain.core.command import Role
from domain.leads.answers import Reject
from domain.leads.codes import REJECTION_REASONS
from domain.leads.lead import LeadRejected
from domain.leads.state_titles import state_title
from domain.postings.tracks import TRACKS
from tests.leads import LEAD, lead_delivered
from tests.spec import asks, given

BANK = asks(Role.BANK, "b01")


def test_every_reason_is_some_tracks_and_each_track_knows_its_own():
    reasons = {code for track in TRACKS.values() for code in track.lead_terms.reasons}
    assert reasons == set(REJECTION_REASONS)
    for track in TRACKS.values():
        assert len(set(track.lead_terms.reasons)) == len(track.lead_terms.reasons)


@pytest.mark.parametrize(
    ("track", "reason", "other"),
    [("bank", "leverage", "wage_unfit"), ("labor", "wage_unfit", "leverage")],
)
def test_a_lead_is_declined_for_a_reason_of_its_track(track, reason, other):
    history = (lead_delivered(track=track),)
    rejected = LeadRejected(reasons=(reason,), note="")
    given(*history).when(Reject(id=LEAD, reasons=(reason,)), BANK).then(rejected)
    given(*history).when(Reject(id=LEAD, reasons=(other,)), BANK).malformed(
        "code.unknown", "reasons"
    )


def test_a_state_is_called_as_its_track_calls_it():
    states = [(track, state_title(track, "intent_signed")) for track in ("bank", "labor", "policy")]
    assert states == [("bank", "已签意向"), ("labor", "已达成意向"), ("policy", "已受理")]
    assert state_title("labor", "won") == "已落地"
