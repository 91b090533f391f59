"""Stored samples: one line of the log for every version of every event, kept for ever.

`events.jsonl` is only ever added to. What stands in it was once in somebody's log.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from pydantic import ValidationError

from domain.administration.access_key import KeyIssued, KeyRevoked, KeyUsed
from domain.administration.activation import SlipIssued
from domain.administration.bound_identity import IdentityClaimed, IdentityReleased
from domain.administration.clock import ClockConfirmed, ClockDoubted, ClockReturned
from domain.administration.file_import import (
    Chosen,
    ImportTaken,
    ImportUndone,
    RowTaken,
    Stood,
    TableRead,
)
from domain.administration.offering_changes import PublicationCounted, RevisionCounted
from domain.administration.parameter import CalendarDaySet, ParameterSet
from domain.administration.registration import RegistrationFiled
from domain.administration.subject import SubjectErased, SubjectHeld, SubjectReleased
from domain.administration.trial import TrialMade
from domain.administration.user import (
    Duty,
    Exported,
    IdentityBound,
    IdentityUnbound,
    NamesShown,
    PasswordChanged,
    SecondFactorRemoved,
    SecondFactorSet,
    SignedIn,
    SignedOut,
    SignInRefused,
    UserAdded,
    UserClosed,
    UserReopened,
    UserRevised,
)
from domain.core.event import Event
from domain.core.personal import Personal
from domain.funds.name_list import LendingReported, Lent, MembersListed, MembersRemoved
from domain.leads.capacity import CapacityReturned, CapacityTaken
from domain.leads.consent import (
    ConsentExpired,
    ConsentGranted,
    ConsentNarrowed,
    ConsentPrepared,
    ConsentRequested,
    ConsentRevoked,
)
from domain.leads.ending import LeadEnded
from domain.leads.lead import (
    DisbursementVoided,
    IntentSigned,
    LeadAcknowledged,
    LeadAssigned,
    LeadContacted,
    LeadDisbursed,
    LeadExtended,
    LeadLapsed,
    LeadNoted,
    LeadRejected,
    LeadReleased,
    LeadWithdrawn,
    LeadWon,
)
from domain.leads.route import RouteChosen, RouteClosed, RouteOpened
from domain.leads.window import WindowTaken
from domain.log.catalogue import EVENTS
from domain.log.entry import Line, line
from domain.log.idempotency import CommandAnswered, RefusalGiven
from domain.matching.lexicon import WordAdded, WordRemoved
from domain.matching.model import MatcherFitted
from domain.matching.proposal import (
    InterestExpressed,
    MutualInterestReached,
    ProposalDeclined,
    ProposalExpired,
    ProposalNominated,
    ProposalViewed,
)
from domain.matching.ranking import Backtest, OrderDropped, OrderLearned
from domain.parties.channel import MailboxRemoved, MailboxSet, WebhookRemoved, WebhookSet
from domain.parties.facts import Facts
from domain.parties.party import (
    PartyContactSet,
    PartyFactsStated,
    PartyMerged,
    PartyRegistered,
    PartyRevised,
    PartyRevisionAsked,
    PartyRevisionDeclined,
    PartyStatusChanged,
    UsccClaimed,
)
from domain.results.result import (
    ResultConfirmed,
    ResultCorrected,
    ResultDisputed,
    ResultReported,
    ResultVoided,
)
from domain.results.statistic import StatisticPublished
from domain.results.target import TargetSet
from tests.examples import FACTORY, content, drafted, loan, offered
from tests.leads import LEAD, SCOPE, approved, delivered, proposed
from tests.logbook import entry
from tests.samples.money import MONEY_EVENTS
from tests.sessions import EVENTS as SESSION_EVENTS
from tests.spec import DAY, NOON

KEPT = Path(__file__).parent / "events.jsonl"
PROFILE = FACTORY.model_copy(update={"uscc": "91411025MA3X00000N"})  # as it was once registered
PERSON = "person-0001"
NAME = Personal(subject=PERSON, value="用户甲")
PHONE = Personal(subject=PERSON, value="13900000000")
ROW_TAKEN = RowTaken(sheet="需求", row=2, kind="bank.need", id="n1", became="created")
EXAMPLES: tuple[Event, ...] = (
    SubjectErased(subject="person-17", basis="本人申请"),
    SubjectHeld(subject="person-17", basis="县法院调查令"),
    SubjectReleased(subject="person-17", reason="案件已结"),
    ImportTaken(
        file="需求.xlsx",
        party="",
        digest="0" * 64,
        tables=(
            TableRead(
                sheet="需求",
                kind="bank.need",
                headings="1" * 32,
                fields={"金额（万元）": "amount_fen", "序号": ""},
                units={"金额（万元）": "万元"},
                settled=Chosen(kind="", fields={}, units={"金额（万元）": "万元"}),
            ),
        ),
        rows=(ROW_TAKEN,),
        left=1,
    ),
    ImportUndone(back=(ROW_TAKEN,), stood=(Stood(kind="party", id="e1", reason="有人改过"),)),
    ResultReported(
        kind="purchase",
        on=DAY,
        enterprise="e1",
        partner="s1",
        industry="E47",
        amount_fen=5_000_000,
        people=None,
        scarce=False,
    ),
    ResultCorrected(
        kind="purchase",
        on=DAY,
        enterprise="e1",
        partner="s1",
        industry="E47",
        amount_fen=4_000_000,
        people=None,
        scarce=False,
        corrected_on=DAY,
        reason_code="typing",
        note="",
    ),
    ResultVoided(reason="重复填报"),
    PartyFactsStated(facts=Facts(employees=86, revenue_fen=5_200_000_000, high_tech=True)),
    StatisticPublished(
        kind="new_sme_loans", first=DAY, last=DAY, value=9, qualifier="about", source="银行统计"
    ),
    MembersListed(parties=("e1", "e2")),
    MembersRemoved(parties=("e1",), reason="不再符合条件"),
    LendingReported(bank="b1", month="2026-03", rows=(Lent(party="e2", fen=100),)),
    UserAdded(duty=Duty(role="bank", party="b01"), person=NAME, phone=PHONE),
    UserRevised(duty=Duty(role="officer", supports=("e001", "e002")), person=NAME, phone=PHONE),
    UserClosed(),
    UserReopened(),
    PasswordChanged(by_owner=True),
    SignedIn(method="password"),
    SignInRefused(locked=False),
    SignedOut(),
    SecondFactorSet(),
    SecondFactorRemoved(by_owner=False),
    IdentityBound(identity="0f" * 24, by_owner=False),
    IdentityUnbound(by_owner=True),
    IdentityClaimed(user="zhang"),
    IdentityReleased(),
    Exported(what="leads", rows=12),
    NamesShown(what="figure drawn_amount", reason="现场督办前了解情况"),
    KeyIssued(party="b01", title="信贷系统", scopes=("read", "feed"), until=DAY),
    KeyRevoked(),
    KeyUsed(),
    PartyRegistered(profile=PROFILE),
    PartyRevised(profile=PROFILE),
    PartyRevisionAsked(profile=PROFILE),
    TargetSet(figure="sessions_held", year=2026, value=24),
    PartyRevisionDeclined(reason="与营业执照不一致"),
    PartyContactSet(
        contact=Personal(subject=PERSON, value="联系人甲"),
        phone=PHONE,
    ),
    SlipIssued(slip="0f1e2d3c", role="enterprise", until=NOON),
    RegistrationFiled(profile=PROFILE, contact=NAME, phone=PHONE, user="91411025MA3X00000N"),
    PartyStatusChanged(status="unreachable"),
    PartyMerged(into="e017"),
    UsccClaimed(party="e001"),
    MatcherFitted(track="bank", fitted_at=12, digest="0" * 64, model={"n": 1}),
    WebhookSet(url="https://bank.example/leads", key="0f1e2d3c4b5a6978"),
    WebhookRemoved(),
    MailboxSet(mailbox=Personal(subject="mailbox-1", value="leads@bank.example")),
    MailboxRemoved(),
    CommandAnswered(
        digest="0" * 64, count=0, refused=RefusalGiven(code="x.y", message="不行", field="id")
    ),
    drafted,
    offered,
    ParameterSet(parameter="proposal_days", value=10, since=DAY),
    CalendarDaySet(day=DAY, working=False),
    TrialMade(offering="o1", edition=1, day=DAY),
    RevisionCounted(offering="o1", day=DAY),
    PublicationCounted(offering="o1", day=DAY),
    ClockDoubted(expected="2026-03-02T04:00:00+00:00"),
    ClockReturned(),
    ClockConfirmed(day=DAY),
    proposed,
    ProposalViewed(party="e001"),
    ProposalNominated(note="本地特色产业"),
    InterestExpressed(party="e001"),
    MutualInterestReached(),
    ProposalDeclined(party="b01", reason_code="other", note="本季额度已用完"),
    ProposalExpired(),
    ConsentRequested(need="n1", receiver="b01"),
    ConsentGranted(
        need="n1", enterprise="e001", scope=SCOPE, wording="1", digest="0" * 64, method="click"
    ),
    ConsentPrepared(need="n1", enterprise="e001", scope=SCOPE, wording="2", digest="0" * 64),
    ConsentNarrowed(need="n1", receiver="b01", kinds=("contact",)),
    ConsentRevoked(need="n1", receiver="b01"),
    ConsentExpired(need="n1", receiver="b01"),
    RouteChosen(mode="panel"),
    RouteOpened(lead=LEAD),
    RouteClosed(lead=LEAD, rerouted=True, on=DAY),
    CapacityTaken(lead=LEAD),
    CapacityReturned(lead=LEAD),
    WindowTaken(lead=LEAD, through=DAY),
    delivered,
    LeadExtended(kinds=("need", "contact"), company=None, contact=NAME, phone=PHONE),
    LeadAcknowledged(),
    LeadContacted(on=DAY),
    IntentSigned(on=DAY, amount_fen=300_000_000),
    approved,
    LeadDisbursed(on=DAY, amount_fen=100_000_000, voucher="放款 1"),
    DisbursementVoided(voucher="放款 1", reason="金额录入有误"),
    LeadWon(),
    LeadRejected(reasons=("cash_flow", "leverage"), note=""),
    LeadWithdrawn(reason_code="too_slow"),
    LeadLapsed(),
    ResultConfirmed(by="e001"),
    ResultDisputed(by="e001"),
    LeadEnded(because="enterprise_deregistered"),
    LeadNoted(
        on=DAY,
        kind="reached",
        text=Personal(subject=f"lead-{LEAD}", value="财务说下周给报表"),
        next_on=DAY,
    ),
    LeadAssigned(branch="城关支行", manager="0017", user="zhang"),
    LeadReleased(),
    *MONEY_EVENTS,
    WordAdded(concept="bridge", word="过桥周转"),
    WordRemoved(word="过桥周转"),
    OrderLearned(
        weights={"text": 3},
        through=12,
        gate=Backtest(learned_from=100, tested_on=43, plain=600_000, learned=700_000, doubt=0),
        partners={"b-01": {"answered": 750_000, "days": 3_000_000, "waiting": 1_000_000}},
    ),
    OrderDropped(reason="fallback"),
    *SESSION_EVENTS,
)
PLAIN = {str: "sample-1", int: 1, bool: True, date: DAY}  # what a field says that needs no thought
SHAPES = {
    "revised": {"content": content(title="申请倒贷资金五百万元")},
    "returned": {"reason": "请补充金额"},
    "renewed": {"valid_through": "2026-06-30"},
    "withdrawn": {"reason_code": "no_longer_needed"},
    "fulfilled": {"reason_code": "through_docking"},
}


def plain(annotation: Any) -> Any:
    """A value for a field of this type; None where it may be left out or none is plain enough."""
    if get_origin(annotation) is Annotated:
        return plain(get_args(annotation)[0])
    if get_origin(annotation) is tuple:
        return [plain(get_args(annotation)[0])]
    return PLAIN.get(annotation)


def kept() -> list[tuple[int, Line]]:
    """(event version, stored line) for every sample."""
    rows = (json.loads(row) for row in KEPT.read_text(encoding="utf-8").splitlines())
    return [
        (row["v"], Line(n, row["stream"], 1, row["name"], row["state"].encode()))
        for n, row in enumerate(rows, 1)
    ]


def missing() -> list[str]:
    """Names of events whose present version has no sample."""
    have = {(sample.name, version) for version, sample in kept()} if KEPT.exists() else set()
    return [name for name, kind in EVENTS.items() if (name, kind.version) not in have]


def add_missing() -> None:
    """Raises `LookupError` for an event of which there is no example yet, and adds nothing then."""
    rows = []
    for name in missing():
        made = line(entry(1, f"{name.partition('.')[0]}-sample", 1, example(name)))
        row = {"name": name, "v": EVENTS[name].version, "stream": made.stream}
        rows.append(row | {"state": made.state.decode()})
    with KEPT.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def example(name: str) -> Event:
    """An event of this name: from `EXAMPLES`, as `SHAPES` has it for needs and offerings, or with a
    plain value in every field.

    Raises `LookupError` with what to write where there is none of these."""
    for event in EXAMPLES:
        if event.name == name:
            return event
    kind, (side, _, verb) = EVENTS[name], name.partition(".")
    shape = {name: plain(field.annotation) for name, field in kind.model_fields.items()}
    shape |= SHAPES.get(verb, {})
    if side == "offering" and "content" in shape:
        shape["content"] = loan(title="转贷周转贷（新版）")
    try:
        return kind.model_validate(shape)
    except ValidationError:
        fields = ", ".join(kind.model_fields)
        where = f'SHAPES["{verb}"]' if side in {"need", "offering"} else "EXAMPLES"
        raise LookupError(
            f"{name} has no sample: write one with the fields {fields} "
            f"into {where} of tests/samples/__init__.py"
        ) from None
