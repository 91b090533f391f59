"""How an organization is told of its leads, besides its stream and pages: a webhook, a mailbox."""

from __future__ import annotations

import base64
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import SecretStr
from starlette.responses import Response

from domain.administration.permission import WRITES
from domain.core.command import Command, Refusal
from domain.core.malformed import Malformed
from domain.core.personal import Personal
from domain.parties.channel import RemoveMailbox, RemoveWebhook, SetMailbox
from services.inbound.execute import done
from services.inbound.shorthand import SetWebhook
from services.outbound.webhooks import PREFIX, tried
from services.web import forms
from services.web.forms import Form, column
from services.web.request import Deed, Does, Look, NotHere, Said, Sees, status_of

router = APIRouter()
Doing = Annotated[Deed, Depends(Does("channel"))]
URL = (column("url", "接收地址", "text", example="https://bank.example/leads"),)
MAILBOX = (column("mailbox", "邮箱", "text", example="credit@bank.example"),)
MOST = 20  # attempts that are shown


@router.get("/channel")
def channel(look: Annotated[Look, Depends(Sees("channel"))]) -> Response:
    return _page(look)


@router.post("/channel/webhook")
def set_webhook(deed: Doing) -> Response:
    """With a secret that is made here and shown once."""
    look, form = deed.look, forms.read(URL, deed)
    if form.said:
        return _page(look, url=form)
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    wish = SetWebhook(url=form.values["url"], secret=SecretStr(secret))
    try:
        done(look.house, wish, look.ask(), None)
    except (Refusal, Malformed) as said:
        return _page(look, url=form, said=said)
    look.kept()
    return _page(look, secret=secret)


@router.post("/channel/mailbox")
def set_mailbox(deed: Doing) -> Response:
    look, form = deed.look, forms.read(MAILBOX, deed)
    if form.said:
        return _page(look, mailbox=form)
    kept = Personal(subject=f"mailbox-{_party(look)}"[:64], value=form.values["mailbox"])
    return deed.do(
        lambda: SetMailbox(party=_party(look), mailbox=kept),
        then="/channel",
        again=lambda said: _page(look, mailbox=form, said=said),
    )


@router.post("/channel/test")
def test(deed: Doing) -> Response:
    """Post a message about nothing, and show what came back."""
    try:
        why = tried(deed.look.house, _party(deed.look))
    except Refusal as no:
        return _page(deed.look, said=no)
    return _page(deed.look, tested=why or "ok")


@router.post("/channel/{what}/remove")
def remove(deed: Doing, what: str) -> Response:
    kinds: dict[str, type[Command]] = {"webhook": RemoveWebhook, "mailbox": RemoveMailbox}
    if what not in kinds:
        raise NotHere
    return deed.do(
        lambda: kinds[what].model_validate({"party": _party(deed.look)}),
        then="/channel",
        again=lambda said: _page(deed.look, said=said),
    )


def _party(look: Look) -> str:
    assert look.actor.duty.party is not None, "only parties have channels"
    return look.actor.duty.party


def _page(
    look: Look,
    *,
    url: Form | None = None,
    mailbox: Form | None = None,
    said: Said | None = None,
    secret: str = "",
    tested: str = "",
) -> Response:
    for form in (url, mailbox):
        if said is not None and form is not None and form.blame(said):
            said = None
    faulty = any(form and form.said for form in (url, mailbox))
    party, house = _party(look), look.house
    return look.page(
        "parties/channel.html",
        422 if faulty else status_of(said) if said else 200,
        channel=house.channel(party, look.at),
        end=house.outbox.ends().get(party, 0),
        standing=house.webhooks.standings().get(party),
        attempts=house.webhooks.attempts(party, MOST)[::-1],
        dead=house.webhooks.dead(party),
        url=url or forms.blank(URL),
        mailbox=mailbox or forms.blank(MAILBOX),
        said=said,
        secret=secret,
        tested=tested,
        writes=look.at is None and look.actor.role in WRITES,
    )
