"""The catalogue: every event and every command this program knows.

A module that isn't named here has no events; a command that isn't named here has no door.
"""

from __future__ import annotations

from domain.administration import access_key, parameter, user
from domain.core.command import Command
from domain.core.event import EVENTS
from domain.funds import name_list as namelist
from domain.leads import answers as lead_answers
from domain.leads import capacity, consent, lead, route, window
from domain.log import idempotency as answer
from domain.matching import lexicon, proposal
from domain.matching import model as matching
from domain.matching import ranking as learning
from domain.parties import channel, merge, party
from domain.postings import need, offering, posting
from domain.results import result, statistic
from domain.sessions import guests as session_guests
from domain.sessions import meetings as session_meetings
from domain.sessions import office as session_office
from domain.sessions import session

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
    session,
    result,
    statistic,
    namelist,
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
    "plan_session": session_office.PlanSession,
    "revise_session": session_office.ReviseSession,
    "invite": session_office.Invite,
    "insist": session_office.Insist,
    "open_session": session_office.OpenSession,
    "close_session": session_office.CloseSession,
    "postpone_session": session_office.PostponeSession,
    "cancel_session": session_office.CancelSession,
    "hold_session": session_office.HoldSession,
    "register_for_session": session_guests.Register,
    "leave_session": session_guests.Leave,
    "turn_down": session_guests.TurnDown,
    "check_in": session_guests.CheckIn,
    "ask_for_meeting": session_meetings.AskForMeeting,
    "answer_request": session_meetings.AnswerRequest,
    "release_timetable": session_meetings.ReleaseTimetable,
    "record_outcome": session_meetings.RecordOutcome,
    "follow_up": session_meetings.FollowUp,
    "report_result": result.ReportResult,
    "void_result": result.VoidResult,
    "publish_statistic": statistic.PublishStatistic,
    "list_members": namelist.ListMembers,
    "remove_members": namelist.RemoveMembers,
    "report_lending": namelist.ReportLending,
}

__all__ = ["COMMANDS", "EVENTS", "MODULES"]
