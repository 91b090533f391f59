"""A party asks to be known otherwise; the office agrees to what it has read, or says why not."""

from __future__ import annotations

import pytest

from domain.core.command import On, Role
from domain.parties.party import (
    Namesake,
    PartyRegistered,
    PartyRevised,
    PartyRevisionAsked,
    PartyRevisionDeclined,
    RegisterParty,
    ReviseParty,
    UsccClaimed,
)
from domain.parties.revision_request import AcceptRevision, AskRevision, DeclineRevision
from tests.examples import FACTORY, RURAL_BANK, factory
from tests.spec import asks, given

OWNER, OFFICE = asks(Role.ENTERPRISE, "e001"), asks(Role.ORGANIZER)
RENAMED = FACTORY.model_copy(update={"title": "襄城县新名机械有限公司"})
asked = PartyRevisionAsked(profile=RENAMED)
CLAIMED = On(f"uscc-{RENAMED.uscc}", UsccClaimed(party="e002"))
OTHER = Namesake(id="e009", title="襄城县新名机械有限公司", receives=False)
OTHER_BANK = OTHER.model_copy(update={"id": "b09", "receives": True})


def test_what_others_rely_on_changes_when_the_office_agrees():
    given(factory).when(AskRevision(id="e001", profile=RENAMED), OWNER).then(asked)
    given(factory, asked).when(AskRevision(id="e001", profile=RENAMED), OWNER).then()
    accepted = AcceptRevision(id="e001", profile=RENAMED)
    given(factory, asked).when(accepted, OFFICE).then(PartyRevised(profile=RENAMED))
    given(factory, asked, PartyRevised(profile=RENAMED)).when(accepted, OFFICE).then()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "中国工商银行襄城支行"},
        {"industry": "C13"},
        {"scale": "large"},
        {"above_scale": True},
        {"key_enterprise": True},
        {"roles": ("bank",)},
    ],
)
def test_nobody_says_of_itself_what_others_rely_on(change):
    alone = ReviseParty(id="e001", profile=FACTORY.model_copy(update=change))
    [field] = change
    given(factory).when(alone, OWNER).refused("party.vouched", field)
    given(factory).when(alone, OFFICE).then(PartyRevised(profile=alone.profile))


def test_the_office_agrees_to_what_it_has_read():
    meanwhile = PartyRevisionAsked(profile=FACTORY.model_copy(update={"title": "中国银行"}))
    accepted = AcceptRevision(id="e001", profile=RENAMED)
    given(factory, asked, meanwhile).when(accepted, OFFICE).refused("party.asked", "id")
    given(factory).when(accepted, OFFICE).refused("party.asked", "id")
    given(factory, asked).when(accepted, OWNER).refused("party.role", "role")


def test_what_is_turned_down_has_its_reason_and_may_be_asked_again():
    no = DeclineRevision(id="e001", reason="与营业执照不一致")
    declined = PartyRevisionDeclined(reason="与营业执照不一致")
    given(factory, asked).when(no, OFFICE).then(declined)
    given(factory, asked, declined).when(no, OFFICE).refused("party.asked", "id")
    given(factory, asked).when(no, OWNER).refused("party.role", "role")
    again = AskRevision(id="e001", profile=RENAMED)
    given(factory, asked, declined).when(again, OWNER).then(asked)


def test_nobody_asks_for_another():
    others = asks(Role.BANK, "b01")
    given(factory).when(AskRevision(id="e001", profile=RENAMED), others).refused("party.absent")


def test_a_name_is_somebodys_alone_but_for_enterprises_of_which_the_office_says_so():
    new = {"id": "e002", "profile": RENAMED, "namesake": OTHER}
    given().when(RegisterParty(**new), OFFICE).refused("party.same_name", "title")
    given().when(RegisterParty(**new, different=True), OFFICE).then(
        PartyRegistered(profile=RENAMED), CLAIMED
    )
    bank = new | {"namesake": OTHER_BANK, "different": True}
    given().when(RegisterParty(**bank), OFFICE).refused("party.same_name", "title")
    as_bank = new | {"profile": RURAL_BANK, "different": True}
    given().when(RegisterParty(**as_bank), OFFICE).refused("party.same_name", "title")


def test_who_keeps_its_name_is_asked_nothing():
    """The control: a namesake that was there all along stops no other change."""
    moved = FACTORY.model_copy(update={"region": "411081"})
    same = ReviseParty(id="e001", profile=moved, namesake=OTHER_BANK)
    given(factory).when(same, OFFICE).then(PartyRevised(profile=moved))
    renamed = ReviseParty(id="e001", profile=RENAMED, namesake=OTHER_BANK)
    given(factory).when(renamed, OFFICE).refused("party.same_name", "title")


@pytest.mark.parametrize("name", ["中国建设银行ССВ", "ΑΒС公司", "工商银行ｶﾌﾞ", "☆公司"])
def test_a_name_has_no_letters_that_look_like_others(name):
    profile = FACTORY.model_copy(update={"title": name})
    given().when(RegisterParty(id="e002", profile=profile), OFFICE).malformed(
        "text.script", "title"
    )
