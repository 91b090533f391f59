"""The timetable of a session: planned, tried under other conditions, moved by hand and what
that costs, released; and its versions side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Command, Refusal
from domain.core.malformed import Malformed
from domain.sessions.office import Insist
from domain.sessions.session import Details, Meet, TimetableReleased
from services.planner import Plan
from services.sessions import planning
from services.sessions.planning import WhatIf
from services.web.lanes import costly
from services.web.request import Does, PageRequest, Sees, SnapshotRoute, Submission
from services.web.selectors.sessions import visible_session
from services.web.session_page import Shown, shown

router = APIRouter(route_class=SnapshotRoute)
Office = Annotated[PageRequest, Depends(Sees("session_plan"))]
Planning = Annotated[Submission, Depends(Does("session_plan"))]


@dataclass(frozen=True)
class Change:
    """One meeting in two versions; None where one of them hasn't it."""

    pair: tuple[str, str]
    before: Meet | None
    after: Meet | None


@router.post("/sessions/{id}/plan")
@costly
def plan(submission: Planning, id: str) -> Response:
    """Look at a timetable before it is released. `mode` again keeps what stands; other figures
    than the announced ones are a what-if, which can't be released."""
    request, row = submission.request, visible_session(submission.request, id)
    asked = WhatIf(
        tables=submission.number("tables"),
        slots=submission.number("slots"),
        most_each=submission.number("most_each"),
        without=frozenset(submission.many("without")),
    )
    if asked.of(row.details) == row.details and not asked.without:
        asked = WhatIf()
    mode, since, seed = (
        submission.field("mode"),
        submission.number("since") or 0,
        submission.number("seed") or 0,
    )
    try:
        made = _planned(request, id, mode, since, seed, asked)
    except (Refusal, Malformed) as refusal:
        return shown(request, row, refusal)
    board = Shown(made, planning.meets(made), row.number + 1, seed, mode, since)
    board.details, board.if_so = asked.of(row.details), asked.asks
    board.short = _short(row.details, board.meetings)
    return shown(request, row, board=board)


@router.post("/sessions/{id}/move")
def move(submission: Planning, id: str) -> Response:
    """Put one meeting of the board elsewhere; whatever is in its way is planned around it."""
    request, row = submission.request, visible_session(submission.request, id)
    try:
        before = read_board(submission.field("board"))
        one_side, _, other = submission.field("pair").partition("|")
        pair = (one_side, other)
        slot, table = submission.number("slot"), submission.number("table")
        to = None if slot is None or table is None else (slot, table)
        was = planning.judged(request.house.desk, request.house.views, id, before)
        made = planning.moved(request.house.desk, request.house.views, id, before, pair, to)
    except (Refusal, Malformed) as refusal:
        return shown(request, row, refusal)
    number = submission.number("version") or row.number + 1
    board = Shown(made, planning.meets(made), number, mode="hand")
    others = planning.affected(before, board.meetings) - set(pair)
    board.cost, board.idle, board.others = was.worth - made.worth, made.idle - was.idle, others
    board.short = _short(row.details, board.meetings)
    return shown(request, row, board=board)


@router.post("/sessions/{id}/insist")
def insist(submission: Planning, id: str) -> Response:
    """These two are to meet, or needn't any more."""
    wanted = submission.field("wanted") != "no"
    pair = {"enterprise": submission.field("enterprise"), "partner": submission.field("partner")}
    return submission.do(
        lambda: Insist(id=id, wanted=wanted, **pair),
        then=f"/sessions/{id}/meetings",
        again=lambda refusal: shown(
            submission.request, visible_session(submission.request, id), refusal
        ),
        flash="已记下",
    )


@router.post("/sessions/{id}/release")
def release(submission: Planning, id: str) -> Response:
    """The board as it was shown, under the number that was next when it was made."""
    request, row = submission.request, visible_session(submission.request, id)
    seed, since = submission.number("seed") or 0, submission.number("since") or 0

    def make() -> Command:
        board = read_board(submission.field("board"))
        made = _planned(request, id, submission.field("mode"), since, seed, WhatIf(), board or None)
        number = submission.number("version")
        return planning.command(request.house.desk, id, made, seed=seed, version=number)

    return submission.do(
        make,
        then=f"/sessions/{id}",
        again=lambda refusal: shown(request, row, refusal),
        flash="日程已发布",
    )


@router.get("/sessions/{id}/versions")
def versions(request: Office, id: str) -> Response:
    """Every version that was released, and two of them compared."""
    row = visible_session(request, id)
    entries = [line.entry() for line in request.house.log.read(f"session-{id}")]
    until = request.shown_until(request.house.views.sessions)
    released = [
        (entry.event, entry)
        for entry in entries
        if isinstance(entry.event, TimetableReleased) and entry.position <= until
    ]
    numbers = [event.number for event, _ in released]
    query = request.http.query_params
    new = _among(query.get("new", ""), numbers, numbers[-1] if numbers else 0)
    old = _among(query.get("old", ""), numbers, max(new - 1, 0))
    by_number = {event.number: event.meetings for event, _ in released}
    changes = compared(by_number.get(old, ()), by_number.get(new, ()))
    request.names({party for change in changes for party in change.pair})
    return request.page(
        "sessions/versions.html",
        row=row,
        released=released,
        old=old,
        new=new,
        changes=changes,
        affected=planning.affected(by_number.get(old, ()), by_number.get(new, ())),
    )


def compared(before: tuple[Meet, ...], after: tuple[Meet, ...]) -> list[Change]:
    """The meetings that differ, by their slot."""
    old = {(m.enterprise, m.partner): m for m in before}
    new = {(m.enterprise, m.partner): m for m in after}
    changes = [
        Change(pair, old.get(pair), new.get(pair))
        for pair in sorted(old.keys() | new.keys())
        if old.get(pair) != new.get(pair)
    ]
    return sorted(changes, key=lambda change: (change.after or change.before or after[0]).slot)


def read_board(text: str) -> tuple[Meet, ...]:
    """A meeting a line: slot, table, enterprise, partner. Raises `Malformed`."""
    meets = []
    for line in text.splitlines():
        parts = line.split()
        if len(parts) != 4 or not all(part.isdecimal() and len(part) < 5 for part in parts[:2]):
            raise Malformed("board.line", "日程读不出来", "请重新排一次", field="board")
        slot, table = int(parts[0]), int(parts[1])
        meets.append(Meet(slot=slot, table=table, enterprise=parts[2], partner=parts[3]))
    return tuple(meets)


def _planned(
    request: PageRequest,
    id: str,
    mode: str,
    since: int,
    seed: int,
    what_if: WhatIf,
    board: tuple[Meet, ...] | None = None,
) -> Plan:
    """The plan that is asked for; of a board that differs from it, what it is worth."""
    if mode != "hand":
        if mode == "again":
            made = planning.planned_again(
                request.house.desk, request.house.views, id, since=since, seed=seed
            )
        else:
            made = planning.planned(
                request.house.desk, request.house.views, id, seed=seed, what_if=what_if
            )
        if board is None or set(planning.meets(made)) == set(board):
            return made
    return planning.judged(request.house.desk, request.house.views, id, board or ())


def _short(details: Details, meetings: tuple[Meet, ...]) -> dict[str, int]:
    """Enterprises with fewer meetings than the session promises, among those that have any."""
    many: dict[str, int] = {}
    for meet in meetings:
        many[meet.enterprise] = many.get(meet.enterprise, 0) + 1
    return {party: n for party, n in sorted(many.items()) if n < details.least_each}


def _among(text: str, numbers: list[int], otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 and int(text) in numbers else otherwise
