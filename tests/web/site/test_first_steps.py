"""An empty county begins with a list of what comes first, until all of it is done."""

from __future__ import annotations

import re

import pytest

from domain.administration.activation import SlipIssued
from domain.administration.user import AddUser, Duty, SignedIn
from domain.core.command import Role
from domain.core.personal import Personal
from domain.parties.codes import PARTY_ROLES
from domain.parties.party import PartyRegistered, Profile
from domain.postings.offering import OfferingDrafted
from domain.postings.terms import PolicyOffering
from services.web.selectors.checklist import WAYS
from tests.examples import FACTORY, RURAL_BANK, content, offering_live
from tests.sessions import opened, planned
from tests.spec import NOON
from tests.web.sites import Site, text

OFFICE_OF_INDUSTRY = Profile(title="襄城县工信局", roles=("department",))


def test_each_step_is_ticked_when_it_is_done_and_the_list_goes_with_the_last(tmp_path):
    county = Site(tmp_path)
    ask = county.house.ask("setup", Role.SYSTEM)
    for id in ("admin", "organizer"):
        person = Personal(subject=f"person-{id}", value="张三")
        county.house.desk.do(AddUser(id=id, duty=Duty(role=id), person=person), ask)
    county.house.views.fresh()
    admin = county.client("admin")
    begins = admin.get("/").text
    assert "从这里开始" in begins
    assert 'href="/users/new">给助企办的同志开账号' in begins
    assert "整份名单由助企办导入" in text(begins)  # it isn't the administrator's
    for done, *happened in (
        (1, ("user-organizer", SignedIn(method="test"))),
        (1, ("party-e001", PartyRegistered(profile=FACTORY))),  # the list names who offers too
        (2, ("party-b01", PartyRegistered(profile=RURAL_BANK))),
        (2, ("party-d01", PartyRegistered(profile=OFFICE_OF_INDUSTRY))),
        (3, *slip()),
        (4, *(("offering-o1", event) for event in offering_live)),
        (5, *offered_policy()),
        (5, ("session-s1", planned)),  # nobody can come to a draft
    ):
        county.tell(*happened)
        assert text(admin.get("/").text).count("已完成") == done
    county.tell(("session-s1", opened))
    assert "从这里开始" not in admin.get("/").text
    county.house.close()


@pytest.mark.parametrize("role", [role for role in PARTY_ROLES if role != "enterprise"])
def test_a_list_with_an_enterprise_and_whoever_offers_is_imported(tmp_path, role):
    offers = Profile(title="能提供的单位", roles=(role,))
    assert _listed(tmp_path, FACTORY) == (False, WAYS["parties"].lacks["parties.provider"])
    assert _listed(tmp_path, offers) == (False, WAYS["parties"].lacks["parties.enterprise"])
    assert _listed(tmp_path, FACTORY, offers)[0]


def _listed(folder, *profiles):
    """Whether the list is ticked where these are in it, and what stands beside it."""
    county = Site(folder / str(len([*folder.iterdir()])))
    person = Personal(subject="person-admin", value="张三")
    added = AddUser(id="admin", duty=Duty(role="admin"), person=person)
    county.house.desk.do(added, county.house.ask("setup", Role.SYSTEM))
    for number, profile in enumerate(profiles):
        county.tell((f"party-p{number}", PartyRegistered(profile=profile)))
    county.house.views.fresh()
    [item] = re.findall(
        r"<li[^>]*>(?:(?!</li>).)*导入单位名单.*?</li>",
        county.client("admin").get("/").text,
        re.DOTALL,
    )
    county.house.close()
    rest = text(item).removeprefix("导入单位名单").strip()
    return rest == "已完成", rest


def offered_policy():
    """A policy of the department, published."""
    made = content(track="policy", terms=PolicyOffering())
    return (
        ("offering-p1", OfferingDrafted(party="d01", content=made)),
        *(("offering-p1", event) for event in offering_live[1:]),
    )


def slip():
    """A slip that is out for the enterprise."""
    issued = SlipIssued(slip="s1", role="enterprise", until=NOON.replace(year=2027))
    return (("activation-party:e001", issued),)


def test_whoever_opens_a_page_of_others_reads_whose_it_is(plain):
    said = plain.client("admin").get("/sessions/new")
    assert (said.status_code, "它由这些角色使用：助企办" in text(said.text)) == (403, True)
