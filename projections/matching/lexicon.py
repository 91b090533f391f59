"""词典 Lexicons: the concept lexicon as of any position: the program's words, and the edits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, select

from domain.log.entry import Entry
from domain.matching.lexicon import WordAdded, WordRemoved
from projections.core.database import reading
from projections.core.view import View
from projections.matcher import LEXICON, Lexicon

META = MetaData()
EDIT = Table(
    "lexicon_edit",
    META,
    Column("since", Integer, primary_key=True),
    Column("word", String(80), nullable=False),
    Column("concept", String(40), nullable=False),  # "" where the word was taken out
)

Edit = tuple[str, str]  # word, and its concept or ""


class Lexicons(View):
    name: ClassVar = "lexicons"
    version: ClassVar = 1
    tables: ClassVar = META
    listens: ClassVar = frozenset({"lexicon.word_added", "lexicon.word_removed"})

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        for entry in page:
            match entry.event:
                case WordAdded(word=word, concept=concept):
                    row = {"word": word, "concept": concept}
                case WordRemoved(word=word):
                    row = {"word": word, "concept": ""}
                case _:
                    raise ValueError(f"{entry.event.name} is no edit of the lexicon")
            db.execute(insert(EDIT).values(since=entry.position, **row))

    def lexicon(self, as_of: int | None = None) -> Lexicon:
        """The lexicon in force; the program's own where nobody has edited it."""
        query = select(EDIT).order_by(EDIT.c.since)
        if as_of is not None:
            query = query.where(EDIT.c.since <= as_of)
        with reading(self.engine) as db:
            return edited(LEXICON, [(row.word, row.concept) for row in db.execute(query)])


def edited(lexicon: Lexicon, edits: Iterable[Edit]) -> Lexicon:
    """The lexicon after edits in their order; its version counts them."""
    words = {word: concept for concept, held in lexicon.concepts for word in held}
    count = 0
    for word, concept in edits:
        count += 1
        words.pop(word, None)
        if concept:
            words[word] = concept
    if not count:
        return lexicon
    concepts: dict[str, list[str]] = {}
    for word, concept in words.items():
        concepts.setdefault(concept, []).append(word)
    base, _, before = lexicon.version.partition("+")
    version = f"{base}+{int(before or 0) + count}"
    return Lexicon.of(version, {name: " ".join(held) for name, held in concepts.items()})
