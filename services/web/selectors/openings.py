"""Why a posting has no partner, told to its owner, with what it could state instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from domain.postings.visibility import INVITED, names_nobody
from projections.matching.amendments import value_of
from projections.matching.barriers import Counted, Whose
from projections.matching.near_misses import NearMiss
from projections.matching.open_pairs import OpenPair, open_pairs_of
from projections.matching.openings import Change, Opening, WhyNone, why_unmatched
from projections.matching.unmatched import matched
from projections.parties.record import known_of
from projections.postings.posting_table import PostingHead, PostingRow
from services.files.cells.column import Column
from services.files.cells.writing import written
from services.files.tables.columns import columns
from services.web.display import shown
from services.web.request import PageRequest
from services.web.selectors.postings import allowed_steps, visible_posting

SET = "set"  # in a form's address: a field and what is written into it (`prefilled.py`)


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
class OwnBarrier:
    """A condition that is the owner's to change, beside those of the other side; `path` as of a
    fix."""

    counted: Counted
    path: str


@dataclass(frozen=True)
class Explained:
    """`why` is None where the track isn't matched yet. Of its barriers `theirs` are the other
    sides' to change, `own` the owner's. `row` is for the `invited` alone, or for `nobody`, where
    none are; `path` is the form where that is changed, "" for who may not. Who only offers asks
    for the reason by a trial: it is made of what others need, and he may change the question at
    will (`trial`)."""

    why: WhyNone | None
    fixes: tuple[Fix, ...]
    own: tuple[OwnBarrier, ...]
    row: PostingRow
    path: str = ""
    trial: bool = False

    @property
    def theirs(self) -> tuple[Counted, ...]:
        every = self.why.barriers if self.why else ()
        return tuple(counted for counted in every if counted.barrier.whose is not Whose.OWN)

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
    if row.side == "offering" and request.actor.sees("posting") is not None:
        return Explained(None, (), (), row, _edit_path(request, row), trial=True)
    known = _known(request, row)
    why = why_unmatched(request.house.views.proposals, row, known, request.at)
    path = _edit_path(request, row)
    fixes = tuple(_fix(row, opening, path) for opening in why.openings) if why else ()
    own = tuple(
        OwnBarrier(counted, _path_asking(path, row, counted.barrier.fields, known))
        for counted in (why.barriers if why else ())
        if counted.barrier.whose is Whose.OWN
    )
    return Explained(why, fixes, own, row, path)


def amend_path(request: PageRequest, miss: NearMiss, side: str) -> str:
    """The form where one side of a pair states what it would have to; "" where that is nothing, or
    whoever looks may not change the posting."""
    row, then = (
        pair[0 if side == "need" else 1] for pair in ((miss.need, miss.offering), miss.then)
    )
    fields = [
        column.key
        for column in columns(f"{row.track}.{side}")
        if value_of(row.content, column.key) != value_of(then.content, column.key)
    ]
    path = _edit_path(request, row) if fields else ""
    return _path_asking(path, row, fields, _known(request, row))


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
    path, known = _edit_path(request, row), _known(request, row)
    keys = {column.label: column.key for column in columns(f"{row.track}.{row.side}")}
    waiting = []
    for pair in open_pairs_of(request.house.views.proposals, row, known, request.at):
        own = pair.of("need")
        fields = [keys[title] for title in own if title in keys]
        asking = _path_asking(path, row, fields, known)
        waiting.append(Waiting(pair, own, pair.of("offering"), asking))
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


def _edit_path(request: PageRequest, row: PostingRow) -> str:
    """The form where a posting is changed; "" for who may not."""
    revisable = "revise" in allowed_steps(request, row)
    return f"/postings/{row.side}/{row.id}/edit" if revisable else ""


def _path_asking(
    path: str, row: PostingRow, fields: Iterable[str], known: Mapping[str, Any]
) -> str:
    """The address of a form with these fields pointed to; what is empty as the record has it."""
    asked = {column.key: column for column in columns(f"{row.track}.{row.side}")}
    values = []
    for field in fields:
        value = known.get(field) if value_of(row.content, field) is None else None
        if field in asked:
            values.append((field, "" if value is None else written(asked[field], value)))
    return _path_setting(path, values) if path and values else ""


def without_partner(request: PageRequest, postings: Sequence[PostingHead]) -> list[PostingHead]:
    """Of these the live ones of those for whom whoever looks stands, that nothing is proposed
    for."""
    parties = request.actor.parties
    live = [head for head in postings if head.status == "published" and head.party in parties]
    known = matched(request.house.views.proposals, parties, request.at) if live else set()
    return [head for head in live if (head.side, head.id) not in known]


def _fix(row: PostingRow, opening: Opening, path: str) -> Fix:
    fields = {column.key: column for column in columns(f"{row.track}.{row.side}")}
    order = list(fields)
    changes = sorted(opening.changes, key=lambda c: (c.value is None, order.index(c.field)))
    steps = tuple(_step(fields[change.field], change) for change in changes)
    values = ((c.field, written(fields[c.field], c.value)) for c in changes)
    return Fix(steps, opening, _path_setting(path, values) if path else "")


def _path_setting(path: str, values: Iterable[tuple[str, str]]) -> str:
    """The address of a form with these fields filled in, as they would be written; it leads to the
    first that is still to be filled in."""
    pairs = list(values)
    query = urlencode([(SET, f"{key}:{text}") for key, text in pairs])
    still_open = [key for key, text in pairs if not text]
    return f"{path}?{query}#{(still_open or [pairs[0][0]])[0]}"


def _step(column: Column, change: Change) -> Step:
    before, then = (
        "" if value is None else shown(column, value) for value in (change.before, change.value)
    )
    return Step(column.label, before, then)
