"""Whole-number weights: near scikit-learn's, never longer than one, the same in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from sklearn.feature_extraction.text import TfidfVectorizer

from projections.matcher import WHOLE_SCORE, Settings, fit, vector
from projections.matcher.features import features
from tests.projections.matcher.texts import MODEL, NEEDS, OFFERINGS, PLAIN, texts

pytestmark = pytest.mark.slow

PROGRAM = """
from projections.matcher import best, explain, vector
from tests.projections.matcher.texts import MODEL, NEEDS, OFFERINGS
needs = {id: vector(text, MODEL, "need") for id, text in NEEDS.items()}
offerings = {id: vector(text, MODEL, "offering") for id, text in OFFERINGS.items()}
lists = best(needs, offerings, k=5)
why = [explain(need, text, MODEL) for need in NEEDS.values() for text in OFFERINGS.values()]
print(MODEL.digest, needs, offerings, lists, why)
"""


def test_weights_are_those_of_scikit_learn_within_one():
    held = [*OFFERINGS.values(), *NEEDS.values()]
    analyzer = lambda text: list(features(text).elements())  # noqa: E731 - a local name for one use
    theirs = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True).fit(held)
    rows = np.rint(theirs.transform(held).toarray() * 32768)
    names = theirs.get_feature_names_out()
    for side in ("need", "offering"):
        vectors = [vector(text, PLAIN, side) for text in held]
        ours = np.array([[row.get(term, 0) for term in names] for row in vectors])
        assert np.abs(rows - ours).max() <= 1


@given(texts)
@settings(deadline=None, max_examples=60)
def test_no_vector_is_longer_than_one(text):
    for side in ("need", "offering"):
        weights = vector(text, MODEL, side)
        assert all(0 < weight < 2**16 for weight in weights.values())
        assert sum(weight * weight for weight in weights.values()) <= WHOLE_SCORE


def test_without_evidence_there_is_no_vector():
    assert vector(NEEDS["boilerplate"], MODEL, "need") == {}
    assert vector(NEEDS["boilerplate"], MODEL, "offering") == {}


def test_a_long_description_does_not_drown_the_title():
    headed = fit([*OFFERINGS.values(), *NEEDS.values()], Settings(title_share=50))
    title, body = "采购焦炭", OFFERINGS["equipment"] * 9

    def title_part(model):
        weights = vector(f"{title}\n{body}", model, "need")
        return sum(weights.get(term, 0) ** 2 for term in vector(title, model, "need")) / WHOLE_SCORE

    assert title_part(MODEL) < 0.2 < 0.5 < title_part(headed)
    assert vector(title, headed, "need") == vector(title, MODEL, "need")
    assert vector(f"{title}\n{body}", headed, "offering") == vector(
        f"{title}\n{body}", MODEL, "offering"
    )


def test_rarity_counts_squared_in_a_need_that_tells_its_story():
    plain = fit([*OFFERINGS.values(), *NEEDS.values()], Settings(title_share=50))
    squared = replace(plain, settings=replace(plain.settings, squared_floor=100_000))
    assert vector("采购焦炭", squared, "need") == vector("采购焦炭", plain, "need")

    def rarest_by_commonest(model):
        weights = vector("采购焦炭\n焦炭要一级的，设备配件也采购", model, "need")
        ranked = sorted(weights, key=model.idf)
        return weights[ranked[-1]] / weights[ranked[0]]

    assert rarest_by_commonest(squared) > rarest_by_commonest(plain)


def test_an_offering_that_says_little_weighs_less():
    lengths = [
        sum(w * w for w in vector(text, MODEL, "offering").values())
        for text in ("焦炭", OFFERINGS["equipment"])
    ]
    assert lengths[0] < lengths[1]


def test_every_process_gives_the_same_vectors_lists_and_reasons():
    said = set()
    for seed in ("0", "1", "4711"):
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            text=True,
            check=True,
        )
        said.add(run.stdout)
    assert len(said) == 1
