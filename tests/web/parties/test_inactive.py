"""Who acts for a party that has ceased, stands still or can't be reached is let in by no door."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from domain.core.command import Refusal, Role
from domain.parties.party import ChangeStatus, PartyMerged, PartyStatusChanged
from domain.postings.need import NeedPaused
from services.identity.signin import Identity
from services.inbound.cloudevents import reply
from tests.spec import DAY, asks
from tests.web.sites import as_filled, text

RIGHT = "correct horse 9 battery"
STATUSES = ("deregistered", "merged", "dormant", "unreachable")
EVENT = {
    "specversion": "1.0",
    "id": "1",
    "source": "/bank",
    "type": "docking.command.acknowledge",
    "data": {"id": "x"},
}


@pytest.fixture
def known(led):
    Identity.of(led.house).choose_password("bank", RIGHT)
    led.house.views.fresh()
    return led


def becomes(led, status):
    event = PartyMerged(into="b02") if status == "merged" else PartyStatusChanged(status=status)
    led.tell(("party-b01", event))


def key_of(led):
    ask, until = asks(Role.BANK, "b01"), DAY + timedelta(days=30)
    _, key = Identity.of(led.house).issue_key(ask, "信贷系统", ("read", "feed"), until)
    led.house.views.fresh()
    return {"authorization": f"Bearer {key}"}


def sign_in(led):
    return led.client().post("/sign-in", data={"user": "bank", "password": RIGHT})


@pytest.mark.parametrize("status", STATUSES)
def test_every_door_is_shut_from_that_moment_on(known, status):
    bank, program, key = known.client("bank"), known.client(), key_of(known)
    assert bank.get("/leads").status_code == 200
    assert bank.get("/api/v1/feed").status_code == 200
    assert program.get("/api/v1/feed", headers=key).status_code == 200
    becomes(known, status)
    assert bank.get("/leads").headers["location"].startswith("/sign-in")
    assert bank.get("/api/v1/feed").status_code == 401
    assert program.get("/api/v1/feed", headers=key).status_code == 401
    answer = json.loads(reply(known.house, "b01", "1-0", json.dumps(EVENT).encode()))
    assert answer["data"]["code"] == "party.inactive"
    with pytest.raises(Refusal, match="助企办"):
        Identity.of(known.house).begin("bank", "oidc")


@pytest.mark.parametrize("status", STATUSES)
def test_who_signs_in_reads_why_not_and_whom_to_call(known, status):
    becomes(known, status)
    refused = sign_in(known)
    assert refused.status_code == 401
    said = text(refused.text)
    merged = "已并入紫云村镇银行，请用紫云村镇银行的账号登录；没有账号的请联系助企办"
    assert (merged if status == "merged" else "不能再登录和办理；有疑问请联系助企办") in said
    assert "docking_session" not in refused.cookies


def test_whoever_has_a_wrong_password_reads_nothing_of_it(known):
    becomes(known, "dormant")
    wrong = known.client().post("/sign-in", data={"user": "bank", "password": "not it at all"})
    assert (wrong.status_code, "停业" in wrong.text) == (401, False)


def test_a_party_that_is_back_is_let_in_again_and_no_old_session_comes_back(known):
    bank = known.client("bank")
    becomes(known, "dormant")
    assert bank.get("/leads").status_code == 303
    becomes(known, "active")
    known.moment += timedelta(minutes=2)  # behind what was told
    assert bank.get("/leads").status_code == 303  # that session is over
    assert sign_in(known).status_code == 303
    assert known.client("bank").get("/leads").status_code == 200


@pytest.mark.parametrize("status", ["deregistered", "dormant", "unreachable"])
def test_a_session_from_before_stays_over_though_nobody_came_meanwhile(known, status):
    bank, other = known.client("bank"), known.client("enterprise")
    becomes(known, status)
    becomes(known, "active")
    known.moment += timedelta(minutes=2)  # behind what was told
    assert bank.get("/leads").headers["location"].startswith("/sign-in")
    assert other.get("/leads").status_code == 200
    assert known.client("bank").get("/leads").status_code == 200


def test_nothing_waits_for_a_view(known):
    """The log alone says how the party stands."""
    bank = known.client("bank")
    known.house.desk.do(ChangeStatus(id="b01", status="dormant"), asks(Role.ORGANIZER))
    assert known.house.views.parties.party("b01").status == "active"  # has not heard yet
    assert bank.get("/leads").status_code == 303


def test_the_form_says_what_it_does_before_it_is_done(led):
    said = text(led.client("organizer").get("/parties/b01/status").text)
    assert "改为注销：它的人立即退出" in said
    assert "授权要由企业重新给" in said
    assert "状态写错的只有管理员能更正" in said


FOR_THE_ENTERPRISE = {
    "resume": {"side": "need", "id": "n1"},
    "pause": {"side": "need", "id": "n1"},
    "withdraw": {"side": "need", "id": "n1", "reason_code": "other"},
    "choose_route": {"need": "n1", "mode": "open_claim"},
    "revoke_consent": {"need": "n1", "receiver": "b01"},
    "set_contact": {
        "id": "e001",
        "contact": {"subject": "p-x", "value": "张三"},
        "phone": {"subject": "p-x", "value": "13800000000"},
    },
}


def for_e001(officer, command):
    token = as_filled(officer.get("/password").text, "/password")["csrf"]
    path = f"/api/v1/commands/{command}?for=e001"
    return officer.post(path, json=FOR_THE_ENTERPRISE[command], headers={"x-csrf-token": token})


@pytest.mark.parametrize("command", FOR_THE_ENTERPRISE)
def test_who_supports_an_enterprise_does_nothing_for_it_while_it_is_inactive(led, command):
    led.tell(("party-e001", PartyStatusChanged(status="dormant")))
    officer = led.client("officer")
    before = led.house.log.last()
    answer = for_e001(officer, command)
    assert (answer.status_code, answer.json()["code"]) == (409, "party.inactive")
    assert led.house.log.last() == before


def test_control_what_is_done_for_an_active_one_is_not_told_so(led):
    codes = {
        for_e001(led.client("officer"), command).json().get("code")
        for command in FOR_THE_ENTERPRISE
    }
    assert "party.inactive" not in codes


def test_on_the_page_neither_officer_nor_office_has_its_need_stand_again(led):
    led.tell(("need-n1", NeedPaused()), ("party-e001", PartyStatusChanged(status="dormant")))
    page = "/postings/need/n1"
    for who in ("officer", "organizer"):
        refused = led.client(who).fill(page, f"{page}/resume")
        assert (refused.status_code, "停业" in text(refused.text)) == (409, True)
    led.tell(("party-e001", PartyStatusChanged(status="active")))
    assert led.client("officer").fill(page, f"{page}/resume").status_code == 303
