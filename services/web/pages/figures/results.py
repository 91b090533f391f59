"""Results of docking besides loans: reported by enterprises or the office for them, voided by the
office."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.command import Command, Role
from domain.results.codes import RESULT_KINDS
from domain.results.result import ReportResult, VoidResult
from services.files.columns import Column
from services.web import forms
from services.web.forms import Form, column
from services.web.request import Deed, Does, Look, Said, Sees, status_of

router = APIRouter()
Looking = Annotated[Look, Depends(Sees("result"))]
Doing = Annotated[Deed, Depends(Does("result"))]
MOST = 200
OWN = (
    column(
        "kind", "成果", "choice", choices={code: one.title for code, one in RESULT_KINDS.items()}
    ),
    column("on", "日期", "date"),
    column("partner", "对接方编号", "text", needed=False, example="b-01"),
    column("amount_fen", "金额", "money", "万元", needed=False, example="120"),
    column("people", "人数", "count", "人", needed=False, example="20"),
    column("scarce", "紧缺人才", "yes_no", needed=False),
)
FOR = (column("enterprise", "企业编号", "text", example="e304"), *OWN)  # the office says for whom
REASON = (column("reason", "作废原因", "text"),)


@router.get("/results")
def results(look: Looking) -> Response:
    return _list(look)


@router.get("/results/new")
def new(look: Looking) -> Response:
    return _new(look, forms.blank(_columns(look)))


@router.post("/results/new")
def report(deed: Doing) -> Response:
    look, form = deed.look, forms.read(_columns(deed.look), deed)
    id = f"r-{deed.one('command') or secrets.token_hex(8)}"
    if form.said:
        return _new(look, form)

    def make() -> Command:
        party = {"enterprise": look.actor.duty.party} if look.actor.duty.party else {}
        return ReportResult.model_validate({"id": id, **form.values, **party})

    return deed.do(
        make,
        then="/results",
        again=lambda said: _new(look, form, said),
        party=form.values.get("enterprise"),
        flash="已填报",
    )


@router.post("/results/{id}/void")
def void(deed: Doing, id: str) -> Response:
    """By the office, with its reason."""
    return deed.do(
        lambda: VoidResult(id=id, reason=deed.one("reason")),
        then="/results",
        again=lambda said: _list(deed.look, said),
        flash="已作废",
    )


def _list(look: Look, said: Said | None = None) -> Response:
    seen = look.actor.sees("result")
    rows = [
        row
        for row in look.house.counted.rows(RESULT_KINDS, as_of=look.at)
        if seen is None or row.party in seen
    ][::-1]
    shown = rows[:MOST]
    look.names({party for row in shown for party in (row.party, row.partner) if party})
    acts = look.at is None and look.actor.role in WRITES
    return look.page(
        "figures/results.html",
        status_of(said) if said else 200,
        said=said,
        rows=shown,
        more=len(rows) - len(shown),
        kinds=RESULT_KINDS,
        acts=acts,
        voids=acts and look.actor.role is Role.ORGANIZER,
    )


def _columns(look: Look) -> tuple[Column, ...]:
    return OWN if look.actor.duty.party else FOR


def _new(look: Look, form: Form, said: Said | None = None) -> Response:
    return forms.page(
        look, form, said, heading="填报成果", about="", action="/results/new", back="/results"
    )
