"""An import is one batch: listed with what its rows became, and taken back but for what somebody
has touched since."""

from __future__ import annotations

from datetime import UTC, datetime

import openpyxl
import pytest

from domain.core.command import Refusal, Role
from domain.matching.proposal import InterestExpressed, ProposalDelivered
from domain.parties.party import ReviseParty
from domain.postings.posting import Fulfil, Pause
from services.files.intake.imports import Reading, check, take
from services.files.intake.undo import CALLED, TOUCHED, WANTED, plan_undo, undo
from services.files.tables.mapping import Settled, headings_digest
from services.house.house import House
from services.house.settings import Settings
from tests.leads import shown
from tests.logbook import entry

pytestmark = pytest.mark.slow
BANK = Reading("bank")
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


def written(folder, **sheets):
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "名单.xlsx")
    return folder / "名单.xlsx"


def imported(house, folder, reading=BANK, **sheets):
    """The id of the import of a workbook of these sheets."""
    house.views.fresh()
    checked = check(house.views, house.desk, written(folder, **sheets), ask(house), reading)
    take(house.desk, checked)
    house.views.fresh()
    return checked.id.removeprefix("import-")


def taken_back(house, id):
    undoing = plan_undo(house.views, house.desk, id, ask(house))
    undo(house.desk, undoing, ask(house))
    house.views.fresh()
    return [row.id for row, _ in undoing.commands], list(undoing.stood)


def refused(house, id):
    """The code of what is said where nothing can be taken back; nothing is written."""
    before = house.log.last()
    with pytest.raises(Refusal) as refusal:
        taken_back(house, id)
    assert house.log.last() == before
    return refusal.value.code


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
    unnumbered = [row[1:] for row in NEEDS]
    again = imported(house, tmp_path, 单位=PARTIES, 需求=unnumbered)
    assert house.views.parties.party("E1").profile.scale == "small"
    assert len(house.views.market.postings(status="published")) == 2
    assert taken_back(house, again)[1] == []
    third = imported(house, tmp_path, 单位=PARTIES, 需求=unnumbered)
    assert (len({id, again, third}), taken_back(house, third)[1]) == (3, [])


def test_a_number_of_something_withdrawn_isnt_published_anew_in_silence(house, tmp_path):
    taken_back(house, imported(house, tmp_path, 单位=PARTIES, 需求=NEEDS))
    imported(house, tmp_path, 单位=PARTIES)
    checked = check(house.views, house.desk, written(tmp_path, 需求=NEEDS), ask(house), BANK)
    assert [(row.became, row.findings[0].code) for row in checked.plan.rows] == [
        ("left", "posting.over"),
        ("left", "posting.over"),
    ]


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


def test_a_party_that_something_names_stands_though_it_is_over(house, tmp_path):
    imported(house, tmp_path, 单位=PARTIES[:1] + PARTIES[2:])
    id = imported(house, tmp_path, 单位=PARTIES[:2])
    need = [NEEDS[0], ["N9", *NEEDS[1][1:]]]
    imported(house, tmp_path, 需求=need)
    house.desk.do(Fulfil(side="need", id="N9", reason_code="elsewhere"), ask(house))
    house.views.fresh()
    undoing = plan_undo(house.views, house.desk, id, ask(house))
    assert [(s.id, s.reason) for s in undoing.stood] == [("E1", "这家单位还有“流动资金贷款”")]
    assert refused(house, id) == "import.nothing_back"


def test_a_role_that_something_stands_on_stays(house, tmp_path):
    imported(house, tmp_path, 单位=PARTIES)
    more = [PARTIES[0], [*PARTIES[1][:2], "企业、银行", "小型"]]
    id = imported(house, tmp_path, 单位=more)
    offer = [
        ["单位编号", "标题", "说明", "最高金额（万元）"],
        ["E1", "流动资金贷款", "面向小微企业，信用方式", "500"],
    ]
    imported(house, tmp_path, 供给=offer)
    assert refused(house, id) == "import.nothing_back"
    assert house.views.parties.party("E1").profile.roles == ("enterprise", "bank")


def test_a_contact_that_came_with_the_file_is_told_of(house, tmp_path):
    imported(house, tmp_path, 单位=PARTIES)
    called = [[*PARTIES[0], "联系人", "联系电话"], [*PARTIES[1], "王五", "13800000000"]]
    back, stood = taken_back(house, imported(house, tmp_path, 单位=called))
    assert (back, [(s.id, s.reason) for s in stood]) == (["E1"], [("E1", CALLED)])


def test_what_was_chosen_of_headings_is_remembered_until_the_import_is_taken_back(house, tmp_path):
    imported(house, tmp_path, 单位=PARTIES)
    needs = [["单位编号", "标题", "说明", "融资金额"], ["E1", "流动资金贷款", "采购原料用", "300"]]
    path = written(tmp_path, 需求=needs)
    [table] = check(house.views, house.desk, path, ask(house), BANK).plan.tables
    digest = headings_digest(table.layout)
    chosen = Reading("bank", settled={digest: Settled(units={"融资金额": "万元"})})
    id = imported(house, tmp_path, chosen, 需求=needs)
    assert house.views.imports.settled(digest) == ("", {}, {"融资金额": "万元"})
    more = [needs[0], ["E2", "设备贷款", "买机床两台", "500"]]
    checked = check(house.views, house.desk, written(tmp_path, 需求=more), ask(house), BANK)
    assert [row.became for row in checked.plan.rows] == ["created"]
    taken_back(house, id)
    assert house.views.imports.settled(digest) == ("", {}, {})


LARGER = [NEEDS[0], [*NEEDS[1][:4], "800"]]


def test_an_undo_that_takes_nothing_back_writes_nothing_and_may_be_tried_again(house, tmp_path):
    imported(house, tmp_path, 单位=PARTIES)
    first = imported(house, tmp_path, 需求=NEEDS[:2])
    second = imported(house, tmp_path, 需求=LARGER)
    assert refused(house, first) == "import.nothing_back"
    assert house.views.imports.of_id(first).status == "taken"
    assert taken_back(house, second) == (["N1"], [])
    assert taken_back(house, first) == (["N1"], [])
    assert refused(house, first) == "import.undone"


def test_control_what_somebody_did_between_another_import_and_its_undo_is_a_touch(house, tmp_path):
    imported(house, tmp_path, 单位=PARTIES)
    first = imported(house, tmp_path, 需求=NEEDS[:2])
    taken_back(house, imported(house, tmp_path, 需求=LARGER))
    house.desk.do(Pause(side="need", id="N1"), ask(house))
    house.views.fresh()
    assert refused(house, first) == "import.nothing_back"


def test_what_stood_goes_once_what_kept_it_is_gone(house, tmp_path):
    parties = imported(house, tmp_path, 单位=PARTIES)
    needs = imported(house, tmp_path, 需求=NEEDS[:2])
    assert taken_back(house, parties)[0] == ["E2"]
    assert taken_back(house, needs) == (["N1"], [])
    assert taken_back(house, parties) == (["E1"], [])
    assert (house.views.parties.party("E1"), house.views.imports.of_id(parties).back) == (None, 2)


def test_lending_that_another_file_added_to_and_took_back_is_no_touch(house, tmp_path):
    banks = [*PARTIES, ["B1", "襄城县某某银行", "银行", ""]]
    imported(house, tmp_path, Reading(), 单位=banks)
    heads = ["单位", "金额（万元）", "月份", "银行"]
    listed = {"列入名录库名单": [["单位", "单位编号"], ["", "E1"], ["", "E2"]]}
    imported(house, tmp_path, Reading(), **listed)

    def lent(*rows):
        lines = [[name, fen, "2026-02", "襄城县某某银行"] for name, fen in rows]
        return imported(house, tmp_path, Reading(), 名录库放款=[heads, *lines])

    lent((PARTIES[1][1], "50"))
    second = lent((PARTIES[1][1], "60"))
    third = lent((PARTIES[2][1], "70"))
    assert refused(house, second) == "import.nothing_back"
    assert taken_back(house, third)[1] == []
    assert taken_back(house, second)[1] == []


@pytest.mark.parametrize("side", ["need", "offering"])
def test_what_somebody_is_interested_in_stands_on_either_side(house, tmp_path, side):
    banks = [*PARTIES, ["B1", "襄城县某某银行", "银行", ""]]
    imported(house, tmp_path, Reading(), 单位=banks)
    offers = [
        ["编号", "单位编号", "标题", "说明", "最高金额（万元）"],
        ["O1", "B1", "小微企业贷款", "面向小微企业，信用方式", "500"],
    ]
    ids = {"need": imported(house, tmp_path, 需求=NEEDS[:2])}
    ids["offering"] = imported(house, tmp_path, 供给=offers)
    seen = shown(id="p1", need="N1", need_party="E1", offering="O1", offering_party="B1")
    answered = (ProposalDelivered(shown=seen, through=NOON.date()), InterestExpressed(party="E1"))
    for version, event in enumerate(answered, start=1):
        house.log.append([entry(version, "proposal-p1", version, event)._replace(position=None)])
    house.views.fresh()
    assert refused(house, ids[side]) == "import.nothing_back"
    stood = plan_undo(house.views, house.desk, ids[side], ask(house)).stood
    assert [each.reason for each in stood] == [WANTED]
