"""A damaged file is called so; views throw themselves away, the log is left alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from services.cli import main
from services.house.files import Damaged, check_files, unsound
from services.house.house import House
from services.house.one_up import is_up, only_up
from services.house.settings import Settings
from services.operations.doctor import examine
from tests.services.house.test_carry_over import an_older_house
from tests.services.houses import STORY, tell
from tests.spec import NOON

HOUR = timedelta(hours=1)
BEGIN = [("doctor",), ("views", "rebuild"), ("log", "verify"), ("up", "--once")]  # with a look
WORDS = [*BEGIN, ("views", "status")]


@pytest.fixture
def settings(tmp_path):
    made = Settings(data=tmp_path)
    with House.open(made) as house:
        tell(house, *STORY)
        house.views.fresh()
        house.log.checkpoint()
    for name in ("views", "log"):
        with closing(sqlite3.connect(tmp_path / f"{name}.db")) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made


def run(settings, capsys, *words):
    code = main(["--data", str(settings.data), *words])
    said = capsys.readouterr()
    return code, said.out + said.err


def zeroed(file):
    file.write_bytes(bytes(file.stat().st_size))


def half_zeroed(file):
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2))


def garbage(file):
    file.write_bytes(b"no database at all" * 1000)


def lost(file):
    file.unlink()


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
@pytest.mark.parametrize("damage", [zeroed, half_zeroed, garbage])
def test_damaged_views_are_told_put_aside_and_made_anew(settings, capsys, damage, words):
    damage(settings.data / "views.db")
    _, said = run(settings, capsys, *words)
    assert ("视图文件损坏" in said, "程序自身的错误" in said) == (True, False), said
    [aside] = settings.data.glob("views.db.damaged-*[0-9]")
    assert aside.stat().st_size
    with House.open(settings) as house:
        assert house.views.market.posting("need", "n1") is not None
    assert "视图文件损坏" not in run(settings, capsys, *words)[1]


@pytest.mark.parametrize("damage", [zeroed, half_zeroed, garbage])
def test_damaged_views_of_an_older_program_are_left_as_they_are(tmp_path, capsys, damage):
    where = an_older_house(f"sqlite:///{tmp_path}/log.db")
    damage(tmp_path / "views.db")
    before = (tmp_path / "views.db").read_bytes()
    for words in WORDS:
        code, said = run(where, capsys, *words)
        assert (code, "views.not_carried" in said) == (1, True), said
    assert (tmp_path / "views.db").read_bytes() == before
    assert list(tmp_path.glob("views.db.damaged-*")) == []


def test_lost_views_are_made_anew_and_no_empty_county_is_called_well(settings, capsys):
    lost(settings.data / "views.db")
    code, said = run(settings, capsys, "doctor")
    assert (code, "落后 " in said) == (1, True)
    assert run(settings, capsys, "migrate")[0] == 0
    with House.open(settings) as house:
        assert house.views.market.posting("need", "n1") is not None


def test_views_that_a_running_up_holds_are_left_to_it(settings, capsys):
    half_zeroed(settings.data / "views.db")
    with only_up(settings.data):
        code, said = run(settings, capsys, "doctor")
    assert (code, "停下再启动" in said) == (1, True)
    assert list(settings.data.glob("views.db.damaged-*")) == []


@pytest.mark.parametrize("words", BEGIN, ids=" ".join)
@pytest.mark.parametrize("damage", [zeroed, half_zeroed, garbage])
def test_a_damaged_log_is_told_and_nobody_mends_it(settings, capsys, damage, words):
    file = settings.data / "log.db"
    damage(file)
    before = file.read_bytes()
    code, said = run(settings, capsys, *words)
    assert (code, "损坏" in said, "备份恢复" in said) == (
        1 if words == ("doctor",) else 3,
        True,
        True,
    )
    assert ("程序自身的错误" in said, file.read_bytes() == before) == (False, True)


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
@pytest.mark.parametrize(
    ("name", "title"), [("secrets", "密码和密钥的文件"), ("chain", "封存链的文件")]
)
def test_another_damaged_file_is_told_by_its_name_and_nobody_mends_it(
    settings, capsys, name, title, words
):
    file = settings.data / f"{name}.db"
    for ending in ("-wal", "-shm"):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)
    garbage(file)
    before = file.read_bytes()
    code, said = run(settings, capsys, *words)
    assert (code, f"{title} {name}.db 损坏" in said, "备份恢复" in said) == (
        1 if words == ("doctor",) else 3,
        True,
        True,
    ), said
    assert ("日志文件损坏" in said, "视图文件损坏" in said) == (False, False)
    assert file.read_bytes() == before
    assert list(settings.data.glob("views.db.damaged-*")) == []


@pytest.mark.parametrize("loss", [lost, lambda file: file.write_bytes(b"")])
def test_lost_secrets_are_asked_about_and_made_anew_only_for_who_says_so(settings, capsys, loss):
    file = settings.data / "secrets.db"
    for ending in ("-wal", "-shm"):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)
    loss(file)
    was_there = file.exists()
    for words in WORDS:
        code, said = run(settings, capsys, *words)
        assert (code, "secrets.missing" in said, file.exists()) == (1, True, was_there), said
    assert run(settings, capsys, "migrate")[0] == 1
    assert run(settings, capsys, "migrate", "--without-secrets")[0] == 0
    assert run(settings, capsys, "views", "status")[0] == 0
    assert run(settings, capsys, "log", "verify")[0] == 0


def test_a_lost_log_is_asked_about(settings, capsys):
    lost(settings.data / "log.db")
    for words in (("up", "--once"), ("views", "status")):
        code, said = run(settings, capsys, *words)
        assert (code, "是恢复了备份吗" in said) == (3, True), said
    assert "比日志多" in run(settings, capsys, "doctor")[1]


def test_control_whole_files_are_well(settings):
    check_files(settings)
    assert [f.what for f in examine(settings, now=NOON + HOUR) if f.advice and not f.due] == []


def test_a_file_that_somebody_holds_is_not_called_damaged(settings):
    with closing(sqlite3.connect(settings.data / "log.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert unsound(settings.data / "log.db") == ""


def test_damage_that_comes_up_in_the_middle_is_told_as_damage(settings):
    with pytest.raises(Damaged) as broken, House.open(settings):
        raise RuntimeError("somewhere") from _malformed()
    assert broken.value.what == "log"


def _malformed():
    problem = sqlite3.DatabaseError("database disk image is malformed")
    problem.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return problem


# --- a log that was put back ---------------------------------------------------------------------


def set_back(settings, lines):
    """An older copy of the log in place of this one."""
    with closing(sqlite3.connect(settings.data / "log.db")) as file, file:
        file.execute("DELETE FROM stored_events WHERE rowid > ?", (lines,))


def test_a_log_that_was_put_back_is_asked_about_until_somebody_says_so(settings, capsys):
    set_back(settings, 3)
    for words in (("up", "--once"), ("views", "status")):
        code, said = run(settings, capsys, *words)
        assert (code, "日志比视图旧：是恢复了备份吗" in said) == (3, True)
    code, said = run(settings, capsys, "doctor")
    assert (code, "比日志多" in said) == (1, True)
    assert "log.cut" in run(settings, capsys, "log", "verify")[1]
    code, said = run(settings, capsys, "views", "rebuild")
    assert (code, "--restored" in said) == (1, True)
    code, said = run(settings, capsys, "views", "rebuild", "--restored")
    assert (code, "封存链退到日志的末尾" in said) == (0, True)
    [cut] = settings.data.glob("seals-cut-*.txt")
    assert len(cut.read_text().splitlines()) == len(STORY) - 3
    assert cut.stat().st_mode & 0o777 == 0o600
    assert run(settings, capsys, "log", "verify")[0] == 0
    assert run(settings, capsys, "up", "--once")[0] == 0


# --- one up --------------------------------------------------------------------------------------


def test_a_second_up_on_one_folder_is_refused_and_what_is_beside_it_works(settings, capsys):
    with only_up(settings.data):
        code, said = run(settings, capsys, "up", "--port", "0")
        assert (code, f"进程 {os.getpid()}" in said) == (1, True)
        assert run(settings, capsys, "log", "verify")[0] == 0
        assert is_up(settings.data)
    assert not is_up(settings.data)
    with only_up(settings.data):
        pass
