"""成果 Result: what came of docking besides loans, with its quantity, as somebody reported it.

The enterprise's own word counts. What the office enters for it is marked, is counted apart, and
counts with the others once the enterprise has confirmed it; both sides may dispute it.

A purchase of local products, people hired, a research result put to use, a workshop made digital, a
policy paid out. What was reported wrongly is corrected with a reason, what never was is voided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from domain.administration.parameter import STREAM, Parameters
from domain.administration.unlikely import FEN_PER_WAN, check_usual
from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Refusal, Role, State
from domain.core.event import Event
from domain.core.lifecycle import Lifecycle, step
from domain.core.malformed import Malformed
from domain.core.shapes import Day, Id, Whole, YesNo
from domain.core.streams import stream
from domain.parties.acting import OWNERS, PARTIES, acts_for
from domain.parties.party import Party
from domain.results.codes import RESULT_KINDS
from domain.values.corrections import check_reason
from domain.values.money import MOST_FEN, show_money
from domain.values.text import check_text

MOST_PEOPLE = 1_000_000
SIDES = tuple(role for role in PARTIES if role is not Role.OFFICER)  # nobody speaks for either
LIFECYCLE = Lifecycle(
    name="result",
    title="成果",
    kinds=("result",),
    start="absent",
    titles={"absent": "未填报", "reported": "已填报", "voided": "已作废"},
    steps=(
        step("report_result", "填报成果", "reported", "absent", "reported", OWNERS),
        step("correct_result", "更正", "corrected", "reported", None, OWNERS),
        step("confirm_result", "确认成果", "confirmed", "reported", None, SIDES),
        step("dispute_result", "提出异议", "disputed", "reported", None, SIDES),
        step("void_result", "作废", "voided", "reported", "voided", (Role.ORGANIZER,)),
    ),
)


class ResultReported(Event, name="result.reported", version=2):
    """`industry` is the enterprise's as it was then. An amount, people, or neither, by its kind.
    `entered_by`: the role of who told it for the enterprise; before version 2 nobody noted it, and
    whose the entry is tells."""

    kind: str
    on: Day
    enterprise: str
    partner: str
    industry: str
    amount_fen: Whole | None
    people: Whole | None
    scarce: YesNo
    entered_by: str = ""


class ResultCorrected(ResultReported, name="result.corrected", version=2):
    """What holds instead; `corrected_on` is the day of the correction, `on` that of the result."""

    corrected_on: Day
    reason_code: str
    note: str


class ResultVoided(Event, name="result.voided"):
    reason: str


class ResultConfirmed(Event, name="result.confirmed", title="确认成果"):
    """By one of the two sides, in its own words."""

    by: str


class ResultDisputed(Event, name="result.disputed", title="对成果有异议"):
    by: str


@dataclass(frozen=True)
class Result:
    """What a ruling needs to remember; `answers`: what each side said of it as it stands."""

    status: str = "absent"
    told: ResultReported | None = None
    answers: Mapping[str, str] = field(default_factory=dict)

    def after(self, event: Event) -> Result:
        status = LIFECYCLE.after(event.verb, self.status)
        match event:
            case ResultReported():
                return Result(status, event)
            case ResultConfirmed() | ResultDisputed():
                return replace(self, answers={**self.answers, event.by: event.verb})
        return replace(self, status=status)


class ReportResult(Command, name="report_result", title="填报成果"):
    """By the enterprise, or the office for it; `partner` is whoever it was done with, if known."""

    id: Id
    kind: str
    on: Day
    enterprise: Id
    partner: Id | None = None
    amount_fen: Whole | None = None
    people: Whole | None = None
    scarce: YesNo = False
    confirmed: bool = False  # the amount was asked about, and is right

    def about(self) -> Mapping[str, State]:
        return {
            stream("result", self.id): Result(),
            stream("party", self.enterprise): Party(),
            STREAM: Parameters(),
        }

    def decide(
        self, result: Result, party: Party, parameters: Parameters, ask: Ask
    ) -> Iterable[Event]:
        LIFECYCLE.may("report_result", ask)
        if not acts_for(self.enterprise, ask):
            raise Refusal("result.not_yours", "只能为本单位填报", "enterprise")
        if party.status != "active" or party.profile is None:
            raise Refusal("party.not_active", f"没有有效的单位“{self.enterprise}”", "enterprise")
        check_stated(self, self.kind, ask)
        reported = ResultReported(
            kind=self.kind,
            on=self.on,
            enterprise=self.enterprise,
            partner=self.partner or "",
            industry=party.profile.industry or "",
            amount_fen=self.amount_fen,
            people=self.people,
            scarce=self.scarce,
            entered_by=entered_by(self.enterprise, ask),
        )
        if result.told == reported and result.status == "reported":
            return  # already so
        LIFECYCLE.check("report_result", result.status)
        if not self.confirmed:
            check_usual(self.amount_fen, parameters, ask)
        check_own_word(self.amount_fen, parameters, ask)
        yield reported


class CorrectResult(Command, name="correct_result", title="更正成果"):
    """All of it as it should be, but for its kind and whose it is; with the reason."""

    id: Id
    on: Day
    partner: Id | None = None
    amount_fen: Whole | None = None
    people: Whole | None = None
    scarce: YesNo = False
    reason_code: str
    note: str = ""
    confirmed: bool = False

    def about(self) -> Mapping[str, State]:
        return {stream("result", self.id): Result(), STREAM: Parameters()}

    def decide(self, result: Result, parameters: Parameters, ask: Ask) -> Iterable[Event]:
        LIFECYCLE.may("correct_result", ask)
        before = result.told
        if before is None or not acts_for(before.enterprise, ask):
            raise Refusal("result.absent", f"没有编号为“{self.id}”的成果", "id")
        LIFECYCLE.check("correct_result", result.status)
        check_stated(self, before.kind, ask)
        changes = {
            "on": self.on,
            "partner": self.partner or "",
            "amount_fen": self.amount_fen,
            "people": self.people,
            "scarce": self.scarce,
            "entered_by": entered_by(before.enterprise, ask),
        }
        if before.model_copy(update=changes) == before:
            return
        check_reason(self.reason_code, self.note)
        if not self.confirmed:
            check_usual(self.amount_fen, parameters, ask)
        check_own_word(self.amount_fen, parameters, ask)
        yield ResultCorrected(
            kind=before.kind,
            enterprise=before.enterprise,
            industry=before.industry,
            **changes,
            corrected_on=ask.on,
            reason_code=self.reason_code,
            note=self.note,
        )


class AnswerResult(Command):
    """By the enterprise or by whom it was done with: what was entered for them."""

    id: Id

    def about(self) -> Mapping[str, State]:
        return {stream("result", self.id): Result()}

    def check(self, step: str, result: Result, ask: Ask) -> str:
        """The side that answers."""
        LIFECYCLE.may(step, ask)
        reported = result.told
        sides = {reported.enterprise, reported.partner} if reported else set()
        if not ask.party or ask.party not in sides:
            raise Refusal("result.absent", f"没有编号为“{self.id}”的成果", "id")
        LIFECYCLE.check(step, result.status)
        return ask.party


class ConfirmResult(AnswerResult, name="confirm_result", title="确认成果"):
    def decide(self, result: Result, ask: Ask) -> Iterable[Event]:
        by = self.check("confirm_result", result, ask)
        if result.answers.get(by) != "confirmed":
            yield ResultConfirmed(by=by)


class DisputeResult(AnswerResult, name="dispute_result", title="对成果有异议"):
    def decide(self, result: Result, ask: Ask) -> Iterable[Event]:
        by = self.check("dispute_result", result, ask)
        if result.answers.get(by) != "disputed":
            yield ResultDisputed(by=by)


class VoidResult(Command, name="void_result", title="作废成果"):
    id: Id
    reason: str

    def about(self) -> Mapping[str, State]:
        return {stream("result", self.id): Result()}

    def decide(self, result: Result, ask: Ask) -> Iterable[Event]:
        LIFECYCLE.check("void_result", result.status, ask)
        check_text(self.reason, field="reason", least=2, most=200)
        yield ResultVoided(reason=self.reason)


def entered_by(enterprise: str, ask: Ask) -> str:
    """The role of who tells it for the enterprise; "" where its own people do."""
    return "" if ask.party == enterprise else ask.role.value


def check_own_word(fen: int | None, parameters: Parameters, ask: Ask) -> None:
    """An enterprise's own word is enough for what is usual; what is beyond that is entered by the
    office, which has seen a paper."""
    most = parameters.on("ask_above_wan", ask.on) * FEN_PER_WAN
    if fen and fen > most and ask.role is not Role.ORGANIZER:
        message = f"超过{show_money(most)}的成果由助企办核实后登记，请把合同或凭证交给助企办"
        raise Refusal("amount.office", message, "amount_fen")


def check_stated(command: ReportResult | CorrectResult, kind: str, ask: Ask) -> None:
    """Raises `Malformed` where the kind asks for another quantity than was given, or the day is
    still to come."""
    check_code(kind, RESULT_KINDS, "kind")
    measure = RESULT_KINDS[kind].measure
    for name, most in (("amount_fen", MOST_FEN), ("people", MOST_PEOPLE)):
        value, asked = getattr(command, name), measure == name
        if asked and not (value and 0 < value <= most):
            raise Malformed("number.range", f"应在 1 到 {most} 之间", "请填数量", field=name)
        if value is not None and not asked:
            raise Malformed("quantity.unwanted", "这种成果不填这一项", "请删去", field=name)
    if command.on > ask.on:
        raise Malformed("day.ahead", "日期还没有到", "请填今天或以前", field="on")
