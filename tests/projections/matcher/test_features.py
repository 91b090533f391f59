"""What of a text counts, and what doesn't."""

from __future__ import annotations

import pytest

from domain.postings.tracks import TRACKS
from projections.matcher import LEXICON, Lexicon, analyzer_digest
from projections.matcher.features import analyzer, features
from projections.matcher.lexicon import TRACK_OF


def test_a_text_is_counted_as_words_characters_and_pairs():
    assert features("焦炭,5g焦炭", Lexicon.of("none", {})) == {
        "w:焦炭": 2,
        "w:5g": 1,
        "c:焦": 2,
        "c:炭": 2,
        "c:焦炭": 2,
        "c:5g": 1,
        "c:g焦": 1,
    }


def test_full_width_and_upper_case_are_the_same_text():
    assert features("ＭＥＳ　系统") == features("mes 系统") != {}


@pytest.mark.parametrize("text", ["", " ", "，。！", "公司提供服务", "有限公司 500 3.5", "①②"])
def test_boilerplate_numbers_and_punctuation_are_no_evidence(text):
    assert features(text) == {}


def test_words_of_one_meaning_share_a_concept():
    assert [features(text)["#bridge"] for text in ("急需倒贷", "转贷", "办理过桥资金")] == [1, 1, 1]


def test_the_longest_concept_word_counts_alone():
    assert features("过桥资金、流动资金")["#bridge"] == 1
    assert "#working_capital" not in features("应急周转")


def test_a_word_of_one_character_counts_beside_longer_ones_that_begin_with_it():
    lexicon = Lexicon.of("alike", {"concrete": "砼", "pump": "砼泵车"})
    found = analyzer(lexicon).cut("砼泵车，砼泵房，砼")
    assert found.concepts == (("pump", 0, 3), ("concrete", 4, 5), ("concrete", 8, 9))


def test_a_concept_word_inside_another_word_does_not_count():
    assert "#equipment" in features("购买机器")
    assert "#equipment" not in features("机器人")
    assert "#mes_erp" in features("上mes系统")
    assert "#mes_erp" not in features("james")


def test_the_seed_concepts_are_all_there():
    seed = "bridge working_capital unsecured equipment real_estate_cert recruit_operator lathe"
    more = "concrete pv_glass silane cloud mes_erp rd_outsourcing policy_subsidy"
    assert {*seed.split(), *more.split()} <= {name for name, _ in LEXICON.concepts}
    assert len(LEXICON.concepts) >= 300


def test_where_a_model_asks_for_it_the_end_of_every_run_counts_too():
    none = Lexicon.of("none", {})
    asked, plain = (
        analyzer(none).features("锌精矿粉，钢", endings=True, lasts=True),
        features("锌精矿粉，钢", none),
    )
    assert asked - plain == {"e:矿粉": 1, "e:钢": 1, "l:粉": 1, "l:钢": 1}


def test_every_concept_word_is_found_where_it_stands_alone():
    missed = [
        word
        for name, words in LEXICON.concepts
        for word in words
        if features(f"，{word}。")["#" + name] != 1
    ]
    assert missed == []


def test_a_word_has_one_concept():
    with pytest.raises(ValueError, match="过桥"):
        Lexicon.of("1", {"a": "过桥 倒贷", "b": "过桥"})


def test_another_lexicon_is_another_analyzer():
    other = Lexicon.of("2", {"soup": "胡辣汤"})
    assert features("早餐胡辣汤", other)["#soup"] == 1
    assert analyzer_digest(other) != analyzer_digest()
    assert Lexicon.from_data(LEXICON.to_data()) == LEXICON


def test_a_track_counts_its_own_concepts_and_those_that_are_nobodys():
    own = {"bridge": "倒贷 过桥", "pv_glass": "光伏玻璃 太阳能玻璃", "made_here": "胡辣汤 早点"}
    lexicon = Lexicon.of("v", own)
    counted = {track: [name for name, _ in lexicon.of_track(track).concepts] for track in TRACKS}
    both = ["bridge", "made_here"], ["made_here", "pv_glass"]
    assert (counted.pop("bank"), counted.pop("sales")) == both
    assert set(map(tuple, counted.values())) == {("made_here",)}


def test_every_concept_of_the_program_has_a_track_that_there_is():
    assert set(TRACK_OF.values()) == set(TRACKS)
    assert set(TRACK_OF) == {name for name, _ in LEXICON.concepts}
