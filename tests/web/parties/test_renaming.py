"""A party is called otherwise: who relied on it reads from what to what, once; who asked for it
reads that the office agreed."""

from __future__ import annotations

from datetime import timedelta

from domain.core.command import Role
from domain.parties.party import PartyRevised, ReviseParty
from domain.parties.revision_request import AskRevision
from services.inbound.execute import execute
from services.inbound.shorthand import AcceptRevisionById
from tests.examples import FACTORY, rural_bank
from tests.leads import LEAD
from tests.spec import asks
from tests.web.sites import text

BANK = rural_bank.profile
RENAMED = BANK.model_copy(update={"title": "襄城汇民银行股份有限公司", "scale": "large"})
SAID = f"{BANK.title}（规模未填） → {RENAMED.title}（大型）"


def told(led, addressee):
    rows = led.house.views.notices.between(0, int(led.house.now().timestamp()))
    return [(row.kind, row.names) for row in rows if row.addressee == addressee]


def test_who_consented_reads_both_names_in_one_notice_and_on_the_lead(led):
    led.tell(("party-b01", PartyRevised(profile=RENAMED)))
    led.moment += timedelta(minutes=2)  # behind what was told
    renamed = [row for row in told(led, "party-e001") if row[0] == "receiver_renamed"]
    assert renamed == [("receiver_renamed", SAID)]
    enterprise = led.client("enterprise")
    assert SAID in text(enterprise.get("/notices").text)
    assert SAID in text(enterprise.get(f"/leads/{LEAD}").text).partition("时间线")[2]


def test_what_is_neither_name_nor_scale_is_no_renaming(led):
    moved = BANK.model_copy(update={"industry": "J66"})
    led.tell(("party-b01", PartyRevised(profile=moved)))
    assert "receiver_renamed" not in dict(told(led, "party-e001"))
    page = text(led.client("enterprise").get(f"/leads/{LEAD}").text)
    assert "对接单位改了名称或规模" not in page


def test_who_asked_for_it_reads_that_the_office_agreed(led):
    house, office = led.house, asks(Role.ORGANIZER)
    wanted = FACTORY.model_copy(update={"title": "襄城县恒丰机械股份有限公司"})
    house.desk.do(AskRevision(id="e001", profile=wanted), asks(Role.ENTERPRISE, "e001"))
    house.views.fresh()
    execute(house, AcceptRevisionById(id="e001", profile=wanted), office, None)
    house.views.fresh()
    kinds = dict(told(led, "party-e001")).keys()
    assert "revision_accepted" in kinds
    assert "party_revised" not in kinds
    assert "您的修改申请已同意" in text(led.client("enterprise").get("/notices").text)


def test_control_what_the_office_changed_by_itself_is_told_as_that(led):
    house = led.house
    wanted = FACTORY.model_copy(update={"title": "襄城县恒丰机械股份有限公司"})
    house.desk.do(ReviseParty(id="e001", profile=wanted), asks(Role.ORGANIZER))
    house.views.fresh()
    kinds = dict(told(led, "party-e001")).keys()
    assert "party_revised" in kinds
    assert "revision_accepted" not in kinds
