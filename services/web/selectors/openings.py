"""Why a posting has no partner, told to its owner, with what it could state instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from domain.postings.visibility import INVITED, names_nobody
from projections.matching.open_pairs import OpenPair, open_pairs_of
from projections.matching.openings import Change, Opening, WhyNone, why_unmatched
from projections.matching.unmatched import matched
from projections.parties.record import known_of
from projections.postings.posting_table import PostingHead, PostingRow
from services.files.columns import Column, columns
from services.web.display import shown, written
from services.web.request import PageRequest
from services.web.selectors.postings import allowed_steps, visible_posting

SET = "set"  # in a form's address: a field and what is proposed for it (`proposed_values.py`)


@dataclass(frozen=True)
class Step:
    """One field to state: what stands there and what is to, "" for nothing and for what its owner
    alone knows."""

    label: str
    before: str
    then: str


@dataclass(frozen=True)
class Fix:
    """What to state, what it opens, and the form where it is confirmed; "" where whoever looks may
    not change the posting."""

    steps: tuple[Step, ...]
    opening: Opening
    path: str


@dataclass(frozen=True)
class Explained:
    """`why` is None where the track isn't matched yet. `row` is for the `invited` alone, or for
    `nobody`, where none are; `path` is the form where that is changed, "" for who may not."""

    why: WhyNone | None
    fixes: tuple[Fix, ...]
    row: PostingRow
    path: str = ""

    @property
    def side(self) -> str:
        return self.row.side

    @property
    def invited(self) -> bool:
        return bool(self.row.content.visibility == INVITED)

    @property
    def nobody(self) -> bool:
        return names_nobody(self.row.content)


def explained(request: PageRequest, row: PostingRow) -> Explained | None:
    """Of a published posting that `visible_posting` gave; None of any other."""
    if row.status != "published":
        return None
    why = why_unmatched(request.house.views.proposals, row, _known(request, row), request.at)
    revisable = "revise" in allowed_steps(request, row)
    fixes = tuple(_fix(row, opening, revisable) for opening in why.openings) if why else ()
    path = f"/postings/{row.side}/{row.id}/edit" if revisable else ""
    return Explained(why, fixes, row, path)


@dataclass(frozen=True)
class Waiting:
    """An open pair as the need's owner sees it; `path` is the form where his questions are
    answered, "" where he is asked nothing, or whoever looks may not change the need."""

    pair: OpenPair
    own: tuple[str, ...]
    theirs: tuple[str, ...]
    path: str


def waiting_pairs(request: PageRequest, row: PostingRow) -> list[Waiting]:
    """待确认 of a live need. The other side learns of no pair that isn't proposed."""
    if row.side != "need" or row.status != "published":
        return []
    revisable = "revise" in allowed_steps(request, row)
    fields = {column.label: column for column in columns(f"{row.track}.{row.side}")}
    known = _known(request, row)
    waiting = []
    for pair in open_pairs_of(request.house.views.proposals, row, known, request.at):
        own = pair.of("need")
        asked = [_as_known(fields[title], known) for title in own if title in fields]
        path = _form(f"/postings/{row.side}/{row.id}/edit", asked) if asked and revisable else ""
        waiting.append(Waiting(pair, own, pair.of("offering"), path))
    return waiting


def open_pairs_shown(request: PageRequest, need: str) -> list[OpenPair]:
    """待确认 of a need, for its owner and for the office alone. Raises `NotHere`."""
    row = visible_posting(request, "need", need)
    request.sees("proposal", [row.party])
    if row.status != "published":
        return []
    return open_pairs_of(request.house.views.proposals, row, _known(request, row), request.at)


def _known(request: PageRequest, row: PostingRow) -> dict[str, Any]:
    """What its party's record says."""
    party = request.house.views.parties.party(row.party, request.at)
    return known_of(party, f"{row.track}.{row.side}")


def _as_known(column: Column, known: Mapping[str, Any]) -> tuple[str, str]:
    """A field to be stated, with what the record says of it."""
    value = known.get(column.key)
    return column.key, "" if value is None else written(column, value)


def without_partner(request: PageRequest) -> list[PostingHead]:
    """The live postings of those for whom whoever looks stands, that nothing is proposed for."""
    parties = request.actor.parties
    if not parties:
        return []
    heads = request.house.views.market.heads(parties, request.at)
    live = [head for head in heads if head.status == "published"]
    known = matched(request.house.views.proposals, parties, request.at) if live else set()
    return [head for head in live if (head.side, head.id) not in known]


def _fix(row: PostingRow, opening: Opening, revisable: bool) -> Fix:
    fields = {column.key: column for column in columns(f"{row.track}.{row.side}")}
    order = list(fields)
    changes = sorted(opening.changes, key=lambda c: (c.value is None, order.index(c.field)))
    steps = tuple(_step(fields[change.field], change) for change in changes)
    values = ((c.field, written(fields[c.field], c.value)) for c in changes)
    path = _form(f"/postings/{row.side}/{row.id}/edit", values) if revisable else ""
    return Fix(steps, opening, path)


def _form(path: str, values: Iterable[tuple[str, str]]) -> str:
    """The address of a form with these fields filled in, as they would be written."""
    pairs = list(values)
    query = urlencode([(SET, f"{key}:{text}") for key, text in pairs])
    return f"{path}?{query}#{pairs[0][0]}"


def _step(column: Column, change: Change) -> Step:
    before, then = (
        "" if value is None else shown(column, value) for value in (change.before, change.value)
    )
    return Step(column.label, before, then)
