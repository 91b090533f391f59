"""The page of the system's state: a doubted clock is confirmed there; a full disk is called so."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from domain.administration.clock import ClockDoubted
from services.ledger.ledger import Unavailable
from services.version import version
from tests.web.api.test_api import program
from tests.web.sites import forms, site, text

DOUBTED = ("clock", ClockDoubted(expected="2025-03-02T04:00:00+00:00"))
PAUSE = "/postings/need/n1/pause"


def clock_events(plain):
    return [line.name for line in plain.house.log.read("clock")]


def test_an_administrator_confirms_the_clock_on_the_page(plain):
    plain.tell(DOUBTED)
    admin = plain.client("admin")
    assert "时钟跳了 365 天" in text(admin.get("/health").text)
    assert admin.fill("/health", "/health/clock").status_code == 303
    assert clock_events(plain) == ["clock.doubted", "clock.confirmed"]
    assert "/health/clock" not in [form["action"] for form in forms(admin.get("/health").text)]


def test_a_day_that_is_over_by_now_confirms_nothing(plain):
    plain.tell(DOUBTED)
    answer = plain.client("admin").fill("/health", "/health/clock", day="2025-03-02")
    assert (answer.status_code, clock_events(plain)) == (409, ["clock.doubted"])


def test_control_a_clock_that_nobody_doubts_asks_nothing(plain):
    page = plain.client("admin").get("/health").text
    assert "/health/clock" not in [form["action"] for form in forms(page)]
    assert "与日志相符" in text(page)


def test_the_page_says_disk_backup_mail_certificate_clock_and_version(tmp_path):
    with site(tmp_path, address="https://docking.test") as made:
        made.house.stores.credentials.keep_password("wang", "hash")  # the county has begun
        page = text(made.client("admin").get("/health").text)
    rows = ("磁盘", "最近的备份", "邮件通知", "证书", "时钟", "日志核对", version())
    assert [row for row in rows if row not in page] == []


def test_control_without_https_there_is_no_certificate(plain):
    assert "证书" not in text(plain.client("admin").get("/health").text)


@contextmanager
def full(plain):
    """What SQLite says where no page more fits on the disk."""
    desk, log = plain.house.desk, plain.house.log

    def no_room(_entries, _read):
        raise Unavailable("database or disk is full")

    desk.append = no_room
    yield
    desk.append = log.append


@pytest.mark.parametrize("again", [1, 2])
def test_a_full_disk_is_called_so_and_work_goes_on_when_there_is_room(plain, again):
    owner, api = plain.client("enterprise"), program(plain, "enterprise", "write")
    with full(plain):
        for _ in range(again):
            page = owner.fill("/postings/need/n1", PAUSE)
            assert (page.status_code, "磁盘已满" in text(page.text)) == (503, True)
        told = api.post("/commands/pause", json={"side": "need", "id": "n1"})
        assert (told.status_code, told.json()["code"]) == (503, "disk.full")
    assert owner.fill("/postings/need/n1", PAUSE).status_code == 303
