"""A consent ends with its receiver, for now or for good; and with an enterprise that is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.core.command import Ask, Refusal, Role, State
from domain.core.event import Event
from domain.core.shapes import Id
from domain.core.streams import stream
from domain.leads.consent import LIFECYCLE, Consent, ConsentCommand, ConsentRevoked
from domain.parties.inactive import FOR_GOOD, INACTIVE
from domain.parties.party import Party
from domain.postings.posting import Posting


class EndConsent(ConsentCommand):
    """The clock's: the receiver isn't active any more, or the enterprise is gone for good."""

    enterprise: Id

    def about(self) -> Mapping[str, State]:
        parties = (stream("party", self.receiver), stream("party", self.enterprise))
        return {**super().about(), **dict.fromkeys(parties, Party())}

    def decide(
        self, consent: Consent, need: Posting, receiver: Party, enterprise: Party, ask: Ask
    ) -> Iterable[Event]:
        if ask.role is not Role.CLOCK or need.party != self.enterprise:
            raise Refusal("consent.absent", "没有这份授权", "need")
        LIFECYCLE.check("revoke", consent.status, ask)
        because = "receiver" if receiver.status in INACTIVE else "enterprise"
        if because == "enterprise" and enterprise.status not in FOR_GOOD:
            raise Refusal("consent.running", "双方都在正常状态", "receiver")
        yield ConsentRevoked(need=self.need, receiver=self.receiver, because=because)
