"""Shorthands: commands named by an id alone; the views supply the rest."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, SecretStr

from domain.administration.registration import ConfirmRegistration
from domain.administration.revisions import revising
from domain.administration.user import AddUser, Duty
from domain.core.command import Ask, Command, Refusal, command_title
from domain.core.personal import Personal
from domain.core.registry import enter
from domain.core.shapes import Id, YesNo
from domain.core.streams import stream
from domain.leads.corrections import Reopen
from domain.log.catalogue import COMMANDS
from domain.matching.proposal import LIFECYCLE as PROPOSAL
from domain.matching.proposal import DeclineProposal, ExpressInterest, Nominate, ViewProposal
from domain.parties.channel import SetWebhook
from domain.parties.party import Namesake, Profile, RegisterParty, ReviseParty
from domain.parties.revision_request import AcceptRevision
from domain.postings.content import Content
from domain.postings.posting import LIFECYCLE, Posting, Side, absent
from services.house.house import House
from services.house.namesakes import namesake_of
from services.house.parameters import parameters
from services.house.standing import standing_on
from services.house.user_names import adding
from services.house.views import Views
from services.matching import responses
from services.outbound.channels import channel_of


class Shorthand(BaseModel):
    """One class for each name, in the imperative, as commands are."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: ClassVar[str]
    title: ClassVar[str]  # what it does, in Chinese

    def command(self, house: House, ask: Ask) -> Command:
        """The command that it comes down to now. Refuses where there is nothing of that id."""
        raise NotImplementedError

    def afterwards(self, house: House, ask: Ask) -> None:
        """What remains to be done once it was accepted, and again when it is repeated."""

    def digest(self) -> str:
        """By which a repetition is known, whatever the views show by then."""
        return hashlib.sha256(f"{self.name}{self._content()}\n".encode()).hexdigest()

    def _content(self) -> str:
        return self.model_dump_json()


class OfProposal(Shorthand):
    """About the proposal with this id, as it was shown: `about_shown` is what it comes down to."""

    about_shown: ClassVar[type[Command]]
    step: ClassVar[
        str
    ]  # of a proposal's life-cycle: who may never take it isn't told what there is

    id: Id

    def command(self, house: House, ask: Ask) -> Command:
        PROPOSAL.may(self.step, ask)
        house.views.fresh(house.views.decisions)
        if house.views.decisions.one(self.id) is None:
            house.views.fresh()  # it may stand since a moment ago
        return responses.decision(
            house.views,
            parameters(house.desk),
            self.about_shown,
            self.id,
            ask,
            **self.model_dump(exclude={"id"}),
        )


class ViewProposalById(OfProposal):
    name = "view_proposal"
    title = "查看匹配"
    about_shown = ViewProposal
    step = "view"


class ExpressInterestById(OfProposal):
    name = "express_interest"
    title = "愿意对接"
    about_shown = ExpressInterest
    step = "interest"


class DeclineProposalById(OfProposal):
    name = "decline_proposal"
    title = "不合适"
    about_shown = DeclineProposal
    step = "decline"

    reason_code: str
    note: str = ""


class NominateById(OfProposal):
    name = "nominate"
    title = "优先推荐"
    about_shown = Nominate
    step = "nominate"

    note: str


class ClaimById(Shorthand):
    """A receiver claims the lead of a proposal with one of its offerings."""

    name = "claim"
    title = "接单（先接先得）"

    id: Id

    def command(self, house: House, ask: Ask) -> Command:
        house.views.fresh()
        return responses.claim(house.views, parameters(house.desk), self.id, ask)


class ReopenLeadById(Shorthand):
    """A receiver rejected a lead by mistake."""

    name = "reopen_lead"
    title = "撤销拒绝，重新办理"

    id: Id
    reason_code: str
    note: str = ""

    def command(self, house: House, ask: Ask) -> Command:  # noqa: ARG002 (whoever asks)
        house.views.fresh(house.views.leads)
        lead = house.views.leads.one(self.id)
        if lead is None:
            raise Refusal("lead.absent", f"没有线索“{self.id}”", "id")
        names = ("need", "offering", "receiver")
        return Reopen(**self.model_dump(), **{name: getattr(lead, name) for name in names})


class AddUserByName(Shorthand):
    """Somebody who may sign in; whether somebody else is called so is looked up."""

    name = "add_user"
    title = "新增用户"

    id: Id
    duty: Duty
    person: Personal
    phone: Personal | None = None

    def command(self, house: House, ask: Ask) -> Command:  # noqa: ARG002 (whoever asks)
        house.views.fresh(house.views.users)
        return adding(house.views, AddUser(**dict(self)))


class ByProfile(Shorthand):
    """All that is known of a party; who else has that name is looked up. Of two enterprises of one
    name the office says that they are `different`."""

    id: Id
    profile: Profile
    different: YesNo = False

    def namesake(self, views: Views) -> Namesake | None:
        views.fresh(views.parties)
        return namesake_of(views, self.profile.title, but=self.id)


class RegisterPartyByProfile(ByProfile):
    name = "register_party"
    title = "登记单位"

    def command(self, house: House, ask: Ask) -> Command:  # noqa: ARG002 (whoever asks)
        return RegisterParty(**dict(self), namesake=self.namesake(house.views))


class RevisePartyById(ByProfile):
    """What stands on the party's roles is looked up too."""

    name = "revise_party"
    title = "修改单位资料"
    revision: ClassVar[type[ReviseParty]] = ReviseParty

    def command(self, house: House, ask: Ask) -> Command:  # noqa: ARG002 (whoever asks)
        views = house.views
        views.fresh(views.market, views.leads, views.users)
        standing = standing_on(views, self.id)
        return self.revision(**dict(self), standing=standing, namesake=self.namesake(views))


class AcceptRevisionById(RevisePartyById):
    name = "accept_revision"
    title = "同意修改申请"
    revision = AcceptRevision


class ConfirmRegistrationById(Shorthand):
    name = "confirm_registration"
    title = "确认登记"

    id: Id
    party: Id | None = None
    different: YesNo = False

    def command(self, house: House, ask: Ask) -> Command:  # noqa: ARG002 (whoever asks)
        views = house.views
        views.fresh(views.parties, views.registrations)
        row = views.registrations.registration(self.id)
        namesake = namesake_of(views, row.profile.title, but=self.id) if row else None
        return ConfirmRegistration(**dict(self), namesake=namesake)


class RevisePostingById(Shorthand):
    """Whose it is, is looked up: offerings that stand are revised so often a day by a party."""

    name = "revise"
    title = "修改"

    side: Side
    id: Id
    content: Content
    confirmed: YesNo = False

    def command(self, house: House, ask: Ask) -> Command:
        posting = house.desk.state(stream(self.side, self.id), Posting(self.side))
        if not posting.party:
            LIFECYCLE.may("revise", ask, self.side)
            raise absent(self.id)
        return revising(posting.party, **dict(self))


class SetWebhookWithSecret(Shorthand):
    """A receiver says where its messages are posted to, and what they are signed with: `whsec_`
    and 24 to 64 random bytes in base64."""

    name = "set_webhook"
    title = "设置推送网址"

    url: str
    secret: SecretStr

    @property
    def key(self) -> str:
        from services.outbound.webhooks import key_of  # noqa: PLC0415 (httpx is slow to load)

        return key_of(self.secret.get_secret_value())

    def command(self, house: House, ask: Ask) -> Command:
        if ask.party is None:
            raise Refusal("party.needed", "请说明是哪个单位", "party")
        from services.outbound.webhooks import permitted  # noqa: PLC0415 (httpx is slow to load)

        permitted(self.url, house.settings.networks)
        return SetWebhook(party=ask.party, url=self.url, key=self.key)

    def afterwards(self, house: House, ask: Ask) -> None:
        party = str(ask.party)
        if channel_of(house.desk, party).key == self.key:  # else it was set anew since
            secret = self.secret.get_secret_value()
            house.stores.webhooks.keep_secret(party, self.key, secret, house.now())
            house.stores.webhooks.begin_anew(party)

    def _content(self) -> str:
        return f"{self.url} {self.key}"


PUBLIC_COMMANDS: dict[str, type[Command | Shorthand]] = dict(COMMANDS)
for kind in (
    ViewProposalById,
    ExpressInterestById,
    DeclineProposalById,
    NominateById,
    ClaimById,
    ReopenLeadById,
    RegisterPartyByProfile,
    RevisePartyById,
    AcceptRevisionById,
    ConfirmRegistrationById,
    AddUserByName,
    RevisePostingById,
    SetWebhookWithSecret,
):
    enter(PUBLIC_COMMANDS, kind.name, kind, "commands")


def title_of(name: str) -> str:
    """What a command or shorthand does, in Chinese, by its name."""
    kind = PUBLIC_COMMANDS[name]
    return kind.title if issubclass(kind, Shorthand) else command_title(name)
