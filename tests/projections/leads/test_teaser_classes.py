"""Classes: whoever knows everything but which need is whose can't tell fewer than enough apart."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.leads.teaser_bands import ROOT
from projections.leads.teaser_classes import Classes, Labelled
from tests.projections.leads.observer import candidates, fitting, matched

WORDS = st.integers(0, 1)
PATHS = st.tuples(*(WORDS.map(str) for _ in range(3))).map(
    lambda words: (*("-",) * (ROOT - len(words)), *words)
)
CHANGES = st.tuples(
    st.sampled_from(["come", "come", "come", "go", "revise"]),
    st.integers(0, 11),
    st.sampled_from("abcdef"),
    PATHS,
)


def truth_of(classes):
    return {need.id: (need.party, need.path) for need in classes.needs.values()}


def labels_of(classes):
    return [(need.step, need.path[need.step :]) for need in classes.needs.values()]


def change(classes, happened, clock, steps):
    """What may happen to a need; its step is remembered when it goes, for when it comes again."""
    kind, number, party, path = happened
    id = f"n{number}"
    if kind == "come" and id not in classes.needs:
        step, said = steps.get(id, (0, path))
        first = next(s for s in range(step, ROOT + 1) if said[s:] == path[s:])
        classes.arrive(Labelled(id, party, path, clock, first))
    elif kind == "go" and id in classes.needs:
        classes.depart(id)
    elif kind == "revise" and id in classes.needs:
        classes.revise(id, path)
    for need in classes.needs.values():
        steps[need.id] = need.step, need.path


def check(classes):
    truth = truth_of(classes)
    parties = {party for party, _ in truth.values()}
    for label, could in candidates(truth, labels_of(classes)).items():
        assert could == fitting(truth, label), "a label tells more than its words"
        assert len(could) >= classes.least or (label[0] == ROOT and len(parties) < classes.least)


@given(st.lists(CHANGES, max_size=40), st.integers(2, 4))
@settings(max_examples=300, deadline=None)
def test_every_label_has_candidates_enough_whatever_happens(happened, least):
    classes, steps = Classes(least), {}
    for clock, each in enumerate(happened):
        before = {need.id: (need.step, need.path) for need in classes.needs.values()}
        change(classes, each, clock, steps)
        check(classes)
        for need in classes.needs.values():
            if need.id in before:  # what was shown says at least what is shown now
                step, path = before[need.id]
                assert need.step >= step
                assert need.path[need.step :] == path[need.step :]


@given(st.lists(CHANGES, max_size=30), st.integers(2, 4), st.integers(2, 6))
@settings(max_examples=200, deadline=None)
def test_a_rise_of_what_is_wanted_widens(happened, least, more):
    classes, steps = Classes(least), {}
    for clock, each in enumerate(happened):
        change(classes, each, clock, steps)
    classes.demand(max(least, more))
    check(classes)


@given(st.lists(CHANGES, min_size=3, max_size=9), st.integers(2, 3))
@settings(max_examples=100, deadline=None)
def test_the_candidates_are_those_that_trying_all_finds(happened, least):
    classes, steps = Classes(least), {}
    for clock, each in enumerate(happened):
        if len(classes.needs) < 6:
            change(classes, each, clock, steps)
    truth, labels = truth_of(classes), labels_of(classes)
    assert candidates(truth, labels) == matched(truth, labels)


@given(st.lists(CHANGES, max_size=40), st.integers(2, 4))
@settings(max_examples=100, deadline=None)
def test_classes_that_are_read_again_go_on_alike(happened, least):
    classes, steps = Classes(least), {}
    for clock, each in enumerate(happened):
        live = sorted(classes.needs.values(), key=lambda need: need.came)
        again = Classes(least, [Labelled(**vars(need)) for need in live])
        change(classes, each, clock, dict(steps))
        change(again, each, clock, steps)
        assert {n.id: n.step for n in classes.needs.values()} == {
            n.id: n.step for n in again.needs.values()
        }


ALIKE, APART = ("-",) * (ROOT - 1) + ("a",), ("-",) * (ROOT - 1) + ("b",)


def come(*paths):
    """One need after the other, each of another enterprise."""
    classes = Classes(5)
    for clock, path in enumerate(paths):
        classes.arrive(Labelled(f"n{clock}", f"e{clock}", path, clock))
    return classes


def steps_of(classes):
    return [need.step for need in classes.needs.values()]


def narrowest(truth, least):
    """Control: each shown for itself, at the first step that enough enterprises fit."""
    labels = []
    for _, path in truth.values():
        for step in range(ROOT + 1):
            fits = {party for party, other in truth.values() if other[step:] == path[step:]}
            if len(fits) >= least:
                break
        labels.append((step, path[step:]))
    return labels


def test_control_each_for_itself_betrays_who_stands_apart():
    classes = come(*[ALIKE] * 5, APART)
    truth = truth_of(classes)
    assert candidates(truth, narrowest(truth, 5))[ROOT, ()] == {"e5"}
    check(classes)


def test_control_a_full_class_tells_that_whoever_is_shown_above_it_is_not_of_it():
    truth = truth_of(come(*[ALIKE] * 8, *[APART] * 6))
    labels = [(0, ALIKE)] * 8 + [(ROOT, ())] * 6
    assert fitting(truth, (ROOT, ())) - candidates(truth, labels)[ROOT, ()] == {
        f"e{number}" for number in range(8)
    }


def test_whoever_comes_apart_is_shown_where_others_of_the_class_are():
    classes = come(*[ALIKE] * 6, APART)
    assert steps_of(classes) == [ROOT, ROOT, ROOT, ROOT, 0, 0, ROOT]
    check(classes)


def test_where_the_last_that_was_shown_widely_leaves_another_takes_its_place():
    classes = come(*[ALIKE] * 10, *[APART] * 8)
    apart = [ROOT] * 4 + [0] * 4
    for number in range(3):
        classes.depart(f"n{number}")
    assert steps_of(classes) == [ROOT, 0, 0, 0, 0, 0, 0, *apart]
    classes.depart("n3")
    assert steps_of(classes) == [0, 0, 0, 0, 0, ROOT, *apart]
    check(classes)
