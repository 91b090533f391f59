"""The catalogue: every event and every command this program knows.

A module that isn't named here has no events; a command that isn't named here has no door.
"""

from __future__ import annotations

from domain import (
    answer,
    capacity,
    consent,
    lead,
    learning,
    lexicon,
    matching,
    need,
    offering,
    parameter,
    party,
    posting,
    proposal,
    route,
    window,
)
from domain.command import Command
from domain.event import EVENTS

MODULES = (
    party,
    need,
    offering,
    parameter,
    matching,
    learning,
    lexicon,
    proposal,
    consent,
    route,
    capacity,
    window,
    lead,
    answer,
)

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
    "request_consent": consent.RequestConsent,
    "grant_consent": consent.GrantConsent,
    "revoke_consent": consent.RevokeConsent,
    "choose_route": route.ChooseRoute,
    "acknowledge": lead.Acknowledge,
    "contact": lead.Contact,
    "sign_intent": lead.SignIntent,
    "approve": lead.Approve,
    "disburse": lead.Disburse,
    "void_disbursement": lead.VoidDisbursement,
    "win": lead.Win,
    "reject": lead.Reject,
    "assign_manager": lead.AssignManager,
    "withdraw_lead": lead.WithdrawLead,
    "add_word": lexicon.AddWord,
    "remove_word": lexicon.RemoveWord,
    "set_parameter": parameter.SetParameter,
    "set_calendar_day": parameter.SetCalendarDay,
}

__all__ = ["COMMANDS", "EVENTS", "MODULES"]
