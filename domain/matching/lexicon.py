"""词典 Lexicon edits: which words of the field mean the same thing, as the office changes it.

The words that the program comes with are data of the matcher; here is what was added and taken away
since. A word has one concept: adding it to another takes it from the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from domain.core.command import OFFICE_AND_ADMIN, Ask, Command, Permission, State
from domain.core.event import Event
from domain.core.malformed import Malformed
from domain.values.text import check_text, matching_key

STREAM = "lexicon"
LONGEST_WORD = 20
_CONCEPT = re.compile(r"[a-z][a-z0-9_]{1,39}")


class WordAdded(Event, name="lexicon.word_added", title="词典新增词语"):
    concept: str
    word: str


class WordRemoved(Event, name="lexicon.word_removed", title="词典删去词语"):
    word: str


@dataclass(frozen=True)
class Edits:
    """The last edit of every word: its concept, "" where it was taken out."""

    words: Mapping[str, str] = field(default_factory=dict)

    def after(self, event: Event) -> Edits:
        match event:
            case WordAdded():
                return Edits({**self.words, event.word: event.concept})
            case WordRemoved():
                return Edits({**self.words, event.word: ""})
        return self


class LexiconCommand(Command):
    permission: ClassVar = Permission(OFFICE_AND_ADMIN, "lexicon.role", "词典由助企办维护")

    word: str

    def about(self) -> Mapping[str, State]:
        return {STREAM: Edits()}

    def check(self) -> None:
        check_text(self.word, field="word", least=2, most=LONGEST_WORD)
        plain = "".join(matching_key(self.word).split())
        if plain != self.word:
            advice = f"请写成“{plain}”"
            raise Malformed("lexicon.word", "写法不规范", advice, value=self.word, field="word")
        if not any(map(str.isalpha, self.word)):
            raise Malformed("lexicon.word", "至少要有一个字", value=self.word, field="word")


class AddWord(LexiconCommand, name="add_word", title="词典新增词语"):
    concept: str

    def decide(self, edits: Edits, ask: Ask) -> Iterable[Event]:
        self.check()
        if not _CONCEPT.fullmatch(self.concept):
            raise Malformed(
                "lexicon.concept",
                "概念名用小写英文字母、数字和下划线",
                "例如 working_capital",
                value=self.concept,
                field="concept",
            )
        if edits.words.get(self.word) != self.concept:
            yield WordAdded(concept=self.concept, word=self.word)


class RemoveWord(LexiconCommand, name="remove_word", title="词典删去词语"):
    def decide(self, edits: Edits, ask: Ask) -> Iterable[Event]:
        self.check()
        if edits.words.get(self.word) != "":
            yield WordRemoved(word=self.word)
