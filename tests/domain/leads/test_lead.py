"""线索答复: acknowledged, contacted, signed, approved, drawn, won; rejected, withdrawn, lapsed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.administration.user import Duty, UserAdded, UserClosed
from domain.core.command import On, Role, recall
from domain.core.personal import Personal
from domain.leads.answers import (
    Acknowledge,
    Approve,
    AssignManager,
    Contact,
    Disburse,
    Lapse,
    NoteLead,
    Reject,
    SignIntent,
    VoidDisbursement,
    Win,
    WithdrawLead,
)
from domain.leads.corrections import CorrectApproval, CorrectDisbursement, CorrectIntent
from domain.leads.delivery import Release
from domain.leads.ending import LeadEnded
from domain.leads.lead import (
    LIFECYCLE,
    DisbursementVoided,
    IntentSigned,
    Lead,
    LeadAcknowledged,
    LeadApproved,
    LeadAssigned,
    LeadContacted,
    LeadDisbursed,
    LeadLapsed,
    LeadNoted,
    LeadRejected,
    LeadReleased,
    LeadWithdrawn,
    LeadWon,
)
from domain.leads.receipts import ConfirmReceipt, DisputeReceipt
from domain.leads.route import RouteClosed
from tests.domain.rows import expected, outcome, rows, strangers
from tests.leads import DEADLINES, LEAD, NAME, approved, delivered, lead_delivered
from tests.spec import DAY, OFFICE, asks, given

BANK, FACTORY, SYSTEM = asks(Role.BANK, "b01"), asks(Role.ENTERPRISE, "e001"), asks(Role.SYSTEM)
LATE = DEADLINES.decide_by + timedelta(days=1)
LATER = DAY + timedelta(days=10)
MILLION = 100_000_000

contacted, signed = LeadContacted(on=DAY), IntentSigned(on=DAY, amount_fen=3 * MILLION)
drawn = LeadDisbursed(on=DAY, amount_fen=MILLION, voucher="v1")
DRAWN = (delivered, contacted, signed, approved, drawn)
HISTORIES = {
    "absent": (),
    "delivered": (delivered,),
    "acknowledged": (delivered, LeadAcknowledged()),
    "contacted": (delivered, contacted),
    "intent_signed": (delivered, contacted, signed),
    "approved": (delivered, contacted, signed, approved),
    "disbursed": DRAWN,
    "won": (*DRAWN, LeadWon()),
    "rejected": (delivered, LeadRejected(reasons=("leverage",), note="")),
    "withdrawn": (delivered, LeadWithdrawn(reason_code="terms")),
    "lapsed": (delivered, LeadLapsed()),
    "ended": (delivered, LeadEnded(because="enterprise_dormant")),
}
ID = {"id": LEAD}
WHY = {"reason_code": "typing"}
intent = SignIntent(**ID, on=DAY, amount_fen=3 * MILLION)
approve = Approve(**ID, on=DAY, amount_fen=250_000_000)
withdraw = WithdrawLead(**ID, need="n1", reason_code="too_slow")
release = Release(**ID, need="n1", offering="o1")
COMMANDS = {
    "acknowledge": (Acknowledge(**ID), BANK),
    "contact": (Contact(**ID, on=DAY), BANK),
    "sign_intent": (intent, BANK),
    "approve": (approve, BANK),
    "disburse": (Disburse(**ID, on=DAY, amount_fen=MILLION, voucher="v2"), BANK),
    "void": (VoidDisbursement(**ID, voucher="v1", reason="金额录入有误"), BANK),
    "win": (Win(**ID), BANK),
    "reject": (Reject(**ID, reasons=("leverage",)), BANK),
    "note": (NoteLead(**ID, kind="reached"), BANK),
    "assign": (AssignManager(**ID, branch="城关支行", manager="0017"), BANK),
    "withdraw": (withdraw, FACTORY),
    "lapse": (Lapse(**ID), asks(Role.CLOCK, on=LATE)),
    "release": (release, SYSTEM),
    "correct_intent": (CorrectIntent(**ID, on=DAY, amount_fen=2 * MILLION, **WHY), BANK),
    "correct_approval": (CorrectApproval(**ID, on=DAY, amount_fen=2 * MILLION, **WHY), BANK),
    "correct_disbursement": (
        CorrectDisbursement(**ID, voucher="v1", on=DAY, amount_fen=MILLION // 2, **WHY),
        BANK,
    ),
    "confirm_receipt": (ConfirmReceipt(**ID, voucher="v1"), FACTORY),
    "dispute_receipt": (DisputeReceipt(**ID, voucher="v1"), FACTORY),
}
OTHERWISE = {
    ("win", "intent_signed"): "lead.no_money",  # on this track a lead is won with money
    ("lapse", "lapsed"): "already so",
    ("void", "won"): "lead.no_money",  # what is won keeps a drawdown
    ("correct_intent", "rejected"): "intent.absent",
    ("correct_intent", "withdrawn"): "intent.absent",
    ("correct_approval", "rejected"): "approval.absent",
    ("correct_approval", "withdrawn"): "approval.absent",
} | {(command, "absent"): "lead.absent" for command in COMMANDS}


@pytest.mark.parametrize(("command", "state"), rows(LIFECYCLE, COMMANDS))
def test_every_row_of_the_table(command, state):
    wish, ask = COMMANDS[command]
    said = outcome(LIFECYCLE, Lead(), HISTORIES[state], wish, ask)
    assert said == OTHERWISE.get((command, state), expected(LIFECYCLE, command, state))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_role_that_the_table_doesnt_name_is_refused(command):
    wish, ask = COMMANDS[command]
    origin = next(state for state in HISTORIES if state in LIFECYCLE.step(command).origins)
    for role in strangers(LIFECYCLE, command):
        for party in ("b01", "e001"):
            stranger = asks(role, party, on=ask.on)
            said = outcome(LIFECYCLE, Lead(), HISTORIES[origin], wish, stranger)
            assert (role, said) in {(role, "lead.role"), (role, "lead.absent")}


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"lapse", "release"}))
def test_only_the_two_sides_know_of_it(command):
    wish, _ = COMMANDS[command]
    strangers = (asks(Role.BANK, "b02"), asks(Role.ENTERPRISE, "e002"), OFFICE)
    for stranger in strangers:
        given(*HISTORIES["approved"]).when(wish, stranger).refused("lead.absent", "id")
        given().when(wish, stranger).refused("lead.absent", "id")


def test_the_receiver_answers_step_by_step():
    given(delivered).when(Acknowledge(**ID), BANK).then(LeadAcknowledged())
    given(delivered).when(Contact(**ID, on=DAY), BANK).then(contacted)
    given(*HISTORIES["contacted"]).when(intent, BANK).then(signed)
    more = Approve(**ID, on=DAY, amount_fen=250_000_000, rate_bp=380, tenor_days=180)
    given(*HISTORIES["intent_signed"]).when(more, BANK).then(approved)
    given(*DRAWN).when(Win(**ID), BANK).then(LeadWon())


def test_a_step_is_neither_ahead_of_today_nor_before_the_one_before_it():
    tomorrow, yesterday = DAY + timedelta(days=1), DAY - timedelta(days=1)
    given(delivered).when(Contact(**ID, on=tomorrow), BANK).malformed("date.future", "on")
    given(delivered).when(Contact(**ID, on=yesterday), BANK).malformed("date.backwards", "on")
    given(*HISTORIES["approved"]).when(
        Disburse(**ID, on=yesterday, amount_fen=1, voucher="v"), BANK
    ).malformed("date.backwards", "on")


def test_drawdowns_come_to_us_in_any_order():
    bank = asks(Role.BANK, "b01", on=LATER)
    late = LeadDisbursed(on=LATER, amount_fen=MILLION, voucher="v1")
    early = Disburse(**ID, on=DAY, amount_fen=MILLION, voucher="v0")
    given(*HISTORIES["approved"], late).when(early, bank).then(
        LeadDisbursed(on=DAY, amount_fen=MILLION, voucher="v0")
    )


@pytest.mark.parametrize("fen", [0, -1, 10**15 + 1])
def test_an_amount_is_more_than_nothing(fen):
    for history, wish in (
        ("contacted", SignIntent(**ID, on=DAY, amount_fen=fen)),
        ("contacted", Approve(**ID, on=DAY, amount_fen=fen)),
        ("approved", Disburse(**ID, on=DAY, amount_fen=fen, voucher="v")),
    ):
        given(*HISTORIES[history]).when(wish, BANK).malformed("number.range", "amount_fen")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"rate_bp": -1}, "number.range", "rate_bp"),
        ({"rate_bp": 10_001}, "number.range", "rate_bp"),
        ({"tenor_days": 0}, "number.range", "tenor_days"),
        ({"collateral": "a_promise"}, "code.unknown", "collateral"),
        ({"through": DAY - timedelta(days=1)}, "validity.reversed", "through"),
    ],
)
def test_what_is_wrong_with_an_approval_is_named(changes, code, field):
    wish = Approve(**ID, on=DAY, amount_fen=1, **changes)
    given(*HISTORIES["contacted"]).when(wish, BANK).malformed(code, field)


def test_an_intent_may_exceed_what_is_approved_and_a_drawdown_may_not():
    small = LeadApproved(on=DAY, amount_fen=MILLION)
    history = (delivered, contacted, signed, small)
    over = Disburse(**ID, on=DAY, amount_fen=MILLION + 1, voucher="v1")
    given(*history).when(over, BANK).refused("disbursement.over", "amount_fen")
    given(*history, drawn).when(Disburse(**ID, on=DAY, amount_fen=1, voucher="v2"), BANK).refused(
        "disbursement.over", "amount_fen"
    )


def test_a_drawdown_that_is_told_again_is_one():
    same = Disburse(**ID, on=DAY, amount_fen=MILLION, voucher="v1")
    given(*DRAWN).when(same, BANK).then()
    for changes in ({"amount_fen": 1}, {"on": DAY + timedelta(days=1)}):
        other = same.model_copy(update=changes)
        given(*DRAWN).when(other, asks(Role.BANK, "b01", on=LATER)).refused(
            "disbursement.known", "voucher"
        )


def test_a_drawdown_that_was_a_mistake_is_taken_out_and_may_be_told_anew():
    void = VoidDisbursement(**ID, voucher="v1", reason="金额录入有误")
    voided = DisbursementVoided(voucher="v1", reason="金额录入有误")
    given(*DRAWN).when(void, BANK).then(voided)
    given(*DRAWN, voided).when(void, BANK).refused("disbursement.absent", "voucher")
    given(*DRAWN, voided).when(Win(**ID), BANK).refused("lead.no_money", "id")
    right = Disburse(**ID, on=DAY, amount_fen=250_000_000, voucher="v1")
    given(*DRAWN, voided).when(right, BANK).then(
        LeadDisbursed(on=DAY, amount_fen=250_000_000, voucher="v1")
    )


def test_nothing_is_drawn_from_a_line_that_is_over():
    line = approved.model_copy(update={"through": DAY})
    wish = Disburse(**ID, on=LATER, amount_fen=MILLION, voucher="v1")
    bank = asks(Role.BANK, "b01", on=LATER)
    given(delivered, contacted, line).when(wish, bank).refused("disbursement.late", "on")
    given(delivered, contacted, line).when(wish.model_copy(update={"on": DAY}), bank).then(
        LeadDisbursed(on=DAY, amount_fen=MILLION, voucher="v1")
    )


def test_an_intent_for_money_has_an_amount():
    given(*HISTORIES["contacted"]).when(SignIntent(**ID, on=DAY), BANK).malformed(
        "field.needed", "amount_fen"
    )


def test_where_no_money_is_lent_an_intent_is_won():
    plain = lead_delivered(track="academia")
    history = (plain, contacted, IntentSigned(on=DAY, amount_fen=None))
    given(plain, contacted).when(SignIntent(**ID, on=DAY), BANK).then(history[-1])
    given(*history).when(Win(**ID), BANK).then(LeadWon())
    given(*history).when(approve, BANK).refused("lead.no_money_track", "id")


@pytest.mark.parametrize(
    ("reasons", "note", "code", "field"),
    [
        ((), "", "reasons.count", "reasons"),
        (("leverage",) * 2, "", "reasons.count", "reasons"),
        (tuple("abcde"), "", "reasons.count", "reasons"),
        (("bad_mood",), "", "code.unknown", "reasons"),
        (("other",), "", "text.empty", "note"),
    ],
)
def test_a_rejection_gives_one_to_four_main_reasons(reasons, note, code, field):
    wish = Reject(**ID, reasons=reasons, note=note)
    given(delivered).when(wish, BANK).malformed(code, field)


def test_four_main_reasons_and_a_note_are_kept():
    four = ("credit_record", "cash_flow", "leverage", "other")
    given(delivered).when(Reject(**ID, reasons=four, note="担保人不符合要求"), BANK).then(
        LeadRejected(reasons=four, note="担保人不符合要求")
    )


def test_a_manager_is_assigned_once_and_may_change():
    first = LeadAssigned(branch="城关支行", manager="0017")
    wish = COMMANDS["assign"][0]
    given(delivered).when(wish, BANK).then(first)
    given(delivered, first).when(wish, BANK).then()
    other = AssignManager(**ID, branch="城关支行", manager="0018")
    given(delivered, first).when(other, BANK).then(LeadAssigned(branch="城关支行", manager="0018"))
    given(delivered).when(AssignManager(**ID), BANK).malformed("field.needed", "user")


def test_a_lead_is_given_to_one_of_the_receivers_own_people():
    wish = AssignManager(**ID, user="zhang")
    ours, theirs = (
        UserAdded(duty=Duty(role="bank", party=party), person=NAME) for party in ("b01", "b02")
    )
    given(delivered, user=[ours]).when(wish, BANK).then(
        LeadAssigned(branch="", manager="", user="zhang")
    )
    for other in ([theirs], [ours, UserClosed()], []):
        given(delivered, user=other).when(wish, BANK).refused("lead.manager", "user")


def test_what_was_noted_is_kept_and_changes_nothing_else():
    text = Personal(subject=f"lead-{LEAD}", value="财务说下周给报表")
    wish = NoteLead(**ID, kind="reached", text=text, next_on=LATER)
    noted = LeadNoted(on=DAY, kind="reached", text=text, next_on=LATER)
    given(delivered).when(wish, BANK).then(noted)
    assert recall(Lead(), (delivered, noted)) == recall(Lead(), (delivered,))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kind": "gossip"}, "code.unknown", "kind"),
        ({"kind": "note"}, "field.needed", "text"),
        ({"next_on": DAY - timedelta(days=1)}, "date.past", "next_on"),
        ({"text": Personal(subject="lead-1", value="字" * 1001)}, "text.too_long", "text"),
    ],
)
def test_what_is_wrong_with_a_note_is_named(changes, code, field):
    wish = NoteLead(**ID, **{"kind": "reached", **changes})
    given(delivered).when(wish, BANK).malformed(code, field)


def test_how_a_call_went_is_noted_and_where_nobody_answered_nobody_was_reached():
    met = Contact(**ID, on=DAY, result="met", next_on=LATER)
    silent = Contact(**ID, on=DAY, result="no_answer")
    told = LeadNoted(on=DAY, kind="met", text=None, next_on=LATER)
    missed = LeadNoted(on=DAY, kind="no_answer", text=None, next_on=None)
    given(delivered).when(met, BANK).then(contacted, told)
    given(delivered).when(silent, BANK).then(missed)
    odd = Contact(**ID, on=DAY, result="documents")
    given(delivered).when(odd, BANK).malformed("code.unknown", "result")


def test_the_enterprise_takes_it_back_and_its_place_on_the_route_is_free_at_once():
    closed = On("route-n1", RouteClosed(lead=LEAD, rerouted=True, on=DAY))
    given(delivered).when(withdraw, FACTORY).then(LeadWithdrawn(reason_code="too_slow"), closed)
    officer = asks(Role.OFFICER, on_behalf_of="e001")
    given(delivered).when(withdraw, officer).then(LeadWithdrawn(reason_code="too_slow"), closed)


def test_a_withdrawal_names_the_need_and_a_reason_from_the_list():
    other = WithdrawLead(**ID, need="n2", reason_code="terms")
    given(delivered).when(other, FACTORY).refused("lead.absent", "id")
    bored = WithdrawLead(**ID, need="n1", reason_code="bored")
    given(delivered).when(bored, FACTORY).malformed("code.unknown", "reason_code")


def test_nothing_lapses_on_its_last_day():
    on = asks(Role.CLOCK, on=DEADLINES.decide_by)
    given(delivered).when(Lapse(**ID), on).refused("lead.running", "decide_by")
    given(delivered).when(Lapse(**ID), asks(Role.CLOCK, on=LATE)).then(LeadLapsed())


def test_a_lead_with_an_intent_doesnt_lapse():
    given(*HISTORIES["intent_signed"]).when(Lapse(**ID), asks(Role.CLOCK, on=LATE)).refused(
        "lead.state", "state"
    )


def test_folding_remembers_what_is_left():
    state = Lead()
    for event in (*DRAWN, LeadReleased()):
        state = state.after(event)
    assert (state.drawn_fen, state.left_fen, state.last_on) == (MILLION, 150_000_000, DAY)
    assert (Lead().left_fen, state.released, date.fromisoformat("2026-03-02")) == (0, True, DAY)
