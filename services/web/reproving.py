"""Showing again who one is: what moves where something is sent, or lets somebody in, is done by
who shows the password and the second factor once more. An open screen is not enough."""

from __future__ import annotations

from typing import Literal

from domain.core.command import Refusal
from services.identity.audit import What, note_at_door
from services.identity.proofs import Proofs
from services.identity.signin import Identity
from services.web.client_address import client_address
from services.web.request import PageRequest, Submission


def proofs_of(request: PageRequest, *, fresh_is_enough: bool = False) -> Proofs:
    """What a form asks for."""
    visit = request.visit
    assert visit is not None
    return Identity.of(request.house).proofs(visit, fresh_is_enough=fresh_is_enough)


def reprove(submission: Submission, *, fresh_is_enough: bool = False) -> None:
    """Refuses where it isn't shown who sends the form, and notes it."""
    visit = submission.request.visit
    assert visit is not None
    password, code = submission.typed("proof"), submission.typed("proof_code")
    identity = Identity.of(submission.request.house)
    try:
        identity.reprove(visit, password, code, fresh_is_enough=fresh_is_enough)
    except Refusal as refusal:
        note_not_proven(submission.request, "code" if refusal.field == "code" else "password")
        raise


def note_not_proven(request: PageRequest, proof: Literal["code", "password"]) -> None:
    """In the audit: somebody who is signed in couldn't show that it is they."""
    what: What = "code_wrong" if proof == "code" else "old_password_wrong"
    note_at_door(what, user=request.actor.user, address=client_address(request.http))
