"""撤回登记: a party that was entered by mistake is gone with its code, and may come anew."""

from __future__ import annotations

from domain.core.command import On, Role
from domain.parties.party import (
    PartyRegistered,
    PartyUnregistered,
    RegisterParty,
    Standing,
    UsccClaimed,
    UsccReleased,
)
from domain.parties.unregister import UnregisterParty
from tests.examples import FACTORY, factory
from tests.spec import asks, given

GONE = UnregisterParty(id="e001", uscc=FACTORY.uscc)
claimed = UsccClaimed(party="e001")
released = On(f"uscc-{FACTORY.uscc}", UsccReleased())


def test_it_is_there_no_more_and_its_code_is_free():
    given(factory, uscc=[claimed]).when(GONE).then(PartyUnregistered(), released)


def test_it_may_be_registered_anew_with_its_code():
    again = RegisterParty(id="e001", profile=FACTORY)
    claim = On(f"uscc-{FACTORY.uscc}", claimed)
    given(factory, PartyUnregistered(), uscc=[claimed, UsccReleased()]).when(again).then(
        PartyRegistered(profile=FACTORY), claim
    )
    given(uscc=[claimed]).when(again).refused("uscc.taken", "uscc")  # the control


def test_what_stands_on_it_keeps_it():
    standing = (Standing(roles=("enterprise",), what="需求“流动资金贷款”"),)
    command = GONE.model_copy(update={"standing": standing})
    given(factory, uscc=[claimed]).when(command).refused("party.role_used", "id")


def test_only_the_office_takes_a_registration_back():
    given(factory, uscc=[claimed]).when(GONE, asks(Role.ENTERPRISE, "e001")).refused("party.role")


def test_a_party_that_is_not_there_or_has_another_code_stays_as_it_is():
    given().when(GONE).refused("party.absent", "id")
    command = UnregisterParty(id="e001")
    given(factory).when(command).refused("party.not_active", "id")
