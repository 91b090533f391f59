"""Looking for postings: each word stands in what the posting says, or in its owner's name.

For those who may see both; what anybody may look for is `public_text`. The words of each text are
kept once, however often its posting changes its state; which texts may hold a word is asked of an
index of pairs of letters, beginning with the rarest one, so that a search costs what it finds and
not what there is. Of a word that stands nearly everywhere the latest texts are looked through.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    exists,
    false,
    func,
    literal,
    select,
    union,
    union_all,
)

from domain.postings.content import Content
from projections.core.search import document, each, grams, holds, names, spans, words
from projections.core.temporal import insert_all
from projections.postings.posting_table import GRAM, POSTING, WORDS
from projections.postings.public_text import OWNER, words_of

Span = tuple[int, int]  # of the numbers of pairs of letters
MOST_TEXTS = 5000  # that are looked through
MOST_OWNERS = 200
MOST_COUNTED = 1000  # a pair of letters that stands in as many texts is a common one
MOST_PAIRS = 6  # of a word, that are counted


def keep_words(db: Connection, texts: Mapping[int, tuple[str, Content]]) -> None:
    """What postings say from these positions on, each its id and its content."""
    documents = {since: document(id, *words_of(content)) for since, (id, content) in texts.items()}
    insert_all(db, WORDS, [{"since": since, "words": text} for since, text in documents.items()])
    pairs = (
        {"gram": gram, "since": since}
        for since, text in documents.items()
        for gram in sorted(grams(text))
    )
    insert_all(db, GRAM, list(pairs))


def asked_for(
    db: Connection, text: str, as_of: int | None = None, most: int = MOST_TEXTS
) -> ColumnElement[bool]:
    """The condition that a posting has each word of a text; of texts up to a log position."""
    asked = words(text)
    if not asked:
        return false()
    has_words = exists().where(
        WORDS.c.since == POSTING.c.worded,
        each(holds(WORDS.c.words, word) | POSTING.c.party.in_(_owners(word)) for word in asked),
    )
    return POSTING.c.since.in_(_candidates(*_rarest(db, asked), most, as_of)) & has_words


def _candidates(word: str, span: Span, most: int, as_of: int | None) -> Any:
    """The rows of the texts that have a pair of letters, and of the owners with this word."""
    row = POSTING.alias()
    of_texts = select(row.c.since).where(row.c.worded.in_(_texts(span, most, as_of)))
    return union(of_texts, select(row.c.since).where(row.c.party.in_(_owners(word))))


def _rarest(db: Connection, asked: tuple[str, ...]) -> tuple[str, Span]:
    """The word with the pair of letters that the fewest texts have."""
    pairs = [(word, span) for word in asked for span in islice(spans(word), MOST_PAIRS)]
    counts = union_all(*(_count(place, span) for place, (_, span) in enumerate(pairs)))
    _, place = min((int(row.many), int(row.place)) for row in db.execute(counts))
    return pairs[place]


def _count(place: int, span: Span) -> Any:
    first = select(literal(1).label("one")).where(GRAM.c.gram.between(*span)).limit(MOST_COUNTED)
    counted = select(literal(place).label("place"), func.count().label("many"))
    return counted.select_from(first.subquery())


def _texts(span: Span, most: int, as_of: int | None) -> Select[Any]:
    newest = (GRAM.c.gram.desc(), GRAM.c.since.desc())
    query = select(GRAM.c.since).where(GRAM.c.gram.between(*span))
    if as_of is not None:
        query = query.where(GRAM.c.since <= as_of)
    return query.order_by(*newest).limit(most)


def _owners(word: str) -> Select[Any]:
    called = select(OWNER.c.party).where(names(OWNER.c.words, word))
    return called.order_by(OWNER.c.party).limit(MOST_OWNERS)
