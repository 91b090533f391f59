"""Reasons add up, and say what people can see in the two texts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.matcher import WHOLE_SCORE, explain, millionths, points, split_millionths, vector
from tests.projections.matcher.texts import MODEL, NEEDS, OFFERINGS, texts


@given(texts, texts)
@settings(deadline=None, max_examples=120)
def test_the_parts_add_up_to_the_score_exactly(need, offering):
    why = explain(need, offering, MODEL)
    score = points(vector(need, MODEL, "need"), vector(offering, MODEL, "offering"))
    assert why.points == score == sum(part.points for part in why.parts)
    assert why.points == sum(reason.points for reason in why.reasons)
    assert why.millionths == millionths(score) == sum(r.millionths for r in why.reasons)
    assert all(part.points == part.need_weight * part.offering_weight for part in why.parts)
    in_reasons = [term for reason in why.reasons for term in reason.terms]
    assert sorted(in_reasons) == sorted(part.term for part in why.parts)


@given(texts, texts)
@settings(deadline=None, max_examples=120)
def test_spans_lie_inside_the_texts_and_hold_something(need, offering):
    for reason in explain(need, offering, MODEL).reasons:
        for text, spans in ((need, reason.need_spans), (offering, reason.offering_spans)):
            assert spans == tuple(sorted(set(spans)))
            assert spans
            assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.lists(st.integers(0, WHOLE_SCORE), max_size=12))
def test_rounded_parts_add_up_to_the_rounded_sum(parts):
    shown = split_millionths(parts)
    assert sum(shown) == millionths(sum(parts))
    assert all(
        abs(s * WHOLE_SCORE - p * 10**6) < WHOLE_SCORE for s, p in zip(shown, parts, strict=True)
    )


def test_people_see_phrases_not_characters():
    why = explain("需要流动资金，不抵押", "流动资金循环贷", MODEL)
    phrase = next(reason for reason in why.reasons if reason.kind == "phrase")
    assert (phrase.label, phrase.need_spans, phrase.offering_spans) == (
        "流动资金",
        ((2, 6),),
        ((0, 4),),
    )
    assert {"w:流动资金", "c:流动", "c:动资", "c:资金", "c:金"} <= set(phrase.terms)


def test_a_concept_names_the_words_found_in_both_texts():
    why = explain(NEEDS["refinance"], OFFERINGS["bridge"], MODEL)
    concept = next(reason for reason in why.reasons if reason.kind == "concept")
    assert (concept.concept, concept.label) == ("bridge", "倒贷＝应急转贷、过桥")
    assert [NEEDS["refinance"][a:b] for a, b in concept.need_spans] == ["倒贷"]
    assert [OFFERINGS["bridge"][a:b] for a, b in concept.offering_spans] == ["应急转贷", "过桥"]


def test_characters_without_a_phrase_share_one_line():
    why = explain("焦化炭黑", "炭火焦糖", MODEL)
    assert [(reason.kind, reason.label) for reason in why.reasons] == [("rest", "零散相同的字")]
    assert why.reasons[0].terms == ("c:炭", "c:焦")


def test_spans_are_places_in_the_text_as_it_was_written():
    why = explain("㈱ ＭＥＳ系统", "e\u0301 mes系统", MODEL)
    phrase = why.reasons[0]
    assert {why.reasons[0].label, why.reasons[1].label} & {"ＭＥＳ系统", "ＭＥＳ"}
    assert phrase.need_spans[0][0] == 2
    assert phrase.offering_spans[0][0] == 3


def test_linking_words_begin_no_phrase():
    labels = {reason.label for reason in explain("购买的焦炭", "优质的焦炭", MODEL).reasons}
    assert labels == {"焦炭", "零散相同的字"}


def test_nothing_in_common_has_no_reasons():
    why = explain("公司提供服务", "焦炭", MODEL)
    assert (why.points, why.millionths, why.parts, why.reasons) == (0, 0, (), ())


def test_what_people_ask_with_weighs_and_is_no_reason_of_its_own():
    why = explain("能不能用厂房抵押", "可以用厂房抵押", MODEL)
    kinds = {term: reason.kind for reason in why.reasons for term in reason.terms}
    assert kinds["#ask_may"] == "rest"
    assert {"ask_may"}.isdisjoint(reason.concept for reason in why.reasons)
