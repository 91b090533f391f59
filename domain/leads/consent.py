"""授权 Consent: an enterprise lets one named receiver have the data of one need.

Publishing shows a receiver a teaser and nothing more. Name, text and contact go only to whom a
consent names, only the kinds it names, and only while it lasts. What the enterprise read before it
agreed is known by its hash: the wording is made here, so the hash can be checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Refusal, Role, State
from domain.core.event import Event
from domain.core.lifecycle import Lifecycle, step
from domain.core.malformed import Malformed
from domain.core.shapes import Codes, Day, Id, Shape
from domain.core.streams import stream
from domain.leads.codes import CONSENT_METHODS, CONSENT_PURPOSES, DATA_KINDS
from domain.parties.acting import PARTIES, acts_for
from domain.parties.party import Party
from domain.postings.posting import Posting
from domain.postings.tracks import TRACKS

LONGEST_DAYS = 366
LATEST_WORDING = "1"
WORDINGS = {
    "1": (
        "我单位同意将需求“{title}”的下列信息提供给{receiver}（下称接收方）。\n"
        "接收方的联系方式：见其在本平台登记的单位资料。\n"
        "处理目的：{purpose}。\n"
        "处理方式：由本平台通过接收方的收件渠道送达，接收方仅为上述目的查阅、联系与存档。\n"
        "提供的信息种类：{kinds}。\n"
        "本同意仅对上述接收方有效，至 {until} 止；我单位可随时撤回，撤回后不再提供任何新的信息。"
    ),
}

LIFECYCLE = Lifecycle(
    name="consent",
    title="授权",
    kinds=("consent",),
    start="absent",
    titles={
        "absent": "未授权",
        "requested": "待授权",
        "granted": "已授权",
        "revoked": "已撤回",
        "expired": "已到期",
    },
    steps=(
        step(
            "request",
            "请求授权",
            "requested",
            "absent revoked expired",
            "requested",
            (Role.SYSTEM, Role.ORGANIZER),
        ),
        step(
            "grant",
            "授权",
            "granted",
            "absent requested revoked expired granted",
            "granted",
            PARTIES,
        ),
        step("revoke", "撤回授权", "revoked", "granted requested", "revoked", PARTIES),
        step("expire", "到期", "expired", "granted", "expired", (Role.CLOCK,), "授权截止日 24:00"),
    ),
)


class Scope(Shape):
    """Who may have what, for what, until when (inclusive)."""

    receiver: str
    purpose: str
    kinds: Codes
    until: Day


class ConsentRequested(Event, name="consent.requested"):
    need: str
    receiver: str


class ConsentGranted(Event, name="consent.granted"):
    """`digest` is that of the text which was shown, `wording` its version, `method` how agreed."""

    need: str
    enterprise: str
    scope: Scope
    wording: str
    digest: str
    method: str


class ConsentRevoked(Event, name="consent.revoked"):
    need: str
    receiver: str


class ConsentExpired(Event, name="consent.expired"):
    need: str
    receiver: str


@dataclass(frozen=True)
class Consent:
    """What a ruling needs to remember."""

    status: str = "absent"
    enterprise: str = ""
    scope: Scope | None = None

    def after(self, event: Event) -> Consent:
        status = LIFECYCLE.after(event.verb, self.status)
        match event:
            case ConsentRequested():
                return Consent(status)
            case ConsentGranted():
                return Consent(status, event.enterprise, event.scope)
        return replace(self, status=status)

    def live(self, on: date) -> Scope | None:
        """What it allows on a day; None when it allows nothing."""
        if self.status == "granted" and self.scope is not None and on <= self.scope.until:
            return self.scope
        return None


class ConsentCommand(Command):
    need: Id
    receiver: Id

    @property
    def stream(self) -> str:
        return stream("consent", self.need, self.receiver)

    def about(self) -> Mapping[str, State]:
        return {self.stream: Consent(), stream("need", self.need): Posting("need")}

    def owned(self, need: Posting, ask: Ask) -> None:
        """Only the need's own party rules over its data; the life-cycle, asked before, lets no
        office in."""
        if need.content is None or not acts_for(need.party, ask):
            raise Refusal("posting.absent", f"没有编号为“{self.need}”的记录", "need")


class RequestConsent(ConsentCommand, name="request_consent", title="请求授权"):
    """The house asks when both are interested. A receiver asks by its interest in a proposal: who
    could ask by a need's id could find out which ids there are."""

    def decide(self, consent: Consent, need: Posting, ask: Ask) -> Iterable[Event]:
        LIFECYCLE.may("request", ask)
        if need.status != "published":
            raise Refusal("posting.absent", f"没有编号为“{self.need}”的记录", "need")
        if consent.status == "requested" or consent.live(ask.on):
            return
        LIFECYCLE.check("request", consent.status, ask)
        yield ConsentRequested(need=self.need, receiver=self.receiver)


class GrantConsent(ConsentCommand, name="grant_consent", title="授权"):
    purpose: str = "docking"
    kinds: Codes
    until: Day
    wording: str = LATEST_WORDING
    digest: str  # of the text that was shown: `consent_text`
    method: str = "click"

    def about(self) -> Mapping[str, State]:
        return {**super().about(), stream("party", self.receiver): Party()}

    def decide(self, consent: Consent, need: Posting, receiver: Party, ask: Ask) -> Iterable[Event]:
        LIFECYCLE.may("grant", ask)
        self.owned(need, ask)
        scope = Scope(
            receiver=self.receiver, purpose=self.purpose, kinds=self.kinds, until=self.until
        )
        if consent.live(ask.on) == scope:
            return
        LIFECYCLE.check("grant", consent.status, ask)
        self._checked(need, receiver, ask)
        yield ConsentGranted(
            need=self.need,
            enterprise=need.party,
            scope=scope,
            wording=self.wording,
            digest=self.digest,
            method=self.method,
        )

    def _checked(self, need: Posting, receiver: Party, ask: Ask) -> None:
        assert need.content is not None
        track = TRACKS[need.content.track]
        if need.status not in {"published", "paused"}:
            raise Refusal("consent.need", "需求不在发布中", "need")
        if receiver.profile is None or receiver.status != "active":
            raise Refusal("party.absent", f"没有单位“{self.receiver}”", "receiver")
        if not receiver.roles & track.offers or self.receiver == need.party:
            raise Refusal("consent.receiver", f"该单位不是{track.title}的供给方", "receiver")
        check_code(self.purpose, CONSENT_PURPOSES, "purpose")
        check_code(self.method, CONSENT_METHODS, "method")
        for kind in self.kinds:
            check_code(kind, DATA_KINDS, "kinds")
        if "need" not in self.kinds or len(set(self.kinds)) != len(self.kinds):
            raise Malformed("consent.kinds", "至少要包含需求本身，且不重复", field="kinds")
        if not ask.on <= self.until <= ask.on + timedelta(days=LONGEST_DAYS):
            raise Refusal("consent.until", "授权期限应在今天到一年之内", "until")
        text = consent_text(
            self.wording,
            title=need.content.title,
            receiver=receiver.profile.title,
            purpose=self.purpose,
            kinds=self.kinds,
            until=self.until,
        )
        if text_digest(text) != self.digest:
            raise Refusal("consent.wording", "授权文本已变化，请重新阅读后再确认", "digest")


class RevokeConsent(ConsentCommand, name="revoke_consent", title="撤回授权"):
    """As easy as granting; from here on nothing more leaves."""

    def decide(self, consent: Consent, need: Posting, ask: Ask) -> Iterable[Event]:
        LIFECYCLE.may("revoke", ask)
        self.owned(need, ask)
        if consent.status == "revoked":
            return
        LIFECYCLE.check("revoke", consent.status, ask)
        yield ConsentRevoked(need=self.need, receiver=self.receiver)


class ExpireConsent(ConsentCommand):
    """The clock's."""

    def decide(self, consent: Consent, _need: Posting, ask: Ask) -> Iterable[Event]:
        if consent.status == "expired":
            return
        LIFECYCLE.check("expire", consent.status, ask)
        if consent.live(ask.on):
            raise Refusal("consent.running", "授权尚未到期", "until")
        yield ConsentExpired(need=self.need, receiver=self.receiver)


def consent_text(
    wording: str, *, title: str, receiver: str, purpose: str, kinds: Codes, until: date
) -> str:
    """The text that is shown before somebody agrees; `Malformed` for a wording nobody wrote."""
    if wording not in WORDINGS:
        raise Malformed("consent.wording", "没有这个授权文本", value=wording, field="wording")
    return WORDINGS[wording].format(
        title=title,
        receiver=receiver,
        purpose=CONSENT_PURPOSES.get(purpose, purpose),
        kinds="；".join(DATA_KINDS.get(kind, kind) for kind in kinds),
        until=until.isoformat(),
    )


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
