"""授权: requested, granted for a receiver, a purpose and kinds of data; revoked, expired."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.core.command import Role
from domain.core.malformed import Malformed
from domain.leads.consent import (
    LIFECYCLE,
    Consent,
    ConsentExpired,
    ConsentGranted,
    ConsentNarrowed,
    ConsentPrepared,
    ConsentRequested,
    ConsentRevoked,
    ExpireConsent,
    GrantConsent,
    PrepareConsent,
    RequestConsent,
    RevokeConsent,
)
from domain.leads.wording import consent_text, text_digest
from domain.parties.party import PartyMerged, PartyRegistered, PartyStatusChanged
from domain.postings.need import NeedPaused, NeedWithdrawn
from tests.domain.rows import expected, outcome, rows, strangers
from tests.examples import FACTORY as PROFILE
from tests.examples import content, live, rural_bank
from tests.leads import BANK_CONTACT, KINDS, SCOPE, UNTIL, bank_contact_set, granted, wording
from tests.spec import DAY, OFFICE, asks, given

OWNER, BANK, SYSTEM = asks(Role.ENTERPRISE, "e001"), asks(Role.BANK, "b01"), asks(Role.SYSTEM)
LATE = UNTIL + timedelta(days=1)
BETWEEN = {"need": "n1", "receiver": "b01"}
THE_BANK = [rural_bank, bank_contact_set]
STANDING = {"need": list(live), "party": THE_BANK}
OFFICER = asks(Role.OFFICER, on_behalf_of="e001")
PAPER = "ab" * 32


def grant(**changes):
    return _worded(GrantConsent, changes)


def prepare(**changes):
    return _worded(PrepareConsent, changes)


def _worded(kind, changes):
    return kind(
        **(
            BETWEEN
            | {"kinds": KINDS, "until": UNTIL, "digest": wording(**_shown(changes))}
            | changes
        )
    )


def _shown(changes):
    return {name: changes[name] for name in ("kinds", "until", "purpose") if name in changes}


asked, revoked = ConsentRequested(**BETWEEN), ConsentRevoked(**BETWEEN)
prepared = ConsentPrepared(need="n1", enterprise="e001", scope=SCOPE, wording="3", digest=wording())
on_paper = granted.model_copy(update={"method": "paper", "paper": PAPER})
expired = ConsentExpired(**BETWEEN)
request, revoke, expire = (
    kind(**BETWEEN) for kind in (RequestConsent, RevokeConsent, ExpireConsent)
)
HISTORIES = {
    "absent": (),
    "requested": (asked,),
    "prepared": (prepared,),
    "granted": (granted,),
    "revoked": (granted, revoked),
    "expired": (granted, expired),
}
COMMANDS = {
    "request": (request, SYSTEM),
    "prepare": (prepare(), OFFICER),
    "grant": (grant(), OWNER),
    "revoke": (revoke, OWNER),
    "expire": (expire, asks(Role.CLOCK, on=LATE)),
}
OTHERWISE = {
    ("request", "requested"): "already so",
    ("request", "granted"): "already so",
    ("request", "prepared"): "already so",
    ("prepare", "prepared"): "already so",
    ("grant", "granted"): "already so",
    ("revoke", "revoked"): "already so",
    ("expire", "expired"): "already so",
}


@pytest.mark.parametrize(("command", "state"), rows(LIFECYCLE, COMMANDS))
def test_every_row_of_the_table(command, state):
    wish, ask = COMMANDS[command]
    said = outcome(LIFECYCLE, Consent(), HISTORIES[state], wish, ask, **STANDING)
    assert said == OTHERWISE.get((command, state), expected(LIFECYCLE, command, state))


@pytest.mark.parametrize(
    ("command", "state"),
    [
        *(("request", "absent"), ("grant", "requested"), ("revoke", "granted")),
        *(("prepare", "requested"), ("prepare", "prepared")),
        *(("expire", "granted"), ("grant", "granted"), ("revoke", "revoked")),  # also as already so
    ],
)
def test_a_role_that_the_table_doesnt_name_is_refused(command, state):
    wish, ask = COMMANDS[command]
    for role in strangers(LIFECYCLE, command):
        stranger = asks(role, "e001", on=ask.on)
        said = outcome(LIFECYCLE, Consent(), HISTORIES[state], wish, stranger, **STANDING)
        assert (role, said) == (role, "consent.role")


def test_the_factory_lets_one_bank_have_its_data():
    given(asked, **STANDING).when(grant(), OWNER).then(granted)


@pytest.mark.parametrize("helper", [OFFICER, OFFICE])
def test_who_works_for_an_enterprise_prepares_and_the_enterprise_confirms(helper):
    given(asked, **STANDING).when(prepare(), helper).then(prepared)
    given(asked, prepared, **STANDING).when(grant(), OWNER).then(granted)
    given(asked, **STANDING).when(prepare(), OWNER).refused("consent.role", "role")
    given(granted, **STANDING).when(prepare(), helper).refused("consent.state")


@pytest.mark.parametrize("helper", [OFFICER, OFFICE])
def test_who_works_for_an_enterprise_agrees_to_nothing_but_records_what_it_signed(helper):
    given(prepared, **STANDING).when(grant(), helper).refused("consent.paper", "method")
    given(prepared, **STANDING).when(grant(method="sms"), helper).refused("consent.paper")
    signed = grant(method="paper", paper=PAPER)
    given(prepared, **STANDING).when(signed, helper).then(on_paper)
    for paper in (None, "", "ab", PAPER.upper()):
        unsigned = grant(method="paper", paper=paper)
        given(prepared, **STANDING).when(unsigned, helper).malformed("consent.paper", "paper")


def test_only_a_paper_has_a_scan():
    given(asked, **STANDING).when(grant(paper=PAPER), OWNER).malformed("consent.paper", "paper")


def test_what_is_prepared_names_a_receiver_that_can_be_reached():
    nobody = {**STANDING, "party": [rural_bank]}
    given(**nobody).when(prepare(), OFFICER).refused("consent.receiver_contact", "receiver")
    given(**nobody).when(grant(), OWNER).refused("consent.receiver_contact", "receiver")


def test_what_was_prepared_otherwise_is_prepared_anew():
    narrow = prepare(kinds=("need",))
    scope = SCOPE.model_copy(update={"kinds": ("need",)})
    anew = prepared.model_copy(update={"scope": scope, "digest": narrow.digest})
    given(prepared, **STANDING).when(narrow, OFFICER).then(anew)


def test_nobody_lets_go_what_isnt_theirs():
    for stranger in (asks(Role.ENTERPRISE, "e002"), BANK, asks(Role.OFFICER, on_behalf_of="e002")):
        for wish in (grant(), revoke):
            given(granted, **STANDING).when(wish, stranger).refused("posting.absent")


def test_a_need_that_isnt_there_is_nobodys():
    given(party=THE_BANK).when(grant(), OWNER).refused("posting.absent", "need")
    given().when(request, SYSTEM).refused("posting.absent", "need")


def test_a_receiver_asks_by_its_interest_and_not_by_guessing_ids():
    given(need=list(live)).when(request, BANK).refused("consent.role", "role")
    given().when(request, BANK).refused("consent.role", "role")


def test_another_scope_takes_the_place_of_the_first():
    narrow = ("need",)
    scope = SCOPE.model_copy(update={"kinds": narrow})
    less = granted.model_copy(update={"scope": scope, "digest": wording(kinds=narrow)})
    lost = ConsentNarrowed(**BETWEEN, kinds=("company", "contact"))
    given(granted, **STANDING).when(grant(kinds=narrow), OWNER).then(less, lost)
    given(less, lost, **STANDING).when(grant(), OWNER).then(granted)
    given(granted, revoked, **STANDING).when(grant(kinds=narrow), OWNER).then(less)


def test_a_paused_need_may_still_be_let_go_and_a_withdrawn_one_not():
    paused = {**STANDING, "need": [*live, NeedPaused()]}
    given(**paused).when(grant(), OWNER).then(granted)
    gone = {**STANDING, "need": [*live, NeedWithdrawn(reason_code="other")]}
    given(**gone).when(grant(), OWNER).refused("consent.need", "need")
    given(granted, **gone).when(revoke, OWNER).then(revoked)


def test_the_receiver_is_somebody_who_offers_on_this_track():
    given(need=list(live)).when(grant(), OWNER).refused("party.absent", "receiver")
    gone = [*THE_BANK, PartyStatusChanged(status="deregistered")]
    given(need=list(live), party=gone).when(grant(), OWNER).refused("party.absent", "receiver")
    factory = [PartyRegistered(profile=PROFILE)]
    given(need=list(live), party=factory).when(grant(), OWNER).refused(
        "consent.receiver", "receiver"
    )


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"purpose": "marketing"}, "code.unknown", "purpose"),
        ({"method": "telepathy"}, "code.unknown", "method"),
        ({"kinds": ("need", "credit_file")}, "code.unknown", "kinds"),
        ({"kinds": ("contact",)}, "consent.kinds", "kinds"),
        ({"kinds": ("need", "need")}, "consent.kinds", "kinds"),
        ({"kinds": ()}, "consent.kinds", "kinds"),
        ({"wording": "9"}, "consent.wording", "wording"),
    ],
)
def test_what_cant_be_consented_to_is_named(changes, code, field):
    given(**STANDING).when(grant(**changes), OWNER).malformed(code, field)


@pytest.mark.parametrize("until", [DAY - timedelta(days=1), DAY + timedelta(days=367)])
def test_a_consent_lasts_from_today_to_a_year(until):
    given(**STANDING).when(grant(until=until), OWNER).refused("consent.until", "until")


def test_what_was_read_is_what_is_agreed_to():
    given(**STANDING).when(grant(digest="0" * 64), OWNER).refused("consent.wording", "digest")
    revised = [*live[:1], *live[1:]]
    revised[0] = live[0].model_copy(update={"content": content(title="申请倒贷资金五百万元")})
    given(need=revised, party=THE_BANK).when(grant(), OWNER).refused("consent.wording", "digest")


def test_the_text_names_the_receiver_the_purpose_the_way_the_kinds_and_the_end():
    shown = {"title": "一条需求", "receiver": "某银行", "purpose": "docking", "kinds": KINDS}
    named = {"contact": BANK_CONTACT, "uscc": "91411025MA00000000", "id": "b01"}
    said = consent_text("3", **shown, **named, until=UNTIL)
    for part in (
        "某银行",
        *named.values(),
        "处理目的",
        "处理方式",
        "联系人姓名与电话",
        "2026-04-01",
        "撤回",
    ):
        assert part in said
    with pytest.raises(Malformed, match="没有这个授权文本"):
        consent_text("9", title="", receiver="", purpose="", kinds=(), until=DAY)


def test_what_was_agreed_to_with_an_older_text_can_still_be_checked_and_isnt_agreed_to_again():
    old = consent_text(
        "1",
        title=content().title,
        receiver=rural_bank.profile.title,
        purpose="docking",
        kinds=KINDS,
        until=UNTIL,
    )
    digest = "8816abbd46ad6fbe"
    assert text_digest(old).startswith(digest)
    again = grant(wording="1", digest=text_digest(old))
    given(**STANDING).when(again, OWNER).refused("consent.wording", "digest")


def test_a_request_may_be_turned_down():
    given(asked, **STANDING).when(revoke, OWNER).then(revoked)


def test_a_consent_is_live_up_to_and_with_its_last_day():
    state = Consent("granted", "e001", SCOPE)
    assert [state.live(day) for day in (DAY, UNTIL, LATE)] == [SCOPE, SCOPE, None]
    given(granted, **STANDING).when(expire, asks(Role.CLOCK, on=UNTIL)).refused(
        "consent.running", "until"
    )


def test_the_office_takes_back_what_the_enterprise_wants_back():
    given(on_paper, **STANDING).when(revoke, OFFICE).then(revoked)


def test_a_granted_consent_keeps_whose_data_and_what_was_shown():
    assert isinstance(granted, ConsentGranted)
    assert (granted.enterprise, granted.wording, len(granted.digest)) == ("e001", "3", 64)


@pytest.mark.parametrize("status", ["dormant", "unreachable", "deregistered", "merged"])
@pytest.mark.parametrize("ask", [OFFICER, OFFICE, OWNER])
def test_nothing_is_agreed_to_for_an_enterprise_that_is_not_active(status, ask):
    there = PartyMerged(into="e002") if status == "merged" else PartyStatusChanged(status=status)
    gone = STANDING | {"party-e001": [PartyRegistered(profile=PROFILE), there]}
    signed = grant(method="paper", paper=PAPER) if ask is not OWNER else grant()
    given(**gone).when(signed, ask).refused("party.inactive", "need")
    if ask is not OWNER:
        given(**gone).when(prepare(), ask).refused("party.inactive", "need")


def test_control_of_one_that_is_back_it_is():
    changes = [PartyStatusChanged(status="dormant"), PartyStatusChanged(status="active")]
    back = STANDING | {"party-e001": [PartyRegistered(profile=PROFILE), *changes]}
    given(**back).when(grant(method="paper", paper=PAPER), OFFICER).then(on_paper)
