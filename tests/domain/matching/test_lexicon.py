"""词典: words are added and taken out by the office, in one way of writing."""

from __future__ import annotations

import pytest

from domain.core.command import Role
from domain.matching.lexicon import AddWord, RemoveWord, WordAdded, WordRemoved
from tests.spec import asks, given

added = WordAdded(concept="bridge", word="过桥周转")
removed = WordRemoved(word="过桥周转")


def test_the_office_adds_a_word():
    given().when(AddWord(concept="bridge", word="过桥周转")).then(added)


def test_adding_it_again_changes_nothing():
    given(added).when(AddWord(concept="bridge", word="过桥周转")).then()


def test_adding_it_to_another_concept_moves_it():
    moved = WordAdded(concept="renewal", word="过桥周转")
    given(added).when(AddWord(concept="renewal", word="过桥周转")).then(moved)


def test_a_word_is_taken_out_once():
    given(added).when(RemoveWord(word="过桥周转")).then(removed)
    given(added, removed).when(RemoveWord(word="过桥周转")).then()


def test_a_word_that_was_taken_out_may_come_back():
    given(removed).when(AddWord(concept="bridge", word="过桥周转")).then(added)


def test_only_the_office_edits_the_lexicon():
    command = AddWord(concept="bridge", word="过桥周转")
    given().when(command, asks(Role.BANK, "b01")).refused("lexicon.role", "role")


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("桥", "text.too_short"),
        ("过 桥", "lexicon.word"),
        ("ＭＥＳ", "lexicon.word"),
        ("MES", "lexicon.word"),
        ("2025", "lexicon.word"),
        ("过桥" * 11, "text.too_long"),
        ("过\u200b桥", "text.invisible"),
    ],
)
def test_a_word_is_written_as_the_matcher_reads_it(word, code):
    given().when(AddWord(concept="bridge", word=word)).malformed(code, "word")


@pytest.mark.parametrize("concept", ["", "Bridge", "过桥", "a", "x" * 41])
def test_a_concept_has_a_plain_name(concept):
    given().when(AddWord(concept=concept, word="过桥")).malformed("lexicon.concept", "concept")
