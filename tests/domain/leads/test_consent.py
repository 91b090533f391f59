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
    ConsentRequested,
    ConsentRevoked,
    ExpireConsent,
    GrantConsent,
    RequestConsent,
    RevokeConsent,
    consent_text,
)
from domain.parties.party import PartyRegistered, PartyStatusChanged
from domain.postings.need import NeedPaused, NeedWithdrawn
from tests.domain.rows import expected, outcome, rows, strangers
from tests.examples import FACTORY as PROFILE
from tests.examples import content, live, rural_bank
from tests.leads import KINDS, SCOPE, UNTIL, granted, wording
from tests.spec import DAY, OFFICE, asks, given

OWNER, BANK, SYSTEM = asks(Role.ENTERPRISE, "e001"), asks(Role.BANK, "b01"), asks(Role.SYSTEM)
LATE = UNTIL + timedelta(days=1)
BETWEEN = {"need": "n1", "receiver": "b01"}
STANDING = {"need": list(live), "party": [rural_bank]}


def grant(**changes):
    return GrantConsent(
        **(
            BETWEEN
            | {"kinds": KINDS, "until": UNTIL, "digest": wording(**_shown(changes))}
            | changes
        )
    )


def _shown(changes):
    return {name: changes[name] for name in ("kinds", "until", "purpose") if name in changes}


asked, revoked = ConsentRequested(**BETWEEN), ConsentRevoked(**BETWEEN)
expired = ConsentExpired(**BETWEEN)
request, revoke, expire = (
    kind(**BETWEEN) for kind in (RequestConsent, RevokeConsent, ExpireConsent)
)
HISTORIES = {
    "absent": (),
    "requested": (asked,),
    "granted": (granted,),
    "revoked": (granted, revoked),
    "expired": (granted, expired),
}
COMMANDS = {
    "request": (request, SYSTEM),
    "grant": (grant(), OWNER),
    "revoke": (revoke, OWNER),
    "expire": (expire, asks(Role.CLOCK, on=LATE)),
}
OTHERWISE = {
    ("request", "requested"): "already so",
    ("request", "granted"): "already so",
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


def test_an_officer_passes_on_what_the_enterprise_decided():
    officer = asks(Role.OFFICER, on_behalf_of="e001")
    on_paper = granted.model_copy(update={"method": "paper"})
    given(asked, **STANDING).when(grant(method="paper"), officer).then(on_paper)


def test_nobody_lets_go_what_isnt_theirs():
    for stranger in (asks(Role.ENTERPRISE, "e002"), BANK, asks(Role.OFFICER, on_behalf_of="e002")):
        for wish in (grant(), revoke):
            given(granted, **STANDING).when(wish, stranger).refused("posting.absent")


def test_a_need_that_isnt_there_is_nobodys():
    given(party=[rural_bank]).when(grant(), OWNER).refused("posting.absent", "need")
    given().when(request, SYSTEM).refused("posting.absent", "need")


def test_a_receiver_asks_by_its_interest_and_not_by_guessing_ids():
    given(need=list(live)).when(request, BANK).refused("consent.role", "role")
    given().when(request, BANK).refused("consent.role", "role")


def test_another_scope_takes_the_place_of_the_first():
    narrow = ("need",)
    scope = SCOPE.model_copy(update={"kinds": narrow})
    less = granted.model_copy(update={"scope": scope, "digest": wording(kinds=narrow)})
    given(granted, **STANDING).when(grant(kinds=narrow), OWNER).then(less)


def test_a_paused_need_may_still_be_let_go_and_a_withdrawn_one_not():
    paused = {**STANDING, "need": [*live, NeedPaused()]}
    given(**paused).when(grant(), OWNER).then(granted)
    gone = {**STANDING, "need": [*live, NeedWithdrawn(reason_code="other")]}
    given(**gone).when(grant(), OWNER).refused("consent.need", "need")
    given(granted, **gone).when(revoke, OWNER).then(revoked)


def test_the_receiver_is_somebody_who_offers_on_this_track():
    given(need=list(live)).when(grant(), OWNER).refused("party.absent", "receiver")
    gone = [rural_bank, PartyStatusChanged(status="deregistered")]
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
    given(need=revised, party=[rural_bank]).when(grant(), OWNER).refused(
        "consent.wording", "digest"
    )


def test_the_text_names_the_receiver_the_purpose_the_way_the_kinds_and_the_end():
    said = consent_text(
        "1", title="一条需求", receiver="某银行", purpose="docking", kinds=KINDS, until=UNTIL
    )
    for part in (
        "某银行",
        "联系方式",
        "处理目的",
        "处理方式",
        "联系人姓名与电话",
        "2026-04-01",
        "撤回",
    ):
        assert part in said
    with pytest.raises(Malformed, match="没有这个授权文本"):
        consent_text("2", title="", receiver="", purpose="", kinds=(), until=DAY)


def test_a_request_may_be_turned_down():
    given(asked, **STANDING).when(revoke, OWNER).then(revoked)


def test_a_consent_is_live_up_to_and_with_its_last_day():
    state = Consent("granted", "e001", SCOPE)
    assert [state.live(day) for day in (DAY, UNTIL, LATE)] == [SCOPE, SCOPE, None]
    given(granted, **STANDING).when(expire, asks(Role.CLOCK, on=UNTIL)).refused(
        "consent.running", "until"
    )


def test_the_office_may_not_consent_for_anybody():
    given(asked, **STANDING).when(grant(), OFFICE).refused("consent.role", "role")
    given(granted, **STANDING).when(revoke, OFFICE).refused("consent.role", "role")


def test_a_granted_consent_keeps_whose_data_and_what_was_shown():
    assert isinstance(granted, ConsentGranted)
    assert (granted.enterprise, granted.wording, len(granted.digest)) == ("e001", "1", 64)
