"""The command line as its user meets it: one word, one screen, clear answers, no traceback."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from domain.postings.need import NeedRevised
from services.cli import main
from services.house.house import House
from services.house.settings import Settings
from tests.examples import content
from tests.journeys.digest import made
from tests.programs import running
from tests.services.houses import FITTED, STORY, confirm_clock, need, tell

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = tmp_path_factory.mktemp("county")
    made(Settings(data=folder))
    return folder


@pytest.fixture
def docking(capsys, monkeypatch, tmp_path):
    """docking("log", "tail", data=folder) -> (exit code, what was said, what was complained of)."""
    monkeypatch.chdir(tmp_path)

    def run(*words, data=tmp_path / "data"):
        code = main(["--data", str(data), *map(str, words)])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return run


def best(docking, county):
    """The first proposal of the bank track."""
    _, out, _ = docking("proposals", "--track", "bank", "--top", 1, "--json", data=county)
    [row] = json.loads(out)
    return row


def test_proposals_are_shown_with_their_reasons(docking, county):
    code, out, err = docking("proposals", "--track", "bank", data=county)
    assert (code, err) == (0, "")
    assert "政银企对接" in out
    assert "理由" in out


def test_a_pair_is_explained(docking, county):
    row = best(docking, county)
    code, out, _ = docking("explain", row["need"], row["offering"], data=county)
    assert code == 0
    assert f"{row['score'] / 1e6:.6f}" in out
    assert "已列入建议" in out


def test_an_explanation_for_programs_adds_up(docking, county):
    row = best(docking, county)
    _, out, _ = docking("explain", row["need"], row["offering"], "--json", data=county)
    told = json.loads(out)
    assert told["proposed"] is True
    assert sum(term["millionths"] for term in told["terms"]) == told["score"] == row["score"]


def test_proposals_as_of_a_day_and_as_of_the_position_it_ended_at(docking, county):
    with House.open(Settings(data=county)) as house:
        lines = house.log.after(house.log.last() // 2, 1)
        at = lines[0].recorded_at()
        position = house.views.times.position_at(at)
    by_time = docking("proposals", "--as-of", at.isoformat(), "--json", data=county)
    by_position = docking("proposals", "--as-of", position, "--json", data=county)
    assert by_time == by_position
    assert by_time != docking("proposals", "--json", data=county)


def test_a_partys_proposals_are_found_by_its_credit_code(docking, county):
    party = best(docking, county)["need_party"]
    with House.open(Settings(data=county)) as house:
        code = house.views.parties.party(party).profile.uscc
    by_id = docking("proposals", "--party", party, "--json", data=county)
    assert docking("proposals", "--party", code, "--json", data=county) == by_id
    assert json.loads(by_id[1])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("proposals", "--as-of", "yesterday"), 2, "date.unreadable"),
        (("proposals", "--as-of", "2026-05-01T12:00"), 2, "time.no_zone"),
        (("proposals", "--as-of", "0001-01-01T00:00:00+23:59"), 2, "time.unreadable"),
        (("proposals", "--as-of", "9999-12-31T23:59:59-23:59"), 2, "time.unreadable"),
        (("proposals", "--as-of", "20260231"), 2, "date.impossible"),
        (("proposals", "--as-of", "20270101"), 0, ""),
        (("proposals", "--as-of", "1"), 2, "position.ahead"),
        (("proposals", "--as-of", "10000000"), 2, "position.ahead"),
        (("proposals", "--as-of", "9" * 5000), 2, "position.ahead"),
        (("explain", "x", "y", "--as-of", "9" * 19), 2, "position.ahead"),
        (("proposals", "--party", "nobody"), 1, "party.absent"),
        (("proposals", "--track", "space"), 2, "space"),
        (("proposals", "--top", "0"), 2, "0"),
        (("explain", "x", "y"), 1, "posting.absent"),
        (("explain", "x"), 2, "OFFERING"),
        (("log", "show", "need-x"), 1, "stream.absent"),
        (("log", "verify", "--checkpoint", "abc"), 2, "checkpoint.unreadable"),
        (("import", "nowhere.xlsx"), 2, "nowhere.xlsx"),
        (("template", "space"), 2, "space"),
        (("template", "bank", "--out", "form.csv"), 2, "请写成 form.xlsx"),
        (("template", "bank", "--out", "form"), 2, "请写成 form.xlsx"),
        (("template", "bank", "--out", "nowhere/form.xlsx"), 2, "没有这个地方"),
        (("fly",), 2, "fly"),
        (("--data", "\0", "log", "tail"), 2, "settings.wrong"),
        (("--data", __file__, "log", "tail"), 2, "不是文件夹"),
        (("--data", f"{__file__}/data", "log", "tail"), 2, "不是文件夹"),
        (("--postgres", "", "log", "tail"), 2, "没有填写地址"),
    ],
)
def test_what_cant_be_done_is_said_clearly(docking, words, code, said):
    found, out, err = docking(*words)
    assert found == code
    assert said in out + err


@pytest.mark.parametrize("word", ["need-\u202e", "'; DROP TABLE", "🏭" * 200, "-", "../../etc"])
def test_strange_words_are_only_words(docking, county, word):
    assert docking("explain", "--", word, word, data=county)[0] == 1
    assert docking("log", "show", "--", word, data=county)[0] == 1
    assert docking("proposals", f"--need={word}", data=county)[0] == 0


def test_an_empty_log_says_what_to_do_next(docking):
    assert docking("proposals")[1].startswith("日志是空的。试试 docking demo")


def test_a_misspelt_setting_stops_the_start(docking, monkeypatch):
    monkeypatch.setenv("DOCKING_DATTA", "x")
    code, _, err = docking("log", "tail")
    assert (code, "DOCKING_DATTA" in err, "DOCKING_DATA、" in err) == (2, True, True)


def test_a_database_that_cant_be_reached_is_said_so(docking):
    code, _, err = docking("--postgres", "postgresql://x@127.0.0.1:9/x", "log", "tail")
    assert (code, err.startswith("✗ 数据库连不上")) == (3, True)


def test_the_log_is_verified_against_what_an_outsider_kept(docking, county):
    _, checkpoint, _ = docking("log", "checkpoint", data=county)
    with House.open(Settings(data=county)) as house:
        lines = house.log.last()
    said = f"✓ 核对了 {lines} 行，日志与封存链一致，与检查点相符\n"
    verified = docking("log", "verify", "--checkpoint", checkpoint.strip(), data=county)
    assert verified == (0, said, "")
    forged = checkpoint.strip()[:-64] + "0" * 64
    code, _, err = docking("log", "verify", "--checkpoint", forged, data=county)
    assert (code, "log.tampered" in err) == (1, True)


def test_a_rebuild_gives_the_same_and_says_so(docking, county):
    code, out, _ = docking("views", "rebuild", "--check", data=county)
    assert (code, {row[0] for row in out.splitlines()}) == (0, {"✓"})
    assert docking("views", "status", data=county)[0] == 0


def test_a_rebuild_leaves_the_seals_so_that_a_changed_log_is_found_out(docking, tmp_path):
    with House.open(Settings(data=tmp_path)) as house:
        tell(house, *STORY)
        house.views.fresh()
    with closing(sqlite3.connect(tmp_path / "log.db")) as other, other:
        other.execute("UPDATE stored_events SET state = replace(state, '三百万', '五百万')")
    code, out, _ = docking("views", "rebuild", "--check", data=tmp_path)
    differ = {row.split()[1] for row in out.splitlines() if row.startswith("✗")}
    assert (code, differ) == (1, {"seals", "market"})
    code, out, err = docking("views", "rebuild", data=tmp_path)
    assert (code, [row.split()[0] for row in out.splitlines()[:3]], err) == (0, ["✓"] * 3, "")
    assert out.endswith("封存链不重建，以免掩盖对日志的改动；核对请用 docking log verify\n")
    code, _, err = docking("log", "verify", data=tmp_path)
    assert (code, "[seal.broken]" in err, "log.faulty" in err) == (1, True, True)


def filled(path, sheet, row, **values):
    """Write values into a row of a template, by the field keys of its machine row."""
    book = openpyxl.load_workbook(path)
    keys = {
        str(cell.value).rpartition(".")[2]: cell.column
        for line in book[sheet].iter_rows(max_row=4)
        for cell in line
        if isinstance(cell.value, str) and cell.value.isascii()
    }
    for key, value in values.items():
        book[sheet].cell(row, keys[key], value)
    book.save(path)


NOTHING = "0 个事件，0 条流，到位置 0"
FIRST_ROW = 4  # behind the headings, the hidden row of keys and the example


@pytest.fixture
def form(docking, tmp_path):
    """A filled form: one bank with a product, one enterprise with a need."""
    path = tmp_path / "form.xlsx"
    docking("template", "bank", "--out", path)
    filled(path, "单位", FIRST_ROW, id="e1", title="襄城县恒丰食品机械有限公司", roles="企业")
    filled(path, "单位", FIRST_ROW + 1, id="b1", title="襄城农村商业银行", roles="银行及金融机构")
    need = {
        "id": "n1",
        "party": "e1",
        "title": "申请倒贷资金",
        "text": "贷款到期，需要短期倒贷周转",
    }
    filled(path, "需求", FIRST_ROW, **need, amount_fen="300万元")
    offer = {"id": "o1", "party": "b1", "title": "转贷周转贷", "text": "为到期贷款提供过桥资金"}
    filled(path, "供给", FIRST_ROW, **offer, amount_max_fen="1000万元")
    return path


def test_a_form_is_checked_imported_matched_and_not_imported_twice(docking, form):
    code, out, _ = docking("import", form, "--dry-run")
    first, *until = out.splitlines()
    assert (code, first) == (0, "✓ 4 行都可以导入（只检查，没有写入）")
    assert [line.partition("，")[0] for line in until] == ["没有写有效期截止的 2 条"]
    assert docking("log", "stats")[1].splitlines()[0] == NOTHING
    code, out, _ = docking("import", form)
    assert (code, "✓ 导入 4 行，写入 9 个事件（新增 4 行）" in out) == (0, True)
    [row] = json.loads(docking("proposals", "--json")[1])
    assert (row["need"], row["offering"]) == ("n1", "o1")
    stats = docking("log", "stats")[1]
    code, out, _ = docking("import", form)
    assert (code, "没有重复添加" in out) == (0, True)
    assert docking("log", "stats")[1] == stats


def test_the_same_form_read_for_another_track_is_looked_at_again(docking, form):
    docking("import", form)
    code, out, _ = docking("import", form, "--track", "bank")
    assert (code, out) == (0, "✓ 4 行都已经是这样\n")
    before = docking("log", "stats")
    code, _, err = docking("import", form, "--track", "sales")
    assert (code, "请换用该" in err, docking("log", "stats")) == (2, True, before)


def test_a_form_with_a_mistake_is_given_back_marked_and_nothing_is_stored(docking, form, tmp_path):
    filled(form, "需求", FIRST_ROW, amount_fen="许多")
    code, _, err = docking("import", form)
    assert code == 2
    assert "融资金额" in err
    marked = tmp_path / "form-标注.xlsx"
    assert str(marked) in err.replace("\n", "")
    assert "错误清单" in openpyxl.load_workbook(marked).sheetnames
    assert docking("log", "stats")[1].splitlines()[0] == NOTHING


def test_a_look_at_a_file_ends_as_its_import_would_and_leaves_no_file(docking, form, tmp_path):
    filled(form, "需求", FIRST_ROW, amount_fen="许多")
    assert docking("import", form, "--dry-run")[0] == 2
    code, out, err = docking("import", form, "--dry-run", "--yes")
    assert (code, "✓ 3 行可以导入（只检查，没有写入）" in out) == (0, True)
    assert ("融资金额" in err, "amount_fen" in err) == (True, False)
    assert docking("import", form, "--dry-run", "--yes", "--json")[0] == 0
    assert list(tmp_path.glob("*.xlsx")) == [form]
    assert docking("log", "stats")[1].splitlines()[0] == NOTHING


def test_the_options_of_an_import_are_told_with_it(docking):
    out = docking("import", "--help")[1]
    assert all(word in out for word in ("--yes", "--json", "--dry-run", "undo"))


def test_a_row_of_another_party_changes_nothing_of_a_posting(docking, form):
    """n1 is e1's; the control is the same row in e1's name."""
    docking("import", form)
    before = docking("log", "stats")
    filled(form, "需求", FIRST_ROW, amount_fen="500万元", party="b1")
    code, _, err = docking("import", form)
    assert (code, "这个编号是别的单位的" in err, docking("log", "stats")) == (2, True, before)
    filled(form, "需求", FIRST_ROW, party="e1")
    code, out, _ = docking("import", form)
    assert (code, "✓ 导入 1 行，写入 2 个事件（更新 1 行，未变 3 行）" in out) == (0, True)


def test_up_does_what_is_due_and_stops(docking, tmp_path):
    """Of two needs one was valid until 2020."""
    with House.open(Settings(data=tmp_path)) as house:
        tell(house, *STORY[:2], *need("n1", "申请倒贷资金三百万元", until=date(2020, 1, 31)))
        confirm_clock(house)
    streams = f"消息流 streams unix://{tmp_path}/streams/redis.sock?db=0\n"
    views = f"视图 views    sqlite:///{tmp_path}/views.db\n{streams}"
    place = f"日志 log      sqlite:///{tmp_path}/log.db（位置 {{}}）\n{views}"
    assert docking("up", "--once", data=tmp_path) == (0, place.format(7) + "到期 1 条\n", "")
    assert docking("up", "--once", data=tmp_path) == (0, place.format(8), "")
    assert "已过期" in docking("proposals", "--need", "n1", data=tmp_path)[1]


def test_a_reader_who_leaves_early_is_no_accident(county):
    program = "import sys; from services.cli import main; sys.exit(main())"
    words = [sys.executable, "-c", program, "--data", str(county), "log", "tail", "-n", "5000"]
    root = Path(__file__).parents[2]
    with running(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root) as tail:
        tail.stdout.read(10)
        tail.stdout.close()
        complaint = tail.stderr.read()
        assert (tail.wait(), "Traceback" in complaint) == (0, False)


def test_what_waits_for_an_answer_is_shown_beside_the_proposals_and_the_near_misses(
    docking, tmp_path
):
    """The control is the need as it was: proposed, and nothing open."""
    with House.open(Settings(data=tmp_path)) as house:
        tell(house, *STORY, ("matcher-bank", FITTED))
    asked = ("proposals", "--need", "n1")
    assert "待确认" not in docking(*asked, data=tmp_path)[1]
    with House.open(Settings(data=tmp_path)) as house:
        tell(house, ("need-n1", NeedRevised(content=content(regions=()))))
    for words in (asked, ("misses", "need", "n1")):
        said = docking(*words, data=tmp_path)[1]
        assert "待确认：条件没有冲突，但有的还没写明；不是建议" in said
        assert "请需求方补填“地区”" in said
    assert json.loads(docking(*asked, "--json", data=tmp_path)[1]) == {
        "proposals": [],
        "open": [
            {
                "need": "n1",
                "offering": "o1",
                "questions": [{"title": "地区", "whose": "need"}],
            }
        ],
    }
    assert "有建议送达 0 · 待确认 1 ·" in docking("figures", data=tmp_path)[1]


def test_the_report_of_any_days_is_written_as_what_its_name_says(docking, county, tmp_path):
    days = ("--from", "2026-03-01", "--to", "2026-03-31")
    for ending in (".xlsx", ".docx"):
        path = tmp_path / f"三月{ending}"
        code, out, err = docking("report", *days, "--out", path, data=county)
        assert (code, err, path.stat().st_size > 5000) == (0, "", True)
        assert out.startswith("六项对接月报，2026年3月（2026年3月1日至2026年3月31日）：已写出 ")
    again = docking("report", *days, "--out", tmp_path / "三月.docx", data=county)
    assert (again[0], "[file.exists]" in again[2]) == (1, True)
    for words, code in (
        ((*days, "--out", tmp_path / "三月.pdf"), "file.unknown_kind"),
        (days[:2], "period.open"),
        (("--from", "2026-03-31", "--to", "2026-03-01"), "period.backwards"),
    ):
        refused = docking("report", *words, data=county)
        assert (refused[0], f"[{code}]" in refused[2]) == (2, True)
    for ratio in ("0 家次 ÷ 0 家次", "0元 ÷ 0元"):
        assert ratio in docking("figures", "--day", "2026-03-15", data=county)[1]
