"""`docking up` in an empty folder: a working site with the demo county, and who can be tried."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from domain.postings.tracks import SIDES
from services.cli import docking
from services.cli.start import DEMO_SEED
from services.demo.clock import begin_clock
from services.demo.county import DAY
from services.demo.fill import ROLES
from services.house.house import House
from services.house.settings import Settings
from tests import typed
from tests.programs import heard, running
from tests.services.counties import a_county

pytestmark = pytest.mark.slow

PROGRAM = Path(sys.executable).with_name("docking")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("empty") / "data"


@pytest.fixture(scope="module")
def up(folder):
    """The address of a site that was just begun, and what was said."""
    words = [PROGRAM, "--data", folder, "up", "--port", "0"]
    with running(*words, stdout=subprocess.PIPE) as site:
        said = heard(site, "已启动")
        yield re.findall(r"(http://[^/]+)/\n", said)[0], said
    assert site.returncode == 0


@pytest.fixture(scope="module")
def county(up, folder, tmp_path_factory):
    """The folder of a county by the word that makes it."""
    made = a_county(tmp_path_factory.mktemp("demo") / "data", 1.0, DEMO_SEED)
    begin_clock(made, datetime.now(UTC), DAY)
    return {"up": folder, "demo": made}


def visiting(url: str) -> httpx.Client:
    """A visitor with patience: the first page may come while the views are being caught up."""
    return httpx.Client(base_url=url, follow_redirects=True, timeout=60, trust_env=False)


def test_it_says_where_it_is_and_who_can_be_tried(up):
    _, said = up
    assert "先造一个演示县" in said
    assert all(name in said for name, _ in ROLES.values())


@pytest.mark.parametrize("role", ROLES)
def test_one_click_is_enough_for_every_role(up, role):
    url, _ = up
    with visiting(url) as client:
        assert f'action="/demo/{role}"' in client.get("/demo").text
        home = client.post(f"/demo/{role}")
        assert (home.status_code, home.url.path) == (200, "/")
        assert "退出" in home.text


def test_every_track_has_leads_and_money_landed_and_before_july_there_was_nothing(up):
    url, _ = up
    with visiting(url) as client:
        client.post("/demo/bank")
        assert client.get("/leads?tab=all").text.count('href="/leads/') > 2
        client.post("/demo/organizer")

        def figures(stage, path):
            found = re.findall(rf'/figures/{stage}/\w+[^"]*">(\d+)<', client.get(path).text)
            return [int(figure) for figure in found]

        assert (len(figures("lead", "/")), min(figures("lead", "/")) > 0) == (6, True)
        assert sum(figures("landed", "/")) > 5
        assert figures("lead", "/?as_of=2026-06-30") == [0] * 6


def test_control_another_folder_has_no_such_page(plain):
    assert plain.client().post("/demo/admin").status_code == 404


# --- what it says --------------------------------------------------------------------------------


# Words, and identifiers: 6204-2RS, 304不锈钢.
PIECE = re.compile(r"[一-鿿]{2,}|[\w.φΦ/-]*[0-9A-Za-z]+[\w.²³/-]*")


def test_every_reason_is_a_word_that_somebody_knows_and_none_is_cut_out_of_a_number(county):
    with House.open(Settings(data=county["demo"])) as house:
        proposals = house.views.proposals
        sheets = [row.as_json() for row in proposals.reasoned(proposals.all())]
        live = house.views.market.postings(status="published")
    texts = {row.id: row.text for row in live}
    terms = [(sheet, term) for sheet in sheets for term in sheet["reasons"]["terms"]]
    named = {term["label"] for _, term in terms if term["kind"] != "rest"}
    assert len(named) > 500
    pieces = {piece for label in named for piece in re.split("[＝、]| ≠ ", label)}
    assert [piece for piece in sorted(pieces) if not PIECE.fullmatch(piece)] == []
    cut = [
        (term["label"], texts[sheet[side]][start:end])
        for sheet, term in terms
        for side in SIDES
        for start, end in term[f"{side}_spans"]
        if inside_a_number(texts[sheet[side]], start) or inside_a_number(texts[sheet[side]], end)
    ]
    assert cut == []


def inside_a_number(text: str, at: int) -> bool:
    """Whether a token of letters and digits goes on at both sides of this place."""
    return 0 < at < len(text) and all(c.isascii() and c.isalnum() for c in text[at - 1 : at + 1])


# --- what the documents say to type --------------------------------------------------------------

BACKUPS = {"backup", "restore"}  # need a folder and one another: tests/services/backup follows them
TYPED = [  # what names something that only the county of `up` has says so
    (county, line.words[1:])
    for line in typed.of_the_demo()
    if BACKUPS.isdisjoint(line.words)
    for county in (("up",) if "`up`" in line.said else ("up", "demo"))
]


@pytest.mark.parametrize(("which", "words"), TYPED, ids=lambda value: str(value)[:40])
def test_a_command_does_what_the_documents_say(county, which, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # for the files that it writes
    done = CliRunner().invoke(docking, ["--data", str(county[which]), *words])
    assert done.exit_code == 0, done.output
