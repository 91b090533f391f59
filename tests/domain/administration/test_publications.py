"""Publications of offerings: counted with the revisions of the day; what is beyond them waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.administration.offering_changes import PublicationCounted, RevisionCounted
from domain.administration.parameter import ParameterSet
from domain.administration.publications import Publish, PublishOrWait
from domain.core.command import On, Role
from domain.parties.party import PartyStatusChanged
from domain.postings.need import NeedDrafted, NeedPublished, NeedSubmitted
from domain.postings.offering import (
    OfferingDrafted,
    OfferingPaused,
    OfferingPublished,
    OfferingRenewed,
    OfferingResumed,
    OfferingSubmitted,
)
from domain.postings.posting import Renew, Resume
from tests.examples import content, loan, rural_bank
from tests.spec import DAY, OFFICE, asks, given

SUBMITTED = [OfferingDrafted(party="b01", content=loan()), OfferingSubmitted()]
PAUSED = [*SUBMITTED, OfferingPublished(), OfferingPaused()]
BANK = asks(Role.BANK, "b01")
PUBLISH = Publish(side="offering", id="o1")
COUNTED = On("revisions-b01", PublicationCounted(offering="o1", day=DAY))
OFFICER = asks(Role.OFFICER, on_behalf_of="b01")


def used_up(day=DAY):
    """Half of them by publishing, half by revising."""
    kinds = (PublicationCounted, RevisionCounted)
    made = [kinds[n % 2](offering=f"o{n + 5}", day=day) for n in range(10)]
    return {"revisions-b01": made}


def test_what_a_party_publishes_is_counted():
    given(*SUBMITTED).when(PUBLISH, BANK).then(COUNTED, OfferingPublished())


def test_so_is_what_is_published_in_its_name():
    given(*SUBMITTED).when(PUBLISH, OFFICER).then(COUNTED, OfferingPublished())


def test_beyond_the_number_it_stays_submitted_and_it_is_said_who_publishes_it():
    when = given(*SUBMITTED, **used_up()).when(PUBLISH, BANK)
    when.refused("publication.often", "id", saying="这条已提交，由助企办发布")
    when.refused("publication.often", "id", saying=f"{DAY + timedelta(days=1)} 起再发布")


def test_who_submits_with_it_is_not_refused():
    waits = PublishOrWait(side="offering", id="o1")
    given(*SUBMITTED, **used_up()).when(waits, BANK).then()
    given(*SUBMITTED).when(waits, BANK).then(COUNTED, OfferingPublished())


def test_the_next_day_has_its_own():
    before = used_up(DAY - timedelta(days=1))
    given(*SUBMITTED, **before).when(PUBLISH, BANK).then(COUNTED, OfferingPublished())


def test_control_the_office_is_not_limited():
    given(*SUBMITTED, **used_up()).when(PUBLISH, OFFICE).then(OfferingPublished())


def test_control_a_need_is_published_as_often_as_one_likes():
    need = [NeedDrafted(party="e001", content=content()), NeedSubmitted()]
    owner = asks(Role.ENTERPRISE, "e001")
    given(*need).when(Publish(side="need", id="n1"), owner).then(NeedPublished())


def test_what_comes_back_as_it_was_asks_nothing_new():
    given(*PAUSED, **used_up()).when(Resume(side="offering", id="o1"), BANK).then(OfferingResumed())
    through = DAY + timedelta(days=60)
    renew = Renew(side="offering", id="o1", valid_through=through)
    renewed = OfferingRenewed(valid_through=through)
    given(*PAUSED, **used_up()).when(renew, BANK).then(renewed)


def test_a_number_that_was_set_under_its_older_name_counts():
    data = {"parameter": "revisions_a_day", "value": 1, "since": DAY}
    older = ParameterSet(**ParameterSet.upcast(data, 1))
    once = {"revisions-b01": [RevisionCounted(offering="o2", day=DAY)]}
    given(*SUBMITTED, parameters=[older], **once).when(PUBLISH, BANK).refused("publication.often")


GOES_ON = {
    "publish": (SUBMITTED, PUBLISH),
    "resume": (PAUSED, Resume(side="offering", id="o1")),
    "renew": (PAUSED, Renew(side="offering", id="o1", valid_through=DAY + timedelta(days=60))),
}


@pytest.mark.parametrize("name", GOES_ON)
@pytest.mark.parametrize("status", ["dormant", "unreachable", "deregistered"])
@pytest.mark.parametrize("ask", [OFFICE, OFFICER])
def test_nothing_comes_to_stand_for_a_party_that_is_not_active(name, status, ask):
    history, command = GOES_ON[name]
    gone = [rural_bank, PartyStatusChanged(status=status)]
    given(*history, party=gone).when(command, ask).refused("party.inactive", "id")


def test_control_of_one_that_is_back_it_does():
    back = [rural_bank, PartyStatusChanged(status="dormant"), PartyStatusChanged(status="active")]
    given(*PAUSED, party=back).when(Resume(side="offering", id="o1"), OFFICE).then(
        OfferingResumed()
    )
