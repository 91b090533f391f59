"""Files that came in: what their rows became, and what can be taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from domain.administration.file_import import Import, RowTaken, Stood
from domain.core.streams import stream
from domain.postings.tracks import SIDES
from projections.administration.imports import ImportRow
from services.files.intake.batch import BECAME
from services.files.intake.undo import commands_of, plan_undo
from services.files.tables.columns import PARTY, title_of
from services.files.tables.record_kinds import GUEST, LENDING, MEMBER, RESULT, STATISTIC, USER
from services.web.listing import PAGE, Listing, Lists
from services.web.request import (
    Does,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)
from services.web.selectors.imports import visible_import, visible_imports
from services.web.selectors.uploads import own_upload_of

router = APIRouter(route_class=SnapshotRoute)
Looking = Annotated[PageRequest, Depends(Sees("import"))]
Doing = Annotated[Submission, Depends(Does("import"))]
Asked = Annotated[Listing, Depends(Lists("/imports"))]
RECORDS_AT = {
    RESULT: "/results",
    STATISTIC: "/statistics",
    MEMBER: "/name-list",
    LENDING: "/name-list",
    GUEST: "/sessions/{}",
    USER: "/users/{}",
}


@router.get("/imports")
def imports(request: Looking, asked: Asked) -> Response:
    """The latest first."""
    rows, many = visible_imports(request, after=asked.after, limit=PAGE)
    request.names(row.party for row in rows if row.party)
    return request.page("postings/imports.html", rows=rows, many=many, asked=asked)


@router.get("/imports/{id}")
def imported(request: Looking, id: str, http: Request) -> Response:
    return _page(request, visible_import(request, id), Lists(f"/imports/{id}")(http))


@router.post("/imports/{id}/undo")
def undo(submission: Doing, id: str, http: Request) -> Response:
    """What nobody has touched since is taken back; the others are named on the page after."""
    request, asked = submission.request, Lists(f"/imports/{id}")(http)
    row = visible_import(request, id)
    request.house.views.fresh(*request.house.views.readers)
    views, desk = request.house.views, request.house.desk
    return submission.do(
        lambda: commands_of(plan_undo(views, desk, id, request.ask())),
        then=f"/imports/{id}",
        again=lambda refusal: _page(request, row, asked, refusal),
        flash="已撤回",
    )


def _page(
    request: PageRequest, row: ImportRow, asked: Listing, refusal: Rejected | None = None
) -> Response:
    shown = row.rows[asked.after : asked.after + PAGE]
    named: list[RowTaken | Stood] = [*shown, *row.stood]
    request.names(each.id for each in named if each.kind == PARTY)
    titles = {(PARTY, each.id): _title(request, each.id) for each in named if each.kind == PARTY}
    standing = request.house.desk.state(stream("import", row.id), Import(), request.at).rows
    in_records = {each for each in named if each.kind in {MEMBER, LENDING, GUEST}}
    parties = {(each.kind, each.id): each.id.rpartition("/")[2] for each in in_records}
    request.names(parties.values())
    titles |= {key: request.name(party) for key, party in parties.items()}
    for side in SIDES:
        ids = [each.id for each in named if each.kind.endswith(f".{side}")]
        heads = request.house.views.market.heads_of(side, ids, request.at)
        titles |= {(side, id): head.title for id, head in heads.items()}
    return request.page(
        "postings/imported.html",
        status_of(refusal) if refusal else 200,
        row=row,
        refusal=refusal,
        titles=titles,
        asked=asked,
        shown=shown,
        kinds={each.kind: title_of(each.kind) for each in named},
        became=BECAME,
        upload=None if request.at else own_upload_of(request, row.id),
        gone={
            key
            for key, title in titles.items()
            if key[0] == PARTY and request.name(key[1]) != title
        },
        standing={(each.kind, each.id) for each in standing},
        paths={(each.kind, each.id): _path(each) for each in named},
    )


def _title(request: PageRequest, id: str) -> str:
    """A party's name; of one that is registered no more the last that it had."""
    name = request.name(id)
    if name != id:
        return name
    lines = request.house.desk.ledger.read(stream("party", id))
    profiles = [getattr(line.entry().event, "profile", None) for line in lines]
    return next((profile.title for profile in reversed(profiles) if profile), id)


def _path(each: RowTaken | Stood) -> str:
    """Where what a row became is shown."""
    if each.kind in RECORDS_AT:
        return RECORDS_AT[each.kind].format(each.id.partition("/")[0])
    side = each.kind.partition(".")[2]
    return f"/postings/{side}/{each.id}" if side else f"/parties/{each.id}"
