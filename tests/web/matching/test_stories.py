"""A pair has one story: whatever model proposes it now, both sides see what has become of it."""

from __future__ import annotations

from domain.matching.model import MatcherFitted
from domain.matching.proposal import InterestExpressed, MutualInterestReached
from projections.matcher import fit, settings_for
from tests.leads import LEAD
from tests.services.houses import MODEL
from tests.web.sites import text

OTHER = fit(["急需倒贷资金周转", "转贷过桥周转贷款"], settings_for("bank"))
FITTED = MatcherFitted(track="bank", fitted_at=9, digest=OTHER.digest, model=OTHER.to_data())

MUTUAL = [
    (f"proposal-{LEAD}", happened)
    for happened in (
        InterestExpressed(party="e001"),
        InterestExpressed(party="b01"),
        MutualInterestReached(),
    )
]


def test_a_pair_with_a_lead_stays_on_both_sides_lists_under_another_model(led):
    assert OTHER.digest != MODEL.digest
    led.tell(*MUTUAL, ("matcher-bank", FITTED))
    for who in ("enterprise", "bank"):
        client = led.client(who)
        listed = client.get("/proposals").text.partition("<main")[2]
        assert (listed.count("<article"), f"/proposals/{LEAD}" in listed) == (1, True)
        assert "已送达" in text(listed)
        shown = client.get(f"/proposals/{LEAD}").text
        assert "已送达" in text(shown)
        assert f'action="/proposals/{LEAD}/interest"' not in shown
        assert "暂无新的匹配" in text(client.get("/").text)


def test_control_a_pair_that_nobody_was_shown_is_new_under_either_model(plain):
    plain.tell(("matcher-bank", FITTED))
    [row] = plain.house.views.proposals.all()
    assert row.id != LEAD
    assert "新的匹配" in text(plain.client("enterprise").get(f"/proposals/{row.id}").text)
