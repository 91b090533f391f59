"""The door's audit: one function that hears of everything that happens there, and from where.

The log of events has what known users did. Here is also what strangers tried, with the address,
which is no business of the event log: it is read by everybody who may read the log, for ever.
"""

from __future__ import annotations

import logging

LOGGER = logging.getLogger("docking.door")


def note_at_door(what: str, *, network: str, user: str | None = None, method: str = "") -> None:
    """`what`: signed_in, wrong, waits, busy, code_wrong, old_password_wrong. `user` is a known one;
    what a stranger typed for a name stays out: it may be a password."""
    LOGGER.info("door %s user=%s network=%s method=%s", what, user or "-", network, method or "-")
