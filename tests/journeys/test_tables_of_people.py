"""Tables as a county office keeps them, brought in and matched: grades and models, units written
otherwise, places that only the party's row names."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from domain.values.uscc import completed
from services.cli import main

pytestmark = pytest.mark.slow

PARTIES = {
    "P1": ("襄城县安平轴承商行", "企业"),
    "P2": ("襄城县大禹建材有限公司", "企业"),
    "P3": ("襄城县中原钢材有限公司", "企业"),
    "P9": ("襄城县村镇银行", "银行及金融机构"),
}
GOODS = ("编号", "单位编号", "标题", "说明", "地区", "产品名称", "规格型号", "数量", "计量单位")
BUYS = (
    ("bearing", "P1", "采购6310轴承", "水泵用6310轴承，每月一批", "6310", "300", "套"),
    ("concrete", "P1", "采购C40混凝土", "基础用C40混凝土，分两次浇", "C40", "150", "方"),
    ("bar", "P1", "采购HRB500螺纹钢", "HRB500螺纹钢Φ20，送到工地", "HRB500 Φ20", "30", "吨"),
)
SELLS = (
    ("bearing-6310", "P2", "销售6310轴承", "6310轴承常备", "6310", "5000", "套"),
    ("bearing-6312", "P3", "销售6312轴承", "6312轴承常备", "6312", "5000", "套"),
    ("concrete-c40", "P2", "销售C40混凝土", "C40混凝土，车泵浇筑", "C40", "80000", "m³"),
    ("concrete-c60", "P3", "销售C60混凝土", "C60混凝土，车泵浇筑", "C60", "80000", "m³"),
    ("bar-500", "P2", "销售HRB500螺纹钢", "HRB500螺纹钢Φ20", "HRB500 Φ20", "800000", "千克"),
    ("bar-400", "P3", "销售HRB400螺纹钢", "HRB400螺纹钢Φ16", "HRB400 Φ16", "800", "t"),
)
PRODUCTS = {"bearing": "轴承", "concrete": "混凝土", "bar": "螺纹钢"}


@pytest.fixture(scope="module")
def docking(tmp_path_factory):
    """docking("import", file) in a county that holds these tables -> what was said."""
    folder = tmp_path_factory.mktemp("county")

    def run(*words: object) -> None:
        assert main(["--data", str(folder / "data"), *map(str, words)]) == 0, words

    registered = [
        (id, title, uscc(number), kind, "襄城县", "C30")
        for number, (id, (title, kind)) in enumerate(PARTIES.items())
    ]
    parties = ("编号", "单位名称", "统一社会信用代码", "单位类型", "地区", "行业")
    run("import", table(folder, "单位", parties, registered))
    for side, rows in (("需求", BUYS), ("供给", SELLS)):
        amount = "采购数量" if side == "需求" else "可供数量"
        headings = [amount if name == "数量" else name for name in GOODS]
        run("import", table(folder, side, headings, map(with_product, rows)), "--track", "sales")
    loans = (("loan", "P2", "买水泥的周转资金", "买水泥要周转资金", "200", "一年", "信用"),)
    headings = ("编号", "单位编号", "标题", "说明", "融资金额（万元）", "期限", "可提供的担保方式")
    run("import", table(folder, "需求", headings, loans), "--track", "bank")
    lends = (("lends", "P9", "周转资金贷款", "买原料可用的周转资金贷款", "襄城县", "500", "信用"),)
    headings = ("编号", "单位编号", "标题", "说明", "地区", "最高金额（万元）", "接受的担保方式")
    run("import", table(folder, "供给", headings, lends), "--track", "bank")
    return run


def uscc(number: int) -> str:
    return completed(f"91411025MA9T{number:04}")


def with_product(row):
    id, party, title, text, spec, amount, unit = row
    return id, party, title, text, "襄城县", PRODUCTS[id.partition("-")[0]], spec, amount, unit


def table(folder: Path, name: str, headings, rows) -> Path:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in (headings, *rows):
        book.active.append(row)
    file = folder / f"{name}.xlsx"
    book.save(file)
    return file


def proposed(docking, capsys, *words: str) -> list[dict]:
    capsys.readouterr()
    docking("proposals", "--json", "--top", 20, *words)
    return json.loads(capsys.readouterr().out)


def test_the_same_grade_comes_before_another_whatever_its_unit_is_called(docking, capsys):
    pairs = proposed(docking, capsys, "--track", "sales")
    lists = {
        need: [
            pair["offering"]
            for pair in sorted(pairs, key=lambda pair: -pair["score"])
            if pair["need"] == need
        ]
        for need in PRODUCTS
    }
    assert {need: offerings[:1] for need, offerings in lists.items()} == {
        "bearing": ["bearing-6310"],
        "concrete": ["concrete-c40"],
        "bar": ["bar-500"],
    }
    scores = {(pair["need"], pair["offering"]): pair["score"] for pair in pairs}
    others = ("bearing", "bearing-6312"), ("concrete", "concrete-c60"), ("bar", "bar-400")
    same = ("bearing", "bearing-6310"), ("concrete", "concrete-c40"), ("bar", "bar-500")
    assert [
        scores.get(other, 0) < scores[one] for one, other in zip(same, others, strict=True)
    ] == [True] * 3


def test_a_need_without_a_place_has_that_of_its_party(docking, capsys):
    [pair] = proposed(docking, capsys, "--track", "bank")
    assert (pair["need"], pair["offering"]) == ("loan", "lends")
    docking("explain", "loan", "lends")
    assert "襄城县" in capsys.readouterr().out
