"""线索金额: what is far from likely is asked about, what is large is confirmed by a second person,
what was wrong is corrected, and the enterprise says what it got."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.administration.parameter import ParameterSet
from domain.core.command import On, Refusal, Role, recall
from domain.leads.answers import Approve, Disburse, SignIntent, VoidDisbursement
from domain.leads.capacity import CapacityTaken
from domain.leads.corrections import (
    CorrectApproval,
    CorrectDisbursement,
    CorrectIntent,
    Reopen,
    TakeBackStep,
)
from domain.leads.lead import (
    IntentSigned,
    Lead,
    LeadApproved,
    LeadContacted,
    LeadDisbursed,
    LeadRejected,
    LeadReleased,
    LeadWon,
)
from domain.leads.money import (
    Correction,
    Money,
    MoneyConfirmed,
    MoneyCorrected,
    MoneyProposed,
    MoneyTurnedDown,
    ReceiptConfirmed,
    ReceiptDisputed,
    StepTakenBack,
)
from domain.leads.receipts import ConfirmReceipt, DisputeReceipt
from domain.leads.review import ConfirmMoney, TurnDownMoney
from domain.leads.route import RouteOpened
from domain.postings.terms import BankNeed
from tests.examples import content, offered
from tests.leads import LEAD, delivered, granted, lead_delivered
from tests.spec import DAY, OFFICE, asks, given

WAN = 1_000_000
ID = {"id": LEAD}
BANK, FACTORY = asks(Role.BANK, "b01"), asks(Role.ENTERPRISE, "e001")
SECOND = replace(BANK, actor="bank-2")
LATER = DAY + timedelta(days=3)
small = lead_delivered(content=content(terms=BankNeed(amount_fen=150 * WAN)))
contacted = LeadContacted(on=DAY)
signed = IntentSigned(on=DAY, amount_fen=150 * WAN)
line = LeadApproved(on=DAY, amount_fen=150 * WAN, rate_bp=435, tenor_days=365)
drawn = LeadDisbursed(on=DAY, amount_fen=100 * WAN, voucher="v1")
CONTACTED, SIGNED = (small, contacted), (small, contacted, signed)
APPROVED = (*SIGNED, line)
DRAWN = (*APPROVED, drawn)
WON = (*DRAWN, LeadWon())
rejected = LeadRejected(reasons=("leverage",), note="")
TYPING = {"reason_code": "typing"}
typing = Correction(**TYPING)


def intent(wan, **more):
    return SignIntent(**ID, on=DAY, amount_fen=wan * WAN, **more)


def approve(wan, **more):
    return Approve(**ID, on=DAY, amount_fen=wan * WAN, **more)


def draw(wan, **more):
    return Disburse(**ID, on=DAY, amount_fen=wan * WAN, voucher="v2", **more)


def message(history, command):
    with pytest.raises(Refusal) as refused:
        given(*history).when(command, BANK)._decide()
    return refused.value.message


@pytest.mark.parametrize(
    ("history", "command", "reason"),
    [
        (CONTACTED, intent(1500), "意向1500万元是需求金额150万元的10倍；是产品最高金额1000万元"),
        (CONTACTED, intent(181), "是需求金额150万元的1.2倍"),
        (CONTACTED, intent(14), "只有需求金额150万元的9.3%；只有产品最低金额50万元的28%"),
        (CONTACTED, intent(15), "只有需求金额150万元的10%"),  # one zero too few
        (CONTACTED, approve(1500), "授信1500万元是需求金额150万元的10倍"),
        (SIGNED, approve(190), "是意向金额150万元的1.2倍"),
        (APPROVED, draw(14), "放款14万元只有授信金额150万元的9.3%"),
    ],
)
def test_an_amount_far_from_the_others_is_asked_about_with_its_factor(history, command, reason):
    given(*history).when(command, BANK).refused("amount.unlikely", "amount_fen")
    assert reason in message(history, command)
    confirmed = command.model_copy(update={"confirmed": True})
    assert given(*history).when(confirmed, BANK)._decide()  # it may be right after all


@pytest.mark.parametrize(
    ("history", "command", "event"),
    [
        (CONTACTED, intent(180), IntentSigned(on=DAY, amount_fen=180 * WAN)),
        (CONTACTED, intent(50), IntentSigned(on=DAY, amount_fen=50 * WAN)),
        (SIGNED, approve(180), LeadApproved(on=DAY, amount_fen=180 * WAN)),
        (APPROVED, draw(15), LeadDisbursed(on=DAY, amount_fen=15 * WAN, voucher="v2")),
        (
            APPROVED,
            draw(14, confirmed=True),
            LeadDisbursed(on=DAY, amount_fen=14 * WAN, voucher="v2"),
        ),
    ],
)
def test_control_what_is_near_counts_at_once_and_so_does_a_small_part(history, command, event):
    given(*history).when(command, BANK).then(event)


def test_how_far_is_far_is_the_countys_to_say():
    wide = [
        ParameterSet(parameter="amount_over_percent", value=1000, since=DAY),
        ParameterSet(parameter="amount_under_percent", value=0, since=DAY),
    ]
    given(*CONTACTED, parameters=wide).when(intent(900), BANK).then(
        IntentSigned(on=DAY, amount_fen=900 * WAN)
    )
    given(*APPROVED, parameters=wide).when(draw(1), BANK).then(
        LeadDisbursed(on=DAY, amount_fen=1 * WAN, voucher="v2")
    )


def test_what_cant_be_stays_refused_whatever_is_confirmed():
    given(*APPROVED).when(draw(151, confirmed=True), BANK).refused("disbursement.over")
    given(*DRAWN).when(
        CorrectApproval(**ID, on=DAY, amount_fen=99 * WAN, confirmed=True, **TYPING), BANK
    ).refused("approval.drawn", "amount_fen")


def proposed(what, wan, doubts=(), correction=None, **more):
    money = Money(day=DAY, amount_fen=wan * WAN, **more)
    return MoneyProposed(
        by=BANK.actor, what=what, money=money, correction=correction, doubts=doubts
    )


unlikely = proposed("intent", 1500, ("over_need", "over_product"))


def test_a_confirmed_unlikely_amount_counts_when_a_second_person_has_confirmed_it():
    given(*CONTACTED).when(intent(1500, confirmed=True), BANK).then(unlikely)
    told = IntentSigned(on=DAY, amount_fen=1500 * WAN)
    for second in (SECOND, OFFICE):
        given(*CONTACTED, unlikely).when(ConfirmMoney(**ID), second).then(MoneyConfirmed(), told)


def test_nobody_is_the_second_person_of_what_he_told():
    given(*CONTACTED, unlikely).when(ConfirmMoney(**ID), BANK).refused("amount.second_person")
    stranger = asks(Role.BANK, "b02")
    given(*CONTACTED, unlikely).when(ConfirmMoney(**ID), stranger).refused("lead.absent")
    given(*CONTACTED, unlikely).when(ConfirmMoney(**ID), FACTORY).refused("lead.absent")
    given(*CONTACTED).when(ConfirmMoney(**ID), SECOND).refused("amount.nothing_waits")


@pytest.mark.parametrize("source", ["api", "stream"])
def test_a_program_is_nobodys_second_person(source):
    program = replace(BANK, actor="key-1", source=source)
    given(*CONTACTED, unlikely).when(ConfirmMoney(**ID), program).refused("amount.second_person")


@pytest.mark.parametrize("by", ["key-1", "b01"])
def test_what_a_program_told_the_office_confirms_as_anybody_may_be_behind_it(by):
    told = unlikely.model_copy(update={"by": by})
    given(*CONTACTED, told).when(ConfirmMoney(**ID), SECOND).refused("amount.second_person")
    counts = IntentSigned(on=DAY, amount_fen=1500 * WAN)
    given(*CONTACTED, told).when(ConfirmMoney(**ID), OFFICE).then(MoneyConfirmed(), counts)


def test_a_large_amount_waits_too_and_a_correction_of_it():
    large = [ParameterSet(parameter="second_person_wan", value=100, since=DAY)]
    given(*CONTACTED, parameters=large).when(intent(100), BANK).then(proposed("intent", 100))
    given(*CONTACTED, parameters=large).when(intent(99), BANK).then(
        IntentSigned(on=DAY, amount_fen=99 * WAN)
    )
    given(*APPROVED, parameters=large).when(draw(100), BANK).then(
        proposed("disbursement", 100, voucher="v2")
    )
    correct = CorrectIntent(**ID, on=DAY, amount_fen=120 * WAN, **TYPING)
    waits = proposed("intent", 120, correction=typing)
    given(*SIGNED, parameters=large).when(correct, BANK).then(waits)
    corrected = MoneyCorrected(on=DAY, what="intent", money=waits.money, correction=typing)
    given(*SIGNED, waits).when(ConfirmMoney(**ID), SECOND).then(MoneyConfirmed(), corrected)


def test_while_an_amount_waits_no_other_is_told():
    given(*CONTACTED, unlikely).when(intent(150), BANK).refused("amount.pending")
    turned = MoneyTurnedDown(note="多写了一个零")
    for who in (BANK, SECOND, OFFICE):
        given(*CONTACTED, unlikely).when(TurnDownMoney(**ID, note="多写了一个零"), who).then(turned)
    given(*CONTACTED, unlikely, turned).when(intent(150), BANK).then(signed)


def test_each_is_corrected_with_a_reason_before_and_after_the_end():
    to = {"on": DAY, "amount_fen": 120 * WAN, **TYPING}
    for history, command, told in (
        (SIGNED, CorrectIntent(**ID, **to), ("intent", {})),
        (WON, CorrectIntent(**ID, **to), ("intent", {})),
        (APPROVED, CorrectApproval(**ID, rate_bp=400, **to), ("approval", {"rate_bp": 400})),
        (WON, CorrectApproval(**ID, rate_bp=400, **to), ("approval", {"rate_bp": 400})),
    ):
        money = Money(day=DAY, amount_fen=120 * WAN, **told[1])
        corrected = MoneyCorrected(on=DAY, what=told[0], money=money, correction=typing)
        given(*history).when(command, BANK).then(corrected)
        given(*history, corrected).when(command, BANK).then()


def test_a_drawdown_is_corrected_under_its_voucher_and_may_get_another():
    why = Correction(voucher="v1", **TYPING)
    for history in (DRAWN, WON):
        command = CorrectDisbursement(**ID, voucher="v1", on=DAY, amount_fen=90 * WAN, **TYPING)
        money = Money(day=DAY, amount_fen=90 * WAN, voucher="v1")
        given(*history).when(command, BANK).then(
            MoneyCorrected(on=DAY, what="disbursement", money=money, correction=why)
        )
    other = command.model_copy(update={"new_voucher": "v9"})
    moved = money.model_copy(update={"voucher": "v9"})
    renamed = MoneyCorrected(on=DAY, what="disbursement", money=moved, correction=why)
    given(*DRAWN).when(other, BANK).then(renamed)
    second = LeadDisbursed(on=DAY, amount_fen=50 * WAN, voucher="v9")
    given(*DRAWN, second).when(other, BANK).refused("disbursement.known", "voucher")
    absent = command.model_copy(update={"voucher": "v7"})
    given(*DRAWN).when(absent, BANK).refused("disbursement.absent", "voucher")
    over = command.model_copy(update={"amount_fen": 151 * WAN})
    given(*DRAWN).when(over, BANK).refused("disbursement.over", "amount_fen")


def test_days_stay_in_their_order_and_the_reason_is_from_the_list():
    given(*DRAWN).when(
        CorrectApproval(**ID, on=LATER, amount_fen=150 * WAN, **TYPING),
        asks(Role.BANK, "b01", on=LATER),
    ).malformed("date.backwards", "on")
    early = DAY - timedelta(days=1)
    given(*SIGNED).when(
        CorrectIntent(**ID, on=early, amount_fen=150 * WAN, **TYPING), BANK
    ).malformed("date.backwards", "on")
    for code, note, field in (("bored", "", "reason_code"), ("other", "", "note")):
        wish = CorrectIntent(**ID, on=DAY, amount_fen=140 * WAN, reason_code=code, note=note)
        found = {"reason_code": "code.unknown", "note": "text.empty"}[field]
        given(*SIGNED).when(wish, BANK).malformed(found, field)


def back(undone, status):
    return StepTakenBack(on=DAY, undone=undone, status=status, reason_code="never", note="")


@pytest.mark.parametrize(
    ("history", "undone", "status"),
    [
        (WON, "won", "disbursed"),
        (APPROVED, "approved", "intent_signed"),
        ((*CONTACTED, line), "approved", "contacted"),
        (SIGNED, "intent_signed", "contacted"),
    ],
)
def test_a_step_that_never_was_is_taken_back(history, undone, status):
    command = TakeBackStep(**ID, undone=undone, reason_code="never")
    given(*history).when(command, BANK).then(back(undone, status))
    lead = recall(Lead(), (*history, back(undone, status)))
    assert (lead.status, lead.drawn_fen) == (status, 100 * WAN if undone == "won" else 0)
    assert (lead.approved is None) == (undone != "won")


def test_nothing_is_taken_back_under_money_that_is_drawn():
    command = TakeBackStep(**ID, undone="disbursed", reason_code="never")
    given(*DRAWN).when(command, BANK).refused("approval.drawn", "undone")
    stale = command.model_copy(update={"undone": "approved"})
    given(*DRAWN).when(stale, BANK).refused("lead.state", "undone")
    void = VoidDisbursement(**ID, voucher="v1", reason="重复登记")
    given(*WON).when(void, BANK).refused("lead.no_money", "voucher")


reopen = Reopen(**ID, need="n1", offering="o1", receiver="b01", reason_code="never")
TAKEN = (
    On("route-n1", RouteOpened(lead=LEAD)),
    On("capacity-o1", CapacityTaken(lead=LEAD)),
)


def test_a_rejection_by_mistake_is_taken_back_while_there_is_a_place():
    history, live = (*CONTACTED, rejected), {"consent": [granted], "offering": [offered]}
    given(*history, **live).when(reopen, BANK).then(back("rejected", "contacted"))
    released = (*history, LeadReleased())
    given(*released, **live).when(reopen, BANK).then(back("rejected", "contacted"), *TAKEN)
    elsewhere = live | {"route": [RouteOpened(lead="another")]}
    given(*released, **elsewhere).when(reopen, BANK).refused("route.full", "need")
    given(*released, offering=[offered]).when(reopen, BANK).refused("consent.missing")
    given(*WON, **live).when(reopen, BANK).refused("lead.state")


def test_the_enterprise_says_of_each_drawdown_whether_it_has_it():
    there, not_there = ConfirmReceipt(**ID, voucher="v1"), DisputeReceipt(**ID, voucher="v1")
    yes, no = ReceiptConfirmed(on=DAY, voucher="v1"), ReceiptDisputed(on=DAY, voucher="v1", note="")
    officer = asks(Role.OFFICER, on_behalf_of="e001")
    for who in (FACTORY, officer):
        given(*DRAWN).when(there, who).then(yes)
        given(*WON).when(not_there, who).then(no)
    given(*DRAWN, yes).when(there, FACTORY).then()
    given(*DRAWN, no).when(there, FACTORY).then(yes)
    given(*DRAWN, yes).when(not_there, FACTORY).then(no)
    given(*DRAWN).when(there, BANK).refused("lead.absent")
    given(*DRAWN).when(ConfirmReceipt(**ID, voucher="v7"), FACTORY).refused("disbursement.absent")


def test_what_it_said_is_of_the_amount_that_it_saw():
    yes, why = ReceiptConfirmed(on=DAY, voucher="v1"), Correction(voucher="v1", **TYPING)

    def corrected(wan, voucher):
        money = Money(day=DAY, amount_fen=wan * WAN, voucher=voucher)
        return MoneyCorrected(on=DAY, what="disbursement", money=money, correction=why)

    assert recall(Lead(), (*DRAWN, yes)).receipts == {"v1": True}
    assert recall(Lead(), (*DRAWN, yes, corrected(100, "v9"))).receipts == {"v9": True}
    assert recall(Lead(), (*DRAWN, yes, corrected(90, "v1"))).receipts == {}


def test_a_lead_remembers_what_the_product_lent_when_it_left():
    assert (delivered.product_least_fen, delivered.product_most_fen) == (50 * WAN, 1000 * WAN)
