"""公开的文字 Public text: what anybody may read of a posting, in words, for whoever searches.

The owner's name is cut out where it is written, so that no search tells whose it is, and one that
is taken later is cut out of what stands. Keys and codes are no words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, String, Table, Text, delete, select, update

from domain.core.streams import id_of
from domain.log.entry import Entry
from domain.parties.names import without_name
from domain.parties.party import PartyRegistered, PartyRevised
from domain.postings.content import Content
from domain.postings.visibility import shows_owner
from domain.values.industry import industry_name
from domain.values.region import region_name
from projections.core.search import document
from projections.core.temporal import insert_all
from projections.postings.posting_table import META, POSTING, PUBLIC, STANDS

NAMING = frozenset({PartyRegistered.name, PartyRevised.name})
OWNER = Table(
    "posting_owner",
    META,
    Column("party", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("roles", Text, nullable=False),  # with blanks between
    Column("words", Text, nullable=False),  # the title, as it is searched
)


class Owner(NamedTuple):
    """What a party is called, and as what it takes part."""

    title: str
    roles: tuple[str, ...]

    def hidden(self, side: str, text: str) -> str:
        """A text as anybody may read it."""
        return text if shows_owner(side, self.roles) else without_name(text, self.title)


def public_text(side: str, content: Content, owner: Owner | None) -> str:
    text = "\n".join(words_of(content))
    return owner.hidden(side, text) if owner else text


def owners_of(db: Connection, parties: Iterable[str]) -> dict[str, Owner]:
    rows = db.execute(select(OWNER).where(OWNER.c.party.in_(sorted(set(parties)))))
    return {row.party: Owner(row.title, tuple(row.roles.split())) for row in rows}


def name_owners(db: Connection, entries: Sequence[Entry]) -> None:
    """Keep what parties are called from now on, and hide it in what they have put up before."""
    names: dict[str, list[Owner]] = {}
    for entry in entries:
        names.setdefault(id_of("party", entry.stream), []).append(_owner(entry.event))
    db.execute(delete(OWNER).where(OWNER.c.party.in_(sorted(names))))
    rows = [
        {
            "party": party,
            "title": owners[-1].title,
            "roles": " ".join(owners[-1].roles),
            "words": document(owners[-1].title),
        }
        for party, owners in names.items()
    ]
    insert_all(db, OWNER, rows)
    public = select(POSTING).where(POSTING.c.party.in_(sorted(names)), PUBLIC, STANDS)
    for row in db.execute(public).all():
        text = row.public_text
        for owner in names[row.party]:
            text = owner.hidden(row.side, text)
        here = update(POSTING).where(POSTING.c.since == row.since)
        db.execute(here.values(public_text=text, public_words=document(text)))


def _owner(event: Any) -> Owner:
    return Owner(event.profile.title, tuple(event.profile.roles))


def words_of(content: Content) -> Iterator[str]:
    """All that a posting says in words."""
    return filter(None, _texts(content))


def _texts(content: Content) -> Iterator[str]:
    yield from (content.title, content.text)
    yield from map(region_name, content.regions)
    yield from map(industry_name, content.industries)
    for name, field in type(content.terms).model_fields.items():
        value, asked = getattr(content.terms, name), field.json_schema_extra
        if value is not None and isinstance(asked, Mapping):
            yield from _of_field(asked, value)


def _of_field(asked: Mapping[str, Any], value: Any) -> Iterator[str]:
    """What is said in words; figures, days, yes and no are looked for by nobody."""
    titles = asked.get("choices", {})
    match asked["reads"]:
        case "text":
            yield value
        case "choice" | "level":
            yield titles.get(str(value), "")
        case "choices":
            yield from (titles.get(code, "") for code in value)
        case "region":
            yield region_name(value)
        case "conditions":
            yield from (condition.source_text for condition in value)
