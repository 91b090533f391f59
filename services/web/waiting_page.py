"""The page of an enterprise that registered itself, until the office has confirmed it."""

from __future__ import annotations

from starlette.responses import Response

from services.web import forms
from services.web.forms import Form, column
from services.web.request import PageRequest, Rejected

CODE = (column("code", "激活码", "text", example="ABCDE-23456"),)


def waiting_page(
    request: PageRequest, form: Form | None = None, refusal: Rejected | None = None
) -> Response:
    row = request.house.views.registrations.registration(request.actor.user, request.at)
    return forms.page(request, form or forms.blank(CODE), refusal, "site/waiting.html", row=row)
