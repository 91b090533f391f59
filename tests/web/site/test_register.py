"""An enterprise registers itself, waits for the office, and is let in; a forgotten password."""

from __future__ import annotations

import json
import re

import pytest

from domain.administration.user import AddUser, Duty
from domain.core.command import Role
from domain.core.personal import Personal
from domain.parties.party import UsccClaimed
from tests.examples import FACTORY
from tests.services.mail import sms_service
from tests.web.administration.test_accounts import OWN, passwords_cant_be_kept, printed
from tests.web.sites import site, text

USCC = "91411025MA9K0W2B16"
SECRET = "whsec_" + "A" * 43 + "="
MILL = {
    "uscc": USCC,
    "title": "襄城县新禾粮油有限公司",
    "region": "襄城县",
    "contact": "陈会计",
    "phone": "13900000001",
    "password": OWN,
    "again": OWN,
}


def register(made, **fields):
    client = made.client()
    return client, client.fill("/register", "/register", **MILL | fields)


def test_whoever_registers_waits_until_the_office_confirms(plain):
    client, answer = register(plain)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    waits = text(client.get("/").text)
    assert "等待助企办确认" in waits
    assert USCC in waits
    assert client.get("/leads").status_code == 403

    office = plain.client("organizer")
    assert "核对企业登记" in text(office.get("/").text)
    page = text(office.get(f"/registrations/{USCC}").text)
    assert "陈会计 13900000001" in page
    path = f"/registrations/{USCC}"
    assert office.fill(path, f"{path}/confirm").headers["location"] == f"/parties/{USCC}"
    assert "核对企业登记" not in text(office.get("/").text)
    assert "襄城县新禾粮油有限公司" in text(client.get("/").text)
    assert client.get("/postings").status_code == 200
    assert plain.house.views.parties.party(USCC).reachable


def test_who_is_sent_back_reads_why_and_registers_again(plain):
    client, _ = register(plain)
    path = f"/registrations/{USCC}"
    plain.client("organizer").fill(path, f"{path}/refuse", reason="名称与营业执照不一致")
    assert "名称与营业执照不一致" in text(client.get("/").text)
    client, answer = register(plain, title="襄城县新禾粮油股份有限公司")
    assert answer.status_code == 303
    assert "襄城县新禾粮油股份有限公司" in text(client.get("/").text)


def signed_in(made, user):
    made.house.views.fresh()
    return made.client().post("/sign-in", data={"user": user, "password": OWN}).status_code == 303


@pytest.mark.parametrize(
    "user", [USCC, USCC.lower(), "13900000001", "139 0000 0001", "+8613900000001"]
)
def test_whoever_registered_signs_in_by_the_code_in_any_case_and_by_telephone(plain, user):
    register(plain)
    assert signed_in(plain, user)


def test_a_telephone_of_two_who_wait_lets_in_neither_and_of_one_who_is_confirmed_that_one(plain):
    """Nobody keeps another from signing in by filing the other's telephone."""
    register(plain)
    register(plain, uscc="91411025MA3X00002W", title="襄城县另一家公司")
    assert (signed_in(plain, "13900000001"), signed_in(plain, USCC)) == (False, True)
    path = f"/registrations/{USCC}"
    plain.client("organizer").fill(path, f"{path}/confirm")
    plain.house.views.fresh()
    assert plain.house.views.users.called("13900000001").id == USCC


def test_a_blank_slip_makes_it_valid_at_once_and_so_does_one_that_comes_later(plain):
    first, second = printed(plain, "/accounts/blanks", many="2")
    moved = plain.client().get(f"/activate?code={first}")
    assert moved.headers["location"] == f"/register?code={first}"
    client, _ = register(plain, code=first)
    assert client.get("/postings").status_code == 200
    said = register(plain, code=first, uscc="91411025MA3X00002W")[1]
    assert (said.status_code, "已经用过" in text(said.text)) == (422, True)

    late, _ = register(plain, uscc="91411025MA44T7QHXU", title="襄城县远方机械有限公司")
    assert late.fill("/", "/register/code", code=second).headers["location"] == "/"
    assert late.get("/postings").status_code == 200


@pytest.mark.parametrize("slip", [False, True])
def test_what_broke_before_there_was_a_password_is_ended_by_sending_the_same(plain, slip):
    more = {"code": printed(plain, "/accounts/blanks", many="1")[0]} if slip else {}
    with passwords_cant_be_kept(plain):
        assert register(plain, **more)[1].status_code == 500
    if slip:
        path = register(plain, **more)[1].headers["location"]
        client = plain.client()
        answer = client.fill(path, "/activate", password=OWN, again=OWN)
    else:
        assert "正等助企办确认" in text(register(plain, phone="13900000002")[1].text)
        client, answer = register(plain)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get("/postings").status_code == (200 if slip else 403)
    assert "正等助企办确认" in text(register(plain)[1].text) or slip  # once and no more


def test_one_that_is_registered_is_asked_about_and_told_nothing_else(plain):
    plain.tell((f"uscc-{FACTORY.uscc}", UsccClaimed(party="e001")))
    by_code = register(plain, uscc=str(FACTORY.uscc))[1]
    named = {"title": FACTORY.title.replace("有限", " 有限")}
    _, by_name = register(plain, **named)
    for answer in (by_code, by_name):
        said = text(answer.text)
        assert "助企办" in said
        assert "登记过" in said
        assert "请再输入一次密码" in said
        assert {"e001", "机械制造", "联系人甲"}.isdisjoint(said.split())
    assert register(plain, **named, different="1")[1].status_code == 303
    assert "正等助企办确认" in text(register(plain)[1].text)


def test_with_a_slip_of_its_own_a_party_isnt_registered_again(plain):
    [code] = printed(plain, "/accounts/party/e002/slip")
    assert register(plain, code=code)[1].headers["location"] == f"/activate?code={code}"


def add_lihua(made):
    """A user who can be reached by telephone."""
    name, phone = (Personal(subject="person-9", value=value) for value in ("李", "13900000009"))
    add = AddUser(id="lihua", duty=Duty(role="bank", party="b01"), person=name, phone=phone)
    made.house.desk.do(add, made.house.ask("setup", Role.SYSTEM))


def test_a_forgotten_password_is_answered_the_same_for_everybody(tmp_path):
    with sms_service() as service:
        more = {"sms": service.url, "sms_secret": SECRET}
        with site(tmp_path, **more) as made:
            add_lihua(made)
            answers = [
                made.client().fill("/forgotten", "/forgotten", user=user)
                for user in ("nobody", "bank", "lihua", "lihua")
            ]
            assert len({(answer.status_code, text(answer.text)) for answer in answers}) == 1
            [(_, body)] = service.got  # the second time a good one was out already
            sent = json.loads(body)
            assert sent["to"] == "13900000009"
            [code] = re.findall("在登录页“有激活码”处填写 ([A-Z0-9-]+) ", sent["text"])
            path = f"/activate?code={code}"
            done = made.client().fill(path, "/activate", password=OWN, again=OWN)
            assert done.headers["location"] == "/"


@pytest.mark.parametrize("address", ["", "http://duijie.example.cn"])
def test_the_code_leads_to_our_own_address_whatever_host_the_form_was_sent_to(tmp_path, address):
    with sms_service() as service:
        more = {"sms": service.url, "sms_secret": SECRET, "address": address}
        with site(tmp_path, **more) as made:
            add_lihua(made)
            stranger = made.client(host="evil.example")
            stranger.fill("/forgotten", "/forgotten", user="lihua")
            [(_, body)] = service.got
            said = json.loads(body)["text"]
            assert "evil" not in said
            assert re.findall("https?://[^?]*", said) == [f"{address}/activate"] * bool(address)


def test_without_a_gateway_the_office_is_the_way(plain):
    said = text(plain.client().get("/forgotten").text)
    assert "请助企办打印一张激活条" in said
    assert "发到您的手机" not in said
    assert plain.client().post("/forgotten", data={"user": "bank"}).status_code == 404
