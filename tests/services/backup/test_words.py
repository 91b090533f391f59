"""What `docking backup`, `docking restore` and the doctor say of backups."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner

from domain.administration.parameter import SetParameter
from services.backup.make import keys_of
from services.cli import docking
from services.house.settings import Settings
from services.operations.backup_state import BackupState
from services.operations.doctor import judged
from services.operations.health import health
from services.operations.metrics import figures
from tests.services.backup.backups import backed_up, carry_master, filled, opened, system
from tests.spec import DAY, NOON


@pytest.fixture
def here(tmp_path):
    settings = Settings(data=tmp_path / "county")
    with opened(settings) as house:
        filled(house)
    return settings


def found(settings, now):
    with opened(settings, now) as house:
        judgements = [each for each in judged(health(house, None)) if "备份" in each.what]
    return [(each.what, each.said, each.advice != "") for each in judgements]


def says(settings, *words):
    return CliRunner().invoke(docking, ["--data", str(settings.data), *words])


def test_the_doctor_knows_the_last_backup_and_when_another_is_due(here, tmp_path):
    path = tmp_path / "backup"
    soon, late = NOON + timedelta(hours=5), NOON + timedelta(days=3)
    assert found(here, late) == [("最近的备份", "还没有做过", True)]
    backed_up(here, path)
    keys = ("备份的密钥文件", f"{keys_of(path)}，{{}}", False)
    assert found(here, soon) == [
        ("最近的备份", "5 小时前", False),
        (keys[0], keys[1].format("5 小时"), False),
    ]
    assert found(here, late) == [
        ("最近的备份", "3 天前", True),
        (keys[0], keys[1].format("3 天"), False),
    ]
    with opened(here) as house:
        house.desk.do(SetParameter(name="backup_days", value=7, since=DAY), system(house))
        house.views.fresh()
    assert found(here, late)[0] == ("最近的备份", "3 天前", False)


def test_keys_that_are_too_old_are_named_until_they_are_gone(here, tmp_path):
    path, later = tmp_path / "backup", NOON + timedelta(days=31)
    backed_up(here, path)
    assert ("备份的密钥文件", f"{keys_of(path)}，31 天", True) in found(here, later)
    keys_of(path).unlink()
    assert [what for what, *_ in found(here, later)] == ["最近的备份"]


def test_a_county_in_which_nobody_can_sign_in_needs_none(tmp_path):
    with opened(Settings(data=tmp_path)) as house:
        assert health(house, None).backup is None


def test_metrics_have_the_ages(here, tmp_path):
    backed_up(here, tmp_path / "backup")
    with opened(here) as house:
        state = health(house, None)
    assert state.backup == BackupState(True, 0.0, 2, {str(keys_of(tmp_path / "backup")): 0.0})
    names = [name for name, *_ in figures(state)]
    assert {"docking_backup_age_seconds", "docking_backup_keys_age_seconds"} <= set(names)


def test_the_words(here, tmp_path, monkeypatch):
    """Made with a passphrase of a file, looked through, restored with one of the environment."""
    there, path = Settings(data=tmp_path / "empty"), tmp_path / "backup"
    carry_master(here, there)
    (tmp_path / "word").write_text("四个不相干的词\n", encoding="utf-8")

    with_file = ("--passphrase-file", str(tmp_path / "word"))
    made = says(here, "backup", str(path), *with_file)
    assert (made.exit_code, "已加密" in made.output, "写完核对过" in made.output) == (0, True, True)
    seen = says(there, "restore", str(path), "--check", *with_file)
    assert (seen.exit_code, "完好" in seen.output, there.data.exists()) == (0, True, False)
    monkeypatch.setenv("DOCKING_BACKUP_PASSPHRASE", "四个不相干的词")
    done = says(there, "restore", str(path))
    assert (done.exit_code, "视图已重建" in done.output) == (0, True)
    assert says(there, "log", "verify").exit_code == 0


def test_where_the_copy_of_the_chain_goes_beyond_the_backup_it_says_by_how_much(here, tmp_path):
    there, path = Settings(data=tmp_path / "empty"), tmp_path / "backup"
    assert says(here, "backup", str(path)).exit_code == 0
    with opened(here) as house:
        house.desk.do(SetParameter(name="backup_days", value=7, since=DAY), system(house))
        house.views.fresh()
    assert here.keys_folder
    assert there.keys_folder
    here.keys_folder.rename(there.keys_folder)
    done = says(there, "restore", str(path))
    assert (done.exit_code, "库外抄本比备份多 1 个事件" in done.output) == (0, True)
    verified = says(there, "log", "verify")
    assert (verified.exit_code, verified.exception) == (0, None)
    assert (there.keys_folder / "chain.1.txt").exists()
