"""Dealings: what the demo county's parties do with what is proposed to them, day by day.

The house does what it always does (expire, propose, ask for consents, let leads out); the parties
answer by a seed: some are interested, some decline, most consent, banks answer in time or late,
lend, or say why not. The same log and seed give the same dealings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from domain.core.command import Ask, Command, Refusal, Role
from domain.core.streams import stream
from domain.leads.answers import Acknowledge, Approve, Contact, Disburse, Reject, SignIntent, Win
from domain.leads.codes import DATA_KINDS
from domain.leads.consent import GrantConsent, text_to_agree_to
from domain.leads.receipts import ConfirmReceipt, DisputeReceipt
from domain.leads.review import ConfirmMoney
from domain.leads.wording import text_digest
from domain.matching.proposal import DeclineProposal, ExpressInterest
from domain.parties.party import Party
from domain.postings.tracks import TRACKS
from domain.sessions.codes import MEETING_OUTCOMES
from domain.sessions.guests import CheckIn, Register
from domain.sessions.meetings import RecordOutcome
from domain.sessions.office import CloseSession, HoldSession, Invite, OpenSession, PlanSession
from domain.sessions.session import Details
from domain.values.dates import workdays_after
from projections.core.view import Progress
from projections.leads.leads import LeadRow
from projections.matching.decisions import Decision
from services.automation.reactions import deliver_leads, deliver_proposals, request_consents
from services.automation.table import expire
from services.demo.story import moment_of
from services.house.house import House
from services.house.parameters import parameters
from services.house.working_days import working
from services.inbound.execute import ask_for_party
from services.sessions import planning

DAYS = 15  # working days
DECLINES = ("not_relevant", "amount", "location")
MONEY = "bank"  # the track whose leads are answered with money
SESSION_ID, HELD_ID = "s-bank-2", "s-bank-1"
PLANNED = 6  # the working day on which the first session is planned; it is held four later
SESSION: dict[str, Any] = {
    "track": MONEY,
    "kind": "one_to_one",
    "title": "政银企一对一洽谈会",
    "venue": "县会议中心",
    "starts": "09:00",
    "slot_minutes": 15,
    "slots": 12,
    "tables": 8,
    "capacity": 60,
    "most_each": 3,
}


@dataclass(frozen=True)
class Dealings:
    """One day after the other, over a house whose clock they set."""

    house: House
    seed: int

    def run(self, after: date, progress: Progress) -> date:
        """`DAYS` working days after this one; returns the last."""
        at_work = working(parameters(self.house.desk))
        day = after
        for number in range(1, DAYS + 1):
            day = workdays_after(day, 1, at_work)
            self._day(day)
            if number == PLANNED:
                self._session(HELD_ID, "首场政银企洽谈会", day, workdays_after(day, 4, at_work))
            elif number == PLANNED + 4:
                self._hold(HELD_ID, day)
            progress("演示县办理", number, DAYS)
        self._session(SESSION_ID, SESSION["title"], day, day + timedelta(days=20))
        return day

    def _day(self, day: date) -> None:
        house = replace(self.house, now=lambda: moment_of(day, "09:00"))
        expire(house.views, house.desk, _ask(day, 8, Role.CLOCK))
        house.views.fresh()
        deliver_proposals(house.views, house.desk, _ask(day, 9, Role.SYSTEM))
        house.views.fresh(*house.views.readers)
        for status in ("proposed", "interested"):
            for decision in house.views.decisions.all(status=status):
                self._answer(decision, day)
        house.views.fresh(*house.views.readers)
        request_consents(house.views, house.desk, _ask(day, 15, Role.SYSTEM))
        house.views.fresh(*house.views.readers)
        for consent in house.views.consents.all(status="requested"):
            self._consent(consent.need, consent.receiver, day)
        house.views.fresh(*house.views.readers)
        deliver_leads(house.views, house.desk, _ask(day, 16, Role.SYSTEM))
        house.views.fresh(*house.views.readers)
        for lead in house.views.leads.all():
            self._lead(lead, day)
        house.views.fresh(*house.views.readers)

    def _session(self, id: str, title: str, day: date, on: date) -> None:
        """The office plans a session for those with the most proposals on the bank track."""
        house, at = self.house, _ask(day, 18, Role.ORGANIZER)
        house.views.fresh()
        rows = house.views.proposals.all(track=MONEY)
        many = Counter(party for row in rows for party in row.parties)
        guests = sorted(many, key=lambda party: (-many[party], party))[: SESSION["capacity"]]
        details = Details.model_validate(SESSION | {"title": title, "day": on})
        invited = Invite(id=id, parties=tuple(guests))
        for command in (PlanSession(id=id, details=details), invited, OpenSession(id=id)):
            house.desk.do(command, at)
        for guest in guests:
            self._do(Register(id=id, party=guest), guest, day, 18)
        house.desk.do(CloseSession(id=id), at)
        planning.release(house.desk, id, planning.planned(house.desk, house.views, id), at)
        house.views.fresh(*house.views.readers)

    def _hold(self, id: str, day: date) -> None:
        """Nearly all come, and both sides say what came of their meetings."""
        house, at = self.house, _ask(day, 18, Role.ORGANIZER)
        state = planning.session(house.desk, id)
        here = [p for p in state.seats if Random(f"{self.seed}-{id}-{p}").random() < 0.9]
        for guest in here:
            self._do(CheckIn(id=id, party=guest), guest, day, 9)
        for meet in state.meetings:
            dice = Random(f"{self.seed}-{id}-{meet.enterprise}-{meet.partner}")
            code = dice.choices(tuple(MEETING_OUTCOMES), (1, 2, 4, 3, 3))[0]
            if not {meet.enterprise, meet.partner} <= set(here):
                code = "did_not_take_place"
            amount = dice.randrange(10, 60) * 10_000_000 if code == "intent_signed" else None
            for party, other in ((meet.enterprise, meet.partner), (meet.partner, meet.enterprise)):
                outcome = RecordOutcome(
                    id=id, party=party, other=other, slot=meet.slot, code=code, amount_fen=amount
                )
                self._do(outcome, party, day, 17)
        house.desk.do(HoldSession(id=id), at)
        house.views.fresh(*house.views.readers)

    def _answer(self, decision: Decision, day: date) -> None:
        """Each side looks once, and answers or lets it be."""
        shown, through = decision.shown, date.fromisoformat(decision.through)
        for party in shown.parties:
            dice = Random(f"{self.seed}-{shown.id}-{party}")
            draw = dice.random()
            if party in decision.interested or dice.randrange(3) != day.toordinal() % 3:
                continue  # looks on another day
            command: Command
            if draw < 0.6:
                command = ExpressInterest(shown=shown, through=through)
            elif draw < 0.72:
                code = dice.choice(DECLINES)
                command = DeclineProposal(shown=shown, through=through, reason_code=code)
            else:
                continue
            self._do(command, party, day, 10 + dice.randrange(4))
            if isinstance(command, DeclineProposal):
                return

    def _consent(self, need: str, receiver: str, day: date) -> None:
        dice = Random(f"{self.seed}-{need}-{receiver}")
        row = self.house.views.market.posting("need", need)
        if row is None or dice.random() > 0.8:
            return
        until, kinds = day + timedelta(days=60), tuple(DATA_KINDS)
        party = self.house.desk.state(stream("party", receiver), Party())
        title = row.content.title
        text = text_to_agree_to(receiver, party, title=title, kinds=kinds, until=until)
        fields = {"need": need, "receiver": receiver, "kinds": kinds, "until": until}
        grant = GrantConsent.model_validate(fields | {"digest": text_digest(text)})
        self._do(grant, row.party, day, 15)

    def _lead(self, lead: LeadRow, day: date) -> None:
        """The next answer, where its day has come; a large amount is confirmed by the office."""
        self._receipts(lead, day)
        if lead.pending:
            self.house.desk.do(ConfirmMoney(id=lead.id), _ask(day, 18, Role.ORGANIZER))
            return
        dice = Random(f"{self.seed}-{lead.id}-{lead.status}")
        if lead.delivered_on > day.isoformat() or dice.randrange(4) == day.toordinal() % 4:
            return
        for command in self._next(lead, day, dice):
            self._do(command, lead.receiver, day, 17)

    def _receipts(self, lead: LeadRow, day: date) -> None:
        """Most enterprises say the day after that the money is there, few that it isn't."""
        for drawdown in lead.drawdowns:
            if drawdown.receipt or drawdown.day >= day.isoformat():
                continue
            draw = Random(f"{self.seed}-{lead.id}-{drawdown.voucher}-{day}").random()
            about = {"id": lead.id, "voucher": drawdown.voucher}
            if draw < 0.6:
                self._do(ConfirmReceipt(**about), lead.enterprise, day, 10)
            elif draw < 0.62:
                self._do(DisputeReceipt(**about), lead.enterprise, day, 10)

    def _next(self, lead: LeadRow, day: date, dice: Random) -> Iterator[Command]:
        asked = self._asked_fen(lead)
        match lead.status:
            case "delivered":
                yield Acknowledge(id=lead.id)
            case "acknowledged":
                yield Contact(id=lead.id, on=day)
            case "contacted" if dice.random() < 0.25:
                known = sorted({*TRACKS[lead.track].lead_terms.reasons} - {"other"})  # needs words
                reasons = tuple(sorted(dice.sample(known, 2)))
                yield Reject(id=lead.id, reasons=reasons, note="")
            case "contacted":
                amount = asked if lead.track == MONEY else None
                yield SignIntent(id=lead.id, on=day, amount_fen=amount, confirmed=True)
            case "intent_signed" if lead.track == MONEY:
                amount = asked * dice.choice((60, 80, 100)) // 100
                rate = dice.choice((345, 380))
                yield Approve(id=lead.id, on=day, amount_fen=amount, rate_bp=rate, confirmed=True)
            case "approved":
                part = lead.approved_fen * dice.choice((50, 100)) // 100
                voucher = f"放-{lead.id[:8]}"
                yield Disburse(id=lead.id, on=day, amount_fen=part, voucher=voucher)
            case "disbursed" if lead.drawn_fen >= lead.approved_fen:
                yield Win(id=lead.id)

    def _asked_fen(self, lead: LeadRow) -> int:
        need = self.house.views.market.posting("need", lead.need)
        terms: Any = need.content.terms if need else None
        return int(getattr(terms, "amount_fen", None) or 100_000_000)

    def _do(self, command: Command, party: str, day: date, hour: int) -> None:
        house = replace(self.house, now=lambda: moment_of(day, f"{hour:02}:00"))
        with suppress(Refusal):  # what it is about has ended meanwhile, as happens to anybody
            self.house.desk.do(command, ask_for_party(house.desk, house.now, party, "demo"))


def _ask(day: date, hour: int, role: Role) -> Ask:
    """The house itself asks."""
    return Ask(
        at=moment_of(day, f"{hour:02}:00"), on=day, actor="demo-house", role=role, source="demo"
    )
