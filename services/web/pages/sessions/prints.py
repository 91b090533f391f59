"""What is printed for a docking session: personal agendas, table cards, the sign-in sheet, badges.

A badge and the sheet carry a code that is scanned at the door: with the office's telephone it opens
the page that checks the party in.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.sessions.guests import CheckIn
from domain.sessions.session import Session
from projections.sessions.sessions import SessionRow
from services.sessions import agenda as agendas
from services.web.qr import code_of
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.selectors.sessions import session_shown, visible_session

router = APIRouter(route_class=SnapshotRoute)
Office = Annotated[PageRequest, Depends(Sees("session_plan"))]
Planning = Annotated[Submission, Depends(Does("session_plan"))]
KINDS = {"agendas": "个人日程", "cards": "桌签", "signing": "签到表", "badges": "胸牌"}


@router.get("/sessions/{id}/print/{kind}")
def printed(request: Office, id: str, kind: str) -> Response:
    """A page for paper: A4, black on white."""
    row = visible_session(request, id)
    if kind not in KINDS:
        raise NotHere
    state = session_shown(request, id)
    guests = {party: seat for party, seat in state.seats.items() if not seat.waits}
    request.names(guests)
    order = sorted(guests, key=lambda party: (guests[party].side, request.name(party), party))
    return request.page(
        "sessions/print.html",
        row=row,
        kind=kind,
        title=KINDS[kind],
        guests=[(party, guests[party]) for party in order],
        agendas={party: agendas.agenda(state, party) for party in order},
        seated=_tables(state),
        code=lambda party: code_of(request.address(f"/sessions/{id}/door/{party}")),
    )


@router.get("/sessions/{id}/door/{party}")
def door(request: Office, id: str, party: str) -> Response:
    """What a badge's code opens: who it is, and the button that checks them in."""
    return _door(request, visible_session(request, id), party)


@router.post("/sessions/{id}/door/{party}")
def come_in(submission: Planning, id: str, party: str) -> Response:
    request, row = submission.request, visible_session(submission.request, id)
    return submission.do(
        lambda: CheckIn(id=id, party=party),
        then=f"/sessions/{id}/door/{party}",
        again=lambda refusal: _door(request, row, party, refusal),
        flash="已签到",
    )


def _door(
    request: PageRequest, row: SessionRow, party: str, refusal: Rejected | None = None
) -> Response:
    state = session_shown(request, row.id)
    seat = state.seats.get(party)
    if seat is None:
        raise NotHere
    first = agendas.agenda(state, party)[:1]
    request.names({party, *(appointment.other for appointment in first)})
    context = {"row": row, "party": party, "seat": seat, "first": first, "refusal": refusal}
    return request.page("sessions/door.html", status_of(refusal) if refusal else 200, **context)


def _tables(state: Session) -> list[tuple[int, list[str]]]:
    """Table by table, the partners that sit there, in the order of their slots."""
    tables: dict[int, dict[str, None]] = {}
    for meet in sorted(state.meetings, key=lambda m: (m.table, m.slot)):
        tables.setdefault(meet.table, {})[meet.partner] = None
    return [(table, list(partners)) for table, partners in sorted(tables.items())]
