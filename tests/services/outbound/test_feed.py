"""The event feed: everything by position, personal values masked."""

from __future__ import annotations

import json

import pytest

from domain.core.command import Refusal
from services.house.settings import Settings
from services.ledger.ledger import Ledger
from services.outbound.feed import feed
from tests.services.outgoing import deliver, opened


def test_the_feed_goes_on_behind_a_position_and_masks_what_is_personal(tmp_path):
    with opened(Settings(data=tmp_path)) as house:
        deliver(house.log, ["b01"] * 3, iter([1, 2, 3]))
        events = list(feed(house.log, 0, 100))
        assert [(e["sequence"], e["type"], e["subject"]) for e in events[:3]] == [
            ("1", "docking.consent.granted", "consent-n1:b01"),
            ("2", "docking.lead.delivered", "lead-n1"),
            ("3", "docking.consent.granted", "consent-n2:b01"),
        ]
        assert list(feed(house.log, 2, 3)) == events[2:5]
        assert list(feed(house.log, 6, 5)) == []
        with pytest.raises(Refusal, match="从 0 起重新取"):
            list(feed(house.log, 7, 5))
    assert events[1]["data"]["contact"] == {"subject": "person-1"}
    said = json.dumps(events, ensure_ascii=False)
    assert [secret for secret in ("王某", "13900001234") if secret in said] == []


def test_pages_make_no_difference(tmp_path):
    with opened(Settings(data=tmp_path)) as house:
        deliver(house.log, ["b01"] * 600)
        positions = [int(event["sequence"]) for event in feed(house.log, 3, 1100)]
    assert positions == list(range(4, 1104))


class Damaged(Ledger):
    """A ledger whose second line nobody can read."""

    def after(self, position, limit=500):
        lines = super().after(position, limit)
        return [line._replace(state=b"{}") if line.position == 2 else line for line in lines]


def test_a_line_that_cannot_be_read_keeps_its_place(tmp_path):
    with opened(Settings(data=tmp_path)) as house:
        deliver(house.log, ["b01"] * 2)
        url = house.settings.log_url
    ledger = Damaged.open(url)
    events = list(feed(ledger, 0, 10))
    ledger.close()
    assert [event["sequence"] for event in events] == ["1", "2", "3", "4"]
    assert (events[1]["type"], events[1]["data"]) == (
        "docking.unreadable",
        {"name": "lead.delivered"},
    )
