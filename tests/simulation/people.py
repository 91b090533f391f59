"""What people do, drawn by a seed from what they see: each wish is a few commands under one id, by
which it is repeated until it is answered."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from domain.administration.publications import Publish
from domain.core.command import Ask, Command, Role
from domain.core.personal import Personal
from domain.leads.answers import (
    Acknowledge,
    Approve,
    Contact,
    Disburse,
    NoteLead,
    Reject,
    SignIntent,
    Win,
    WithdrawLead,
)
from domain.leads.consent import NOT_KNOWN, GrantConsent, RevokeConsent
from domain.leads.wording import LATEST_WORDING, consent_text, text_digest
from domain.matching.proposal import DeclineProposal, ExpressInterest, Shown
from domain.parties.party import Party, RegisterParty, SetContact
from domain.postings.posting import Draft, Pause, Resume, Submit, Withdraw
from projections.leads.consents import ConsentRow
from projections.matching.decisions import Decision
from services.house.house import House
from services.house.parameters import parameters
from services.matching import responses
from tests.examples import FACTORY, RURAL_BANK, content, loan
from tests.leads import KINDS

ENTERPRISES, BANKS = ("e1", "e2", "e3", "e4"), ("b1", "b2")
TITLES = ("申请倒贷资金三百万元", "急需过桥资金周转", "设备更新改造贷款", "原料采购流动资金")
PHONE = "1390000{:04}"
MILLION = 100_000_000
By = tuple[Role, str | None]
OFFICE: By = (Role.ORGANIZER, None)


@dataclass
class Wish:
    """`id` is that of the command, by which it is repeated; `text` is known of a note alone."""

    id: str
    asked: list[tuple[Command, By]]
    text: str = ""
    repeats: int = 0
    asked_as: str = ""  # the id under which it was asked for last
    kept: list[tuple[int, str]] = field(default_factory=list)  # position and id of each event
    answer: str = ""  # "accepted", "refused"; "": not yet

    def asks(self, house: House) -> list[tuple[Command, Ask]]:
        return [
            (command, house.ask(f"{role}-{party or 1}", role, party=party, source="test"))
            for command, (role, party) in self.asked
        ]


def begin(house: House) -> None:
    """A county with what people begin with."""
    profiles = dict.fromkeys(ENTERPRISES, FACTORY) | dict.fromkeys(BANKS, RURAL_BANK)
    for number, (id, profile) in enumerate(profiles.items()):
        named = {"title": f"{profile.title}{number}", "uscc": None}
        _do(house, RegisterParty(id=id, profile=profile.model_copy(update=named)))
        _do(house, _contact(id, number))
    for number, bank in enumerate(BANKS):
        for command in _publish(
            "offering", f"o{number}", bank, loan(title=f"转贷周转贷{number}号")
        ):
            _do(house, command)
    for number, enterprise in enumerate(ENTERPRISES):
        said = content(title=TITLES[number])
        for command in _publish("need", f"n{number}", enterprise, said):
            _do(house, command)


def _do(house: House, command: Command) -> None:
    house.desk.do(command, house.ask("office-1", Role.ORGANIZER, source="test"))


def _publish(side: str, id: str, party: str, said: object) -> Iterator[Command]:
    yield Draft.model_validate({"side": side, "id": id, "party": party, "content": said})
    yield Submit.model_validate({"side": side, "id": id})
    yield Publish.model_validate({"side": side, "id": id})


def _contact(id: str, number: int) -> SetContact:
    subject = f"person-{id}"
    return SetContact(
        id=id,
        contact=Personal(subject=subject, value=f"王{number}"),
        phone=Personal(subject=subject, value=PHONE.format(number)),
    )


class People:
    """All of them. `next` gives what somebody wishes now, if there is anything to wish for; the
    views of `house` have caught up."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._wished = 0

    def next(self, house: House) -> Wish | None:
        kinds: list[Callable[[House], Wish | None]] = [
            self._need,
            self._standing,
            self._interest,
            self._consent,
            self._answer,
            self._note,
            self._contact_changes,
            self._stranger,
        ]
        [kind] = self.chance.choices(kinds, (12, 8, 26, 16, 22, 14, 3, 4))
        return kind(house)

    def _wish(self, *asked: tuple[Command, By], text: str = "") -> Wish:
        self._wished += 1
        return Wish(f"wish-{self._wished}", list(asked), text)

    def _need(self, house: House) -> Wish:
        id, party = f"n{self._wished + 100}", self.chance.choice(ENTERPRISES)
        today = house.today
        said = content(
            title=f"{self.chance.choice(TITLES)}{self._wished}",
            valid_from=today,
            valid_through=today + timedelta(days=self.chance.randrange(1, 40)),
        )
        return self._wish(*((command, OFFICE) for command in _publish("need", id, party, said)))

    def _standing(self, house: House) -> Wish | None:
        rows = house.views.market.postings(status="published")
        rows += house.views.market.postings(status="paused")
        if not rows:
            return None
        row = self.chance.choice(sorted(rows, key=lambda row: (row.side, row.id)))
        names = {"side": row.side, "id": row.id}
        if row.side == "need" and self.chance.random() < 0.3:
            return self._wish((Withdraw(**names, reason_code="no_longer_needed"), OFFICE))
        return self._wish((self.chance.choice((Pause, Resume))(**names), OFFICE))

    def interested(self, house: House) -> Iterator[Wish]:
        """Everybody, in everything."""
        for one in _open(house):
            for by in _sides(one.shown):
                yield self._wish((self._of(house, ExpressInterest, one, by), by))

    def consenting(self, house: House) -> Iterator[Wish]:
        """Every other enterprise that is asked."""
        for row in _consents(house)[::2]:
            yield self._grant(house, row.need, row.receiver)

    def _interest(self, house: House) -> Wish | None:
        waiting = _open(house)
        if not waiting:
            return None
        one = self.chance.choice(waiting)
        by = self.chance.choice(_sides(one.shown))
        if self.chance.random() < 0.1:
            why = {"reason_code": "other", "note": "暂时不需要"}
            return self._wish((self._of(house, DeclineProposal, one, by, **why), by))
        return self._wish((self._of(house, ExpressInterest, one, by), by))

    def _of(self, house: House, kind: type[Command], one: Decision, by: By, **why: str) -> Command:
        role, party = by
        ask = house.ask("somebody", role, party=party)
        figures = parameters(house.desk)
        return responses.decision(house.views, figures, kind, one.shown.id, ask, **why)

    def _consent(self, house: House) -> Wish | None:
        rows = _consents(house)
        if not rows:
            return None
        row = self.chance.choice(rows)
        if row.status != "granted":
            return self._grant(house, row.need, row.receiver)
        if self.chance.random() < 0.6:
            return None
        revoke = RevokeConsent(need=row.need, receiver=row.receiver)
        return self._wish((revoke, _owner(house, row.need)))

    def _grant(self, house: House, need: str, to: str) -> Wish:
        posting = house.views.market.posting("need", need)
        receiver = house.desk.state(f"party-{to}", Party())
        assert posting
        assert receiver.profile
        until = house.today + timedelta(days=self.chance.randrange(20))
        shown = consent_text(
            LATEST_WORDING,
            title=posting.content.title,
            receiver=receiver.profile.title,
            contact=" ".join(part.reveal() for part in receiver.contact or ()),
            uscc=receiver.profile.uscc or NOT_KNOWN,
            id=to,
            purpose="docking",
            kinds=KINDS,
            until=until,
        )
        names = {"need": need, "receiver": to, "kinds": KINDS, "until": until}
        return self._wish((GrantConsent(**names, digest=text_digest(shown)), _owner(house, need)))

    def _answer(self, house: House) -> Wish | None:
        rows = house.views.leads.all()
        if not rows:
            return None
        row = self.chance.choice(sorted(rows, key=lambda row: row.id))
        on, bank = house.today, (Role.BANK, row.receiver)
        money = {"id": row.id, "on": on, "amount_fen": MILLION}
        steps: dict[str, Command] = {
            "delivered": Acknowledge(id=row.id),
            "acknowledged": Contact(id=row.id, on=on),
            "contacted": SignIntent(**money),
            "intent_signed": Approve(**money),
            "approved": Disburse(**money, voucher=f"v{self._wished}"),
            "disbursed": Win(id=row.id),
        }
        if self.chance.random() < 0.1:
            return self._wish((Reject(id=row.id, reasons=("leverage",)), bank))
        if self.chance.random() < 0.05:
            withdraw = WithdrawLead(id=row.id, need=row.need, reason_code="terms")
            return self._wish((withdraw, (Role.ENTERPRISE, row.enterprise)))
        step = steps.get(row.status)
        return self._wish((step, bank)) if step else None

    def _note(self, house: House) -> Wish | None:
        """What can be said twice, and must not be kept twice."""
        rows = house.views.leads.all()
        if not rows:
            return None
        row = self.chance.choice(sorted(rows, key=lambda row: row.id))
        text = f"第 {self._wished} 次电话"
        said = Personal(subject=f"lead-{row.id}", value=text)
        note = NoteLead(id=row.id, kind="note", text=said)
        return self._wish((note, (Role.BANK, row.receiver)), text=text)

    def _contact_changes(self, _: House) -> Wish:
        party = self.chance.choice(ENTERPRISES)
        return self._wish((_contact(party, self._wished), (Role.ENTERPRISE, party)))

    def _stranger(self, house: House) -> Wish | None:
        """Somebody asks for what he may not have."""
        rows = house.views.leads.all()
        if not rows:
            return None
        row = self.chance.choice(sorted(rows, key=lambda row: row.id))
        other = next(bank for bank in BANKS if bank != row.receiver)
        return self._wish((Acknowledge(id=row.id), (Role.BANK, other)))


def _open(house: House) -> list[Decision]:
    rows = [one for one in house.views.decisions.all() if one.status in {"proposed", "interested"}]
    return sorted(rows, key=lambda one: one.shown.id)


def _sides(shown: Shown) -> tuple[By, By]:
    return (Role.ENTERPRISE, shown.need_party), (Role.BANK, shown.offering_party)


def _consents(house: House) -> list[ConsentRow]:
    return sorted(house.views.consents.all(), key=lambda row: (row.need, row.receiver))


def _owner(house: House, need: str) -> By:
    posting = house.views.market.posting("need", need)
    assert posting
    return Role.ENTERPRISE, posting.party
