"""The story of one lead, told on top of the demo county: from a proposal to money.

Every act is a command with an id of its own, so a story that was interrupted goes on where it
stopped, and one that is there already is told again and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from domain.core.command import Ask, Command, Refusal, Role
from domain.core.streams import stream
from domain.leads.answers import (
    Acknowledge,
    Approve,
    AssignManager,
    Contact,
    Disburse,
    SignIntent,
    Win,
)
from domain.leads.codes import DATA_KINDS
from domain.leads.consent import GrantConsent, RequestConsent, text_to_agree_to
from domain.leads.wording import text_digest
from domain.matching.proposal import ExpressInterest, ProposalDelivered, Shown
from domain.parties.party import Party, PartyContactSet
from domain.values.dates import SHANGHAI, civil_date, workdays_after
from domain.values.money import show_money
from domain.values.rate import show_rate
from projections.matching.proposal_table import ReasonedProposal
from services.house.house import House
from services.house.parameters import parameters
from services.house.working_days import working
from services.matching import responses
from services.outbound.messages import as_bytes, messages

TRACK = "bank"
KINDS = tuple(DATA_KINDS)
WHO = {Role.SYSTEM: "平台", Role.ENTERPRISE: "企业", Role.BANK: "银行"}


class Act(NamedTuple):
    """So many working days after the beginning, at a time of day, somebody does something."""

    day: int
    clock: str
    role: Role
    name: str
    said: str
    command: Callable[[], Command]


class Scene(NamedTuple):
    """What happened, when (aware), and who did it."""

    at: datetime
    who: str
    said: str


@dataclass(frozen=True)
class Story:
    """One proposal on its way. `begun` is the day on which it was put before both parties."""

    house: House
    name: str
    shown: Shown
    begun: date

    def tell(self) -> Iterator[Scene]:
        """Each scene as it is done. `Refusal` where the log has gone another way meanwhile."""
        for act in self._acts():
            at = self.moment(act.day, act.clock)
            if self.house.desk.answered(f"{self.name}-{act.name}") is None:
                party = {Role.ENTERPRISE: self.shown.need_party, Role.BANK: self.receiver}
                ask = Ask(
                    at=at,
                    on=civil_date(at),
                    actor=f"demo-{act.role}",
                    role=act.role,
                    party=party.get(act.role),
                    source="demo",
                )
                self.house.desk.do(act.command(), ask, id=f"{self.name}-{act.name}")
            yield Scene(at, WHO[act.role], act.said)

    @property
    def receiver(self) -> str:
        return self.shown.offering_party

    @property
    def ended(self) -> datetime:
        """The moment of the last act."""
        last = self._acts()[-1]
        return self.moment(last.day, last.clock)

    def moment(self, days: int, clock: str) -> datetime:
        return moment_of(workdays_after(self.begun, days, self._at_work), clock)

    def inbox(self) -> list[dict[str, Any]]:
        """The receiver's messages, as they would be sent when the story ends."""
        self.house.views.fresh()
        items = self.house.views.outbox.after(self.receiver, 0)
        return messages(self.house.log, self.house.views, items, civil_date(self.ended).isoformat())

    def inbox_file(self) -> Path:
        """The receiver's messages as JSON lines, in the data folder."""
        file = self.house.settings.data.resolve() / "inbox" / f"{self.receiver}.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"".join(as_bytes(made) + b"\n" for made in self.inbox()))
        return file

    def then(self) -> House:
        """The house, with its clock where the story ends."""
        return replace(self.house, now=lambda: self.ended)

    def _acts(self) -> tuple[Act, ...]:
        id, asked = self.shown.id, self._asked_fen
        half, most, rate = asked // 2, f"{show_money(asked)}", self._rate_bp
        on = self._day
        interest = self._interest
        return (
            Act(0, "10:12", Role.ENTERPRISE, "e-interest", "看过理由，愿意对接", interest),
            Act(0, "14:30", Role.BANK, "b-interest", "愿意对接，双方都有意向", interest),
            Act(0, "14:31", Role.SYSTEM, "request", "请企业授权", self._request),
            Act(1, "09:05", Role.ENTERPRISE, "grant", self._agreed, self._grant),
            Act(1, "09:06", Role.SYSTEM, "deliver", "授权有效，线索送进银行收件箱", self._deliver),
            Act(1, "11:20", Role.BANK, "ack", "确认收到", lambda: Acknowledge(id=id)),
            Act(1, "11:25", Role.BANK, "assign", "分派给城关支行客户经理 0017", self._assign),
            Act(2, "15:40", Role.BANK, "contact", "联系企业", lambda: Contact(id=id, on=on(2))),
            Act(
                5,
                "10:00",
                Role.BANK,
                "intent",
                f"签订意向 {most}",
                lambda: SignIntent(id=id, on=on(5), amount_fen=asked),
            ),
            Act(
                9,
                "16:00",
                Role.BANK,
                "approve",
                f"授信 {most}，年利率 {show_rate(rate)}",
                lambda: Approve(id=id, on=on(9), amount_fen=asked, rate_bp=rate),
            ),
            Act(
                10,
                "09:30",
                Role.BANK,
                "draw-1",
                f"第一次放款 {show_money(half)}，落地",
                lambda: Disburse(id=id, on=on(10), amount_fen=half, voucher="放-0001"),
            ),
            Act(
                15,
                "09:30",
                Role.BANK,
                "draw-2",
                f"第二次放款 {show_money(asked - half)}",
                lambda: Disburse(id=id, on=on(15), amount_fen=asked - half, voucher="放-0002"),
            ),
            Act(15, "09:45", Role.BANK, "win", "办结", lambda: Win(id=id)),
        )

    def _interest(self) -> Command:
        _, through = responses.shown_proposal(
            self._now.views, parameters(self._now.desk), self.shown.id, self.begun
        )
        return ExpressInterest(shown=self.shown, through=through)

    def _request(self) -> Command:
        return RequestConsent(need=self.shown.need, receiver=self.receiver)

    def _grant(self) -> Command:
        return GrantConsent(
            need=self.shown.need,
            receiver=self.receiver,
            kinds=KINDS,
            until=self._until,
            digest=text_digest(self._text),
        )

    def _deliver(self) -> Command:
        row = self._now.views.proposals.row(self.shown.id)
        if row is None:
            raise Refusal("story.over", "这条建议已不在列，请换一个数据文件夹", "data")
        return responses.lead(
            self.house.views.market, row, self._day(1), parameters(self.house.desk)
        )

    def _assign(self) -> Command:
        return AssignManager(id=self.shown.id, branch="城关支行", manager="0017")

    def _day(self, days: int) -> date:
        return workdays_after(self.begun, days, self._at_work)

    @property
    def _now(self) -> House:
        self.house.views.fresh()
        return self.house

    @cached_property
    def _at_work(self) -> Callable[[date], bool]:
        return working(parameters(self.house.desk))

    @cached_property
    def _asked_fen(self) -> int:
        need = self.house.views.market.posting("need", self.shown.need)
        return int(getattr(need.content.terms, "amount_fen", None) or 100_000_000) if need else 0

    @cached_property
    def _rate_bp(self) -> int:
        """What is usual, or the least that the product says."""
        product = self.house.views.market.posting("offering", self.shown.offering)
        return max(380, getattr(product.content.terms, "rate_from_bp", None) or 0) if product else 0

    @cached_property
    def _until(self) -> date:
        return self._day(1) + timedelta(days=30)

    @cached_property
    def _text(self) -> str:
        need = self._now.views.market.posting("need", self.shown.need)
        party = self.house.desk.state(stream("party", self.receiver), Party())
        title = need.content.title if need else ""
        return text_to_agree_to(self.receiver, party, title=title, kinds=KINDS, until=self._until)

    @property
    def _agreed(self) -> str:
        return f"读过下面的文字，点击同意：\n{self._text}"


def begin(house: House, seed: int) -> tuple[Story, Scene]:
    """The story of the best proposal on the bank track; its first scene puts it before both."""
    house.views.fresh()
    name = f"story-{seed}"
    answer = house.desk.answered(f"{name}-propose")
    if answer is None:
        proposal = _chosen(house)
        figures = parameters(house.desk)
        at = moment_of(workdays_after(_last_day(house), 1, working(figures)), "09:00")
        ask = Ask(at=at, on=civil_date(at), actor="demo-house", role=Role.SYSTEM, source="demo")
        command = responses.deliver(proposal, ask.on, figures)
        answer = house.desk.do(command, ask, id=f"{name}-propose")
        house.views.fresh()
    [entry] = answer.entries
    assert isinstance(entry.event, ProposalDelivered)
    shown = entry.event.shown
    score, through = f"{shown.score / 1_000_000:.6f}", entry.event.through
    sentence = f"建议 {shown.id}（得分 {score}）送到双方，请在 {through} 前答复"
    return Story(house, name, shown, entry.effective_on), Scene(entry.recorded_at, "平台", sentence)


def preview(house: House, need: str) -> str:
    """What a receiver sees of a need before any consent."""
    shown = house.views.teasers.of([need]).get(need)
    if shown is None:
        return ""
    bands = (shown.industry, shown.region, shown.amount, shown.tenor, shown.purpose)
    return f"{shown.track} · {' · '.join(bands)}（至少 {shown.crowd} 家企业适用）"


def summary(message: dict[str, Any]) -> str:
    """A message in one line."""
    data = message["data"]
    contacts = [data[name] for name in ("contact", "phone") if data.get(name)]
    company = (data.get("company") or {}).get("title", "")
    title = (data.get("content") or {}).get("title", "")
    parts = [f"第 {message['sequence']} 号", message["type"], company, title, *contacts]
    return " ".join(part for part in parts if part)


def _chosen(house: House) -> ReasonedProposal:
    """The best proposal whose enterprise says whom to call; else the best."""
    rows = house.views.proposals.all(track=TRACK)
    if not rows:
        raise Refusal("story.nothing", "这个县没有银行赛道的建议，请换一个种子", "seed")
    known = (row for row in rows[:50] if _has_contact(house, row.need_party))
    [chosen] = house.views.proposals.reasoned([next(known, rows[0])])
    return chosen


def _has_contact(house: House, party: str) -> bool:
    return any(line.name == PartyContactSet.name for line in house.log.read(f"party-{party}"))


def _last_day(house: House) -> date:
    [line] = house.log.after(house.log.last() - 1, 1)
    return line.entry().effective_on


def moment_of(day: date, clock: str) -> datetime:
    """HH:MM on a day in Shanghai, aware."""
    return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)
