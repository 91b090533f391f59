"""授权 Consent: an enterprise lets one named receiver have the data of one need.

Publishing shows a receiver a teaser and nothing more. Name, text and contact go only to whom a
consent names, only the kinds it names, and only while it lasts. What the enterprise read before it
agreed is known by its hash (`wording.py`). Only the enterprise agrees, or a paper that it signed:
who works for it prepares, or records the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Refusal, Role, State
from domain.core.event import Event
from domain.core.lifecycle import Lifecycle, step
from domain.core.malformed import Malformed
from domain.core.shapes import Codes, Day, Id, Shape
from domain.core.streams import stream
from domain.leads.codes import CONSENT_METHODS, CONSENT_PURPOSES, DATA_KINDS
from domain.leads.wording import LATEST_WORDING, consent_text, text_digest
from domain.parties.acting import OWNERS, acts_for
from domain.parties.inactive import refuse_inactive
from domain.parties.party import Party
from domain.postings.posting import Posting
from domain.postings.tracks import TRACKS

LONGEST_DAYS = 366
NOT_KNOWN = "（还没有登记）"
SHA_256 = re.compile("[0-9a-f]{64}")
HELPERS = (Role.OFFICER, Role.ORGANIZER)  # who works for an enterprise, and agrees to nothing

LIFECYCLE = Lifecycle(
    name="consent",
    title="授权",
    kinds=("consent",),
    start="absent",
    titles={
        "absent": "未授权",
        "requested": "待授权",
        "prepared": "已代填，待企业确认",
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
            "prepare",
            "代填授权",
            "prepared",
            "absent requested prepared revoked expired",
            "prepared",
            HELPERS,
        ),
        step(
            "grant",
            "授权",
            "granted",
            "absent requested prepared revoked expired granted",
            "granted",
            OWNERS,
        ),
        step(
            "revoke",
            "撤回授权",
            "revoked",
            "granted requested prepared",
            "revoked",
            (*OWNERS, Role.CLOCK),
        ),
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


class ConsentPrepared(Event, name="consent.prepared"):
    """Filled in for the enterprise, which hasn't agreed to anything yet."""

    need: str
    enterprise: str
    scope: Scope
    wording: str
    digest: str


class ConsentGranted(Event, name="consent.granted", version=2):
    """`digest` is that of the text which was shown, `wording` its version, `method` how agreed;
    `paper` the SHA-256 of the scan of what was signed, None also in version 1."""

    need: str
    enterprise: str
    scope: Scope
    wording: str
    digest: str
    method: str
    paper: str | None = None

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
        return data | {"paper": None} if version == 1 else data


class ConsentNarrowed(Event, name="consent.narrowed", title="缩小授权范围"):
    """What was granted before named these kinds too: for the receiver they are revoked."""

    need: str
    receiver: str
    kinds: Codes


class ConsentRevoked(Event, name="consent.revoked", version=2):
    """`because`: whose end ended it, `receiver` or `enterprise`; "" where the enterprise revoked
    it, and in version 1."""

    need: str
    receiver: str
    because: str = ""

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
        return data | {"because": ""} if version == 1 else data


class ConsentExpired(Event, name="consent.expired"):
    need: str
    receiver: str


@dataclass(frozen=True)
class Consent:
    """What a ruling needs to remember."""

    status: str = "absent"
    enterprise: str = ""
    scope: Scope | None = None  # what was granted, or prepared
    digest: str = ""

    def after(self, event: Event) -> Consent:
        status = LIFECYCLE.after(event.verb, self.status)
        match event:
            case ConsentRequested():
                return Consent(status)
            case ConsentPrepared():
                return Consent(status, event.enterprise, event.scope, event.digest)
            case ConsentGranted():
                return Consent(status, event.enterprise, event.scope, event.digest)
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
        """Only the need's own party rules over its data, and who works for it in its name."""
        if need.content is None or not acts_for(need.party, ask):
            raise Refusal("posting.absent", f"没有编号为“{self.need}”的记录", "need")


class RequestConsent(ConsentCommand, name="request_consent", title="请求授权"):
    """The house asks when both are interested. A receiver asks by its interest in a proposal: who
    could ask by a need's id could find out which ids there are."""

    def decide(self, consent: Consent, need: Posting, ask: Ask) -> Iterable[Event]:
        LIFECYCLE.may("request", ask)
        if need.status != "published":
            raise Refusal("posting.absent", f"没有编号为“{self.need}”的记录", "need")
        if consent.status in {"requested", "prepared"} or consent.live(ask.on):
            return
        LIFECYCLE.check("request", consent.status, ask)
        yield ConsentRequested(need=self.need, receiver=self.receiver)


class WordedCommand(ConsentCommand):
    """About a text with a scope that somebody has read: `digest` is that of what was shown."""

    purpose: str = "docking"
    kinds: Codes
    until: Day
    wording: str = LATEST_WORDING
    digest: str

    def about(self) -> Mapping[str, State]:
        return {**super().about(), stream("party", self.receiver): Party()}

    def further(self, *states: Any) -> Mapping[str, State]:
        """Whose need it is: nothing leaves in the name of who isn't there."""
        _, need, *_ = states
        return {stream("party", need.party): Party()} if need.party else {}

    @property
    def scope(self) -> Scope:
        return Scope(
            receiver=self.receiver, purpose=self.purpose, kinds=self.kinds, until=self.until
        )

    def check_scope(self, need: Posting, receiver: Party, ask: Ask) -> None:
        assert need.content is not None
        track = TRACKS[need.content.track]
        if need.status not in {"published", "paused"}:
            raise Refusal("consent.need", "需求不在发布中", "need")
        if receiver.profile is None or receiver.status != "active":
            raise Refusal("party.absent", f"没有单位“{self.receiver}”", "receiver")
        if not receiver.roles & track.offers or self.receiver == need.party:
            raise Refusal("consent.receiver", f"该单位不是{track.title}的供给方", "receiver")
        check_code(self.purpose, CONSENT_PURPOSES, "purpose")
        for kind in self.kinds:
            check_code(kind, DATA_KINDS, "kinds")
        if "need" not in self.kinds or len(set(self.kinds)) != len(self.kinds):
            raise Malformed("consent.kinds", "至少要包含需求本身，且不重复", field="kinds")
        if not ask.on <= self.until <= ask.on + timedelta(days=LONGEST_DAYS):
            raise Refusal("consent.until", "授权期限应在今天到一年之内", "until")
        self._check_text(need.content.title, receiver)

    def _check_text(self, title: str, receiver: Party) -> None:
        """Whoever is told that his data goes to somebody is told how to reach them."""
        if receiver.contact is None:
            message = "对方还没有登记联系人和电话，补填之后才能授权"
            raise Refusal("consent.receiver_contact", message, "receiver")
        text = text_to_agree_to(
            self.receiver,
            receiver,
            title=title,
            kinds=self.kinds,
            until=self.until,
            purpose=self.purpose,
            wording=self.wording,
        )
        if self.wording != LATEST_WORDING or text_digest(text) != self.digest:
            raise Refusal("consent.wording", "授权文本已变化，请重新阅读后再确认", "digest")


class PrepareConsent(WordedCommand, name="prepare_consent", title="代填授权"):
    """Who works for the enterprise fills in what it then confirms."""

    def decide(
        self, consent: Consent, need: Posting, receiver: Party, *owner: Party, ask: Ask
    ) -> Iterable[Event]:
        LIFECYCLE.may("prepare", ask)
        self.owned(need, ask)
        prepared = (consent.status, consent.scope, consent.digest)
        if prepared == ("prepared", self.scope, self.digest):
            return
        LIFECYCLE.check("prepare", consent.status, ask)
        self.check_scope(need, receiver, ask)
        refuse_inactive(owner[0].status, "need")
        yield ConsentPrepared(
            need=self.need,
            enterprise=need.party,
            scope=self.scope,
            wording=self.wording,
            digest=self.digest,
        )


class GrantConsent(WordedCommand, name="grant_consent", title="授权"):
    """By the enterprise itself; by who works for it only with what it has signed: `paper` is the
    SHA-256 of the scan. What a narrower one leaves out is revoked."""

    method: str = "click"
    paper: str | None = None

    def decide(
        self, consent: Consent, need: Posting, receiver: Party, *owner: Party, ask: Ask
    ) -> Iterable[Event]:
        LIFECYCLE.may("grant", ask)
        self.owned(need, ask)
        before = consent.live(ask.on)
        if before == self.scope:
            return
        LIFECYCLE.check("grant", consent.status, ask)
        self._check_method(ask)
        self.check_scope(need, receiver, ask)
        refuse_inactive(owner[0].status, "need")
        yield ConsentGranted(
            need=self.need,
            enterprise=need.party,
            scope=self.scope,
            wording=self.wording,
            digest=self.digest,
            method=self.method,
            paper=self.paper,
        )
        lost = tuple(kind for kind in before.kinds if kind not in self.kinds) if before else ()
        if lost:
            yield ConsentNarrowed(need=self.need, receiver=self.receiver, kinds=lost)

    def _check_method(self, ask: Ask) -> None:
        check_code(self.method, CONSENT_METHODS, "method")
        if ask.role in HELPERS and self.method != "paper":
            message = "只有企业自己能同意；代办请先代填，由企业确认，或登记签了字的纸质授权"
            raise Refusal("consent.paper", message, "method")
        if self.method == "paper" and not SHA_256.fullmatch(self.paper or ""):
            raise Malformed(
                "consent.paper", "纸质授权要有扫描件的校验码", "SHA-256，64位", field="paper"
            )
        if self.method != "paper" and self.paper is not None:
            raise Malformed("consent.paper", "只有纸质授权才有扫描件的校验码", field="paper")


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


def text_to_agree_to(
    id: str,
    receiver: Party,
    *,
    title: str,
    kinds: Codes,
    until: date,
    purpose: str = "docking",
    wording: str = LATEST_WORDING,
) -> str:
    """What an enterprise reads before a receiver may have its data: `title` is the need's."""
    profile = receiver.profile
    return consent_text(
        wording,
        title=title,
        receiver=profile.title if profile else "",
        contact=contact_line(receiver) or NOT_KNOWN,
        uscc=(profile.uscc if profile else None) or NOT_KNOWN,
        id=id,
        purpose=purpose,
        kinds=kinds,
        until=until,
    )


def contact_line(receiver: Party) -> str:
    """Whom a receiver has named, as the text says it; "" where nobody is."""
    return " ".join(each.reveal() for each in receiver.contact or ())
