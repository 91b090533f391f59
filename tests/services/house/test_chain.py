"""The chain of seals outlives the views, and leaves what an outsider can hold it against."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from projections.core.database import reading
from services.cli import docking, main
from services.house.chain import begun
from services.house.house import House
from services.house.settings import Settings
from tests.services.houses import FITTED, STORY, need, tell


@pytest.fixture
def where(tmp_path):
    made = Settings(data=tmp_path / "data")
    with House.open(made) as house:
        tell(house, *STORY, ("matcher-bank", FITTED))
        house.views.fresh()
    return made


def verified(where: Settings, capsys) -> tuple[int, str]:
    code = main(["--data", str(where.data), "log", "verify"])
    said = capsys.readouterr()
    return code, said.out + said.err


def forge(where: Settings) -> None:
    """Another log in the place of this one, by somebody who has the whole data folder."""
    for file in where.data.glob("*.db*"):
        if not file.name.startswith("secrets"):
            file.unlink()
    with House.open(where) as house:
        tell(house, *STORY[:3], *need("n2", "申请倒贷资金五百万元"))


def copy_of_the_chain(where: Settings):
    assert where.keys_folder is not None
    return where.keys_folder / "chain.txt"


def test_views_may_be_thrown_away_and_the_chain_still_finds_a_change(where, capsys):
    for file in where.data.glob("views.db*"):
        file.unlink()
    code, out = verified(where, capsys)
    assert (code, out) == (0, "✓ 核对了 9 行，日志与封存链一致\n")


def test_every_page_that_is_sealed_leaves_a_checkpoint_outside_the_folder(where, capsys):
    with House.open(where) as house:
        tell(house, *need("n2", "申请过桥资金五百万元"))
        house.views.fresh()
        last = house.views.seals.last()
    lines = copy_of_the_chain(where).read_text().splitlines()
    assert len(lines) == 2
    assert lines[-1] == f"docking-checkpoint:12:{last.hash.hex()}"
    assert verified(where, capsys)[0] == 0


def test_a_chain_that_was_made_anew_says_since_when(where, capsys):
    for file in where.data.glob("chain.db*"):
        file.unlink()
    code, out = verified(where, capsys)
    assert code == 0
    assert "重新开始的" in out
    assert "从位置 9 " in out
    with House.open(where) as house:
        assert begun(house.views.seals).position == 9


def test_a_log_that_was_written_anew_with_its_chain_differs_from_the_copy(where, capsys):
    with House.open(where) as house:
        tell(house, *need("n3", "申请过桥资金五百万元"))
        house.views.fresh()
    copy = copy_of_the_chain(where)
    before = copy.read_text()
    forge(where)
    copy.write_text(before)  # the copy lies where the forger didn't reach
    code, out = verified(where, capsys)
    assert code == 1
    assert "chain.cut" in out


def test_control_without_the_copy_the_forged_log_is_said_to_be_whole(where, capsys):
    forge(where)
    copy_of_the_chain(where).unlink(missing_ok=True)
    assert verified(where, capsys)[0] == 0


def test_a_new_log_in_the_same_place_keeps_the_old_copy_aside(where, capsys):
    for file in where.data.iterdir():
        file.unlink()
    with House.open(where) as house:
        tell(house, *STORY)
        house.views.fresh()
    assert verified(where, capsys)[0] == 0
    names = sorted(file.name for file in copy_of_the_chain(where).parent.iterdir())
    assert names == ["chain.1.txt", "chain.txt", "master.key"]


def test_the_chain_outlives_a_power_cut(where):
    with House.open(where) as house, reading(house.views.seals.engine) as db:
        assert db.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL


def test_a_torn_line_of_the_copy_says_nothing(where, capsys):
    with copy_of_the_chain(where).open("a") as file:
        file.write("docking-checkpoint:99:00")
    assert verified(where, capsys)[0] == 0


def test_whoever_else_may_read_the_folder_is_named_with_what_to_do(where):
    said = CliRunner().invoke(docking, ["--data", str(where.data), "doctor"]).output
    assert "文件权限" not in said
    assert f"主密钥：在 {where.keys_folder}/master.key" in said
    for path, mode in ((where.data, 0o755), (where.data / "secrets.db", 0o644)):
        path.chmod(mode)
        said = CliRunner().invoke(docking, ["--data", str(where.data), "doctor"]).output
        assert f"chmod {'700' if path.is_dir() else '600'} '{path}'" in said
        path.chmod(0o700 if path.is_dir() else 0o600)


def test_what_a_process_of_ours_writes_is_for_nobody_else(tmp_path):

    program = "import os, sys; os.umask(0o022); from services.cli import main; sys.exit(main())"
    words = [sys.executable, "-c", program, "--data", str(tmp_path / "data"), "migrate"]
    subprocess.run(words, check=True, capture_output=True)
    modes = {
        path.name: oct(path.stat().st_mode & 0o777)
        for path in (tmp_path / "data", *(tmp_path / "data").iterdir(), tmp_path / "data-keys")
    }
    assert modes.pop("data") == modes.pop("data-keys") == "0o700"
    assert set(modes.values()) == {"0o600"}
    assert {"log.db", "views.db", "secrets.db", "chain.db"} <= set(modes)
