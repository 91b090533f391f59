"""Undo of records: by which command a row is as it was before, where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.administration.file_import import RowTaken
from domain.administration.user import CloseUser, ReviseUser, User
from domain.core.command import Command, recall
from domain.core.event import Event
from domain.core.streams import stream
from domain.funds.name_list import LendingReported, NameList, RemoveMembers, ReportLending
from domain.log.entry import Line
from domain.results.result import VoidResult
from domain.results.statistic import PublishStatistic, Statistic
from domain.sessions.guests import Leave
from domain.sessions.session import Session
from services.files.tables.record_kinds import GUEST, LENDING, MEMBER, RESULT, STATISTIC, USER

REASON = "导入时填错，已撤回"
NOT_TAKEN_BACK = "这一类不能撤回"


def record_stream(row: RowTaken, name_list: str) -> str:
    """The stream that a row's events are in."""
    if row.kind in {MEMBER, LENDING}:
        return stream("namelist", name_list)
    if row.kind == GUEST:
        return stream("session", row.id.partition("/")[0])
    return stream(row.kind, row.id)


def own_lines(row: RowTaken, lines: Sequence[Line]) -> list[Line]:
    """Those of a stream that several rows share that speak of this one."""
    if row.kind in {RESULT, STATISTIC, USER}:
        return list(lines)
    return [line for line in lines if _speaks_of(line.entry().event, row)]


def _speaks_of(event: Event, row: RowTaken) -> bool:
    if row.kind == LENDING:
        bank, month, _ = row.id.split("/")
        return isinstance(event, LendingReported) and (event.bank, event.month) == (bank, month)
    party = row.id.rpartition("/")[2]
    return f'"{party}"' in event.model_dump_json()


def record_back(
    row: RowTaken, name_list: str, before: Sequence[Event], lines: Sequence[Line]
) -> Iterator[Command]:
    """The commands that take a row back; none where nothing does. `before` is what had happened,
    `lines` all that happened to it."""
    match row.kind:
        case "result":
            yield VoidResult(id=row.id, reason=REASON)
        case "statistic":
            published = recall(Statistic(), before).told
            if published is not None:
                yield PublishStatistic(**dict(published))
        case "member":
            yield RemoveMembers(id=name_list, parties=(row.id,), reason=REASON)
        case "lending":
            bank, month, _ = row.id.split("/")
            rows = recall(NameList(), before).reports.get((bank, month))
            if rows:
                yield ReportLending(id=name_list, bank=bank, month=month, rows=rows)
        case "user":
            known = recall(User(), before)
            if known.duty is None:
                yield CloseUser(id=row.id)
            elif known.person is not None:
                yield ReviseUser(id=row.id, duty=known.duty, person=known.person, phone=known.phone)
        case "guest":
            session, _, party = row.id.partition("/")
            if party in recall(Session(), (line.entry().event for line in lines)).seats:
                yield Leave(id=session, party=party)
