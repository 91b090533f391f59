"""登记: an enterprise registers itself; the office confirms it, or sends it back."""

from __future__ import annotations

import pytest

from domain.administration.registration import (
    ConfirmRegistration,
    FileRegistration,
    RefuseRegistration,
    RegistrationConfirmed,
    RegistrationFiled,
    RegistrationRefused,
)
from domain.administration.user import Duty, UserAdded, UserClosed, UserRevised
from domain.core.command import On, Role
from domain.core.personal import Personal
from domain.parties.party import PartyContactSet, PartyRegistered, PartyRevised, UsccClaimed
from tests.examples import FACTORY, factory, rural_bank
from tests.leads import contact_set
from tests.spec import asks, given

CODE = str(FACTORY.uscc)
HOUSE = asks(Role.SYSTEM)
CONTACT, PHONE = (Personal(subject="person-1", value=value) for value in ("陈会计", "13900000001"))
FILE = FileRegistration(id=CODE, profile=FACTORY, contact=CONTACT, phone=PHONE)
CONFIRM = ConfirmRegistration(id=CODE)
JOIN = ConfirmRegistration(id=CODE, party="e001")
filed = RegistrationFiled(profile=FACTORY, contact=CONTACT, phone=PHONE, user=CODE)
applicant = UserAdded(duty=Duty(role="applicant"), person=CONTACT, phone=PHONE)
claimed = UsccClaimed(party="e001")
refused = RegistrationRefused(reason="名称不对")


def signs_in_for(party):
    duty = Duty(role="enterprise", party=party)
    return On(f"user-{CODE}", UserRevised(duty=duty, person=CONTACT, phone=PHONE))


def test_whoever_registers_an_enterprise_signs_in_and_waits():
    given().when(FILE, HOUSE).then(filed, On(f"user-{CODE}", applicant))


def test_what_was_sent_back_may_be_filed_again():
    again = UserRevised(duty=Duty(role="applicant"), person=CONTACT, phone=PHONE)
    given(filed, refused, user=[applicant]).when(FILE, HOUSE).then(filed, On(f"user-{CODE}", again))


def test_a_code_that_is_known_is_not_registered_again():
    given(filed, user=[applicant]).when(FILE, HOUSE).refused("registration.waiting", "uscc")
    given(uscc=[claimed]).when(FILE, HOUSE).refused("registration.known", "uscc")
    other = applicant.model_copy(update={"duty": Duty(role="leader")})
    given(user=[other]).when(FILE, HOUSE).refused("registration.known", "uscc")


def test_the_office_confirms_it_as_a_new_party():
    given(filed, user=[applicant]).when(CONFIRM).then(
        RegistrationConfirmed(party=CODE),
        On(f"party-{CODE}", PartyRegistered(profile=FACTORY)),
        On(f"uscc-{CODE}", UsccClaimed(party=CODE)),
        On(f"party-{CODE}", PartyContactSet(contact=CONTACT, phone=PHONE)),
        signs_in_for(CODE),
    )
    given(filed, user=[applicant], uscc=[claimed]).when(CONFIRM).refused("uscc.taken", "party")


def test_or_as_an_account_of_a_party_that_is_there_whose_contact_stays():
    known = {"user": [applicant], "uscc": [claimed], "party": [factory, contact_set]}
    given(filed, **known).when(JOIN).then(RegistrationConfirmed(party="e001"), signs_in_for("e001"))


def test_a_party_without_a_code_gets_the_one_that_was_filed():
    without = factory.model_copy(update={"profile": FACTORY.model_copy(update={"uscc": None})})
    given(filed, user=[applicant], party=[without, contact_set]).when(JOIN).then(
        RegistrationConfirmed(party="e001"),
        On("party-e001", PartyRevised(profile=FACTORY)),
        On(f"uscc-{CODE}", claimed),
        signs_in_for("e001"),
    )


def test_it_joins_no_party_that_isnt_that_enterprise():
    known = {"user": [applicant]}
    given(filed, **known, party=[rural_bank]).when(JOIN).refused("party.not_active", "party")
    given(filed, **known).when(JOIN).refused("party.not_active", "party")
    other = factory.model_copy(
        update={"profile": FACTORY.model_copy(update={"uscc": "91411025MA3X00001L"})}
    )
    given(filed, **known, party=[other]).when(JOIN).refused("registration.other_code", "party")


def test_the_office_sends_it_back_with_a_reason():
    refuse = RefuseRegistration(id=CODE, reason="名称不对")
    given(filed, user=[applicant]).when(refuse).then(refused)
    given(filed, refused, user=[applicant]).when(refuse).refused("registration.state", "id")
    given().when(refuse).refused("registration.absent", "id")


@pytest.mark.parametrize("command", [CONFIRM, RefuseRegistration(id=CODE, reason="名称不对")])
def test_nobody_but_the_office_decides(command):
    enterprise = asks(Role.ENTERPRISE, CODE)
    given(filed, user=[applicant]).when(command, enterprise).refused("registration.role")


def test_for_a_user_who_was_closed_nothing_is_filed_or_confirmed():
    gone = [applicant, UserClosed()]
    given(filed, refused, user=gone).when(FILE, HOUSE).refused("user.closed", "uscc")
    given(filed, user=gone).when(CONFIRM).refused("user.closed", "id")
    given(filed, user=gone).when(RefuseRegistration(id=CODE, reason="名称不对")).then(refused)


def test_nobody_files_one_but_by_the_public_page():
    given().when(FILE, asks(Role.ADMIN)).refused("registration.witness")
