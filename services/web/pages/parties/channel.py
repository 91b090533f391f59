"""How an organization is told of its leads, besides its stream and pages: a webhook, a mailbox."""

from __future__ import annotations

import base64
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import SecretStr
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.command import Command, Refusal, Role
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.parties.channel import RemoveMailbox, RemoveWebhook, SetMailbox
from services.inbound.execute import execute
from services.inbound.shorthand import SetWebhookWithSecret
from services.outbound.channels import channel_of
from services.outbound.outcomes import NEVER, outcome_shown
from services.outbound.webhooks import PREFIX, permitted, reached, tried
from services.web import forms
from services.web.forms import Form, column
from services.web.lanes import outside
from services.web.menu import MenuEntry
from services.web.public import over
from services.web.reproving import proofs_of, reprove
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

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(830, "/channel", "消息推送", "channel", "send", but=(Role.ENTERPRISE,)),)
Doing = Annotated[Submission, Depends(Does("channel"))]
URL = (column("url", "接收地址", "text", example="https://bank.example/leads"),)
MAILBOX = (column("mailbox", "邮箱", "text", example="credit@bank.example"),)


@router.get("/channel")
def channel(request: Annotated[PageRequest, Depends(Sees("channel"))]) -> Response:
    return _page(request)


@router.post("/channel/webhook")
@outside
def set_webhook(submission: Doing) -> Response:
    """With a secret that is made here and shown once."""
    request, form = submission.request, forms.read(URL, submission)
    if form.refusals:
        return _page(request, url=form)
    try:
        reprove(submission)
    except Refusal as refusal:
        return over(request, refusal) or _page(request, url=form, refusal=refusal)
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    command = SetWebhookWithSecret(url=form.values["url"], secret=SecretStr(secret))
    try:
        outcome = _reached(request, form.values["url"], secret)
        execute(request.house, command, request.ask(), None)
    except (Refusal, Malformed) as refusal:
        return _page(request, url=form, refusal=refusal)
    request.after_command(lost="接收地址已设好，但密钥没能显示，也不会再显示。请稍后再设置一次。")
    return _page(request, secret=secret, tested=outcome or "ok")


def _reached(request: PageRequest, url: str, secret: str) -> str:
    """What came of a test message. Raises `Malformed` for an address that will never take one."""
    permitted(url, request.house.settings.networks)
    outcome = reached(request.house, url, [secret])
    code, text, detail, advice = outcome_shown(outcome)
    if code in NEVER:
        raise Malformed(f"url.{code}", f"{text} {detail}".strip(), advice, value=url, field="url")
    return outcome


@router.post("/channel/mailbox")
def set_mailbox(submission: Doing) -> Response:
    request, form = submission.request, forms.read(MAILBOX, submission)
    if form.refusals:
        return _page(request, mailbox=form)
    try:
        reprove(submission)
    except Refusal as refusal:
        return over(request, refusal) or _page(request, mailbox=form, refusal=refusal)
    mailbox = Personal(subject=f"mailbox-{_party(request)}"[:64], value=form.values["mailbox"])
    return submission.do(
        lambda: SetMailbox(party=_party(request), mailbox=mailbox),
        then="/channel",
        again=lambda refusal: _page(request, mailbox=form, refusal=refusal),
    )


@router.post("/channel/test")
@outside
def test(submission: Doing) -> Response:
    """Post a message about nothing, and show what came back."""
    try:
        why = tried(submission.request.house, _party(submission.request))
    except Refusal as no:
        return _page(submission.request, refusal=no)
    return _page(submission.request, tested=why or "ok")


@router.post("/channel/{what}/remove")
def remove(submission: Doing, what: str) -> Response:
    kinds: dict[str, type[Command]] = {"webhook": RemoveWebhook, "mailbox": RemoveMailbox}
    if what not in kinds:
        raise NotHere
    try:
        reprove(submission)
    except Refusal as refusal:
        request = submission.request
        return over(request, refusal) or _page(request, refusal=refusal)
    return submission.do(
        lambda: kinds[what].model_validate({"party": _party(submission.request)}),
        then="/channel",
        again=lambda refusal: _page(submission.request, refusal=refusal),
    )


def _party(request: PageRequest) -> str:
    assert request.actor.duty.party is not None, "only parties have channels"
    return request.actor.duty.party


def _page(
    request: PageRequest,
    *,
    url: Form | None = None,
    mailbox: Form | None = None,
    refusal: Rejected | None = None,
    secret: str = "",
    tested: str = "",
) -> Response:
    for form in (url, mailbox):
        if refusal is not None and form is not None and form.blame(refusal):
            refusal = None
    faulty = any(form and form.refusals for form in (url, mailbox))
    party, house = _party(request), request.house
    return request.page(
        "parties/channel.html",
        422 if faulty else status_of(refusal) if refusal else 200,
        channel=channel_of(house.desk, party, request.at),
        end=house.views.outbox.ends().get(party, 0),
        standing=house.stores.webhooks.standings().get(party),
        dead=house.stores.webhooks.dead(party),
        url=url or forms.blank(URL),
        mailbox=mailbox or forms.blank(MAILBOX),
        refusal=refusal,
        secret=secret,
        tested=tested,
        outcome_shown=outcome_shown,
        proofs=proofs_of(request),
        writes=request.at is None and request.actor.role in WRITES,
    )
