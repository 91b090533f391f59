"""Lists as offices have them, through `docking import FILE --yes --json`, into one county: the JSON
alone on standard output, what came in, and for the rest where, what and why."""

from __future__ import annotations

import json

import openpyxl
import pytest

from domain.values.uscc import completed
from services.cli import main
from services.house.house import House
from services.house.settings import Settings

pytestmark = pytest.mark.slow

CODES = [completed(f"91411025MA9KY{number:03d}") for number in range(20)]
PARTIES = [
    ["企业名称", "统一社会信用代码", "单位类型", "地区"],
    ["甲机械公司", CODES[0], "企业", "襄城县"],
    ["乙建材公司", CODES[1], "企业", "襄城县"],
    ["丙食品公司", CODES[2], "企业", "襄城县"],
    ["某农商银行", CODES[3], "银行", "襄城县"],
]
KEYS = ["created", "revised", "unchanged", "left", "mapping", "ignored", "warnings", "findings"]
LOANS = ["企业名称", "标题", "说明", "融资金额（万元）", "期限（天）", "用途"]


class County:
    """A county with four parties, and what is typed at its command line."""

    def __init__(self, folder, capsys):
        self.data, self.folder, self.capsys = folder / "data", folder, capsys
        self.files = 0

    def imports(self, *sheets, merged=(), formats=(), words=()):
        """(exit code, the JSON) for a workbook of these sheets: names and rows."""
        self.files += 1
        path = self.folder / f"名单{self.files}.xlsx"
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
            for area in merged:
                sheet.merge_cells(area)
            for place, pattern in formats:
                sheet[place].number_format = pattern
        book.save(path)
        return self.reads(path, *words)

    def reads(self, path, *words):
        code = main(["--data", str(self.data), "import", str(path), "--yes", "--json", *words])
        out, err = self.capsys.readouterr()
        assert err == ""
        answer = json.loads(out)
        assert list(answer) == KEYS
        for place in answer["findings"]:
            assert list(place) == ["sheet", "row", "column", "code", "reason"]
            assert place["reason"]
        for place in answer["warnings"]:
            assert list(place) == ["sheet", "row", "column", "code"]
        came_in = answer["created"] + answer["revised"] + answer["unchanged"]
        assert code == (0 if came_in else 2)
        return answer

    def needs(self, party, track="bank"):
        """title → terms as they stand, of the needs of a party."""
        with House.open(Settings(data=self.data)) as house:
            house.views.fresh(house.views.parties, house.views.market)
            known = house.views.parties.alike(party)
            rows = house.views.market.postings(track=track, side="need", party=known[0].id)
            return {
                row.content.title: {
                    key: value
                    for key, value in row.content.terms.model_dump().items()
                    if value is not None and key != "kind"
                }
                for row in rows
            }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    path = folder / "单位.xlsx"
    book = openpyxl.Workbook()
    for row in PARTIES:
        book.active.append(row)
    book.save(path)
    assert main(["--data", str(folder / "data"), "import", str(path), "--yes"]) == 0
    return folder


@pytest.fixture
def county(folder, capsys):
    capsys.readouterr()
    return County(folder, capsys)


def counts(answer):
    return [answer[key] for key in KEYS[:4]]


def codes(places):
    return [(place["row"], place["column"], place["code"]) for place in places]


def test_an_implausible_amount_is_left_unless_confirmed_and_what_shows_yuan_is_yuan(county):
    rows = [LOANS, ["甲机械公司", "流贷甲", "采购原料", 3000000, "1年", "流动资金"]]
    left = county.imports(("需求", rows))
    assert (counts(left), codes(left["findings"])) == (
        [0, 0, 0, 1],
        [(2, "融资金额", "amount.unlikely")],
    )
    bare = [["企业名称", "融资金额", "期限"], ["甲机械公司", 3000000, 12]]
    left = county.imports(("需求", bare), words=("--track", "bank"))
    assert codes(left["findings"]) == [
        (2, "融资金额", "money.ambiguous"),
        (2, "期限", "term.ambiguous"),
    ]
    yuan = [["企业名称", "标题", "融资金额"], ["甲机械公司", "流贷乙", 3000000]]
    seen = county.imports(("需求", yuan), formats=[("C2", '"¥"#,##0.00')])
    assert counts(seen) == [1, 0, 0, 0]
    assert county.needs("甲机械公司") == {"流贷乙": {"amount_fen": 300_000_000}}


def test_the_form_of_an_office_comes_in_and_names_what_it_leaves(county):
    rows = [
        ["襄城县企业融资需求汇总表"],
        ["填报单位：某某乡镇", None, None, None, "单位：万元", "填报日期：2026年11月"],
        ["序号", "企业名称", "信用代码", "融资需求", None, None, "联系人", "联系电话", "备注"],
        [None, None, None, "金额", "用途", "期限"],
        [1, "甲机械公司", CODES[0], 260, "流动资金", "1年", "张某", "13800000000", None],
        [2, "乙建材公司", CODES[1], "200-500", "设备购置", "3-5年", "李某", "0374-3500000", "急"],
        ["合计", None, None, 760],
        ["填表人：王某", None, "审核人：赵某"],
    ]
    merged = ("A1:I1", "A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:G4", "H3:H4", "I3:I4")
    answer = county.imports(("融资需求汇总表", rows), merged=merged, words=("--track", "bank"))
    assert counts(answer) == [2, 0, 0, 0]
    assert answer["mapping"] == {
        "企业名称": "party_name",
        "信用代码": "party_code",
        "融资需求 金额": "amount_fen",
        "融资需求 用途": "purpose",
        "融资需求 期限": "tenor_days",
        "备注": "remark",
    }
    assert answer["ignored"] == ["序号", "联系人", "联系电话"]
    assert codes(answer["warnings"]) == [
        (0, "", "row.passed_over"),
        (6, "融资金额", "figure.range"),
        (6, "用途", "code.likely"),
        (6, "期限", "figure.range"),
    ]
    [terms] = county.needs("乙建材公司").values()
    assert terms == {"amount_fen": 500_000_000, "tenor_days": 1825, "purpose": "equipment"}


def test_a_file_again_adds_nothing_and_a_column_that_is_not_there_changes_nothing(county):
    rows = [["编号", *LOANS], ["N-7", "丙食品公司", "扩产贷款", "扩产", 300, "1年", "流动资金"]]
    assert counts(county.imports(("需求", rows))) == [1, 0, 0, 0]
    assert counts(county.reads(county.folder / f"名单{county.files}.xlsx")) == [0, 0, 1, 0]
    narrow = [["编号", "企业名称", "标题", "说明", "期限（天）"]]
    narrow.append(["N-7", "丙食品公司", "扩产贷款", "扩产", "2年"])
    changed = county.imports(("需求", narrow), words=("--track", "bank"))
    assert (counts(changed), codes(changed["warnings"])) == ([0, 1, 0, 0], [])
    assert county.needs("丙食品公司") == {
        "扩产贷款": {"amount_fen": 300_000_000, "tenor_days": 730, "purpose": "working_capital"}
    }


def test_a_corrected_text_of_next_month_revises_and_a_counted_number_is_no_id(county):
    head = ["编号", "企业名称", "标题", "说明", "融资金额（万元）"]
    october = [head, [1, "丙食品公司", "购买冷库设备贷款", "购卖冷库设备", 300]]
    november = [head, [1, "丙食品公司", "购买冷库设备贷款", "购买冷库设备", 320]]
    december = [head, [1, "乙建材公司", "十二月的另一笔", "买料", 90]]
    assert counts(county.imports(("需求", october))) == [1, 0, 0, 0]
    again = county.imports(("需求", november))
    assert (counts(again), again["ignored"]) == ([0, 1, 0, 0], ["编号"])
    assert counts(county.imports(("需求", december))) == [1, 0, 0, 0]
    assert county.needs("丙食品公司")["购买冷库设备贷款"] == {"amount_fen": 320_000_000}


def test_good_rows_come_in_and_the_bad_one_says_why_beside_sheets_of_sums(county):
    rows = [["企业名称", "统一社会信用代码", "单位类型"]]
    rows += [[f"某企业{number}", CODES[number], "企业"] for number in range(5, 10)]
    rows += [["某企业5", CODES[5], "企业"], ["某老厂", "370304600096508", "企业"]]
    answer = county.imports(("单位", rows), ("Sheet2", [["统计", "数"], ["合计", 6]]))
    assert counts(answer) == [5, 0, 1, 1]
    assert codes(answer["findings"]) == [(8, "统一社会信用代码", "uscc.length")]
    assert codes(answer["warnings"]) == [(0, "", "sheet.unrecognised"), (7, "", "row.twice")]
    assert answer["ignored"] == ["Sheet2"]


def test_a_gbk_text_with_tabs_comes_in(county):
    path = county.folder / "用工需求.csv"
    text = (
        "单位名称\t岗位名称\t人数\t工资待遇（元/月）\t备注\r\n"
        "甲机械公司\t数控车工\t20人\t4500-7000\t/\r\n"
        "甲机械公司\t电焊工\t5\t200元/天\t\r\n"
    )
    path.write_bytes(text.encode("gbk"))
    answer = county.reads(path)
    assert counts(answer) == [1, 0, 0, 1]
    assert codes(answer["findings"]) == [(3, "月薪下限", "money.words")]
    assert county.needs("甲机械公司", "labor") == {
        "招聘数控车工20人": {
            "occupation": "数控车工",
            "headcount": 20,
            "wage_min_fen": 450_000,
            "wage_max_fen": 700_000,
        }
    }


def test_where_nothing_can_come_in_the_code_says_so(county):
    answer = county.imports(("备忘", [["周三开会", "带材料"], ["二楼", "九点"]]))
    assert (counts(answer), codes(answer["findings"])) == (
        [0, 0, 0, 0],
        [(0, "", "sheet.unrecognised")],
    )
