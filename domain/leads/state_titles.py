"""What the state of a lead is called on its track."""

from __future__ import annotations

from collections.abc import Sequence

from domain.leads.codes import LEAD_ENDS
from domain.leads.lead import LIFECYCLE
from domain.postings.tracks import TRACKS


def state_title(track: str, status: str, reasons: Sequence[str] = ()) -> str:
    """`reasons`: of a lead that ended by itself, why."""
    if status == "ended" and reasons:
        return LEAD_ENDS[reasons[0]]
    return (
        TRACKS[track].lead_terms.signed if status == "intent_signed" else LIFECYCLE.titles[status]
    )
