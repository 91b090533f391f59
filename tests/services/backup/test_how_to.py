"""What the how-to and the administrator's guide say of backups is done as it stands there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.cli import docking
from services.house.settings import Settings
from services.sealing.key_file import KEY_FILE
from tests.services.backup.backups import PASSWORD, filled, opened

DOCS = Path(__file__).parents[3] / "docs"
PAGES = {
    "back-up-and-restore": (DOCS / "how-to" / "back-up-and-restore.md", "# Back up and restore"),
    "admin": (DOCS / "guide" / "admin.md", "## 备份和恢复"),
}
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page):
    file, heading = PAGES[page]
    text = file.read_text(encoding="utf-8").partition(heading)[2]
    return [line for block in BLOCK.findall(text) for line in block.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_it_is_enough_to_be_followed(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    here = Settings(data=Path("county"))
    with opened(here) as house:
        filled(house)
    (tmp_path / "backups").mkdir()
    (tmp_path / "passphrase.txt").write_text(PASSWORD, encoding="utf-8")
    assert here.keys_folder
    for name in ("elsewhere-keys", "again-keys"):
        (tmp_path / name).mkdir()
        shutil.copy(here.keys_folder / KEY_FILE, tmp_path / name)
    lines = commands(page)
    assert any(" restore " in line for line in lines)
    for line in lines:
        program, *words = shlex.split(line)
        assert program == "docking"
        done = CliRunner().invoke(docking, words)
        if words[-1] != "doctor":  # the county of the tests is of another year
            assert (line, done.exit_code, done.exception) == (line, 0, None)
