"""What the state of a lead is called on its track."""

from __future__ import annotations

from domain.leads.lead import LIFECYCLE
from domain.postings.tracks import TRACKS


def state_title(track: str, status: str) -> str:
    return (
        TRACKS[track].lead_terms.signed if status == "intent_signed" else LIFECYCLE.titles[status]
    )
