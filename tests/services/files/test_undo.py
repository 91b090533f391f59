"""An import is one batch: listed with what its rows became, and taken back but for what somebody
has touched since."""

from __future__ import annotations

from datetime import UTC, datetime

import openpyxl
import pytest

from domain.core.command import Refusal, Role
from domain.parties.party import ReviseParty
from domain.postings.posting import Pause
from services.files.imports import Reading, check, take
from services.files.undo import TOUCHED, plan_undo, undo
from services.house.house import House
from services.house.settings import Settings

pytestmark = pytest.mark.slow
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
PARTIES = [
    ["编号", "单位名称", "单位类型", "规模"],
    ["E1", "襄城县甲机械有限公司", "企业", "小型"],
    ["E2", "襄城县乙建材有限公司", "企业", "小型"],
]
NEEDS = [
    ["编号", "单位编号", "标题", "说明", "融资金额（万元）"],
    ["N1", "E1", "流动资金贷款", "采购原料，旺季前到位", "300"],
    ["N2", "E2", "设备贷款", "买两台机床，厂房已备好", "500"],
]


@pytest.fixture
def house(tmp_path):
    with House.open(Settings(data=tmp_path / "data"), now=lambda: NOON) as opened:
        yield opened


def ask(house):
    return house.ask("import", Role.ORGANIZER, source="import")


def imported(house, folder, **sheets):
    """The id of the import of a workbook of these sheets."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "名单.xlsx")
    house.views.fresh()
    checked = check(house.views, house.desk, folder / "名单.xlsx", ask(house), Reading("bank"))
    take(house.desk, checked)
    house.views.fresh()
    return checked.id.removeprefix("import-")


def taken_back(house, id):
    undoing = plan_undo(house.views, house.desk, id, ask(house))
    undo(house.desk, undoing, ask(house))
    house.views.fresh()
    return [row.id for row, _ in undoing.commands], list(undoing.stood)


def test_all_of_a_new_file_is_taken_back_and_may_come_in_again(house, tmp_path):
    id = imported(house, tmp_path, 单位=PARTIES, 需求=NEEDS)
    assert taken_back(house, id) == (["N1", "N2", "E1", "E2"], [])
    assert house.views.parties.party("E1") is None
    assert house.views.market.posting("need", "N1").status == "withdrawn"
    [head], many = house.views.imports.page()
    assert (many, head.status, head.file, head.created, head.back) == (
        1,
        "undone",
        "名单.xlsx",
        4,
        4,
    )
    with pytest.raises(Refusal) as refusal:
        taken_back(house, id)
    assert refusal.value.code == "import.undone"
    imported(house, tmp_path, 单位=[*PARTIES, ["E3", "襄城县丙食品有限公司", "企业", "微型"]])
    assert house.views.parties.party("E1").profile.scale == "small"


def test_what_somebody_has_touched_since_stands_and_its_party_with_it(house, tmp_path):
    id = imported(house, tmp_path, 单位=PARTIES, 需求=NEEDS)
    house.desk.do(Pause(side="need", id="N1"), ask(house))
    house.views.fresh()
    back, stood = taken_back(house, id)
    assert back == ["N2", "E2"]
    assert [(s.kind, s.id) for s in stood] == [("bank.need", "N1"), ("party", "E1")]
    assert (stood[0].reason, stood[1].reason) == (TOUCHED, "这家单位还有需求“流动资金贷款”")
    assert house.views.imports.of_id(id).stood == tuple(stood)


def test_what_was_revised_is_as_it_was_before(house, tmp_path):
    imported(house, tmp_path, 单位=PARTIES, 需求=NEEDS)
    corrected = [[*NEEDS[1][:4], "800"]]
    larger = [[*PARTIES[1][:3], "中型"]]
    id = imported(house, tmp_path, 单位=[PARTIES[0], *larger], 需求=[NEEDS[0], *corrected])
    assert house.views.market.posting("need", "N1").content.terms.amount_fen == 800_000_000
    assert house.views.parties.party("E1").profile.scale == "medium"
    assert taken_back(house, id) == (["N1", "E1"], [])
    assert house.views.market.posting("need", "N1").content.terms.amount_fen == 300_000_000
    assert house.views.parties.party("E1").profile.scale == "small"


def test_control_a_party_that_was_revised_by_hand_since_stays_so(house, tmp_path):
    id = imported(house, tmp_path, 单位=PARTIES)
    profile = house.views.parties.party("E2").profile.model_copy(update={"scale": "large"})
    house.desk.do(ReviseParty(id="E2", profile=profile), ask(house))
    house.views.fresh()
    assert taken_back(house, id)[0] == ["E1"]
    assert house.views.parties.party("E2").profile.scale == "large"
    assert house.views.parties.party("E1") is None
    before = house.views.imports.of_id(id, as_of=house.log.last() - 2)
    assert before.status == "taken"
