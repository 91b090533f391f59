"""Pieces: a posting as its track tells it, before it has a history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from domain.postings.content import Content
from domain.postings.terms import Terms
from services.demo.county.parties import Member, People
from services.demo.county.telling import Told


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What one party puts up on one side of one track."""

    member: Member
    title: str
    text: str
    terms: Terms
    days: int  # from publication to the last valid day
    regions: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    public: bool = False

    def content(self, day: date) -> Content:
        return Content(
            track=self.terms.kind.partition(".")[0],
            title=self.title,
            text=self.text,
            regions=self.regions,
            industries=self.industries,
            valid_from=day,
            valid_through=day + timedelta(days=self.days),
            visibility="public" if self.public else "matched_only",
            terms=self.terms,
        )


# A piece for a day; told again, with other dice, when its text has been there before.
Maker = Callable[[Random, People, date], Piece]
# What a later edition changes: fields of the terms, and the sentence that says so.
Change = Callable[[Random, Content], tuple[dict[str, object], str]]


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of one track: how many at full share, how a piece is made, how it changes later."""

    track: str
    side: str  # "need" or "offering"
    count: int
    make: Maker
    change: Change

    def id(self, at: int) -> str:
        return f"{self.track}-{self.side[0]}-{at:04d}"


def fresh(dice: Random, side: Side, folk: People, day: date, texts: Told) -> Piece:
    """A piece whose text is of a good length and new in the county."""
    for _ in range(60):
        piece = side.make(dice, folk, day)
        if texts.new(piece.text):
            return piece
    raise AssertionError(f"{side.track} {side.side}: too few ways to say it")
