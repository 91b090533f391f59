"""When a track's texts have grown by a tenth, its matching model is fitted anew.

A reaction: it reads the market and sends a command; the command is an event, and from there on the
proposals are computed with it.
"""

from __future__ import annotations

from domain.command import Ask
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
        live = proposals.market.postings(track=track, status="published", as_of=as_of)
        model = proposals.model(track, as_of)
        if not live or (model and len(live) < model.n * growth):
            continue
        made = fit([row.text for row in live], settings_for(track))
        command = RecordFit(track=track, fitted_at=at, digest=made.digest, model=made.to_data())
        if desk.do(command, ask, id=id and f"{id}-{track}").entries:
            fitted.append(track)
    return fitted
