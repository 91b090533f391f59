"""A list that our pages write for people to read isn't taken for another one when it comes in."""

from __future__ import annotations

import pytest

from services.files.tables.going_out import TITLES, goes_out_only
from tests.services.filled import planned, sheet

LIST = {"编号": "s1", "名称": "十一月对接会", "单位名称": "甲机械公司", "状态": "已结束"}


@pytest.mark.parametrize("title", sorted(TITLES))
def test_an_export_for_people_is_named_and_not_read(title):
    for file in (f"{title}-2026-11-05", f"{title}-前20000行-2026-11-05", f"{title}-2026-11-05 (1)"):
        plan = planned(sheet(LIST, name=title), track=None, file=file)
        assert ([f.code for f in plan.findings], plan.rows) == (["sheet.exported"], ())


@pytest.mark.parametrize(
    ("name", "file"),
    [("线索", "十一月线索"), ("Sheet1", "线索-2026-11-05"), ("需求", "需求-2026-11-05")],
)
def test_control_another_list_is_read(name, file):
    assert goes_out_only(name, file) == ""
