"""A fitted model: its numbers, its JSON, its independence of order."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from projections.matcher import Model, Settings, Unusable, fit, settings_for, vector
from projections.matcher.features import features
from tests.projections.matcher.texts import MODEL, NEEDS, OFFERINGS

TEXTS = [*OFFERINGS.values(), *NEEDS.values()]


def test_idf_is_that_of_scikit_learn_to_a_millionth():
    vectorizer = CountVectorizer(analyzer=lambda text: list(features(text).elements()))
    counts = vectorizer.fit_transform(TEXTS)
    theirs = TfidfTransformer(smooth_idf=True, sublinear_tf=True).fit(counts).idf_
    ours = [MODEL.idf(term) / 1e6 for term in vectorizer.get_feature_names_out()]
    assert np.abs(theirs - ours).max() <= 1e-6


def test_a_word_that_came_up_after_the_fit_counts_as_rarest():
    assert MODEL.idf("w:胡辣汤") > max(MODEL.idf(f"w:{word}") for word in ("焦炭", "贷款"))
    assert "w:胡辣汤" in vector("胡辣汤", MODEL, "need")


def test_what_every_text_says_weighs_the_floor():
    alike = fit(["焦炭"] * 9, Settings(idf_floor=100_000))
    assert alike.idf("w:焦炭") == 100_000


def test_a_term_counts_by_its_kind():
    weights = {"character_weight": 150, "ending_weight": 50, "last_weight": 70}
    model = fit(TEXTS, Settings(**weights, concept_weight=3))
    kinds = {"w:焦炭": 100, "c:焦": 150, "c:焦炭": 100, "e:焦炭": 50, "l:炭": 70, "#coking": 300}
    for term, percent in kinds.items():
        assert model.importance(term, "need") == model.idf(term) * percent // 100


def test_an_offering_that_repeats_itself_may_be_damped():
    plain, damped = (fit(TEXTS, Settings(damped=damped)) for damped in (False, True))
    assert [plain.times(count, "offering") for count in (1, 20)] == [1_000_000, 3_995_732]
    assert [damped.times(count, "offering") for count in (1, 20)] == [1_000_000, 2_385_227]
    assert damped.times(20, "need") == plain.times(20, "need") == 3_995_732


def test_the_order_of_the_texts_does_not_matter():
    shuffled = random.Random(5).sample(TEXTS, len(TEXTS))
    assert fit(shuffled).to_data() == MODEL.to_data()


def test_a_model_survives_json():
    back = Model.from_data(json.loads(json.dumps(MODEL.to_data())))
    assert (back, back.digest) == (MODEL, MODEL.digest)
    assert [vector(text, back, "offering") for text in TEXTS] == [
        vector(text, MODEL, "offering") for text in TEXTS
    ]


def test_stored_key_order_does_not_matter():
    many = fit(["焦炭" * (i % 2) + "甲醇" * (i < 12) + "粗苯" * (i < 9) for i in range(24)])
    stored = json.loads(json.dumps(many.to_data(), sort_keys=True))
    assert list(stored["terms_by_df"]) == ["12", "6", "9"]
    assert Model.from_data(stored) == many


def test_a_changed_model_is_not_read():
    with pytest.raises(ValueError, match="digest"):
        Model.from_data(MODEL.to_data() | {"n": MODEL.n + 1})


def test_a_changed_idf_is_not_read():
    changed = {df: idf + 1 for df, idf in MODEL.to_data()["idf_by_df"].items()}
    with pytest.raises(ValueError, match="digest"):
        Model.from_data(MODEL.to_data() | {"idf_by_df": changed})


def test_a_model_of_another_analyzer_is_not_read():
    other = Model(1, (), 0, Settings(), MODEL.lexicon, "another")
    with pytest.raises(Unusable, match="another") as raised:
        Model.from_data(other.to_data())
    assert raised.value.analyzer


@pytest.mark.parametrize(
    "changed",
    [
        {"settings": {"colour": 1}},
        {"terms_by_df": []},
        {"terms_by_df": {"x": []}},
        {"n": None},
        {"n": -1},
        {"lexicon": {}},
        {"digest": "0"},
    ],
)
def test_a_damaged_model_is_said_to_be_unusable(changed):
    with pytest.raises(Unusable) as raised:
        Model.from_data(MODEL.to_data() | changed)
    assert not raised.value.analyzer


def test_a_setting_that_came_later_leaves_an_older_model_as_it_was():
    plain = fit(TEXTS, Settings())
    assert plain.to_data()["settings"] == {}
    assert Model.from_data(plain.to_data()).settings == Settings()


def test_the_digest_tells_settings_and_texts_apart():
    digests = [MODEL, fit(TEXTS, Settings(k=5)), fit(TEXTS[1:]), fit([])]
    assert len({model.digest for model in digests}) == 4


def test_a_model_of_nothing_still_weighs():
    assert fit([]).terms_by_df == fit(["，。"]).terms_by_df == ()
    assert vector("焦炭", fit([]), "offering") != {}


def test_the_summary_names_the_model_without_its_terms():
    summary = MODEL.summary()
    assert summary["digest"] == MODEL.digest
    assert summary["terms"] == sum(len(terms) for _, terms in MODEL.terms_by_df)
    assert "terms_by_df" not in summary


def test_a_track_without_settings_of_its_own_has_the_common_ones():
    common = settings_for("barter")
    assert common.analysis == 2
    assert common not in {Settings(), settings_for("policy")}
