"""`docking export`: what goes out comes in again and changes nothing, here and elsewhere."""

from __future__ import annotations

import json
import re
import shlex
import zipfile
from pathlib import Path

import pytest

from services.cli import main
from tests.services.counties import a_county

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return a_county(tmp_path_factory.mktemp("county"), share=0.08)


@pytest.fixture
def docking(capsys, monkeypatch, tmp_path):
    """docking("export", "--json", data=folder) -> (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)

    def run(*words, data):
        code = main(["--data", str(data), *map(str, words)])
        written = capsys.readouterr()
        return code, written.out, written.err

    return run


def test_what_is_exported_is_imported_again_and_nothing_changes(docking, county, tmp_path):
    for name in ("全县.xlsx", "全县.zip"):
        code, out, err = docking("export", "--out", name, "--contacts", data=county)
        assert (code, err) == (0, "")
        assert out.startswith(f"已写出 {name}：单位 ")
    with zipfile.ZipFile("全县.zip") as packed:
        packed.extractall("texts")
    files = [Path("全县.xlsx"), *sorted(Path("texts").iterdir())]
    assert len(files) > 2
    for file in files:
        code, out, _ = docking("import", file, "--json", data=county)
        became = json.loads(out)
        assert became["unchanged"]
        assert (code, became | {"unchanged": 0, "mapping": {}, "ignored": []}) == (
            0,
            dict.fromkeys(("created", "revised", "unchanged", "left"), 0)
            | {"mapping": {}, "ignored": [], "warnings": [], "findings": []},
        )


def test_the_lists_of_a_county_move_as_the_how_to_says(docking, county, tmp_path):
    page = (Path(__file__).parents[2] / "docs/how-to/move-lists.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    folders = {"old": county, "new": tmp_path / "new"}
    for line in block.splitlines():
        program, _, folder, *words = shlex.split(line)
        code, out, _ = docking(*words, data=folders[folder])
        assert (program, code) == ("docking", 0)
    became = json.loads(out)
    assert (became["created"], became["revised"]) == (0, 0)
    assert {finding["code"] for finding in became["findings"]} <= {"row.state", "validity.over"}
    before, moved = (exported(docking, folder) for folder in folders.values())
    assert len(moved) == became["unchanged"] > 10
    for id, values in moved.items():  # what nobody stated, the party's record may have told since
        assert before[id] == {field: values.get(field) for field in before[id]}


def exported(docking, folder):
    """What is stated, by kind and id: values by field."""
    _, out, _ = docking("export", "--json", "--contacts", data=folder)
    lines = [json.loads(line) for line in out.splitlines()]
    stated = [line | line.pop("terms", {}) | {"kind": line["kind"]} for line in lines]
    return {
        (line["kind"], line["id"]): {k: v for k, v in line.items() if v not in (None, [], "")}
        for line in stated
    }


def test_the_export_as_json_is_lines_of_json_and_has_contacts_only_where_asked(docking, county):
    code, out, err = docking("export", "--json", data=county)
    assert (code, err) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    kinds = [line["kind"] for line in lines]
    assert kinds[0] == "party"
    assert {"bank.need", "bank.offering"} < set(kinds)
    assert not any("phone" in line for line in lines)
    _, out, _ = docking("export", "--json", "--contacts", data=county)
    assert any("phone" in json.loads(line) for line in out.splitlines())


def test_an_export_says_where_it_goes_and_writes_over_nothing(docking, county, tmp_path):
    assert docking("export", data=county)[0] == 2
    Path("a.xlsx").write_text("x")
    assert docking("export", "--out", "a.xlsx", data=county)[0] == 1
    assert docking("export", "--out", "a.pdf", data=county)[0] == 2
