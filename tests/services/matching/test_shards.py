"""Lists of a whole track by blocks: any layout on any workers gives the same, down to the byte."""

from __future__ import annotations

import hashlib
from random import Random

import numpy as np
import pytest

from domain.postings.tracks import SIDES, TRACKS
from projections.matcher.engine.backends import engine
from projections.matcher.engine.rule_program import Rules
from projections.matcher.engine.standing import StandingLists, Text
from services.matching.shards import Changed, lists, write
from tests.examples import content, loan
from tests.services.hands import dask_with_two_workers

pytestmark = pytest.mark.slow

COUNT, TERMS, K, FLOOR = 1500, 90, 5, 3
LAYOUTS = ((1, 4096), (2, 400), (4, 111))  # shards, queries in a block


@pytest.fixture(scope="module")
def standing():
    """Two sides with many equal scores, a column or two, and rules that let a part through."""
    dice, rules = Random(7), Rules(TRACKS["bank"])
    loaded = StandingLists(rules, k=K, least=FLOOR, engine=engine())
    said = {
        "need": (content(), content(regions=("410000",))),
        "offering": (loan(), loan(regions=("411025",))),
    }

    def entry(side, at):
        terms = dice.sample(range(4), 2) + dice.sample(range(4, TERMS), 8)
        weights = [dice.randrange(1, 4) for _ in terms]
        facets = rules.facets(side, dice.choice(said[side]), dice.choice("abcdef"))
        return Text(
            f"{side}{at}", at, np.array(terms, np.int32), np.array(weights, np.uint16), facets
        )

    loaded.load({side: [entry(side, at) for at in range(COUNT)] for side in SIDES})
    for at in range(0, COUNT, 7):
        loaded.withdraw("offering", f"offering{at}")
    return loaded


def written(standing, folder, shards):
    sides = {side: standing.sides[side].index for side in SIDES}
    return folder, write(folder, sides, standing.rules.programs, shards=shards)


def digest(found):
    return hashlib.sha256(b"".join(array.tobytes() for array in found)).hexdigest()


def of_needs(folder, manifest, **how):
    return digest(lists(folder, manifest, "need", k=K, floor=FLOOR, **how))


@pytest.fixture(scope="module")
def expected(standing):
    """The digest of the standing lists of the needs, kept one by one."""
    numbers = standing.sides["offering"].numbers
    scores, texts = np.zeros((COUNT, K), np.int32), np.full((COUNT, K), -1, np.int32)
    for at in range(COUNT):
        for place, scored in enumerate(standing.best("need", f"need{at}")):
            scores[at, place], texts[at, place] = scored.points, numbers[scored.id]
    sizes = (texts >= 0).sum(axis=1, dtype=np.int32)
    assert 0 < sizes.mean() < K
    return digest((scores, texts, sizes))


@pytest.mark.parametrize(("shards", "queries"), LAYOUTS)
@pytest.mark.parametrize(("name", "workers"), [("numba", 1), ("numba", 2), ("numpy", 1)])
def test_every_layout_gives_the_standing_lists(
    standing, expected, tmp_path, shards, queries, name, workers
):
    folder, manifest = written(standing, tmp_path / "index", shards)
    how = {"queries": queries, "engine": name, "workers": workers}
    assert of_needs(folder, manifest, **how) == expected


def test_workers_of_dask_give_the_same(standing, expected, tmp_path):
    folder, manifest = written(standing, tmp_path / "index", 2)
    with dask_with_two_workers(tmp_path):
        assert of_needs(folder, manifest, backend="dask", workers=2, queries=400) == expected


def test_processes_of_joblib_give_the_same(standing, expected, tmp_path):
    folder, manifest = written(standing, tmp_path / "index", 2)
    assert of_needs(folder, manifest, backend="loky", workers=2, queries=400) == expected


def test_a_changed_file_is_refused(standing, tmp_path):
    folder, manifest = written(standing, tmp_path / "index", 1)
    path = folder / "offering.facts.alive.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\2")
    with pytest.raises(Changed, match=path.name):
        of_needs(folder, manifest)


def test_another_index_in_the_same_place_is_refused(standing, tmp_path):
    folder, manifest = written(standing, tmp_path / "index", 1)
    assert written(standing, folder, 2)[1] != manifest
    with pytest.raises(Changed, match="manifest"):
        of_needs(folder, manifest)
