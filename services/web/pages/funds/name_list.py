"""The name list: whom banks are asked to lend to first, and what each bank lent to them by month.

Members come and go one by one, or as a column that is pasted from a sheet; a bank's month is told
whole, a line each, and told again it replaces what was told before.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.command import Command, Refusal, Role
from domain.core.malformed import Malformed
from domain.funds.name_list import Lent, ListMembers, RemoveMembers, ReportLending
from services.files.cells.column import Column
from services.files.cells.reading import read_cell
from services.files.exports.records import lending_sheet, member_sheet
from services.files.sheets.sheets import Cell
from services.house.name_list import county_list
from services.inbound.decode import malformed
from services.web import forms
from services.web.export import MOST_ROWS, exported_sheets
from services.web.forms import Form, column
from services.web.listing import PAGE, Listing, Lists
from services.web.losses import LOSSES
from services.web.menu import MenuEntry
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
)

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(740, "/name-list", "名录库", "name_list", "clipboard-list"),)
Looking = Annotated[PageRequest, Depends(Sees("name_list"))]
Doing = Annotated[Submission, Depends(Does("name_list"))]
Office = Annotated[PageRequest, Depends(Sees("name_list_office"))]
Keeping = Annotated[Submission, Depends(Does("name_list_office"))]
LIST = Lists("/name-list", ())
MEMBERS = (column("names", "单位名称，一行一家", "paragraphs"),)
REMOVAL = (column("party", "单位", "party"), column("reason", "移出原因", "text"))
MONTH = column("month", "月份", "text", example="2026-11")
ROWS = column("rows", "单位名称和金额（万元），一行一家", "paragraphs")
BANK = column("bank", "银行", "party", roles=("bank",))
AMOUNT = Column(key="rows", label="金额", reads="money", unit="万元")
APART = re.compile(r"[\t,，;；:：]\s*|\s+")


@router.get("/name-list")
def name_list(request: Looking, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    """Who is on it, those who came last at the top, and what was lent to them."""
    facts = request.house.views.facts
    members, many = facts.page(["member"], after=asked.after, limit=PAGE, as_of=request.at)
    own = request.actor.duty.party
    lent = [row for row in facts.rows(["lent"], as_of=request.at) if own in {None, row.partner}]
    months: dict[tuple[str, str], int] = {}
    for row in lent:
        month = (row.day[:7], row.partner)
        months[month] = months.get(month, 0) + row.value
    request.names({*(row.party for row in members), *(bank for _, bank in months)})
    acts = request.at is None and request.actor.role in WRITES
    return request.page(
        "funds/name_list.html",
        members=members,
        many=many,
        asked=asked,
        months=sorted(months.items(), reverse=True),
        keeps=acts and request.actor.role is Role.ORGANIZER,
        reports=acts,
    )


@router.post("/name-list/export")
def export(submission: Doing) -> Response:
    """The names first: the column can be pasted into the list of another county, or this one."""
    request = submission.as_shown()
    rows, _ = request.house.views.facts.page(["member"], limit=MOST_ROWS, as_of=request.at)
    request.names({row.party for row in rows})
    return exported_sheets(request, "name_list", "名录库", [member_sheet(rows, request.name)])


@router.post("/name-list/lending/export")
def export_lending(submission: Doing) -> Response:
    request = submission.as_shown()
    own = request.actor.duty.party
    rows = request.house.views.facts.rows(["lent"], as_of=request.at)
    rows = [row for row in rows if own in {None, row.partner}]
    request.names({party for row in rows for party in (row.party, row.partner)})
    return exported_sheets(request, "lending", "名录库放款", [lending_sheet(rows, request.name)])


@router.get("/name-list/add")
def adding(request: Office) -> Response:
    return _form(request, "add", forms.blank(MEMBERS))


@router.post("/name-list/add")
def add(submission: Keeping) -> Response:
    request, form = submission.request, forms.read(MEMBERS, _of_a_sheet(submission))
    if form.refusals:
        return _form(request, "add", form)

    def make() -> Command:
        names = [line.strip() for line in str(form.values["names"]).splitlines() if line.strip()]
        ids = _parties(request, names, "names")
        return ListMembers(id=_list(request), parties=tuple(dict.fromkeys(ids)))

    return submission.do(
        make,
        then="/name-list",
        again=lambda refusal: _form(request, "add", form, refusal),
        flash="已列入名录库",
    )


@router.get("/name-list/remove")
def removing(request: Office, party: str = "") -> Response:
    return _form(request, "remove", forms.blank(REMOVAL, {"party": party[:64]}))


@router.post("/name-list/remove")
def remove(submission: Keeping) -> Response:
    request, form = submission.request, forms.read(REMOVAL, submission)
    if form.refusals:
        return _form(request, "remove", form)
    parties, reason = (form.values.get("party", ""),), form.values.get("reason", "")
    return submission.do(
        lambda: RemoveMembers(id=_list(request), parties=parties, reason=reason),
        then="/name-list",
        again=lambda refusal: _form(request, "remove", form, refusal),
        flash="已移出名录库",
    )


@router.get("/name-list/lending")
def lending(request: Looking, month: str = "", bank: str = "") -> Response:
    """What a month's report says is shown where one was told."""
    form = forms.blank(
        _lending(request), {"month": month[:7], "rows": _report(request, month, bank)}
    )
    return _form(request, "lending", form)


@router.post("/name-list/lending")
def report(submission: Doing) -> Response:
    request = submission.request
    form = forms.read(_lending(request), _of_a_sheet(submission))
    if form.refusals:
        return _form(request, "lending", form)

    def make() -> Command:
        values = form.values
        bank = request.actor.duty.party or values["bank"]
        rows = _lent(request, values["rows"])
        month = {"month": values["month"], "bank": bank}
        return _made(ReportLending, id=_list(request), rows=rows, **month)

    return submission.do(
        make,
        then="/name-list",
        again=lambda refusal: _form(request, "lending", form, refusal),
        flash="已填报放款",
    )


HEADINGS = {"add": "列入名录库", "remove": "移出名录库", "lending": "填报名录库放款"}


def _form(request: PageRequest, step: str, form: Form, refusal: Rejected | None = None) -> Response:
    if request.at is not None:
        raise NotHere
    return forms.page(
        request,
        form,
        refusal,
        heading=HEADINGS[step],
        about="",
        action=f"/name-list/{step}",
        back="/name-list",
        warning=LOSSES["remove_members"].lost if step == "remove" else "",
    )


def _of_a_sheet(submission: Submission) -> Submission:
    """What was copied from a sheet has tabs between its columns."""
    pairs = submission.data.multi_items()
    spaced = [(name, v.replace("\t", " ") if isinstance(v, str) else v) for name, v in pairs]
    return replace(submission, data=FormData(spaced))


def _made(kind: type[Command], **values: Any) -> Command:
    try:
        return kind.model_validate(values)
    except ValidationError as wrong:
        raise malformed(wrong) from None


def _lending(request: PageRequest) -> tuple[Column, ...]:
    """The office says for which bank."""
    return (MONTH, ROWS) if request.actor.duty.party else (BANK, MONTH, ROWS)


def _list(request: PageRequest) -> str:
    return county_list(request.house.views)


def _report(request: PageRequest, month: str, bank: str) -> str:
    """A month's report as it would be written."""
    own = request.actor.duty.party or bank
    rows = request.house.views.facts.rows(["lent"], f"{month}-01", f"{month}-31") if month else []
    rows = [row for row in rows if row.partner == own]
    request.names({row.party for row in rows})
    return "\n".join(f"{request.name(row.party)} {row.value / 1_000_000:g}" for row in rows)


def _lent(request: PageRequest, text: str) -> tuple[Lent, ...]:
    lines = [APART.split(line.strip()) for line in text.splitlines() if line.strip()]
    short = [line[0] for line in lines if len(line) < 2]
    if short:
        raise Malformed(
            "namelist.amount",
            f"没有写金额：{'、'.join(short[:5])}",
            "每行先写单位，再写金额",
            field="rows",
        )
    ids = _parties(request, [line[0] for line in lines], "rows")
    return tuple(
        Lent(party=id, fen=read_cell(AMOUNT, Cell(line[-1])))
        for id, line in zip(ids, lines, strict=True)
    )


def _parties(request: PageRequest, names: list[str], field: str) -> list[str]:
    """Their ids in the same order. Raises `Malformed` for names that nobody has."""
    ids: dict[str, str] = {}
    for row in request.house.views.parties.called(names):
        ids |= dict.fromkeys(
            (row.profile.title, row.profile.uscc or "", row.id), row.into or row.id
        )
    unknown = [name for name in names if name not in ids]
    if unknown:
        message = f"没有登记叫这些名称的单位：{'、'.join(unknown[:5])}"
        raise Refusal("namelist.unknown", message, field)
    return [ids[name] for name in names]
