"""What the documents say to type, typed: a county from nothing, and whatever else names it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import openpyxl
import pytest

from tests import typed
from tests.programs import heard, running

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
LIST = {  # what the page says to write into the list of parties
    "E0001": ("襄城县双丰饲料有限公司", "企业", "陈会计", "13900000001"),
    "B0001": ("襄城县汝水农村商业银行", "银行及金融机构", "刘经理", "13900000002"),
}


def run(line: typed.Line, folder: Path) -> str:
    """What it says; a line that fails fails the page."""
    done = subprocess.run(
        ["sh", "-c", line.typed],
        cwd=folder,
        env=os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{line.typed}\n{done.stdout}{done.stderr}"
    return done.stdout


def comes_up(line: typed.Line, folder: Path, password: str) -> None:
    """Its site lets the first administrator in; it is asked for at any port that is free."""
    words = ["sh", "-c", f"exec env {line.typed} --port 0"]
    environment = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"}
    with running(*words, cwd=folder, env=environment, stdout=subprocess.PIPE) as site:
        [port] = re.findall(r"http://[^/]+:(\d+)/\n", heard(site, "已启动"))
        visitor = {"base_url": f"http://127.0.0.1:{port}", "follow_redirects": True}
        with httpx.Client(**visitor, timeout=60, trust_env=False) as client:
            sent = {"user": "boss", "password": password, "next": "/"}
            page = client.post("/sign-in", data=sent, headers={"Origin": visitor["base_url"]})
            assert (page.status_code, page.url.path) == (200, "/password")


def fill(file: Path) -> None:
    """As the page says: below the example, by the headings."""
    book = openpyxl.load_workbook(file)
    sheet = book["单位"]
    keys = {str(cell.value).rpartition(".")[2]: cell.column for cell in sheet[1]}
    for row, (id, values) in enumerate(LIST.items(), start=4):
        for key, value in zip(
            ("id", "title", "roles", "contact", "phone"), (id, *values), strict=True
        ):
            sheet.cell(row, keys[key], value)
    book.save(file)


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """The folder in which the page from nothing was followed, line by line, and what was said."""
    folder = tmp_path_factory.mktemp("machine")
    said: dict[str, str] = {}
    password = ""
    for line in typed.of_the_start():
        if " up " in line.typed:
            comes_up(line, folder, password)
            continue
        said[line.typed] = run(line, folder)
        if " user add " in line.typed:
            password = re.findall(r"密码：(\S+)", said[line.typed])[0]
        if " template " in line.typed:
            fill(folder / "单位名单.xlsx")
    (folder / "passphrase.txt").write_text("whoever backs up has written it\n", encoding="utf-8")
    return folder, said


def test_a_county_begins_as_the_page_says(begun):
    _, said = begun
    imported = "docking --data county import 单位名单.xlsx"
    assert said[f"{imported} --dry-run"] == "✓ 2 行都可以导入（只检查，没有写入）\n"
    assert "✓ 导入 2 行" in said[imported]


@pytest.mark.parametrize("line", typed.of_an_own_county(), ids=lambda line: line.typed[:40])
def test_what_names_that_county_is_done_in_it(begun, line):
    folder, _ = begun
    file = folder / "单位名单.xlsx"
    if "FILE" in line.words:
        line = line._replace(typed=line.typed.replace("FILE", str(file)))
    run(line, folder)


def test_every_line_is_typed_or_has_a_reason_that_holds():
    everything = typed.all_lines()
    groups = (typed.of_the_start(), typed.of_an_own_county(), typed.of_the_demo())
    in_a_group = {line.typed for group in groups for line in group}
    assert {line.typed for line in everything if typed.why_not(line) is None} <= in_a_group
    assert all(line.words[0] == "docking" for line in typed.of_the_demo())
    idle = [b for b in typed.NOT_TYPED if not any(x.typed.startswith(b) for x in everything)]
    files = re.findall(r"tests/\S+\.py", " ".join(typed.NOT_TYPED.values()))
    assert (idle, [name for name in files if not (typed.ROOT / name).exists()]) == ([], [])


def test_control_a_new_line_is_taken_and_one_that_fails_is_found_out(tmp_path):
    [one, other] = typed.lines_of("x.md", "```sh\ndocking fly \\\n  --far   # away\npsql -x\n```\n")
    assert one == ("x.md", "docking fly    --far", "away")
    assert (typed.why_not(one), typed.why_not(other)) == (None, "needs a second PostgreSQL")
    with pytest.raises(AssertionError):
        run(one, tmp_path)
