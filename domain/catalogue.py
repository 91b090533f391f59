"""The catalogue: every event and every command this program knows.

A module that isn't named here has no events; a command that isn't named here has no door.
"""

from __future__ import annotations

from domain import answer, matching, need, offering, party, posting
from domain.command import Command
from domain.event import EVENTS

MODULES = (party, need, offering, matching, answer)

COMMANDS: dict[str, type[Command]] = {
    "register_party": party.RegisterParty,
    "revise_party": party.ReviseParty,
    "set_contact": party.SetContact,
    "change_status": party.ChangeStatus,
    "draft": posting.Draft,
    "revise": posting.Revise,
    "submit": posting.Submit,
    "return": posting.Return,
    "publish": posting.Publish,
    "pause": posting.Pause,
    "resume": posting.Resume,
    "renew": posting.Renew,
    "withdraw": posting.Withdraw,
    "fulfil": posting.Fulfil,
    "archive": posting.Archive,
}

__all__ = ["COMMANDS", "EVENTS", "MODULES"]
