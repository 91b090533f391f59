"""The catalogue: every event and every command this program knows.

A module that isn't named here has no events; a command that isn't named here has no door.
"""

from __future__ import annotations

from domain import (
    access_key,
    answer,
    capacity,
    channel,
    consent,
    lead,
    lead_answers,
    learning,
    lexicon,
    matching,
    merge,
    need,
    offering,
    parameter,
    party,
    posting,
    proposal,
    route,
    user,
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
    channel,
    user,
    access_key,
    answer,
)

COMMANDS: dict[str, type[Command]] = {
    "register_party": party.RegisterParty,
    "revise_party": party.ReviseParty,
    "merge_party": merge.MergeParty,
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
    "acknowledge": lead_answers.Acknowledge,
    "contact": lead_answers.Contact,
    "sign_intent": lead_answers.SignIntent,
    "approve": lead_answers.Approve,
    "disburse": lead_answers.Disburse,
    "void_disbursement": lead_answers.VoidDisbursement,
    "win": lead_answers.Win,
    "reject": lead_answers.Reject,
    "assign_manager": lead_answers.AssignManager,
    "withdraw_lead": lead_answers.WithdrawLead,
    "remove_webhook": channel.RemoveWebhook,
    "set_mailbox": channel.SetMailbox,
    "remove_mailbox": channel.RemoveMailbox,
    "add_word": lexicon.AddWord,
    "remove_word": lexicon.RemoveWord,
    "set_parameter": parameter.SetParameter,
    "set_calendar_day": parameter.SetCalendarDay,
    "add_user": user.AddUser,
    "revise_user": user.ReviseUser,
    "close_user": user.CloseUser,
    "reopen_user": user.ReopenUser,
    "revoke_key": access_key.RevokeKey,
}

__all__ = ["COMMANDS", "EVENTS", "MODULES"]
