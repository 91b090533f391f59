"""成果、统计数、名录库: what is told from outside, once, with its quantity."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.core.command import Role
from domain.funds.name_list import (
    LendingReported,
    Lent,
    ListMembers,
    MembersListed,
    MembersRemoved,
    RemoveMembers,
    ReportLending,
)
from domain.parties.party import PartyRegistered
from domain.results.result import (
    ConfirmResult,
    CorrectResult,
    DisputeResult,
    ReportResult,
    ResultConfirmed,
    ResultCorrected,
    ResultDisputed,
    ResultReported,
    ResultVoided,
    VoidResult,
)
from domain.results.statistic import PublishStatistic, StatisticPublished
from tests.examples import FACTORY
from tests.spec import DAY, OFFICE, asks, given

enterprise = {"party": [PartyRegistered(profile=FACTORY)]}
OWN = asks(Role.ENTERPRISE, "e1")
hire = ReportResult(id="r1", kind="hire", on=DAY, enterprise="e1", people=18, scarce=True)
hired = ResultReported(
    kind="hire",
    on=DAY,
    enterprise="e1",
    partner="",
    industry=FACTORY.industry or "",
    amount_fen=None,
    people=18,
    scarce=True,
)
VOIDED = ResultVoided(reason="重复填报")


def test_a_result_is_told_once_by_the_enterprise_and_voided_by_the_office():
    given(**enterprise).when(hire, OWN).then(hired)
    given(hired, **enterprise).when(hire, OWN).then()
    void = VoidResult(id="r1", reason="重复填报")
    given(hired).when(void).then(VOIDED)
    given(hired, VOIDED, **enterprise).when(hire, OWN).refused("result.state")
    given(hired).when(void, OWN).refused("result.role")


def test_a_result_is_corrected_with_its_reason_by_whose_it_is():
    typed = {"reason_code": "typing", "note": ""}
    correct = CorrectResult(id="r1", on=DAY, people=8, scarce=True, reason_code="typing")
    changes = {"people": 8, "corrected_on": DAY, **typed}
    corrected = ResultCorrected(**{**hired.model_dump(), **changes})
    given(hired).when(correct, OWN).then(corrected)
    by_the_office = corrected.model_copy(update={"entered_by": "organizer"})
    given(hired).when(correct).then(by_the_office)
    given(hired, corrected).when(correct, OWN).then()
    given(hired).when(correct, asks(Role.ENTERPRISE, "e2")).refused("result.absent")
    given(hired, VOIDED).when(correct, OWN).refused("result.state")
    unsaid = correct.model_copy(update={"reason_code": "bored"})
    given(hired).when(unsaid, OWN).malformed("code.unknown", "reason_code")


def test_an_amount_beyond_what_is_usual_is_asked_about():
    paid = hire.model_copy(
        update={"kind": "purchase", "people": None, "scarce": False, "amount_fen": 5_000_000_001}
    )
    given(**enterprise).when(paid, OWN).refused("amount.unlikely", "amount_fen")
    sure = paid.model_copy(update={"confirmed": True})
    usual = paid.model_copy(update={"amount_fen": 5_000_000_000})
    for wish, ask in ((sure, OFFICE), (usual, OWN)):
        [event] = given(**enterprise).when(wish, ask)._decide()
        assert event.amount_fen == wish.amount_fen


def test_an_enterprises_own_word_is_not_enough_for_what_is_beyond_the_usual():
    """Neither when it tells it first, nor when it corrects what was small."""
    paid = {"kind": "purchase", "people": None, "scarce": False}
    huge = hire.model_copy(update={**paid, "amount_fen": 10**15, "confirmed": True})
    given(**enterprise).when(huge, OWN).refused("amount.office", "amount_fen")
    small = hire.model_copy(update={**paid, "amount_fen": 100})
    [told] = given(**enterprise).when(small, OWN)._decide()
    more = CorrectResult(
        id=small.id, on=small.on, amount_fen=10**15, reason_code="typing", confirmed=True
    )
    given(told).when(more, OWN).refused("amount.office", "amount_fen")
    [corrected] = given(told).when(more, OFFICE)._decide()
    assert corrected.amount_fen == 10**15


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kind": "magic"}, "code.unknown", "kind"),
        ({"people": None}, "number.range", "people"),
        ({"amount_fen": 5}, "quantity.unwanted", "amount_fen"),
        ({"on": DAY + timedelta(days=1)}, "day.ahead", "on"),
    ],
)
def test_a_result_that_makes_no_sense_is_named(changes, code, field):
    given(**enterprise).when(hire.model_copy(update=changes), OWN).malformed(code, field)


def test_nobody_tells_the_results_of_another():
    given(**enterprise).when(hire, asks(Role.ENTERPRISE, "e2")).refused("result.not_yours")
    given().when(hire).refused("party.not_active", "enterprise")


said = PublishStatistic(
    kind="new_sme_loans", first=DAY, last=DAY, value=9, qualifier="about", source="银行统计"
)


def test_a_statistic_is_published_and_published_anew():
    told = StatisticPublished(**said.model_dump())
    given().when(said).then(told)
    given(told).when(said).then()
    anew = said.model_copy(update={"value": 10})
    given(told).when(anew).then(told.model_copy(update={"value": 10}))
    given().when(said, OWN).refused("statistic.role")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kind": "weather"}, "code.unknown", "kind"),
        ({"qualifier": "maybe"}, "code.unknown", "qualifier"),
        ({"last": DAY - timedelta(days=1)}, "day.order", "last"),
        ({"value": -1}, "number.range", "value"),
    ],
)
def test_a_statistic_that_makes_no_sense_is_named(changes, code, field):
    given().when(said.model_copy(update=changes)).malformed(code, field)


def test_a_name_list_grows_and_shrinks():
    listed = MembersListed(parties=("e1", "e2"))
    given().when(ListMembers(id="n1", parties=("e2", "e1"))).then(listed)
    given(listed).when(ListMembers(id="n1", parties=("e1",))).then()
    gone = MembersRemoved(parties=("e1",), reason="不再符合条件")
    given(listed).when(RemoveMembers(id="n1", parties=("e1", "e9"), reason="不再符合条件")).then(
        gone
    )
    given(listed).when(ListMembers(id="n1", parties=("e3",)), OWN).refused("namelist.role")


def test_a_bank_reports_a_month_whole_and_may_report_it_anew():
    listed = MembersListed(parties=("e1",))
    month = DAY.isoformat()[:7]
    report = ReportLending(id="n1", bank="b1", month=month, rows=(Lent(party="e1", fen=7),))
    told = LendingReported(bank="b1", month=month, rows=report.rows)
    bank = asks(Role.BANK, "b1")
    given(listed).when(report, bank).then(told)
    given(listed, told).when(report, bank).then()
    given(listed).when(report, asks(Role.BANK, "b2")).refused("namelist.role", "bank")
    given().when(report, bank).refused("namelist.stranger", "rows")
    ahead = report.model_copy(update={"month": "2099-01"})
    given(listed).when(ahead, bank).malformed("month.ahead", "month")
    twice = report.model_copy(update={"rows": report.rows * 2})
    given(listed).when(twice, bank).malformed("namelist.twice", "rows")


ENTERED = hired.model_copy(update={"entered_by": "organizer", "partner": "e2"})
BUYER, SELLER = OWN, asks(Role.ENTERPRISE, "e2")


def test_what_the_office_enters_says_so():
    given(**enterprise).when(hire).then(hired.model_copy(update={"entered_by": "organizer"}))
    officer = replace(asks(Role.OFFICER), on_behalf_of="e1")
    given(**enterprise).when(hire, officer).then(hired.model_copy(update={"entered_by": "officer"}))


@pytest.mark.parametrize(("ask", "by"), [(BUYER, "e1"), (SELLER, "e2")])
def test_both_sides_confirm_it_or_dispute_it_once(ask, by):
    confirm, dispute = ConfirmResult(id="r1"), DisputeResult(id="r1")
    confirmed, disputed = ResultConfirmed(by=by), ResultDisputed(by=by)
    given(ENTERED).when(confirm, ask).then(confirmed)
    given(ENTERED, confirmed).when(confirm, ask).then()
    given(ENTERED, confirmed).when(dispute, ask).then(disputed)
    given(ENTERED, disputed).when(dispute, ask).then()
    given(ENTERED, VOIDED).when(confirm, ask).refused("result.state")


def test_nobody_else_answers_for_them():
    for command in (ConfirmResult(id="r1"), DisputeResult(id="r1")):
        given(ENTERED).when(command, asks(Role.ENTERPRISE, "e3")).refused("result.absent")
        given(ENTERED).when(command).refused("result.role")
        officer = replace(asks(Role.OFFICER), on_behalf_of="e1")
        given(ENTERED).when(command, officer).refused("result.role")


def test_what_is_corrected_is_asked_about_anew():
    typed = CorrectResult(id="r1", on=DAY, people=8, scarce=True, reason_code="typing")
    [corrected] = given(ENTERED).when(typed)._decide()
    confirm = ConfirmResult(id="r1")
    by_e1 = ResultConfirmed(by="e1")
    given(ENTERED, by_e1, corrected).when(confirm, OWN).then(by_e1)
