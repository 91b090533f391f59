"""Statistics: figures that others publish about the county, told by the office with a source."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Command
from domain.core.malformed import Malformed
from domain.results.codes import QUALIFIERS, STATISTICS
from domain.results.statistic import PublishStatistic
from services.web import forms
from services.web.export import MOST_ROWS, exported, in_wan
from services.web.forms import Form, column
from services.web.listing import PAGE, Listing, Lists
from services.web.menu import MenuEntry
from services.web.request import Does, PageRequest, Rejected, Sees, SnapshotRoute, Submission

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(730, "/statistics", "统计数据", "statistic", "type"),)
Looking = Annotated[PageRequest, Depends(Sees("statistic"))]
LIST = Lists("/statistics", ())
MONEY = "元"
KINDS = {code: title for code, (title, _) in STATISTICS.items()}
EXACT = {code: title or "准确数" for code, title in QUALIFIERS.items()}
EXPORTED = ("时段截止", "哪一项", "数值", "单位", "公布时怎么说", "来源")
FIELDS = (
    column("kind", "哪一项", "choice", choices=KINDS),
    column("first", "统计时段从", "date"),
    column("last", "到", "date"),
    column("amount", "金额（贷款填这里）", "money", "万元", needed=False, example="138500万元"),
    column("many", "家数（调查填这里）", "count", "家", needed=False, example="320"),
    column("qualifier", "公布时怎么说", "choice", choices=EXACT),
    column("source", "来源", "text", example="县统计局"),
)


@router.get("/statistics")
def statistics(request: Looking, asked: Annotated[Listing, Depends(LIST)]) -> Response:
    """The latest at the top."""
    facts = request.house.views.facts
    rows, many = facts.page(list(STATISTICS), after=asked.after, limit=PAGE, as_of=request.at)
    return request.page(
        "figures/statistics.html",
        rows=rows,
        many=many,
        asked=asked,
        kinds=STATISTICS,
        qualifiers=EXACT,
        money=MONEY,
    )


@router.post("/statistics/export")
def export(submission: Annotated[Submission, Depends(Does("statistic"))]) -> Response:
    request = submission.as_shown()
    rows, _ = request.house.views.facts.page(list(STATISTICS), limit=MOST_ROWS, as_of=request.at)
    lines = []
    for row in rows:
        (title, unit), (qualifier, _, source) = STATISTICS[row.kind], row.about.partition(" ")
        value = in_wan(row.value) if unit == MONEY else row.value
        lines.append(
            (row.day, title, value, "万元" if unit == MONEY else unit, EXACT[qualifier], source)
        )
    return exported(request, "statistics", "统计数据", EXPORTED, lines)


@router.get("/statistics/new")
def new(request: Looking) -> Response:
    return _form(request, forms.blank(FIELDS, {"qualifier": EXACT["exact"]}))


@router.post("/statistics/new")
def publish(submission: Annotated[Submission, Depends(Does("statistic"))]) -> Response:
    request, form = submission.request, forms.read(FIELDS, submission)
    if form.refusals:
        return _form(request, form)
    return submission.do(
        lambda: _command(form.values),
        then="/statistics",
        again=lambda refusal: _form(request, form, refusal),
        flash="已填报，计入指标",
    )


def _command(values: dict[str, Any]) -> Command:
    """What is counted in money stands in one field, what is counted in parties in the other."""
    asked, other = (
        ("amount", "many") if STATISTICS[values["kind"]][1] == MONEY else ("many", "amount")
    )
    if asked not in values:
        raise Malformed("field.needed", "这一项必须填写", "按“哪一项”填金额或者家数", field=asked)
    if other in values:
        raise Malformed("quantity.unwanted", "这一项不填这里", "请删去", field=other)
    rest = {key: value for key, value in values.items() if key not in {asked, other}}
    return PublishStatistic.model_validate({**rest, "value": values[asked]})


def _form(request: PageRequest, form: Form, refusal: Rejected | None = None) -> Response:
    return forms.page(
        request,
        form,
        refusal,
        heading="填报统计数据",
        about="",
        action="/statistics/new",
        back="/statistics",
    )
