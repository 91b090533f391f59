"""撮合建议 Proposals: who should meet whom, and why; a pure function of the log up to a position.

The rows show today. They are worked out from the market as it stood at the bookmark, never from
what they were before, so it makes no difference in which steps the log was read; and the proposals
as of any past position are worked out the same way from the market as it stood then. Reasons are a
function of two texts and a model: they are worked out for whoever wants to read them (`reasoned`).

Whoever asks for proposals gets each under the id of its story, where it has one (`stories.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import Engine, Select, delete, insert, select

from domain.core.canonical import canonical
from domain.core.command import Refusal
from domain.matching.grade import GRADES, grade
from domain.matching.ranking import Order
from domain.postings.tracks import SIDES, TRACKS
from projections.core.database import reading, renew, writing
from projections.core.lists import count_of
from projections.core.view import Bookmark, Guard, Kept, Log, Progress
from projections.matcher import Model, Unusable
from projections.matching.pairing import Pairing, Touched, Vectors, unusable_model
from projections.matching.past_proposals import PastProposals
from projections.matching.proposal_table import (
    GONE,
    META,
    PROPOSAL,
    ProposalRow,
    ReasonedProposal,
    TrackChange,
    in_order,
    key_for,
    order_for,
    read,
    row_of,
    wanted,
    written,
)
from projections.matching.ranking import ordered
from projections.matching.stories import Stories
from projections.postings.market import ALL_TRACKS, Market
from projections.postings.posting_table import PostingRow

VECTORS_KEPT = 200_000


class Live(NamedTuple):
    """A track as this process worked it out, and the market that it shows."""

    pairing: Pairing
    at: Bookmark


class Proposals(Kept):
    name: ClassVar = "proposals"
    version: ClassVar = 4
    tables: ClassVar = META

    def __init__(self, database: Engine, market: Market, lock: Callable[[], Guard]) -> None:
        """`lock` makes a lock: the lists in memory are moved by one thread at a time."""
        super().__init__(database)
        self.market = market
        self._stories = Stories(database)
        self._models: dict[str, Model] = {}
        self._vectors: Vectors = {}
        self._live: dict[str, Live] = {}
        self._moving = lock()  # held by whoever reads or changes `_live`
        self._past = PastProposals(
            market, lambda as_of, track: self.worked_out(as_of, [track]), lock()
        )

    def catch_up(self, log: Log, *, page: int = 500, progress: Progress | None = None) -> int:
        """Bring the market up to the log's end, then work out the tracks that changed.

        Once the market has begun anew, all tracks are worked out anew, whatever they were.
        """
        end = self.market.catch_up(log, page=page, progress=progress)
        while (position := self._up_to_date(end)) is None:
            with self._moving:
                renew()  # whoever waited for the lock reads the moment after it
                if self._up_to_date(end) is None:
                    self._renew(progress)
        return position

    def prepare(self) -> None:
        """Make the lists of every track ready to be moved along, for a process that stays: the next
        posting is then matched in a moment. Of use where the rows show the market as it stands."""
        with self._moving:
            market, bookmark = self.market.bookmark(), self.bookmark()
            if (bookmark.source, bookmark.position) != (market.life, market.position):
                return
            for track in TRACKS:
                with suppress(Refusal):  # until the track is fitted anew; `unusable` tells
                    pairing = self.pairing(track, market.position)
                    if pairing:
                        pairing.proposals()
                        self._live[track] = Live(pairing, market)

    def all(
        self,
        *,
        track: str | None = None,
        need: str | None = None,
        offering: str | None = None,
        party: str | None = None,
        as_of: int | None = None,
    ) -> list[ProposalRow]:
        """Proposals, best first within each track, as of a log position; None: now."""
        of = {"track": track, "need": need, "offering": offering}
        rows = self._own(None if party is None else [party], as_of, **of)
        return self._stories.continued(rows, as_of)

    def page(
        self,
        *,
        parties: Iterable[str] | None = None,
        own: Collection[str] | None = None,
        track: str | None = None,
        need: str | None = None,
        offering: str | None = None,
        limit: int,
        after: int = 0,
        graded: str = "",
        but: Collection[str] = (),
        over: Collection[str] = (),
        as_of: int | None = None,
    ) -> tuple[list[ProposalRow], int]:
        """Those behind the first `after`, as `order_for` has them for `own`, but not `but` (ids)
        nor for needs that are `over`, of one grade, and how many there are (`count_of`)."""
        ids = None if parties is None else sorted(parties)
        of = {"track": track, "need": need, "offering": offering}
        if as_of is not None:
            rows = self._past.rows(as_of, parties=ids, **of)
            right = (r for r in rows if graded not in GRADES or grade(r.track, r.score) == graded)
            past = sorted((r for r in right if r.need not in over), key=key_for(own))
            if but:
                past = [r for r in self._stories.continued(past, as_of) if r.id not in but]
            shown = past[after : after + limit]
            return self._stories.continued(shown, as_of), len(past)
        query = self._but(wanted(select(PROPOSAL), ids, graded, **of), but, over)
        with reading(self.engine) as db:
            page = db.execute(query.order_by(*order_for(own)).limit(limit).offset(after))
            rows, many = [read(row) for row in page], count_of(db, query)
        return self._stories.continued(rows), many

    def best(
        self,
        parties: Iterable[str] | None,
        limit: int,
        *,
        but: Collection[str],
        over: Collection[str] = (),
        as_of: int | None = None,
    ) -> list[ProposalRow]:
        """The same in the order for these parties, and not how many."""
        ids = None if parties is None else sorted(parties)
        if as_of is not None:
            return self.page(parties=ids, own=ids, limit=limit, but=but, over=over, as_of=as_of)[0]
        query = self._but(wanted(select(PROPOSAL), ids), but, over)
        with reading(self.engine) as db:
            rows = [read(row) for row in db.execute(query.order_by(*order_for(ids)).limit(limit))]
        return self._stories.continued(rows)

    def one(self, id: str) -> ReasonedProposal | None:
        """The proposal with this id, or with this story, and its reasons, if it stands now."""
        row = self.row(id)
        return next(iter(self.reasoned([row])), None) if row else None

    def row(self, id: str) -> ProposalRow | None:
        """The same without its reasons."""
        with reading(self.engine) as db:
            row = db.execute(select(PROPOSAL).where(PROPOSAL.c.id == id)).first()
        if row is None:
            with reading(self._stories.engine) as db:
                row = db.execute(select(PROPOSAL).where(self._stories.of([id]))).first()
        return self._stories.continued([read(row)])[0] if row else None

    def _but(self, query: Select[Any], ids: Collection[str], needs: Collection[str]) -> Select[Any]:
        """Without these, by their own ids or by those of their stories, nor those for `needs`."""
        if needs:
            query = query.where(PROPOSAL.c.need.not_in(sorted(needs)))
        if not ids:
            return query
        query = query.where(PROPOSAL.c.id.not_in(sorted(ids)))
        return query.where(~self._stories.of(ids))

    def reasoned(
        self, rows: Iterable[ProposalRow], as_of: int | None = None
    ) -> list[ReasonedProposal]:
        """The same rows with their `reasons`: terms and facets. What stands no more by now is left
        out."""
        rows = list(rows)
        at = self.position if as_of is None else as_of
        sides = {
            side: self.market.some(side, {row.posting(side) for row in rows}, at) for side in SIDES
        }
        pairings = {track: self.pairing(track, at, ()) for track in {row.track for row in rows}}
        made = []
        for row in rows:
            need = sides["need"].get(row.need)
            offering = sides["offering"].get(row.offering)
            pairing = pairings[row.track]
            if need and offering and pairing and pairing.model.digest == row.model:
                made.append(ReasonedProposal(row, pairing.reasons(need, offering).as_json()))
        return made

    def worked_out(self, as_of: int | None, tracks: Iterable[str] = TRACKS) -> list[ProposalRow]:
        """The proposals as of a position, from the market and the models as they stood then."""
        pairings = (self.pairing(track, as_of) for track in tracks)
        return [row for pairing in pairings if pairing for row in self._rows(pairing, as_of)]

    def digest(self, as_of: int | None = None) -> str:
        """SHA-256 over all proposals with their reasons, in their order."""
        whole = hashlib.sha256()
        for proposal in self.reasoned(self._own(None, as_of), as_of):
            whole.update(canonical(proposal.as_json()))
        return whole.hexdigest()

    def model(self, track: str, as_of: int | None = None) -> Model | None:
        """The matching model in force; None before the first fit.

        Refuses where it can't be worked with here: another analyzer made it, or it is damaged.
        """
        digest = self.market.model_digest(track, as_of)
        if digest in self._models:
            return self._models[digest]  # nothing is ever taken out of these
        stored = self.market.model(track, as_of)
        if stored is None:
            return None
        digest, data = stored
        try:
            made = self._models[digest] = Model.from_data(json.loads(data))
        except Unusable as broken:
            raise unusable_model(track, broken) from broken
        return made

    def order(self, as_of: int | None = None) -> Order:
        """The learned order in force; without weights the text score orders alone."""
        stored = self.market.model(ALL_TRACKS, as_of)
        return Order(**json.loads(stored[1])) if stored else Order()

    def unusable(self) -> list[Refusal]:
        """What is said of the tracks whose model in force can't be worked with here."""
        refusals = []
        for track in TRACKS:
            try:
                self.model(track)
            except Refusal as refusal:
                refusals.append(refusal)
        return refusals

    def pairing(
        self, track: str, as_of: int | None = None, live: Sequence[PostingRow] | None = None
    ) -> Pairing | None:
        """The track's live postings, or these, with the model in force; refuses as `model` does."""
        model = self.model(track, as_of)
        if model is None:
            return None
        if len(self._vectors) > VECTORS_KEPT:
            self._vectors.clear()
        if live is None:
            live = self.market.postings(track=track, status="published", as_of=as_of)
        needs = [row for row in live if row.side == "need"]
        offerings = [row for row in live if row.side == "offering"]
        return Pairing(track, needs, offerings, model, self._vectors)

    def _own(
        self, parties: list[str] | None, as_of: int | None, **of: str | None
    ) -> list[ProposalRow]:
        """The rows under their own ids, whatever their stories are."""
        if as_of is not None:
            return self._past.rows(as_of, parties=parties, **of)
        with reading(self.engine) as db:
            return sorted(
                map(read, db.execute(wanted(select(PROPOSAL), parties, **of))), key=in_order
            )

    def _rows(self, pairing: Pairing, as_of: int | None) -> list[ProposalRow]:
        """A track's proposals. A learned order looks at the reasons of all."""
        rows = [row_of(proposal, pairing.model) for proposal in pairing.proposals()]
        order = self.order(as_of)
        if not order.weights:
            return rows
        return ordered([_reasoned(row, pairing) for row in rows], order)

    def _up_to_date(self, end: int) -> int | None:
        """The position that the rows show; None where they lack something of the market up to
        `end`."""
        market, bookmark = self.market.bookmark(), self.bookmark()
        if bookmark.source == market.life and bookmark.position >= min(end, market.position):
            return bookmark.position
        return None

    def _renew(self, progress: Progress | None) -> None:
        """Work out what changed since the bookmark, and show it unless somebody else was faster.

        All is read and worked out before anything is locked in the database. A track that this
        process has worked out before moves along with the market; else it is worked out as a whole.
        """
        market, bookmark = self.market.bookmark(), self.bookmark()
        since = bookmark.position if bookmark.source == market.life else 0
        with reading(self.engine) as db:
            changed = set(self.market.changed(db, since, market.position) if since else TRACKS)
        if ALL_TRACKS in changed:  # another order, everywhere
            changed, self._live = set(TRACKS), {}
        try:
            changes = [
                self._moved(track, since, market) or self._anew(track, market, progress)
                for track in sorted(changed)
            ]
            self._show(changes, bookmark, market)
        except BaseException:
            self._forget(changed)
            raise
        self._live = {
            track: live._replace(at=market)
            for track, live in self._live.items()
            if track in changed or _stands(live, since, market)
        }

    def _show(self, changes: Iterable[TrackChange], bookmark: Bookmark, market: Bookmark) -> None:
        """Write the rows and the bookmark, unless somebody else has moved it from `bookmark`."""
        with writing(self.engine) as db:
            if self._bookmark(db, lock=True) != bookmark:
                return
            for change in changes:
                if change.gone is None:
                    db.execute(delete(PROPOSAL).where(PROPOSAL.c.track == change.track))
                elif change.gone:
                    db.execute(GONE, [{"gone": id} for id in change.gone])
                if change.rows:
                    db.execute(insert(PROPOSAL), [written(row) for row in change.rows])
            self._move(db, market.position, source=market.life)

    def _forget(self, tracks: Iterable[str]) -> None:
        """Lists that may have moved while the rows did not: nobody can tell where they stand."""
        for track in tracks:
            self._live.pop(track, None)

    def _moved(self, track: str, since: int, market: Bookmark) -> TrackChange | None:
        """What became of a track, told from what this process knows of it; None: not from that."""
        live, digest = self._live.get(track), self.market.model_digest(track, market.position)
        if live is None or not _stands(live, since, market):
            return None
        if digest != live.pairing.model.digest:
            return None
        if self.order(market.position).weights:
            return None  # whose order may differ everywhere
        pairing = live.pairing
        touched = pairing.move(self.market.moves(track, since, market.position))
        if touched is None:
            return None
        before = self._about(track, touched)
        after = {p.id: p for p in pairing.still((row.need, row.offering) for row in before)}
        after |= {p.id: p for p in pairing.proposals(touched)}
        rows = [row_of(after[id], pairing.model) for id in sorted(after)]
        return TrackChange(track, [row.id for row in before], rows)

    def _about(self, track: str, touched: Touched) -> list[Any]:
        """The shown rows of any posting in question."""
        rows = {}
        for column, ids in ((PROPOSAL.c.need, touched.needs), (PROPOSAL.c.offering, touched[1])):
            query = select(PROPOSAL.c.id, PROPOSAL.c.need, PROPOSAL.c.offering)
            query = query.where(PROPOSAL.c.track == track, column.in_(sorted(ids)))
            with reading(self.engine) as db:
                rows.update({row.id: row for row in db.execute(query)})
        return list(rows.values())

    def _anew(self, track: str, market: Bookmark, progress: Progress | None) -> TrackChange:
        """A whole track."""
        self._live.pop(track, None)
        try:
            pairing = self.pairing(track, market.position)
        except Refusal:
            pairing = None  # until the track is fitted anew; `unusable` tells
        if pairing is None:
            return TrackChange(track, None, [])
        if progress:
            progress(f"{self.name} {track}", 0, len(pairing.needs) + len(pairing.offerings))
        rows = self._rows(pairing, market.position)
        self._live[track] = Live(pairing, market)
        return TrackChange(track, None, rows)


def _stands(live: Live, position: int, market: Bookmark) -> bool:
    """Whether a track's lists show this position of the market's present life."""
    return (live.at.life, live.at.position) == (market.life, position)


def _reasoned(row: ProposalRow, pairing: Pairing) -> ReasonedProposal:
    sheet = pairing.reasons(pairing.needs[row.need], pairing.offerings[row.offering])
    return ReasonedProposal(row, sheet.as_json())
