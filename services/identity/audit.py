"""The door's audit: one function that hears of everything that happens there, and from where.

The log of events has what known users did. Here is also what strangers tried, with the address,
which is no business of the event log: it is read by everybody who may read the log, for ever.
Where the lines are kept: `services/operations/journals.py`.
"""

from __future__ import annotations

import logging
from typing import Literal

What = Literal[
    "signed_in",
    "wrong",
    "closed",
    "waits",
    "busy",
    "code_wrong",
    "old_password_wrong",
    "refused",
    "key_wrong",
    "export",
    "read",
]
LOGGER = logging.getLogger("docking.audit")


def note_at_door(
    what: What, *, address: str, user: str | None = None, method: str = "", **more: str | int
) -> None:
    """`address` is the client's, whole; `user` is a known one: what a stranger typed for a name
    stays out, for it may be a password. `more` is of ours: a route, a code, a number."""
    line = {"what": what, "user": user or "", "address": address, "method": method, **more}
    LOGGER.info(what, extra={"line": {name: value for name, value in line.items() if value != ""}})
