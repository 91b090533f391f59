"""`docking up` as a process: there is one a folder, and it ends in order when it is told to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from services.house.house import House
from services.house.settings import Settings
from services.ledger.ledger import Ledger
from tests.programs import heard, running

pytestmark = pytest.mark.slow

PROGRAM = Path(sys.executable).with_name("docking")
OUT = {
    "stdout": subprocess.PIPE,
    "stderr": subprocess.STDOUT,
    # Tests that a shell began in the background ignore Ctrl-C, and so would this.
    "preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


def up(folder):
    return running(PROGRAM, "--data", folder, "up", "--empty", "--port", "0", **OUT)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    ("words", "begun"),
    [(["web", "--port", "0"], "http://"), (["notices"], "短信"), (["relay"], "消息流")],
    ids=["web", "notices", "relay"],
)
def test_a_part_that_is_told_to_stop_says_so_and_ends_well(folder, words, begun, sign):
    """As docker stop and systemd do: an end that was asked for is no failure."""
    with running(PROGRAM, "--data", folder, *words, **OUT) as part:
        heard(part, begun)
        os.kill(part.pid, sign)
        assert "已停止" in heard(part, "已停止")
        assert part.wait(60) == 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_says_so_and_leaves_all_in_the_file(folder, sign):
    with up(folder) as site:
        heard(site, "已启动")
        done = subprocess.run(
            [PROGRAM, "--data", folder, "user", "add", "guan", "--role", "admin", "--name", "管一"],
            check=True,
            capture_output=True,
        )
        assert done.returncode == 0
        os.kill(site.pid, sign)
        assert "已停止" in heard(site, "已停止")
        assert site.wait(60) == 0
    wal = folder / "log.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0
    copied = folder.parent / "copy"
    copied.mkdir()
    (copied / "log.db").write_bytes((folder / "log.db").read_bytes())
    with (
        closing(Ledger.open(Settings(data=copied).log_url)) as copy,
        House.open(Settings(data=folder)) as there,
    ):
        assert copy.last() == there.log.last() > 0


def test_a_second_one_is_refused_while_the_first_goes_on(folder):
    with up(folder) as site:
        said = heard(site, "已启动")
        with up(folder) as second:
            told = heard(second, "已经有一个 docking up")
            assert (f"进程 {site.pid}" in told, second.wait(60)) == (True, 1)
        [url] = re.findall(r"(http://[^/]+)/\n", said)
        ready = httpx.get(f"{url}/ready", timeout=10, trust_env=False)
        assert (ready.status_code, ready.json()["ready"]) == (200, True)


def test_one_that_was_killed_leaves_the_folder_to_the_next(folder):
    with up(folder) as site:
        heard(site, "已启动")
        site.kill()
        site.wait(60)
        with up(folder) as next_one:
            heard(next_one, "已启动")
