"""合并: a party that was registered twice goes into the one that stays, and does nothing more."""

from __future__ import annotations

from domain.core.command import Role
from domain.parties.merge import MergeParty
from domain.parties.party import ChangeStatus, PartyMerged, PartyStatusChanged, ReviseParty
from domain.postings.posting import Draft
from tests.examples import FACTORY, content, factory, rural_bank
from tests.spec import asks, given

ADMIN = asks(Role.ADMIN)
WHY = "同一家企业登记了两次"
MERGE = MergeParty(id="e001", into="e017", reason=WHY)
merged = PartyMerged(into="e017", reason=WHY)
without_code = factory.model_copy(update={"profile": FACTORY.model_copy(update={"uscc": None})})


def test_it_goes_into_the_other():
    given(factory, party=[factory]).when(MERGE, ADMIN).then(merged)


def test_again_changes_nothing():
    given(factory, merged, party=[factory]).when(MERGE, ADMIN).then()


def test_only_an_administrator_merges():
    given(factory, party=[factory]).when(MERGE).refused("party.role")


def test_what_was_merged_is_not_merged_into_yet_another():
    command = MergeParty(id="e001", into="e018", reason=WHY)
    given(factory, merged, party=[factory]).when(command, ADMIN).refused("merge.done", "id")


def test_the_other_has_to_be_there_and_to_stay():
    given(factory).when(MERGE, ADMIN).refused("merge.absent", "into")
    gone = PartyMerged(into="e001")
    given(factory, party=[factory, gone]).when(MERGE, ADMIN).refused("merge.absent", "into")


def test_not_into_itself():
    itself = MergeParty(id="e001", into="e001", reason=WHY)
    given(factory).when(itself, ADMIN).refused("merge.self", "into")


def test_a_party_that_is_not_there_is_not_merged():
    given(party=[factory]).when(MERGE, ADMIN).refused("party.absent", "id")


def test_the_one_with_a_credit_code_stays():
    given(factory, party=[without_code]).when(MERGE, ADMIN).refused("merge.code", "into")
    given(without_code, party=[factory]).when(MERGE, ADMIN).then(merged)


def test_what_was_merged_changes_no_more_and_publishes_nothing():
    other = FACTORY.model_copy(update={"title": "襄城县新名机械有限公司"})
    given(factory, merged).when(ReviseParty(id="e001", profile=other)).refused("party.merged")
    dormant = ChangeStatus(id="e001", status="dormant")
    given(factory, merged).when(dormant).refused("party.merged")
    draft = Draft(side="need", id="n1", party="e001", content=content())
    given(party=[factory, merged]).when(draft).refused("party.not_active")


def test_control_a_party_that_was_not_merged_may_change():
    dormant = ChangeStatus(id="b01", status="dormant")
    given(rural_bank).when(dormant).then(PartyStatusChanged(status="dormant"))


def test_why_is_written_down():
    silent = MergeParty(id="e001", into="e017", reason="")
    given(factory, party=[factory]).when(silent, ADMIN).malformed("text.empty", "reason")
