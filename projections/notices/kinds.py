"""Kinds of notices: what is told to whom, one row each.

**A new kind is a new row in `ROWS`**, and its English (`python -m tests.generate`). A row says:

    code      stored with each notice: never changed
    group     under which people choose whether they want e-mail and SMS (`GROUPS`)
    events    names of the events that it tells of, between blanks
    to        who is told, a function of `telling.py`: `to_enterprise`, `to_receiver`, `to_owner`
              (of a posting), `to_asked` (to state more of an offering), `to_other` (than the one
              who did it), `to_first` (who was interested first), `to_both`, `to_named("party")`
              (a field of the event), `to_guests` and `to_expected` (of a session), `to_party`,
              `to_user`, `to_office`
    title     what they read: never a name, an amount or a text, for it stands in e-mails and SMS
              too, and may be read before a consent or after its end
    path      what it opens: `{id}` of the event's stream, `{side}`, `{need}`, `{receiver}`,
              `{lead}`. What a receiver is led to never has a need's id in it
    urgent    whether it is worth an SMS
    when      only if this holds, such as `by_staff`, or
              `changed_by_staff`, where it was there before
    names     what stands behind the title in the list of notices: fields of a form
    day, ends known only from 8 o'clock of a day on, unless one of the events `ends` comes before:
              what the clock would tell, told by the log alone

Where the parties of an event's stream aren't known yet, `Thing` learns them (`things.py`). Raise
`Notices.version` with every change here: the rows are made anew, and nothing is sent again for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.administration.permission import Actor
from projections.notices.telling import (
    Addressees,
    Condition,
    Happening,
    Naming,
    always,
    as_asked,
    both_names,
    by_staff,
    changed_by_staff,
    confirmed,
    entered_for,
    enterprise_ended,
    enterprise_gone,
    fields,
    first_agenda,
    first_interest,
    later_agenda,
    let_out,
    no_contact,
    nothing,
    nothing_lapsed,
    receiver_ended,
    receiver_first,
    receiver_gone,
    renamed,
    revised,
    revised_by_staff,
    standing,
    taken_back,
    to_acknowledge,
    to_asked,
    to_both,
    to_enterprise,
    to_expected,
    to_first,
    to_guests,
    to_holder,
    to_invited,
    to_kept,
    to_named,
    to_office,
    to_other,
    to_others_met,
    to_owner,
    to_party,
    to_receiver,
    to_relying,
    to_sides,
    to_user,
    week_before_consent_ends,
    week_before_end,
    with_contact,
)


class Group(NamedTuple):
    """`sees`: of which kind of things these are (`SEES`); "" for what is everybody's own."""

    title: str
    sees: str


GROUPS: Mapping[str, Group] = {
    "lead": Group("办理进度", "lead"),
    "matching": Group("对接意向", "proposal"),
    "consent": Group("授权", "consent"),
    "posting": Group("我的发布", "posting"),
    "session": Group("对接会", "session"),
    "account": Group("资料和账号", ""),
}


@dataclass(frozen=True)
class Kind:
    """A row; what its columns mean stands above."""

    code: str
    group: str
    events: str
    to: Addressees
    title: str
    path: str
    urgent: bool = False
    when: Condition = always
    day: Callable[[Happening], date] | None = None
    ends: str = ""
    names: Naming = nothing

    def opens(self, case: Happening) -> str:
        thing = case.thing
        path = self.path.format(
            id=case.id,
            side=case.side,
            need=thing.need,
            receiver=thing.receiver,
            lead=thing.lead,
            into=getattr(case.event, "into", ""),
        )
        return path.rstrip("/") or "/"


def posting(verbs: str) -> str:
    """The events of both sides."""
    return " ".join(f"{side}.{verb}" for side in ("need", "offering") for verb in verbs.split())


LEAD, PROPOSAL, POSTING = "/leads/{id}", "/proposals/{id}", "/postings/{side}/{id}"
CONSENT, SESSION, TO_LEAD = "/consents/{need}/{receiver}", "/sessions/{id}", "/leads/{lead}"
CHANNELS = (
    *("channel.webhook_set", "channel.webhook_removed"),
    *("channel.mailbox_set", "channel.mailbox_removed"),
)
MEETINGS, PARTY = "/sessions/{id}/meetings", "/parties/{id}"
URGENT = True

# fmt: off
ROWS = (
    Kind("lead_came", "lead", "lead.delivered", to_receiver,
         "来了新线索，请确认收到", LEAD, URGENT),
    Kind("lead_due", "lead", "lead.delivered", to_receiver,
         "有线索今天到期，请确认收到", LEAD, URGENT,
         day=to_acknowledge,
         ends="lead.acknowledged lead.contacted lead.rejected lead.withdrawn"
              " lead.lapsed lead.ended"),
    Kind("lead_withdrawn", "lead", "lead.withdrawn", to_receiver,
         "企业撤回了一条线索", LEAD, URGENT),
    Kind("lead_lost", "lead", "lead.lapsed", to_receiver,
         "一条线索逾期失效", LEAD),
    Kind("lead_over", "lead", "lead.ended", to_receiver,
         "企业已停业、注销或并入另一单位，线索终止", LEAD, URGENT, when=enterprise_ended),
    Kind("lead_orphaned", "lead", "lead.ended", to_enterprise,
         "对接单位已停办，这条线索终止，您的需求继续匹配", LEAD, URGENT, when=receiver_ended),
    Kind("lead_sent", "lead", "lead.delivered", to_enterprise,
         "需求已送到对接单位", LEAD),
    Kind("lead_extended", "lead", "lead.extended", to_receiver,
         "企业补充或更新了信息", LEAD),
    Kind("lead_acknowledged", "lead", "lead.acknowledged", to_enterprise,
         "对接单位确认收到", LEAD),
    Kind("lead_contacted", "lead", "lead.contacted", to_enterprise,
         "对接单位登记已联系您", LEAD),
    Kind("lead_intent", "lead", "lead.intent_signed", to_enterprise,
         "对接单位登记了签订意向", LEAD),
    Kind("lead_approved", "lead", "lead.approved", to_enterprise,
         "银行登记了授信", LEAD, URGENT),
    Kind("lead_disbursed", "lead", "lead.disbursed", to_enterprise,
         "银行登记了放款，请核对", LEAD, URGENT),
    Kind("lead_voided", "lead", "lead.disbursement_voided", to_enterprise,
         "银行作废了一笔放款", LEAD, when=nothing_lapsed),
    Kind("money_corrected", "lead", "lead.money_corrected", to_enterprise,
         "对接单位更正了登记的金额，请核对", LEAD, when=nothing_lapsed),
    Kind("step_taken_back", "lead", "lead.step_taken_back", to_enterprise,
         "对接单位撤销了误记的一步", LEAD),
    Kind("money_waits", "lead", "lead.money_proposed", to_receiver,
         "有金额等待第二人复核", LEAD),
    Kind("money_waits_office", "lead", "lead.money_proposed", to_office,
         "有金额等待第二人复核", LEAD),
    Kind("receipt_disputed", "lead", "lead.receipt_disputed", to_receiver,
         "企业说没有收到放款，请核实", LEAD, URGENT),
    Kind("receipt_disputed_office", "lead", "lead.receipt_disputed", to_office,
         "企业说没有收到放款，请督促核实", LEAD, URGENT),
    Kind("receipt_settled", "lead", "lead.receipt_confirmed", to_receiver,
         "企业说放款已经到账", LEAD),
    Kind("receipt_settled_office", "lead", "lead.receipt_confirmed", to_office,
         "企业说放款已经到账", LEAD),
    Kind("receipt_lapsed", "lead", "lead.receipt_lapsed", to_enterprise,
         "您确认过到账的一笔放款有更正或作废，请重新核对", LEAD, URGENT),
    Kind("receipt_lapsed_office", "lead", "lead.receipt_lapsed", to_office,
         "企业确认过到账的一笔放款有更正或作废", LEAD),
    Kind("lead_won", "lead", "lead.won", to_enterprise,
         "对接已办结", LEAD),
    Kind("lead_rejected", "lead", "lead.rejected", to_enterprise,
         "对接单位没有办理，请看原因", LEAD, URGENT),
    Kind("lead_lapsed", "lead", "lead.lapsed", to_enterprise,
         "对接单位逾期没有办理", LEAD),
    Kind("lead_lapsed_office", "lead", "lead.lapsed", to_office,
         "有线索逾期失效，请督促", LEAD),

    Kind("result_entered", "lead", "result.reported result.corrected", to_sides,
         "助企办登记了与本单位有关的成果，请确认", "/results", when=entered_for),
    Kind("result_disputed", "lead", "result.disputed", to_office,
         "有单位对登记的成果有异议，请核实", "/results"),

    Kind("interest", "matching", "proposal.interest_expressed", to_other,
         "对方愿意对接，请答复", PROPOSAL, URGENT, when=first_interest),
    Kind("mutual", "matching", "proposal.interest_expressed", to_first,
         "对方也愿意对接，等企业授权", PROPOSAL, when=receiver_first),
    Kind("declined", "matching", "proposal.declined", to_first,
         "对方答复不合适", PROPOSAL),
    Kind("unanswered", "matching", "proposal.expired", to_first,
         "对方没有按时答复", PROPOSAL),
    Kind("nominated", "matching", "proposal.nominated", to_both,
         "助企办向您推荐了对接", PROPOSAL),

    Kind("consent_asked", "consent", "consent.requested", to_enterprise,
         "双方都愿意，请决定是否授权", CONSENT, URGENT),
    Kind("consent_prepared", "consent", "consent.prepared", to_enterprise,
         "授权已代您填好，请确认", CONSENT, URGENT),
    Kind("consent_paper", "consent", "consent.granted", to_enterprise,
         "助企人员登记了您的纸质授权", CONSENT, URGENT, when=by_staff),
    Kind("consent_taken_back", "consent", "consent.revoked", to_enterprise,
         "助企人员撤回了您的授权", CONSENT, URGENT, when=by_staff),
    Kind("consent_ended", "consent", "consent.revoked", to_enterprise,
         "您授权的单位已停办，授权随之终止", CONSENT, URGENT, when=receiver_gone),
    Kind("consent_granted", "consent", "consent.granted", to_receiver,
         "企业已授权", TO_LEAD, when=with_contact),
    Kind("consent_no_contact", "consent", "consent.granted", to_receiver,
         "企业没有提供联系人，线索不会送出", TO_LEAD, when=no_contact),
    Kind("consent_narrowed", "consent", "consent.narrowed", to_receiver,
         "企业缩小了授权范围", TO_LEAD, URGENT, when=let_out),
    Kind("consent_revoked", "consent", "consent.revoked", to_receiver,
         "企业撤回了授权", TO_LEAD, URGENT, when=taken_back),
    Kind("consent_gone", "consent", "consent.revoked", to_receiver,
         "企业已注销或并入另一单位，授权随之终止", TO_LEAD, URGENT, when=enterprise_gone),
    Kind("consent_over", "consent", "consent.expired", to_receiver,
         "一份授权已到期", TO_LEAD, when=let_out),
    Kind("consent_ending", "consent", "consent.granted", to_enterprise,
         "一份授权 7 天后到期", CONSENT,
         day=week_before_consent_ends, ends="consent.granted consent.revoked consent.expired"),
    Kind("consent_expired", "consent", "consent.expired", to_enterprise,
         "一份授权已到期", CONSENT),

    Kind("posting_returned", "posting", posting("returned"), to_owner,
         "审核退回，请修改后再提交", POSTING, URGENT),
    Kind("posting_published", "posting", posting("published"), to_owner,
         "助企人员发布了您的信息", POSTING, when=by_staff),
    Kind("posting_changed", "posting", posting("revised renewed paused resumed"), to_owner,
         "助企人员修改了您的发布", POSTING, URGENT, when=changed_by_staff),
    Kind("posting_closed", "posting", posting("withdrawn fulfilled"), to_owner,
         "助企人员结束了您的发布", POSTING, URGENT, when=changed_by_staff),
    Kind("posting_ending", "posting", posting("published revised renewed"), to_owner,
         "您的发布 7 天后到期，还需要就延长", POSTING, URGENT,
         when=standing, day=week_before_end,
         ends=posting("revised renewed expired withdrawn fulfilled")),
    Kind("posting_expired", "posting", posting("expired"), to_owner,
         "您的发布已到期", POSTING),

    Kind("fields_asked", "posting", "open_fields.asked", to_asked,
         "有企业的需求等您补充供给信息", "/postings/offering/{id}", names=fields),

    Kind("session_invited", "session", "session.invited session.opened", to_invited,
         "邀请您参加对接会，请决定是否报名", SESSION, URGENT),
    Kind("session_entered", "session", "session.registered", to_named("party"),
         "助企人员为您报了名", SESSION, when=by_staff),
    Kind("session_removed", "session", "session.left", to_named("party"),
         "助企人员取消了您的报名", SESSION, URGENT, when=by_staff),
    Kind("session_left", "session", "session.left", to_office,
         "有单位取消了对接会报名，看看要不要重排日程", SESSION, URGENT),
    Kind("meeting_lost", "session", "session.left", to_others_met,
         "有一场会面的对方取消了报名", MEETINGS, URGENT),
    Kind("session_moved_up", "session", "session.moved_up", to_named("party"),
         "候补转为正式参加", SESSION, URGENT),
    Kind("session_agenda", "session", "session.released", to_guests,
         "对接会日程已发布", SESSION, URGENT, when=first_agenda),
    Kind("session_agenda_changed", "session", "session.released", to_guests,
         "对接会日程有变化", SESSION, URGENT, when=later_agenda),
    Kind("session_changed", "session", "session.revised", to_expected,
         "对接会安排有变化", SESSION, URGENT),
    Kind("session_postponed", "session", "session.postponed", to_expected,
         "对接会改期", SESSION, URGENT),
    Kind("session_cancelled", "session", "session.cancelled", to_expected,
         "对接会取消", SESSION, URGENT),
    Kind("meeting_asked", "session", "session.meeting_requested", to_named("other"),
         "有单位请求与您会面，请答复", MEETINGS, URGENT),
    Kind("meeting_answered", "session", "session.request_answered", to_named("by"),
         "会面请求有了答复", MEETINGS),

    Kind("receiver_renamed", "consent", "party.revised", to_relying,
         "您授权过的单位改了名称或规模，请看是不是同一家", PARTY, URGENT,
         when=renamed, names=both_names),

    Kind("party_revised", "account", "party.revised", to_party,
         "助企人员修改了单位资料", PARTY, when=revised_by_staff),
    Kind("revision_accepted", "account", "party.revised", to_party,
         "您的修改申请已同意", PARTY, when=as_asked),
    Kind("merged_here", "account", "party.merged", to_kept,
         "另一家登记并入了本单位，它发布的内容已撤回，还需要的请重新发布",
         "/parties/{into}", URGENT),
    Kind("revision_asked", "account", "party.revision_asked", to_office,
         "有单位申请修改资料，请核实", PARTY),
    Kind("revision_declined", "account", "party.revision_declined", to_party,
         "修改资料的申请没有通过，请看原因", PARTY),
    Kind("contact_set", "account", "party.contact_set", to_party,
         "助企人员修改了单位联系人", PARTY, when=changed_by_staff),
    Kind("channel_changed", "account", " ".join(CHANNELS), to_party,
         "线索推送的地址改了，不是本单位改的请马上联系助企办", "/channel", URGENT),
    Kind("key_issued", "account", "access_key.issued", to_holder,
         "发放了接口密钥，不是本单位发放的请马上收回", "/keys", URGENT),
    Kind("user_opened", "account", "user.added user.reopened", to_user,
         "账号已开通", "/"),
    Kind("registration_confirmed", "account", "user.revised", to_user,
         "登记已确认，可以发布需求了", "/", when=confirmed),
    Kind("user_revised", "account", "user.revised", to_user,
         "您的账号或权限有变化", "/", when=revised),
)
# fmt: on
KINDS: Mapping[str, Kind] = {row.code: row for row in ROWS}


def _by_event(column: Callable[[Kind], str]) -> dict[str, tuple[Kind, ...]]:
    """The rows that name an event in this column."""
    names = sorted({name for row in ROWS for name in column(row).split()})
    return {name: tuple(row for row in ROWS if name in column(row).split()) for name in names}


BY_EVENT: Mapping[str, tuple[Kind, ...]] = _by_event(lambda row: row.events)
ENDED_BY: Mapping[str, tuple[Kind, ...]] = _by_event(lambda row: row.ends)


def kinds_shown(actor: Actor, group: str = "") -> list[str] | None:
    """The kinds that somebody may be shown, of one group; None: all there are."""
    known = {code for code, row in GROUPS.items() if not row.sees or actor.knows(row.sees)}
    if not group and known == GROUPS.keys():
        return None
    wanted = known & {group} if group else known
    return [row.code for row in ROWS if row.group in wanted]


def groups_for(actor: Actor, *, urgent: bool = False) -> dict[str, str]:
    """Titles of the groups of which somebody may be told anything; `urgent`: by SMS too."""
    kinds, party = kinds_shown(actor), bool(actor.parties)
    rows = [row for row in ROWS if kinds is None or row.code in kinds]
    own = [row for row in rows if party or row.to in {to_user, to_office}]
    groups = {row.group for row in own if row.urgent or not urgent}
    return {code: row.title for code, row in GROUPS.items() if code in groups}
