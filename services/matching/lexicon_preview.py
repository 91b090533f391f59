"""What an edit of the lexicon does to the proposals, told before it is made.

An edit concerns the tracks in which a text has a word whose concept changes; they get a model that
is fitted with the new lexicon; so do those that are due for one anyhow. The preview fits the same
models on the same texts, so what it tells is what happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.core.command import Ask
from domain.postings.tracks import TRACKS
from projections.matcher import Lexicon, fit_for
from projections.matching.lexicon import Edit, edited
from projections.matching.pairing import Pairing
from projections.matching.proposal_table import ProposalRow, row_of
from projections.matching.proposals import Proposals
from projections.postings.posting_table import PostingRow
from services.house.desk import Desk
from services.house.views import Views
from services.matching.refitting import due, refit, texts_to_fit


@dataclass(frozen=True)
class Change:
    """What becomes of one track's proposals, best first."""

    track: str
    added: tuple[ProposalRow, ...]
    removed: tuple[ProposalRow, ...]


def preview(views: Views, edits: Iterable[Edit]) -> list[Change]:
    """The proposals that these edits add and remove, track by track; nothing is saved."""
    after = edited(views.lexicons.lexicon(), edits)
    changes = []
    for track in TRACKS:
        live = views.market.postings(track=track, status="published")
        texts = texts_to_fit(track, live)
        if due(views.proposals, track, None, len(texts), lambda: texts, after):  # noqa: B023 - called at once
            changes.append(_change(views.proposals, track, live, after))
    return [change for change in changes if change.added or change.removed]


def concept_of(lexicon: Lexicon, word: str) -> str | None:
    return next((concept for concept, words in lexicon.concepts if word in words), None)


def refitted(views: Views, desk: Desk, ask: Ask) -> list[str]:
    """After an edit: let the tracks that it concerns be fitted anew; which they are."""
    views.fresh(views.lexicons)
    now = views.lexicons.lexicon()
    return refit(views.proposals, desk, ask, lexicon=now)


def _change(proposals: Proposals, track: str, live: list[PostingRow], lexicon: Lexicon) -> Change:
    model = fit_for(track, texts_to_fit(track, live), lexicon)
    needs = [row for row in live if row.side == "need"]
    offerings = [row for row in live if row.side == "offering"]
    computed = Pairing(track, needs, offerings, model, {}).proposals()
    now = {row.pair: row for row in proposals.all(track=track)}
    then = {(p.need.id, p.offering.id): p for p in computed}
    added = (row_of(proposal, model) for pair, proposal in then.items() if pair not in now)
    removed = (row for pair, row in now.items() if pair not in then)
    return Change(track, tuple(added), tuple(removed))
