"""The year told to a log: every row as the commands that a county's people would have given, in the
order of their days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from domain.administration.publications import Publish
from domain.core.command import Ask, Command, Role
from domain.funds.name_list import Lent, ListMembers, ReportLending
from domain.parties.party import Profile, RegisterParty
from domain.postings.content import Content
from domain.postings.posting import Draft, Submit
from domain.postings.terms import LaborNeed
from domain.results.result import ConfirmResult, ReportResult
from domain.results.statistic import PublishStatistic
from domain.sessions.guests import CheckIn, Register
from domain.sessions.meetings import FollowUp, RecordOutcome, ReleaseTimetable
from domain.sessions.office import CloseSession, HoldSession, OpenSession, PlanSession
from domain.sessions.session import Details, Meet
from domain.values.dates import civil_date
from projections.core.view import Progress
from services.demo.newspaper import year
from services.demo.newspaper.year import Held, Met
from services.demo.story import moment_of
from services.house.house import House

NAME_LIST = "syn-list"
SIDES = {  # who sits across from the enterprises: prefix of ids, role, title
    "bank": ("syn-b", Role.BANK, "合成银行"),
    "academia": ("syn-u", Role.UNIVERSITY, "合成高校"),
    "sales": ("syn-s", Role.SUPPLIER, "合成供应商"),
    "policy": ("syn-d", Role.DEPARTMENT, "合成部门"),
    "digitization": ("syn-s", Role.SUPPLIER, "合成供应商"),
}


class Act(NamedTuple):
    """Somebody asks for something at a time: of the office, or of a `party`."""

    at: datetime
    command: Command
    role: Role = Role.ORGANIZER
    party: str | None = None


def tell(house: House, progress: Progress) -> int:
    """Tell the whole year; returns the number of acts."""
    acts = sorted(_acts(), key=lambda act: act.at)
    for number, act in enumerate(acts, 1):
        ask = Ask(
            at=act.at,
            on=civil_date(act.at),
            actor="newspaper",
            role=act.role,
            party=act.party,
            source="synthetic",
        )
        house.desk.do(act.command, ask)
        progress("合成年度", number, len(acts))
    return len(acts)


def _acts() -> Iterator[Act]:
    yield from _parties()
    for held in year.sessions():
        yield from _session(held)
    for result in year.results():
        command = ReportResult(
            id=result.id,
            kind=result.kind,
            on=result.on,
            enterprise=_enterprise(result.enterprise),
            amount_fen=result.amount or None,
            people=result.people or None,
            scarce=result.scarce,
            confirmed=True,
        )
        yield Act(moment_of(result.on, "17:00"), command)
        yield Act(
            moment_of(result.on, "17:30"),
            ConfirmResult(id=result.id),
            Role.ENTERPRISE,
            command.enterprise,
        )
    for lending in year.lendings():
        rows = tuple(Lent(party=_enterprise(member), fen=fen) for member, fen in lending.rows)
        bank = f"syn-b{lending.bank}"
        report = ReportLending(id=NAME_LIST, bank=bank, month=lending.month, rows=rows)
        yield Act(moment_of(year.reported_on(lending), "16:00"), report)
    for id, day, enterprise, people in year.posts():
        yield from _post(id, day, enterprise, people)
    told_by = "合成统计部门（银行统计口径）"
    loans = PublishStatistic(
        kind="new_sme_loans",
        first=year.FIRST,
        last=year.LAST,
        value=1_385_000_000 * year.YUAN,
        qualifier="about",
        source=told_by,
    )
    yield Act(moment_of(year.LAST, "18:00"), loans)


def _enterprise(number: int) -> str:
    return f"syn-e{number:03}"


def _parties() -> Iterator[Act]:
    at = moment_of(year.FIRST, "08:00")
    for number in range(1, year.MEMBERS + 1):
        served = number <= year.ENTERPRISES
        builds = served and number > year.ENTERPRISES - year.BUILDERS
        profile = Profile(
            title=f"合成企业{number:03}",
            roles=("enterprise",),
            industry=year.BUILDER if builds else year.MAKER,
            scale="small",
        )
        yield Act(at, RegisterParty(id=_enterprise(number), profile=profile))
    for prefix, role, title in dict.fromkeys(SIDES.values()):
        for number in range(1, 9):
            profile = Profile(title=f"{title}{number}", roles=(role.value,))
            yield Act(at, RegisterParty(id=f"{prefix}{number}", profile=profile))
    members = tuple(_enterprise(number) for number in range(1, year.MEMBERS + 1))
    yield Act(moment_of(year.FIRST, "09:00"), ListMembers(id=NAME_LIST, parties=members))


def _session(held: Held) -> Iterator[Act]:
    """From its announcement to what followed it."""
    id, day, prefix = held.id, held.day, SIDES[held.track][0]
    before = max(year.FIRST, day - timedelta(days=10))
    details = Details(
        track=held.track,
        kind=held.kind,
        title=held.title,
        venue="合成会议中心",
        day=day,
        starts="09:00",
        slot_minutes=20,
        slots=8,
        tables=10,
        capacity=200,
        most_each=4,
    )
    yield Act(moment_of(before, "10:00"), PlanSession(id=id, details=details))
    yield Act(moment_of(before, "10:01"), OpenSession(id=id))
    partners = dict.fromkeys(f"{prefix}{met.partner}" for met in held.met)
    guests = [*(_enterprise(n) for n in (*(m.enterprise for m in held.met), *held.guests))]
    for guest in (*guests, *partners):
        yield Act(moment_of(before, "11:00"), Register(id=id, party=guest))
    yield Act(moment_of(day - timedelta(days=1), "15:00"), CloseSession(id=id))
    meets = _timetable(held, prefix)
    if meets:
        worth = 1000 * len(meets)  # whoever was to meet does: none could be worth more
        release = ReleaseTimetable(id=id, version=1, meetings=meets, worth=worth, bound=worth)
        yield Act(moment_of(day - timedelta(days=1), "16:00"), release)
    for guest in (*guests, *partners):
        yield Act(moment_of(day, "08:40"), CheckIn(id=id, party=guest))
    for met, meet in zip(held.met, meets, strict=True):
        yield from _outcome(held, met, meet)
    yield Act(moment_of(day, "18:00"), HoldSession(id=id))


def _timetable(held: Held, prefix: str) -> tuple[Meet, ...]:
    """Each partner sees its enterprises one after the other, at its own table."""
    seen: Counter[int] = Counter()
    tables: dict[int, int] = {}
    meets = []
    for met in held.met:
        table = tables.setdefault(met.partner, len(tables))
        pair = {"enterprise": _enterprise(met.enterprise), "partner": f"{prefix}{met.partner}"}
        meets.append(Meet(slot=seen[met.partner], table=table, **pair))
        seen[met.partner] += 1
    return tuple(meets)


def _outcome(held: Held, met: Met, meet: Meet) -> Iterator[Act]:
    """Both tell the same; and where it landed, when it did."""
    code = "intent_signed" if met.intent else "informative_only"
    both = (meet.enterprise, Role.ENTERPRISE), (meet.partner, SIDES[held.track][1])
    for (party, role), (other, _) in (both, both[::-1]):
        outcome = RecordOutcome(
            id=held.id,
            party=party,
            other=other,
            slot=meet.slot,
            code=code,
            amount_fen=met.intent or None,
            confirmed=True,
        )
        yield Act(moment_of(held.day, "17:00"), outcome, role, party)
        if met.landed:
            landed = FollowUp(
                id=held.id,
                party=party,
                other=other,
                slot=meet.slot,
                code="landed",
                amount_fen=met.landed,
                confirmed=True,
            )
            at = moment_of(held.day + timedelta(days=met.after), "15:00")
            yield Act(at, landed, role, party)


def _post(id: str, day: date, enterprise: int, people: int) -> Iterator[Act]:
    content = Content(
        track="labor",
        title=f"合成岗位：操作工 {people} 人",
        text="合成的用工需求，只用来核对指标，与任何真实单位无关。",
        valid_from=day,
        valid_through=day + timedelta(days=60),
        terms=LaborNeed(occupation="操作工", headcount=people),
    )
    steps: tuple[Command, ...] = (
        Draft(side="need", id=id, party=_enterprise(enterprise), content=content),
        Submit(side="need", id=id),
        Publish(side="need", id=id),
    )
    for number, command in enumerate(steps):
        yield Act(moment_of(day, f"13:0{number}"), command)
