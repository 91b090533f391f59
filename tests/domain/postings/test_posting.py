"""需求与供给: drafted, submitted, published; paused, expired, renewed, withdrawn, fulfilled."""

from __future__ import annotations

from datetime import date

import pytest

from domain.administration.publications import Publish
from domain.core.command import Role
from domain.parties.party import PartyStatusChanged
from domain.postings.need import (
    NeedDrafted,
    NeedExpired,
    NeedFulfilled,
    NeedPaused,
    NeedPublished,
    NeedRenewed,
    NeedResumed,
    NeedReturned,
    NeedRevised,
    NeedSubmitted,
    NeedWithdrawn,
)
from domain.postings.offering import OfferingDrafted
from domain.postings.posting import (
    Draft,
    Expire,
    Fulfil,
    Pause,
    Posting,
    Renew,
    Resume,
    Return,
    ReviseNeed,
    Submit,
    Withdraw,
)
from domain.postings.terms import BankNeed, BankOffering, SalesNeed
from tests.examples import content, drafted, factory, live, loan, rural_bank, submitted
from tests.spec import CLOCK, asks, given

NEED = {"side": "need", "id": "n1"}
OWNER = asks(Role.ENTERPRISE, "e001")
STRANGER = asks(Role.ENTERPRISE, "e002")
LATER = date(2026, 5, 1)
DRAFT = Draft(**NEED, party="e001", content=content())

paused = NeedPaused()


def test_an_enterprise_drafts_a_need():
    given(party=[factory]).when(Draft(**NEED, party="e001", content=content()), OWNER).then(drafted)


def test_drafting_the_same_again_changes_nothing():
    given(drafted, party=[factory]).when(DRAFT, OWNER).then()


@pytest.mark.parametrize("since", [live[1:2], live[1:], (*live[1:], paused)])
def test_what_was_drafted_and_goes_on_was_drafted(since):
    given(drafted, *since, party=[factory]).when(DRAFT, OWNER).then()


@pytest.mark.parametrize(
    "end",
    [NeedExpired(), NeedWithdrawn(reason_code="other"), NeedFulfilled(reason_code="elsewhere")],
)
def test_what_ended_isnt_there_because_it_is_drafted_again(end):
    given(*live, end, party=[factory]).when(DRAFT, OWNER).refused("posting.state", "state")


def test_an_id_that_another_party_uses_is_taken_and_nothing_more_is_said():
    command = Draft(**NEED, party="e002", content=content())
    for history in ((drafted,), (*live, NeedWithdrawn(reason_code="other"))):
        given(*history, party=[factory]).when(command, STRANGER).refused("posting.taken", "id")


def test_another_content_under_a_taken_id_is_refused():
    other = content(title="另一条需求的标题")
    command = Draft(**NEED, party="e001", content=other)
    given(drafted, party=[factory]).when(command).refused("posting.state", "state")


def test_an_unknown_party_publishes_nothing():
    given().when(Draft(**NEED, party="e001", content=content())).refused(
        "party.not_active", "party"
    )


def test_a_party_that_was_struck_off_publishes_nothing():
    gone = [factory, PartyStatusChanged(status="deregistered")]
    given(party=gone).when(Draft(**NEED, party="e001", content=content())).refused(
        "party.not_active"
    )


def test_a_bank_has_no_needs_on_the_bank_track():
    given(party=[rural_bank]).when(Draft(**NEED, party="b01", content=content())).refused(
        "posting.role", "party"
    )


def test_a_bank_offers_a_loan():
    command = Draft(side="offering", id="o1", party="b01", content=loan())
    given(party=[rural_bank]).when(command, asks(Role.BANK, "b01")).then(
        OfferingDrafted(party="b01", content=loan())
    )


@pytest.mark.parametrize(
    "history", [(), (drafted,), live, (*live, NeedWithdrawn(reason_code="other"))]
)
def test_nobody_drafts_for_another_not_even_what_is_there_already(history):
    given(*history, party=[factory]).when(DRAFT, STRANGER).refused("posting.not_yours", "party")
    given(*history, party=[factory]).when(DRAFT, CLOCK).refused("posting.role", "role")


def test_an_officer_drafts_for_the_enterprise_that_is_supported_and_for_no_other():
    given(party=[factory]).when(DRAFT, asks(Role.OFFICER, on_behalf_of="e001")).then(drafted)
    for officer in (asks(Role.OFFICER), asks(Role.OFFICER, "e001", on_behalf_of="e002")):
        given(party=[factory]).when(DRAFT, officer).refused("posting.not_yours")


def test_only_an_officer_acts_on_behalf_of_another():
    clerk = asks(Role.ENTERPRISE, "e002", on_behalf_of="e001")
    given(party=[factory]).when(DRAFT, clerk).refused("posting.not_yours")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"track": "space"}, "track.unknown", "track"),
        ({"terms": BankOffering()}, "terms.kind", "terms"),
        ({"terms": SalesNeed(product_name="砖")}, "terms.kind", "terms"),
        ({"title": "贷"}, "text.too_short", "title"),
        ({"text": "请联系王经理 13903741234 详谈合作"}, "text.personal", "text"),
        ({"regions": ("411",)}, "region.unknown_code", "regions"),
        ({"industries": ("食品机械",)}, "industry.unknown", "industries"),
        ({"valid_through": date(2026, 2, 1)}, "validity.reversed", "valid_through"),
        ({"valid_through": date(2028, 3, 3)}, "validity.too_long", "valid_through"),
        (
            {"valid_from": date(2028, 3, 3), "valid_through": date(2028, 3, 4)},
            "validity.too_long",
            "valid_through",
        ),
        ({"valid_from": date(1949, 9, 30)}, "date.range", "valid_from"),
        ({"visibility": "secret"}, "code.unknown", "visibility"),
        ({"terms": BankNeed(purpose="gambling")}, "code.unknown", "purpose"),
        ({"terms": BankNeed(amount_fen=-1)}, "number.range", "amount_fen"),
        ({"terms": BankNeed(purpose="bridge")}, "field.needed", "existing_loan_due_on"),
    ],
)
def test_what_is_wrong_with_a_content_is_named(changes, code, field):
    command = Draft(**NEED, party="e001", content=content(**changes))
    given(party=[factory]).when(command).malformed(code, field)


def test_limits_the_wrong_way_round_are_named():
    terms = BankOffering(amount_min_fen=200, amount_max_fen=100)
    command = Draft(side="offering", id="o1", party="b01", content=loan(terms=terms))
    given(party=[rural_bank]).when(command).malformed("range.reversed", "amount_max_fen")


def test_a_draft_is_submitted_and_published():
    given(drafted).when(Submit(**NEED), OWNER).then(NeedSubmitted())
    given(drafted, submitted).when(Publish(**NEED), OWNER).then(NeedPublished())


def test_publishing_twice_is_once():
    given(*live).when(Publish(**NEED), OWNER).then()


def test_a_draft_isnt_published_unsubmitted():
    given(drafted).when(Publish(**NEED), OWNER).refused("posting.state", "state")


def test_what_is_over_isnt_published():
    late = asks(Role.ENTERPRISE, "e001", on=LATER)
    given(drafted, submitted).when(Publish(**NEED), late).refused("validity.over", "valid_through")


def test_what_may_be_valid_until_two_years_from_now_may_be_drafted():
    longest = content(valid_through=date(2028, 3, 2))
    given(party=[factory]).when(Draft(**NEED, party="e001", content=longest), OWNER).then(
        NeedDrafted(party="e001", content=longest)
    )


def test_the_office_returns_with_a_reason():
    command = Return(**NEED, reason="请补充金额")
    given(drafted, submitted).when(command).then(NeedReturned(reason="请补充金额"))
    given(drafted, submitted).when(command, OWNER).refused("posting.role", "role")


def test_a_reason_is_text_like_any_other():
    command = Return(**NEED, reason="请\u202e补充")
    given(drafted, submitted).when(command).malformed("text.bidi", "reason")


def test_a_revision_replaces_the_content():
    new = content(title="申请倒贷资金五百万元")
    given(*live).when(ReviseNeed(**NEED, content=new), OWNER).then(NeedRevised(content=new))


def test_a_revision_that_changes_nothing_is_none():
    given(*live).when(ReviseNeed(**NEED, content=content()), OWNER).then()


def test_what_is_published_isnt_revised_once_it_is_over():
    late = asks(Role.ENTERPRISE, "e001", on=LATER)
    longer = ReviseNeed(**NEED, content=content(valid_through=date(2026, 6, 30)))
    for history in (live, (*live, paused)):
        given(*history).when(longer, late).refused("validity.over", "valid_through")
        given(*history).when(ReviseNeed(**NEED, content=content()), late).then()  # already so


def test_a_draft_that_is_over_is_revised_to_other_dates():
    late = asks(Role.ENTERPRISE, "e001", on=LATER)
    longer = content(valid_through=LATER)
    given(drafted).when(ReviseNeed(**NEED, content=longer), late).then(NeedRevised(content=longer))


def test_nothing_is_revised_into_the_past():
    over = ReviseNeed(**NEED, content=content(valid_through=date(2026, 3, 1)))
    for history in ((drafted,), live, (*live, paused)):
        given(*history).when(over, OWNER).refused("validity.over", "valid_through")


def test_a_need_stays_on_its_track():
    other = content(track="sales", terms=SalesNeed(product_name="砖"))
    given(*live).when(ReviseNeed(**NEED, content=other), OWNER).refused(
        "posting.track_fixed", "track"
    )


def test_a_need_is_paused_and_resumed():
    given(*live).when(Pause(**NEED), OWNER).then(paused)
    given(*live, paused).when(Resume(**NEED), OWNER).then(NeedResumed())


def test_what_is_over_isnt_resumed():
    last_day = asks(Role.ENTERPRISE, "e001", on=date(2026, 4, 30))
    late = asks(Role.ENTERPRISE, "e001", on=LATER)
    given(*live, paused).when(Resume(**NEED), last_day).then(NeedResumed())
    given(*live, paused).when(Resume(**NEED), late).refused("validity.over", "valid_through")


def test_the_clock_expires_what_is_over():
    given(*live).when(Expire(**NEED), asks(Role.CLOCK, on=LATER)).then(NeedExpired())


def test_the_clock_expires_once():
    given(*live, NeedExpired()).when(Expire(**NEED), asks(Role.CLOCK, on=LATER)).then()


def test_nothing_expires_on_its_last_day():
    last_day = asks(Role.CLOCK, on=date(2026, 4, 30))
    given(*live).when(Expire(**NEED), last_day).refused("validity.running", "valid_through")


def test_only_the_clock_expires():
    given(*live).when(Expire(**NEED), asks(Role.ORGANIZER, on=LATER)).refused("posting.role")


def test_what_expired_is_renewed():
    late = asks(Role.ENTERPRISE, "e001", on=LATER)
    command = Renew(**NEED, valid_through=date(2026, 6, 30))
    given(*live, NeedExpired()).when(command, late).then(
        NeedRenewed(valid_through=date(2026, 6, 30))
    )


def test_a_renewal_counts_from_its_own_day():
    """Three years behind its first day a need is renewed for two more, and can still be revised."""
    day, through = date(2029, 3, 1), date(2031, 3, 2)
    late = asks(Role.ENTERPRISE, "e001", on=day)
    renewed = NeedRenewed(valid_through=through)
    given(*live, NeedExpired()).when(Renew(**NEED, valid_through=through), late).then(renewed)
    longer = Renew(**NEED, valid_through=date(2031, 3, 3))
    given(*live, NeedExpired()).when(longer, late).malformed("validity.too_long", "valid_through")
    new = content(title="申请倒贷资金五百万元", valid_through=through)
    given(*live, NeedExpired(), renewed).when(ReviseNeed(**NEED, content=new), late).then(
        NeedRevised(content=new)
    )


def test_a_renewal_that_changes_nothing_is_none():
    given(*live).when(Renew(**NEED, valid_through=date(2026, 4, 30)), OWNER).then()


def test_nothing_is_renewed_into_the_past():
    late = asks(Role.ENTERPRISE, "e001", on=LATER)
    command = Renew(**NEED, valid_through=date(2026, 4, 1))
    given(*live, NeedExpired()).when(command, late).refused("validity.over", "valid_through")


def test_a_withdrawal_needs_a_reason_from_the_list():
    command = Withdraw(**NEED, reason_code="no_longer_needed")
    given(*live).when(command, OWNER).then(NeedWithdrawn(reason_code="no_longer_needed"))
    given(*live).when(Withdraw(**NEED, reason_code="bored"), OWNER).malformed(
        "reason.unknown", "reason_code"
    )


def test_a_need_is_fulfilled_through_docking():
    command = Fulfil(**NEED, reason_code="through_docking")
    given(*live).when(command, OWNER).then(NeedFulfilled(reason_code="through_docking"))


def test_what_ended_stays_ended():
    ended = (*live, NeedWithdrawn(reason_code="other"))
    given(*ended).when(Publish(**NEED), OWNER).refused("posting.state")


def test_what_isnt_there_cant_be_changed():
    given().when(Submit(**NEED), OWNER).refused("posting.absent", "id")


def test_a_stored_draft_keeps_its_terms():
    again = NeedDrafted.model_validate_json(drafted.model_dump_json())
    assert (again, type(again.content.terms)) == (drafted, BankNeed)


GUESTS = content(visibility="invited", invited=("b01", "b02"))
FOR_TWO = {**NEED, "content": GUESTS}


def test_a_need_is_for_those_whom_its_owner_invites():
    parties = {"party": [factory], "party-b01": [rural_bank], "party-b02": [rural_bank]}
    drafts = Draft(**FOR_TWO, party="e001")
    given(**parties).when(drafts, OWNER).then(NeedDrafted(party="e001", content=GUESTS))
    parties["party-b02"] = [factory]  # no bank
    given(**parties).when(drafts, OWNER).refused("invited.absent", "invited")
    given(party=[factory]).when(drafts, OWNER).refused("invited.absent", "invited")
    gone = [rural_bank, PartyStatusChanged(status="deregistered")]
    given(*live, **{"party-b01": gone}).when(ReviseNeed(**FOR_TWO), OWNER).refused("invited.absent")


def test_names_are_only_given_where_they_say_something():
    odd = content(visibility="public", invited=("b01",))
    draft = Draft(**NEED, party="e001", content=odd)
    given(party=[factory]).when(draft, OWNER).malformed("invited.visibility", "invited")


def test_who_is_invited_besides_leaves_the_edition_as_it_is():
    """The control: another text is another edition."""
    more = GUESTS.model_copy(update={"invited": ("b01", "b02", "b03")})
    posting = Posting("need").after(NeedDrafted(party="e001", content=GUESTS))
    assert posting.after(NeedRevised(content=more)).edition == 1
    assert posting.after(NeedRevised(content=more)).content == more
    other = more.model_copy(update={"text": "另一段文字，说得更清楚。"})
    assert posting.after(NeedRevised(content=other)).edition == 2
