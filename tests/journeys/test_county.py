"""A small demo county, end to end: the same log, the same proposals, whoever computes them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Lock

import pytest

from domain.postings.rules import Verdict
from domain.postings.tracks import TRACKS
from projections.core.database import open_views
from projections.matching.proposals import Proposals
from projections.matching.reason_sheet import reason_sheet
from projections.matching.suggestions import suggestions
from projections.postings.market import Market
from services.demo.fill import fill
from services.house.house import House
from services.house.settings import Settings
from tests.journeys.digest import SEED, SHARE, made
from tests.servers import MASTER
from tests.services.counties import OF_THE_COUNTY

pytestmark = pytest.mark.slow

# Changes only when the matcher, its settings or the generator change, never with the machine.
GOLDEN = (Path(__file__).parent / "golden.txt").read_text(encoding="utf-8").strip()


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    chosen = Settings(data=tmp_path_factory.mktemp("county"))
    made(chosen)
    return chosen


@pytest.fixture
def house(settings):
    with House.open(settings) as opened:
        yield opened


def proposals_of(log, tmp_path, page=500):
    """Proposals that are built from the beginning in a place of their own."""
    engine = open_views(f"sqlite:///{tmp_path / f'views-{page}.db'}")
    view = Proposals(engine, Market(engine), Lock)
    view.catch_up(log, page=page)
    return view


def test_the_county_gives_the_proposals_it_always_gave(house):
    assert house.views.proposals.digest() == GOLDEN


def test_every_track_has_proposals(house):
    assert {row.track for row in house.views.proposals.all()} == set(OF_THE_COUNTY)


def test_nothing_is_parked(house):
    assert [view.parked() for view in house.views if view.parked()] == []


@pytest.mark.parametrize("page", [1, 7, 500])
def test_a_rebuild_in_any_pages_equals_the_live_view(house, tmp_path, page):
    assert proposals_of(house.log.after, tmp_path, page).digest() == house.views.proposals.digest()


def test_reading_the_log_as_it_grows_equals_reading_it_at_once(house, tmp_path):
    engine = open_views(f"sqlite:///{tmp_path / 'views.db'}")
    view = Proposals(engine, Market(engine), Lock)
    last = house.log.last()
    for until in (last // 3, last - 40, last - 3, last):
        view.catch_up(lambda after, limit, until=until: up_to(house, after, limit, until))
    assert view.digest() == house.views.proposals.digest()


def up_to(house, after, limit, until):
    return [line for line in house.log.after(after, limit) if line.position <= until]


@pytest.mark.parametrize("share_of_log", [0.0, 0.4, 0.75, 0.95, 1.0])
def test_proposals_as_of_a_position_equal_a_fresh_replay_to_it(house, tmp_path, share_of_log):
    until = int(house.log.last() * share_of_log)
    fresh = proposals_of(lambda after, limit: up_to(house, after, limit, until), tmp_path)
    assert house.views.proposals.all(as_of=until) == fresh.all()
    assert house.views.proposals.digest(as_of=until) == fresh.digest()


ODD_MACHINES = (
    {"PYTHONHASHSEED": "0"},
    {"PYTHONHASHSEED": "1", "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512_SKX AVX2 FMA3"},
    {"PYTHONHASHSEED": "4242", "OMP_NUM_THREADS": "1", "NUMBA_DISABLE_JIT": "1"},
)


def test_every_process_gives_the_same_whatever_its_hashes_processor_and_threads(tmp_path, house):
    """Three processes, each with its own log and views."""
    found = []
    for number, odd in enumerate(ODD_MACHINES):
        program = [sys.executable, "-m", "tests.journeys.digest", str(tmp_path / str(number))]
        environment = os.environ | odd
        ran = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
        found.append(json.loads(ran.stdout)["proposals"])
    assert found == [house.views.proposals.digest()] * 3


def test_postgres_gives_the_same(postgres, house):
    digests = made(Settings(master=MASTER, postgres=postgres))
    mine = {view.name: view.digest() for view in house.views}
    assert {name: digests[name] for name in ("market", "parties", "proposals")} == {
        name: mine[name] for name in ("market", "parties", "proposals")
    }


def test_a_demo_that_is_there_already_stays_as_it_is(house):
    before = house.log.last()
    assert fill(house, SEED, share=SHARE, progress=lambda *_: None) == 0
    assert house.log.last() == before


def test_every_score_is_the_sum_of_its_reasons_also_as_shown(house):
    for proposal in house.views.proposals.reasoned(house.views.proposals.all()):
        row, terms = proposal.row, proposal.reasons["terms"]
        assert sum(term["points"] for term in terms) == row.points > 0
        assert sum(term["millionths"] for term in terms) == row.score


def test_nothing_is_proposed_that_a_rule_turns_away_or_cant_tell(house):
    rows = house.views.proposals.reasoned(house.views.proposals.all())
    verdicts = {f["verdict"] for row in rows for f in row.reasons["facets"]}
    assert verdicts == {Verdict.PASS}


def test_best_first_and_equal_scores_by_their_ids(house):
    for track in TRACKS:
        rows = house.views.proposals.all(track=track)
        keys = [(-row.points, row.need, row.offering) for row in rows]
        assert keys == sorted(keys)


def test_ranks_count_without_a_gap(house):
    rows = house.views.proposals.all()
    for side in ("need", "offering"):
        ranks: dict[str, list[int]] = {}
        for row in rows:
            if row.rank(side):
                ranks.setdefault(row.posting(side), []).append(row.rank(side))
        assert all(sorted(found) == list(range(1, len(found) + 1)) for found in ranks.values())


def test_a_pair_that_isnt_proposed_is_told_what_stands_in_the_way(house):
    market = house.views.market
    needs = market.postings(track="bank", side="need")
    offerings = market.postings(track="bank", side="offering")
    proposed = {row.pair for row in house.views.proposals.all(track="bank")}
    for need in needs:
        for offering in offerings:
            sheet = reason_sheet(house.views.proposals, need.id, offering.id)
            assert bool(sheet.obstacles) is ((need.id, offering.id) not in proposed)


def test_a_party_sees_its_own_suggestions_and_what_it_left_open(house):
    parties = {row.need_party for row in house.views.proposals.all()}
    seen = [s for party in sorted(parties) for s in suggestions(house.views.proposals, party)]
    assert all(getattr(row, s.posting.side) == s.posting.id for s in seen for row in s.proposals)
    asked = [(s, question) for s in seen for question in s.questions]
    assert asked, "a county in which everybody filled in everything"
    for suggestion, question in asked[:3]:
        assert question.partners > 0
        assert suggestion.posting.side in {"need", "offering"}


def test_the_log_verifies_and_the_house_rebuilds_beside_itself(house, tmp_path):
    assert house.views.seals.verify(house.log.after) == []
    with house.beside(f"sqlite:///{tmp_path / 'beside.db'}") as other:
        other.views.fresh()
        assert [v.digest() for v in other.views] == [v.digest() for v in house.views]
