"""撮合建议: delivered, viewed, nominated; one is interested, both are; declined, expired."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.core.command import Refusal, Role, recall
from domain.matching.proposal import (
    LIFECYCLE,
    DeclineProposal,
    DeliverProposal,
    ExpireProposal,
    ExpressInterest,
    InterestExpressed,
    MutualInterestReached,
    Nominate,
    Proposal,
    ProposalDeclined,
    ProposalDelivered,
    ProposalExpired,
    ProposalNominated,
    ProposalViewed,
    ViewProposal,
)
from domain.postings.need import NeedRevised, NeedWithdrawn
from domain.postings.offering import OfferingPaused, OfferingWithdrawn
from domain.postings.posting import Posting
from tests.domain.rows import expected, outcome, rows, strangers
from tests.examples import content, live, offering_live
from tests.leads import LEAD, proposed, shown
from tests.spec import CLOCK, DAY, OFFICE, asks, given

FACTORY, BANK = asks(Role.ENTERPRISE, "e001"), asks(Role.BANK, "b01")
SYSTEM = asks(Role.SYSTEM)
THROUGH = proposed.through
LATE = THROUGH + timedelta(days=1)
SAME = {"shown": shown(), "through": THROUGH}
STANDING = {"need": list(live), "offering": list(offering_live)}

view, interest = ViewProposal(**SAME), ExpressInterest(**SAME)
decline = DeclineProposal(**SAME, reason_code="amount")
nominate = Nominate(**SAME, note="本地特色产业")
expire = ExpireProposal(id=LEAD)
by_factory, by_bank = InterestExpressed(party="e001"), InterestExpressed(party="b01")

HISTORIES = {
    "absent": (),
    "proposed": (proposed,),
    "interested": (proposed, by_bank),
    "mutual": (proposed, by_bank, by_factory, MutualInterestReached()),
    "declined": (proposed, ProposalDeclined(party="b01", reason_code="rate")),
    "expired": (proposed, ProposalExpired()),
}
COMMANDS = {
    "deliver": (DeliverProposal(**SAME), SYSTEM),
    "view": (view, FACTORY),
    "interest": (interest, FACTORY),
    "decline": (decline, FACTORY),
    "nominate": (nominate, OFFICE),
    "expire": (expire, asks(Role.CLOCK, on=LATE)),
}
OTHERWISE = {  # already so; shown by being seen; or the second interest
    ("view", "absent"): "proposed",
    ("nominate", "absent"): "proposed",
    ("interest", "interested"): "mutual",
    ("interest", "mutual"): "already so",
    ("expire", "expired"): "already so",
} | {("deliver", state): "already so" for state in HISTORIES if state != "absent"}


@pytest.mark.parametrize(("command", "state"), rows(LIFECYCLE, COMMANDS))
def test_every_row_of_the_table(command, state):
    wish, ask = COMMANDS[command]
    said = outcome(LIFECYCLE, Proposal(), HISTORIES[state], wish, ask, **STANDING)
    assert said == OTHERWISE.get((command, state), expected(LIFECYCLE, command, state))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_role_that_the_table_doesnt_name_is_refused(command):
    wish, _ = COMMANDS[command]
    for role in strangers(LIFECYCLE, command):
        ask = asks(role, "e001", on=LATE)
        said = outcome(LIFECYCLE, Proposal(), HISTORIES["proposed"], wish, ask, **STANDING)
        assert (role, said) == (role, "proposal.role")


def test_the_first_that_happens_keeps_what_was_shown():
    given(**STANDING).when(view, FACTORY).then(proposed, ProposalViewed(party="e001"))
    given(**STANDING).when(interest, BANK).then(proposed, by_bank)
    given(**STANDING).when(decline, BANK).then(
        proposed, ProposalDeclined(party="b01", reason_code="amount")
    )
    given(**STANDING).when(nominate, OFFICE).then(proposed, ProposalNominated(note="本地特色产业"))


def test_what_was_shown_stays_as_it_was_whatever_is_shown_today():
    other = ExpressInterest(shown=shown(score=1), through=LATE)
    given(proposed, **STANDING).when(other, FACTORY).then(by_factory)


def test_the_second_interest_makes_it_mutual():
    given(proposed, by_bank, **STANDING).when(interest, FACTORY).then(
        by_factory, MutualInterestReached()
    )


def test_interest_twice_is_once():
    given(proposed, by_factory, **STANDING).when(interest, FACTORY).then()


def test_each_party_views_once():
    viewed = ProposalViewed(party="e001")
    given(proposed, viewed).when(view, FACTORY).then()
    given(proposed, viewed).when(view, BANK).then(ProposalViewed(party="b01"))


def test_only_the_two_parties_know_of_it():
    for stranger in (asks(Role.BANK, "b02"), asks(Role.ENTERPRISE), asks(Role.OFFICER, "e001")):
        for wish in (view, interest, decline):
            given(proposed, **STANDING).when(wish, stranger).refused("proposal.absent", "id")


def test_an_officer_answers_for_the_enterprise_that_is_supported():
    officer = asks(Role.OFFICER, on_behalf_of="e001")
    given(proposed, **STANDING).when(interest, officer).then(by_factory)


def test_the_office_recommends_and_decides_nothing():
    given(proposed, **STANDING).when(interest, OFFICE).refused("proposal.role", "role")
    given(proposed, **STANDING).when(nominate, OFFICE).then(ProposalNominated(note="本地特色产业"))


def test_interest_after_the_last_day_is_too_late_whether_or_not_the_clock_came():
    late = asks(Role.ENTERPRISE, "e001", on=LATE)
    given(proposed, **STANDING).when(interest, late).refused("proposal.late", "through")
    on_it = asks(Role.ENTERPRISE, "e001", on=THROUGH)
    given(proposed, **STANDING).when(interest, on_it).then(by_factory)


@pytest.mark.parametrize("wish", [interest, nominate, DeliverProposal(**SAME)])
def test_both_sides_must_stand_as_they_were_shown(wish):
    ask = {ExpressInterest: FACTORY, Nominate: OFFICE}.get(type(wish), SYSTEM)
    gone = [*live, NeedWithdrawn(reason_code="other")]
    newer = [*live, NeedRevised(content=content(title="申请倒贷资金五百万元"))]
    for need, code in ((gone, "proposal.over"), (newer, "proposal.superseded")):
        given(need=need, offering=list(offering_live)).when(wish, ask).refused(code, "id")
    stranger = type(wish)(**wish.model_dump() | {"shown": shown(need_party="e002")})
    wanted = asks(Role.BANK, "b01") if type(wish) is ExpressInterest else ask
    given(**STANDING).when(stranger, wanted).refused("proposal.parties", "id")


def test_a_decline_gives_a_reason_from_the_list():
    bored = DeclineProposal(**SAME, reason_code="bored")
    given(proposed).when(bored, BANK).malformed("reason.unknown", "reason_code")


def test_another_reason_is_put_into_words():
    other = DeclineProposal(**SAME, reason_code="other")
    given(proposed).when(other, BANK).malformed("text.empty", "note")
    said = DeclineProposal(**SAME, reason_code="other", note="本季额度已用完")
    given(proposed).when(said, BANK).then(
        ProposalDeclined(party="b01", reason_code="other", note="本季额度已用完")
    )


def test_a_recommendation_is_put_into_words():
    given(proposed, **STANDING).when(Nominate(**SAME, note="好"), OFFICE).malformed(
        "text.too_short", "note"
    )


def test_nothing_expires_on_its_last_day():
    last_day = asks(Role.CLOCK, on=THROUGH)
    given(proposed).when(expire, last_day).refused("proposal.running", "through")
    given(proposed).when(expire, asks(Role.CLOCK, on=LATE)).then(ProposalExpired())


def test_what_was_never_shown_doesnt_expire():
    given().when(expire, CLOCK).refused("proposal.state", "state")


def test_folding_never_judges():
    assert recall(Proposal(), [ProposalExpired(), by_bank]).interested == {"b01"}
    assert ProposalDelivered(shown=shown(), through=DAY).shown.parties == ("e001", "b01")


PAUSED = OfferingPaused()


@pytest.mark.parametrize(
    ("ask", "ends", "words"),
    [
        (FACTORY, PAUSED, "对方的供给已暂停：等恢复发布后再答复"),
        (BANK, PAUSED, "您的供给已暂停：请先恢复发布，再答复"),
        (FACTORY, OfferingWithdrawn(reason_code="other"), "对方的供给已撤回：不用再答复"),
        (BANK, OfferingWithdrawn(reason_code="other"), "您的供给已撤回：还需要的请重新发布"),
    ],
)
def test_who_is_too_late_reads_whose_is_over_why_and_what_now(ask, ends, words):
    states = [recall(Proposal(), [proposed]), *_standing([*offering_live, ends])]
    with pytest.raises(Refusal, match=words):
        list(interest.rule(*states, ask=ask))


def _standing(offering):
    return [recall(Posting("need"), list(live)), recall(Posting("offering"), offering)]
