"""The administrator's pages: users, parameters, running, dead letters, the log."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from domain.administration.parameter import PARAMETERS
from domain.administration.user import CloseUser, ReopenUser
from domain.core.command import Role
from tests.examples import content
from tests.web.sites import text

ADMINISTRATORS = (
    "/users",
    "/users/new",
    "/users/bank",
    "/health",
    "/dead",
    "/log",
    "/log/1",
    "/audit",
)


@pytest.mark.parametrize("path", ADMINISTRATORS)
@pytest.mark.parametrize("who", ["organizer", "bank", "leader", "officer", "enterprise"])
def test_what_is_the_administrators_is_for_nobody_else(plain, path, who):
    assert plain.client("admin").get(path).status_code == 200
    assert plain.client(who).get(path).status_code == 403


def test_a_new_user_gets_a_password_that_is_shown_once_and_changed_at_the_first_sign_in(plain):
    admin = plain.client("admin")
    told = {"id": "li.si", "name": "李四", "role": "银行", "party": "b01"}
    assert admin.fill("/users/new", "/users/new", **told).headers["location"] == "/users/li.si"
    shown = admin.fill("/users/li.si", "/users/li.si/password")
    [password] = re.findall(r"<code>([0-9a-f]{6}-[0-9a-f]{6}-[0-9a-f]{6})</code>", shown.text)
    assert password not in admin.get("/users/li.si").text
    banker = plain.client()
    banker.post("/sign-in", data={"user": "li.si", "password": password})
    assert banker.get("/leads").headers["location"] == "/password"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"id": "bank"}, "已有人使用"),
        ({"id": "../etc"}, "不能用的字符"),
        ({"role": "银行", "party": ""}, "要写明所属单位"),
        ({"role": "银行", "party": "e001"}, "登记为这一类"),
        ({"role": "银行", "party": "zzz"}, "没有找到“zzz”"),
        ({"role": "助企办", "party": "b01"}, "不代表任何单位"),
        ({"role": "企业", "party": "e001", "supports": "e002"}, "只有助企干部"),
        ({"role": "助企干部", "party": "", "supports": "e002、zzz"}, "没有找到“zzz”"),
        ({"name": ""}, "必须填写"),
    ],
)
def test_a_user_that_cant_be_added_is_said_why(plain, fields, said):
    admin = plain.client("admin")
    told = {"id": "new", "name": "李四", "role": "银行", "party": "b01"} | fields
    answer = admin.fill("/users/new", "/users/new", **told)
    assert answer.status_code in {409, 422, 404}
    assert said in text(answer.text)
    assert plain.house.views.users.user("new") is None


def test_a_session_from_before_a_user_was_closed_is_over_for_good(plain):
    """Whichever way they were closed, and though they are reopened."""
    banker = plain.client("bank")
    assert banker.get("/leads").status_code == 200
    plain.moment += timedelta(minutes=1)
    plain.house.desk.do(CloseUser(id="bank"), plain.house.ask("admin", Role.ADMIN))
    plain.house.desk.do(ReopenUser(id="bank"), plain.house.ask("admin", Role.ADMIN))
    plain.house.views.fresh()
    assert banker.get("/leads").headers["location"] == "/sign-in?next=/leads"
    plain.moment += timedelta(minutes=1)
    assert plain.client("bank").get("/leads").status_code == 200


def test_a_closed_user_is_out_at_once_and_an_administrator_cant_close_himself(plain):
    banker, admin = plain.client("bank"), plain.client("admin")
    assert banker.get("/leads").status_code == 200
    admin.fill("/users/bank", "/users/bank/close")
    assert banker.get("/leads").status_code == 303
    assert admin.fill("/users/admin", "/users/admin/close").status_code == 409
    admin.fill("/users/bank", "/users/bank/reopen")
    plain.moment += timedelta(seconds=1)
    assert plain.client("bank").get("/leads").status_code == 200


def test_a_parameter_changes_from_a_day_on(plain):
    admin, row = plain.client("admin"), PARAMETERS["proposals_a_day"]
    told = {"name": row.title, "value": "7", "since": "2026-03-05"}
    assert admin.fill("/parameters", "/parameters", **told).status_code == 303
    shown = text(admin.get("/parameters").text)
    assert f"{row.title} 5 条" in shown
    assert f"{row.title}：2026年3月5日 → 7" in shown
    past = admin.fill("/parameters", "/parameters", **{**told, "since": "2026-03-01"})
    assert past.status_code == 422
    assert "只能从今天或以后起改变" in past.text
    day = {"day": "2026-03-07", "working": "是"}
    assert admin.fill("/parameters", "/parameters/day", **day).status_code == 303
    assert "2026年3月7日 上班" in text(admin.get("/parameters").text)


def test_the_log_is_read_from_its_end_a_page_at_a_time(plain):
    admin = plain.client("admin")
    last = plain.house.log.last()
    positions, page = [], "/log"
    while page:
        shown = admin.get(page).text
        positions += [int(n) for n in re.findall(r'href="/log/(\d+)"', shown)]
        found = re.search(r'href="(/log\?before=\d+)"', shown)
        page = found[1] if found else ""
    assert positions == list(range(last, 0, -1))


def test_of_an_event_is_shown_what_where_when_and_by_whom_and_nothing_that_it_says(plain):
    admin, need = plain.client("admin"), content().title
    for stream, said in (("party-e001", "13900001234"), ("need-n1", need)):
        for line in plain.house.log.read(stream):
            shown = admin.get(f"/log/{line.position}")
            assert stream in shown.text
            assert said not in shown.text
    told = admin.get("/api/v1/events", params={"limit": 200}).json()["items"]
    assert {str(event["data"]) for event in told} == {"{}"}
    assert {"need-n1", "party-e001"} <= {event["subject"] for event in told}
    assert all(event["actor"] and event["time"] for event in told)
    assert admin.get("/log/999999").status_code == 404


def test_nothing_wrong_is_said_to_be_well_and_no_dead_letter_to_be_none(plain):
    admin = plain.client("admin")
    assert "正常" in text(admin.get("/health").text)
    assert "没有发送失败的消息" in text(admin.get("/dead").text)
