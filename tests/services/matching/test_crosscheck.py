"""`docking matcher check`: all lists again as a batch, and the proposals are the same."""

from __future__ import annotations

import re

import pytest

from domain.postings.tracks import TRACKS
from services.cli import main
from tests.services.counties import OF_THE_COUNTY, a_county
from tests.services.hands import dask_with_two_workers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return a_county(tmp_path_factory.mktemp("county"), share=0.1)


@pytest.fixture
def check(county, capsys):
    """`docking matcher check ...`: its exit status and what it printed."""

    def run(*options):
        capsys.readouterr()
        status = main(["--data", str(county), "matcher", "check", *options])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_threads_find_every_proposal_as_it_is_shown(check):
    status, said = check("--workers", "2", "--shards", "3")
    pairs = re.findall(r"^✓ (\S+) (\d+) 对 [0-9a-f]{64}$", said, re.MULTILINE)
    assert (status, [title for title, _ in pairs]) == (
        0,
        [TRACKS[code].title for code in OF_THE_COUNTY],
    ), said
    assert sum(int(count) for _, count in pairs) > 0


def test_workers_of_dask_that_share_a_folder_find_the_same(check, tmp_path):
    shared = tmp_path / "index"
    shared.mkdir()
    with dask_with_two_workers(tmp_path) as client:
        where = ("--scheduler", client.scheduler.address, "--folder", str(shared))
        found = check("--backend", "dask", *where)
    assert found == check()
    assert list(shared.iterdir()) == []


def test_dask_without_a_scheduler_is_refused(check):
    status, said = check("--backend", "dask")
    assert status != 0
    assert "请用 --scheduler 指明 dask 调度器的地址" in said


def test_in_an_empty_county_it_says_that_there_is_nothing_to_compare(tmp_path, capsys):
    status = main(["--data", str(tmp_path / "county"), "matcher", "check"])
    assert (status, capsys.readouterr().out) == (0, "还没有可以核对的：各赛道都没有在用的模型\n")
