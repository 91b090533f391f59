"""Lists of docking sessions, as they are taken out."""

from __future__ import annotations

import csv
import io

from tests.examples import FACTORY


def test_sessions_guests_and_meetings_can_be_taken_out(met):
    office = met.client("organizer")

    def listed(page, path):
        made = office.fill(page, f"{path}?format=csv").content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(made)))

    assert [row[0] for row in listed("/sessions", "/sessions/export")] == ["编号", "s1"]
    assert listed("/sessions/s1", "/sessions/s1/guests/export") == [
        ["单位编号（guest.party）", "单位", "状态", "对接会", "类别"],
        ["e001", FACTORY.title, "已报名", "s1", "企业"],
        ["b01", "襄城农村商业银行", "已报名", "s1", "对接方"],
    ]
    page = "/sessions/s1/meetings"
    [_, meeting] = listed(page, f"{page}/export")
    assert meeting[2:8] == ["1", "1", "e001", FACTORY.title, "b01", "襄城农村商业银行"]
    bank = met.client("other_bank")
    assert "/meetings/export" not in bank.get(page).text
