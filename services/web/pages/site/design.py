"""The design system, live: every token and piece that pages are made of, in both colours."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.malformed import Malformed
from services.web import forms
from services.web.forms import column
from services.web.request import PageRequest, Sees, SnapshotRoute
from services.web.timeline import Moment

router = APIRouter(route_class=SnapshotRoute)
COLOURS = (
    *("ink", "soft", "line", "edge", "paper", "ground", "brand", "brand-strong", "tint", "mark"),
    *("red", "red-tint", "amber", "amber-tint", "green", "green-tint"),
    *("on-brand", "on-tint", "bar", "on-bar", "focus"),
)
FIELDS = (
    column("title", "标题", "title", example="流动资金贷款三百万元"),
    column("amount_fen", "金额", "money", "万元", example="300万元"),
    column("kinds", "可以做什么", "choices", choices={"read": "查看", "write": "办理"}),
)


@router.get("/design")
def design(request: Annotated[PageRequest, Depends(Sees("health"))]) -> Response:
    """For whoever builds pages: what there is, and what it looks like."""
    now = request.house.now()
    form = forms.blank(FIELDS, {"amount_fen": "三百"})
    form.blame(Malformed("money.unread", "金额读不懂", "例如 300万元", field="amount_fen"))
    return request.page(
        "site/design.html",
        colours=COLOURS,
        form=form,
        refusal=Malformed("form.nothing", "没有选中任何一项", "请先勾选，再提交"),
        moments=[
            Moment(42, now, "授信", "银行", 30_000_000, None),
            Moment(17, now - timedelta(days=3), "发布", "企业", 0, now.date()),
        ],
    )
