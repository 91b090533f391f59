"""A need that got all that it asked for leaves the suggestions of both sides; its owner is offered
to end it, and nobody is asked for an answer any more."""

from __future__ import annotations

import pytest

from domain.leads.lead import LeadApproved, LeadDisbursed
from domain.leads.money import ReceiptConfirmed, ReceiptDisputed
from domain.matching.proposal import InterestExpressed
from domain.postings.need import NeedWithdrawn
from tests.leads import LEAD, proposed
from tests.spec import DAY
from tests.web.sites import text

ASKED = 300_000_000
TO_END, TASK = "这条需求已全部落地", "已全部落地，办成了就结束它"
NONE_NEW, FIRST = "暂无新的匹配", "先确认放款是否到账"
CAME = ReceiptConfirmed(on=DAY, voucher="J1")


def drawn(made, fen):
    landed = LeadDisbursed(on=DAY, amount_fen=fen, voucher="J1")
    approved = LeadApproved(on=DAY, amount_fen=ASKED)
    made.tell((f"lead-{LEAD}", approved), (f"lead-{LEAD}", landed))
    return {who: made.client(who) for who in ("enterprise", "bank")}


def test_what_got_all_leaves_both_sides_and_its_owner_may_end_it(led):
    by = drawn(led, ASKED)
    led.tell((f"lead-{LEAD}", CAME))
    for client in by.values():
        assert "/proposals/" not in client.get("/proposals").text.partition("<main")[2]
        assert NONE_NEW in text(client.get("/").text)
    assert "/postings/need/n1/fulfil" in by["enterprise"].get("/").text
    assert TASK in text(by["enterprise"].get("/").text)
    assert TO_END in text(by["enterprise"].get("/postings/need/n1").text)


@pytest.mark.parametrize("answer", [None, ReceiptDisputed(on=DAY, voucher="J1", note="")])
def test_before_it_is_offered_to_end_it_says_that_the_money_came(led, answer):
    client = drawn(led, ASKED)["enterprise"]
    led.tell(*([(f"lead-{LEAD}", answer)] if answer else []))
    home, page = text(client.get("/").text), client.get("/postings/need/n1").text
    assert ("到账了吗，请确认" in home, TASK in home) == (answer is None, False)
    assert (TO_END in text(page), FIRST in text(page)) == (True, True)
    assert f'href="/leads/{LEAD}">{FIRST}' in page
    led.tell((f"lead-{LEAD}", CAME))
    assert (TASK in text(client.get("/").text), FIRST in client.get("/postings/need/n1").text) == (
        True,
        False,
    )


def test_control_what_got_a_part_goes_on(led):
    by = drawn(led, ASKED - 1)
    for client in by.values():
        assert "<article" in client.get("/proposals").text
    assert TASK not in text(by["enterprise"].get("/").text)
    assert TO_END not in text(by["enterprise"].get("/postings/need/n1").text)


@pytest.mark.parametrize(
    ("then", "turn"),
    [
        ((), "对方愿意对接，等您答复"),
        (NeedWithdrawn(reason_code="other"), "需求已不在发布中，不用再答复"),
    ],
)
def test_a_pair_that_is_over_says_so(plain, then, turn):
    pair = f"proposal-{proposed.shown.id}"
    plain.tell((pair, proposed), (pair, InterestExpressed(party="e001")))
    plain.tell(*([("need-n1", then)] if then else []))
    page = plain.client("bank").get(f"/proposals/{proposed.shown.id}").text
    assert turn in text(page)
    assert ("前答复" in text(page)) == (not then)


def test_whoever_has_answered_is_given_no_day_to_answer_by(plain):
    pair = f"proposal-{proposed.shown.id}"
    plain.tell((pair, proposed), (pair, InterestExpressed(party="e001")))
    shown = text(plain.client("enterprise").get(f"/proposals/{proposed.shown.id}").text)
    assert "您已愿意对接，等对方答复" in shown
    assert "前答复" not in shown
