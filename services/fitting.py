"""When a track's texts have grown by a tenth, its matching model is fitted anew.

A reaction: it reads the market and sends a command; the command is an event, and from there on the
proposals are computed with it.
"""

from __future__ import annotations

from domain.command import Ask, Refusal
from domain.matching import RecordFit
from domain.tracks import TRACKS
from projections.matcher import fit, settings_for
from projections.proposals import Proposals
from services.desk import Desk

GROWTH = 1.1


def refit(
    proposals: Proposals,
    desk: Desk,
    ask: Ask,
    *,
    growth: float = GROWTH,
    as_of: int | None = None,
    id: str | None = None,
) -> list[str]:
    """Fit the tracks that need it, on the market as of a position. Returns the tracks' codes.

    The views must have caught up. `id` begins the commands' ids, so that a repetition fits nothing.
    """
    fitted = []
    at = proposals.market.position if as_of is None else as_of
    for track in TRACKS:
        live = proposals.market.postings(track=track, status="published", as_of=at)
        if not live or len(live) < _enough(proposals, track, at, growth):
            continue
        made = fit([row.text for row in live], settings_for(track))
        command = RecordFit(track=track, fitted_at=at, digest=made.digest, model=made.to_data())
        try:
            if desk.do(command, ask, id=id and f"{id}-{track}").entries:
                fitted.append(track)
        except Refusal as refusal:
            if refusal.code != "matcher.older":  # somebody else fitted a newer one meanwhile
                raise
    return fitted


def _enough(proposals: Proposals, track: str, as_of: int, growth: float) -> float:
    """How many texts are worth a new model: any, where there is none that works here."""
    try:
        model = proposals.model(track, as_of)
    except Refusal:
        return 0
    return model.n * growth if model else 0
