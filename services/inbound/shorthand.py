"""Shorthands: commands named by an id alone; the views supply the rest."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, SecretStr

from domain.core.command import Ask, Command, Refusal
from domain.core.shapes import Id
from domain.log.catalogue import COMMANDS
from domain.parties import channel
from services.house.house import House
from services.house.parameters import parameters
from services.matching import responses
from services.outbound.channels import channel_of
from services.outbound.webhooks import key_of, permitted


class Shorthand(BaseModel):
    """One class for each name, in the imperative, as commands are."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: ClassVar[str]

    def command(self, house: House, ask: Ask) -> Command:
        """The command that it comes down to now. Refuses where there is nothing of that id."""
        raise NotImplementedError

    def afterwards(self, house: House, ask: Ask) -> None:
        """What remains to be done once it was accepted, and again when it is repeated."""

    def digest(self) -> str:
        """By which a repetition is known, whatever the views show by then."""
        return hashlib.sha256(f"{self.name}{self._said()}\n".encode()).hexdigest()

    def _said(self) -> str:
        return self.model_dump_json()


class OfProposal(Shorthand):
    """About the proposal with this id, as it was shown."""

    id: Id

    def command(self, house: House, ask: Ask) -> Command:
        house.views.fresh(house.views.decisions)
        if house.views.decisions.one(self.id) is None:
            house.views.fresh()  # it may stand since a moment ago
        return responses.decision(
            house.views,
            parameters(house.desk),
            self.name,
            self.id,
            ask,
            **self.model_dump(exclude={"id"}),
        )


class ViewProposal(OfProposal):
    name = "view_proposal"


class ExpressInterest(OfProposal):
    name = "express_interest"


class DeclineProposal(OfProposal):
    name = "decline_proposal"

    reason_code: str
    note: str = ""


class Nominate(OfProposal):
    name = "nominate"

    note: str


class Claim(Shorthand):
    """A receiver claims the lead of a proposal with one of its offerings."""

    name = "claim"

    id: Id

    def command(self, house: House, ask: Ask) -> Command:
        house.views.fresh()
        return responses.claim(house.views, parameters(house.desk), self.id, ask)


class SetWebhook(Shorthand):
    """A receiver says where its messages are posted to, and what they are signed with: `whsec_`
    and 24 to 64 random bytes in base64."""

    name = "set_webhook"

    url: str
    secret: SecretStr

    @property
    def key(self) -> str:
        return key_of(self.secret.get_secret_value())

    def command(self, house: House, ask: Ask) -> Command:
        if ask.party is None:
            raise Refusal("party.needed", "请说明是哪个单位", "party")
        permitted(self.url, anywhere=house.settings.webhooks_anywhere)
        return channel.SetWebhook(party=ask.party, url=self.url, key=self.key)

    def afterwards(self, house: House, ask: Ask) -> None:
        party = str(ask.party)
        if channel_of(house.desk, party).key == self.key:  # else it was set anew since
            house.stores.webhooks.keep_secret(party, self.key, self.secret.get_secret_value())
            house.stores.webhooks.begin_anew(party)

    def _said(self) -> str:
        return f"{self.url} {self.key}"


SHORTHANDS: dict[str, type[Shorthand]] = {
    kind.name: kind
    for kind in (ViewProposal, ExpressInterest, DeclineProposal, Nominate, Claim, SetWebhook)
}
PUBLIC_COMMANDS: dict[str, type[Command | Shorthand]] = {**COMMANDS, **SHORTHANDS}
