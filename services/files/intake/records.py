"""Intake of records: a row of results, statistics, the name list, its lending, the guests of a
session or the users becomes one command.

What stands already says nothing anew; the desk tells. A result that was reported is corrected on
its page, with a reason. A row of lending amends its bank's report of the month, which is told
whole: what the file doesn't mention stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from domain.administration.user import AddUser, Duty, ReviseUser, User
from domain.core.command import Command
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.core.streams import stream
from domain.funds.name_list import (
    MOST_TOGETHER,
    Lent,
    ListMembers,
    NameList,
    RemoveMembers,
    ReportLending,
)
from domain.results.codes import RESULT_KINDS
from domain.results.result import ReportResult, Result, ResultReported
from domain.results.statistic import Statistic
from domain.sessions.guests import Register
from domain.sessions.office import Invite
from domain.sessions.session import Session
from domain.values.money import MOST_FEN
from services.files.intake.batch import (
    CREATED,
    REVISED,
    UNCHANGED,
    Batch,
    Row,
    built,
)
from services.files.intake.made import made_id
from services.files.intake.row import Line
from services.files.tables.columns import columns
from services.files.tables.mapping import Table
from services.files.tables.record_kinds import (
    GUEST,
    GUEST_STATES,
    LENDING,
    MEMBER,
    NAME,
    RECORD_KINDS,
    RESULT,
    STATISTIC,
    USER,
    USER_STATES,
)
from services.files.tables.report import likeness
from services.files.tables.statistic_fields import statistic_command

USER_FIELDS = ("name", "role", "party", "phone", "supports")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})[-/.年]([0-9]{1,2})(?:月|[-/.][0-9]{1,2})?", re.ASCII)


def record_row(batch: Batch, table: Table, line: Line) -> Row | None:
    """What becomes of the row; None where it is left for what was noted on the line."""
    return ROWS[table.kind](batch, line)


def together(commands: Iterable[Command]) -> list[Command]:
    """Rows that are one step together as one command: who is listed, removed or invited at once,
    and a bank's report of a month."""
    steps: dict[tuple[Any, ...], list[Any]] = {}
    for number, command in enumerate(commands):
        match command:
            case ListMembers() | RemoveMembers() | Invite():
                key: tuple[Any, ...] = (type(command), command.id)
            case ReportLending():
                key = (ReportLending, command.bank, command.month)
            case _:
                key = (number,)
        steps.setdefault(key, []).append(command)
    return [whole for same in steps.values() for whole in _as_one(same)]


def _as_one(same: list[Any]) -> Iterator[Command]:
    first = same[0]
    if len(same) == 1:
        yield first
    elif isinstance(first, ReportLending):  # each is what was known, and its own row at the end
        rows = {lent.party: lent for lent in first.rows}
        rows |= {command.rows[-1].party: command.rows[-1] for command in same}
        yield first.model_copy(update={"rows": tuple(rows.values())})
    else:
        parties = [party for command in same for party in command.parties]
        for start in range(0, len(parties), MOST_TOGETHER):
            some = tuple(parties[start : start + MOST_TOGETHER])
            yield first.model_copy(update={"parties": some})


# --- results and statistics ----------------------------------------------------------------------


def _result(batch: Batch, line: Line) -> Row | None:
    enterprise = _party(batch, line, RESULT, "enterprise")
    partner = _party(batch, line, RESULT, "partner", needed=False)
    stated: dict[str, Any] = {key: line.good(key) for key in ("kind", "on", "amount_fen", "people")}
    stated |= {"enterprise": enterprise, "scarce": line.good("scarce", False)}
    words = [None if value is None else str(value) for value in (*stated.values(), partner)]
    id = line.good("id") or made_id((RESULT, *words))
    known = batch.state(stream("result", id), Result()).told
    if known is not None and not (line.bad or line.findings):
        if _is_reported(known, stated | {"partner": partner or ""}):
            return _row(batch, line, RESULT, id, lambda: ())
        if batch.known.own in {None, known.enterprise}:
            advice = "请在“填报成果”里更正，写明原因"
            line.object_to("id", Malformed("result.known", "这条成果填报过，内容不同", advice))
    elif known is None and not line.good("id") and not (line.bad or line.findings):
        _ask_whether_corrected(batch, line, stated, partner)
    confirmed = "unusual" in batch.confirmed
    whole = {**stated, "id": id, "partner": partner, "confirmed": confirmed}
    return _row(batch, line, RESULT, id, lambda: (ReportResult.model_validate(whole),))


def _ask_whether_corrected(
    batch: Batch, line: Line, stated: dict[str, Any], partner: str | None
) -> None:
    """Whether what has the day, the party and the kind of one that was reported is that one with
    another figure, which would count twice."""
    if "new" in batch.confirmed:
        return
    for reported in batch.known.results(stated["enterprise"], stated["kind"], stated["on"]):
        if partner and reported.partner and partner != reported.partner:
            continue
        title = RESULT_KINDS[stated["kind"]].title
        message = f"同一天已经填报过“{title}”（{reported.id}），不知是更正还是另一笔"
        advice = "是更正的，请在“填报成果”里改；确是另一笔的，导入时注明相近的都是新的"
        question = line.origin.finding(Malformed("result.similar", message, advice), "kind")
        key = likeness(question)
        if batch.answers.get(key) != "new":
            line.findings.append(replace(question, asks=key))
        return


def _is_reported(known: ResultReported, stated: dict[str, Any]) -> bool:
    return all(getattr(known, key) == value for key, value in stated.items())


def _statistic(batch: Batch, line: Line) -> Row | None:
    keys = ("kind", "first", "last", "amount", "many", "qualifier", "source")
    stated = {key: line.good(key) for key in keys if line.good(key) is not None}
    if line.bad:
        return None
    try:
        command = statistic_command({"qualifier": "exact"} | stated)
    except Malformed as wrong:
        line.object_to(wrong.field, wrong)
        return None
    [name] = command.about()
    published = batch.state(name, Statistic()).told
    changes = [
        column.label
        for column in columns(STATISTIC)
        if published and _value(published, column.key) != _value(command, column.key)
        if column.key in stated
    ]
    id = name.removeprefix(stream(STATISTIC, ""))
    return _row(
        batch, line, STATISTIC, id, lambda: (command,), known=bool(published), changes=changes
    )


def _value(statistic: Any, key: str) -> Any:
    return getattr(statistic, "value" if key in {"amount", "many"} else key)


# --- the name list -------------------------------------------------------------------------------


def _member(batch: Batch, line: Line) -> Row | None:
    party = _party(batch, line, MEMBER, "party")
    if party is None:
        return None
    batch.members.add(party)
    listing = ListMembers(id=batch.known.name_list, parties=(party,))
    return _row(batch, line, MEMBER, party, lambda: (listing,))


def _lending(batch: Batch, line: Line) -> Row | None:
    party = _party(batch, line, LENDING, "party")
    bank = _party(batch, line, LENDING, "bank")
    month, fen = _month(line), line.good("fen")
    if line.bad or party is None or bank is None or month is None or fen is None:
        return None
    listed = batch.state(stream("namelist", batch.known.name_list), NameList())
    known = {lent.party: lent for lent in listed.reports.get((bank, month), ())}
    report = batch.lent.setdefault((bank, month), set(known))
    if party not in listed.members and party not in batch.members:
        advice = "请先列入名录库，或核对名称"
        line.object_to("party", Malformed("namelist.stranger", "这个单位不在名录库", advice))
    if not 0 < fen <= MOST_FEN:
        line.object_to("fen", Malformed("number.range", "金额应大于零", "请核对"))
    report.add(party)
    if len(report) > MOST_TOGETHER:
        wrong = Malformed("number.range", f"一个月最多 {MOST_TOGETHER} 家", "请核对")
        line.object_to("party", wrong)
    own, before = Lent(party=party, fen=fen), known.pop(party, None)
    names = {"id": batch.known.name_list, "bank": bank, "month": month}
    amount = next(column.label for column in columns(LENDING) if column.key == "fen")

    def commands() -> tuple[Command, ...]:
        return () if before == own else (ReportLending(**names, rows=(*known.values(), own)),)

    id, changes = f"{bank}/{month}/{party}", [amount] if before else []
    return _row(batch, line, LENDING, id, commands, known=before is not None, changes=changes)


def _month(line: Line) -> str | None:
    """2026-11, of whatever says so: 2026年11月, 2026/11/01."""
    text = line.good("month")
    if text is None:
        return None
    read = _MONTH.fullmatch(text.replace(" ", ""))
    if read is None or not 1 <= int(read[2]) <= 12:
        wrong = Malformed("month.unreadable", "看不出是哪个月", "例如 2026-11", value=text)
        line.object_to("month", wrong)
        return None
    return f"{read[1]}-{int(read[2]):02}"


# --- sessions ------------------------------------------------------------------------------------


def _guest(batch: Batch, line: Line) -> Row | None:
    party, session = _party(batch, line, GUEST, "party"), line.good("session")
    if line.bad or party is None or session is None:
        return None
    known = batch.state(stream("session", session), Session())
    status, id = line.good("status", "invited"), f"{session}/{party}"
    if known.details is None:
        advice = "请先筹备这场对接会，或核对编号"
        wrong = Malformed("session.absent", "没有这场对接会", advice, value=session)
        line.object_to("session", wrong)
    elif party in known.seats:
        return _row(batch, line, GUEST, id, lambda: ())
    elif status == "here":
        title = GUEST_STATES[status]
        advice = "要导入的请把状态改成“已邀请”或“已报名”"
        wrong = Malformed("row.state", f"原来是“{title}”，没有导入", advice, value=title)
        line.object_to("status", wrong)

    def commands() -> tuple[Command, ...]:
        if status == "invited":
            return (Invite(id=session, parties=(party,)),)
        return (Register(id=session, party=party),)

    return _row(batch, line, GUEST, id, commands)


# --- users ---------------------------------------------------------------------------------------


def _user(batch: Batch, line: Line) -> Row | None:
    """Nobody gets a password by a file. An empty cell leaves what is known."""
    party = _party(batch, line, USER, "party", needed=False)
    supports = {name: batch.party_called(name) for name in line.good("supports", ())}
    for name in (name for name, known in supports.items() if known is None):
        line.object_to("supports", batch.unknown_party(name))
    id = line.good("id")
    known: User = batch.state(stream("user", id), User()) if id else User()
    if known.duty is None:
        line.object_unless(USER_STATES["active"])
    if line.bad or line.findings:
        return None
    before = known.duty or Duty(role="")
    role = line.good("role")
    same = before if before.role == role else Duty(role=role)
    supported = tuple(dict.fromkeys(supports.values()))
    duty = Duty(role=role, party=party or same.party, supports=supported or same.supports)
    subject = known.person.subject if known.person else batch.known.person()
    person, phone = (
        _personal(subject, line.good(key), value)
        for key, value in (("name", known.person), ("phone", known.phone))
    )
    assert person is not None
    changes = [
        column.label
        for column, old, new in zip(
            (column for column in columns(USER) if column.key in USER_FIELDS),
            (known.person, before.role, before.party, known.phone, before.supports),
            (person, duty.role, duty.party, phone, duty.supports),
            strict=True,
        )
        if known.duty and old != new
    ]
    names: Any = {"id": id, "duty": duty, "person": person, "phone": phone}

    def commands() -> tuple[Command, ...]:
        if known.duty is not None:
            return (ReviseUser(**names),)
        return (batch.known.adding(AddUser(**names)),)

    is_known = known.duty is not None
    return _row(batch, line, USER, id, commands, known=is_known, changes=changes)


def _personal(subject: str, stated: str | None, known: Personal | None) -> Personal | None:
    if known is not None and stated in {None, known.reveal()}:
        return known
    return Personal(subject=subject, value=stated) if stated else None


# --- what they have in common --------------------------------------------------------------------

ROWS: dict[str, Callable[[Batch, Line], Row | None]] = {
    RESULT: _result,
    STATISTIC: _statistic,
    MEMBER: _member,
    LENDING: _lending,
    GUEST: _guest,
    USER: _user,
}


def _row(
    batch: Batch,
    line: Line,
    kind: str,
    id: str,
    commands: Callable[[], tuple[Command, ...]],
    *,
    known: bool = False,
    changes: Iterable[str] = (),
) -> Row | None:
    """The row with its commands, where nothing stands in its way; without any it is unchanged."""
    if line.bad or line.findings:
        return None
    if batch.repeated(line, kind, id, "对象"):
        return Row(line.origin, kind, UNCHANGED, id)
    asked = built(line, commands)
    became = (REVISED if known else CREATED) if asked else UNCHANGED
    return Row(line.origin, kind, became, id, asked, tuple(changes) if asked else ())


def _party(batch: Batch, line: Line, kind: str, key: str, *, needed: bool = True) -> str | None:
    """Whom a row names: by number or credit code, else by name. A party's own rows are its own
    where they don't say."""
    stated = line.good(key) or line.good(f"{key}{NAME}")
    own = batch.known.own if RECORD_KINDS[kind].owner == key else None
    if not stated and own:
        return own
    if not stated:
        if needed and not {key, f"{key}{NAME}"} & line.bad:
            label = next(column.label for column in columns(kind) if column.key == key)
            wrong = Malformed("field.needed", "没有填写", f"请填{label}或者名称")
            line.object_to(key, wrong)
        return None
    party = batch.party_called(stated)
    if party is None:
        line.object_to(key if line.good(key) else f"{key}{NAME}", batch.unknown_party(stated))
    elif own and party != own:
        wrong = Malformed("party.not_own", "只能导入本单位的", "请删去这一行", value=stated)
        line.object_to(key if line.good(key) else f"{key}{NAME}", wrong)
        return None
    return party
