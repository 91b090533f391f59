"""导入过的文件: what came in is listed, opened and taken back by its page, by whom it concerns."""

from __future__ import annotations

import pytest

from domain.core.command import Role
from services.files.intake.imports import Reading, check, take
from tests.web.postings.test_import import workbook
from tests.web.sites import text

HEADINGS = ["单位编号", "标题", "说明", "融资金额（万元）"]
ROW = ["e001", "设备贷款", "买两台机床，厂房已备好", "300"]


@pytest.fixture
def imported(plain, tmp_path):
    """The id of an import of the office's: one new need."""
    path = tmp_path / "需求.xlsx"
    path.write_bytes(workbook(ROW, headings=HEADINGS))
    house = plain.house
    ask = house.ask("import", Role.ORGANIZER, source="import")
    checked = check(house.views, house.desk, path, ask, Reading("bank"))
    take(house.desk, checked)
    house.views.fresh()
    return checked.id.removeprefix("import-")


def test_the_office_sees_what_came_in_and_takes_it_back(plain, imported):
    office = plain.client("organizer")
    assert "需求.xlsx" in text(office.get("/imports").text)
    page = text(office.get(f"/imports/{imported}").text)
    assert "新增 1 行，更新 0 行，未导入 0 行" in page
    assert "设备贷款" in page
    done = office.fill(f"/imports/{imported}", f"/imports/{imported}/undo")
    assert (done.status_code, done.headers["location"]) == (303, f"/imports/{imported}")
    assert "已撤回 1 行" in text(office.get(f"/imports/{imported}").text)
    assert f"/imports/{imported}/undo" not in office.get(f"/imports/{imported}").text


def test_nobody_else_sees_it_and_nobody_undoes_it(plain, imported):
    for role in ("enterprise", "bank"):
        visitor = plain.client(role)
        assert "还没有导入过文件" in text(visitor.get("/imports").text)
        assert visitor.get(f"/imports/{imported}").status_code == 404
    assert plain.client("leader").get("/imports").status_code == 403
