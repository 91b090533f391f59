"""Slips of paper: printed by the office, they let people in once, with a password of their own."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest

from domain.core.streams import stream
from domain.parties.party import Party, PartyStatusChanged
from services.web.public import OFTEN
from tests.web.sites import as_filled, forms, site, text

CODE = re.compile(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>")
OWN = "四个-不相干-词语-拼成"
CLERK = {"name": "陈会计", "phone": "13900000001", "password": OWN, "again": OWN}


def printed(made, path, page="/accounts", **fields):
    """The codes on the page that is printed."""
    answer = made.client("organizer").fill(page, path, **fields)
    assert answer.status_code == 200, text(answer.text)
    return CODE.findall(answer.text)


def activate(made, code, **fields):
    client = made.client()
    return client, client.fill(f"/activate?code={code}", "/activate", **CLERK | fields)


@contextmanager
def passwords_cant_be_kept(made):
    """Until the block ends whoever keeps one fails."""
    with made.house.stores.credentials.engine.begin() as db:
        db.exec_driver_sql(
            "CREATE TRIGGER broken BEFORE INSERT ON password BEGIN SELECT RAISE(ABORT, 'x'); END"
        )
    yield
    with made.house.stores.credentials.engine.begin() as db:
        db.exec_driver_sql("DROP TRIGGER broken")


def events(made, name):
    return [line.name for line in made.house.log.read(name)]


def test_from_the_list_to_somebody_who_is_signed_in(plain):
    office = plain.client("organizer")
    listed = text(office.get("/accounts?state=none").text)
    assert "襄城县明远纺织有限公司" in listed
    [code] = printed(plain, "/accounts/slips", which="ticked", subject="party:e002")
    assert "激活码已发" in text(office.get("/accounts?state=out").text)
    assert "襄城县明远纺织有限公司" in text(plain.client().get(f"/activate?code={code}").text)

    typed = code.lower().replace("-", " ").replace("1", "l").replace("0", "o")
    client, answer = activate(plain, typed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "襄城县明远纺织有限公司" in text(client.get("/").text)
    again = {"user": "13900000001", "password": OWN}
    assert plain.client().post("/sign-in", data=again).headers["location"] == "/"
    shown = text(office.get("/accounts?state=active&text=明远").text)
    assert "已开通" in shown
    assert "陈会计 e002-1" in shown

    contact = plain.house.desk.state(stream("party", "e002"), Party()).contact
    assert [value.reveal() for value in contact] == ["陈会计", "13900000001"]
    assert events(plain, "activation-party:e002") == ["activation.issued", "activation.used"]
    assert code.replace("-", "") not in str(plain.house.log.after(0, 10_000))

    second = plain.client().get(f"/activate?code={code}")
    assert (second.status_code, "已经用过：请直接登录" in text(second.text)) == (409, True)


def test_whom_a_party_has_named_finds_the_name_and_the_phone_filled_in_and_may_change_them(plain):
    [code] = printed(plain, "/accounts/slips", which="ticked", subject="party:e001")
    page = f"/activate?code={code}"
    asked = as_filled(plain.client().get(page).text, "/activate")
    assert (asked["name"], asked["phone"]) == ("王某", "13900001234")
    _, answer = activate(plain, code)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert plain.house.views.users.user("e001-1").person.reveal() == "陈会计"
    [code] = printed(plain, "/accounts/party/e002/slip")
    asked = as_filled(plain.client().get(f"/activate?code={code}").text, "/activate")
    assert (asked["name"], asked["phone"]) == ("", "")  # control: nobody is named


def test_printed_again_the_one_before_is_void(plain):
    [old] = printed(plain, "/accounts/party/e002/slip")
    [new] = printed(plain, "/accounts/party/e002/slip")
    said = plain.client().get(f"/activate?code={old}")
    assert (said.status_code, "已经作废" in text(said.text)) == (409, True)
    office = plain.client("organizer")
    [void] = [f for f in forms(office.get("/accounts").text) if f["action"].endswith("/void")]
    assert office.post(void["action"], data=void["fields"]).status_code == 303
    said = plain.client().get(f"/activate?code={new}")
    assert (said.status_code, "已经作废" in text(said.text)) == (409, True)


def test_a_slip_ends_on_the_day_that_was_chosen(plain):
    [code] = printed(plain, "/accounts/slips", which="ticked", subject="party:e002", days="7")
    plain.moment += timedelta(days=7)
    assert plain.client().get(f"/activate?code={code}").status_code == 200
    plain.moment += timedelta(days=1)
    said = plain.client().get(f"/activate?code={code}")
    assert (said.status_code, "已过有效期" in text(said.text)) == (409, True)


def test_all_without_an_account_at_once(plain):
    without = len(plain.house.views.parties.titles())  # the users of the site have no passwords
    assert len(set(printed(plain, "/accounts/slips", which="all"))) == without
    again = plain.client("organizer").fill("/accounts", "/accounts/slips", which="all")
    assert (again.status_code, "没有选中任何一项" in text(again.text)) == (422, True)


def test_who_forgot_a_password_gets_a_slip_for_another(plain):
    [code] = printed(plain, "/accounts/user/officer/slip", "/accounts?kind=user")
    client = plain.client()
    answer = client.fill(f"/activate?code={code}", "/activate", password=OWN, again=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    signed_in = plain.client().post("/sign-in", data={"user": "officer", "password": OWN})
    assert signed_in.headers["location"] == "/"


def test_the_office_lets_nobody_into_an_administrators_account(plain):
    office, admin = plain.client("organizer"), plain.client("admin")
    page = office.get("/accounts?kind=user").text
    assert "/accounts/user/admin/slip" not in page
    token = next(form["fields"]["csrf"] for form in forms(page))
    assert office.post("/accounts/user/admin/slip", data={"csrf": token}).status_code == 403
    assert "/accounts/user/admin/slip" in admin.get("/accounts?kind=user").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"id": "bank"}, "这个用户名已有人使用"),
        ({"id": "Door"}, "系统自己用的"),
        ({"id": "91411025MA9K0W2B16"}, "别的单位的信用代码"),
        ({"again": "另一个不一样的密码"}, "两次输入的密码不一样"),
        ({"password": "13900000001", "again": "13900000001"}, "太容易猜到"),
        ({"phone": "12"}, "电话号码不对"),
        ({"contact": "李经理"}, "要一起填"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_code_stays_good(plain, fields, said):
    [code] = printed(plain, "/accounts/party/e002/slip")
    _, answer = activate(plain, code, **fields)
    assert (answer.status_code, said in text(answer.text)) == (422, True)
    assert activate(plain, code)[1].status_code == 303


def test_what_broke_before_there_was_a_password_is_ended_by_the_same_code(plain):
    [code] = printed(plain, "/accounts/party/e002/slip")
    with passwords_cant_be_kept(plain):
        assert activate(plain, code)[1].status_code == 500
    assert plain.client().get(f"/activate?code={code}").status_code == 200
    client = plain.client()
    again = client.fill(f"/activate?code={code}", "/activate", password=OWN, again=OWN)
    assert again.headers["location"] == "/"
    assert "襄城县明远纺织有限公司" in text(client.get("/").text)
    assert events(plain, "activation-party:e002") == ["activation.issued", "activation.used"]
    signed_in = plain.client().post("/sign-in", data={"user": "13900000001", "password": OWN})
    assert signed_in.headers["location"] == "/"
    assert plain.client().get(f"/activate?code={code}").status_code == 409  # once and no more


def test_a_slip_of_a_party_that_is_gone_since_opens_nothing(plain):
    [code] = printed(plain, "/accounts/party/e002/slip")
    plain.tell(("party-e002", PartyStatusChanged(status="deregistered")))
    said = plain.client().get(f"/activate?code={code}")
    assert (said.status_code, "激活码不能用了" in text(said.text)) == (409, True)
    fields = CLERK | {"code": code}
    assert "激活码不能用了" in text(plain.client().post("/activate", data=fields).text)
    assert events(plain, "user-13900000001") == []


def test_whoever_tries_codes_is_stopped_and_the_others_are_not(plain):
    [code] = printed(plain, "/accounts/party/e002/slip")
    for _ in range(OFTEN["code"].free):
        said = plain.client().get("/activate?code=ABCDE-12345")
        assert (said.status_code, "没有这个激活码" in text(said.text)) == (422, True)
    assert plain.client().get("/activate?code=ABCDE-12345").status_code == 429
    assert plain.client().get(f"/activate?code={code}").status_code == 429  # from that address
    assert plain.client("bank").get("/leads").status_code == 200


def test_links_begin_with_the_address_that_is_set(tmp_path):
    with site(tmp_path, address="https://duijie.example.cn") as made:
        page = made.client("organizer").fill("/accounts", "/accounts/party/e002/slip").text
        assert "https://duijie.example.cn/activate" in text(page)
        assert "别的手机打不开" not in page
        signed_in = made.client("bank").get("/language/en")
        assert "Secure" in signed_in.headers["set-cookie"]
