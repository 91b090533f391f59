"""单位: registered once, one credit code for one party, contacts apart."""

from __future__ import annotations

import pytest

from domain.core.command import On, Role
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.parties.contact import naming_contact
from domain.parties.facts import Facts
from domain.parties.party import (
    ChangeStatus,
    PartyContactSet,
    PartyFactsStated,
    PartyRegistered,
    PartyRevised,
    PartyStatusChanged,
    RegisterParty,
    ReviseParty,
    SetContact,
    Standing,
    StateFacts,
    UsccClaimed,
)
from tests.examples import FACTORY, RURAL_BANK, factory, rural_bank
from tests.spec import asks, given

CODE = "91411025MA3X00002W"
PERSON = Personal(subject="person-1", value="王某"), Personal(subject="person-1", value="0374")
STRANGER = asks(Role.ENTERPRISE, "e002")


def test_registering_claims_the_credit_code_in_the_same_append():
    given().when(RegisterParty(id="e001", profile=FACTORY)).then(
        factory, On(f"uscc-{CODE}", UsccClaimed(party="e001"))
    )


def test_a_party_without_a_code_claims_none():
    given().when(RegisterParty(id="b01", profile=RURAL_BANK)).then(rural_bank)


def test_registering_the_same_again_changes_nothing():
    claimed = {"uscc": [UsccClaimed(party="e001")]}
    given(factory, **claimed).when(RegisterParty(id="e001", profile=FACTORY)).then()


def test_a_code_belongs_to_one_party():
    given(uscc=[UsccClaimed(party="e001")]).when(RegisterParty(id="e002", profile=FACTORY)).refused(
        "uscc.taken", "uscc"
    )


def test_only_the_office_registers():
    command = RegisterParty(id="e001", profile=FACTORY)
    given().when(command, asks(Role.ENTERPRISE, "e001")).refused("party.role", "role")


def test_what_is_wrong_with_a_profile_is_named():
    for changes, code, field in (
        ({"title": "甲"}, "text.too_short", "title"),
        ({"uscc": "91411025MA3X00002P"}, "uscc.checksum", "uscc"),
        ({"region": "999999"}, "region.unknown_code", "region"),
        ({"industry": "Z99"}, "industry.unknown", "industry"),
        ({"roles": ("king",)}, "code.unknown", "roles"),
        ({"roles": ()}, "code.unknown", "roles"),
        ({"scale": "giant"}, "code.unknown", "scale"),
    ):
        profile = FACTORY.model_copy(update=changes)
        given().when(RegisterParty(id="e001", profile=profile)).malformed(code, field)


def test_a_party_revises_what_is_known_of_it_but_not_its_code():
    moved = FACTORY.model_copy(update={"region": "411081"})
    owner = asks(Role.ENTERPRISE, "e001")
    given(factory).when(ReviseParty(id="e001", profile=moved), owner).then(
        PartyRevised(profile=moved)
    )
    renamed = FACTORY.model_copy(update={"uscc": None})
    given(factory).when(ReviseParty(id="e001", profile=renamed), owner).refused("uscc.fixed")


def test_a_party_doesnt_give_itself_another_role():
    bank = FACTORY.model_copy(update={"roles": ("enterprise", "bank")})
    given(factory).when(
        ReviseParty(id="e001", profile=bank), asks(Role.ENTERPRISE, "e001")
    ).refused("party.vouched", "roles")
    given(factory).when(ReviseParty(id="e001", profile=bank)).then(PartyRevised(profile=bank))


def test_a_role_that_something_stands_on_is_not_taken_away():
    bank = FACTORY.model_copy(update={"roles": ("bank",)})
    loan = Standing(roles=("bank",), what="供给“转贷周转贷”")
    need = Standing(roles=("enterprise",), what="需求“流动资金贷款”")
    used = ReviseParty(id="e001", profile=bank, standing=(loan, need))
    given(factory).when(used).refused("party.role_used", "roles")
    both = FACTORY.model_copy(update={"roles": ("enterprise", "bank")})
    kept = ReviseParty(id="e001", profile=both, standing=(loan, need))
    given(factory).when(kept).then(PartyRevised(profile=both))


def test_of_the_roles_that_something_needs_one_of_one_is_enough():
    supplier = FACTORY.model_copy(update={"roles": ("supplier",)})
    sale = Standing(roles=("enterprise", "supplier"), what="供给“纸箱”")
    command = ReviseParty(id="e001", profile=supplier, standing=(sale,))
    given(factory).when(command).then(PartyRevised(profile=supplier))


def test_a_stranger_finds_no_such_party():
    contact = {"contact": PERSON[0], "phone": PERSON[1]}
    for command in (ReviseParty(id="e001", profile=FACTORY), SetContact(id="e001", **contact)):
        for history in ((factory,), ()):
            given(*history).when(command, STRANGER).refused("party.absent", "id")


def test_who_may_not_ask_isnt_told_what_is_so_already():
    for history in ((factory,), ()):
        for command in (
            RegisterParty(id="e001", profile=FACTORY),
            ChangeStatus(id="e001", status="active"),
            ChangeStatus(id="e001", status="gone"),
        ):
            given(*history).when(command, STRANGER).refused("party.role", "role")


def test_a_contact_is_personal_data_and_set_once():
    set_ = PartyContactSet(contact=PERSON[0], phone=PERSON[1])
    command = SetContact(id="e001", contact=PERSON[0], phone=PERSON[1])
    given(factory).when(command).then(set_)
    given(factory, set_).when(command).then()
    assert "王某" not in repr(set_)


def test_whoever_is_named_again_is_the_same_person_and_a_successor_another():
    [named] = naming_contact("e001", "王某", "13700001111", "person-1")
    known = PartyContactSet(contact=named.contact, phone=named.phone)
    [again] = naming_contact("e001", "王某", "13700001111", "person-2")
    given(factory, known).when(again).then()
    [successor] = naming_contact("e001", "李某", "13700001111", "person-2")
    changed = PartyContactSet(contact=successor.contact, phone=successor.phone)
    given(factory, known).when(successor).then(changed)
    assert changed.contact.subject == changed.phone.subject != known.contact.subject


def test_nobody_is_named_by_two_empty_fields_and_half_a_contact_is_refused():
    assert naming_contact("e001", None, None, "person-1") == []
    for half, field in ((("王某", None), "phone"), ((None, "13700001111"), "contact")):
        with pytest.raises(Malformed) as refused:
            naming_contact("e001", *half, "person-1")
        assert refused.value.field == field


def test_the_office_notes_that_a_party_cant_be_reached():
    command = ChangeStatus(id="e001", status="unreachable")
    given(factory).when(command).then(PartyStatusChanged(status="unreachable"))
    given(factory).when(ChangeStatus(id="e001", status="gone")).malformed(
        "status.unknown", "status"
    )


GONE = PartyStatusChanged(status="deregistered", reason="市场监管部门已注销")


def test_who_is_deregistered_is_so_for_good_and_why_is_written_down():
    ends = ChangeStatus(id="e001", status="deregistered", reason=GONE.reason)
    given(factory).when(ends).then(GONE)
    silent = ChangeStatus(id="e001", status="deregistered")
    given(factory).when(silent).malformed("text.empty", "reason")
    for status in ("active", "dormant", "unreachable"):
        back = ChangeStatus(id="e001", status=status, reason="写错了")
        given(factory, GONE).when(back).refused("party.final", "status")


def test_an_administrator_alone_corrects_it_and_says_why():
    admin, back = asks(Role.ADMIN), ChangeStatus(id="e001", status="active", reason="写错了企业")
    corrected = PartyStatusChanged(status="active", reason="写错了企业")
    given(factory, GONE).when(back, admin).then(corrected)
    silent = ChangeStatus(id="e001", status="active")
    given(factory, GONE).when(silent, admin).malformed("text.empty", "reason")


def test_an_enterprise_states_once_what_policies_ask_of_it():
    facts = Facts(employees=86, high_tech=True, revenue_fen=0)
    state, stated = StateFacts(id="e001", facts=facts), PartyFactsStated(facts=facts)
    own = asks(Role.ENTERPRISE, "e001")
    given(factory).when(state, own).then(stated)
    given(factory, stated).when(state, own).then()
    given(factory).when(state, STRANGER).refused("party.absent", "id")
    given().when(state, own).refused("party.absent", "id")
    for changes in ({"employees": 2_000_000}, {"rd_ratio_bp": -1}, {"revenue_fen": 10**18}):
        wrong = StateFacts(id="e001", facts=Facts(**changes))
        given(factory).when(wrong, own).malformed("number.range", *changes)


def test_a_party_with_a_code_that_was_once_taken_can_still_be_revised():
    old = FACTORY.model_copy(update={"uscc": "91411025MA3X00000M"})  # of a wrong check
    moved = old.model_copy(update={"region": "411025104"})
    given(PartyRegistered(profile=old)).when(ReviseParty(id="e001", profile=moved)).then(
        PartyRevised(profile=moved)
    )
    given().when(RegisterParty(id="e001", profile=old)).malformed("uscc.checksum", "uscc")
